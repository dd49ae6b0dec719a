"""The packages of corpus.json, and the source files inside what the clients fetched of them."""
from __future__ import annotations

import fnmatch
import json
import posixpath
import re
import subprocess
import tarfile
from pathlib import Path
from typing import Dict, IO, Iterator, List, NamedTuple, Optional, Tuple

SPLITS = ("test", "calibration", "validation", "train")
PERMISSIVE = (
    "MIT", "BSD", "Apache", "ISC", "PSF", "BSL", "Zlib", "0BSD", "public-domain", "PostgreSQL", "curl", "CC0", "Unlicense",
    "OpenLDAP", "libpng", "HPND", "Ruby",
)  # fmt: skip

EXTENSIONS: Dict[str, str] = {
    "ts": "typescript", "tsx": "typescript", "mts": "typescript", "cts": "typescript",
    "js": "javascript", "jsx": "javascript", "mjs": "javascript", "cjs": "javascript",
    "py": "python", "go": "go", "rs": "rust", "c": "c", "cc": "cpp", "cpp": "cpp", "cxx": "cpp", "hpp": "cpp", "hh": "cpp",
    "java": "java", "css": "css", "scss": "css", "less": "css", "html": "html", "htm": "html", "vue": "html",
    "json": "json", "md": "markdown", "markdown": "markdown", "sh": "shell", "bash": "shell", "zsh": "shell", "bats": "shell",
}  # fmt: skip

LEFT_OUT = re.compile(
    r"(^|/)(node_modules|vendor|vendored|third[_-]?party|3rdparty|extern|external|deps|compiled|bundles?|umd|cldr|locales?|i18n|"
    r"_vendor|thirdparty|subprojects|minified|\.git)(/|$)|"
    r"\.min\.|\.d\.[mc]?ts$|[-.]bundle\.|\.pb\.|_pb2\.py|zz_generated|(^|/)(licen[cs]e|copying|notice|authors|changelog|changes|history)[^/]*$|"
    r"package-lock\.json$|\.lock$|(^|/)testdata/.*\.(json|html)$",
    re.I,
)
SHELL = re.compile(rb"#!\s*/(usr/)?bin/(env\s+)?(ba|da|z|k)?sh\b")
"""How a shell script without an extension begins: most of them have none."""
COMPILED = re.compile(r"(^|/)(dist|lib|es|esm|cjs|build|umd|fesm\w*|esm\w+|_esm|_cjs|legacy|lib-\w+|dist-\w+|out)(/|$)")


class Package(NamedTuple):
    registry: str
    """`npm`, `deb` (a binary package of Debian's) or `src` (a source package of Debian's)."""
    name: str
    version: str
    organisation: str
    split: str
    exclude: Tuple[str, ...]
    """Glob patterns of paths left out: other licences, vendored or generated parts."""
    limits: Tuple[Tuple[str, int], ...]
    """Most bytes that may be taken of a language."""


def load_packages(path: Path) -> List[Package]:
    """Reads and checks corpus.json. Raises SystemExit naming the entry that is wrong."""
    listed = json.loads(path.read_text())
    split_of = {organisation: split for split, members in listed["splits"].items() for organisation in members}
    packages = []
    for entry in listed["packages"]:
        for field in ("registry", "name", "version", "organisation", "licence", "licenceFrom"):
            if not entry.get(field):
                raise SystemExit(f"{path.name}: package {entry.get('name', '?')} has no '{field}': add it.")
        if not any(known.lower() in entry["licence"].lower() for known in PERMISSIVE):
            raise SystemExit(f"{path.name}: {entry['name']} is under {entry['licence']}, which is not permissive: take it out.")
        packages.append(
            Package(
                entry["registry"], entry["name"], entry["version"], entry["organisation"],
                split_of.get(entry["organisation"], "train"),
                tuple(entry.get("exclude", ())), tuple(sorted(entry.get("limits", {}).items())),
            )
        )  # fmt: skip
    unknown = set(split_of) - {p.organisation for p in packages}
    if unknown:
        raise SystemExit(f"{path.name}: splits name organisations without a package: {', '.join(sorted(unknown))}.")
    return packages


