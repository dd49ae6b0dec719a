"""What moves the weights: Muon for the matrices that mix one vector into another, AdamW for the rest; and the average of the weights.

Muon (Jordan et al. 2024): the momentum of a matrix, made nearly orthogonal by five steps of Newton and Schulz, so that every direction
moves alike. Matrices of one shape are worked out together.
"""
from __future__ import annotations

from typing import Dict, Iterable, List, Tuple

import torch
from torch import Tensor, nn

import kernel

Pieces = List[Tuple[nn.Parameter, int]]
"""Parameters, and how many matrices, one below the other, each holds: gates are made orthogonal one by one."""


def orthogonal(G: Tensor, steps: int = 5) -> Tensor:
    """G [..., m, n] with its singular values pulled to about 1: X = a X + (b A + c A A) X, A = X X^T, in bfloat16 where it is quick."""
    a, b, c = 3.4445, -4.7750, 2.0315
    wide = G.shape[-2] <= G.shape[-1]
    X = G if wide else G.transpose(-1, -2)
    X = X / (X.flatten(-2).norm(dim=-1)[..., None, None] + 1e-7)
    if G.is_cuda or kernel.library() is not None:
        X = X.bfloat16()
    for _ in range(steps):
        A = X @ X.transpose(-1, -2)
        X = a * X + (b * A + c * (A @ A)) @ X
    return (X if wide else X.transpose(-1, -2)).to(G.dtype)


class Muon(torch.optim.Optimizer):
    def __init__(self, pieces: Pieces, lr: float, momentum: float = 0.95, weight_decay: float = 0.01) -> None:
        self.pieces = [count for _, count in pieces]
        super().__init__([p for p, _ in pieces], {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self) -> None:
        (group,) = self.param_groups
        parameters, momentum = group["params"], group["momentum"]
        for parameter in parameters:
            if not self.state[parameter]:
                self.state[parameter]["momentum"] = torch.zeros_like(parameter)
        grads, kept = [p.grad for p in parameters], [self.state[p]["momentum"] for p in parameters]
        torch._foreach_mul_(kept, momentum)
        torch._foreach_add_(kept, grads, alpha=1 - momentum)
        ahead = torch._foreach_mul(grads, 1 - momentum)
        torch._foreach_add_(ahead, kept, alpha=momentum)
        by_shape: Dict[Tuple[int, int], Tuple[List[Tensor], List[Tensor]]] = {}
        for parameter, update, count in zip(parameters, ahead, self.pieces):
            for weight, piece in zip(parameter.chunk(count), update.chunk(count)):
                weights, updates = by_shape.setdefault(tuple(weight.shape), ([], []))
                weights.append(weight)
                updates.append(piece)
        for (high, wide), (weights, updates) in by_shape.items():
            moved = orthogonal(torch.stack(updates))
            torch._foreach_mul_(weights, 1 - group["lr"] * group["weight_decay"])
            torch._foreach_add_(weights, list(moved), alpha=-group["lr"] * max(1.0, high / wide) ** 0.5)


class Both:
    """Several optimizers as one; each group's rate is a share of the rate it began with."""

    def __init__(self, *parts: torch.optim.Optimizer) -> None:
        self.parts = parts
        self.peaks = [[group["lr"] for group in part.param_groups] for part in parts]

    def step(self, share: float) -> None:
        for part, peaks in zip(self.parts, self.peaks):
            for group, peak in zip(part.param_groups, peaks):
                group["lr"] = peak * share
            part.step()

    def zero_grad(self) -> None:
        for part in self.parts:
            part.zero_grad(set_to_none=True)

    def state_dict(self) -> List[Dict[str, object]]:
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, kept: List[Dict[str, object]]) -> None:
        for part, state in zip(self.parts, kept):
            part.load_state_dict(state)


def optimizer_for(network: nn.Module, kind: str, rate: float, matrix_rate: float) -> Both:
    """`kind`: adamw for all, or muon for the network's matrices and AdamW for the rest."""
    matrices: Pieces = network.matrices() if kind == "muon" else []
    taken = {id(p) for p, _ in matrices}
    rest = [p for p in network.parameters() if id(p) not in taken]
    adam = torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.98), weight_decay=0.01)
    return Both(Muon(matrices, matrix_rate), adam) if matrices else Both(adam)


class Average:
    """The exponential average of a network's weights, over the last 1 / (1 - decay) updates or, early, the last tenth of them."""

    def __init__(self, parameters: Iterable[nn.Parameter], decay: float) -> None:
        self.parameters, self.decay, self.updates = list(parameters), decay, 0
        self.kept = [p.detach().clone() for p in self.parameters]

    @torch.no_grad()
    def update(self) -> None:
        self.updates += 1
        share = max(1 - self.decay, 10 / (10 + self.updates))
        torch._foreach_mul_(self.kept, 1 - share)
        torch._foreach_add_(self.kept, self.parameters, alpha=share)

    @torch.no_grad()
    def swap(self) -> None:
        """The network and the average change places."""
        for kept, parameter in zip(self.kept, self.parameters):
            before = parameter.detach().clone()
            parameter.copy_(kept)
            kept.copy_(before)
