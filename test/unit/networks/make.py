#!/usr/bin/env python3
"""Writes the small networks of blocks beside it, of random weights, that the tests run: /usr/bin/python3 test/unit/networks/make.py

Between them they have both cells, blocks with a convolution and without, of the vector's width and of others, and tables that are
read at both places and apart. NAME.logits holds PyTorch's logits for the first bytes of the parity sample alone.
"""
import sys
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "models" / "training"))

from blocks import BlockNetwork  # noqa: E402
from export import export  # noqa: E402

KEPT = 24
"""Bytes of the sample whose logits are kept."""

SHAPES = {
    "blocks-glr": {
        "cell": "glr",
        "width": 16,
        "blocks": [{"units": 16, "ffn": 24, "conv": 3}, {"units": 20, "ffn": 12, "conv": 0}],
        "tables": {"rows": 64, "width": 4, "orders": [2, 3], "at": "both"},
    },
    "blocks-gru": {
        "cell": "gru",
        "width": 12,
        "blocks": [{"units": 12, "ffn": 8, "conv": 2}, {"units": 9, "ffn": 16, "conv": 4}],
        "tables": {"rows": 64, "width": 3, "orders": [1, 4], "at": "apart"},
    },
}

for name, shape in SHAPES.items():
    torch.manual_seed(7)
    network = BlockNetwork(**shape)
    with torch.no_grad():
        # As much as training would make of them: at first they are small, and an error in them would be, too.
        for block in network.layers:
            block.out *= 3
            block.down *= 3
        for table in (network.table, getattr(network, "output_table", None)):
            if table is not None:
                table *= 10
        network.output_bias.normal_(0, 0.5)
    training = {"bytesSeen": 0, "validationBitsPerByte": 8.0}
    export(network, name, HERE, HERE, training)
    logits = HERE / f"{name}.logits"
    logits.write_bytes(logits.read_bytes()[: 4 * 256 * KEPT])
