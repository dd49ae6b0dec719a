"""What test_training.py tries of networks of blocks, their optimizer, and training on a lent machine."""
from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Callable, Dict, List

import numpy as np
import torch

import blocks
import checkpoints
import corpus
import kernel
import operations
import train
from blocks import BlockNetwork, codes, make
from data import load_folder, load_split
from export import export, load_exported, parity_logits, renew_graphs, runtime
from optimizer import orthogonal

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent.parent / "test" / "unit" / "parity" / "sample.txt"


def relative(one: torch.Tensor, other: torch.Tensor) -> float:
    one, other = one.detach().cpu().double(), other.detach().cpu().double()
    return float((one - other).norm() / (1e-12 + other.norm()))


def naive(p: torch.Tensor, b: torch.Tensor, h: torch.Tensor) -> torch.Tensor:
    """The recurrence as it is written down, for autograd to go back through."""
    outputs = []
    for each in p:
        f, c, o = each.chunk(3, 1)
        f = torch.sigmoid(f + b)
        h = f * h + (1 - f) * c
        outputs.append(torch.sigmoid(o) * h)
    return torch.stack(outputs)


def every_scan_is_the_recurrence(_: Path, __: Path) -> None:
    """The loop against autograd and finite differences in fp64; the kernels for bfloat16 on a CPU and on a GPU against the loop in fp32."""
    torch.manual_seed(1)
    T, B, H = 9, 3, 32
    p, b, h = torch.randn(T, B, 3 * H).double(), torch.randn(H).double(), torch.randn(B, H).double()
    grad = torch.randn(T, B, H).double()

    def gradients(run: Callable, dtype: torch.dtype, device: str = "cpu") -> List[torch.Tensor]:
        inputs = [p.to(device, dtype), b.to(device, torch.promote_types(dtype, torch.float32))]
        inputs = [each.detach().clone().requires_grad_() for each in inputs]
        found = run(*inputs, h.to(device, inputs[1].dtype))
        y, *last = found if isinstance(found, tuple) else (found,)
        y.backward(grad.to(device, dtype))
        return [y, *(each.grad for each in inputs), *last]

    expected = gradients(naive, torch.float64)
    assert operations.way(p) == "loop"
    for one, other in zip(gradients(operations.Scan.apply, torch.float64), expected):
        assert relative(one, other) < 1e-12
    small = [p[:3, :2, :6].clone().requires_grad_(), b[:2].clone().requires_grad_()]
    assert torch.autograd.gradcheck(lambda *inputs: operations.Scan.apply(*inputs, h[:2, :2])[0], small)
    tried = [(torch.float32, "cpu", 1e-6)]
    if kernel.library() is not None:
        tried.append((torch.bfloat16, "cpu", 1e-2))
    if torch.cuda.is_available():
        assert operations.way(p.float().cuda()) == "triton"
        tried += [(torch.float32, "cuda", 1e-5), (torch.bfloat16, "cuda", 1e-2)]
    for dtype, device, most in tried:
        found = gradients(operations.Scan.apply, dtype, device)
        last = naive(p, b, h)[-1] / torch.sigmoid(p[-1, :, 2 * H :])
        for one, other in zip(found, [*expected, last]):
            assert relative(one, other) < most, (dtype, device, tuple(other.shape), relative(one, other))


def a_block_learns_in_bfloat16_what_it_learns_in_fp32(_: Path, __: Path) -> None:
    """By the kernels of this CPU, where they run; and on a GPU, plain and fused."""
    torch.manual_seed(2)
    tables = {"rows": 64, "width": 8, "orders": [2, 3], "at": "both"}
    for cell in blocks.CELLS:
        network = BlockNetwork(cell, 32, [{"units": 32, "ffn": 48, "conv": 4}, {"units": 48, "ffn": 32}], tables)
        rows, state = torch.randint(1, 256, (20, 16)), torch.randn(16, network.state_size)
        state[:, -2:] = torch.randint(1, 256, (16, 2)).float()

        def gradients(short: bool, device: str = "cpu") -> List[torch.Tensor]:
            network.to(device).short = short
            network.zero_grad()
            outputs, after = network(rows.to(device), state.to(device))
            network.logits(outputs).sin().sum().backward()
            return [outputs, after, *(p.grad.clone() for p in network.parameters())]

        expected = gradients(False)
        found = {"bfloat16": gradients(True)}
        if torch.cuda.is_available():
            found["cuda"] = gradients(True, "cuda")
        if torch.cuda.is_available() and cell == "glr":
            blocks.compile_blocks()
            found["fused"] = gradients(True, "cuda")
            blocks.Block.compiled.clear()
        for name, results in found.items():
            for one, other in zip(results, expected):
                assert relative(one, other) < 3e-2, (cell, name, tuple(other.shape), relative(one, other))


