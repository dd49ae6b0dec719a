"""What outlasts a machine: a network's weights in fp16, in parts of at most 15 MiB, small enough to be committed.

    checkpoints/NAME.json       its shape, and how far it was trained
    checkpoints/NAME.0.f16 ...  all parameters one after the other in `parameters()` order, fp16 little-endian, cut into parts

They are finer than the int8 weights that ship. The optimizer is not kept: it warms up again.

Beside them what a run that is still going on keeps of itself in its folder, in parts as small, so that they can come back from a lent
machine: `checkpoint.json` names the parts. The optimizer's numbers are kept as bfloat16, the average of the weights as fp16.
"""
from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Callable, Dict, Tuple

import numpy as np
import torch
from torch import Tensor, nn

from blocks import make

PART = 15 << 20


def write(folder: Path, name: str, network: nn.Module, told: Dict[str, object]) -> None:
    """`told`: what is kept beside the weights, for `read` to give back."""
    folder.mkdir(parents=True, exist_ok=True)
    blob = b"".join(p.detach().cpu().numpy().astype("<f2").tobytes() for p in network.parameters())
    for old in folder.glob(f"{name}.*.f16"):
        old.unlink()
    parts = range(0, len(blob), PART)
    for number, start in enumerate(parts):
        (folder / f"{name}.{number}.f16").write_bytes(blob[start : start + PART])
    (folder / f"{name}.json").write_text(json.dumps({"network": network.shape, "parts": len(parts), **told}, indent=1) + "\n")


def read(folder: Path, name: str) -> Tuple[nn.Module, Dict[str, object]]:
    """Raises SystemExit where the files do not fit together."""
    told = json.loads((folder / f"{name}.json").read_text())
    network = make(told["network"])
    blob = b"".join((folder / f"{name}.{number}.f16").read_bytes() for number in range(told["parts"]))
    values = torch.from_numpy(np.frombuffer(blob, "<f2").astype("<f4"))
    if len(values) != sum(p.numel() for p in network.parameters()):
        raise SystemExit(f"{folder}/{name}.*.f16 hold {len(values)} numbers, which is not what {name}.json describes: restore them.")
    at = 0
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(values[at : at + parameter.numel()].view(parameter.shape))
            at += parameter.numel()
    return network, told


def converted(value: object, change: Callable[[Tensor], Tensor]) -> object:
    """The same with every tensor in it changed."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, dict):
        return {key: converted(inside, change) for key, inside in value.items()}
    return [converted(inside, change) for inside in value] if isinstance(value, (list, tuple)) else value


def keep(folder: Path, content: Dict[str, object]) -> None:
    """Writes a run's checkpoint so that an interruption leaves the one before. `optimizer` and `average` are rounded."""
    rounded = {**content, "optimizer": converted(content["optimizer"], lambda t: t.bfloat16() if t.numel() > 1 else t)}
    rounded["average"] = converted(content["average"], lambda t: t.half())
    written = io.BytesIO()
    torch.save(converted(rounded, lambda t: t.cpu()), written)
    whole, parts = written.getvalue(), []
    stale = sorted(folder.glob("checkpoint.*.part"))
    number = max([int(path.name.split(".")[1]) for path in stale], default=0) + 1
    for start in range(0, len(whole), PART):
        parts.append(f"checkpoint.{number}.{len(parts)}.part")
        (folder / parts[-1]).write_bytes(whole[start : start + PART])
    (folder / "checkpoint.new").write_text(json.dumps({"parts": parts, "bytes": len(whole)}) + "\n")
    os.replace(folder / "checkpoint.new", folder / "checkpoint.json")
    for path in stale:
        path.unlink()


def kept(folder: Path) -> Dict[str, object]:
    """A run's checkpoint; FileNotFoundError where there is none, SystemExit where parts are missing."""
    told = json.loads((folder / "checkpoint.json").read_text())
    missing = [name for name in told["parts"] if not (folder / name).exists()]
    if missing:
        raise SystemExit(f"{folder / missing[0]} is not there: put all parts beside checkpoint.json.")
    whole = b"".join((folder / name).read_bytes() for name in told["parts"])
    content = torch.load(io.BytesIO(whole), map_location="cpu")
    return {**content, "average": converted(content["average"], lambda t: t.float())}
