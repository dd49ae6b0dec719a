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
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Optional, Tuple

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

import checkpoints
from blocks import BlockNetwork, make
from builder import Stored
from data import header
from graphs import KINDS, build

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent.parent / "test" / "unit" / "parity" / "sample.txt"
TITLE = {"rnn": "Vanilla recurrent network", "gru": "GRU", "lstm": "LSTM", "feedforward": "Plain network", "glr": "Gated linear recurrence"}
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


class Exported(NamedTuple):
    name: str
    values: torch.Tensor
    """The network's own numbers, in the shape in which they are stored: writing into them changes the network."""


def tensors_in_order(network: nn.Module) -> List[Exported]:
    """Every tensor in the order in which it is stored. Those of ONNX's recurrent operators have a dimension in front for the
    directions. Gates are in ONNX's order (GRU: z, r, h), or in that of blocks.py."""
    of_blocks = isinstance(network, BlockNetwork)
    found = [("embedding", network.embedding)]
    for place, layer in enumerate(network.layers):
        mine = layer.named() if of_blocks else {name: getattr(layer, name) for name in ("W", "R", "B") if hasattr(layer, name)}
        found += [(f"{'block' if of_blocks else 'layer'}{place}.{name}", parameter) for name, parameter in mine.items()]
    if of_blocks:
        found += network.named_tables()
    found += [("output.weight", network.output_weight), ("output.bias", network.output_bias)]

    def directed(name: str) -> bool:
        recurrent = name.split(".")[-1] in ("W", "R", "B") and not network.window
        return recurrent and network.cell != "glr"

    return [Exported(name, p.detach().unsqueeze(0) if directed(name) else p.detach()) for name, p in found]


def stored_tensors(network: nn.Module) -> List[Stored]:
    """Matrices as int8 by row; biases and a convolution's few weights, which come into every step, as fp16."""
    found = []
    for name, values in tensors_in_order(network):
        store = as_f16 if name.split(".")[-1] in ("B", "bias", "conv") else as_i8
        found.append(store(name, values.cpu().numpy()))
    return found


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


def rounded_network(network: nn.Module, tensors: List[Stored]) -> nn.Module:
    """A copy with the weights as they are stored."""
    copy = make(network.shape)
    for stored, (_, values) in zip(tensors, tensors_in_order(copy)):
        values.copy_(torch.from_numpy(stored.values))
    copy.fused = False  # PyTorch's own GRU is what the graphs are held against
    return copy.eval()


def parity_logits(network: nn.Module, sample: bytes) -> np.ndarray:
    """PyTorch's logits [bytes of header and sample, 256] after each byte, from the zero state."""
    text = header("typescript") + sample
    rows = torch.tensor(list(text)).unsqueeze(1)
    with torch.no_grad():
        outputs, _ = network(rows, torch.zeros(1, network.state_size))
        return network.logits(outputs)[:, 0].numpy().astype("<f4")


Job = Tuple[str, List[np.ndarray]]
"""A graph's file, and the pieces of a text that it is run on, one after the other, from the zero state."""
Found = List[List[Tuple[np.ndarray, np.ndarray]]]
"""For each job and piece the logits and the state after it."""


def by_onnxruntime(jobs: List[Job]) -> Found:
    import onnxruntime

    found: Found = []
    for path, pieces in jobs:
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        state = np.zeros((1, session.get_inputs()[1].shape[1]), np.float32)
        found.append([])
        for piece in pieces:
            logits, state = session.run(["logits", "next"], {"bytes": piece, "state": state})
            found[-1].append((logits[0], state[0]))
    return found


NODE = """
const ort = require("onnxruntime-node");
const run = async ([path, size, pieces]) => {
  const session = await ort.InferenceSession.create(path);
  let state = new ort.Tensor("float32", new Float32Array(size), [1, size]);
  const results = [];
  for (const piece of pieces) {
    const found = await session.run({ bytes: new ort.Tensor("int32", Int32Array.from(piece), [piece.length]), state }, ["logits", "next"]);
    state = found.next;
    results.push([[...found.logits.data], [...state.data]]);
  }
  return results;
};
Promise.all(JSON.parse(require("fs").readFileSync(0, "utf8")).map(run)).then((found) => process.stdout.write(JSON.stringify(found)));
"""


def by_node(jobs: List[Job]) -> Found:
    asked = []
    for path, pieces in jobs:
        size = onnx.load(path).graph.input[1].type.tensor_type.shape.dim[1].dim_value
        asked.append([path, size, [piece.tolist() for piece in pieces]])
    root = HERE.parent.parent
    done = subprocess.run(["node", "-e", NODE], input=json.dumps(asked), cwd=root, stdout=subprocess.PIPE, check=True, text=True)
    return [[(np.array(logits, np.float32), np.array(state, np.float32)) for logits, state in each] for each in json.loads(done.stdout)]


