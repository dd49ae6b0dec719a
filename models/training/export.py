#!/usr/bin/env python3
"""Writes a trained network as what the extension loads: manifest, weights, two ONNX graphs, and the parity data of the tests.

    python3 models/training/export.py --name default     from the last checkpoint of a run that is still going on

Stored weights: the manifest's tensors in their order, each either
    f16   IEEE 754 half precision, little-endian
    i8    a scale for each row (fp32, little-endian), then the rows as signed bytes; a weight is its byte times its row's scale
All graphs of a network name their weights as the same external data, `weights`: the same tensors as fp32, one after the
other, which the extension makes when it loads the network.
"""
from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path
from typing import Dict, List, NamedTuple

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from cells import STATES, ByteNetwork
from data import header

HERE = Path(__file__).resolve().parent
OPSET = 14
OPERATOR = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}
TITLE = {"rnn": "Plain recurrent network", "gru": "GRU", "lstm": "LSTM"}
EDITOR_LANGUAGES: Dict[str, List[str]] = {
    "typescript": ["typescript", "typescriptreact"],
    "javascript": ["javascript", "javascriptreact"],
    "python": ["python"],
    "go": ["go"],
    "rust": ["rust"],
    "c": ["c"],
    "cpp": ["cpp", "cuda-cpp"],
    "java": ["java"],
    "css": ["css", "scss", "less"],
    "html": ["html", "vue"],
    "json": ["json", "jsonc"],
    "markdown": ["markdown"],
    "shell": ["shellscript"],
}
"""Name in the header to VS Code's language identifiers."""


class Stored(NamedTuple):
    name: str
    type: str
    values: np.ndarray
    """float32, as the extension will see them."""
    blob: bytes


def as_f16(name: str, values: np.ndarray) -> Stored:
    rounded = values.astype("<f2")
    return Stored(name, "f16", rounded.astype("<f4"), rounded.tobytes())


def as_i8(name: str, values: np.ndarray) -> Stored:
    """Rows are of the last dimension. Each row's scale is the one of a few that leaves the smallest squared error: a row with one
    large weight loses less by holding that one down than by rounding all the others coarsely."""
    rows = values.reshape(-1, values.shape[-1])
    widest = np.maximum(np.abs(rows).max(1, keepdims=True), 1e-12)
    best = np.full((len(rows), 1), np.inf)
    scales = np.zeros((len(rows), 1), "<f4")
    for share in np.linspace(0.6, 1.0, 17):
        scale = (share * widest / 127).astype("<f4")
        error = ((np.clip(np.rint(rows / scale), -127, 127) * scale - rows) ** 2).sum(1, keepdims=True)
        scales = np.where(error < best, scale, scales).astype("<f4")
        best = np.minimum(best, error)
    bytes_ = np.clip(np.rint(rows / scales), -127, 127).astype("i1")
    return Stored(name, "i8", (bytes_ * scales).reshape(values.shape), scales.tobytes() + bytes_.tobytes())


def stored_tensors(network: ByteNetwork) -> List[Stored]:
    """Every tensor in the order in which it is stored. Gates are in ONNX's order (GRU: z, r, h). Matrices as int8 by row,
    biases, which are small and come into every step, as fp16."""

    def array(tensor: torch.Tensor) -> np.ndarray:
        return tensor.detach().cpu().numpy()

    tensors = [as_i8("embedding", array(network.embedding))]
    for place, layer in enumerate(network.layers):
        tensors.append(as_i8(f"layer{place}.W", array(layer.W)[None]))
        tensors.append(as_i8(f"layer{place}.R", array(layer.R)[None]))
        tensors.append(as_f16(f"layer{place}.B", array(layer.B)[None]))
    tensors.append(as_i8("output.weight", array(network.output_weight)))
    tensors.append(as_f16("output.bias", array(network.output_bias)))
    return tensors


