"""Layers on a CPU that multiplies bfloat16: kernel.cpp and blocks.cpp, compiled on first use, and the recurrent cells' autograd function.

Where there is no compiler or no such CPU, `fits` is false and PyTorch's own layers are used.
"""
from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Dict, Optional

import torch
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
SOURCES = [HERE / "kernel.cpp", HERE / "blocks.cpp"]
BUILD = HERE / "runs" / "kernel"
ROWS = 16
"""What the units of a layer and the streams of a batch have to be multiples of."""
KEPT: Dict[str, int] = {"rnn": 1, "gru": 5, "lstm": 6}
"""Numbers of each unit and step that backward needs."""


@lru_cache(maxsize=None)
def library() -> Optional[ctypes.CDLL]:
    """The compiled kernel, or None where this machine cannot have it."""
    described = Path("/proc/cpuinfo")
    compiler = shutil.which("g++")
    if compiler is None or not described.exists() or "avx512_bf16" not in described.read_text():
        return None
    read = b"".join(path.read_bytes() for path in [*SOURCES, HERE / "vectors.h"])
    path = BUILD / f"{hashlib.sha256(read).hexdigest()[:16]}.so"
    if not path.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        done = subprocess.run(
            [compiler, "-O3", "-march=native", "-fopenmp", "-shared", "-fPIC", "-o", str(fresh), *map(str, SOURCES)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        if done.returncode != 0:
            print(f"the kernels do not compile here, PyTorch's own layers are used:\n{done.stdout[-500:]}", flush=True)
            return None
        os.replace(fresh, path)
    return ctypes.CDLL(str(path))


def fits(network: nn.Module, batch: int) -> bool:
    """Whether a network can be trained in bfloat16 here, with so many streams side by side."""
    if network.window:
        return library() is not None  # no time loop: PyTorch's products alone, where they are fast
    sizes = [batch, *(layer.units for layer in network.layers), getattr(network, "width", ROWS)]
    return all(size % ROWS == 0 for size in sizes) and library() is not None


def address(tensor: Tensor) -> ctypes.c_void_p:
    assert tensor.is_contiguous()
    return ctypes.c_void_p(tensor.data_ptr())


class KernelLayer(torch.autograd.Function):
    """One recurrent layer over a chunk of time; G gates of H units, S numbers in a state.

    x [X, GH]: the input's share of the gates, all biases but b in it; rows [T, B] int64: which of x each step reads; R [GH, H];
    b [H]: the GRU's recurrent bias of the candidate; state [B, S]; `shared`: whether a row of x may be read twice.
    Returns all h [T, B, H] in bfloat16, and the last state [B, S] in fp32, through which no gradient goes."""

    @staticmethod
    def forward(ctx, cell: str, x: Tensor, rows: Tensor, R: Tensor, b: Tensor, state: Tensor, shared: bool):
        T, B = rows.shape
        H = R.shape[1]
        gates = ctypes.c_int(R.shape[0] // H)
        x, rows, R, b, state = (tensor.contiguous() for tensor in (x, rows, R, b, state))
        states = torch.empty(T + 1, B, H, dtype=torch.bfloat16)
        keep = torch.empty(T, B, KEPT[cell], H, dtype=torch.bfloat16)
        last = torch.empty_like(state)
        sizes = map(ctypes.c_int64, (T, B, H))
        library().cell_forward(gates, *sizes, *map(address, (x, rows, R, b, state, states, keep, last)), torch.get_num_threads())
        ctx.save_for_backward(rows, R, states, keep)
        ctx.inputs, ctx.shared = len(x), shared
        ctx.mark_non_differentiable(last)
        return states[1:], last

    @staticmethod
    def backward(ctx, grad: Tensor, _: Tensor):
        rows, R, states, keep = ctx.saved_tensors
        T, B, H = grad.shape
        inner = torch.empty(T * B, len(R), dtype=torch.bfloat16)
        dx = torch.zeros(ctx.inputs, len(R))
        db = torch.zeros(H)
        sizes = map(ctypes.c_int64, (T, B, H, ctx.inputs))
        tensors = (rows, R, grad.to(torch.bfloat16).contiguous(), keep, inner, dx, db)
        gates = ctypes.c_int(len(R) // H)
        library().cell_backward(gates, *sizes, *map(address, tensors), int(ctx.shared), torch.get_num_threads())
        dR = torch.mm(inner.t(), states[:-1].reshape(T * B, H)).float()
        return None, dx, None, dR, db, None, None
