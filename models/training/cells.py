"""Recurrent cells behind one interface, and the network that is built of them.

Weights are kept in ONNX's layout, so that what is trained is what is exported. For a layer of H units that reads E numbers:
W [G*H, E], R [G*H, H], B [2*G*H] (first the input's biases, then the recurrent ones), where G is the number of gates:
rnn 1, gru 3 in the order z, r, h (with linear_before_reset = 1), lstm 4 in the order i, o, f, c.
Source of the formulas: the ONNX operators RNN, GRU and LSTM, version 14.
"""
from __future__ import annotations

from typing import Dict, List, Tuple

import torch
from torch import Tensor, nn

GATES: Dict[str, int] = {"rnn": 1, "gru": 3, "lstm": 4}
STATES: Dict[str, int] = {"rnn": 1, "gru": 1, "lstm": 2}
TORCH_ORDER: Dict[str, List[int]] = {"rnn": [0], "gru": [1, 0, 2], "lstm": [0, 2, 3, 1]}
"""Where PyTorch's gates (gru r, z, n; lstm i, f, g, o) stand in ONNX's order."""

SHORT = torch.bfloat16


class FusedGru(torch.autograd.Function):
    """One GRU layer over a chunk of time, for a CPU.

    gates [T, B, 3H]: W x + the input's biases, with the recurrent biases of z and r added in; R [3H, H]; b [H], the
    recurrent bias of the candidate; h0 [B, H]; `short`: whether products take bfloat16. Returns all states [T, B, H].

    Backward keeps only the recurrence of dh in its time loop; the gradient of R is one product over all steps. What it needs
    of each step is worked out in forward, while the values are in the cache.
    """

    @staticmethod
    def forward(ctx, gates: Tensor, R: Tensor, b: Tensor, h0: Tensor, short: bool) -> Tensor:
        T, B, H3 = gates.shape
        H = H3 // 3
        kind = SHORT if short else torch.float32
        weight = R.t().to(kind).contiguous()
        states = torch.empty(T + 1, B, H, dtype=kind)
        result = torch.empty(T, B, H)
        keep = torch.empty(T, 5, B, H)
        states[0].copy_(h0)
        previous = h0
        for t in range(T):
            inner = torch.mm(states[t], weight)
            x = gates[t]
            zr = torch.sigmoid_(inner[:, : 2 * H] + x[:, : 2 * H])
            z, r = zr[:, :H], zr[:, H:]
            hidden = inner[:, 2 * H :] + b
            n = torch.tanh_(torch.addcmul(x[:, 2 * H :], r, hidden))
            difference = previous - n
            h = torch.addcmul(n, z, difference, out=result[t])
            states[t + 1].copy_(h)
            a, c, e, k, s = keep[t].unbind(0)
            k.copy_(z)
            s.copy_(r)
            torch.mul(difference, z, out=a).addcmul_(a, z, value=-1)  # dz before its sigmoid, for a dh of 1
            torch.mul(n, n, out=c).neg_().add_(1)
            c.addcmul_(c, z, value=-1)  # dn before its tanh
            torch.mul(hidden, r, out=e).addcmul_(e, r, value=-1)  # dr before its sigmoid, for a dn of 1
            previous = h
        ctx.save_for_backward(R, states, keep)
        return result

    @staticmethod
    def backward(ctx, grad: Tensor):
        R, states, keep = ctx.saved_tensors
        T, B, H = grad.shape
        kind = states.dtype
        weight = R.to(kind).contiguous()
        d_gates = torch.empty(T, B, 3 * H)
        d_inner = torch.empty(T, B, 3 * H, dtype=kind)
        dh = torch.zeros(B, H)
        for t in range(T - 1, -1, -1):
            a, c, e, z, r = keep[t].unbind(0)
            dh = dh + grad[t]
            out = d_gates[t]
            torch.mul(dh, a, out=out[:, :H])
            dn = dh * c
            out[:, 2 * H :] = dn
            torch.mul(dn, e, out=out[:, H : 2 * H])
            inner = d_inner[t]
            inner[:, : 2 * H].copy_(out[:, : 2 * H])
            inner[:, 2 * H :].copy_(dn.mul_(r))
            dh = torch.addcmul(torch.mm(inner, weight), dh, z) if kind == torch.float32 else torch.mm(inner, weight).float().addcmul_(dh, z)
        flat = d_inner.view(T * B, 3 * H)
        d_R = torch.mm(flat.t(), states[:-1].reshape(T * B, H)).float()
        d_b = flat[:, 2 * H :].float().sum(0)
        return d_gates, d_R, d_b, dh, None


