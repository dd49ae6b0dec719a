"""The gated linear recurrence on a GPU, forward and backward, in one kernel each. A program takes some lanes (a unit of a stream) through
the whole chunk; the next step's numbers are asked for before a step is worked out. Formulas and shapes: operations.Scan."""
from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

LANES = 64
"""Lanes a program takes: few, so that many programs wait for memory side by side."""
WARPS = 2


@triton.jit
def forward_kernel(p, b, state, h, y, last, T, lanes, H, LANES: tl.constexpr):
    lane = tl.program_id(0) * LANES + tl.arange(0, LANES)
    there = lane < lanes
    unit = lane % H
    gates = p + (lane // H).to(tl.int64) * 3 * H + unit
    bias = tl.load(b + unit, mask=there, other=0.0)
    now = tl.load(state + lane, mask=there, other=0.0)
    h_at, y_at = h + lane, y + lane
    tl.store(h_at, now.to(h.dtype.element_ty), mask=there)
    f = tl.load(gates, mask=there, other=0.0)
    c = tl.load(gates + H, mask=there, other=0.0)
    o = tl.load(gates + 2 * H, mask=there, other=0.0)
    for t in range(T):
        gates += 3 * lanes
        more = there & (t + 1 < T)
        next_f = tl.load(gates, mask=more, other=0.0)
        next_c = tl.load(gates + H, mask=more, other=0.0)
        next_o = tl.load(gates + 2 * H, mask=more, other=0.0)
        forget = tl.sigmoid(f.to(tl.float32) + bias)
        written = c.to(tl.float32)
        now = written + forget * (now - written)
        h_at += lanes
        tl.store(h_at, now.to(h.dtype.element_ty), mask=there)
        tl.store(y_at, (tl.sigmoid(o.to(tl.float32)) * now).to(y.dtype.element_ty), mask=there)
        y_at += lanes
        f = next_f
        c = next_c
        o = next_o
    tl.store(last + lane, now, mask=there)


@triton.jit
def backward_kernel(p, b, h, grad, dp, db, T, lanes, H, LANES: tl.constexpr):
    lane = tl.program_id(0) * LANES + tl.arange(0, LANES)
    there = lane < lanes
    unit = lane % H
    end = tl.full([1], 0, tl.int64) + (T - 1)
    place = (lane // H).to(tl.int64) * 3 * H + unit + end * 3 * lanes
    gates, out = p + place, dp + place
    h_at = h + lane + (end + 1) * lanes
    grad_at = grad + lane + end * lanes
    bias = tl.load(b + unit, mask=there, other=0.0)
    carry = tl.zeros([LANES], tl.float32)
    of_bias = tl.zeros([LANES], tl.float32)
    f = tl.load(gates, mask=there, other=0.0)
    c = tl.load(gates + H, mask=there, other=0.0)
    o = tl.load(gates + 2 * H, mask=there, other=0.0)
    d = tl.load(grad_at, mask=there, other=0.0)
    now = tl.load(h_at, mask=there, other=0.0)
    h_at -= lanes
    before = tl.load(h_at, mask=there, other=0.0)
    for t in range(T):
        gates -= 3 * lanes
        grad_at -= lanes
        h_at -= lanes
        more = there & (t + 1 < T)
        next_f = tl.load(gates, mask=more, other=0.0)
        next_c = tl.load(gates + H, mask=more, other=0.0)
        next_o = tl.load(gates + 2 * H, mask=more, other=0.0)
        next_d = tl.load(grad_at, mask=more, other=0.0)
        next_before = tl.load(h_at, mask=more, other=0.0)
        forget = tl.sigmoid(f.to(tl.float32) + bias)
        shown = tl.sigmoid(o.to(tl.float32))
        of_y = d.to(tl.float32)
        of_h = carry + of_y * shown
        of_f = of_h * (before.to(tl.float32) - c.to(tl.float32)) * forget * (1 - forget)
        tl.store(out, of_f.to(dp.dtype.element_ty), mask=there)
        tl.store(out + H, (of_h * (1 - forget)).to(dp.dtype.element_ty), mask=there)
        tl.store(out + 2 * H, (of_y * now.to(tl.float32) * shown * (1 - shown)).to(dp.dtype.element_ty), mask=there)
        out -= 3 * lanes
        of_bias += of_f
        carry = of_h * forget
        now = before
        f = next_f
        c = next_c
        o = next_o
        d = next_d
        before = next_before
    tl.store(db + lane, of_bias, mask=there)


def forward(p: Tensor, b: Tensor, state: Tensor, h: Tensor, y: Tensor, last: Tensor) -> None:
    """Fills h [T + 1, B, H], y [T, B, H] and last [B, H]."""
    lanes = state.numel()
    grid = (triton.cdiv(lanes, LANES),)
    forward_kernel[grid](p, b, state, h, y, last, len(p), lanes, state.shape[1], LANES=LANES, num_warps=WARPS)


def backward(p: Tensor, b: Tensor, h: Tensor, grad: Tensor, dp: Tensor) -> Tensor:
    """Fills dp [T, B, 3H]; returns the gradient of b."""
    T, B, H = grad.shape
    db = torch.empty(B, H, device=p.device)
    grid = (triton.cdiv(B * H, LANES),)
    backward_kernel[grid](p, b, h, grad, dp, db, T, B * H, H, LANES=LANES, num_warps=WARPS)
    return db.sum(0)
