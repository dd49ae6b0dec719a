"""A network that is a list of blocks, each of which adds to a vector of `width` numbers. Where a block's recurrence has H units, its
feed-forward part F, and n = RMSNorm(x) = x / sqrt(mean of x^2 + 1e-6), without weights:

    n = the causal convolution of n over the last K bytes, component by component, where the block has one
    glr   f = sigmoid(W_f n + b), c = W_c n, o = sigmoid(W_o n);  h = f h_before + (1 - f) c;  x += out (o * h)
    gru   h = GRU(n), as in cells.py;                                                          x += out h
    n' = RMSNorm(x);  x += down (silu(W_u n') * W_v n')

The logits read RMSNorm(x). A gated linear recurrence (`glr`; Martin and Cundy 2018, arXiv 1709.04057; in such blocks De et al. 2024,
arXiv 2402.19427) has no product with h inside: it is worked out for a whole chunk at once, and 1 - f keeps h within c's range.

Weights, as they are exported; a matrix is [what it gives, what it reads]:
    embedding [256, width];  block by block: W [3H, width] in the order f, c, o; B [H], the b above; out [width, H];
    conv [K, width], the oldest byte's first; up [2F, width], u before v; down [width, F]; the tables, table2 [rows, their width] and so
    on; tables.input [width, ...];  output.weight [R, 256], output.bias [256].

Tables. The last n bytes, for each n of `orders`, name a row of `table` n, [rows, their width]. Side by side, in the order of `orders`,
the rows are `looked`: x begins as embedding[byte] + tables.input looked (`at`: input), the logits read RMSNorm(x) with looked after it
(`output`), either or both; `both` read the same tables, `apart` have tables of their own. The row, in whole numbers below 2^53:

    code = 0;  for k = 1, 2, ... n:  code = (code * 1000003 + 1 + the k-th last byte) mod 2147483647;  row = code mod rows

so that one pass gives the rows of all orders. Before a text's first byte stand zeros, which no text holds.

A state is, block by block, h [H], and with a convolution the last K - 1 n [(K - 1) * width], the oldest first; at the end, with
tables, the last (longest order - 1) bytes as numbers, the oldest first. All of it begins as zeros.
"""
from __future__ import annotations

from typing import Callable, Dict, List, Optional, Tuple

import torch
from torch import Tensor, nn

from cells import ByteNetwork, Recurrent
from operations import Scan, convolved, normed, swiglu

CELLS = ("glr", "gru")
PLACES = ("input", "output", "both", "apart")
FACTOR, MODULUS = 1000003, 2147483647


def codes(rows: Tensor, before: Tensor, orders: List[int]) -> Tensor:
    """What the last n bytes come to, for each n of `orders`, at each byte: rows [T, B], before [B, longest order - 1], the oldest
    first; [T, B, orders] int64."""
    known = torch.cat([before.t().round().long(), rows])
    T, longest = len(rows), max(orders)
    found, code = [], torch.zeros_like(rows)
    for n in range(1, longest + 1):
        code = (code * FACTOR + known[longest - n : longest - n + T] + 1) % MODULUS
        if n in orders:
            found.append(code)
    return torch.stack(found, 2)


def mixed(x: Tensor, W: Tensor) -> Tensor:
    """W x for the last dimension of x, in the precision of x."""
    return (x.reshape(-1, x.shape[-1]) @ W.to(x.dtype).t()).view(*x.shape[:-1], len(W))


def before_recurrence(x: Tensor, history: Tensor, taps: Optional[Tensor], W: Optional[Tensor], kind: torch.dtype) -> Tuple[Tensor, Tensor]:
    n = normed(x, kind)
    if taps is not None:
        n, history = convolved(n, history, taps)
    return (n if W is None else mixed(n, W)), history


def after_recurrence(x: Tensor, y: Tensor, out: Tensor, up: Tensor, down: Tensor) -> Tensor:
    x = x + mixed(y, out)
    return x + mixed(swiglu(mixed(normed(x, y.dtype), up)), down)


