"""Packing the verifier as one file that Python runs as it is: a zipapp of the very modules the office runs.

The file lies uncompressed in it, so that it can be read with any viewer, and the same sources give the same bytes.
"""

import ast
import io
import json
import sys
import zipfile
from functools import cache
from hashlib import sha256
from pathlib import Path

from liangcao.verifier.words import CATALOGUE, PACKED, read_catalogue

NAME = "liangcao-verify.pyz"
_SOURCE = Path(__file__).parents[1]
_FIRST = "liangcao.verifier.program"
_DATA = ("liangcao/verifier/known.json",)
_SHEBANG = b"#!/usr/bin/env python3\n"
_DAY = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16
_UNIX = 3
_MAIN = "liangcao/verifier/__main__.py"


@cache
def packed_program() -> bytes:
    """The bytes of ``liangcao-verify.pyz``."""
    members = {path: (_SOURCE.parent / path).read_bytes() for path in (*_modules(), *_DATA)}
    members["__main__.py"] = (_SOURCE.parent / _MAIN).read_bytes()
    members[f"liangcao/verifier/{PACKED}"] = _english([text for path, text in members.items() if path.endswith(".py")])
    file = io.BytesIO()
    file.write(_SHEBANG)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_STORED) as pack:
        for path, content in sorted(members.items()):
            info = zipfile.ZipInfo(path, _DAY)
            info.create_system, info.external_attr = _UNIX, _MODE
            pack.writestr(info, content)
    return file.getvalue()


def digest() -> str:
    """The SHA-256 of the file, hexadecimal."""
    return sha256(packed_program()).hexdigest()


def _modules() -> list[str]:
    """The files of every module of ours that the program imports, directly or not."""
    found: dict[str, str] = {}
    waiting = [_FIRST]
    while waiting:
        name = waiting.pop()
        path = _path_of(name)
        if name in found or path is None:
            continue
        found[name] = path.relative_to(_SOURCE.parent).as_posix()
        waiting += _imports(path)
        waiting.append(name.rpartition(".")[0])
    return sorted(found.values())


def _path_of(name: str) -> Path | None:
    """The file of a module of ours, None for anything else."""
    base = _SOURCE.parent.joinpath(*name.split("."))
    if name.split(".")[0] != "liangcao":
        return None
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.exists()), None)


def _imports(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names += (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += (node.module, *(f"{node.module}.{each.name}" for each in node.names))
    return names


def _english(sources: list[bytes]) -> bytes:
    """The English of every sentence that stands in the sources."""
    catalogue = read_catalogue(CATALOGUE.read_text(encoding="utf-8"))
    said = {
        node.value
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    messages = {message: catalogue[message] for message in sorted(said & catalogue.keys())}
    return json.dumps(messages, ensure_ascii=False, indent=0, sort_keys=True).encode() + b"\n"


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else NAME).write_bytes(packed_program())
