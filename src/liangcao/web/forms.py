"""A posted form as it came, and the data of a command out of its flat names (``lines.0.item_id``)."""

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from fastapi import Depends, Request
from pydantic import BaseModel
from starlette.datastructures import UploadFile

from liangcao.exchange.cells import fold, read_quantity
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.web.addresses import LONGEST_NUMBER, row_number

MOST_FIELDS = 20_000
MOST_SHOWN = 40
LONGEST_WRITTEN = 100
"""No quantity takes more characters; int() itself refuses thousands of digits with an error."""
_WHOLE = re.compile(r"[-+]?[0-9]{1,20}")
_FRACTION = re.compile(r"[-+]?[0-9]*\.[0-9]+")


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file, wholly read."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted: a name that came once has a text, one that came more often a list of texts."""

    values: Mapping[str, Any]
    files: Mapping[str, File] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """The (first) text of `name`."""
        value = self.values.get(name, default)
        return str(value[0]) if isinstance(value, list) else str(value)

    def all(self, name: str) -> list[str]:
        """Every text of `name`: of check boxes, say."""
        value = self.values.get(name, [])
        return list(value) if isinstance(value, list) else [str(value)]

    @property
    def command_id(self) -> str:
        """The hidden command id; empty when the form had none."""
        return self.get("command_id")


async def posted_form(request: Request) -> Form:
    """The dependency that reads a form before its page runs."""
    values: dict[str, Any] = {}
    files: dict[str, File] = {}
    async with request.form(max_fields=MOST_FIELDS, max_files=5, max_part_size=8 * 1024 * 1024) as sent:
        for name, value in sent.multi_items():
            if isinstance(value, UploadFile):
                files[name] = File(value.filename or "", await value.read())
            elif name not in values:
                values[name] = value
            elif isinstance(values[name], list):
                values[name].append(value)
            else:
                values[name] = [values[name], value]
    return Form(values, files)


Posted = Annotated[Form, Depends(posted_form)]
"""The parameter type of a page that takes a form: ``def page(request: Request, visitor: SignedIn, form: Posted)``."""


def whole_number(text: str, path: str = "") -> int:
    """A whole number as people write it: ``12000``, ``1,200``, ``１２００``, ``1.2万``.

    Raises Refused ``quantity_unreadable``, ``quantity_not_whole`` and what else `read_quantity` refuses.
    """
    plain = fold(text)
    clipped = text.strip()[:MOST_SHOWN]
    if len(plain) > LONGEST_WRITTEN:
        raise refused("quantity_unreadable", path, text=clipped)
    if _WHOLE.fullmatch(plain):
        return int(plain)
    if _FRACTION.fullmatch(plain):
        raise refused("quantity_not_whole", path, text=clipped)
    try:
        found = read_quantity(plain)
    except Refused as refusal:
        raise Refused(*(replace(reason, field=path) for reason in refusal.reasons)) from None
    if found is None or found.unit:
        raise refused("quantity_unreadable", path, text=clipped)
    return found.number


class FormReader:
    """Reads the fields of a command out of flat names; `faults` are the texts that were no numbers.

    A line of a list with nothing in any of its fields is passed over; `sent_as` gives back the names as posted.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._positions: dict[str, list[int]] = {}
        self.faults: list[Reason] = []

    def read(self, model: type[BaseModel], prefix: str = "") -> dict[str, Any]:
        """The data of `model`; what was not posted, or left empty where it need not be text, is left out."""
        data: dict[str, Any] = {}
        for name, info in model.model_fields.items():
            value = self._read(info.annotation, f"{prefix}{name}")
            if value is not None:
                data[name] = value
        return data

    def sent_as(self, path: str) -> str:
        """The posted name of the field at `path` of the command."""
        parts = path.split(".")
        kept = self._positions.get(parts[0], [])
        if len(parts) > 1 and parts[1].isdigit() and row_number(parts[1]) < len(kept):
            parts[1] = str(kept[int(parts[1])])
        return ".".join(parts)

    def _read(self, annotation: Any, name: str) -> Any:
        kind = _kind(annotation)
        if get_origin(kind) is tuple:
            return self._read_list(get_args(kind)[0], name)
        value = self._values.get(name)
        if isinstance(value, list):
            value = value[0]
        if not isinstance(value, str):
            return value
        if kind is bool:
            return value not in {"", "0"}
        if kind is not int:
            return value if value or _takes_empty_text(annotation) else None
        return self._read_number(value, name)

    def _read_number(self, text: str, name: str) -> int | None:
        if not text.strip():
            return None
        try:
            return whole_number(text, name)
        except Refused as refusal:
            self.faults += refusal.reasons
            return None

    def _read_list(self, annotation: Any, name: str) -> Any:
        kind = _kind(annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if name in self._values and not isinstance(self._values[name], str):
                return self._values[name]
            numbers = self._numbers(name)
            self._positions[name] = numbers
            return [self.read(kind, f"{name}.{number}.") for number in numbers]
        given = self._values.get(name)
        if given is None:
            given = [self._values[f"{name}.{number}"] for number in self._numbers(name)]
        texts: Sequence[Any] = [given] if isinstance(given, str) else given
        return [
            self._read_number(text, name) if kind is int and isinstance(text, str) else text for text in texts if text
        ]

    def _numbers(self, name: str) -> list[int]:
        """The numbers of the lines of list `name` in which anything stands."""
        found: set[int] = set()
        for key, value in self._values.items():
            if key.startswith(f"{name}.") and value not in ("", [], None):
                number = key[len(name) + 1 :].partition(".")[0]
                if number.isdecimal() and len(number) <= LONGEST_NUMBER:
                    found.add(int(number))
        return sorted(found)


def _kind(annotation: Any) -> Any:
    """``int``, ``bool``, ``str``, a model, or ``tuple[…]``: what an annotation is beneath its marks."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kind(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _kind(next(each for each in get_args(annotation) if each is not types.NoneType))
    if origin is Literal:
        return type(get_args(annotation)[0])
    return annotation


def _takes_empty_text(annotation: Any) -> bool:
    """Whether an empty text is a text like any other here: not where a choice or nothing is expected."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return types.NoneType not in get_args(annotation)
    return origin is not Literal
