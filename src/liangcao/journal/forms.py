"""Entries that are alike, read as forms: where all but figures and texts is as in an entry that was looked at before,
only what fills the blanks has to be looked at.

A form is learned of the body of an entry that was found plain. It is a pattern of the very bytes: what fits it has the
same keys in the same order, the same number of lines and rows, the same tables, kinds and action, and its figures and
texts have one spelling each. Whether the figures are right, whoever follows the entries still has to say. What fits no
form is read as JSON.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from liangcao.journal.asked import ASKED_TABLE, DECIDED, MADE
from liangcao.journal.chains import INTO
from liangcao.journal.documents import DocumentTable
from liangcao.journal.rewound import Tables

LEARNED_AFTER = 24
"""So many entries that look alike are read as JSON before their form is learned."""
MOST_FORMS, MOST_ALIKE = 600, 4
"""So many forms are kept, and so many of them that look alike from afar."""
MOST_LOOKS, MOST_BLANKS, LONGEST = 10_000, 150, 5_000
_FIGURE = "-?[1-9][0-9]{0,14}|0"
"""Below 2^53 whatever it is; longer ones are read as JSON."""
_TEXT = r'[^"\\\x00-\x1f]*+'
HEAD = ("format", "district", "number", "actor", "action", "command_id", "occurred_at", "recorded_at")
_NEVER = "approved_by"
OF_PLACES = {"request": ("", "request_id", "unit_id"), "shipment": ("shipment_id", "store_id", "unit_id")}
"""What rows of these tables tell of places: which, in what, for which unit."""
_NESTED = (dict, list)
Path = tuple[str | int, ...]
Filled = tuple[Any, ...]
"""What fills a form: the figures, the texts, and what is the same in all entries of the form."""
Pick = Callable[[Filled], Any]


class RowBlank(NamedTuple):
    """A row of a document: its table, and how it is picked."""

    table: DocumentTable
    row: Pick


class ChangeBlank(NamedTuple):
    """Cells of a document that are changed."""

    table: DocumentTable
    key: Pick
    names: tuple[str, ...]
    cells: Pick


class Form(NamedTuple):
    """How to fill one in, and where what is needed of an entry lies then.

    `movements` are kind, place of the entry that is reversed (-1: none) and lines.
    """

    fits: Callable[[str], re.Match[str] | None]
    figures: Callable[[tuple[str, ...]], tuple[str, ...]]
    texts: Callable[[tuple[str, ...]], tuple[str, ...]]
    same: Filled
    head: Pick
    lots: tuple[Pick, ...]
    holds: tuple[Pick, ...]
    movements: tuple[tuple[str, int, tuple[Pick, ...]], ...]
    duties: tuple[Pick, ...]
    places: tuple[Pick, ...]
    asked: tuple[Pick, ...]
    rows: tuple[RowBlank, ...]
    changes: tuple[ChangeBlank, ...]


class Forms:
    """The forms learned so far, for documents of `tables`; entries that write into tables `not_of` have none."""

    def __init__(self, tables: Tables, not_of: frozenset[str], never: str) -> None:
        self.tables = tables
        self._not_of, self._never = not_of, never
        self._forms: dict[tuple[bytes, int], list[Form]] = {}
        self._seen: dict[tuple[bytes, int], int] = {}
        self._count = 0

    def fill(self, body: bytes) -> tuple[Form, Filled] | None:
        """The form that `body` fits, and what fills it."""
        forms = self._forms.get(_looks(body))
        if forms is None:
            return None
        try:
            text = body.decode()
        except ValueError:
            return None
        for form in forms:
            found = form.fits(text)
            if found is not None:
                blanks = found.groups()
                return form, (*map(int, form.figures(blanks)), *form.texts(blanks), *form.same)
        return None

    def learn(self, body: bytes, data: Mapping[str, Any]) -> None:
        """See `body`, the canonical bytes of an entry with this `data` that is plain and fits no form."""
        if len(body) > LONGEST or self._count >= MOST_FORMS or len(self._seen) >= MOST_LOOKS:
            return
        looks = _looks(body)
        self._seen[looks] = seen = self._seen.get(looks, 0) + 1
        if seen != LEARNED_AFTER or not self._has_form(data):
            return
        try:
            form = _form_of(data, self.tables)
        except (LookupError, TypeError):
            return
        alike = self._forms.setdefault(looks, [])
        if form is not None and form.fits(body.decode()):
            alike.append(form)
            self._count += 1
            if len(alike) < MOST_ALIKE:
                self._seen[looks] = 0

    def _has_form(self, data: Mapping[str, Any]) -> bool:
        effects = data.get("effects", {})
        tables = {each["table"] for part in ("rows", "changes") for each in effects.get(part, ())}
        cells = {name for part in ("rows", "changes") for each in effects.get(part, ()) for name in each["values"]}
        is_told = tables <= self.tables.keys() or not self.tables
        is_apart = _NEVER in data or INTO in cells or str(data["action"]).startswith(self._never)
        return is_told and tables.isdisjoint(self._not_of) and not is_apart


def _looks(body: bytes) -> tuple[bytes, int]:
    """What entries alike have in common, quickly told: how they begin, and how many quotation marks they have."""
    return body[: body.find(b",")], body.count(b'"')


class _Blanks:
    """The pattern of an entry and where its blanks are, gathered on a walk through it."""

    def __init__(self) -> None:
        self.figures: dict[Path, int] = {}
        self.texts: dict[Path, int] = {}
        self.same: list[Any] = []
        self._count = 0

    def pattern(self, value: Any, path: Path) -> Iterator[str]:
        """The parts of the pattern of `value`; raises TypeError for what no form has."""
        kind = type(value)
        if kind is dict or kind is list:
            members = value.items() if kind is dict else enumerate(value)
            yield r"\{" if kind is dict else r"\["
            for place, (name, member) in enumerate(members):
                yield "," if place else ""
                yield f'"{re.escape(name)}":' if kind is dict else ""
                yield from self.pattern(member, (*path, name))
            yield r"\}" if kind is dict else r"\]"
        elif kind is bool:
            yield "true" if value else "false"
        elif kind is int and path == ("format",):
            yield str(value)
        elif kind is int:
            yield f"({_FIGURE})" if _is_needed(path) else f"(?:{_FIGURE})"
            if _is_needed(path):
                self.figures[path] = self._next()
        elif kind is str and _is_same(path):
            yield f'"{re.escape(value)}"'
        elif kind is str:
            yield f'"({_TEXT})"' if _is_needed(path) else f'"{_TEXT}"'
            if _is_needed(path):
                self.texts[path] = self._next()
        else:
            raise TypeError(value)

    def _next(self) -> int:
        self._count += 1
        return self._count - 1

    def place(self, path: Path, value: Any) -> int:
        """Where what is at `path`, or the same `value` in all, lies when the form is filled."""
        for before, blanks in ((0, self.figures), (len(self.figures), self.texts)):
            if path in blanks:
                return before + list(blanks).index(path)
        if type(value) in _NESTED:
            raise TypeError(path)
        self.same.append(value)
        return len(self.figures) + len(self.texts) + len(self.same) - 1

    def pick(self, path: Path, value: Any, names: Any) -> Pick:
        """Picks the members `names` of `value`, which lies at `path`, of a form that is filled."""
        return _picker([self.place((*path, name), value[name]) for name in names])


def _is_same(path: Path) -> bool:
    """True for the texts that say what kind of an entry it is."""
    match path:
        case ("action",) | ("effects", "rows" | "changes", _, "table") | ("effects", "movements", _, "kind"):
            return True
    return False


def _is_needed(path: Path) -> bool:
    """False for blanks that only have to be well spelled."""
    match path:
        case ("command", *_) | ("effects", "answer", *_) | ("effects", "changes", _, "expected", *_):
            return False
    return True


def _picker(places: list[int]) -> Pick:
    """A tuple of what lies at `places`."""
    if len(places) == 1:
        (place,) = places
        return lambda filled: (filled[place],)
    return itemgetter(*places) if places else lambda _: ()


def _form_of(data: Mapping[str, Any], tables: Tables) -> Form | None:
    """The form of an entry; None where it has none."""
    blanks = _Blanks()
    pattern = "".join(blanks.pattern(data, ()))
    if len(blanks.figures) + len(blanks.texts) > MOST_BLANKS:
        return None
    effects = data.get("effects", {})
    rows = [
        (("effects", "rows", at, "values"), row["table"], row["values"])
        for at, row in enumerate(effects.get("rows", ()))
    ]
    lists = {
        part: tuple(
            blanks.pick(("effects", part, at), each, range(len(each))) for at, each in enumerate(effects.get(part, ()))
        )
        for part in ("holds", "duties")
    }
    form = Form(
        fits=re.compile(pattern).fullmatch,
        figures=itemgetter(*blanks.figures.values()),
        texts=itemgetter(*blanks.texts.values()),
        same=(),
        head=blanks.pick((), data, HEAD),
        lots=tuple(blanks.pick(path, values, ("lot_id", "item_id")) for path, table, values in rows if table == "lot"),
        holds=lists["holds"],
        movements=tuple(_movements(effects.get("movements", ()), blanks)),
        duties=lists["duties"],
        places=(*_places(rows, blanks), *_requests_changed(effects.get("changes", ()), blanks)),
        asked=(*_lines_asked(rows, blanks), *_lines_decided(effects.get("changes", ()), blanks)),
        rows=tuple(_rows(rows, tables, blanks)),
        changes=tuple(_changes(effects.get("changes", ()), tables, blanks)),
    )
    return form._replace(same=tuple(blanks.same))


def _movements(movements: Any, blanks: _Blanks) -> Iterator[tuple[str, int, tuple[Pick, ...]]]:
    for at, movement in enumerate(movements):
        path: Path = ("effects", "movements", at)
        lines = enumerate(movement["lines"])
        picks = tuple(blanks.pick((*path, "lines", number), line, range(4)) for number, line in lines)
        reverses = blanks.place((*path, "reverses"), 0) if "reverses" in movement else -1
        yield movement["kind"], reverses, picks


def _places(rows: Any, blanks: _Blanks) -> Iterator[Pick]:
    """What rows tell of places, as ``TOLD`` has it but for the entry."""
    for path, table, values in rows:
        if table in OF_PLACES:
            yield _picker([_figure((*path, name), values.get(name), blanks) for name in OF_PLACES[table]])


def _requests_changed(changes: Any, blanks: _Blanks) -> Iterator[Pick]:
    """What changes tell of requests, as ``TOLD`` has it but for the entry."""
    for at, change in enumerate(changes):
        if change["table"] == "request":
            path: Path = ("effects", "changes", at)
            request = _figure((*path, "key", "request_id"), change["key"].get("request_id"), blanks)
            unit = _figure((*path, "values", "unit_id"), change["values"].get("unit_id"), blanks)
            yield _picker([blanks.place((), -1), request, unit])


def _lines_asked(rows: Any, blanks: _Blanks) -> Iterator[Pick]:
    """What rows tell of lines of requests, as ``ASKED`` has it but for the entry."""
    for path, table, values in rows:
        if table == ASKED_TABLE:
            named = ("request_id", "line_number", "item_id")
            figures = [_figure((*path, name), values.get(name), blanks) for name in named]
            yield _picker([blanks.place((), MADE), *figures])


def _lines_decided(changes: Any, blanks: _Blanks) -> Iterator[Pick]:
    """What changes tell of lines of requests, as ``ASKED`` has it but for the entry."""
    for at, change in enumerate(changes):
        if change["table"] == ASKED_TABLE and type(change["values"].get("approved")) is int:
            path: Path = ("effects", "changes", at)
            named = ("request_id", "line_number")
            key = [_figure((*path, "key", name), change["key"].get(name), blanks) for name in named]
            yield _picker([blanks.place((), DECIDED), *key, blanks.place((*path, "values", "approved"), 0)])


def _figure(path: Path, value: Any, blanks: _Blanks) -> int:
    """Where the figure at `path` lies, or a 0 where there is none."""
    return blanks.place(path, 0) if type(value) is int else blanks.place((), 0)


def _rows(rows: Any, tables: Tables, blanks: _Blanks) -> Iterator[RowBlank]:
    for path, name, values in rows if tables else ():
        table = tables[name]
        table.row_said(values)  # raises LookupError where this is no row of the table
        places = [
            blanks.place((*path, column), values.get(column, default)) for column, default in table.defaults.items()
        ]
        yield RowBlank(table, itemgetter(*places))


def _changes(changes: Any, tables: Tables, blanks: _Blanks) -> Iterator[ChangeBlank]:
    for at, change in enumerate(changes if tables else ()):
        table, cells = tables[change["table"]], change["values"]
        path: Path = ("effects", "changes", at)
        if change["key"].keys() != {*table.key} or not table.defaults.keys() >= cells.keys():
            raise LookupError(table.name)
        key = blanks.pick((*path, "key"), change["key"], table.key)
        if len(table.key) == 1:
            key = itemgetter(blanks.place((*path, "key", table.key[0]), None))
        yield ChangeBlank(table, key, tuple(cells), blanks.pick((*path, "values"), cells, cells))
