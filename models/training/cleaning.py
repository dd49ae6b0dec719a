"""What counts as a document: decoding, licence headers, and reasons to leave a file out."""
from __future__ import annotations

import re
import zlib
from typing import FrozenSet, NamedTuple, Optional, Tuple

MAX_BYTES = 200_000
MAX_LINE = 1_000


class Document(NamedTuple):
    language: str
    text: bytes
    marks: FrozenSet[int]
    """Fingerprints of its lines, by which near-duplicates are found."""


LICENCE_WORDS = re.compile(
    r"copyright|licen[cs]e|spdx-|all rights reserved|permission is hereby granted|redistribution and use", re.I
)
OTHER_LICENCE = re.compile(
    r"general public licen[cs]e|\bA?L?GPL(?:v|-)?[ -]?[123]|mozilla public licen[cs]e|\bMPL[- ]?[12]|eclipse public licen[cs]e|"
    r"common development and distribution|creative commons|cc[- ]by|proprietary|confidential",
    re.I,
)
GENERATED = re.compile(
    r"@generated|auto-?generated|automatically generated|code generated|generated (?:by|from|file|automatically)|"
    r"do not (?:edit|modify)|machine generated|this file (?:is|was) generated",
    re.I,
)
BUNDLED = re.compile(
    r"__webpack_require__|\b__esModule\b|var __extends\b|__awaiter\b|_interopRequireDefault|\bregeneratorRuntime\b|"
    r"tslib_\d|ɵɵ|_classCallCheck|jsxRuntime|React\.createElement\(|/\*#__PURE__\*/|\$RefreshReg\$"
)

BLOCK = {
    "slashes": re.compile(r"\s*(?:/\*.*?\*/|(?://[^\n]*(?:\n|$))(?:[ \t]*//[^\n]*(?:\n|$))*)", re.S),
    "hashes": re.compile(r"\s*(?:#(?!!)[^\n]*(?:\n|$))(?:[ \t]*#[^\n]*(?:\n|$))*"),
    "angles": re.compile(r"\s*<!--.*?-->", re.S),
}
COMMENTS = {
    "python": "hashes", "shell": "hashes", "html": "angles", "markdown": "angles",
    "typescript": "slashes", "javascript": "slashes", "go": "slashes", "rust": "slashes", "c": "slashes", "cpp": "slashes",
    "java": "slashes", "css": "slashes",
}  # fmt: skip
FIRST_LINES = re.compile(r"\A(?:#!|<\?xml|<!doctype|# -\*-)[^\n]*\n", re.I)


def without_licence(text: str, language: str) -> str:
    """Takes away the comments at the top that speak of a licence; a shebang or doctype before them stays."""
    style = COMMENTS.get(language)
    if style is None:
        return text
    head = FIRST_LINES.match(text)
    kept = head.group(0) if head else ""
    rest = text[len(kept) :]
    for _ in range(4):
        block = BLOCK[style].match(rest)
        if block is None or not LICENCE_WORDS.search(block.group(0)):
            break
        rest = rest[block.end() :].lstrip("\n")
    return kept + rest


def clean(raw: bytes, language: str, path: str) -> Tuple[Optional[bytes], str]:
    """The document's bytes (UTF-8, LF line ends, no byte order mark, no licence header), or None and the reason."""
    if len(raw) > MAX_BYTES:
        return None, "over 200 kB"
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, "not UTF-8"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or "\x01" in text:
        return None, "binary"
    top = text[:4000]
    if OTHER_LICENCE.search(top):
        return None, "another licence"
    if GENERATED.search(text[:1500]):
        return None, "generated"
    if language in ("javascript", "typescript") and BUNDLED.search(text):
        return None, "compiled or bundled"
    text = without_licence(text, language)
    if GENERATED.search(text[:500]):
        return None, "generated"
    text = text.strip("\n") + "\n"
    if len(text) < 120:
        return None, "under 120 bytes"
    lines = text.split("\n")
    longest = max(map(len, lines))
    if longest > MAX_LINE:
        return None, "line over 1,000"
    if len(text) / len(lines) > 140 and language != "markdown":
        return None, "minified"
    if language == "css" and len(text) / len(lines) < 14 and len(text) > 20_000:
        return None, "generated"
    letters = sum(map(text[:20_000].count, "0123456789"))
    if letters > 0.25 * min(len(text), 20_000):
        return None, "mostly numbers"
    return text.encode("utf-8"), ""


def fingerprints(text: bytes) -> FrozenSet[int]:
    """CRC-32 of each run of three lines (blank ones and indentation aside), of which a fixed quarter is kept.
    Two documents that share more than half of them are near-duplicates; for a short document all are kept."""
    lines = [line.strip() for line in text.split(b"\n")]
    lines = [line for line in lines if line]
    runs = [zlib.crc32(b"\n".join(lines[place : place + 3])) for place in range(max(1, len(lines) - 2))]
    few = [run for run in runs if run & 3 == 0]
    return frozenset(few if len(few) >= 8 else runs)
