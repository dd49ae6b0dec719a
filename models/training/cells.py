"""Recurrent cells behind one interface, and the network that is built of them.

Weights are kept in ONNX's layout, so that what is trained is what is exported. For a layer of H units that reads E numbers:
W [G*H, E], R [G*H, H], B [2*G*H] (first the input's biases, then the recurrent ones), where G is the number of gates:
rnn 1, gru 3 in the order z, r, h (with linear_before_reset = 1), lstm 4 in the order i, o, f, c.
Source of the formulas: the ONNX operators RNN, GRU and LSTM, version 14.

Beside them the plain network, `feedforward`, as in Bengio et al. 2003 (A Neural Probabilistic Language Model) with rectified
units: the embeddings of the last N bytes side by side, hidden layers W [H, N*E], B [H]. Its state is what it has to remember, the
last N-1 bytes, as numbers; 0, which no text holds, stands for no byte.
"""
from __future__ import annotations

from typing import Dict, List, Optional, Tuple

import torch
from torch import Tensor, nn

import kernel

GATES: Dict[str, int] = {"rnn": 1, "gru": 3, "lstm": 4}
STATES: Dict[str, int] = {"rnn": 1, "gru": 1, "lstm": 2}
CELLS = (*GATES, "feedforward")
TORCH_ORDER: Dict[str, List[int]] = {"rnn": [0], "gru": [1, 0, 2], "lstm": [0, 2, 3, 1]}
"""Where PyTorch's gates (gru r, z, n; lstm i, f, g, o) stand in ONNX's order."""

class FusedGru(torch.autograd.Function):
    """One GRU layer over a chunk of time in fp32, for a CPU that kernel.cpp is not for.

    gates [T, B, 3H]: the input's share with all biases but b in it; R [3H, H]; b [H], the recurrent bias of the candidate;
    h0 [B, H]. Returns all states [T, B, H].

    Backward keeps only the recurrence of dh in its time loop; the gradient of R is one product over all steps. What it needs
    of each step is worked out in forward, while the values are in the cache.
    """

    @staticmethod
    def forward(ctx, gates: Tensor, R: Tensor, b: Tensor, h0: Tensor) -> Tensor:
        T, B, H3 = gates.shape
        H = H3 // 3
        weight = R.t().contiguous()
        states = torch.empty(T + 1, B, H)
        keep = torch.empty(T, 5, B, H)
        states[0].copy_(h0)
        for t in range(T):
            inner = torch.mm(states[t], weight)
            x = gates[t]
            zr = torch.sigmoid_(inner[:, : 2 * H] + x[:, : 2 * H])
            z, r = zr[:, :H], zr[:, H:]
            hidden = inner[:, 2 * H :] + b
            n = torch.tanh_(torch.addcmul(x[:, 2 * H :], r, hidden))
            difference = states[t] - n
            torch.addcmul(n, z, difference, out=states[t + 1])
            a, c, e, k, s = keep[t].unbind(0)
            k.copy_(z)
            s.copy_(r)
            torch.mul(difference, z, out=a).addcmul_(a, z, value=-1)  # dz before its sigmoid, for a dh of 1
            torch.mul(n, n, out=c).neg_().add_(1)
            c.addcmul_(c, z, value=-1)  # dn before its tanh
            torch.mul(hidden, r, out=e).addcmul_(e, r, value=-1)  # dr before its sigmoid, for a dn of 1
        ctx.save_for_backward(R, states, keep)
        return states[1:]

    @staticmethod
    def backward(ctx, grad: Tensor):
        R, states, keep = ctx.saved_tensors
        T, B, H = grad.shape
        d_gates = torch.empty(T, B, 3 * H)
        d_inner = torch.empty(T, B, 3 * H)
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
            torch.mul(dn, r, out=inner[:, 2 * H :])
            dh = torch.addcmul(torch.mm(inner, R), dh, z)
        flat = d_inner.view(T * B, 3 * H)
        d_R = torch.mm(flat.t(), states[:-1].reshape(T * B, H))
        return d_gates, d_R, flat[:, 2 * H :].sum(0), dh


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
            gates = weight.chunk(len(order))
            return torch.cat([gates[place] for place in order])

        flat = [turned(self.W), turned(self.R), turned(self.B[:half]), turned(self.B[half:])]
        parts = tuple(p.contiguous().unsqueeze(0) for p in state.split(self.units, 1))
        settings = (flat, True, 1, 0.0, self.training, False, False)
        if self.cell == "lstm":
            out, h, c = torch._VF.lstm(x, parts, *settings)
            return out, torch.cat([h[0], c[0]], 1)
        run = torch._VF.gru if self.cell == "gru" else torch._VF.rnn_tanh
        out, h = run(x, parts[0], *settings)
        return out, h[0]

    def on_cpu(self, x: Tensor, rows: Optional[Tensor], state: Tensor, short: bool) -> Tuple[Tensor, Tensor]:
        """The same while it is trained on a CPU. `rows` [T, B]: which of x [256, E] is read at each place, so that the product
        with W is taken once for each byte there is; None: x is [T, B, E]. `short`: by kernel.cpp, in bfloat16; else a GRU, and
        so where this machine cannot have it."""
        H = self.units
        short = short and kernel.library() is not None
        bias, recurrent = self.B.chunk(2)
        apart = recurrent[-H:]  # the recurrent bias of a GRU's candidate is inside the reset gate's product
        bias = bias + (torch.cat([recurrent[:-H], torch.zeros(H)]) if self.cell == "gru" else recurrent)
        flat = x.reshape(-1, x.shape[-1])
        if short and rows is None:
            gates = torch.mm(flat.bfloat16(), self.W.t().bfloat16()).float() + bias
        else:
            gates = torch.addmm(bias, flat.float(), self.W.t())
        if not short:
            gates = nn.functional.embedding(rows, gates) if rows is not None else gates.view(*x.shape[:2], -1)
            out = FusedGru.apply(gates, self.R, apart, state)
            return out, out[-1]
        places = rows if rows is not None else torch.arange(len(flat)).view(x.shape[:2])
        return kernel.KernelLayer.apply(self.cell, gates, places, self.R, apart, state, rows is not None)


