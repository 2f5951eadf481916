"""What stretches write, told backwards, is what entries leave; stored rows that differ are not called right."""

from functools import partial
from itertools import chain
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from liangcao.journal.documents import DocumentTable, StoredDocuments, compare_documents
from liangcao.journal.duties import DutyRecount
from liangcao.journal.problems import Findings
from liangcao.journal.rewound import are_as_left, rewind_stretch, rows_left

DISTRICT = DocumentTable("district", (), ("name", "zone"), (None, "Asia/Shanghai"))
REQUEST = DocumentTable("request", ("request_id",), ("request_id", "state", "note"), (None, None, ""))
LINE = DocumentTable("line", ("request_id", "line_number"), ("request_id", "line_number", "asked"), (None, None, 0))
TABLES = {table.name: table for table in (DISTRICT, REQUEST, LINE)}
Effects = dict[str, Any]

numbers = st.integers(1, 3)
states = st.sampled_from(["open", "done"])


@st.composite
def journals(draw: st.DrawFn) -> tuple[list[Effects], dict[str, dict[Any, dict[str, Any]]]]:
    """Effects of entries, and the rows they leave, kept forward and simply."""
    rows: dict[str, dict[Any, dict[str, Any]]] = {name: {} for name in TABLES}
    entries: list[Effects] = []
    for _ in range(draw(st.integers(0, 12))):
        effects: Effects = {}
        for _ in range(draw(st.integers(1, 3))):
            number, line = draw(numbers), draw(numbers)
            what = draw(st.sampled_from(["request", "line", "district", "change", "change line"]))
            if what == "request" and number not in rows["request"]:
                values = {"request_id": number, "state": draw(states)}
                effects.setdefault("rows", []).append({"table": "request", "values": values})
                rows["request"][number] = {"note": "", **values}
            elif what == "line" and (number, line) not in rows["line"]:
                values = {"request_id": number, "line_number": line}
                effects.setdefault("rows", []).append({"table": "line", "values": values})
                rows["line"][number, line] = {"asked": 0, **values}
            elif what == "district" and not rows["district"]:
                effects.setdefault("rows", []).append({"table": "district", "values": {"name": "a"}})
                rows["district"][()] = {"name": "a", "zone": "Asia/Shanghai"}
            elif what == "change" and number in rows["request"] and not effects.get("rows"):
                values = {"state": draw(states)} if draw(st.booleans()) else {"note": str(line)}
                change = {"table": "request", "key": {"request_id": number}, "values": values}
                effects.setdefault("changes", []).append(change)
                rows["request"][number] |= values
            elif what == "change line" and (number, line) in rows["line"] and not effects.get("rows"):
                key, values = {"request_id": number, "line_number": line}, {"asked": draw(numbers)}
                effects.setdefault("changes", []).append({"table": "line", "key": key, "values": values})
                rows["line"][number, line] |= values
        entries.append(effects)
    return entries, rows


def stretched(entries: list[Effects], size: int) -> list[Any]:
    """What each stretch of `size` entries writes, from the last to the first."""
    told = [rewind_stretch(entries[at : at + size], TABLES) for at in range(0, len(entries), size)]
    assert None not in told
    return told[::-1]


@given(journals(), st.integers(1, 6))
def test_rows_are_as_the_entries_leave_them(journal: Any, size: int) -> None:
    entries, rows = journal
    told = stretched(entries, size)
    for name, table in TABLES.items():
        stretches = [each[name] for each in told if name in each]
        expected = [table.row_of(row) for row in rows[name].values()]
        assert sorted(chain.from_iterable(rows_left(table, stretches)), key=repr) == sorted(expected, key=repr)
        assert are_as_left(table, stretches, expected)


@given(journals(), st.integers(1, 6), st.data())
def test_it_calls_right_what_the_thorough_way_does(journal: Any, size: int, data: st.DataObject) -> None:
    entries, rows = journal
    stored = {name: [table.row_of(row) for row in rows[name].values()] for name, table in TABLES.items()}
    name = data.draw(st.sampled_from(sorted(TABLES)))
    how = data.draw(st.sampled_from(["drop", "alter", "repeat", "add"]))
    if stored[name] and how != "add":
        at = data.draw(st.integers(0, len(stored[name]) - 1))
        row = stored[name][at]
        if how == "drop":
            del stored[name][at]
        elif how == "repeat":
            stored[name].append(row)
        else:
            stored[name][at] = (*row[:-1], "other")
    elif name == "request":
        stored[name].append((99, "open", ""))
    told = stretched(entries, size)
    for each, table in TABLES.items():
        findings = Findings(100)
        told_backwards = [(number, (1,), only(effects, each)) for number, effects in enumerate(entries, 1)][::-1]
        thorough = StoredDocuments((table,), partial(list, told_backwards), lambda table: stored[table.name])
        compare_documents(thorough, DutyRecount(), findings)
        assert are_as_left(table, [part[each] for part in told if each in part], stored[each]) == (not findings.found)


def only(effects: Effects, table: str) -> Effects:
    return {name: [each for each in parts if each["table"] == table] for name, parts in effects.items()}


def test_what_is_no_document_is_not_told() -> None:
    row = {"table": "request", "values": {"request_id": 1, "state": "open"}}
    change = {"table": "request", "key": {"request_id": 1}, "values": {"state": "done"}}
    for effects in (
        {"rows": [{**row, "table": "novelty"}]}, {"rows": [{**row, "values": {"state": "open"}}]}, {"rows": [7]},
        {"rows": [{**row, "values": {"request_id": 1, "colour": "red"}}]}, {"rows": None}, {"changes": 7},
        {"rows": [{**row, "values": {"request_id": [1]}}]}, {"changes": [{**change, "table": "novelty"}]},
        {"changes": [{**change, "key": {"request_id": 1, "line_number": 1}}]}, {"changes": [{**change, "key": {}}]},
        {"changes": [{**change, "values": {"x": 1}}]}, {"changes": [{**change, "key": {"request_id": [1]}}]},
    ):  # fmt: skip
        assert rewind_stretch([effects], TABLES) is None, effects


def test_a_row_changed_and_never_made_is_not_right() -> None:
    change = {"table": "request", "key": {"request_id": 1}, "values": {"state": "done"}}
    (told,) = stretched([{"changes": [change]}], 1)
    assert not are_as_left(REQUEST, [told["request"]], [])
    assert not are_as_left(REQUEST, [told["request"]], [(1, "done", "")])
