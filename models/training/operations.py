"""What a block does beside its matrix products: norm and causal convolution, the recurrence, SwiGLU. Formulas: blocks.py.

Each is there in PyTorch's own operators, for any device and precision, and for bfloat16 on a CPU as a kernel of blocks.cpp. The
recurrence is a Triton kernel on a GPU (scan_triton.py); the others are fused there by `torch.compile`. T: steps, B: streams.
"""
from __future__ import annotations

import ctypes
from functools import lru_cache
from types import ModuleType
from typing import Optional, Tuple

import torch
from torch import Tensor, nn

import kernel

EPSILON = 1e-6
"""What a norm adds to the mean of the squares."""


def by_kernel(x: Tensor) -> bool:
    """Whether blocks.cpp works on rows of this tensor, which is to become, or is, bfloat16."""
    return not x.is_cuda and x.shape[-1] % kernel.ROWS == 0 and kernel.library() is not None


@lru_cache(maxsize=None)
def triton_scan() -> Optional[ModuleType]:
    """The Triton kernels, or None where Triton is not installed."""
    try:
        import scan_triton
    except ImportError:
        return None
    return scan_triton


def call(name: str, *arguments: object) -> None:
    """A function of blocks.cpp: whole numbers as int64, tensors as their addresses, and how many threads."""

    def converted(value: object) -> object:
        if isinstance(value, Tensor):
            return kernel.address(value)
        return ctypes.c_int64(value) if isinstance(value, int) else ctypes.c_float(value)

    getattr(kernel.library(), name)(*map(converted, arguments), torch.get_num_threads())


def normed(x: Tensor, kind: torch.dtype) -> Tensor:
    """RMSNorm without weights, which the next matrix would take in: x / sqrt(mean of x^2), in the precision `kind`."""
    if kind == torch.bfloat16 and by_kernel(x):
        return Norm.apply(x)
    return (x * torch.rsqrt(x.square().mean(-1, keepdim=True) + EPSILON)).to(kind)


class Norm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x: Tensor) -> Tensor:
        x = x.contiguous()
        n, scale = torch.empty(x.shape, dtype=torch.bfloat16), torch.empty(x.shape[:-1])
        call("norm_forward", scale.numel(), x.shape[-1], x, n, scale, EPSILON)
        ctx.save_for_backward(x, scale)
        return n

    @staticmethod
    def backward(ctx, grad: Tensor) -> Tensor:
        x, scale = ctx.saved_tensors
        dx = torch.empty_like(x)
        call("norm_backward", scale.numel(), x.shape[-1], x, scale, grad.contiguous(), dx)
        return dx


def convolved(n: Tensor, before: Tensor, taps: Tensor) -> Tuple[Tensor, Tensor]:
    """Every component by itself: y[t] = sum over k of taps[k] n[t - (K - 1) + k]. n [T, B, W], taps [K, W]; `before`
    [B, (K - 1) * W]: what came before, the oldest first. Returns y and what comes before the next chunk."""
    K, (T, B, W) = len(taps), n.shape
    whole = torch.cat([before.view(B, K - 1, W).transpose(0, 1).to(n.dtype), n])
    if n.dtype == torch.bfloat16 and by_kernel(n):
        y = Convolution.apply(whole, taps)
    else:
        y = sum(whole[k : k + T] * taps[k].to(n.dtype) for k in range(K))
    return y, whole[T:].transpose(0, 1).reshape(B, -1).to(before.dtype)


class Convolution(torch.autograd.Function):
    @staticmethod
    def forward(ctx, whole: Tensor, taps: Tensor) -> Tensor:
        K, (T, B, W) = len(taps), whole.shape
        y = torch.empty(T - K + 1, B, W, dtype=torch.bfloat16)
        call("convolution_forward", T - K + 1, B, W, K, whole, taps, y)
        ctx.save_for_backward(whole, taps)
        return y

    @staticmethod
    def backward(ctx, grad: Tensor) -> Tuple[Tensor, Tensor]:
        whole, taps = ctx.saved_tensors
        K, (T, B, W) = len(taps), grad.shape
        d_whole, d_taps = torch.zeros_like(whole), torch.zeros_like(taps)  # none goes to what came before the chunk
        call("convolution_backward", T, B, W, K, whole, taps, grad.contiguous(), d_whole[K - 1 :], d_taps)
        return d_whole, d_taps


