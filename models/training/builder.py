"""A network's tensors as they are stored, and an ONNX graph as it grows."""
from __future__ import annotations

from typing import List, NamedTuple, Optional, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper


class Stored(NamedTuple):
    name: str
    type: str
    values: np.ndarray
    """float32, as the extension will see them."""
    blob: bytes


class Builder:
    """A graph as it grows. Weights come in as they are used, so that no graph holds one that it does not read."""

    def __init__(self, tensors: Sequence[Stored]) -> None:
        self.nodes: List[onnx.NodeProto] = []
        self.constants: List[onnx.TensorProto] = []
        self.made = 0
        self.places = {}
        offset = 0
        for stored in tensors:
            self.places[stored.name] = (offset, stored.values.shape)
            offset += stored.values.size

    def add(self, operator: str, inputs: Sequence[str], output: Optional[str] = None, **attributes: object) -> str:
        return self.several(operator, inputs, [output or self.fresh()], **attributes)[0]

    def several(self, operator: str, inputs: Sequence[str], outputs: List[str], **attributes: object) -> List[str]:
        self.nodes.append(helper.make_node(operator, inputs, outputs, **attributes))
        return outputs

    def fresh(self) -> str:
        self.made += 1
        return f"v{self.made}"

    def weight(self, tensor: str, dims: Optional[Sequence[int]] = None, skip: int = 0, name: Optional[str] = None) -> str:
        """A tensor of the external data, whole; or `dims` of it after `skip` numbers, under a name of its own."""
        offset, shape = self.places[tensor]
        dims, name = dims or shape, name or tensor
        if name not in [constant.name for constant in self.constants]:
            proto = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=dims, data_location=TensorProto.EXTERNAL)
            for key, value in (("location", "weights"), ("offset", 4 * (offset + skip)), ("length", 4 * int(np.prod(dims)))):
                entry = proto.external_data.add()
                entry.key, entry.value = key, str(value)
            self.constants.append(proto)
        return name

    def integers(self, *values: int) -> str:
        name = "i" + "_".join(map(str, values))
        if name not in [constant.name for constant in self.constants]:
            self.constants.append(helper.make_tensor(name, TensorProto.INT64, [len(values)], values))
        return name

    def number(self, value: float) -> str:
        name = f"n{value:g}"
        if name not in [constant.name for constant in self.constants]:
            self.constants.append(helper.make_tensor(name, TensorProto.FLOAT, [], [value]))
        return name

    def rows(self, name: str, begin: int, end: int = 2**31 - 1) -> str:
        """Rows `begin` to `end`; below zero both count from the last."""
        return self.add("Slice", [name, self.integers(begin), self.integers(end), self.integers(0)])

    def joined(self, names: List[str], output: Optional[str] = None) -> str:
        """[rows, a], [rows, b] ... as one."""
        if len(names) > 1:
            return self.add("Concat", names, output, axis=1)
        return self.add("Identity", names, output) if output else names[0]

    def split(self, name: str, sizes: Sequence[int]) -> List[str]:
        if len(sizes) == 1:
            return [name]
        return self.several("Split", [name, self.integers(*sizes)], [self.fresh() for _ in sizes], axis=1)
