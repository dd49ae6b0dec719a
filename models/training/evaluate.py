#!/usr/bin/env python3
"""Bits per byte by language of an exported network on the test split, written into the model card.

    python3 models/training/evaluate.py --name default

Each language: segments of up to 2,048 bytes, each from the header and the zero state, seeded; fp16 weights, fp32 arithmetic.
The table replaces what stands between the marks `<!-- bits -->` in models/README.md, and the corpus's that between
`<!-- corpus -->`.
"""
from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Dict, List

from data import LANGUAGES, fixed_segments, load_split
from export import load_exported
from train import bits_per_byte, mean_of_programming

HERE = Path(__file__).resolve().parent


def bits_table(name: str, measured: Dict[str, float], bytes_each: Dict[str, int]) -> List[str]:
    lines = [f"| language | bits per byte of `{name}` | bytes measured |", "|---|---|---|"]
    lines += [f"| {language} | {bits:.3f} | {bytes_each[language]:,} |" for language, bits in measured.items()]
    return [*lines, f"| **mean of the programming languages** | **{mean_of_programming(measured):.3f}** | |"]


def corpus_table(counts: Dict[str, Dict[str, Dict[str, int]]]) -> List[str]:
    splits = ("train", "validation", "calibration", "test")
    lines = ["| MB | " + " | ".join(splits) + " |", "|---" * (1 + len(splits)) + "|"]
    for language in LANGUAGES:
        sizes = [counts.get(split, {}).get(language, {}).get("bytes", 0) / 1e6 for split in splits]
        lines.append(f"| {language} | " + " | ".join(f"{size:.2f}" for size in sizes) + " |")
    totals = [sum(c["bytes"] for c in counts.get(split, {}).values()) / 1e6 for split in splits]
    return [*lines, "| **all** | " + " | ".join(f"**{total:.1f}**" for total in totals) + " |"]


def replaced(text: str, mark: str, lines: List[str]) -> str:
    between = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.S)
    if not between.search(text):
        raise SystemExit(f"models/README.md has no <!-- {mark} --> ... <!-- /{mark} -->: put the marks back.")
    return between.sub(lambda found: found.group(1) + "\n".join(lines) + "\n" + found.group(2), text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", default="default")
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    parser.add_argument("--models", type=Path, default=HERE.parent)
    parser.add_argument("--segments", type=int, default=16, help="of each language")
    options = parser.parse_args()
    segments = fixed_segments(load_split(options.corpus, "test"), options.segments, 2048)
    measured = bits_per_byte(load_exported(options.models, options.name), segments, "cpu")
    sizes = {language: sum(len(s) - len(language) - 2 for s in some) for language, some in segments.items()}
    counts = json.loads((HERE / "corpus.counts.json").read_text())["splits"]
    manifest = json.loads((options.models / f"{options.name}.json").read_text())
    training = manifest["training"]
    weights = (options.models / manifest["weights"]["file"]).stat().st_size
    facts = [
        "| | |", "|---|---|",
        f"| network | {manifest['title']}, embedding of {manifest['embedding']} |",
        f"| parameters | {manifest['parameters']:,} |",
        f"| weights on disk | {weights:,} bytes (fp16) |",
        f"| bytes seen in training | {training['bytesSeen']:,} of a corpus of {training['corpusBytes']:,} |",
        f"| training time | {training['minutes']} minutes on two CPU cores |",
        f"| bits per byte, validation split | {training['validationBitsPerByte']} |",
    ]  # fmt: skip
    card = options.models / "README.md"
    text = card.read_text()
    for mark, lines in (("facts", facts), ("bits", bits_table(options.name, measured, sizes)), ("corpus", corpus_table(counts))):
        text = replaced(text, mark, lines)
    card.write_text(text)
    print("\n".join(bits_table(options.name, measured, sizes)))


if __name__ == "__main__":
    main()
