"""Data into PDF by a template. Templates hold the looks; whatever users wrote goes in as data, never as markup."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

from typst import Compiler

_HERE = Path(str(files("liangcao.printing")))
_one_at_a_time = Lock()


@cache
def _compiler() -> Compiler:
    """One for the process: reading the fonts takes longer than setting a page."""
    return Compiler(root=str(_HERE / "templates"), font_paths=[str(_HERE / "fonts")], ignore_system_fonts=True)


@cache
def _covered() -> frozenset[int]:
    """Every character (code point) the regular font can draw."""
    ranges = (line.split("-") for line in (_HERE / "fonts" / "covered.txt").read_text().split())
    return frozenset(point for first, last in ranges for point in range(int(first, 16), int(last, 16) + 1))


def drawable(text: str) -> str:
    """`text` with what no font here can draw told by its number, ``[U+20BB7]``: an empty box would hide that it is
    there."""
    if all(ord(character) in _covered() or character == "\n" for character in text):
        return text
    covered = _covered()
    return "".join(each if ord(each) in covered or each == "\n" else f"[U+{ord(each):04X}]" for each in text)


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, Mapping):
        return {key: _drawable(each) for key, each in value.items()}
    return [_drawable(each) for each in value] if isinstance(value, list | tuple) else value


def as_pdf(template: str, data: Mapping[str, Any], *, made_at: int) -> bytes:
    """`data` (what JSON can hold) set by ``templates/<template>.typ``, as PDF/A-2b.

    `made_at` (ms) is the date written into the file. The same template, data and moment give the same bytes.
    """
    with _one_at_a_time:
        content = _compiler().compile(
            **_of(template, data), format="pdf", pdf_standards=["a-2b"], timestamp=made_at // 1000
        )
    if not isinstance(content, bytes):
        raise TypeError("a PDF is one file")
    return content


def as_png(template: str, data: Mapping[str, Any], *, dots_per_inch: int) -> list[bytes]:
    """The same as pictures, one for each page, at the resolution of a printer (203 or 300 for thermal ones)."""
    with _one_at_a_time:
        content = _compiler().compile(**_of(template, data), format="png", ppi=float(dots_per_inch))
    return [content] if isinstance(content, bytes) else [page for page in content or () if isinstance(page, bytes)]


def _of(template: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "input": str(_HERE / "templates" / f"{template}.typ"),
        "sys_inputs": {"data": json.dumps(_drawable(data), ensure_ascii=False)},
    }
