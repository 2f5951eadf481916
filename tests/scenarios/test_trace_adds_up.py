"""Worked examples traced: through kits, re-packs, returns, transfers, undoing, the map is that of the books."""

from collections import Counter

import pytest

from liangcao.access.permissions import Scope
from liangcao.database.bulk import ask
from liangcao.reports.trace_answers import SEES_ALL, answer
from liangcao.reports.trace_parts import Answer
from liangcao.reports.trace_subjects import Subject, Viewer, subject_of
from scenarios.cast import Cast
from scenarios.scenes import SqliteScenes
from scenarios.script import FOLDER, Stage, read_scenarios

TOLD = {
    "packing.assemble_kits": 1, "packing.repack_lot": 0, "packing.take_apart": 0, "picking.put_back": 0,
    "delivering.sign_publicly": 1, "shipping.undo_delivery": 1, "storing.reverse_entry": 0,
    "counting.post_differences": 0, "receiving.return_rejected": 0, "shipping.settle_difference": 0,
    "returns.examine_return": 0, "loans.take_back": 0, "disposal.witness_disposal": 0,
}  # fmt: skip
"""Of each file which example."""


def play(name: str, which: int, scenes: SqliteScenes) -> tuple[Cast, dict[str, int]]:
    scenario = read_scenarios(FOLDER / f"{name}.txt")[which]
    cast, names = scenes.begin(scenario.begins)
    Stage(cast, names).play(scenario)
    return cast, names


def answers_of(cast: Cast) -> list[Answer]:
    with cast.database.read() as connection:
        sql = "SELECT lot_id FROM lot JOIN item ON item.item_id = lot.item_id WHERE item.kind = 'goods' ORDER BY lot_id"
        lots = [row[0] for row in ask(connection, sql)]
        subjects = [subject_of(connection, 1, SEES_ALL, "lot", str(lot)) for lot in lots]
        return [answer(connection, 1, SEES_ALL, each, page=(500, 0)) for each in subjects]


@pytest.mark.parametrize("name", [name for name in TOLD if (FOLDER / f"{name}.txt").exists()])
def test_what_came_less_what_went_is_what_lies_there(name: str, sqlite_scenes: SqliteScenes) -> None:
    cast, _names = play(name, TOLD[name], sqlite_scenes)
    try:
        found = answers_of(cast)
        rows = cast.ask("SELECT lot_id, location_id, item_id, on_hand FROM balance WHERE on_hand <> 0")
    finally:
        cast.close()
    assert found
    for each in found:
        there: Counter[tuple[int, str]] = Counter()
        for way in each.ways:
            for link in way.links:
                there[way.item_id, link.destination] += link.quantity
                there[way.item_id, link.source] -= link.quantity
        books: Counter[tuple[int, str]] = Counter()
        for lot_id, location_id, item_id, on_hand in rows:
            if lot_id in each.lots:
                books[item_id, str(location_id)] += on_hand
        assert {k: n for k, n in there.items() if n} == {k: n for k, n in books.items() if n}, each.subject
        assert len(each.steps) == each.total
        assert {step.lot_id for step in each.steps} <= set(each.lots)


def test_a_kit_leads_to_what_it_was_made_of_and_on_to_what_became_of_that(sqlite_scenes: SqliteScenes) -> None:
    cast, _names = play("packing.take_apart", 0, sqlite_scenes)
    try:
        by_lot = {int(each.subject.key): each for each in answers_of(cast)}
        links = cast.ask("SELECT from_lot_id, to_lot_id, quantity, entry FROM transformation ORDER BY entry")
        (kit,) = {row[1] for row in links if row[3] == links[0][3]}
    finally:
        cast.close()
    parts = {row[0] for row in links if row[1] == kit}
    assert parts
    whole = by_lot[kit]
    assert {(each.from_lot_id, each.to_lot_id, each.quantity, each.entry) for each in whole.made} == set(links)
    assert parts | {kit} == set(whole.lots)
    for part in parts:  # and from any part the kit, and so the other parts' share in it
        assert kit in by_lot[part].lots
    assert not whole.is_cut


def test_who_may_see_one_store_is_not_shown_a_lot_of_another(sqlite_scenes: SqliteScenes) -> None:
    cast, _names = play("packing.assemble_kits", 1, sqlite_scenes)
    try:
        lot = cast.ask("SELECT lot_id FROM lot WHERE source_kind = 'transformation'")[0][0]
        nowhere = Viewer(Scope(("/0/",), ()))
        with cast.database.read() as connection, pytest.raises(Exception, match="unknown_lot"):
            subject_of(connection, 1, nowhere, "lot", str(lot))
    finally:
        cast.close()


def test_a_lot_is_answered_in_three_rounds(sqlite_scenes: SqliteScenes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each round waits for another process; it was fourteen."""
    cast, _names = play("storing.reverse_entry", 0, sqlite_scenes)
    rounds: list[int] = []
    from liangcao.database import bulk

    together, alone = bulk.ask_together, bulk.run
    monkeypatch.setattr(bulk, "ask_together", lambda c, q: rounds.append(len(q)) or together(c, q))
    monkeypatch.setattr(bulk, "run", lambda c, s, p=(): rounds.append(1) or alone(c, s, p))
    try:
        with cast.database.read() as connection:
            lot = ask(connection, "SELECT lot_id FROM line ORDER BY entry DESC LIMIT 1")[0][0]
            rounds.clear()
            subject: Subject = subject_of(connection, 1, SEES_ALL, "lot", str(lot))
            answer(connection, 1, SEES_ALL, subject)
    finally:
        cast.close()
    assert len(rounds) == 3, rounds
