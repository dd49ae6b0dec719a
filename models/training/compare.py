#!/usr/bin/env python3
"""Trains the cells side by side: about 300,000 parameters each, on the same bytes in the same order.

    python3 models/training/compare.py                    the five that ship, into models/
    python3 models/training/compare.py --only lstm rnn    some of them
    python3 models/training/compare.py --studies          plain networks of other windows and sizes, into runs/; they do not ship

What every run came to goes into compare.csv. The tables and pictures in models/README.md are then made from the networks, by the
engine that ships: `npm run compare -- models/training/corpus/test`.
"""
from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Dict, List

import torch

import train
from data import fixed_segments, load_split
from export import load_exported

HERE = Path(__file__).resolve().parent
COMMON = ["--embedding", "32", "--batch", "32", "--steps", "128", "--seed", "1", "--every", "4"]
SHIPPED: Dict[str, List[str]] = {
    "gru": ["--cell", "gru", "--units", "256", "--rate", "4e-3"],
    "lstm": ["--cell", "lstm", "--units", "224", "--rate", "4e-3"],
    # A vanilla cell has no gate to hold its gradient: an orthogonal start (Le et al. 2015), a lower rate, shorter gradients.
    "rnn": ["--cell", "rnn", "--units", "416", "--rate", "1e-3", "--clip", "0.5"],
    "feedforward": ["--cell", "feedforward", "--window", "16", "--units", "384", "--rate", "2e-3"],
    # The blocks of the default, without its tables: what they know, they know of the last bytes and not by a cell.
    "glr": ["--cell", "glr", "--blocks", "5", "--width", "80", "--ffn", "104", "--conv", "4", "--rate", "4e-3", "--average", "0"],
}
STUDIES: Dict[str, List[str]] = {
    "feedforward-8": ["--cell", "feedforward", "--window", "8", "--units", "576", "--rate", "2e-3"],
    "feedforward-32": ["--cell", "feedforward", "--window", "32", "--units", "224", "--rate", "2e-3"],
    "feedforward-16-large": ["--cell", "feedforward", "--window", "16", "--units", "768", "--rate", "2e-3"],
}
FIELDS = ["name", "cell", "window", "units", "parameters", "bytes", "minutes", "validation", "test"]


def record(models: Path, name: str, corpus: Path) -> None:
    """Adds a network's row to compare.csv, or replaces it; its bits per byte on the test split are PyTorch's."""
    manifest = json.loads((models / f"{name}.json").read_text())
    segments = fixed_segments(load_split(corpus, "test"), 16, 2048)
    test = train.mean_of_programming(train.bits_per_byte(load_exported(models, name), segments, "cpu"))
    training = manifest["training"]
    units = [block["units"] for block in manifest["blocks"]] if "blocks" in manifest else manifest["layers"]
    row = {
        "name": name, "cell": manifest["cell"], "window": manifest.get("window", ""), "units": " ".join(map(str, units)),
        "parameters": manifest["parameters"], "bytes": training["bytesSeen"], "minutes": training["minutes"],
        "validation": training["validationBitsPerByte"], "test": f"{test:.3f}",
    }  # fmt: skip
    table = HERE / "compare.csv"
    rows = [other for other in csv.DictReader(table.open()) if other["name"] != name] if table.exists() else []
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, row])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME")
    parser.add_argument("--studies", action="store_true", help="the plain networks of other windows and sizes")
    parser.add_argument("--bytes", default="20e6", help="how many bytes each sees")
    parser.add_argument("--threads", default=str(torch.get_num_threads()))
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    options = parser.parse_args()
    runs = STUDIES if options.studies else SHIPPED
    unknown = [name for name in options.only or [] if name not in runs]
    if unknown:
        raise SystemExit(f"'{unknown[0]}' is not one of {', '.join(runs)}.")
    for name in options.only or runs:
        print(f"== {name}", flush=True)
        models = HERE / "runs" / name if options.studies else HERE.parent
        where = ["--csv", str(HERE / "runs" / f"{name}.csv"), "--checkpoints", str(HERE / "runs")]
        if options.studies:
            where += ["--models", str(models), "--parity", str(models)]
        shape = [*COMMON, *runs[name], "--name", name, "--bytes", options.bytes]
        train.train(train.parse([*shape, *where, "--threads", options.threads, "--corpus", str(options.corpus)]))
        record(models, name, options.corpus)


if __name__ == "__main__":
    main()
