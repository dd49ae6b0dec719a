#!/usr/bin/env python3
"""Writes a trained network as what the extension loads: manifest, weights, ONNX graphs, and the parity data of the tests.

    python3 models/training/export.py --name default             from the last checkpoint of a run that is still going on
    python3 models/training/export.py --name default --graphs    writes the graphs anew, for the weights that are there

Stored weights: the manifest's tensors in their order, each either
    f16   IEEE 754 half precision, little-endian
    i8    a scale for each row (fp32, little-endian), then the rows as signed bytes; a weight is its byte times its row's scale
The graphs refer to the same tensors as fp32, which the extension makes when it loads the network: see graphs.py.
"""
from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from cells import ByteNetwork
from data import header
from graphs import KINDS, Stored, build

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent.parent / "test" / "unit" / "parity" / "sample.txt"
TITLE = {"rnn": "Vanilla recurrent network", "gru": "GRU", "lstm": "LSTM", "feedforward": "Plain network"}
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


def parameters_in_order(network: ByteNetwork) -> List[Tuple[str, torch.nn.Parameter, Tuple[int, ...]]]:
    """Every tensor in the order in which it is stored, with its name and shape there: ONNX's, whose recurrent operators have a
    dimension in front for the directions. Gates are in ONNX's order (GRU: z, r, h)."""
    found = [("embedding", network.embedding)]
    for place, layer in enumerate(network.layers):
        found += [(f"layer{place}.{name}", getattr(layer, name)) for name in ("W", "R", "B") if hasattr(layer, name)]
    found += [("output.weight", network.output_weight), ("output.bias", network.output_bias)]
    directions = () if network.window else (1,)
    return [(name, p, (*(directions if name.startswith("layer") else ()), *p.shape)) for name, p in found]


def stored_tensors(network: ByteNetwork) -> List[Stored]:
    """Matrices as int8 by row, biases, which are small and come into every step, as fp16."""
    return [
        (as_i8 if parameter.dim() > 1 else as_f16)(name, parameter.detach().cpu().numpy().reshape(shape))
        for name, parameter, shape in parameters_in_order(network)
    ]


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


def rounded_network(network: ByteNetwork, tensors: List[Stored]) -> ByteNetwork:
    """A copy with the weights as they are stored."""
    copy = ByteNetwork(**network.shape)
    with torch.no_grad():
        for stored, (_, parameter, _) in zip(tensors, parameters_in_order(copy)):
            parameter.copy_(torch.from_numpy(stored.values).view(parameter.shape))
    copy.fused = False  # PyTorch's own GRU is what the graphs are held against
    return copy.eval()


def parity_logits(network: ByteNetwork, sample: bytes) -> np.ndarray:
    """PyTorch's logits [bytes of header and sample, 256] after each byte, from the zero state."""
    text = header("typescript") + sample
    rows = torch.tensor(list(text)).unsqueeze(1)
    with torch.no_grad():
        outputs, _ = network(rows, torch.zeros(1, network.state_size))
        return network.logits(outputs)[:, 0].numpy().astype("<f4")


def compare(folder: Path, name: str, tensors: List[Stored], sample: bytes, expected: np.ndarray) -> str:
    """Runs every graph in onnxruntime, where Python has it, and compares. Raises SystemExit if they differ."""
    try:
        import onnxruntime
    except ImportError:
        return "parity: no onnxruntime for Python here; `npm test` compares the graphs with test/unit/parity"
    differences = []
    text = np.frombuffer(header("typescript") + sample, np.uint8).astype(np.int32)
    blob = np.concatenate([t.values.ravel() for t in tensors])
    for kind in KINDS:
        model = inline(onnx.load(str(folder / f"{name}.{kind}.onnx"), load_external_data=False), blob)
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        state = np.zeros((1, model.graph.input[1].type.tensor_type.shape.dim[1].dim_value), np.float32)
        pieces = [text] if kind == "read" else [text[i : i + 1] for i in range(len(text))]
        for place, piece in enumerate(pieces):
            logits, state = session.run(["logits", "next"], {"bytes": piece, "state": state})
            wanted = expected[-1 if kind == "read" else place]
            differences.append(float(np.abs(logits[0] - wanted).max()))
    worst = max(differences)
    if worst > 1e-4:
        raise SystemExit(f"parity: the graphs differ from PyTorch by {worst:.2g}; look at the gates' order in cells.py and export.py.")
    return f"parity: the graphs differ from PyTorch by {worst:.1g} at most"


