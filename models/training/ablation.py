#!/usr/bin/env python3
"""Which shape of network: each tried for the same time, one after the other, on the same machine.

    python3 models/training/ablation.py --minutes 6                 each from nothing
    python3 models/training/ablation.py --minutes 6 --grow default  each grown from what a checkpoint has learnt

Writes `ablation.csv`: parameters, bytes seen in the time, bits per byte of the validation split (mean of the programming
languages), and what one step and one byte of reading cost in WASM. `evaluate:card` puts it into the model card. The networks
themselves stay in `runs/ablation/`.
"""
from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
from pathlib import Path

import train

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHAPES = (("gru", [512], False), ("gru", [768], False), ("gru", [512, 384], True), ("gru", [512, 512], True), ("lstm", [512], False))
COLUMNS = ("network", "parameters", "bytes seen", "bits per byte", "ms a step", "ms a byte read")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=6)
    parser.add_argument("--grow", metavar="NAME", help="begin with a checkpoint; shapes of another cell are left out")
    parser.add_argument("--rate", default="2e-3")
    options = parser.parse_args()
    folder = HERE / "runs" / "ablation"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "test" / "unit" / "parity" / "sample.txt", folder)
    rows = []
    for cell, units, skip in SHAPES:
        if options.grow and cell != "gru":
            continue
        name = f"{cell}-{'-'.join(map(str, units))}"
        arguments = ["--name", name, "--cell", cell, "--units", *map(str, units), *(["--skip"] if skip else [])]
        arguments += ["--minutes", str(options.minutes), "--batch", "64", "--steps", "128", "--rate", options.rate]
        arguments += ["--runs", str(folder), "--models", str(folder), "--parity", str(folder), "--csv", str(folder / f"{name}.csv")]
        if options.grow:
            shutil.copytree(HERE / "checkpoints", folder / "checkpoints", dirs_exist_ok=True)
            arguments += ["--grow", options.grow]
        bits = train.mean_of_programming(train.train(train.parse([*arguments, "--checkpoints", str(folder / "checkpoints")])))
        manifest = json.loads((folder / f"{name}.json").read_text())
        timed = subprocess.run(
            ["npm", "run", "-s", "evaluate:time", "--", str(folder / f"{name}.json")], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
        )  # fmt: skip
        cost = json.loads(timed.stdout.splitlines()[-1])
        title = manifest["title"] + (", both read" if skip else "")
        rows.append([title, manifest["parameters"], manifest["training"]["bytesSeen"], f"{bits:.4f}", f"{cost['step']:.3f}", f"{cost['read']:.3f}"])
    with open(HERE / "ablation.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    main()
