#!/usr/bin/env python3
"""Trains a network for a given number of minutes, or bytes, then exports it.

    python3 models/training/train.py --name default --minutes 85
    python3 models/training/train.py --name default --minutes 60 --resume    goes on where it stopped
    python3 models/training/train.py --name lstm --cell lstm --bytes 20e6    the same at any speed of the machine
    python3 models/training/train.py --name mine --folder ~/code --minutes 40 --models ~/networks    on one's own code

The learning rate warms up, stays, and falls to zero over the last part of the time (--decay). To end earlier, write into
`models/training/runs/NAME/FINISH` in how many minutes: the rate falls to zero within them and the network is exported.
"""
from __future__ import annotations

import argparse
import csv
import math
import os
import time
from pathlib import Path
from typing import Dict, List, Optional, Tuple

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # other work shares the cores: a thread that waits must not spin

import numpy as np
import torch
from torch import Tensor, nn

import checkpoints
import kernel
from cells import ByteNetwork
from data import PROGRAMMING, Ahead, Documents, Streams, fixed_segments, load_folder, load_split

HERE = Path(__file__).resolve().parent


def bits_per_byte(network: ByteNetwork, segments: Dict[str, List[np.ndarray]], device: str) -> Dict[str, float]:
    """Bits per byte by language over fixed segments, each from the zero state; the header's own bytes are not counted.
    All segments are read side by side."""
    texts = [text for some in segments.values() for text in some]
    names = [language for language, some in segments.items() for _ in some]
    T, B = max(map(len, texts)) - 1, -(-len(texts) // kernel.ROWS) * kernel.ROWS
    rows, targets = torch.full((T, B), 10), torch.full((T, B), -1)
    for b, (text, language) in enumerate(zip(texts, names)):
        head = len(language) + 2
        whole = torch.from_numpy(text.astype(np.int64))
        rows[: len(text) - 1, b] = whole[:-1]
        targets[head - 1 : len(text) - 1, b] = whole[head:]
    bits = torch.zeros(B)
    state = torch.zeros(B, network.state_size, device=device)
    with torch.no_grad():
        for start in range(0, T, 64):
            outputs, state = network(rows[start : start + 64].to(device), state)
            target = targets[start : start + 64].reshape(-1).to(device)
            logits = network.logits(outputs).view(-1, 256)
            each = nn.functional.cross_entropy(logits, target, ignore_index=-1, reduction="none")
            bits += each.view(-1, B).sum(0).cpu() / math.log(2)
    counts = (targets >= 0).sum(0)
    result = {}
    for language in segments:
        mine = torch.tensor([name == language for name in names + [""] * (B - len(names))])
        result[language] = float(bits[mine].sum() / counts[mine].sum())
    return result


def mean_of_programming(values: Dict[str, float]) -> float:
    chosen = [v for k, v in values.items() if k in PROGRAMMING] or list(values.values())
    return sum(chosen) / len(chosen)


class ByBytes:
    """The learning rate as a share of its peak, by bytes seen: what a seed gives does not depend on how fast it was."""

    def __init__(self, total: float, decay: float) -> None:
        self.total, self.decay = total, total * decay
        self.warm = total * 0.05

    def share(self, seen: int) -> float:
        return max(0.0, min(1.0, (seen + 1e-3 * self.total) / self.warm, (self.total - seen) / self.decay))


class Clock:
    """The learning rate as a share of its peak, by wall time."""

    def __init__(self, minutes: float, folder: Path, decay: float) -> None:
        self.started = time.time()
        self.end = self.started + 60 * minutes
        self.decay = 60 * minutes * decay
        self.warm = min(60.0, 60 * minutes * 0.05)
        self.folder = folder

    def share(self, _: int) -> float:
        now = time.time()
        asked = self.folder / "FINISH"
        if asked.exists():
            minutes = float(asked.read_text().strip() or 5)
            asked.unlink()
            if now + 60 * minutes < self.end:
                self.decay = 60 * minutes if self.end - now > self.decay else self.decay * (60 * minutes) / (self.end - now)
                self.end = now + 60 * minutes
                print(f"finishing in {minutes:g} minutes", flush=True)
        warm = min(1.0, (now - self.started + 0.5) / self.warm)
        return max(0.0, min(warm, (self.end - now) / self.decay))


def save(path: Path, content: Dict[str, object]) -> None:
    """Writes a checkpoint so that an interruption leaves the one before."""
    torch.save(content, path.with_suffix(".new"))
    os.replace(path.with_suffix(".new"), path)


def begin(options: argparse.Namespace, checkpoint: Path) -> Tuple[ByteNetwork, Dict[str, object], Optional[Dict[str, object]]]:
    """The network to train, how far it was trained before (`seen`, `minutes`), and the optimizer's state where one was kept."""
    told: Dict[str, object] = {"seen": 0, "minutes": 0.0}
    shape = {"cell": options.cell, "embedding": options.embedding, "layers": options.units, "skip": options.skip, "window": options.window}
    network = ByteNetwork(**shape)
    if options.resume and checkpoint.exists():
        stored = torch.load(checkpoint, map_location="cpu")
        network = ByteNetwork(**stored["shape"])
        network.load_state_dict(stored["network"])
        print(f"goes on after {stored['seen'] / 1e6:.1f} MB", flush=True)
        return network, stored, stored["optimizer"]
    if options.start:
        network, _ = checkpoints.read(options.checkpoints, options.start)
        print(f"begins with the checkpoint of {options.start}: {network.shape}", flush=True)
    elif options.resume or options.grow:
        # A clone has no run of its own, but what was committed of one; the optimizer warms up again.
        name = options.grow or options.name
        other, told = checkpoints.read(options.checkpoints, name)
        if options.grow:
            network.grow_from(other)
        else:
            network = other
        print(f"goes on from the checkpoint of {name}, after {told['seen'] / 1e6:.1f} MB: {network.shape}", flush=True)
    return network, told, None


def train(options: argparse.Namespace) -> Dict[str, float]:
    run = options.runs / options.name
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    if options.folder:
        documents, held_out = load_folder(options.folder)
    else:
        documents, held_out = load_split(options.corpus, "train"), load_split(options.corpus, "validation")
    corpus_bytes = sum(len(d.bytes) for d in documents.values())
    network, before, kept = begin(options, run / "checkpoint.pt")
    seen, minutes_before = int(before["seen"]), float(before["minutes"])
    streams = Streams(documents, options.batch, options.steps, options.seed + seen)
    on_gpu = options.device == "cuda"
    chunks = Ahead(streams) if on_gpu else streams  # its process is parted from this one before a GPU is known here
    network.to(options.device)
    network.short = options.short and options.device == "cpu" and kernel.fits(network, options.batch)
    optimizer = torch.optim.AdamW(network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=0.01)
    if kept:
        optimizer.load_state_dict(kept)
    segments = fixed_segments(held_out, options.validate, 1536)
    table = options.csv or options.runs.parent / f"{options.name}.csv"
    if not ((options.resume or options.grow) and table.exists()):
        with open(table, "w", newline="") as file:
            csv.writer(file).writerow(["minutes", "bytes", "rate", "train", "validation", *segments])
    schedule = ByBytes(options.bytes, options.decay) if options.bytes else Clock(options.minutes, run, options.decay)
    state = torch.zeros(options.batch, network.state_size, device=options.device)
    began = checked = saved = time.time()
    losses: List[Tensor] = []
    at_start = seen
    measured: Dict[str, float] = {}
    # Products in TF32: a state is carried from step to step in fp32, as it is served; in 16 bits a unit that keeps what it
    # holds for long would not feel small changes.
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True

    def put(values: np.ndarray) -> Tensor:
        """On the device; a GPU takes it when it comes to it, and nobody waits."""
        there = torch.from_numpy(values)
        return there.pin_memory().to(options.device, non_blocking=True) if on_gpu else there

    def check(share: float) -> None:
        nonlocal measured
        measured = bits_per_byte(network, segments, options.device)
        minutes = minutes_before + (time.time() - began) / 60
        train_bits = float(torch.stack(losses).mean()) / math.log(2) if losses else 0.0
        losses.clear()
        values = [measured[name] for name in segments]
        row = [f"{minutes:.1f}", seen, f"{share * options.rate:.2g}", *(f"{v:.4f}" for v in [train_bits, mean_of_programming(measured), *values])]
        with open(table, "a", newline="") as file:
            csv.writer(file).writerow(row)
        speed = (seen - at_start) / (time.time() - began)
        print(f"{minutes:.1f} min, {seen / 1e6:.1f} MB, {speed:.0f} B/s: train {train_bits:.3f}, validation {row[4]}", flush=True)

    def keep() -> None:
        content = {"network": network.state_dict(), "shape": network.shape, "optimizer": optimizer.state_dict(), "seen": seen}
        save(run / "checkpoint.pt", {**content, "minutes": minutes_before + (time.time() - began) / 60, "corpus": corpus_bytes})

    while True:
        share = schedule.share(seen - at_start)
        if share <= 0:
            break
        for group in optimizer.param_groups:
            group["lr"] = options.rate * share
        rows, targets, counts, begins = chunks.chunk()
        seen += int(counts.sum())
        weights = put(counts).view(-1)
        state = state * put(~begins).unsqueeze(1)
        outputs, state = network(put(rows).long(), state)
        logits = network.logits(outputs.reshape(-1, outputs.shape[-1]))
        each = nn.functional.cross_entropy(logits.float(), put(targets).long().view(-1), reduction="none")
        loss = (each * weights).sum() / weights.sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), options.clip)
        optimizer.step()
        state = state.detach()
        losses.append(loss.detach())
        now = time.time()
        if now - checked > 60 * options.every:
            check(share)
            checked = time.time()
        if now - saved > 60 * options.save_every:
            keep()
            saved = time.time()
    check(0.0)
    keep()
    total = minutes_before + (time.time() - began) / 60
    summary = {"bytesSeen": seen, "minutes": round(total, 1), "corpusBytes": corpus_bytes}
    checkpoints.write(options.checkpoints, options.name, network, {"seen": seen, "minutes": round(total, 1)})
    from export import export  # onnx is needed only now

    export(network, options.name, options.models, options.parity, {**summary, "validationBitsPerByte": round(mean_of_programming(measured), 3)})
    return measured


