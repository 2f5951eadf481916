"""The page of a purchase reads of no growing table more than its own rows: each statement goes by what it asks for."""

import re
import sqlite3
from typing import Any

from sqlalchemy import event
from webtools import WebOffice

SMALL = {"district", "actor", "role_grant", "held_command", "acceptance_rule", "signing_rule", "class_version", "claim"}
SMALL |= {"member_contact"}
"""Tables that stay small: people and their numbers, rules, claims, and what waits for a second person."""
BROAD = re.compile(r"SCAN (?!CONSTANT)(\w+)|SEARCH (\w+) USING (?:COVERING )?INDEX \w+ \(district_id=\?\)(?! AND)")


def test_each_statement_goes_by_an_index_of_what_it_asks_for(sqlite_web: WebOffice) -> None:
    asked: list[str] = []

    def listen(dbapi_connection: Any, _record: Any, _proxy: Any) -> None:
        dbapi_connection.set_trace_callback(asked.append)

    buyer, web = sqlite_web.signed_in("buyer"), sqlite_web
    with web.office.database.write() as connection:
        values = (1, 900, web.ids["示例供应商"], "front_line", "急", "market", 100, "approved", 0, 1, 1)
        columns = "district_id, purchase_id, supplier_id, ground, ground_words, price_basis, amount_fen, state"
        connection.exec_driver_sql(
            f"INSERT INTO purchase ({columns}, proposed_at, actor_id, entry) VALUES {values}"  # no way to write one
        )
    event.listen(web.office.database.engine, "checkout", listen)
    assert buyer.get("/purchases/900").status_code == 200
    event.remove(web.office.database.engine, "checkout", listen)
    statements = {sql for sql in asked if sql.lstrip().startswith(("SELECT", "WITH"))}
    assert len(statements) > 20
    with sqlite3.connect(str(web.office.database.url.database)) as raw:
        plans = {sql: [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}")] for sql in statements}
    tables = {row[0] for row in web.ask("SELECT name FROM sqlite_master WHERE type = 'table'")} - SMALL
    broad = {
        sql[:200]: line
        for sql, plan in plans.items()
        for line in plan
        if (found := BROAD.search(line)) and (found[1] or found[2]) in tables and not sql.endswith("LIMIT 1")
    }
    assert not broad, "\n".join(f"{line}: {sql}" for sql, line in broad.items())
