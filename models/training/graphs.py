"""A network's ONNX graphs. All of one network name their weights as the same external data, `weights`: its tensors as fp32, one
after the other in the manifest's order. S: numbers in a state.

    step    one byte for each of a batch of states      bytes int32 [batch],  state float32 [batch, S]
    read    many bytes for one state                    bytes int32 [length], state float32 [1, S]
    probe   as step, and shows what is inside           bytes int32 [batch],  state float32 [batch, S]

step and read give logits float32 [rows, 256] and next float32 [rows, S]; read those of the last byte alone. ONNX's recurrent
operators show no gates, so probe has the cells' formulas written out: a row for each byte of a window, given the states before.
It also gives hidden [rows, units of all layers] (what the layers put out) and the gates, each [rows, units of all layers]: of a
GRU z, r and n, of an LSTM i, f, o and g (n and g are what the cell would write: tanh of its last product), of a gated linear recurrence
f, c and o.
"""
from __future__ import annotations

from typing import List, Sequence

import onnx
from onnx import TensorProto, helper
from torch import nn

from block_graphs import in_blocks
from blocks import BlockNetwork
from builder import Builder, Stored
from cells import STATES, ByteNetwork

OPSET = 14
OPERATOR = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}
GATES = {"rnn": "", "gru": "zrn", "lstm": "ifog", "feedforward": "", "glr": "fco"}
KINDS = ("step", "read", "probe")


