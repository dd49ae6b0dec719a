"""The vanilla recurrent network that ships, by hand: reads a file byte by byte and predicts the next byte.

    python3 rnn.py FILE [LANGUAGE]        LANGUAGE is a name in the header of rnn.json, such as python
"""
import json, sys
from pathlib import Path
import numpy as np

folder = Path(__file__).parent
manifest = json.loads((folder / "rnn.json").read_text("utf8"))
stored, at, tensors = (folder / "rnn.weights").read_bytes(), 0, []
for tensor in manifest["weights"]["tensors"]:
    shape, count = tensor["shape"], int(np.prod(tensor["shape"]))
    if tensor["type"] == "i8":  # A scale for each row, then the rows of signed bytes.
        rows = count // shape[-1]
        scales = np.frombuffer(stored, "<f4", rows, at)[:, None]
        values = scales * np.frombuffer(stored, "i1", count, at + 4 * rows).reshape(rows, -1)
        at += 4 * rows + count
    else:  # Half-precision numbers.
        values = np.frombuffer(stored, "<f2", count, at).astype("f4")
        at += 2 * count
    tensors.append(values.reshape(shape).squeeze())
E, W, R, b, V, c = tensors  # [256, 32], [416, 32], [416, 416], [832]: for W, then for R; [416, 256], [256]
b = b.reshape(2, -1).sum(0)


def predict(text, language=""):
    """The states before the text and after each of its bytes, [bytes + 1, 416], and the probabilities of the byte that follows, [bytes + 1, 256]."""
    header = manifest["header"]
    start = (header["start"] + language + header["end"]).encode()
    h, states = np.zeros(len(R), "f4"), []
    for x in start + text:
        h = np.tanh(W @ E[x] + R @ h + b)  # The cell: the byte's embedding and the state before give the next state.
        states.append(h)
    states = np.array(states[len(start) - 1 :])  # The first row is the state after the header.
    logits = states @ V + c
    exponents = np.exp(logits - logits.max(1, keepdims=True))
    return states, exponents / exponents.sum(1, keepdims=True)  # softmax


if __name__ == "__main__":
    text = Path(sys.argv[1]).read_bytes()
    _, y = predict(text, *sys.argv[2:3])
    print("bits per byte:", -np.log2(y[np.arange(len(text)), list(text)]).mean())
    for byte in np.argsort(-y[-1])[:5]:
        print(f"next: {bytes([byte])!r} {y[-1, byte]:.3f}")
