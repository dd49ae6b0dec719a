#!/usr/bin/env python3
"""Trains a network for a given number of minutes, or bytes, then exports it.

    python3 models/training/train.py --name default --minutes 85
    python3 models/training/train.py --name default --minutes 60 --resume    goes on where it stopped
    python3 models/training/train.py --name lstm --cell lstm --bytes 20e6    the same at any speed of the machine
    python3 models/training/train.py --name mine --folder ~/code --minutes 40 --models ~/networks    on one's own code
    python3 models/training/train.py --name next --cell glr --blocks 5 --width 128 --conv 4 --tables 8192x16    of blocks: blocks.py

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

import blocks
import checkpoints
import kernel
from data import PROGRAMMING, Ahead, Streams, fixed_segments, load_folder, load_split
from optimizer import Average, Both, optimizer_for

HERE = Path(__file__).resolve().parent


def bits_per_byte(network: nn.Module, segments: Dict[str, List[np.ndarray]], device: str, skip: int = 0) -> Dict[str, float]:
    """Bits per byte by language over fixed segments, each from the zero state; the header's own bytes are not counted, nor are the
    first `skip` after it. All segments are read side by side."""
    texts = [text for some in segments.values() for text in some]
    names = [language for language, some in segments.items() for _ in some]
    T, B = max(map(len, texts)) - 1, -(-len(texts) // kernel.ROWS) * kernel.ROWS
    rows, targets = torch.full((T, B), 10), torch.full((T, B), -1)
    for b, (text, language) in enumerate(zip(texts, names)):
        head = len(language) + 2
        whole = torch.from_numpy(text.astype(np.int64))
        rows[: len(text) - 1, b] = whole[:-1]
        targets[head - 1 + skip : len(text) - 1, b] = whole[head + skip :]
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
        if counts[mine].sum():
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
    """The learning rate as a share of its peak, by wall time, of which `spent` minutes are gone before it begins."""

    def __init__(self, minutes: float, folder: Path, decay: float, spent: float = 0) -> None:
        self.begun = time.time()
        self.end = self.begun + 60 * (minutes - spent)
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
        warm = min(1.0, (now - self.begun + 0.5) / self.warm)
        return max(0.0, min(warm, (self.end - now) / self.decay))


def shape_of(options: argparse.Namespace, size: Optional[str] = None) -> Dict[str, object]:
    """The network that is asked for; `size`, BLOCKSxWIDTH, in place of --blocks, --width, --units and --ffn."""
    if not (options.blocks or size):
        units = options.units or [512]
        return {"cell": options.cell, "embedding": options.embedding, "layers": units, "skip": options.skip, "window": options.window}
    number, width = map(int, size.split("x")) if size else (options.blocks, options.width)
    units = options.units[0] if options.units and not size else width
    ffn = options.ffn if options.ffn and not size else round(width * 1.125 / 16) * 16
    tables = None
    if options.tables:
        rows, each = map(int, options.tables.split("x"))
        tables = {"rows": rows, "width": each, "orders": options.orders, "at": options.tables_at}
    some = [{"units": units, "ffn": ffn, "conv": options.conv} for _ in range(number)]
    return {"cell": options.cell, "width": width, "blocks": some, "tables": tables}


def begin(options: argparse.Namespace, run: Path) -> Tuple[nn.Module, Dict[str, object]]:
    """The network to train, and what is known of it: how far it was trained before (`seen`, `minutes`), and, of a run that is gone on
    with, all that it kept of itself."""
    told: Dict[str, object] = {"seen": 0, "minutes": 0.0}
    going_on = options.resume or options.go_on
    if going_on and (run / "checkpoint.json").exists():
        stored = checkpoints.kept(run)
        network = blocks.make(stored["shape"])
        network.load_state_dict(stored["network"])
        print(f"goes on after {stored['seen'] / 1e6:.1f} MB", flush=True)
        return network, stored
    if options.start:
        network, _ = checkpoints.read(options.checkpoints, options.start)
        print(f"begins with the checkpoint of {options.start}: {network.shape}", flush=True)
        return network, told
    network = blocks.make(shape_of(options, options.sizes[0] if options.sizes else None))
    if going_on or options.grow:
        # A clone has no run of its own, but what was committed of one; the optimizer warms up again.
        name = options.grow or options.name
        other, told = checkpoints.read(options.checkpoints, name)
        if options.grow:
            network.grow_from(other)
        else:
            network = other
        print(f"goes on from the checkpoint of {name}, after {told['seen'] / 1e6:.1f} MB: {network.shape}", flush=True)
    return network, told


class Trainer:
    """A network, what moves its weights, and the states of the streams that it reads."""

    def __init__(self, network: nn.Module, options: argparse.Namespace) -> None:
        self.network, self.device, self.clip = network.to(options.device), options.device, options.clip
        of_blocks = isinstance(network, blocks.BlockNetwork)
        network.short = options.short and (of_blocks if self.on_gpu else kernel.fits(network, options.batch))
        kind = options.optimizer or ("muon" if of_blocks else "adamw")
        self.optimizer: Both = optimizer_for(network, kind, options.rate, options.matrix_rate)
        decay = options.average if options.average is not None else 0.999 if of_blocks else 0
        self.average = Average(network.parameters(), decay) if decay else None
        self.state = torch.zeros(options.batch, network.state_size, device=self.device)
        self.updates = 0

    @property
    def on_gpu(self) -> bool:
        return self.device == "cuda"

    def put(self, values: np.ndarray) -> Tensor:
        """On the device; a GPU takes it when it comes to it, and nobody waits."""
        there = torch.from_numpy(values)
        return there.pin_memory().to(self.device, non_blocking=True) if self.on_gpu else there

    def update(self, chunk: Tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray], share: float) -> Tensor:
        """One update at this share of the learning rate; returns the loss, in nats a byte."""
        rows, targets, counts, begins = chunk
        weights = self.put(counts).view(-1)
        state = self.state * self.put(~begins).unsqueeze(1)
        outputs, state = self.network(self.put(rows).long(), state)
        logits = self.network.logits(outputs.reshape(-1, outputs.shape[-1]))
        each = nn.functional.cross_entropy(logits.float(), self.put(targets).long().view(-1), reduction="none")
        loss = (each * weights).sum() / weights.sum()
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.clip)
        self.optimizer.step(share)
        if self.average:
            self.average.update()
        self.state = state.detach()
        self.updates += 1
        if self.on_gpu and self.updates % 16 == 0:
            loss.item()  # else updates are asked for long before the GPU comes to them, and the clock is ahead of it
        return loss.detach()

    def measured(self, segments: Dict[str, List[np.ndarray]], averaged: bool) -> Dict[str, float]:
        """Bits per byte by language, of the weights or of their average."""
        if averaged:
            self.average.swap()
        found = bits_per_byte(self.network, segments, self.device)
        if averaged:
            self.average.swap()
        return found

    def content(self) -> Dict[str, object]:
        average = {"kept": self.average.kept, "updates": self.average.updates} if self.average else None
        state = {"network": self.network.state_dict(), "shape": self.network.shape, "optimizer": self.optimizer.state_dict()}
        return {**state, "average": average}

    def restore(self, content: Dict[str, object]) -> None:
        self.optimizer.load_state_dict(content["optimizer"])
        if self.average and content["average"]:
            self.average.updates = content["average"]["updates"]
            for mine, stored in zip(self.average.kept, content["average"]["kept"]):
                mine.copy_(stored)


def choose_size(options: argparse.Namespace, chunks: object) -> str:
    """The largest of --sizes that sees --see bytes in --minutes, by the speed of a few updates of each; else the fastest."""
    speeds: Dict[str, float] = {}
    for size in options.sizes:
        trainer = Trainer(blocks.make(shape_of(options, size)), options)
        for _ in range(3):
            float(trainer.update(chunks.chunk(), 0.0))
        started, seen = time.time(), 0
        while time.time() - started < options.measure:
            for _ in range(4):
                chunk = chunks.chunk()
                seen += int(chunk[2].sum())
                loss = trainer.update(chunk, 0.0)
            float(loss)
        speeds[size] = seen / (time.time() - started)
        parameters = sum(p.numel() for p in trainer.network.parameters())
        print(f"{size}: {parameters} parameters, {speeds[size] / 1e6:.3f} MB/s", flush=True)
    fit = [size for size in options.sizes if speeds[size] * 60 * options.minutes >= options.see]
    chosen = fit[-1] if fit else max(speeds, key=speeds.__getitem__)
    print(f"chosen: {chosen}, which sees {speeds[chosen] * 60 * options.minutes / 1e6:.0f} MB", flush=True)
    return chosen


def fuse(options: argparse.Namespace) -> None:
    """Fuses what can be fused on a GPU, where one update shows that this works."""
    if not (options.device == "cuda" and options.fuse and (options.blocks or options.sizes)):
        return
    empty = np.ones((options.steps, options.batch), np.uint8)
    chunk = empty, empty, empty.astype(np.float32), np.ones(options.batch, bool)
    try:
        blocks.compile_blocks()
        float(Trainer(blocks.make(shape_of(options, (options.sizes or [None])[0])), options).update(chunk, 0.0))
    except Exception as error:  # whatever a compiler may say: training goes on without it, slower
        blocks.Block.compiled.clear()
        print(f"not fused: {type(error).__name__}: {str(error)[:500]}", flush=True)


def train(options: argparse.Namespace) -> Dict[str, float]:
    entered = time.time()
    run = options.runs / options.name
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    if options.folder:
        documents, held_out = load_folder(options.folder)
    else:
        documents, held_out = load_split(options.corpus, "train"), load_split(options.corpus, "validation")
    corpus_bytes = sum(len(d.bytes) for d in documents.values())
    # Products in TF32: a state is carried from step to step in fp32, as it is served; in 16 bits a unit that keeps what it
    # holds for long would not feel small changes.
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    network, before = begin(options, run)
    seen, minutes_before = int(before["seen"]), float(before["minutes"])
    # Segments are drawn anew every time, so the place in the corpus is the number that the drawing begins with.
    streams = Streams(documents, options.batch, options.steps, options.seed + seen)
    chunks = Ahead(streams) if options.device == "cuda" else streams  # its process is parted from this one before a GPU is known here
    fuse(options)
    if options.sizes and not seen:
        torch.manual_seed(options.seed)
        network = blocks.make(shape_of(options, choose_size(options, chunks)))
    trainer = Trainer(network, options)
    if "optimizer" in before:
        trainer.restore(before)
    segments = fixed_segments(held_out, options.validate, 1536)
    table = options.csv or options.runs.parent / f"{options.name}.csv"
    if not ((options.resume or options.go_on or options.grow) and table.exists()):
        with open(table, "w", newline="") as file:
            extra = ["average"] if trainer.average else []
            csv.writer(file).writerow(["minutes", "bytes", "rate", "train", "validation", *extra, *segments])
    at_start = int(before["began"]) if options.go_on and "began" in before else seen
    spent = float(before["spent"]) if options.go_on and "spent" in before else 0.0
    spent += (time.time() - entered) / 60
    schedule = ByBytes(options.bytes, options.decay) if options.bytes else Clock(options.minutes, run, options.decay, spent)
    began = checked = saved = time.time()
    losses: List[Tensor] = []
    results: Dict[bool, Dict[str, float]] = {}

    def minutes() -> float:
        return (time.time() - began) / 60

    def check(share: float) -> None:
        results.update({averaged: trainer.measured(segments, averaged) for averaged in ([False, True] if trainer.average else [False])})
        train_bits = float(torch.stack(losses).mean()) / math.log(2) if losses else 0.0
        losses.clear()
        means = [mean_of_programming(found) for found in results.values()]
        values = [train_bits, *means, *(results[False][name] for name in segments)]
        row = [f"{minutes_before + minutes():.1f}", seen, f"{share * options.rate:.2g}", *(f"{v:.4f}" for v in values)]
        with open(table, "a", newline="") as file:
            csv.writer(file).writerow(row)
        speed = (seen - int(before["seen"])) / (time.time() - began)
        validation = ", of the average ".join(f"{mean:.4f}" for mean in means)
        print(f"{row[0]} min, {seen / 1e6:.1f} MB, {speed:.0f} B/s: train {train_bits:.3f}, validation {validation}", flush=True)

    def keep() -> None:
        told = {"seen": seen, "minutes": minutes_before + minutes(), "corpus": corpus_bytes, "began": at_start, "spent": spent + minutes()}
        checkpoints.keep(run, {**trainer.content(), **told})

    while True:
        share = schedule.share(seen - at_start)
        if share <= 0:
            break
        chunk = chunks.chunk()
        seen += int(chunk[2].sum())
        losses.append(trainer.update(chunk, share))
        if time.time() - checked > 60 * options.every:
            check(share)
            checked = time.time()
        if time.time() - saved > 60 * options.save_every:
            keep()
            saved = time.time()
    check(0.0)
    keep()
    measured = min(results.values(), key=mean_of_programming)
    if measured is results.get(True):
        trainer.average.swap()
        print("the average is the better one, and is what is exported", flush=True)
    total = minutes_before + minutes()
    summary = {"bytesSeen": seen, "minutes": round(total, 1), "corpusBytes": corpus_bytes}
    checkpoints.write(options.checkpoints, options.name, network, {"seen": seen, "minutes": round(total, 1)})
    from export import export  # onnx is needed only now

    summary["validationBitsPerByte"] = round(mean_of_programming(measured), 3)
    export(network.cpu(), options.name, options.models, options.parity, summary)
    return measured


def parse(arguments: Optional[List[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", default="default")
    parser.add_argument("--minutes", type=float, default=85)
    parser.add_argument("--bytes", type=float, help="how many bytes to see, instead of --minutes")
    parser.add_argument("--cell", default="gru", help="rnn, gru, lstm or feedforward; in blocks glr or gru")
    parser.add_argument("--window", type=int, help="bytes that feedforward reads at once")
    parser.add_argument("--units", type=int, nargs="+", help="units of each layer (512), or of every block (as many as its width)")
    parser.add_argument("--skip", action="store_true", help="the logits read every layer")
    parser.add_argument("--blocks", type=int, help="how many blocks: see blocks.py")
    parser.add_argument("--width", type=int, default=128, help="numbers that blocks add to")
    parser.add_argument("--ffn", type=int, help="units of a block's feed-forward part (9/8 of its width)")
    parser.add_argument("--conv", type=int, default=0, help="bytes that the convolution before a recurrence reads")
    parser.add_argument("--tables", metavar="ROWSxWIDTH", help="of each table of the last bytes")
    parser.add_argument("--orders", type=int, nargs="+", default=[2, 3, 4, 5, 6], help="how many last bytes each table knows")
    parser.add_argument("--tables-at", default="both", choices=blocks.PLACES, help="where what they hold is read")
    parser.add_argument("--sizes", nargs="+", metavar="BLOCKSxWIDTH", help="from small to large: the largest that sees --see bytes in --minutes")
    parser.add_argument("--see", type=float, default=2.5e9, help="bytes that a size of --sizes has to see")
    parser.add_argument("--measure", type=float, default=5, help="seconds that the speed of each of --sizes is measured for")
    parser.add_argument("--grow", metavar="NAME", help="begin with the checkpoint of a network of fewer units or layers")
    parser.add_argument("--start", metavar="NAME", help="begin with the checkpoint of a network, as it is")
    parser.add_argument("--embedding", type=int, default=64)
    parser.add_argument("--batch", type=int, default=128, help="streams read side by side")
    parser.add_argument("--steps", type=int, default=128, help="bytes before an update")
    parser.add_argument("--optimizer", choices=["adamw", "muon"], help="muon moves matrices, AdamW the rest (of blocks: muon)")
    parser.add_argument("--rate", type=float, default=4e-3, help="peak learning rate")
    parser.add_argument("--matrix-rate", type=float, default=0.02, help="peak learning rate of muon")
    parser.add_argument("--average", type=float, help="decay of the exponential average of the weights, 0: none (of blocks: 0.999)")
    parser.add_argument("--clip", type=float, default=1.0, help="longest gradient of an update (Pascanu et al. 2013)")
    parser.add_argument("--decay", type=float, default=0.6, help="share of the time in which the rate falls to zero, at the end")
    parser.add_argument("--every", type=float, default=4, help="minutes between validations")
    parser.add_argument("--save-every", type=float, default=3, help="minutes between checkpoints")
    parser.add_argument("--validate", type=int, default=16, help="segments of each language in a validation")
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    parser.add_argument("--no-fuse", dest="fuse", action="store_false", help="no torch.compile on a GPU")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--float32", dest="short", action="store_false", help="no bfloat16 in matrix products")
    parser.add_argument("--resume", action="store_true", help="from the last checkpoint, with a schedule of its own")
    parser.add_argument("--go-on", action="store_true", help="from the last checkpoint, with what is left of its schedule")
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