def parse(arguments: List[str] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", default="default")
    parser.add_argument("--minutes", type=float, default=85)
    parser.add_argument("--bytes", type=float, help="how many bytes to see, instead of --minutes")
    parser.add_argument("--cell", default="gru", help="rnn, gru, lstm or feedforward")
    parser.add_argument("--window", type=int, help="bytes that feedforward reads at once")
    parser.add_argument("--units", type=int, nargs="+", default=[512], help="units of each layer")
    parser.add_argument("--skip", action="store_true", help="the logits read every layer")
    parser.add_argument("--grow", metavar="NAME", help="begin with the checkpoint of a network of fewer units or layers")
    parser.add_argument("--start", metavar="NAME", help="begin with the checkpoint of a network, as it is")
    parser.add_argument("--embedding", type=int, default=64)
    parser.add_argument("--batch", type=int, default=128, help="streams read side by side")
    parser.add_argument("--steps", type=int, default=128, help="bytes before an update")
    parser.add_argument("--rate", type=float, default=4e-3, help="peak learning rate")
    parser.add_argument("--clip", type=float, default=1.0, help="longest gradient of an update (Pascanu et al. 2013)")
    parser.add_argument("--decay", type=float, default=0.6, help="share of the time in which the rate falls to zero, at the end")
    parser.add_argument("--every", type=float, default=4, help="minutes between validations")
    parser.add_argument("--save-every", type=float, default=3, help="minutes between checkpoints")
    parser.add_argument("--validate", type=int, default=16, help="segments of each language in a validation")
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--float32", dest="short", action="store_false", help="no bfloat16 in matrix products")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="train on the source files of a folder instead of the corpus")
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--checkpoints", type=Path, default=HERE / "checkpoints", help="where the fp16 weights are kept at the end")
    parser.add_argument("--models", type=Path, default=HERE.parent, help="where the exported network goes")
    parser.add_argument("--parity", type=Path, help="where the logits for the tests go; nowhere with --folder")
    parser.add_argument("--csv", type=Path)
    options = parser.parse_args(arguments)
    if not (options.folder or options.parity):
        options.parity = HERE.parent.parent / "test" / "unit" / "parity"
    return options


if __name__ == "__main__":
    train(parse())