def a_network_of_blocks_has_the_gradients_that_its_losses_say(_: Path, __: Path) -> None:
    """In fp64, against finite differences, for some numbers of every parameter."""
    torch.manual_seed(3)
    tables = {"rows": 16, "width": 2, "orders": [1, 3], "at": "apart"}
    network = BlockNetwork("glr", 6, [{"units": 4, "ffn": 5, "conv": 3}, {"units": 5, "ffn": 4}], tables).double()
    rows, state = torch.randint(1, 256, (7, 2)), torch.zeros(2, network.state_size).double()

    def loss() -> torch.Tensor:
        return network.logits(network(rows, state)[0]).sin().sum()

    loss().backward()
    for name, parameter in network.named_parameters():
        flat = parameter.data.view(-1)
        for place in parameter.grad.view(-1).abs().topk(min(2, flat.numel()))[1].tolist():
            with torch.no_grad():
                value = float(flat[place])
                ends = []
                for step in (1e-5, -1e-5):
                    flat[place] = value + step
                    ends.append(float(loss()))
                flat[place] = value
            wanted = float(parameter.grad.view(-1)[place])
            assert abs((ends[0] - ends[1]) / 2e-5 - wanted) < 1e-5 * (1 + abs(wanted)), name


def blocks_read_in_pieces_what_they_read_in_one(_: Path, __: Path) -> None:
    torch.manual_seed(4)
    tables = {"rows": 32, "width": 4, "orders": [2, 5], "at": "both"}
    network = BlockNetwork("glr", 16, [{"units": 8, "ffn": 16, "conv": 4}] * 2, tables)
    text, zero = torch.randint(1, 256, (20, 2)), torch.zeros(2, network.state_size)
    assert network.state_size == 2 * (8 + 3 * 16) + 4
    with torch.no_grad():
        whole, end = network(text, zero)
        state, pieces = zero, []
        for begin, stop in ((0, 1), (1, 3), (3, 12), (12, 20)):
            outputs, state = network(text[begin:stop], state)
            pieces.append(outputs)
        assert torch.allclose(torch.cat(pieces), whole, atol=1e-5) and torch.allclose(state, end, atol=1e-5)
        later = text.clone()
        later[12:] = 7
        assert torch.allclose(network(later, zero)[0][:12], whole[:12], atol=1e-6), "what comes later is not seen"


def a_table_s_row_is_what_whole_numbers_give(_: Path, __: Path) -> None:
    rows, before = torch.tensor([[97], [98]]), torch.tensor([[0.0, 255.0]])

    def by_hand(text: List[int], n: int) -> int:
        code = 0
        for byte in reversed(text[-n:]):
            code = (code * 1000003 + 1 + byte) % 2147483647
            assert code * 1000003 < 2**53
        return code

    found = codes(rows, before, [1, 2, 3])
    assert found[:, 0].tolist() == [[by_hand(text, n) for n in (1, 2, 3)] for text in ([0, 255, 97], [0, 255, 97, 98])]
    assert found[1, 0].tolist() == [99, 99000395, 1695874741], found[1, 0].tolist()


def blocks_export(_: Path, temporary: Path) -> None:
    torch.manual_seed(5)
    (temporary / "sample.txt").write_bytes(SAMPLE.read_bytes())
    sizes = [{"units": 16, "ffn": 32, "conv": 4}, {"units": 24, "ffn": 16, "conv": 0}]
    tables = [{"rows": 64, "width": 4, "orders": orders, "at": at} for orders, at in (([2, 3, 6], "both"), ([1, 2], "apart"), ([3], "output"))]
    for cell, given in (("glr", tables[0]), ("glr", tables[1]), ("glr", tables[2]), ("glr", None), ("gru", tables[0])):
        network = BlockNetwork(cell, 32, sizes, given).eval()
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.add_(torch.randn_like(parameter) * 0.1)
        export(network, "blocks", temporary, temporary, {"bytesSeen": 0})  # which runs the graphs, where there is an onnxruntime
        again = load_exported(temporary, "blocks")
        assert again.shape == network.shape
        shipped = np.fromfile(temporary / "blocks.logits", "<f4").reshape(-1, 256)
        assert np.abs(parity_logits(again, SAMPLE.read_bytes()) - shipped).max() < 1e-4
        graphs = {path.name: path.read_bytes() for path in temporary.glob("blocks.*.onnx")}
        renew_graphs(temporary, "blocks")
        assert graphs == {path.name: path.read_bytes() for path in temporary.glob("blocks.*.onnx")} and len(graphs) == 3
    if runtime() is None:
        print("     no onnxruntime: the graphs were not run")