def swiglu(uv: Tensor) -> Tensor:
    """silu(u) * v: uv [..., 2F], u before v."""
    if uv.dtype == torch.bfloat16 and by_kernel(uv[..., : uv.shape[-1] // 2]):
        return SwiGlu.apply(uv)
    u, v = uv.chunk(2, -1)
    return nn.functional.silu(u) * v


class SwiGlu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, uv: Tensor) -> Tensor:
        uv = uv.contiguous()
        F = uv.shape[-1] // 2
        a = torch.empty(*uv.shape[:-1], F, dtype=torch.bfloat16)
        call("swiglu_forward", a.numel() // F, F, uv, a)
        ctx.save_for_backward(uv)
        return a

    @staticmethod
    def backward(ctx, grad: Tensor) -> Tensor:
        (uv,) = ctx.saved_tensors
        duv = torch.empty_like(uv)
        call("swiglu_backward", grad.numel() // grad.shape[-1], grad.shape[-1], uv, grad.contiguous(), duv)
        return duv


class Scan(torch.autograd.Function):
    """f = sigmoid(p_f + b), h = f h_before + (1 - f) p_c, y = sigmoid(p_o) h.

    p [T, B, 3H] in the order f, c, o; b [H]; state [B, H], fp32 as the sums are. Returns y [T, B, H] in the precision of p, and the
    last h [B, H], through which, as through `state`, no gradient goes: none leaves a chunk."""

    @staticmethod
    def forward(ctx, p: Tensor, b: Tensor, state: Tensor) -> Tuple[Tensor, Tensor]:
        p, state = p.contiguous(), state.contiguous()
        T, B, H = p.shape[0], p.shape[1], p.shape[2] // 3
        h, y, last = p.new_empty(T + 1, B, H), p.new_empty(T, B, H), torch.empty_like(state)
        ctx.way = way(p)
        if ctx.way == "triton":
            triton_scan().forward(p, b, state, h, y, last)
        elif ctx.way == "kernel":
            call("scan_forward", T, B, H, p, b, state, h, y, last)
        else:
            h[0], now = state, state
            for t in range(T):
                f, c, o = gates(p[t], b)
                now = c + f * (now - c)
                h[t + 1], y[t] = now, o * now
            last = now
        ctx.save_for_backward(p, b, h)
        ctx.mark_non_differentiable(last)
        return y, last

    @staticmethod
    def backward(ctx, grad: Tensor, _: Tensor) -> Tuple[Tensor, Tensor, None]:
        p, b, h = ctx.saved_tensors
        T, B, H = grad.shape
        grad, dp = grad.contiguous(), torch.empty_like(p)
        if ctx.way == "triton":
            return dp, triton_scan().backward(p, b, h, grad, dp), None
        db = torch.zeros_like(b)
        if ctx.way == "kernel":
            call("scan_backward", T, B, H, p, b, h, grad, dp, db)
            return dp, db, None
        carry = torch.zeros_like(b)
        for t in range(T - 1, -1, -1):
            f, c, o = gates(p[t], b)
            d, before = grad[t].to(b.dtype), h[t].to(b.dtype)
            dh = carry + d * o
            df = dh * (before - c) * f * (1 - f)
            dp[t] = torch.cat([df, dh * (1 - f), d * h[t + 1].to(b.dtype) * o * (1 - o)], 1)
            db += df.sum(0)
            carry = dh * f
        return dp, db, None


def gates(p: Tensor, b: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    """f, c and o of one step, in the precision of b."""
    f, c, o = p.to(b.dtype).chunk(3, 1)
    return torch.sigmoid(f + b), c, torch.sigmoid(o)


def way(p: Tensor) -> str:
    """How the recurrence is worked out for such a p: `triton`, `kernel` (blocks.cpp) or `loop`."""
    if p.is_cuda and p.dtype != torch.float64 and triton_scan() is not None:
        return "triton"
    return "kernel" if p.dtype == torch.bfloat16 and (p.shape[-1] // 3) % kernel.ROWS == 0 and by_kernel(p) else "loop"
