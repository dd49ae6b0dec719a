"""What outlasts a machine: a network's weights in fp16, in parts of at most 15 MiB, small enough to be committed.

    checkpoints/NAME.json       its shape, and how far it was trained
    checkpoints/NAME.0.f16 ...  all parameters one after the other in `parameters()` order, fp16 little-endian, cut into parts

They are finer than the int8 weights that ship. The optimizer is not kept: it warms up again.
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, Tuple

import numpy as np
import torch

from cells import ByteNetwork

PART = 15 << 20


def write(folder: Path, name: str, network: ByteNetwork, told: Dict[str, object]) -> None:
    """`told`: what is kept beside the weights, for `read` to give back."""
    folder.mkdir(parents=True, exist_ok=True)
    blob = b"".join(p.detach().cpu().numpy().astype("<f2").tobytes() for p in network.parameters())
    for old in folder.glob(f"{name}.*.f16"):
        old.unlink()
    parts = range(0, len(blob), PART)
    for number, start in enumerate(parts):
        (folder / f"{name}.{number}.f16").write_bytes(blob[start : start + PART])
    (folder / f"{name}.json").write_text(json.dumps({"network": network.shape, "parts": len(parts), **told}, indent=1) + "\n")


def read(folder: Path, name: str) -> Tuple[ByteNetwork, Dict[str, object]]:
    """Raises SystemExit where the files do not fit together."""
    told = json.loads((folder / f"{name}.json").read_text())
    network = ByteNetwork(**told["network"])
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