def write_graphs(network: ByteNetwork, tensors: List[Stored], name: str, folder: Path) -> Dict[str, str]:
    """Writes every graph of a network; returns the files by kind, as the manifest has them."""
    blob = np.concatenate([t.values.ravel() for t in tensors])
    for kind in KINDS:
        model = build(network, tensors, kind)
        (folder / f"{name}.{kind}.onnx").write_bytes(model.SerializeToString())
        onnx.checker.check_model(inline(model, blob))
    return {kind: f"{name}.{kind}.onnx" for kind in KINDS}


def inline(model: onnx.ModelProto, blob: np.ndarray) -> onnx.ModelProto:
    """A copy that holds its weights itself, for tools that know no external data in memory."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    for initializer in copy.graph.initializer:
        place = {entry.key: int(entry.value) for entry in initializer.external_data if entry.key != "location"}
        if place:
            begin = place["offset"] // 4
            values = blob[begin : begin + place["length"] // 4].reshape(initializer.dims)
            initializer.CopyFrom(numpy_helper.from_array(values, initializer.name))
    return copy


def export(network: ByteNetwork, name: str, folder: Path, parity: Optional[Path], training: Dict[str, object]) -> None:
    """Writes NAME.json, NAME.weights and NAME.KIND.onnx into `folder`, NAME.logits into `parity`, if there is one."""
    tensors = stored_tensors(network)
    for stored in tensors:
        if not np.isfinite(stored.values).all():
            raise SystemExit(f"{stored.name} holds a number that cannot be stored: train with a lower --rate.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.weights").write_bytes(b"".join(t.blob for t in tensors))
    graphs = write_graphs(network, tensors, name, folder)
    units = [layer.units for layer in network.layers]
    manifest = {
        "format": 1,
        "name": name,
        "title": f"{TITLE[network.cell]}, {f'window of {network.window} bytes, ' if network.window else ''}{' and '.join(map(str, units))} units",
        "cell": network.cell,
        "embedding": network.embedding.shape[1],
        "layers": units,
        "skip": network.skip,
        **({"window": network.window} if network.window else {}),
        "parameters": sum(t.values.size for t in tensors),
        "header": {"start": "\x01", "end": "\n", "languages": EDITOR_LANGUAGES},
        "graphs": graphs,
        "weights": {
            "file": f"{name}.weights",
            "tensors": [{"name": t.name, "shape": list(t.values.shape), "type": t.type} for t in tensors],
        },
        "licence": "MIT",
        "training": {**training, "finished": datetime.date.today().isoformat()},
    }
    (folder / f"{name}.json").write_text(json.dumps(manifest, indent=2) + "\n")
    sample = SAMPLE.read_bytes()
    expected = parity_logits(rounded_network(network, tensors), sample)
    if parity:
        (parity / f"{name}.logits").write_bytes(expected.tobytes())
    print(compare(folder, name, tensors, sample, expected), flush=True)


def load_exported(folder: Path, name: str) -> ByteNetwork:
    """The network as it ships, from its manifest and stored weights."""
    manifest = json.loads((folder / f"{name}.json").read_text())
    network = ByteNetwork(
        manifest["cell"], manifest["embedding"], manifest["layers"], manifest.get("skip", False), manifest.get("window")
    )
    stored = (folder / manifest["weights"]["file"]).read_bytes()
    with torch.no_grad():
        for values, (_, parameter, _) in zip(expanded(manifest["weights"]["tensors"], stored), parameters_in_order(network)):
            parameter.copy_(torch.from_numpy(np.array(values)).view(parameter.shape))
    return network.eval()


def renew_graphs(folder: Path, name: str) -> None:
    """Writes the graphs of an exported network again; its weights stay what they are."""
    path = folder / f"{name}.json"
    manifest = json.loads(path.read_text())
    listed = manifest["weights"]["tensors"]
    values = expanded(listed, (folder / manifest["weights"]["file"]).read_bytes())
    tensors = [Stored(tensor["name"], tensor["type"], value, b"") for tensor, value in zip(listed, values)]
    manifest["graphs"] = write_graphs(load_exported(folder, name), tensors, name, folder)
    path.write_text(json.dumps(manifest, indent=2) + "\n")


def main() -> None:
    from data import fixed_segments, load_split
    from train import bits_per_byte, mean_of_programming

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", default="default")
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    parser.add_argument("--models", type=Path, default=HERE.parent)
    parser.add_argument("--parity", type=Path, default=HERE.parent.parent / "test" / "unit" / "parity")
    parser.add_argument("--graphs", action="store_true", help="only write the graphs anew")
    options = parser.parse_args()
    if options.graphs:
        return renew_graphs(options.models, options.name)
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
