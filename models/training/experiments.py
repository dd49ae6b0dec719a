#!/usr/bin/env python3
"""Small runs towards the next default: each reads the same 14 MB in the same order, one after the other, on one core.

    python3 models/training/experiments.py                     all that experiments.csv has no row of yet
    python3 models/training/experiments.py --bytes 3e6         the same of so many bytes: rows of other bytes stay
    python3 models/training/experiments.py --only glr-5x128    some of them, again
    python3 models/training/experiments.py --pause FILE        a run stands still while that file is there

A row of experiments.csv is what a run came to: `bits` per byte on 32 fixed segments of 1,536 bytes of each language of the validation
split, mean of the programming languages; `late` from the 256th byte on; `all` the mean of all languages; `speed` in bytes a second of CPU time.
Rows of the same `asked` bytes read the same text in the same order, and may be compared.
"""
from __future__ import annotations

import argparse
import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, List

import torch

import blocks
import checkpoints
import kernel
from data import fixed_segments, load_split
from train import bits_per_byte, mean_of_programming

HERE = Path(__file__).resolve().parent
COMMON = "--batch 64 --steps 128 --rate 4e-3 --decay 0.6 --seed 1 --average 0 --threads 1"
THREE = "--cell glr --blocks 3 --width 160 --ffn 176"
FIVE = "--cell glr --blocks 5 --width 128 --ffn 144"
BEST = f"{FIVE} --conv 4 --tables 8192x16"
EXPERIMENTS: Dict[str, str] = {
    "glr-3x160": THREE,
    "glr-5x128": FIVE,
    "glr-5x128-conv": f"{FIVE} --conv 4",
    "glr-5x128-conv-tables": BEST,
    "glr-3x160-conv": f"{THREE} --conv 4",
    "glr-3x160-tables": f"{THREE} --tables 8192x16",
    "glr-5x128-conv-tables-3-6": f"{BEST} --orders 3 4 5 6",
    "glr-5x128-conv-tables-output": f"{BEST} --tables-at output",
    "glr-5x128-conv-tables-16384x8": f"{FIVE} --conv 4 --tables 16384x8",
    "glr-5x128-conv-tables-muon-0.04": f"{BEST} --matrix-rate 0.04",
    "glr-5x128-conv-tables-muon-0.01": f"{BEST} --matrix-rate 0.01",
    "glr-5x128-conv-tables-8e-3": f"{BEST} --rate 8e-3",
    "glr-8x96-conv-tables": "--cell glr --blocks 8 --width 96 --ffn 128 --conv 4 --tables 8192x16",
    "glr-5x128-conv-tables-average": f"{BEST} --average 0.998",
    "gru-2x160": "--cell gru --blocks 2 --width 160 --ffn 224",
    "gru-384": "--cell gru --units 384 --embedding 64",
}
FIELDS = ["name", "asked", "command", "parameters", "multiplications", "state", "bytes", "bits", "late", "all", "speed"]


def watch(command: List[str], pause: Path) -> float:
    """Runs a command and returns the seconds of CPU time that it took."""
    before = os.times()
    child = subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "1"})
    standing = False
    while child.poll() is None:
        asked = pause is not None and pause.exists()
        if asked != standing:
            child.send_signal(signal.SIGSTOP if asked else signal.SIGCONT)
            standing = asked
        time.sleep(1)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} failed: see above.")
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def multiplications(network: torch.nn.Module) -> int:
    """Products with weights for each byte that is read; the embedding and the tables are looked up."""
    looked_up = ("embedding", "table", "output_table")
    return sum(p.numel() for name, p in network.named_parameters() if name not in looked_up and p.dim() > 1)


def experiment(name: str, options: argparse.Namespace) -> Dict[str, object]:
    runs = HERE / "runs" / "experiments"
    arguments = f"--bytes {options.bytes} {COMMON} {EXPERIMENTS[name]}".split()
    where = ["--name", name, "--corpus", str(options.corpus), "--runs", str(runs), "--csv", str(runs / f"{name}.csv")]
    places = [*where, "--models", str(runs), "--parity", str(runs), "--checkpoints", str(runs)]
    (runs / "sample.txt").write_bytes((HERE.parent.parent / "test" / "unit" / "parity" / "sample.txt").read_bytes())
    command = [sys.executable, str(HERE / "train.py"), *arguments, *places, "--every", "2", "--save-every", "60"]
    seconds = watch(command, options.pause)
    while options.pause and options.pause.exists():
        time.sleep(1)
    content = checkpoints.kept(runs / name)
    network = blocks.make(content["shape"])
    network.load_state_dict(content["network"])
    network.short = kernel.fits(network, kernel.ROWS)
    segments = fixed_segments(load_split(options.corpus, "validation"), 32, 1536)
    whole, late = (bits_per_byte(network, segments, "cpu", skip) for skip in (0, 256))
    return {
        "name": name, "asked": options.bytes, "command": f"train.py {' '.join(arguments)}",
        "parameters": sum(p.numel() for p in network.parameters()),
        "multiplications": multiplications(network), "state": network.state_size, "bytes": content["seen"],
        "bits": f"{mean_of_programming(whole):.4f}", "late": f"{mean_of_programming(late):.4f}",
        "all": f"{sum(whole.values()) / len(whole):.4f}", "speed": round(content["seen"] / seconds, -2),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=list(EXPERIMENTS))
    parser.add_argument("--bytes", default="14e6", help="how many bytes each sees")
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    parser.add_argument("--pause", type=Path, metavar="FILE")
    options = parser.parse_args()
    torch.set_num_threads(1)
    table = HERE / "experiments.csv"
    (HERE / "runs" / "experiments").mkdir(parents=True, exist_ok=True)
    rows = list(csv.DictReader(table.open())) if table.exists() else []
    known = [row["name"] for row in rows if row["asked"] == options.bytes]
    for name in options.only or [name for name in EXPERIMENTS if name not in known]:
        print(f"== {name}", flush=True)
        others = [row for row in rows if (row["name"], row["asked"]) != (name, options.bytes)]
        rows = [*others, experiment(name, options)]
        with table.open("w", newline="") as file:
            writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