def build(network: nn.Module, tensors: Sequence[Stored], kind: str) -> onnx.ModelProto:
    of_layers = plain if network.window else written_out if kind == "probe" else recurrent
    make = in_blocks if isinstance(network, BlockNetwork) else of_layers
    graph = Builder(tensors)
    make(graph, network, kind)
    rows, S = 1 if kind == "read" else "batch", network.state_size
    hidden = sum(layer.units for layer in network.layers)
    outputs = [("logits", 256), ("next", S)]
    if kind == "probe":
        outputs += [("hidden", hidden), *((gate, hidden) for gate in GATES[network.cell])]
    made = helper.make_graph(
        graph.nodes, kind,
        [
            helper.make_tensor_value_info("bytes", TensorProto.INT32, ["length" if kind == "read" else "batch"]),
            helper.make_tensor_value_info("state", TensorProto.FLOAT, [rows, S]),
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [rows, size]) for name, size in outputs],
        graph.constants,
    )  # fmt: skip
    model = helper.make_model(made, producer_name="unroll", opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 8
    return model


def put_out(graph: Builder, network: ByteNetwork, outputs: List[str]) -> None:
    """Logits of what the layers put out."""
    read = graph.joined(outputs if network.skip else outputs[-1:])
    graph.add("Gemm", [read, graph.weight("output.weight"), graph.weight("output.bias")], "logits")


def recurrent(graph: Builder, network: ByteNetwork, kind: str) -> None:
    """step and read: ONNX's own operators, time first: read [length, 1, E], step [1, batch, E]."""
    count = STATES[network.cell]
    units = [layer.units for layer in network.layers]
    axis0 = graph.integers(0)
    parts = graph.split("state", [size for size in units for _ in range(count)])
    vectors = graph.add("Gather", [graph.weight("embedding"), "bytes"], axis=0)
    x = graph.add("Unsqueeze", [vectors, graph.integers(1) if kind == "read" else axis0])
    after: List[str] = []
    for place, size in enumerate(units):
        before = [graph.add("Unsqueeze", [part, axis0]) for part in parts[place * count : (place + 1) * count]]
        weights = [graph.weight(f"layer{place}.{name}") for name in "WRB"]
        deeper = place + 1 < len(units)
        outputs = [graph.fresh() if deeper else "", *[graph.fresh() for _ in range(count)]]
        more = {"linear_before_reset": 1} if network.cell == "gru" else {}
        graph.several(OPERATOR[network.cell], [x, *weights, "", *before], outputs, hidden_size=size, **more)
        if deeper:
            x = graph.add("Squeeze", [outputs[0], graph.integers(1)])
        after += [graph.add("Squeeze", [end, axis0]) for end in outputs[1:]]
    graph.joined(after, "next")
    put_out(graph, network, after[::count])


def written_out(graph: Builder, network: ByteNetwork, _: str) -> None:
    """probe: the formulas of ONNX's operators, version 14, with linear_before_reset = 1 in the GRU."""
    cell, count = network.cell, STATES[network.cell]
    parts = graph.split("state", [layer.units for layer in network.layers for _ in range(count)])
    x = graph.add("Gather", [graph.weight("embedding"), "bytes"], axis=0)
    after: List[str] = []
    shown = {gate: [] for gate in GATES[cell]}
    for place, layer in enumerate(network.layers):
        H, gates, name = layer.units, layer.R.shape[0] // layer.units, f"layer{place}"
        mine = parts[place * count : (place + 1) * count]
        h = mine[0]
        product = []
        for of, matrix, skip in ((x, "W", 0), (h, "R", gates * H)):
            weight = graph.weight(f"{name}.{matrix}", layer.W.shape if matrix == "W" else layer.R.shape)
            bias = graph.weight(f"{name}.B", [gates * H], skip, f"{name}.B{matrix}")
            product.append(graph.split(graph.add("Gemm", [of, weight, bias], transB=1), [H] * gates))
        inputs, inner = product

        def gate(letter: str, number: int, bend: str = "Sigmoid") -> str:
            value = graph.add(bend, [graph.add("Add", [inputs[number], inner[number]])])
            shown[letter].append(value)
            return value

        if cell == "rnn":
            new = [graph.add("Tanh", [graph.add("Add", [inputs[0], inner[0]])])]
        elif cell == "gru":
            z, r = gate("z", 0), gate("r", 1)
            n = graph.add("Tanh", [graph.add("Add", [inputs[2], graph.add("Mul", [r, inner[2]])])])
            shown["n"].append(n)
            new = [graph.add("Add", [n, graph.add("Mul", [z, graph.add("Sub", [h, n])])])]
        else:
            i, o, f, g = gate("i", 0), gate("o", 1), gate("f", 2), gate("g", 3, "Tanh")
            c = graph.add("Add", [graph.add("Mul", [f, mine[1]]), graph.add("Mul", [i, g])])
            new = [graph.add("Mul", [o, graph.add("Tanh", [c])]), c]
        after += new
        x = new[0]
    graph.joined(after, "next")
    graph.joined(after[::count], "hidden")
    for letter, values in shown.items():
        graph.joined(values, letter)
    put_out(graph, network, after[::count])


def plain(graph: Builder, network: ByteNetwork, kind: str) -> None:
    """The plain network: its window is the state, as whole numbers, and the byte. A read only looks at the last window."""
    N, E = network.window, network.embedding.shape[1]
    axis1 = graph.integers(1)
    before = graph.add("Cast", ["state"], to=TensorProto.INT32)
    read = graph.add("Unsqueeze", ["bytes", graph.integers(0) if kind == "read" else axis1])
    window = graph.add("Concat", [before, read], axis=1)
    if kind == "read":
        window = graph.add("Slice", [window, graph.integers(-N), graph.integers(2**31 - 1), axis1])
    kept = graph.add("Slice", [window, axis1, graph.integers(N), axis1])
    graph.add("Cast", [kept], "next", to=TensorProto.FLOAT)
    vectors = graph.add("Gather", [graph.weight("embedding"), window], axis=0)
    x = graph.add("Reshape", [vectors, graph.integers(-1, N * E)])
    outputs = []
    for place in range(len(network.layers)):
        weights = [graph.weight(f"layer{place}.{name}") for name in "WB"]
        x = graph.add("Relu", [graph.add("Gemm", [x, *weights], transB=1)])
        outputs.append(x)
    if kind == "probe":
        graph.joined(outputs, "hidden")
    put_out(graph, network, outputs)