class Block(nn.Module):
    """One block of `depth`: `forward(x [T, B, width], state, kind) -> x, state`, products in the precision `kind`."""

    compiled: Dict[str, Callable] = {}
    """The two halves for a GPU, fused by `torch.compile` while gradients are asked for: see `compile_blocks`."""

    def __init__(self, cell: str, width: int, units: int, ffn: int, conv: int, depth: int) -> None:
        super().__init__()
        self.cell, self.units, self.ffn = cell, units, ffn
        # What all blocks add up to begins as large as what one of them would.
        small = (2 * depth) ** -0.5
        if cell == "glr":
            self.W = nn.Parameter(torch.randn(3 * units, width) * width**-0.5)
            self.B = nn.Parameter(torch.linspace(-1, 5, units))  # some units forget at once, others keep for long
        else:
            self.recurrent = Recurrent(cell, width, units)
        self.out = nn.Parameter(torch.randn(width, units) * units**-0.5 * small)
        if conv:
            taps = torch.randn(conv, width) * 0.1
            taps[-1] += 1
            self.conv = nn.Parameter(taps)
        self.up = nn.Parameter(torch.randn(2 * ffn, width) * width**-0.5)
        self.down = nn.Parameter(torch.randn(width, ffn) * ffn**-0.5 * small)

    @property
    def taps(self) -> Optional[Tensor]:
        return getattr(self, "conv", None)

    @property
    def history_size(self) -> int:
        return self.taps[1:].numel() if self.taps is not None else 0

    @property
    def state_size(self) -> int:
        return self.units + self.history_size

    def forward(self, x: Tensor, state: Tensor, kind: torch.dtype) -> Tuple[Tensor, Tensor]:
        h, history = state.split([self.units, self.history_size], 1)
        half = self.compiled if x.is_cuda and torch.is_grad_enabled() else {}
        first, second = half.get("before", before_recurrence), half.get("after", after_recurrence)
        p, history = first(x, history, self.taps, self.W if self.cell == "glr" else None, kind)
        if self.cell == "glr":
            y, h = Scan.apply(p, self.B, h)
        elif x.is_cuda:
            y, h = self.recurrent(p.float(), h)
        else:
            y, h = self.recurrent.on_cpu(p, None, h, kind == torch.bfloat16)
        return second(x, y.to(kind), self.out, self.up, self.down), torch.cat([h, history], 1)

    def named(self) -> Dict[str, nn.Parameter]:
        """The weights in the order in which they are exported."""
        recurrence = {"W": self.W, "B": self.B} if self.cell == "glr" else {n: getattr(self.recurrent, n) for n in "WRB"}
        taps = {"conv": self.conv} if self.taps is not None else {}
        return {**recurrence, **taps, "out": self.out, "up": self.up, "down": self.down}

    def matrices(self) -> List[Tuple[nn.Parameter, int]]:
        gates = [(self.W, 3)] if self.cell == "glr" else [(self.recurrent.W, 3), (self.recurrent.R, 3)]
        return [*gates, (self.out, 1), (self.up, 2), (self.down, 1)]


def compile_blocks() -> None:
    """From now on a GPU runs the halves of all blocks fused; needs PyTorch 2."""
    Block.compiled.update(before=torch.compile(before_recurrence, dynamic=False), after=torch.compile(after_recurrence, dynamic=False))


