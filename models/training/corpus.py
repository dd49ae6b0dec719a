#!/usr/bin/env python3
"""Builds the corpus that corpus.json names, into the ignored folder `corpus/`.

    python3 models/training/corpus.py            everything: download, clean, split
    python3 models/training/corpus.py --offline  the same from what is already downloaded
    python3 models/training/corpus.py --cut 45   of what is built, a balanced cut that packs to at most 45 MiB, for a machine that
                                                 gets little: corpus/cut.0.tar.xz, which gpu.py unpacks there; --parts 2: twice as
                                                 much, in two packs of at most 45 MiB

Packages come through the ordinary clients (`npm pack`, `apt-get download`, `apt-get source`), at the exact versions that
corpus.json names. For every split and language it writes

    corpus/SPLIT/LANGUAGE.bin   the documents' bytes, one after the other
    corpus/SPLIT/LANGUAGE.idx   int64 little-endian: where each document begins, and at the end the size of the .bin

and `corpus.counts.json`, the only thing of it that is committed: how many documents and bytes of each language every split has.
"""
from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from array import array
from collections import Counter
from pathlib import Path
from typing import Dict, Iterator, List, Set, Tuple

import numpy as np

from cleaning import Document, clean, fingerprints
from packages import Package, SPLITS, archives, documents, load_packages

HERE = Path(__file__).resolve().parent


def call(command: List[str], folder: Path, tries: int = 4) -> None:
    """Runs a package client, again where it fails: mirrors are not always complete at the first asking, and clients keep what
    they have. Raises SystemExit with its last words and what to do."""
    for again in range(tries):
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode == 0:
            return
        if again < tries - 1:
            time.sleep(3)
    else:
        raise SystemExit(
            f"{' '.join(command[:3])} ... failed:\n{done.stdout[-1500:]}\n"
            "Check that this machine reaches its package registry, and run corpus.py again: what is there is kept."
        )