def muon_moves_every_direction_alike(_: Path, __: Path) -> None:
    torch.manual_seed(6)
    for shape in ((24, 24), (16, 48), (3, 48, 16)):
        G = torch.randn(shape) @ torch.diag(torch.logspace(-1, 1, shape[-1]))
        values = torch.linalg.svdvals(orthogonal(G))
        assert values.max() < 1.5 and values.median() > 0.6, (shape, values)  # of the input's they lie 100 times apart
    network = make({"cell": "glr", "width": 16, "blocks": [{"units": 16, "ffn": 16}]})
    held = {id(p) for p, _ in network.matrices()}
    assert {name.split(".")[-1] for name, p in network.named_parameters() if id(p) in held} == {"W", "out", "up", "down"}


def places(temporary: Path) -> List[str]:
    """Where a tiny run keeps its files."""
    (temporary / "sample.txt").write_bytes(SAMPLE.read_bytes())
    where = ["--runs", "--checkpoints", "--models", "--parity"]
    return [part for option in where for part in (option, str(temporary / "runs" if option == "--runs" else temporary))]


TINY = "--cell glr --blocks 2 --width 16 --conv 3 --tables 32x4 --batch 16 --steps 32 --validate 1 --rate 0.01 --threads 1".split()


def a_run_that_was_cut_off_goes_on_with_its_schedule(folder: Path, temporary: Path) -> None:
    arguments = [*TINY, "--folder", str(folder), *places(temporary), "--save-every", "0", "--bytes", "25e3"]
    before, checkpoints.PART = checkpoints.PART, 20000
    update, done = train.Trainer.update, []

    def cut_off(self: train.Trainer, chunk: object, share: float) -> torch.Tensor:
        if len(done) == 30:
            raise KeyboardInterrupt
        done.append(share)
        return update(self, chunk, share)

    try:
        train.Trainer.update = cut_off
        try:
            train.train(train.parse([*arguments, "--name", "cut"]))
            raise AssertionError("was not cut off")
        except KeyboardInterrupt:
            train.Trainer.update = update
        content = checkpoints.kept(temporary / "runs" / "cut")
        assert len(list((temporary / "runs" / "cut").glob("*.part"))) > 2 and content["average"]["updates"] == 30
        resumed = train.train(train.parse([*arguments, "--name", "cut", "--go-on"]))
    finally:
        train.Trainer.update, checkpoints.PART = update, before
    whole = train.train(train.parse([*arguments, "--name", "whole"]))
    told = {name: json.loads((temporary / f"{name}.json").read_text())["training"]["bytesSeen"] for name in ("cut", "whole")}
    assert all(25e3 <= seen < 25e3 + 512 for seen in told.values()), told
    assert abs(train.mean_of_programming(resumed) - train.mean_of_programming(whole)) < 0.3, (resumed, whole)
    # what is kept is rounded, but the next update is the same
    options = train.parse([*arguments, "--name", "cut"])
    text = np.random.default_rng(1).integers(32, 127, (33, 16)).astype(np.uint8)
    chunk = [text[:-1], text[1:], np.ones((32, 16), np.float32), np.ones(16, bool)]
    trainers = []
    for again in (False, True):
        torch.manual_seed(7)
        trainer = train.Trainer(make(content["shape"]), options)
        if again:
            checkpoints.keep(temporary, trainers[0].content())
            stored = checkpoints.kept(temporary)
            trainer.network.load_state_dict(stored["network"])
            trainer.restore(stored)
        else:
            for _ in range(3):
                trainer.update(chunk, 1.0)
        trainers.append(trainer)
    start = [p.detach().clone() for p in trainers[0].network.parameters()]
    for trainer in trainers:
        trainer.state.zero_()
        trainer.update(chunk, 1.0)
    moved = [torch.cat([(p - s).flatten() for p, s in zip(t.network.parameters(), start)]) for t in trainers]
    assert relative(moved[1], moved[0]) < 0.1, relative(moved[1], moved[0])