class BlockNetwork(nn.Module):
    """The embedding of a byte, blocks of one cell, and logits of the next byte.
    `blocks`: for each its `units`, `ffn`, and `conv` (bytes that its convolution reads; 0: none).
    `tables`: None, or their `rows`, `width`, `orders` and `at`."""

    window = None
    skip = False

    def __init__(self, cell: str, width: int, blocks: List[Dict[str, int]], tables: Optional[Dict[str, object]] = None) -> None:
        super().__init__()
        if cell not in CELLS:
            raise SystemExit(f"cell '{cell}' is not known in blocks: use one of {', '.join(CELLS)}.")
        if tables and (tables["at"] not in PLACES or sorted(set(tables["orders"])) != list(tables["orders"]) or min(tables["orders"]) < 1):
            raise SystemExit(f"tables: the orders rise, from 1; they stand at one of {', '.join(PLACES)}.")
        self.cell, self.width, self.tables = cell, width, tables
        self.embedding = nn.Parameter(torch.randn(256, width) * 0.5)
        self.layers = nn.ModuleList([Block(cell, width, b["units"], b["ffn"], b.get("conv", 0), len(blocks)) for b in blocks])
        read = width
        if tables:
            size = (len(tables["orders"]) * tables["rows"], tables["width"])
            looked = len(tables["orders"]) * tables["width"]
            self.table = nn.Parameter(torch.randn(size) * 0.1)
            if tables["at"] != "output":
                self.table_input = nn.Parameter(torch.randn(width, looked) * looked**-0.5)
            if tables["at"] == "apart":
                self.output_table = nn.Parameter(torch.randn(size) * 0.1)
            read += looked if tables["at"] != "input" else 0
        self.output_weight = nn.Parameter(torch.randn(read, 256) * read**-0.5 * 0.5)
        self.output_bias = nn.Parameter(torch.zeros(256))
        self.short = False
        """Whether products take bfloat16: only while training."""

    @property
    def shape(self) -> Dict[str, object]:
        """What another of its kind is made with: `make(network.shape)`."""
        sizes = [{"units": b.units, "ffn": b.ffn, "conv": len(b.taps) if b.taps is not None else 0} for b in self.layers]
        return {"cell": self.cell, "width": self.width, "blocks": sizes, **({"tables": self.tables} if self.tables else {})}

    @property
    def bytes_kept(self) -> int:
        """Numbers at the end of a state that are bytes."""
        return max(self.tables["orders"]) - 1 if self.tables else 0

    @property
    def state_size(self) -> int:
        return sum(block.state_size for block in self.layers) + self.bytes_kept

    def named_tables(self) -> List[Tuple[str, Tensor]]:
        """What belongs to the tables, in the order in which it is exported."""
        found: List[Tuple[str, Tensor]] = []
        for attribute, name in (("table", "table"), ("output_table", "output.table")):
            if hasattr(self, attribute):
                orders = self.tables["orders"]
                found += [(f"{name}{n}", rows) for n, rows in zip(orders, getattr(self, attribute).chunk(len(orders)))]
        return [*found, ("tables.input", self.table_input)] if hasattr(self, "table_input") else found

    def matrices(self) -> List[Tuple[nn.Parameter, int]]:
        """The weights that mix one vector into another, and how many matrices, one below the other, each holds."""
        own = [(self.table_input, 1)] if hasattr(self, "table_input") else []
        return [*own, *(pair for block in self.layers for pair in block.matrices())]

    def forward(self, rows: Tensor, state: Tensor) -> Tuple[Tensor, Tensor]:
        """rows [T, B] of bytes, state [B, S]; returns what the logits read [T, B, R] and the next state."""
        kind = torch.bfloat16 if self.short else self.embedding.dtype
        *parts, before = state.split([*(block.state_size for block in self.layers), self.bytes_kept], 1)
        x = nn.functional.embedding(rows, self.embedding)
        at, looked = self.tables["at"] if self.tables else None, None
        if at:
            each = codes(rows, before, self.tables["orders"]) % self.tables["rows"]
            each = each + torch.arange(each.shape[2], device=rows.device) * self.tables["rows"]
            looked = nn.functional.embedding(each, self.table).flatten(2).to(kind)
            before = torch.cat([before, rows.t().to(state.dtype)], 1)[:, len(rows) :]
        if at and at != "output":
            x = x + mixed(looked, self.table_input)
        after = []
        for block, part in zip(self.layers, parts):
            x, part = block(x, part, kind)
            after.append(part)
        read = normed(x, kind)
        if at == "apart":
            looked = nn.functional.embedding(each, self.output_table).flatten(2).to(kind)
        if at and at != "input":
            read = torch.cat([read, looked], 2)
        return read, torch.cat([*after, before], 1)

    def logits(self, outputs: Tensor) -> Tensor:
        """outputs [..., R] to logits [..., 256] in fp32."""
        return (outputs @ self.output_weight.to(outputs.dtype)).to(self.output_bias.dtype) + self.output_bias

    def grow_from(self, _: nn.Module) -> None:
        raise SystemExit("A network of blocks cannot be grown from another: train it from nothing.")


def make(shape: Dict[str, object]) -> nn.Module:
    """A network with fresh weights of such a shape, of blocks or of plain layers."""
    return BlockNetwork(**shape) if "blocks" in shape else ByteNetwork(**shape)
