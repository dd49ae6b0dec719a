"""The ONNX graphs of a network of blocks. Rows are a batch of one byte each, or in a read the bytes one after the other, whose products
are taken all at once; of the recurrences alone a step waits for the one before, in ONNX's Scan (`glr`) or GRU."""
from __future__ import annotations

from typing import Dict, List, Tuple

import onnx
from onnx import TensorProto, helper

from blocks import FACTOR, MODULUS, Block, BlockNetwork
from builder import Builder
from operations import EPSILON


def in_blocks(graph: Builder, network: BlockNetwork, kind: str) -> None:
    Blocks(graph, network, kind == "read", kind == "probe").write()


def one_step(H: int) -> onnx.GraphProto:
    """The body of Scan: h, f, c [H] to h' = c + f (h - c), as the state and as what is put out."""
    nodes = [
        helper.make_node("Sub", ["h", "c"], ["difference"]),
        helper.make_node("Mul", ["f", "difference"], ["kept"]),
        helper.make_node("Add", ["c", "kept"], ["now"]),
        helper.make_node("Identity", ["now"], ["each"]),
    ]
    values = {name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [H]) for name in ("h", "f", "c", "now", "each")}
    return helper.make_graph(nodes, "step", [values[name] for name in "hfc"], [values["now"], values["each"]])