def archives(package: Package, downloads: Path) -> List[Path]:
    """The fetched files of a package (none: not fetched)."""
    folder = downloads / package.registry
    if package.registry == "npm":
        name = package.name.lstrip("@").replace("/", "-")
        return [p for p in [folder / f"{name}-{package.version}.tgz"] if p.exists()]
    version = package.version.split(":", 1)[-1]
    if package.registry == "deb":
        return sorted(p for p in folder.glob(f"{package.name}_*.deb") if p.name.split("_")[1].split("%3a")[-1] == version)
    upstream = version.rsplit("-", 1)[0]
    found = folder.glob(f"{package.name}_{upstream}.orig*.tar.*")
    return sorted(p for p in found if p.suffix != ".asc")


def files(package: Package, downloads: Path) -> Iterator[Tuple[str, bytes]]:
    """Path inside the package and content, for every file whose name says that it may be a document or a source map."""
    for archive in archives(package, downloads):
        if archive.suffix == ".deb":
            process = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE)
            yield from members(tarfile.open(fileobj=process.stdout, mode="r|"))
            process.wait()
        else:
            yield from members(tarfile.open(archive))


def members(tar: tarfile.TarFile) -> Iterator[Tuple[str, bytes]]:
    for member in tar:
        extension = extension_of(member.name)
        wanted = extension in EXTENSIONS or extension in ("", "h", "map")
        if member.isfile() and wanted and member.size < (30_000_000 if extension == "map" else 400_000):
            file: Optional[IO[bytes]] = tar.extractfile(member)
            content = file.read() if file is not None else b""
            if extension or SHELL.match(content):
                path = member.name
                yield (path[2:] if path.startswith("./") else path), content


def extension_of(path: str) -> str:
    return posixpath.splitext(path)[1].lstrip(".").lower()


def documents(package: Package, downloads: Path) -> Iterator[Tuple[str, str, bytes]]:
    """Path, language and content of each source file of a package; the originals inside source maps count as files.
    Where a package has TypeScript sources, its compiled JavaScript is left out."""
    found: List[Tuple[str, str, bytes]] = []
    taken = set()
    c_headers: List[Tuple[str, bytes]] = []
    for path, content in files(package, downloads):
        if LEFT_OUT.search(path) or any(fnmatch.fnmatch(path, pattern) for pattern in package.exclude):
            continue
        extension = extension_of(path)
        if extension == "h":
            c_headers.append((path, content))
        elif extension == "map":
            for inner, source in mapped(path, content):
                if inner not in taken:
                    taken.add(inner)
                    found.append((inner, EXTENSIONS[extension_of(inner)], source))
        else:
            found.append((path, EXTENSIONS[extension or "sh"], content))
    cpp = sum(language == "cpp" for _, language, _ in found)
    c = sum(language == "c" for _, language, _ in found)
    found += [(path, header_language(content, cpp > c), content) for path, content in c_headers]
    if package.registry == "npm":
        typed = sum(language == "typescript" for _, language, _ in found)
        if typed >= 5:
            found = [f for f in found if f[1] != "javascript" or (f[0] in taken and not COMPILED.search(f[0]))]
    found.sort()
    yield from found


def header_language(content: bytes, in_cpp_project: bool) -> str:
    if re.search(rb"^\s*(class|namespace|template)\b|\bstd::|\bpublic:|\bconstexpr\b", content, re.M):
        return "cpp"
    return "cpp" if in_cpp_project and b"extern \"C\"" not in content else "c"


def mapped(path: str, content: bytes) -> Iterator[Tuple[str, bytes]]:
    """The original sources that a source map carries (ECMA-426, `sourcesContent`), those of other packages left out."""
    try:
        source_map = json.loads(content)
    except ValueError:
        return
    if not isinstance(source_map, dict):
        return
    for name, text in zip(source_map.get("sources") or [], source_map.get("sourcesContent") or []):
        if not isinstance(name, str) or not isinstance(text, str):
            continue
        name = re.sub(r"^[a-z]+://[^/]*/", "", name).split("?")[0]
        inner = posixpath.normpath(posixpath.join("mapped", name.lstrip("./")))
        if extension_of(inner) in EXTENSIONS and not LEFT_OUT.search(inner) and "webpack" not in inner:
            yield inner, text.encode("utf-8", "replace")
