"""A sample on the real road: the seed is the journal's root and the inspector's words, and it can be drawn again."""

from typing import Any

import pytest

from liangcao.favours.commands import RecordFavour
from liangcao.favours.rules import count_by_week
from liangcao.inspection import queries
from liangcao.inspection.commands import DrawSample, NoteFinding
from liangcao.inspection.queries import Wanted, findings_of, population, sample_by_id, sample_lines
from liangcao.inspection.rules import draw, seed_of
from liangcao.journal.note import SigningKey
from liangcao.journal.roots import root_at
from liangcao.journal.seal import seal
from liangcao.journal.tree import root_from_leaves
from liangcao.kernel.errors import Refused
from scenarios.cast import MORNING, Cast
from scenarios.deeds import move, receive

KEY = SigningKey("office.example/liangcao", bytes(range(32)))
TODAY = {"from_day": "2020-01-31", "to_day": "2020-01-31"}


def drawn(cast: Cast, **changes: Any) -> int:
    values = {"method": "random", "how_many": 3, "seed_text": "今天下雪了", **TODAY, **changes}
    return int(cast.do("检查子", DrawSample.model_validate(values)).answer["sample_id"])


def leaves(cast: Cast, size: int) -> list[bytes]:
    return [bytes(row[0]) for row in cast.ask("SELECT leaf_hash FROM journal ORDER BY number")][:size]


@pytest.mark.parametrize("method", ["random", "by_value"])
def test_the_sample_can_be_drawn_again_from_the_journal(method: Any, cast: Cast) -> None:
    for quantity in (10, 200, 3_000, 40, 5):
        receive(cast, quantity, unit_cost_fen=300)
    size = cast.ask("SELECT size FROM journal_head")[0][0]
    sample_id = drawn(cast, method=method)
    receive(cast, 77)  # what comes later changes nothing
    with cast.database.read() as connection:
        found = sample_by_id(connection, 1, sample_id)
        members = population(connection, 1, Wanted(method, "2020-01-31", "2020-01-31"), found.journal_size)
        lines = sample_lines(connection, 1, sample_id)
    root = root_from_leaves(leaves(cast, size))
    assert (found.journal_size, found.root) == (size, root.hex())
    seed = seed_of("今天下雪了", size=size, root=root)
    assert found.seed == seed.hex()
    again = draw(method, members, 3, seed)
    assert [(each.entry, each.ordinal, each.value_fen, each.hits) for each in lines] == [
        (each.member.entry, each.member.ordinal, each.member.value, each.hits) for each in again
    ]
    assert found.population == 5


def test_the_root_is_the_same_with_and_without_signed_heads(cast: Cast) -> None:
    receive(cast)
    seal(cast.database, 1, KEY, MORNING)
    sealed = cast.ask("SELECT size FROM checkpoint")[0][0]
    receive(cast)
    size = cast.ask("SELECT size FROM journal_head")[0][0]
    with cast.database.read() as connection:
        found = {each: root_at(connection, 1, each) for each in (0, 1, sealed - 1, sealed, size)}
    assert found == {each: root_from_leaves(leaves(cast, each)) for each in found}


def test_a_spoilt_frontier_is_not_used(cast: Cast) -> None:
    seal(cast.database, 1, KEY, MORNING)
    size = cast.ask("SELECT size FROM journal_head")[0][0]
    with cast.database.write() as connection:
        guard = "checkpoint_no_update" if cast.database.is_sqlite else "checkpoint_append_only ON checkpoint"
        connection.exec_driver_sql(f"DROP TRIGGER {guard}")
        half = "substr(frontier, 1, 20)" if cast.database.is_sqlite else "substring(frontier from 1 for 20)"
        connection.exec_driver_sql(f"UPDATE checkpoint SET frontier = {half}")
    with cast.database.read() as connection:
        assert root_at(connection, 1, size) == root_from_leaves(leaves(cast, size))


def test_only_what_was_recorded_on_those_days(cast: Cast) -> None:
    day = 86_400_000
    receive(cast, 1)
    cast.clock.advance(13 * 3_600_000)  # 23:00 in Zibo
    receive(cast, 2)
    cast.clock.advance(3_600_000)  # midnight: another day
    receive(cast, 3)
    cast.clock.advance(day)
    receive(cast, 4)
    with cast.database.read() as connection:
        found = population(connection, 1, Wanted("random", "2020-01-31", "2020-02-01"), 10**6)
    quantities = {row[0]: row[1] for row in cast.ask("SELECT entry, quantity FROM line")}
    assert [quantities[each.entry] for each in found] == [1, 2, 3]


def test_a_value_beyond_all_reason_counts_as_much_as_can_be_kept(cast: Cast) -> None:
    receive(cast, 10**12, unit_cost_fen=10**12)
    assert sample_by_id_of(cast, drawn(cast, method="by_value")).total_fen == 10**12


def sample_by_id_of(cast: Cast, sample_id: int) -> queries.Sample:
    with cast.database.read() as connection:
        return sample_by_id(connection, 1, sample_id)


def test_too_wide_a_net_is_refused_by_name(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(cast)
    receive(cast)
    monkeypatch.setattr(queries, "MOST_LINES", 1)
    with pytest.raises(Refused, match="sample_too_wide"):
        drawn(cast)


def test_the_latest_finding_counts_and_all_are_kept(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    receive(cast)
    cast.do("保管乙", move(cast, lot_id, 1))
    sample_id = drawn(cast)
    assert [sample_by_id_of(cast, sample_id).lines, sample_by_id_of(cast, sample_id).looked_at] == [2, 0]
    for verdict, note in (("checked", ""), ("objection", "少一箱")):
        values = {"sample_id": sample_id, "line_number": 1, "verdict": verdict, "note": note}
        cast.do("检查子", NoteFinding.model_validate(values))
    found = sample_by_id_of(cast, sample_id)
    assert (found.looked_at, found.objections) == (1, 1)
    with cast.database.read() as connection:
        assert [each.verdict for each in findings_of(connection, 1, sample_id)[1]] == ["objection", "checked"]


def test_money_is_no_favour_one_can_count(cast: Cast) -> None:
    money = cast.ask("SELECT item_id FROM item WHERE kind = 'money'")[0][0]
    with pytest.raises(Refused, match="not_goods"):
        cast.do("保管乙", RecordFavour(asker="某人", answer="declined", item_id=money, quantity=5))


def test_favours_by_week() -> None:
    days = ["2020-01-26", "2020-01-27", "2020-02-02", "2020-02-09", "2019-12-01"]
    assert count_by_week(days, until="2020-02-10", weeks=4) == [
        ("2020-02-10", 0), ("2020-02-03", 1), ("2020-01-27", 2), ("2020-01-20", 1),
    ]  # fmt: skip
