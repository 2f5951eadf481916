"""A full disk: refused by name, nothing by half, and on it goes when there is room."""

from typing import Any

import pytest
from sqlalchemy import event

from liangcao.kernel.errors import Refused
from scenarios.cast import Cast, found
from scenarios.deeds import move, receive
from simulation.invariants import check_invariants


def test_a_full_disk(sqlite_file_url: str) -> None:
    found(sqlite_file_url)
    cast = Cast(sqlite_file_url)
    lot_id, _ = receive(cast, 10_000)
    most = int(cast.ask("PRAGMA page_count")[0][0]) + 2
    room = [most]

    def limit(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {room[0]}")

    event.listen(cast.database.engine, "checkout", limit)
    done = 0
    with pytest.raises(Refused, match="books_unwritable"):  # noqa: PT012 - some succeed before the disk is full
        while done < 1_000:
            cast.do("保管乙", move(cast, lot_id, 1, to=("货架一", "货架二")[done % 2]))
            done += 1
    before = cast.state_hash()
    with pytest.raises(Refused, match="books_unwritable"):
        receive(cast, 5)
    assert cast.state_hash() == before
    room[0] = most * 10
    lot_id, _ = receive(cast, 5)
    cast.do("保管乙", move(cast, lot_id, 5))
    with cast.database.read() as connection:
        assert check_invariants(connection) == []
    cast.close()
