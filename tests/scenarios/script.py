"""Reading and playing worked examples: what there was, what somebody does, what there is then or why it is refused.

    场景 够搬就搬                     one example; `从 有货` begins where that background ends
    先 保管乙 入库 …                  a step that is not the point; must succeed
    做 保管乙 移库 lot_id=甲批 …      the deed; `+ lines item_id=口罩 …` below it adds a row to a list
    记 甲批=lot_ids.0                 remember a part of its answer (or `entry`) under a name
    得 货架一 甲批 100 占用 20        a balance
    得 request 申请甲 state=approved  columns of a row; `空` where nothing stands
    得 待批 · 得 重复 · 得 笔数 2     held back · answered again · entries written by the last deed
    拒绝 not_enough lines.0           why the deed is refused; nothing in the database may have changed
    过 3天                            the clock moves (天, 小时, 分钟; with a minus it is set back)
    交 发票=某些内容                   a file (a PDF with these words) is handed in; its hash is the name's
    签 树头                           the journal's head is signed, as the sealer does beside the server

A deed is named by its Chinese title. Values of `…_id` are names; `编号=` gives the command id,
`发生=` when it happened; `since=`, `until=` and `call_at=` are moments in Shanghai (``2020-02-01T08:00``).
"""

import re
import shlex
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from sqlalchemy import Text

from liangcao.journal.seal import seal
from liangcao.kernel.errors import Refused
from liangcao.operations.actions import ACTIONS
from liangcao.operations.schema import metadata
from liangcao.operations.submission import Outcome
from liangcao.papers.files import keep_file
from liangcao.receiving.capturing import keep_document
from scenarios.cast import KEY, Cast

FOLDER = Path(__file__).parent
BY_TITLE = {action.title: action for action in ACTIONS.values()}
UNITS = {"天": 86_400_000, "小时": 3_600_000, "分钟": 60_000, "秒": 1_000}
SHANGHAI = timezone(timedelta(hours=8))
KINDS = dict.fromkeys(("actor", "picker", "carrier", "deputy", "head", "to_actor"), "person")
KINDS |= {"store": "place", "item": "item", "party": "party", "unit": "party"}
KINDS |= dict.fromkeys(("settled_by", "leader", "deputy", "to_actor"), "person")
KINDS |= dict.fromkeys(("source_party", "purpose_party", "supplier", "department"), "party")
KINDS |= dict.fromkeys(("instead", "into", "other", "target"), "item")
KINDS |= dict.fromkeys(("location", "source", "destination", "budget_line", "parent", "store"), "place")
KINDS |= {"driver": "person", **dict.fromkeys(("site", "from", "to"), "site")}


@dataclass
class Scenario:
    """One worked example: its title, where it begins, and its lines with their numbers."""

    title: str
    file: str
    begins: str = ""
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def place(self) -> str:
        """File and line of its first step: what a failing test is called."""
        return f"{self.file.removesuffix('.txt')}:{self.lines[0][0]}"


def read_scenarios(path: Path) -> list[Scenario]:
    """The examples of a file, in their order."""
    scenarios: list[Scenario] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.split("# ")[0].strip()
        word, _, rest = text.partition(" ")
        if word in ("场景", "背景"):
            scenarios.append(Scenario(rest, path.name))
        elif word == "从":
            scenarios[-1].begins = rest
        elif text and not text.startswith("#"):
            scenarios[-1].lines.append((number, text))
    return scenarios


@cache
def backgrounds() -> dict[str, Scenario]:
    """The backgrounds that examples begin from, by title."""
    return {each.title: each for each in read_scenarios(FOLDER / "背景.txt")}