def batches(items: List[str], size: int) -> Iterator[List[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def download(packages: List[Package], downloads: Path) -> None:
    """Fetches what is not there yet. npm's, then Debian's binary packages, then Debian's source packages."""
    missing = [p for p in packages if not archives(p, downloads)]
    by_registry: Dict[str, List[Package]] = {"npm": [], "deb": [], "src": []}
    for package in missing:
        by_registry[package.registry].append(package)
    for registry, wanted in by_registry.items():
        (downloads / registry).mkdir(parents=True, exist_ok=True)
        if wanted:
            print(f"{registry}: fetching {len(wanted)} packages", flush=True)
    for some in batches([f"{p.name}@{p.version}" for p in by_registry["npm"]], 40):
        call(["npm", "pack", "--silent", "--ignore-scripts", *some], downloads / "npm")
    if by_registry["deb"]:
        names = [f"{p.name}={p.version}" for p in by_registry["deb"]]
        call(["apt-get", "download", *names], downloads / "deb")
    if by_registry["src"]:
        with tempfile.TemporaryDirectory() as temporary:
            options = source_lists(Path(temporary))
            call(["apt-get", "update", *options], downloads / "src")
            names = [f"{p.name}={p.version}" for p in by_registry["src"]]
            call(["apt-get", "source", "--download-only", "--tar-only", *options, *names], downloads / "src")


def source_lists(folder: Path) -> List[str]:
    """apt options that read this machine's own Debian lists as lists of sources, without touching its settings."""
    parts = folder / "parts"
    (folder / "lists" / "partial").mkdir(parents=True)
    parts.mkdir()
    found = 0
    for path in [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]:
        if path.suffix not in (".list", ".sources") or not path.is_file():
            continue
        lines = path.read_text().splitlines()
        if path.suffix == ".sources" and any("debian" in line for line in lines):
            text = "\n".join("Types: deb-src" if line.startswith("Types:") else line for line in lines)
        elif path.suffix == ".list":
            text = "\n".join("deb-src " + line[4:] for line in lines if line.startswith("deb ") and "debian" in line)
        else:
            continue
        (parts / path.name).write_text(text + "\n")
        found += 1
    if not found:
        raise SystemExit("No Debian package list under /etc/apt: take the packages of registry 'src' out of corpus.json, or use Debian.")
    return [
        "-o", "Dir::Etc::SourceList=/dev/null",
        "-o", f"Dir::Etc::SourceParts={parts}",
        "-o", f"Dir::State::Lists={folder / 'lists'}",
    ]


def collect(job: Tuple[Package, Path]) -> Tuple[Package, List[Document], Counter]:
    """Every clean document of one package, and why the others were left out."""
    package, downloads = job
    kept: List[Document] = []
    dropped: Counter = Counter()
    for path, language, raw in documents(package, downloads):
        text, reason = clean(raw, language, path)
        if text is None:
            dropped[reason] += 1
        else:
            kept.append(Document(language, text, fingerprints(text)))
    return package, kept, dropped


class Writer:
    """Writes one split: a .bin and an .idx for each language."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: Dict[str, object] = {}
        self.starts: Dict[str, array] = {}
        folder.mkdir(parents=True)

    def add(self, language: str, text: bytes) -> None:
        if language not in self.files:
            self.files[language] = open(self.folder / f"{language}.bin", "wb")
            self.starts[language] = array("q", [0])
        self.files[language].write(text)
        self.starts[language].append(self.starts[language][-1] + len(text))

    def close(self) -> Dict[str, Dict[str, int]]:
        counts = {}
        for language, file in sorted(self.files.items()):
            file.close()
            starts = self.starts[language]
            (self.folder / f"{language}.idx").write_bytes(starts.tobytes())
            counts[language] = {"documents": len(starts) - 1, "bytes": starts[-1]}
        return counts


def build(packages: List[Package], downloads: Path, target: Path, processes: int) -> Dict[str, object]:
    """Cleans, removes duplicates and writes the splits. The small splits come first, so that what train shares with them
    is dropped from train."""
    order = {name: place for place, name in enumerate(SPLITS)}
    packages = sorted(packages, key=lambda p: (order[p.split], p.registry, p.name))
    seen: Set[int] = set()
    dropped: Counter = Counter()
    by_package: Dict[str, Dict[str, int]] = {}
    counts: Dict[str, object] = {}
    with multiprocessing.Pool(processes) as pool:
        results = pool.imap(collect, [(p, downloads) for p in packages])
        writer, split = None, None
        for package, found, left_out in results:
            if package.split != split:
                if writer is not None:
                    counts[split] = writer.close()
                split, writer = package.split, Writer(target / package.split)
            dropped.update(left_out)
            sizes: Counter = Counter()
            limits = dict(package.limits)
            for document in found:
                if language_full(limits, document, sizes):
                    dropped["over the package's share"] += 1
                    continue
                marks = document.marks
                shared = sum(mark in seen for mark in marks)
                if not marks or shared > 0.5 * len(marks):
                    dropped["duplicate" if marks else "empty"] += 1
                    continue
                seen.update(marks)
                writer.add(document.language, document.text)
                sizes[document.language] += len(document.text)
            by_package[f"{package.registry}:{package.name}"] = dict(sorted(sizes.items()))
        if writer is not None:
            counts[split] = writer.close()
    return {"splits": counts, "dropped": dict(sorted(dropped.items())), "packages": dict(sorted(by_package.items()))}


def language_full(limits: Dict[str, int], document: Document, sizes: Counter) -> bool:
    limit = limits.get(document.language)
    return limit is not None and sizes[document.language] + len(document.text) > limit


def cut(target: Path, mebibytes: float, parts: int = 1) -> List[Path]:
    """Packs whole documents of train, drawn at random in the shares that training takes of each language, and all of validation
    that training measures on, which is in the first pack. Raw sizes are guessed from how a first small cut packs, and taken down until
    every pack fits."""
    from data import SHARES, load_split, pick

    splits = {"train": load_split(target, "train"), "validation": load_split(target, "validation")}
    there = sum(len(documents.bytes) for documents in splits["train"].values())

    def pack(train_bytes: float) -> List[Path]:
        folder = target / "cut"
        writers = [Writer(fresh(folder / str(part) / "train")) for part in range(parts)]
        for language, documents in splits["train"].items():
            for number, text in enumerate(pick(documents, int(train_bytes * SHARES[language]), seed=3)):
                writers[number % parts].add(language, text)
        measured_on = Writer(fresh(folder / "0" / "validation"))
        for language, documents in splits["validation"].items():
            for text in pick(documents, int(min(train_bytes / 20, 4e6) * SHARES[language]), seed=3):
                measured_on.add(language, text)
        for writer in [*writers, measured_on]:
            writer.close()
        packed = [target / f"cut.{part}.tar.xz" for part in range(parts)]
        for part, path in enumerate(packed):
            call(["tar", "-C", str(folder), "-I", "xz -6 -T0", "-cf", str(path), str(part)], target, tries=1)
        return packed

    def fresh(folder: Path) -> Path:
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        return folder

    limit = mebibytes * 2**20
    raw = (20e6 if limit > 4e6 else 1e6) * parts
    while True:
        packed = pack(raw)
        size = max(path.stat().st_size for path in packed)
        if size <= limit and (size > 0.9 * limit or raw >= there):
            shutil.rmtree(target / "cut")
            return packed
        raw *= 0.97 * limit / size


def unpack(packed: Path, target: Path) -> None:
    """Adds a pack of `cut` to the splits in `target`, which `train.py --corpus` then takes."""
    with tempfile.TemporaryDirectory() as temporary:
        subprocess.run(["tar", "-C", temporary, "-I", "xz -T0", "-xf", str(packed)], check=True)
        for added in Path(temporary).glob("*/*/*.bin"):
            path = target / added.parent.name / added.name
            path.parent.mkdir(parents=True, exist_ok=True)
            index = path.with_suffix(".idx")
            before = np.fromfile(index, np.int64) if index.exists() else np.zeros(1, np.int64)
            (np.append(before, before[-1] + np.fromfile(added.with_suffix(".idx"), np.int64)[1:])).tofile(index)
            with path.open("ab") as whole, added.open("rb") as more:
                shutil.copyfileobj(more, whole)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--list", type=Path, default=HERE / "corpus.json", help="which packages (default: corpus.json)")
    parser.add_argument("--target", type=Path, default=HERE / "corpus", help="where to build (default: models/training/corpus)")
    parser.add_argument("--offline", action="store_true", help="use only what is downloaded already")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--cut", type=float, metavar="MIB", help="pack a balanced cut of the corpus that is there")
    parser.add_argument("--parts", type=int, default=1, help="packs of a cut, each of at most so many MiB")
    options = parser.parse_args()
    started = time.time()
    if options.cut:
        for packed in cut(options.target, options.cut, options.parts):
            print(f"{packed}: {packed.stat().st_size / 2**20:.1f} MiB, {time.time() - started:.0f} seconds")
        return
    packages = load_packages(options.list)
    downloads = options.target / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    if not options.offline:
        download(packages, downloads)
    there = [p for p in packages if archives(p, downloads)]
    if len(there) < len(packages):
        gone = sorted(p.name for p in packages if not archives(p, downloads))
        print(f"not downloaded, left out: {', '.join(gone)}", file=sys.stderr)
    fresh = options.target / "building"
    shutil.rmtree(fresh, ignore_errors=True)
    summary = build(there, downloads, fresh, options.processes)
    for split in SPLITS:
        shutil.rmtree(options.target / split, ignore_errors=True)
        if (fresh / split).exists():
            (fresh / split).rename(options.target / split)
    fresh.rmdir()
    (options.list.parent / (options.list.stem + ".counts.json")).write_text(json.dumps(summary, indent=1) + "\n")
    for split, languages in summary["splits"].items():
        sizes = ", ".join(f"{name} {count['bytes'] / 1e6:.1f}" for name, count in languages.items())
        print(f"{split}: {sum(c['bytes'] for c in languages.values()) / 1e6:.1f} MB ({sizes})")
    print(f"{time.time() - started:.0f} seconds")


if __name__ == "__main__":
    main()
