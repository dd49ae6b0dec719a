#!/usr/bin/env python3
"""Trains on a lent machine, bare and for minutes only, where calls are short but what they leave running goes on.

There, in the repository, with the packs of `corpus.py --cut` at hand:
    python3 models/training/gpu.py unpack PACK ...              only where the packs come with several calls
    python3 models/training/gpu.py start [PACK ...] -- OPTIONS  unpacks, and leaves train.py running with these options
    python3 models/training/gpu.py wait --seconds 500           shows how it goes until it ends or so long, and leaves in $OUT (or --out)
                                                                what there is to take along: result.0.part, ... of at most 15 MiB
Here:
    python3 models/training/gpu.py take FOLDER                  puts the parts in FOLDER together, into runs/

While it trains, the parts hold the checkpoint, with which `train.py --go-on` goes on anywhere; at the end the exported network too.
"""
from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import List

from corpus import unpack

HERE = Path(__file__).resolve().parent
PART, PARTS = 15 << 20, 4


def start(work: Path, packs: List[Path], arguments: List[str], name: str) -> None:
    """One trainer, whose files all stand in WORK/runs/NAME."""
    for pack in packs:
        unpack(pack, work / "corpus")
    run = work / "runs" / name
    (run / "models").mkdir(parents=True, exist_ok=True)
    (run / "models" / "sample.txt").write_bytes((HERE.parent.parent / "test" / "unit" / "parity" / "sample.txt").read_bytes())
    places = {"--runs": run.parent, "--models": run / "models", "--parity": run / "models", "--checkpoints": run, "--csv": run / f"{name}.csv"}
    command = [sys.executable, "-u", str(HERE / "train.py"), "--name", name, "--corpus", str(work / "corpus")]
    for option, place in places.items():
        command += [option, str(place)]
    with (run / "log").open("a") as log:
        child = subprocess.Popen([*command, *arguments], stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    (run / "process").write_text(str(child.pid))
    print(f"{name} is training: process {child.pid}", flush=True)


def running(run: Path) -> bool:
    """Whether the trainer still works: a process that ended, but that nobody has waited for, does not."""
    status = Path("/proc") / (run / "process").read_text() / "stat"
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def wait(run: Path, seconds: float) -> bool:
    """Prints what the trainer says; returns whether it is still training after so many seconds."""
    end = time.time() + seconds
    with (run / "log").open() as log:
        while True:
            going = running(run)  # asked first, so that its last words are read
            print(log.read(), end="", flush=True)
            if not going or time.time() > end:
                return going
            time.sleep(min(1.0, max(0.0, end - time.time()) + 0.01))


def packed(run: Path) -> bytes:
    """Everything of a run in one archive: what is small first, then the checkpoint, if there is room."""
    small = sorted(p for p in run.rglob("*") if p.is_file() and not p.name.startswith("checkpoint."))
    kept = [run / "checkpoint.json", *sorted(run.glob("checkpoint.*.part"))]
    if not kept[0].exists():
        kept = []
    if sum(p.stat().st_size for p in [*small, *kept]) > PARTS * PART - (1 << 20):
        print("the checkpoint is too large to be taken along", flush=True)
        kept = []
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for path in [*small, *kept]:
            archive.add(str(path), str(path.relative_to(run.parent)))
    return written.getvalue()


def leave(run: Path, out: Path) -> None:
    for _ in range(3):
        try:
            whole = packed(run)
            break
        except FileNotFoundError:  # the trainer has just put another checkpoint in place of this one
            time.sleep(1)
    out.mkdir(parents=True, exist_ok=True)
    for number, begin in enumerate(range(0, len(whole), PART)):
        (out / f"result.{number}.part").write_bytes(whole[begin : begin + PART])
    print(f"{len(whole) / 2**20:.1f} MiB to take along", flush=True)


def take(folder: Path, runs: Path) -> None:
    parts = sorted(folder.rglob("result.*.part"), key=lambda path: int(path.name.split(".")[1]))
    if not parts:
        raise SystemExit(f"{folder} holds no result.*.part.")
    runs.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(b"".join(part.read_bytes() for part in parts))) as archive:
        for member in archive.getmembers():
            if not member.isfile() or member.name.startswith("/") or ".." in member.name.split("/"):
                raise SystemExit(f"'{member.name}' does not belong into a result.")
        archive.extractall(runs)
        print("\n".join(str(runs / name) for name in archive.getnames()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("verb", choices=["unpack", "start", "wait", "take"])
    parser.add_argument("places", nargs="*", type=Path, help="packs of a corpus; of take the folder")
    parser.add_argument("--name", default="next")
    parser.add_argument("--work", type=Path, default=Path("/tmp/training"), help="where the machine keeps the corpus and the run")
    parser.add_argument("--seconds", type=float, default=500)
    parser.add_argument("--out", type=Path, default=os.environ.get("OUT"))
    parser.add_argument("--runs", type=Path, default=HERE / "runs", help="where take puts a run")
    mine, arguments = sys.argv[1:], []
    if "--" in mine:
        mine, arguments = mine[: mine.index("--")], mine[mine.index("--") + 1 :]
    options = parser.parse_args(mine)
    run = options.work / "runs" / options.name
    if options.verb == "take":
        take(options.places[0], options.runs)
    elif options.verb == "unpack":
        for pack in options.places:
            unpack(pack, options.work / "corpus")
    elif options.verb == "start":
        start(options.work, options.places, arguments, options.name)
    else:
        going = wait(run, options.seconds)
        print("still training" if going else "the trainer has ended", flush=True)
        if options.out:
            leave(run, options.out)


if __name__ == "__main__":
    main()