def runtime() -> Optional[Callable[[List[Job]], Found]]:
    """onnxruntime as Python has it, or as this repository's tests do."""
    try:
        import onnxruntime  # noqa: F401

        return by_onnxruntime
    except ImportError:
        there = shutil.which("node") and (HERE.parent.parent / "node_modules" / "onnxruntime-node").exists()
        return by_node if there else None


def compare(folder: Path, name: str, tensors: List[Stored], sample: bytes, expected: np.ndarray) -> str:
    """Runs every graph in onnxruntime, where there is one, and compares. Raises SystemExit if they differ."""
    run = runtime()
    if run is None:
        return "parity: no onnxruntime here; `npm test` compares the graphs with test/unit/parity"
    text = np.frombuffer(header("typescript") + sample, np.uint8).astype(np.int32)
    blob = np.concatenate([t.values.ravel() for t in tensors])
    one_by_one = [text[i : i + 1] for i in range(len(text))]
    half = len(text) // 2
    with tempfile.TemporaryDirectory() as temporary:
        jobs: List[Job] = []
        for kind in KINDS:
            path = Path(temporary) / f"{kind}.onnx"
            path.write_bytes(inline(onnx.load(str(folder / f"{name}.{kind}.onnx"), load_external_data=False), blob).SerializeToString())
            # a read in two pieces: the second goes on from the state that the first left
            jobs.append((str(path), [text[:half], text[half:]] if kind == "read" else one_by_one))
        found = run(jobs)
    differences = []
    for kind, results in zip(KINDS, found):
        wanted = expected[[half - 1, -1]] if kind == "read" else expected
        differences += [np.abs(logits - right).max() for (logits, _), right in zip(results, wanted)]
        differences.append(np.abs(results[-1][1] - found[0][-1][1]).max())
    worst = float(np.max(differences))
    if not worst <= 1e-4:
        raise SystemExit(f"parity: the graphs differ from PyTorch by {worst:.2g}; look at the gates' order in cells.py, blocks.py and export.py.")
    return f"parity: the graphs differ from PyTorch by {worst:.1g} at most"


def write_graphs(network: nn.Module, tensors: List[Stored], name: str, folder: Path) -> Dict[str, str]:
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


def export(network: nn.Module, name: str, folder: Path, parity: Optional[Path], training: Dict[str, object]) -> None:
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
        "title": title(network),
        **described(network, units),
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


def title(network: nn.Module) -> str:
    units = [layer.units for layer in network.layers]
    if isinstance(network, BlockNetwork):
        return f"{TITLE[network.cell]}, {len(units)} blocks of {units[0]} units"
    return f"{TITLE[network.cell]}, {f'window of {network.window} bytes, ' if network.window else ''}{' and '.join(map(str, units))} units"


def described(network: nn.Module, units: List[int]) -> Dict[str, object]:
    """The manifest's part that says what a network is made of."""
    if isinstance(network, BlockNetwork):
        return network.shape
    shape = {"cell": network.cell, "embedding": network.embedding.shape[1], "layers": units, "skip": network.skip}
    return {**shape, "window": network.window} if network.window else shape


def load_exported(folder: Path, name: str) -> nn.Module:
    """The network as it ships, from its manifest and stored weights."""
    manifest = json.loads((folder / f"{name}.json").read_text())
    network = make({key: manifest[key] for key in ("cell", "embedding", "layers", "skip", "window", "width", "blocks", "tables") if key in manifest})
    stored = (folder / manifest["weights"]["file"]).read_bytes()
    for values, (_, mine) in zip(expanded(manifest["weights"]["tensors"], stored), tensors_in_order(network)):
        mine.copy_(torch.from_numpy(np.array(values)))
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
    run = HERE / "runs" / options.name
    if not (run / "checkpoint.json").exists():
        raise SystemExit(f"{run} holds no checkpoint: train first, python3 models/training/train.py --name {options.name}.")
    stored = checkpoints.kept(run)
    network = make(stored["shape"])
    network.load_state_dict(stored["network"])
    segments = fixed_segments(load_split(options.corpus, "validation"), 16, 1536)
    bits = mean_of_programming(bits_per_byte(network, segments, "cpu"))
    if stored["average"]:
        averaged = make(stored["shape"])
        with torch.no_grad():
            for parameter, values in zip(averaged.parameters(), stored["average"]["kept"]):
                parameter.copy_(values)
        of_average = mean_of_programming(bits_per_byte(averaged, segments, "cpu"))
        if of_average < bits:
            network, bits = averaged, of_average
    training = {"bytesSeen": stored["seen"], "minutes": round(stored["minutes"], 1), "corpusBytes": stored["corpus"]}
    export(network, options.name, options.models, options.parity, {**training, "validationBitsPerByte": round(bits, 3)})
    print(f"{options.name}: {bits:.3f} bits per byte on the validation split")


if __name__ == "__main__":
    main()
