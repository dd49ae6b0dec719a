"""GRU layers on a CPU that multiplies bfloat16: kernel.cpp, compiled on first use, behind an autograd function.

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
from typing import Optional

import torch
from torch import Tensor, nn

SOURCE = Path(__file__).resolve().parent / "kernel.cpp"
BUILD = SOURCE.parent / "runs" / "kernel"
ROWS = 16
"""What the units of a layer and the streams of a batch have to be multiples of."""


@lru_cache(maxsize=None)
def library() -> Optional[ctypes.CDLL]:
    """The compiled kernel, or None where this machine cannot have it."""
    described = Path("/proc/cpuinfo")
    compiler = shutil.which("g++")
    if compiler is None or not described.exists() or "avx512_bf16" not in described.read_text():
        return None
    path = BUILD / f"{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}.so"
    if not path.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        done = subprocess.run(
            [compiler, "-O3", "-march=native", "-fopenmp", "-shared", "-fPIC", "-o", str(fresh), str(SOURCE)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        if done.returncode != 0:
            print(f"kernel.cpp does not compile here, PyTorch's own layers are used:\n{done.stdout[-500:]}", flush=True)
            return None
        os.replace(fresh, path)
    return ctypes.CDLL(str(path))


def fits(network: nn.Module, batch: int) -> bool:
    """Whether a network can be trained by the kernel here, with so many streams side by side."""
    units = [layer.units for layer in network.layers]
    return network.cell == "gru" and all(size % ROWS == 0 for size in [batch, *units]) and library() is not None


def address(tensor: Tensor) -> ctypes.c_void_p:
    assert tensor.is_contiguous()
    return ctypes.c_void_p(tensor.data_ptr())


class KernelGru(torch.autograd.Function):
    """x [X, 3H]: the input's share of the gates, all biases but b in it; rows [T, B] int64: which of x each step reads;
    R [3H, H]; b [H], the recurrent bias of the candidate; h0 [B, H]; `shared`: whether a row of x may be read twice.
    Returns all states [T, B, H] in bfloat16, and the last [B, H] in fp32, through which no gradient goes."""

    @staticmethod
    def forward(ctx, x: Tensor, rows: Tensor, R: Tensor, b: Tensor, h0: Tensor, shared: bool):
        T, B = rows.shape
        H = R.shape[1]
        x, rows, R, b, h0 = (tensor.contiguous() for tensor in (x, rows, R, b, h0))
        states = torch.empty(T + 1, B, H, dtype=torch.bfloat16)
        keep = torch.empty(T, B, 5, H, dtype=torch.bfloat16)
        last = torch.empty(B, H)
        sizes = (ctypes.c_int64(T), ctypes.c_int64(B), ctypes.c_int64(H))
        library().gru_forward(*sizes, *map(address, (x, rows, R, b, h0, states, keep, last)), torch.get_num_threads())
        ctx.save_for_backward(rows, R, states, keep)
        ctx.inputs, ctx.shared = len(x), shared
        ctx.mark_non_differentiable(last)
        return states[1:], last

    @staticmethod
    def backward(ctx, grad: Tensor, _: Tensor):
        rows, R, states, keep = ctx.saved_tensors
        T, B, H = grad.shape
        inner = torch.empty(T * B, 3 * H, dtype=torch.bfloat16)
        dx = torch.zeros(ctx.inputs, 3 * H)
        db = torch.zeros(H)
        sizes = map(ctypes.c_int64, (T, B, H, ctx.inputs))
        tensors = (rows, R, grad.to(torch.bfloat16).contiguous(), keep, inner, dx, db)
        library().gru_backward(*sizes, *map(address, tensors), int(ctx.shared), torch.get_num_threads())
        dR = torch.mm(inner.t(), states[:-1].reshape(T * B, H)).float()
        return dx, None, dR, db, None, None