def the_largest_size_that_sees_enough_is_trained(folder: Path, temporary: Path) -> None:
    chosen: Dict[str, int] = {}
    for name, see in (("enough", "1e3"), ("more", "1e15")):
        arguments = [*TINY, "--folder", str(folder), *places(temporary), "--sizes", "1x16", "6x64", "--see", see, "--measure", "0.2"]
        train.train(train.parse([*arguments, "--bytes", "2000", "--name", name]))
        chosen[name] = len(checkpoints.kept(temporary / "runs" / name)["shape"]["blocks"])
    assert chosen == {"enough": 6, "more": 1}, chosen


def a_corpus_that_was_cut_comes_back_from_its_packs(folder: Path, temporary: Path) -> None:
    documents, _ = load_folder(folder)
    built = temporary / "built"
    for split in ("train", "validation"):
        writer = corpus.Writer(built / split)
        for language, some in documents.items():
            for begin, end in zip(some.starts, some.starts[1:]):
                writer.add(language, some.bytes[begin:end].tobytes())
        writer.close()
    packs = corpus.cut(built, 1, parts=2)
    for pack in packs:
        corpus.unpack(pack, temporary / "again")
    again = load_split(temporary / "again", "train")
    texts = {language: sorted(some.bytes[a:b].tobytes() for a, b in zip(some.starts, some.starts[1:])) for language, some in again.items()}
    known = {language: {some.bytes[a:b].tobytes() for a, b in zip(some.starts, some.starts[1:])} for language, some in documents.items()}
    for language, found in texts.items():
        assert found and set(found) <= known[language]
    assert sum(map(len, texts["typescript"])) > 10 and len(packs) == 2 and load_split(temporary / "again", "validation")


def a_lent_machine_trains_by_itself_and_hands_over(folder: Path, temporary: Path) -> None:
    runner = [sys.executable, "-B", str(HERE / "gpu.py")]
    work, out = ["--name", "lent", "--work", str(temporary / "work")], ["--out", str(temporary / "out")]
    arguments = [*TINY, "--folder", str(folder), "--minutes", "0.1", "--every", "0.02", "--save-every", "0.02"]
    subprocess.run([*runner, "start", *work, "--", *arguments], check=True, stdout=subprocess.DEVNULL)
    polled = subprocess.run([*runner, "wait", *work, *out, "--seconds", "0"], check=True, stdout=subprocess.PIPE, text=True).stdout
    assert "still training" in polled, polled
    ended = subprocess.run([*runner, "wait", *work, *out, "--seconds", "60"], check=True, stdout=subprocess.PIPE, text=True).stdout
    assert "the trainer has ended" in ended and "parity" in ended, ended
    subprocess.run([*runner, "take", str(temporary / "out"), "--runs", str(temporary / "runs")], check=True, stdout=subprocess.DEVNULL)
    run = temporary / "runs" / "lent"
    assert checkpoints.kept(run)["seen"] > 0
    network, told = checkpoints.read(run, "lent")
    assert load_exported(run / "models", "lent").shape == network.shape and told["seen"] > 0
    assert len(list(csv.reader((run / "lent.csv").open()))) > 2


TESTS: List[Callable[[Path, Path], None]] = [
    every_scan_is_the_recurrence,
    a_block_learns_in_bfloat16_what_it_learns_in_fp32,
    a_network_of_blocks_has_the_gradients_that_its_losses_say,
    blocks_read_in_pieces_what_they_read_in_one,
    a_table_s_row_is_what_whole_numbers_give,
    blocks_export,
    muon_moves_every_direction_alike,
    a_run_that_was_cut_off_goes_on_with_its_schedule,
    the_largest_size_that_sees_enough_is_trained,
    a_corpus_that_was_cut_comes_back_from_its_packs,
    a_lent_machine_trains_by_itself_and_hands_over,
]


if __name__ == "__main__":  # what a GPU can get wrong
    for test in TESTS[:2]:
        test(HERE, HERE)
        print(f"ok   {test.__name__.replace('_', ' ')}", flush=True)