class Hidden(nn.Module):
    """One hidden layer of the plain network: `forward(x [..., inputs]) -> [..., units]`."""

    def __init__(self, inputs: int, units: int) -> None:
        super().__init__()
        self.units = units
        self.W = nn.Parameter(torch.randn(units, inputs) * (2 / inputs) ** 0.5)  # He et al. 2015, for rectified units
        self.B = nn.Parameter(torch.zeros(units))

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(nn.functional.linear(x, self.W.to(x.dtype), self.B.to(x.dtype)))


class ByteNetwork(nn.Module):
    """Embedding of a byte, one or more recurrent layers, and logits of the next byte.
    `skip`: the logits read every layer's outputs, not the last one's alone.
    `window`: how many bytes the plain network reads at once, the last one included; recurrent cells have none."""

    def __init__(self, cell: str, embedding: int, layers: List[int], skip: bool = False, window: Optional[int] = None) -> None:
        super().__init__()
        if cell not in CELLS:
            raise SystemExit(f"cell '{cell}' is not known: use one of {', '.join(CELLS)}.")
        if (cell == "feedforward") != (window is not None) or (window or 2) < 2:
            raise SystemExit("feedforward, and it alone, has a window: give --window 2 or more with it.")
        self.cell, self.skip, self.window = cell, skip, window
        self.embedding = nn.Parameter(torch.randn(256, embedding) * 0.5)
        if window:
            sizes = [window * embedding, *layers]
            self.layers = nn.ModuleList([Hidden(i, u) for i, u in zip(sizes, layers)])
        else:
            sizes = [embedding, *layers]
            self.layers = nn.ModuleList([Recurrent(cell, i, u) for i, u in zip(sizes, layers)])
        read = sum(layers) if skip else layers[-1]
        self.output_weight = nn.Parameter(torch.randn(read, 256) * read**-0.5 * 0.5)
        self.output_bias = nn.Parameter(torch.zeros(256))
        self.short = False
        """Whether products take bfloat16: only while training."""
        self.fused = True

    @property
    def shape(self) -> Dict[str, object]:
        """What another of its kind is made with: `ByteNetwork(**network.shape)`."""
        layers = [layer.units for layer in self.layers]
        shape = {"cell": self.cell, "embedding": self.embedding.shape[1], "layers": layers, "skip": self.skip}
        return {**shape, "window": self.window} if self.window else shape

    @property
    def state_size(self) -> int:
        return self.window - 1 if self.window else sum(layer.state_size for layer in self.layers)

    def forward(self, rows: Tensor, state: Tensor) -> Tuple[Tensor, Tensor]:
        """rows [T, B] of bytes, state [B, S]; returns what the logits read [T, B, R] and the next state."""
        if self.window:
            return self.forward_window(rows, state)
        parts = state.split([layer.state_size for layer in self.layers], 1)
        outputs, after = [], []
        x = self.embedding
        on_cpu = self.fused and not rows.is_cuda and (self.short or self.cell == "gru")
        for place, (layer, part) in enumerate(zip(self.layers, parts)):
            if on_cpu:
                x, part = layer.on_cpu(x, rows if place == 0 else None, part, self.short)
            else:
                x = nn.functional.embedding(rows, x) if place == 0 else x
                x, part = layer(x, part)
            outputs.append(x)
            after.append(part)
        return torch.cat(outputs, 2) if self.skip else x, torch.cat(after, 1)

    def forward_window(self, rows: Tensor, state: Tensor) -> Tuple[Tensor, Tensor]:
        known = torch.cat([state.t().round().long(), rows])
        table = self.embedding.bfloat16() if self.short else self.embedding
        x = nn.functional.embedding(known.unfold(0, self.window, 1), table).flatten(2)
        outputs = []
        for layer in self.layers:
            x = layer(x)
            outputs.append(x)
        return torch.cat(outputs, 2) if self.skip else x, known[len(rows) :].t().to(state.dtype)

    def logits(self, outputs: Tensor) -> Tensor:
        """outputs [..., R] to logits [..., 256] in fp32."""
        if self.short:
            return (outputs @ self.output_weight.to(outputs.dtype)).float() + self.output_bias
        return outputs.to(self.output_weight.dtype) @ self.output_weight + self.output_bias

    @torch.no_grad()
    def grow_from(self, other: "ByteNetwork") -> None:
        """Takes over a network of the same cell with as many units or fewer, and layers, so that it computes what that one does:
        new units are read by nothing yet (as in Net2Net, arXiv 1511.05641, but with fresh units instead of copies)."""
        gates, count = GATES[self.cell], len(other.layers)
        self.embedding.copy_(other.embedding)
        self.output_weight.zero_()
        self.output_bias.copy_(other.output_bias)
        mine = theirs = inputs = 0
        for place, layer in enumerate(self.layers[:count]):
            old = other.layers[place]
            G, N, O = gates, layer.units, old.units
            W, R, B = layer.W.view(G, N, -1), layer.R.view(G, N, N), layer.B.view(2 * G, N)
            if place > 0:
                W[:, :O, inputs:] = 0
                W[:, :O, :inputs] = old.W.view(G, O, inputs)
            else:
                W[:, :O] = old.W.view(G, O, -1)
            R[:, :O, O:] = 0
            R[:, :O, :O] = old.R.view(G, O, O)
            B[:, :O] = old.B.view(2 * G, O)
            inputs = O
        for place, layer in enumerate(self.layers):
            read = self.skip or place == len(self.layers) - 1
            was_read = place < count and (other.skip or place == count - 1)
            if was_read and not read:
                raise SystemExit("A network can only be grown by layers if the logits read every layer: add --skip.")
            if was_read:
                O = other.layers[place].units
                self.output_weight[mine : mine + O] = other.output_weight[theirs : theirs + O]
                theirs += O
            if read:
                mine += layer.units
