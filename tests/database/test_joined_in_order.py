"""Some statements of a transaction are joined as written; those before and after go as PostgreSQL likes."""

from collections.abc import Callable

from liangcao.access.permissions import EVERYTHING
from liangcao.allocation.waiting import open_lines
from liangcao.database.bulk import ask
from liangcao.database.in_order import joined_in_order
from liangcao.reports.plan_pages import waiting_items
from liangcao.reports.todo import requests_to_allocate
from scenarios.cast import Cast, found

OLD = 3_000
"""Requests long since served; two are not."""


def many_served(url: str) -> None:
    """Many requests that got all they asked for, and two of which something waits."""
    found(url)
    cast = Cast(url)
    unit, item = cast.id_of("party", "中心医院"), cast.id_of("item", "外科口罩")
    columns = (
        "district_id, request_id, unit_id, state, channel, priority_class, actor_id, submitted_at, decided_at, entry"
    )
    heads = [(1, 9_000 + number, unit, "approved", "form", 1, 1, 1, 1, 1) for number in range(OLD + 2)]
    lines = [(1, head[1], 1, item, 10, 10, 10 if head[1] < 9_000 + OLD else 4) for head in heads]
    with cast.database.write() as connection:
        for head in heads:
            ask_many(connection, f"INSERT INTO request ({columns}) VALUES", head)
        columns = "district_id, request_id, line_number, item_id, asked, approved, allocated"
        for line in lines:
            ask_many(connection, f"INSERT INTO request_line ({columns}) VALUES", line)
    with cast.database.write() as connection:
        connection.exec_driver_sql("ANALYZE")
    cast.close()


def ask_many(connection: object, start: str, row: tuple[object, ...]) -> None:
    """Write one row."""
    values = ", ".join(f"'{cell}'" if isinstance(cell, str) else str(cell) for cell in row)
    connection.exec_driver_sql(f"{start} ({values})")  # type: ignore[attr-defined]


def test_what_waits_is_found_among_all_that_was_served(copy_of: Callable[..., str]) -> None:
    cast = Cast(copy_of(many_served))
    with cast.database.read() as connection:
        assert requests_to_allocate(connection, 1, EVERYTHING).count == 2
        assert [each.remaining for each in waiting_items(connection, 1)] == [12]
        assert [line.request_id - 9_000 for line in open_lines(connection, 1, today="2020-02-10")] == [OLD, OLD + 1]
    cast.close()


def test_served_requests_are_not_read(copy_of: Callable[..., str]) -> None:
    """PostgreSQL takes a third of all lines for open ones, and by itself reads every request for them; not SQLite."""
    cast = Cast(copy_of(many_served))
    explain = "EXPLAIN QUERY PLAN" if cast.database.is_sqlite else "EXPLAIN"
    sql = (
        f"{explain} SELECT COUNT(*) FROM (SELECT DISTINCT request_id FROM request_line WHERE district_id = 1 "
        "AND approved > allocated) AS short JOIN request ON request.request_id = short.request_id "
        "WHERE request.district_id = 1 AND state = 'approved'"
    )
    with cast.database.read() as connection:
        if cast.database.is_sqlite:
            assert "ix_request_line_open" in str(ask(connection, sql, ()))
            return
        before = ask(connection, "SHOW enable_seqscan", ())[0][0]
        assert "Seq Scan on request" in str(ask(connection, sql, ()))
        with joined_in_order(connection):
            assert "Seq Scan" not in str(ask(connection, sql, ()))
        assert ask(connection, "SHOW enable_seqscan", ())[0][0] == before
        assert "Seq Scan on request" in str(ask(connection, sql, ()))
    cast.close()
