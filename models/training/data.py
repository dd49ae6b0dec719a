"""Segments of documents as the network is served them: header, zero state, then text from a file's top or some line's start."""
from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Tuple

import numpy as np

from packages import EXTENSIONS, LEFT_OUT

LANGUAGES = ("typescript", "javascript", "python", "go", "rust", "c", "cpp", "java", "css", "html", "json", "markdown", "shell")
PROGRAMMING = ("typescript", "javascript", "python", "go", "rust", "c", "cpp", "java")
SHARES: Dict[str, float] = {
    "typescript": 0.22, "javascript": 0.15, "python": 0.15, "go": 0.09, "rust": 0.07, "java": 0.07, "c": 0.06, "cpp": 0.06,
    "css": 0.03, "html": 0.03, "json": 0.02, "markdown": 0.03, "shell": 0.02,
}  # fmt: skip
UNNAMED = 0.1
"""How often the header does not name the language."""


def header(language: str) -> bytes:
    """What is read before a document. An empty name stands for a language that is not known."""
    return b"\x01" + language.encode("ascii") + b"\n"


class Documents:
    """All documents of one language in a split: `bytes` (uint8, mapped from disk) and `starts` (int64, one more than documents)."""

    def __init__(self, text: np.ndarray, starts: np.ndarray) -> None:
        self.bytes, self.starts = text, starts

    def segment(self, random: np.random.Generator, longest: int) -> np.ndarray:
        """A random document (the longer, the likelier) from its top or from the line after a random place."""
        place = int(random.integers(len(self.bytes)))
        number = int(np.searchsorted(self.starts, place, side="right")) - 1
        begin, end = int(self.starts[number]), int(self.starts[number + 1])
        if random.random() < 0.2 or place - begin < 300:
            place = begin
        else:
            # back to the start of its line, as an anchor is
            before = self.bytes[max(begin, place - 1000) : place]
            breaks = np.flatnonzero(before == 10)
            place = place - len(before) + int(breaks[-1]) + 1 if len(breaks) else begin
        return self.bytes[place : min(end, place + longest)]


def load_split(corpus: Path, split: str) -> Dict[str, Documents]:
    found = {}
    for language in LANGUAGES:
        path = corpus / split / f"{language}.bin"
        if path.exists() and path.stat().st_size:
            found[language] = Documents(np.memmap(path, np.uint8, "r"), np.fromfile(path.with_suffix(".idx"), np.int64))
    if not found:
        raise SystemExit(f"{corpus / split} holds no documents: run python3 models/training/corpus.py first.")
    return found


def pick(documents: Documents, most: int, seed: int) -> Iterator[bytes]:
    """Whole documents in random order, `most` bytes of them."""
    for number in np.random.default_rng(seed).permutation(len(documents.starts) - 1):
        begin, end = int(documents.starts[number]), int(documents.starts[number + 1])
        most -= end - begin
        if most < 0:
            return
        yield documents.bytes[begin:end].tobytes()


def load_folder(folder: Path) -> Tuple[Dict[str, Documents], Dict[str, Documents]]:
    """The source files in a folder by language, to learn from; and every tenth of them, to measure on, where there are so many.
    Hidden folders, and what is rarely written by hand (see LEFT_OUT), are left out."""
    texts: Dict[str, List[bytes]] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        language = EXTENSIONS.get(path.suffix.lstrip("."))
        hidden = any(part.startswith(".") for part in inside.parts)
        if language and not hidden and not LEFT_OUT.search(inside.as_posix()) and path.is_file() and path.stat().st_size < 200_000:
            texts.setdefault(language, []).append(path.read_bytes().replace(b"\r\n", b"\n"))
    if not texts:
        raise SystemExit(f"{folder} holds no source files: give --folder one that does.")
    learnt = {language: together([text for i, text in enumerate(all) if i % 10 != 9]) for language, all in texts.items()}
    held_out = {language: together(all[9::10]) for language, all in texts.items() if len(all) > 9}
    return learnt, held_out or learnt


def together(texts: List[bytes]) -> Documents:
    return Documents(np.frombuffer(b"".join(texts), np.uint8), np.cumsum([0, *map(len, texts)]))


class Streams:
    """B streams that are read side by side in chunks of T bytes. A segment begins at a chunk's first place, with a zero state."""

    def __init__(self, documents: Dict[str, Documents], B: int, T: int, seed: int, longest: Tuple[int, int] = (1024, 4096)) -> None:
        self.documents, self.B, self.T, self.longest = documents, B, T, longest
        self.random = np.random.default_rng(seed)
        self.names = list(documents)
        shares = np.array([SHARES[name] for name in self.names])
        self.shares = shares / shares.sum()
        self.left: List[Optional[Tuple[np.ndarray, int, int]]] = [None] * B

    def fresh(self) -> Tuple[np.ndarray, int, int]:
        name = self.names[int(self.random.choice(len(self.names), p=self.shares))]
        head = header("" if self.random.random() < UNNAMED else name)
        text = self.documents[name].segment(self.random, int(self.random.integers(*self.longest)))
        return np.concatenate([np.frombuffer(head, np.uint8), text]), 0, len(head)

    def chunk(self) -> Tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Bytes read [T, B], bytes to be predicted [T, B], which of these count [T, B], and which streams begin anew [B]."""
        T, B = self.T, self.B
        rows, targets = np.full((T, B), 10, np.uint8), np.zeros((T, B), np.uint8)
        counts, begins = np.zeros((T, B), np.float32), np.zeros(B, bool)
        for b in range(B):
            part = self.left[b]
            if part is None or len(part[0]) - part[1] < 2:
                part = self.fresh()
                while len(part[0]) < part[2] + 8:
                    part = self.fresh()
                begins[b] = True
            text, at, head = part
            n = min(T, len(text) - 1 - at)
            rows[:n, b] = text[at : at + n]
            targets[:n, b] = text[at + 1 : at + n + 1]
            counts[max(0, head - 1 - at) : n, b] = 1
            self.left[b] = (text, at + n, head)
            if len(text) - 1 - (at + n) < 16:
                self.left[b] = None
        return rows, targets, counts, begins


class Ahead:
    """The chunks of `streams`, made by a process of its own, some ahead: a GPU is quicker than what draws its bytes."""

    def __init__(self, streams: Streams, ahead: int = 16) -> None:
        context = multiprocessing.get_context("fork")
        self.made = context.Queue(ahead)
        context.Process(target=self.make, args=(streams,), daemon=True).start()

    def make(self, streams: Streams) -> None:
        while True:
            self.made.put(streams.chunk())

    def chunk(self) -> Tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        return self.made.get()


def fixed_segments(documents: Dict[str, Documents], number: int, length: int, seed: int = 7) -> Dict[str, List[np.ndarray]]:
    """The same segments every time, to measure bits per byte on: per language, header and `length` bytes at most."""
    random = np.random.default_rng(seed)
    segments = {}
    for language, some in documents.items():
        found: List[np.ndarray] = []
        while len(found) < number:
            text = some.segment(random, length)
            if len(text) >= min(64, length):
                found.append(np.concatenate([np.frombuffer(header(language), np.uint8), text]))
        segments[language] = found
    return segments