def expanded(tensors: List[Dict[str, object]], stored: bytes) -> List[np.ndarray]:
    """The manifest's tensors as fp32, out of the stored weights."""
    result, at = [], 0
    for tensor in tensors:
        shape = tuple(tensor["shape"])
        count = int(np.prod(shape))
        if tensor["type"] == "i8":
            rows = count // shape[-1]
            scales = np.frombuffer(stored, "<f4", rows, at)
            values = np.frombuffer(stored, "i1", count, at + 4 * rows).reshape(rows, -1) * scales[:, None]
            at += 4 * rows + count
        else:
            values = np.frombuffer(stored, "<f2", count, at).astype("<f4")
            at += 2 * count
        result.append(values.reshape(shape))
    if at != len(stored):
        raise SystemExit(f"the weights hold {len(stored)} bytes, the manifest says {at}: export the network again.")
    return result


def external(tensors: List[Stored]) -> List[onnx.TensorProto]:
    """Initializers that point into the external data `weights`: offset and length in bytes of fp32."""
    result, offset = [], 0
    for name, _, values, _ in tensors:
        proto = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=values.shape, data_location=TensorProto.EXTERNAL)
        for key, value in (("location", "weights"), ("offset", offset), ("length", 4 * values.size)):
            entry = proto.external_data.add()
            entry.key, entry.value = key, str(value)
        result.append(proto)
        offset += 4 * values.size
    return result


def integers(name: str, *values: int) -> onnx.TensorProto:
    return helper.make_tensor(name, TensorProto.INT64, [len(values)], values)