class Blocks:
    def __init__(self, graph: Builder, network: BlockNetwork, read: bool, probe: bool) -> None:
        self.graph, self.network, self.read, self.probe = graph, network, read, probe
        self.shown: Dict[str, List[str]] = {gate: [] for gate in ("fco" if network.cell == "glr" else "zrn")}

    def write(self) -> None:
        graph, network = self.graph, self.network
        sizes = [size for block in network.layers for size in (block.units, block.history_size) if size]
        parts = graph.split("state", [*sizes, *([network.bytes_kept] if network.bytes_kept else [])])
        looked, bytes_after = self.tables(parts.pop() if network.bytes_kept else "")
        x = graph.add("Gather", [graph.weight("embedding"), "bytes"], axis=0)
        if "input" in looked:
            x = graph.add("Add", [x, self.product(looked["input"], "tables.input")])
        after: List[str] = []
        hidden: List[str] = []
        for place, block in enumerate(network.layers):
            name = f"block{place}"
            h, n = parts.pop(0), self.normed(x)
            history: List[str] = []
            if block.taps is not None:
                n, *history = self.convolved(n, parts.pop(0), name, len(block.taps))
            y, h = self.glr(n, h, name, block) if network.cell == "glr" else self.gru(n, h, name, block)
            after += [h, *history]
            hidden.append(h)
            x = graph.add("Add", [x, self.product(y, f"{name}.out")])
            u, v = graph.split(self.product(self.normed(x), f"{name}.up"), [block.ffn] * 2)
            inner = graph.add("Mul", [graph.add("Mul", [u, graph.add("Sigmoid", [u])]), v])
            x = graph.add("Add", [x, self.product(inner, f"{name}.down")])
        graph.joined([*after, *bytes_after], "next")
        if self.probe:
            graph.joined(hidden, "hidden")
            for letter, values in self.shown.items():
                graph.joined(values, letter)
        read = self.normed(self.last(x))
        if "output" in looked:
            read = graph.joined([read, self.last(looked["output"])])
        graph.add("Gemm", [read, graph.weight("output.weight"), graph.weight("output.bias")], "logits")

    def last(self, x: str) -> str:
        """Of a read the last row alone."""
        return self.graph.rows(x, -1) if self.read else x

    def product(self, x: str, tensor: str) -> str:
        weight = self.graph.weight(tensor, self.graph.places[tensor][1][-2:])
        return self.graph.add("Gemm", [x, weight], transB=1)

    def normed(self, x: str) -> str:
        graph = self.graph
        mean = graph.add("ReduceMean", [graph.add("Mul", [x, x])], axes=[1])
        return graph.add("Div", [x, graph.add("Sqrt", [graph.add("Add", [mean, graph.number(EPSILON)])])])

    def window(self, x: str, before: str, width: int, count: int) -> Tuple[List[str], str]:
        """x [rows, width] as it stood `count` - 1 rows before each row, `count` - 2, ... 0, and what comes before the next byte.
        `before` [rows, (count - 1) * width]: what came before, of each row of a batch or before the first row of a read."""
        graph = self.graph
        if not self.read:
            pieces = [*graph.split(before, [width] * (count - 1)), x]
            return pieces, graph.joined(pieces[1:])
        whole = graph.add("Concat", [graph.add("Reshape", [before, graph.integers(-1, width)]), x], axis=0)
        after = graph.add("Reshape", [graph.rows(whole, 1 - count), graph.integers(1, (count - 1) * width)])
        return [graph.rows(whole, k, k - count + 1) if k < count - 1 else x for k in range(count)], after

    def convolved(self, n: str, before: str, name: str, taps: int) -> Tuple[str, str]:
        graph, W = self.graph, self.network.width
        pieces, after = self.window(n, before, W, taps)
        total = ""
        for k, piece in enumerate(pieces):
            tap = graph.weight(f"{name}.conv", [W], k * W, f"{name}.conv{k}")
            term = graph.add("Mul", [piece, tap])
            total = graph.add("Add", [total, term]) if total else term
        return total, after

    def glr(self, n: str, h: str, name: str, block: Block) -> Tuple[str, str]:
        """What the recurrence puts out [rows, H], and h after the last byte."""
        graph, H = self.graph, block.units
        f, c, o = graph.split(self.product(n, f"{name}.W"), [H] * 3)
        f = graph.add("Sigmoid", [graph.add("Add", [f, graph.weight(f"{name}.B")])])
        o = graph.add("Sigmoid", [o])
        for letter, value in zip("fco", (f, c, o)):
            self.shown[letter].append(value)
        if not self.read:
            now = graph.add("Add", [c, graph.add("Mul", [f, graph.add("Sub", [h, c])])])
            return graph.add("Mul", [o, now]), now
        first, outputs = graph.add("Squeeze", [h, graph.integers(0)]), [graph.fresh(), graph.fresh()]
        end, each = graph.several("Scan", [first, f, c], outputs, num_scan_inputs=2, body=one_step(H))
        return graph.add("Mul", [o, each]), graph.add("Unsqueeze", [end, graph.integers(0)])

    def gru(self, n: str, h: str, name: str, block: Block) -> Tuple[str, str]:
        graph, H = self.graph, block.units
        if not self.probe:
            axes = graph.integers(0), graph.integers(1)
            weights = [graph.weight(f"{name}.{letter}") for letter in "WRB"]
            x = graph.add("Unsqueeze", [n, axes[1] if self.read else axes[0]])
            inputs = [x, *weights, "", graph.add("Unsqueeze", [h, axes[0]])]
            each, end = graph.several("GRU", inputs, [graph.fresh(), graph.fresh()], hidden_size=H, linear_before_reset=1)
            end = graph.add("Squeeze", [end, axes[0]])
            # [length, 1, 1, H] of a read
            return graph.add("Reshape", [each, graph.integers(-1, H)]) if self.read else end, end
        product = []
        for of, matrix, skip in ((n, "W", 0), (h, "R", 3 * H)):
            weight, bias = f"{name}.{matrix}", graph.weight(f"{name}.B", [3 * H], skip, f"{name}.B{matrix}")
            weight = graph.weight(weight, self.graph.places[weight][1][-2:])
            product.append(graph.split(graph.add("Gemm", [of, weight, bias], transB=1), [H] * 3))
        (z, r, c), (inner_z, inner_r, inner_c) = product
        z = graph.add("Sigmoid", [graph.add("Add", [z, inner_z])])
        r = graph.add("Sigmoid", [graph.add("Add", [r, inner_r])])
        c = graph.add("Tanh", [graph.add("Add", [c, graph.add("Mul", [r, inner_c])])])
        for letter, value in zip("zrn", (z, r, c)):
            self.shown[letter].append(value)
        now = graph.add("Add", [c, graph.add("Mul", [z, graph.add("Sub", [h, c])])])
        return now, now

    def tables(self, before: str) -> Tuple[Dict[str, str], List[str]]:
        """What is looked up for the input and for the output [rows, orders * width], and the bytes before the next one."""
        graph, tables = self.graph, self.network.tables
        if not tables:
            return {}, []
        column = graph.add("Unsqueeze", ["bytes", graph.integers(1)])
        pieces, after = [column], []
        if before:
            pieces, end = self.window(graph.add("Cast", [column], to=TensorProto.FLOAT), before, 1, self.network.bytes_kept + 1)
            after = [end]
        code, rows = "", {}
        for n, piece in enumerate(reversed(pieces), 1):
            shifted = graph.add("Add", [graph.add("Cast", [piece], to=TensorProto.INT64), graph.integers(1)])
            code = graph.add("Add", [graph.add("Mul", [code, graph.integers(FACTOR)]), shifted]) if code else shifted
            code = graph.add("Mod", [code, graph.integers(MODULUS)])
            if n in tables["orders"]:
                row = graph.add("Mod", [code, graph.integers(tables["rows"])])
                rows[n] = graph.add("Squeeze", [row, graph.integers(1)])
        found: Dict[str, str] = {}
        for prefix in ("", "output.") if tables["at"] == "apart" else ("",):
            each = [graph.add("Gather", [graph.weight(f"{prefix}table{n}"), row], axis=0) for n, row in rows.items()]
            places = {"apart": ["output" if prefix else "input"], "both": ["input", "output"]}.get(tables["at"], [tables["at"]])
            found.update(dict.fromkeys(places, graph.joined(each)))
        return found, after
