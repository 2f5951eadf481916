"""Documents counted again from the entries: what is altered, missing or extra is named with the entry that wrote it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from liangcao.journal import documents
from liangcao.journal.documents import DocumentTable, Row, StoredDocuments, compare_documents, telling
from liangcao.journal.duties import DutyRecount
from liangcao.journal.problems import Findings

REQUEST = DocumentTable("request", ("request_id",), ("request_id", "state", "note"), (None, None, ""))
LINE = DocumentTable(
    "request_line",
    ("request_id", "line_number"),
    ("request_id", "line_number", "asked", "approved", "allocated"),
    (None, None, None, None, 0),
)
OFFICE = DocumentTable("district", (), ("name", "is_demo"), (None, 0))
TABLES = (OFFICE, REQUEST, LINE)


def made(table: str, **values: Any) -> dict[str, Any]:
    return {"rows": [{"table": table, "values": values}]}


def changed(table: str, key: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    return {"changes": [{"table": table, "key": key, "values": values}]}


ENTRIES: tuple[dict[str, Any], ...] = (
    made("district", name="示例"),
    made("request", request_id=7, state="submitted"),
    made("request_line", request_id=7, line_number=1, asked=300),
    {"movements": []},
    changed("request_line", {"line_number": 1, "request_id": 7}, approved=200),
    changed("request", {"request_id": 7}, state="approved"),
    {
        "changes": [
            {"table": "request_line", "key": {"request_id": 7, "line_number": 1}, "values": {"allocated": 50}},
            {"table": "request_line", "key": {"request_id": 7, "line_number": 1}, "values": {"allocated": 80}},
        ]
    },
)
STORED: dict[str, list[Row]] = {
    "district": [("示例", 0)],
    "request": [(7, "approved", "")],
    "request_line": [(7, 1, 300, 200, 80)],
}


def body(effects: Mapping[str, Any], actor: int = 5) -> bytes:
    data = {"actor": actor, "effects": effects}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def compare(
    bodies: Iterable[bytes], stored: Mapping[str, list[Row]], *, most: int = 1000
) -> list[tuple[int, str, dict[str, Any]]]:
    kept = list(enumerate(bodies, 1))
    findings = Findings(most)
    compare_documents(
        StoredDocuments(TABLES, lambda: telling(reversed(kept)), lambda table: stored.get(table.name, [])),
        DutyRecount(),
        findings,
        most=most,
    )
    assert all(problem.detail for problem in findings.in_order())
    return [(problem.entry, problem.code, dict(problem.params)) for problem in findings.in_order()]


def told(stored: Mapping[str, list[Row]]) -> list[tuple[int, str, dict[str, Any]]]:
    return compare(map(body, ENTRIES), {**STORED, **stored})


def test_rows_as_the_entries_left_them_are_right() -> None:
    assert told({}) == []


@pytest.mark.parametrize(
    ("row", "entry", "column"),
    [
        ((7, 1, 301, 200, 80), 3, "asked"),
        ((7, 1, None, 200, 80), 3, "asked"),
        ((7, 1, 300, 201, 80), 5, "approved"),
        ((7, 1, 300, 200, 50), 7, "allocated"),
        ((7, 1, 300, 200, "80"), 7, "allocated"),
    ],
)
def test_an_altered_cell_is_named_with_the_entry_that_wrote_it(row: Row, entry: int, column: str) -> None:
    ((found, code, params),) = told({"request_line": [row]})
    assert (found, code, params["column"], params["writer"]) == (entry, "document_altered", column, entry)
    assert (params["table"], params["key"]) == ("request_line", "request_id=7, line_number=1")


def test_a_row_that_is_gone_is_named_with_its_last_entry() -> None:
    assert [(entry, code) for entry, code, _ in told({"request": []})] == [(6, "document_missing")]


def test_a_row_that_nobody_made_belongs_to_no_entry() -> None:
    extra = told({"request": [*STORED["request"], (8, "approved", "")]})
    assert [(entry, code, params["key"]) for entry, code, params in extra] == [(0, "document_extra", "request_id=8")]


def test_two_rows_that_changed_places_are_both_found() -> None:
    entries = [made("request", request_id=1, state="approved"), made("request", request_id=2, state="submitted")]
    swapped = {"request": [(1, "submitted", ""), (2, "approved", "")]}
    assert [entry for entry, _, _ in compare(map(body, entries), swapped)] == [1, 2]


@pytest.mark.parametrize(
    "effects",
    [
        made("journal", number=1),
        made("request", state="approved"),
        made("request", request_id=1, colour="red"),
        changed("request", {"request_id": 7, "state": "approved"}, note="x"),
        changed("request", {"request_id": [7]}, note="x"),
        changed("request", {"request_id": 7}, colour="red"),
    ],
)
def test_what_no_handler_can_have_returned_is_named(effects: dict[str, Any]) -> None:
    found = compare([*map(body, ENTRIES), body(effects)], STORED)
    assert [(entry, code) for entry, code, _ in found] == [(8, "document_unknown")]


def test_a_change_of_what_was_never_made() -> None:
    found = compare([*map(body, ENTRIES), body(changed("request", {"request_id": 9}, note="x"))], STORED)
    assert [(entry, code, params["key"]) for entry, code, params in found] == [
        (8, "document_never_made", "request_id=9")
    ]


def test_a_row_made_twice() -> None:
    found = compare([*map(body, ENTRIES), body(made("request", request_id=7, state="approved"))], STORED)
    assert (2, "document_made_twice") in [(entry, code) for entry, code, _ in found]


def test_entries_that_cannot_be_read_are_left_to_the_verifier() -> None:
    unreadable = [b"\xff", b'{"rows":[', b'["rows":[', b'{"actor":5,"effects":["rows":[]}', b'{"effects":{"rows":[]}}']
    assert compare([*map(body, ENTRIES), *unreadable], STORED) == []


def test_many_differences_are_looked_at_a_portion_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_AT_ONCE", 10)
    entries = [made("request", request_id=number, state="submitted") for number in range(1, 301)]
    forged: dict[str, list[Row]] = {"request": [(number, "approved", "") for number in range(1, 301)]}
    assert [entry for entry, _, _ in compare(map(body, entries), forged)] == list(range(1, 301))
    assert len(compare(map(body, entries), forged, most=20)) == 20


def test_duties_are_counted_once_by_their_first_entry() -> None:
    findings, duties = Findings(10), DutyRecount()
    for number, actor, chain in ((3, 5, "request:1"), (2, 5, "request:1"), (1, 6, "request:1")):
        duties.take(number, (actor,), {"duties": [[chain, "ask"]]})
    duties.compare([("request:1", "ask", 5, 3), ("request:2", "ask", 5, 4)], findings)
    assert [(problem.entry, problem.code) for problem in findings.in_order()] == [
        (1, "duty_missing"),
        (2, "duty_altered"),
        (4, "duty_extra"),
    ]