def graph(network: ByteNetwork, tensors: List[Stored], read: bool) -> onnx.ModelProto:
    """`step`: one byte for each of a batch of states. `read`: many bytes for one state; only the last byte's logits.

    Inputs  bytes int32 [batch] (read: [length]), state float32 [batch, S] (read: [1, S])
    Outputs logits float32 [batch, 256] (read: [1, 256]), next float32 [batch, S] (read: [1, S])
    """
    cell = network.cell
    units = [layer.units for layer in network.layers]
    rows = 1 if read else "batch"
    nodes = [helper.make_node("Gather", ["embedding", "bytes"], ["vectors"], axis=0)]
    small = [integers("axis0", 0), *([integers("axis1", 1)] if read or len(units) > 1 else [])]
    # time first: read [length, 1, E], step [1, batch, E]
    nodes.append(helper.make_node("Unsqueeze", ["vectors", "axis1" if read else "axis0"], ["x0"]))
    sizes = [units_of_layer for units_of_layer in units for _ in range(STATES[cell])]
    parts = ["state"]
    if len(sizes) > 1:
        parts = [f"part{i}" for i in range(len(sizes))]
        small.append(integers("sizes", *sizes))
        nodes.append(helper.make_node("Split", ["state", "sizes"], parts, axis=1))
    after: List[str] = []
    hidden_states: List[str] = []
    count = STATES[cell]
    for place, hidden in enumerate(units):
        mine = parts[place * count : (place + 1) * count]
        for part in mine:
            nodes.append(helper.make_node("Unsqueeze", [part, "axis0"], [f"{part}_in"]))
        inputs = [f"x{place}", f"layer{place}.W", f"layer{place}.R", f"layer{place}.B", "", *[f"{part}_in" for part in mine]]
        ends = [f"h{place}", f"c{place}"][:count]
        more = {"linear_before_reset": 1} if cell == "gru" else {}
        deeper = place + 1 < len(units)
        outputs = [f"y{place}" if deeper else "", *[f"{end}_end" for end in ends]]
        nodes.append(helper.make_node(OPERATOR[cell], inputs, outputs, hidden_size=hidden, **more))
        if deeper:
            nodes.append(helper.make_node("Squeeze", [f"y{place}", "axis1"], [f"x{place + 1}"]))
        single = len(sizes) == 1
        for end in ends:
            name = "next" if single else end
            nodes.append(helper.make_node("Squeeze", [f"{end}_end", "axis0"], [name]))
            after.append(name)
        hidden_states.append(after[-count])
    if len(sizes) > 1:
        nodes.append(helper.make_node("Concat", after, ["next"], axis=1))
    read_out = hidden_states[-1]
    if network.skip and len(units) > 1:
        read_out = "next" if count == 1 else "hidden"
        if count > 1:
            nodes.append(helper.make_node("Concat", hidden_states, [read_out], axis=1))
    nodes.append(helper.make_node("Gemm", [read_out, "output.weight", "output.bias"], ["logits"]))
    width = sum(sizes)
    made = helper.make_graph(
        nodes, "read" if read else "step",
        [
            helper.make_tensor_value_info("bytes", TensorProto.INT32, ["length" if read else "batch"]),
            helper.make_tensor_value_info("state", TensorProto.FLOAT, [rows, width]),
        ],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, [rows, 256]),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, [rows, width]),
        ],
        [*external(tensors), *small],
    )  # fmt: skip
    model = helper.make_model(made, producer_name="unroll", opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 8
    return model


def rounded_network(network: ByteNetwork, tensors: List[Stored]) -> ByteNetwork:
    """A copy with the weights as they are stored."""
    copy = ByteNetwork(**network.shape)
    with torch.no_grad():
        for stored, parameter in zip(tensors, parameters_in_order(copy)):
            parameter.copy_(torch.from_numpy(stored.values).view(parameter.shape))
    copy.fused = False  # PyTorch's own GRU is what the graphs are held against
    return copy.eval()


def parameters_in_order(network: ByteNetwork) -> List[torch.nn.Parameter]:
    inner = [p for layer in network.layers for p in (layer.W, layer.R, layer.B)]
    return [network.embedding, *inner, network.output_weight, network.output_bias]


def parity_logits(network: ByteNetwork, sample: bytes) -> np.ndarray:
    """PyTorch's logits [bytes of header and sample, 256] after each byte, from the zero state."""
    text = header("typescript") + sample
    rows = torch.tensor(list(text)).unsqueeze(1)
    with torch.no_grad():
        outputs, _ = network(rows, torch.zeros(1, network.state_size))
        return network.logits(outputs)[:, 0].numpy().astype("<f4")


def compare(folder: Path, name: str, tensors: List[Stored], sample: bytes, expected: np.ndarray) -> str:
    """Runs both graphs in onnxruntime, where Python has it, and compares. Raises SystemExit if they differ."""
    try:
        import onnxruntime
    except ImportError:
        return "parity: no onnxruntime for Python here; `npm test` compares the graphs with test/unit/parity"
    differences = []
    text = np.frombuffer(header("typescript") + sample, np.uint8).astype(np.int32)
    blob = {t.name: numpy_helper.from_array(t.values, t.name) for t in tensors}
    for kind in ("step", "read"):
        model = onnx.load(str(folder / f"{name}.{kind}.onnx"), load_external_data=False)
        for initializer in model.graph.initializer:
            if initializer.name in blob:
                initializer.CopyFrom(blob[initializer.name])
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        state = np.zeros((1, model.graph.input[1].type.tensor_type.shape.dim[1].dim_value), np.float32)
        pieces = [text[i : i + 1] for i in range(len(text))] if kind == "step" else [text]
        for place, piece in enumerate(pieces):
            logits, state = session.run(["logits", "next"], {"bytes": piece, "state": state})
            wanted = expected[place if kind == "step" else -1]
            differences.append(float(np.abs(logits[0] - wanted).max()))
    worst = max(differences)
    if worst > 1e-4:
        raise SystemExit(f"parity: the graphs differ from PyTorch by {worst:.2g}; look at the gates' order in cells.py and export.py.")
    return f"parity: the graphs differ from PyTorch by {worst:.1g} at most"


def export(network: ByteNetwork, name: str, folder: Path, parity: Path, training: Dict[str, object]) -> None:
    """Writes NAME.json, NAME.weights, NAME.step.onnx and NAME.read.onnx into `folder`, NAME.logits into `parity`."""
    tensors = stored_tensors(network)
    for stored in tensors:
        if not np.isfinite(stored.values).all():
            raise SystemExit(f"{stored.name} holds a number that cannot be stored: train with a lower --rate.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.weights").write_bytes(b"".join(t.blob for t in tensors))
    for kind in ("step", "read"):
        model = graph(network, tensors, kind == "read")
        (folder / f"{name}.{kind}.onnx").write_bytes(model.SerializeToString())
        inline = onnx.ModelProto()
        inline.CopyFrom(model)
        for initializer, stored in zip(inline.graph.initializer, tensors):
            initializer.CopyFrom(numpy_helper.from_array(stored.values, stored.name))
        onnx.checker.check_model(inline)
    units = [layer.units for layer in network.layers]
    manifest = {
        "format": 1,
        "name": name,
        "title": f"{TITLE[network.cell]}, {' and '.join(map(str, units))} units",
        "cell": network.cell,
        "embedding": network.embedding.shape[1],
        "layers": units,
        "skip": network.skip,
        "parameters": sum(t.values.size for t in tensors),
        "header": {"start": "\x01", "end": "\n", "languages": EDITOR_LANGUAGES},
        "graphs": {"step": f"{name}.step.onnx", "read": f"{name}.read.onnx"},
        "weights": {
            "file": f"{name}.weights",
            "tensors": [{"name": t.name, "shape": list(t.values.shape), "type": t.type} for t in tensors],
        },
        "licence": "MIT",
        "training": {**training, "finished": datetime.date.today().isoformat()},
    }
    (folder / f"{name}.json").write_text(json.dumps(manifest, indent=2) + "\n")
    sample = (parity / "sample.txt").read_bytes()
    expected = parity_logits(rounded_network(network, tensors), sample)
    (parity / f"{name}.logits").write_bytes(expected.tobytes())
    print(compare(folder, name, tensors, sample, expected), flush=True)


def load_exported(folder: Path, name: str) -> ByteNetwork:
    """The network as it ships, from its manifest and stored weights."""
    manifest = json.loads((folder / f"{name}.json").read_text())
    network = ByteNetwork(manifest["cell"], manifest["embedding"], manifest["layers"], manifest.get("skip", False))
    stored = (folder / manifest["weights"]["file"]).read_bytes()
    with torch.no_grad():
        for values, parameter in zip(expanded(manifest["weights"]["tensors"], stored), parameters_in_order(network)):
            parameter.copy_(torch.from_numpy(np.array(values)).view(parameter.shape))
    return network.eval()


def main() -> None:
    from data import fixed_segments, load_split
    from train import bits_per_byte, mean_of_programming

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", default="default")
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    parser.add_argument("--models", type=Path, default=HERE.parent)
    parser.add_argument("--parity", type=Path, default=HERE.parent.parent / "test" / "unit" / "parity")
    options = parser.parse_args()
    path = HERE / "runs" / options.name / "checkpoint.pt"
    if not path.exists():
        raise SystemExit(f"{path} is not there: train first, python3 models/training/train.py --name {options.name}.")
    stored = torch.load(path, map_location="cpu")
    network = ByteNetwork(**stored["shape"])
    network.load_state_dict(stored["network"])
    bits = mean_of_programming(bits_per_byte(network, fixed_segments(load_split(options.corpus, "validation"), 16, 1536), "cpu"))
    training = {"bytesSeen": stored["seen"], "minutes": round(stored["minutes"], 1), "corpusBytes": stored["corpus"]}
    export(network, options.name, options.models, options.parity, {**training, "validationBitsPerByte": round(bits, 3)})
    print(f"{options.name}: {bits:.3f} bits per byte on the validation split")


if __name__ == "__main__":
    main()