class Stage:
    """Plays the lines of one example on a cast."""

    def __init__(self, cast: Cast, names: dict[str, Any]) -> None:
        self.cast, self.names = cast, names
        self.outcome: Outcome | None = None
        self.error: Refused | ValidationError | None = None
        self.written, self.before = 0, ""

    def play(self, scenario: Scenario) -> None:
        """Play all lines; a failing line is named by file and number."""
        deeds = _deeds(scenario.lines)
        for place, (number, text, rows) in enumerate(deeds):
            following = deeds[place + 1][1] if place + 1 < len(deeds) else ""
            try:
                self._line(text, rows, is_refused=following.startswith("拒绝"))
            except (AssertionError, KeyError, Refused, ValidationError) as error:
                raise AssertionError(f"{scenario.file}:{number}: {text}\n{error!r}") from error

    def _line(self, text: str, rows: list[str], *, is_refused: bool) -> None:
        word, *rest = shlex.split(text)
        if word in ("先", "做"):
            self._do(rest, rows, is_refused)
        elif word == "记":
            self._remember(rest)
        elif word == "得":
            self._expect(rest)
        elif word == "拒绝":
            self._refused(*rest)
        elif word == "寄":
            self._send(rest)
        elif word == "交":
            self._hand_in(rest)
        elif word == "签":
            assert seal(self.cast.database, 1, KEY, self.cast.clock.now()) is not None
        elif word == "过":
            count, unit = re.fullmatch(r"(-?\d+)(\D+)", rest[0]).groups()  # type: ignore[union-attr]
            self.cast.clock.advance(int(count) * UNITS[unit])
        else:
            raise AssertionError(f"unknown word {word}")

    def _do(self, words: list[str], rows: list[str], is_refused: bool) -> None:
        who, title, *pairs = words
        command_type = BY_TITLE[title].command
        values = self._values(pairs, _texts(command_type))
        command_id = str(uuid.uuid5(uuid.NAMESPACE_OID, str(values.pop("编号", uuid.uuid4()))))
        happened = values.pop("发生", "")
        occurred_at = _moment(str(happened)) if happened else 0
        for row in rows:
            name, *row_pairs = shlex.split(row)
            texts = _texts(get_args(command_type.model_fields[name].annotation)[0])
            values.setdefault(name, []).append(self._values(row_pairs, texts))
        self.error, self.outcome = None, None
        self.before = self.cast.state_hash() if is_refused else ""
        entries = self._entries()
        try:
            command = command_type.model_validate(_tuples(values))
            self.outcome = self.cast.do(who, command, command_id, occurred_at)
        except (Refused, ValidationError) as error:
            if not is_refused:
                raise
            self.error = error
        self.written = self._entries() - entries

    def _entries(self) -> int:
        return int(self.cast.ask("SELECT size FROM journal_head")[0][0])

    def _values(self, pairs: list[str], texts: Collection[str] = ()) -> dict[str, Any]:
        """Fields as data; those named in `texts` stay texts though they look like numbers."""
        values: dict[str, Any] = {}
        for pair in pairs:
            key, _, text = pair.partition("=")
            known = self.names.get(text, text) if key in ("sha256", "signature") else text
            values[key] = known if key in texts or key == "signature" else self._value(key, text)
        return values

    def _value(self, key: str, text: str) -> Any:
        if key == "photos":
            return [self.names.get(each, each) for each in text.split(",")]
        if key == "accepts":
            return tuple(self._id("item", each) for each in text.split(","))
        if key in ("kinds", "exposures", "papers") or (key == "standards" and "、" not in text):  # as a row keeps them
            return text.split(",")
        if key.endswith("_numbers") or key == "classes":
            return [int(each) for each in text.split(",")]
        if key.endswith("_ids"):
            return [self._value(key[:-1], each) for each in text.split(",")]
        if key in ("since", "until", "call_at", "due_at") and "T" in text:
            return _moment(text)
        if key in ("entry", "settled_by") or key.endswith("_id"):
            return self._id(KINDS.get(key.removesuffix("_id"), ""), text)
        if re.fullmatch(r"-?\d+", text):
            return int(text)
        return {"是": True, "否": False}.get(text, text)

    def _id(self, kind: str, name: str) -> Any:
        if name in self.names:
            return self.names[name]
        if not kind and "." in name:  # a field that may name anything says of which kind: thing_id=place.货架一
            kind, _, name = name.partition(".")
        return int(name) if name.lstrip("-").isdigit() else self.cast.id_of(kind, name)

    def _remember(self, pairs: list[str]) -> None:
        assert self.outcome is not None
        for pair in pairs:
            name, _, path = pair.partition("=")
            found: Any = {**self.outcome.answer, "entry": self.outcome.entry}
            for step in path.split("."):
                found = found[int(step)] if step.isdigit() else found[step]
            self.names[name] = found

    def _hand_in(self, pairs: list[str]) -> None:
        for pair in pairs:
            name, _, text = pair.partition("=")
            with self.cast.database.write() as connection:
                content = f"%PDF-1.7 {text} %%EOF".encode()
                self.names[name] = keep_file(connection, 1, content, self.cast.clock.now())

    def _send(self, pairs: list[str]) -> None:
        for pair in pairs:
            name, _, text = pair.partition("=")
            with self.cast.database.write() as connection:
                self.names[name] = keep_document(connection, 1, text.encode(), self.cast.clock.now())

    def _expect(self, words: list[str]) -> None:
        if words[0] in ("待批", "重复"):
            assert self.outcome is not None
            assert self.outcome.is_held if words[0] == "待批" else self.outcome.is_repeat
        elif words[0] == "笔数":
            assert self.written == int(words[1]), f"{self.written} entries written"
        elif words[0] in metadata.tables:
            self._expect_row(*words)
        else:
            place, lot, on_hand, *rest = words
            key = (self._id("place", place), self._id("", lot))
            rows = self.cast.ask("SELECT on_hand, held FROM balance WHERE location_id = ? AND lot_id = ?", *key)
            assert (rows or [(0, 0)])[0] == (int(on_hand), int(rest[1]) if rest else 0), f"holds {rows}"

    def _expect_row(self, table: str, *words: str) -> None:
        columns = [column.name for column in metadata.tables[table].primary_key][1:]
        keys = [word for word in words if "=" not in word]
        where = {column: self._value(column, text) for column, text in zip(columns, keys, strict=False)}
        texts = {column.name for column in metadata.tables[table].columns if isinstance(column.type, Text)}
        wanted = self._values([word for word in words if "=" in word], texts)
        wanted = {name: None if value == "空" else value for name, value in wanted.items()}
        sql = f"SELECT {', '.join(wanted)} FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in where)}"
        rows = self.cast.ask(sql, *where.values())
        assert rows, "no such row"
        assert dict(zip(wanted, rows[0], strict=True)) == wanted

    def _refused(self, code: str, where: str = "") -> None:
        assert self.error is not None, f"not refused: {self.outcome}"
        faults = _faults(self.error)
        assert any(found == code and where in ("", path) for found, path in faults), f"refused because {faults}"
        assert self.cast.state_hash() == self.before, "something was left behind"


def _faults(error: Refused | ValidationError) -> list[tuple[str, str]]:
    """(code, path) of every fault; what pydantic says of a value by its own name is kept as it is."""
    if isinstance(error, Refused):
        return [(reason.code, reason.field) for reason in error.reasons]
    return [(each["type"], ".".join(str(step) for step in each["loc"])) for each in error.errors()]


def _deeds(lines: list[tuple[int, str]]) -> list[tuple[int, str, list[str]]]:
    """Lines with the `+` rows that belong to them."""
    deeds: list[tuple[int, str, list[str]]] = []
    for number, text in lines:
        if text.startswith("+ "):
            deeds[-1][2].append(text[2:])
        else:
            deeds.append((number, text, []))
    return deeds


def _texts(model: type[BaseModel]) -> set[str]:
    return {name for name, info in model.model_fields.items() if info.annotation is str}


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def _moment(text: str) -> int:
    """ms since 1970 UTC of ``2020-01-30T23:30`` in Shanghai."""
    return int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC).timestamp()) * 1000
