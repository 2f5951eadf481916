"""A movement asks the database nothing about who moves and whereto once that is known: it is what is done all day."""

from collections.abc import Callable
from typing import Any

import pytest

from harness.copies import Prepare
from liangcao.database import bulk, driver
from liangcao.parties.commands import RegisterLocation
from scenarios.cast import Cast, found
from scenarios.deeds import move, receive


def _found_with_shelf(url: str) -> None:
    found(url)
    cast = Cast(url)
    cast.do("管理戊", RegisterLocation(kind="shelf", name="分库架", parent_id=cast.id_of("place", "分库")))
    cast.close()


@pytest.mark.parametrize(("who", "source", "to"), [("保管乙", "主库", "货架一"), ("分库卯", "分库", "分库架")])
def test_a_move_within_reach_reads_the_head_earlier_commands_and_balances(
    sqlite_copy: Callable[[Prepare], str], monkeypatch: pytest.MonkeyPatch, who: str, source: str, to: str
) -> None:
    """Whether the mover's role reaches the destination is told from what is remembered."""
    cast = Cast(sqlite_copy(_found_with_shelf))
    lot_id, _ = receive(cast, place=source)
    deed = move(cast, lot_id, 1, source=source, to=to)
    cast.do(who, deed)  # whoever comes first looks everything up
    asked: list[str] = []
    plain = driver.run

    def heard(connection: Any, sql: str, parameters: Any = ()) -> Any:
        asked.append(sql)
        return plain(connection, sql, parameters)

    monkeypatch.setattr(driver, "run", heard)
    monkeypatch.setattr(bulk, "run", heard)
    cast.do(who, deed)
    cast.close()
    questions = [sql for sql in asked if sql.startswith("SELECT")]
    assert len(questions) == 3, questions
    for sql, table in zip(questions, ("journal_head", "journal", "balance"), strict=True):
        assert f" {table} " in sql