class Recurrent(nn.Module):
    """One layer: `forward(bytes or vectors, state) -> outputs, state`."""

    def __init__(self, cell: str, inputs: int, units: int) -> None:
        super().__init__()
        self.cell, self.units = cell, units
        gates = GATES[cell]
        self.W = nn.Parameter(torch.randn(gates * units, inputs) * inputs**-0.5)
        self.R = nn.Parameter(torch.cat([nn.init.orthogonal_(torch.empty(units, units)) for _ in range(gates)]))
        self.B = nn.Parameter(torch.zeros(2 * gates * units))
        with torch.no_grad():
            if cell == "gru":
                self.B[:units] = torch.linspace(-1, 3, units)  # some units forget at once, others keep for long
            if cell == "lstm":
                self.B[2 * units : 3 * units] = torch.linspace(-1, 3, units)

    @property
    def state_size(self) -> int:
        return STATES[self.cell] * self.units

    def forward(self, x: Tensor, state: Tensor) -> Tuple[Tensor, Tensor]:
        """x [T, B, E], state [B, state_size]; returns outputs [T, B, H] and the state after the last step."""
        order = TORCH_ORDER[self.cell]
        half = self.B.numel() // 2

        def turned(weight: Tensor) -> Tensor:
            return weight.view(len(order), self.units, -1)[order].reshape(weight.shape)

        flat = [turned(self.W), turned(self.R), turned(self.B[:half]), turned(self.B[half:])]
        parts = tuple(p.contiguous().unsqueeze(0) for p in state.split(self.units, 1))
        settings = (flat, True, 1, 0.0, self.training, False, False)
        if self.cell == "lstm":
            out, h, c = torch._VF.lstm(x, parts, *settings)
            return out, torch.cat([h[0], c[0]], 1)
        run = torch._VF.gru if self.cell == "gru" else torch._VF.rnn_tanh
        out, h = run(x, parts[0], *settings)
        return out, h[0]

    def fused(self, table: Tensor, rows: Tensor, state: Tensor, short: bool) -> Tuple[Tensor, Tensor]:
        """The same for a GRU on a CPU, where the input is a row of an embedding: `table` [256, E], `rows` [T, B]."""
        H = self.units
        bias = self.B[: 3 * H] + torch.cat([self.B[3 * H : 5 * H], self.B.new_zeros(H)])
        projected = torch.addmm(bias, table, self.W.t())
        gates = nn.functional.embedding(rows, projected)
        out = FusedGru.apply(gates, self.R, self.B[5 * H :], state, short)
        return out, out[-1]


class ByteNetwork(nn.Module):
    """Embedding of a byte, one or more recurrent layers, and logits of the next byte."""

    def __init__(self, cell: str, embedding: int, layers: List[int]) -> None:
        super().__init__()
        if cell not in GATES:
            raise SystemExit(f"cell '{cell}' is not known: use one of {', '.join(GATES)}.")
        self.cell = cell
        self.embedding = nn.Parameter(torch.randn(256, embedding) * 0.5)
        sizes = [embedding, *layers]
        self.layers = nn.ModuleList([Recurrent(cell, i, u) for i, u in zip(sizes, layers)])
        self.output_weight = nn.Parameter(torch.randn(layers[-1], 256) * layers[-1] ** -0.5 * 0.5)
        self.output_bias = nn.Parameter(torch.zeros(256))
        self.short = False
        self.fused = True

    @property
    def state_size(self) -> int:
        return sum(layer.state_size for layer in self.layers)

    def forward(self, rows: Tensor, state: Tensor) -> Tuple[Tensor, Tensor]:
        """rows [T, B] of bytes, state [B, S]; returns the last layer's outputs [T, B, H] and the next state."""
        parts = state.split([layer.state_size for layer in self.layers], 1)
        after = []
        x = None
        for place, (layer, part) in enumerate(zip(self.layers, parts)):
            if place == 0 and self.cell == "gru" and not rows.is_cuda and self.fused:
                x, part = layer.fused(self.embedding, rows, part, self.short)
            else:
                x = nn.functional.embedding(rows, self.embedding) if x is None else x
                x, part = layer(x, part)
            after.append(part)
        return x, torch.cat(after, 1)

    def logits(self, outputs: Tensor) -> Tensor:
        """outputs [..., H] to logits [..., 256]."""
        return outputs @ self.output_weight + self.output_bias
