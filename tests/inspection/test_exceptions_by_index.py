"""No rule reads a whole table that grows with the years: each steps into an index by its stretch of time."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from harness.copies import Prepare
from inspection.looking import look
from liangcao.reports.exceptions.catalogue import EXCEPTIONS
from scenarios.cast import Cast, found
from scenarios.written import written_books

FEW = {"payment", "emergency", "held_command"}
"""Tables that stay small: payments are hundreds a year, emergencies a handful, held commands some of each day's."""
MADE = {"hop", "found", "keys", "json_each"}
"""What is no table."""
OWN_INDEX = {
    "lost": "ix_line_lost",
    "late": "ix_journal_late_number",
    "missing": "ix_shipment_open",
    "hasty": "ix_shipment_line_district_id_lot_id_shipment_id",
    "reclassed": "ix_class_change_district_id_entry",
    "undone": "ix_journal_district_id_action_number",
}
"""Rules that would read every entry of the stretch without an index of their own."""
SCAN = re.compile(r"SCAN (\w+)")


@pytest.mark.parametrize("key", EXCEPTIONS)
def test_each_steps_into_an_index(key: str, sqlite_copy: Callable[[Prepare], str]) -> None:
    cast = Cast(sqlite_copy(found))
    written_books(cast)
    asked: list[str] = []

    def listen(dbapi_connection: Any, _record: Any, _proxy: Any) -> None:
        dbapi_connection.set_trace_callback(asked.append)

    event.listen(cast.database.engine, "checkout", listen)
    look(cast, key, since=cast.clock.now() - 1_000)
    statements = {sql for sql in asked if sql.lstrip().startswith(("SELECT", "WITH"))}
    assert statements
    with sqlite3.connect(str(cast.database.url.database)) as raw:
        plans = {sql: [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}")] for sql in statements}
    read_whole = {sql: {name for line in plan for name in SCAN.findall(line)} for sql, plan in plans.items()}
    assert {name for names in read_whole.values() for name in names} <= FEW | MADE, plans
    told = " ".join(line for plan in plans.values() for line in plan)
    assert OWN_INDEX.get(key, "") in told
    cast.close()
