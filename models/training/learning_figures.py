#!/usr/bin/env python3
"""Writes the loss and the gradients that PyTorch finds for small networks, to hold src/learning against:

    python3 models/training/learning_figures.py > test/unit/parity/learning.json

Weights are sines of their places, so that the test makes the same; of each gradient its length and its product with other sines is kept.
"""
from __future__ import annotations

import json
import math
from typing import Dict, List

import torch
from torch import Tensor
from torch.nn.utils.stateless import functional_call

from cells import GATES, Hidden, Recurrent

UNITS, EMBEDDING, CLASSES, OTHERS, LANES, STEPS = 6, 5, 9, 248, 3, 7
WINDOW = {"feedforward": 4}


def sines(shape: List[int], place: int) -> Tensor:
    count = torch.arange(torch.Size(shape).numel(), dtype=torch.float64)
    return (0.4 * torch.sin(1.7 * count + place)).reshape(shape)


def figures(cell: str) -> Dict[str, object]:
    window = WINDOW.get(cell, 1)
    rows = GATES.get(cell, 1) * UNITS
    shapes = {"embedding": [CLASSES, EMBEDDING], "layer0.W": [window, rows, EMBEDDING]}
    if cell in GATES:
        shapes["layer0.R"] = [rows, UNITS]
    shapes["layer0.B"] = [2 * rows if cell in GATES else rows]
    shapes["output.weight"], shapes["output.bias"] = [CLASSES, UNITS], [CLASSES]
    learnt = {name: sines(shape, place).requires_grad_() for place, (name, shape) in enumerate(shapes.items())}
    chunk = torch.tensor([[(3 * row * row + 5 * lane + row) % CLASSES for lane in range(LANES)] for row in range(window + STEPS)])
    vectors = learnt["embedding"][chunk]
    if cell in GATES:
        layer = Recurrent(cell, EMBEDDING, UNITS).double()
        weights = {"W": learnt["layer0.W"][0], "R": learnt["layer0.R"], "B": learnt["layer0.B"]}
        states = torch.zeros(LANES, layer.state_size, dtype=torch.float64)
        outputs, _ = functional_call(layer, weights, (vectors[:STEPS], states))
    else:
        layer = Hidden(window * EMBEDDING, UNITS).double()
        by_age = torch.cat([learnt["layer0.W"][place] for place in reversed(range(window))], 1)
        read = torch.stack([torch.cat([vectors[t + place] for place in range(window)], 1) for t in range(STEPS)])
        outputs = functional_call(layer, {"W": by_age, "B": learnt["layer0.B"]}, (read,))
    logits = outputs @ learnt["output.weight"].t() + learnt["output.bias"]
    # The last class stands for so many bytes, each of which has this logit.
    several = torch.zeros(CLASSES, dtype=torch.float64)
    several[-1] = math.log(OTHERS)
    norm = torch.logsumexp(logits + several, 2)
    targets = chunk[window:]
    loss = (norm - logits.gather(2, targets.unsqueeze(2)).squeeze(2)).mean()
    loss.backward()
    found = {}
    for place, (name, parameter) in enumerate(learnt.items()):
        gradient = parameter.grad
        other = sines(list(gradient.shape), place + 50)
        found[name] = {"length": gradient.norm().item(), "product": (gradient * other).sum().item()}
    return {"window": window, "chunk": chunk.flatten().tolist(), "loss": loss.item(), "gradients": found}


if __name__ == "__main__":
    sizes = {"units": UNITS, "embedding": EMBEDDING, "classes": CLASSES, "others": OTHERS, "lanes": LANES, "steps": STEPS}
    print(json.dumps({**sizes, "cells": {cell: figures(cell) for cell in (*GATES, "feedforward")}}, indent=1))
