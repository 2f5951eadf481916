"""Plans that somebody rewrote who owns the database, or had made from tables altered for a moment.

Entries, hashes, tables and heads fit together each time: what does not fit is the plan to its question, or the question
to the books of its moment. Both the program apart and the office's own check name it. On both databases.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from liangcao.allocation.commands import AdoptPlan, ProposePlan, SetFloor
from liangcao.journal.plans import LINES, NEEDS, PLANS, QUESTIONS, SHARES, document_in, plan_rows_in
from liangcao.journal.problems import PlansSeen
from liangcao.kernel.canonical import canonical_bytes
from liangcao.receiving.commands import QuarantineLot
from liangcao.reports.verify import verify_books
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, SubmitRequest
from liangcao.sharing.reading import question_of_json
from liangcao.verifier.evidence import Asked, check_evidence
from liangcao.verifier.known import known_tables
from scenarios.cast import KEY, Cast, found
from scenarios.deeds import move, receive
from verifier.evidences import check, codes, export
from verifier.tampering import data_of, forge, number, rewrite, sign_anew, unguarded

Rows = dict[str, list[dict[str, Any]]]
HOSPITAL, CHECKPOINT = "中心医院", "东卡口"


def with_claims(url: str) -> None:
    """100 masks in boxes of ten at two places of the store, 60 asked for by the hospital and 60 by the checkpoint."""
    found(url)
    cast = Cast(url)
    lot_id, _ = receive(cast, 100, pack_size=10, expires_on="2021-06-30")
    cast.do("保管乙", move(cast, lot_id, 30))
    for unit in (HOSPITAL, CHECKPOINT):
        ask_for(cast, unit, 60)
    cast.close()


def ask_for(cast: Cast, unit: str, quantity: int) -> int:
    """An approved request for masks."""
    lines = (AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=quantity),)
    asked = cast.do("值班甲", SubmitRequest(unit_id=cast.id_of("party", unit), lines=lines))
    request_id = int(asked.answer["request_id"])
    cast.do("审批丙", ApproveRequest(request_id=request_id, lines=(Decision(line_number=1, approved=quantity),)))
    return request_id


def keep_back(cast: Cast, quantity: int) -> None:
    """Masks that classes from the second on leave in store."""
    item_id = cast.id_of("item", "外科口罩")
    cast.do_signed("值班甲", SetFloor(item_id=item_id, priority_class=2, quantity=quantity, reason="一线随时要用"))


def propose(cast: Cast, **more: Any) -> int:
    """The entry of a plan for the main store."""
    return cast.do("值班甲", ProposePlan(location_id=cast.id_of("place", "主库"), **more)).entry


@pytest.fixture
def cast(copy_of: Callable[..., str]) -> Iterator[Cast]:
    opened = Cast(copy_of(with_claims))
    yield opened
    opened.close()


Wrong = Callable[[], dict[str, set[int]]]


def found_by_both(cast: Cast, folder: Path) -> tuple[dict[str, set[int]], PlansSeen]:
    """What both find in the books as they are, signed with the office's own key: the same."""
    sign_anew(cast.database, KEY, cast.clock.now())
    apart = check_evidence(export(cast.database, folder / "evidence.zip"), Asked())
    online = verify_books(cast.database, 1)
    found: dict[str, set[int]] = {}
    for problem in online.problems:
        assert problem.detail
        found.setdefault(problem.code, set()).add(problem.entry)
    assert (codes(apart), apart.plans) == (found, online.report.plans)
    return found, apart.plans


@pytest.fixture
def wrong(cast: Cast, tmp_path: Path) -> Wrong:
    """What both find wrong."""
    return lambda: found_by_both(cast, tmp_path)[0]


def forge_plan(cast: Cast, entry: int, change: Callable[[Rows], None], *, rehash: bool = True) -> None:
    """Rewrite the rows of the plan that `entry` proposes, in the entry and in the tables, with hashes that fit."""
    data = data_of(cast.database, entry)
    (rows,) = plan_rows_in(data).values()
    change(rows)
    if rehash:
        document = document_in(question_of_json(rows[QUESTIONS][0]["question"]), rows)
        rows[PLANS][0].update({name: document[name] for name in ("input_hash", "plan_hash")})
    rewrite(cast.database, {entry: data})
    with unguarded(cast.database) as connection:
        mark = "?" if cast.database.is_sqlite else "%s"
        for table, all_values in rows.items():
            for values in all_values:
                key = [name for name in known_tables()[table].key if name in values]
                others = [name for name in values if name not in key]
                cells = ", ".join(f"{name} = {mark}" for name in others)
                where = " AND ".join(f"{name} = {mark}" for name in key)
                given = tuple(values[name] for name in (*others, *key))
                assert connection.exec_driver_sql(f"UPDATE {table} SET {cells} WHERE {where}", given).rowcount == 1


def ask_otherwise(rows: Rows, change: Callable[[dict[str, Any]], None]) -> None:
    """Edit the text of the question."""
    question = json.loads(rows[QUESTIONS][0]["question"])
    change(question)
    rows[QUESTIONS][0]["question"] = canonical_bytes(question).decode()


def as_if(cast: Cast, forged: str, mended: str, **more: Any) -> int:
    """The entry of a plan proposed while the tables were forged; afterwards they are as the journal says."""
    forge(cast.database, forged)
    entry = propose(cast, **more)
    forge(cast.database, mended)
    return entry


def take_from_the_hospital(rows: Rows) -> None:
    """Ten masks go to the checkpoint instead, in all that tells of them."""
    hospital, checkpoint = rows[NEEDS]
    line = next(each for each in rows[LINES] if each["unit_id"] == hospital["unit_id"] and each["quantity"] > 10)
    other = next(
        each
        for each in rows[LINES]
        if each["unit_id"] == checkpoint["unit_id"] and each["location_id"] == line["location_id"]
    )
    for row, more in ((line, -10), (other, 10), (hospital, -10), (checkpoint, 10)):
        row["given" if "given" in row else "quantity"] += more
    for share, more in zip(rows[SHARES], (-10, 10), strict=True):
        share["given"] += more
        share["level"] = share["given"] * 1000 // share["asked"]


def test_honest_plans_stand(cast: Cast, wrong: Wrong, tmp_path: Path) -> None:
    """One after the other, with a reserve, adopted in part; also asked again and signed by two."""
    keep_back(cast, 20)
    propose(cast)
    plan_id = number(cast.database, "SELECT MAX(plan_id) FROM plan")
    cast.do("审批丙", AdoptPlan(plan_id=plan_id))
    ask_for(cast, HOSPITAL, 13)
    receive(cast, 25, "B7", pack_size=5, expires_on="2020-12-31")
    keep_back(cast, 5)
    for more in ({}, {"packing": "pieces", "minimum_percent": 30, "order": "minima"}, {"packing": "whole"}):
        propose(cast, **more)
    propose(cast, item_ids=(cast.id_of("item", "外科口罩"),), minimum_life_days=30, drain_days=10)
    assert wrong() == {}
    checked = check_evidence(export(cast.database, tmp_path / "e.zip"), Asked())
    assert checked.plans == PlansSeen(certified=5, compared=5) == verify_books(cast.database, 1).report.plans


def test_a_quantity_moved_from_one_unit_to_another(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast)
    assert wrong() == {}
    forge_plan(cast, entry, take_from_the_hospital)
    assert wrong() == {"plan_unfair": {entry}}


def test_goods_of_the_more_urgent_given_to_the_less_urgent(cast: Cast, wrong: Wrong) -> None:
    """The hospital goes short while there is more, which is kept for such as it."""
    keep_back(cast, 20)
    entry = propose(cast)
    forge_plan(cast, entry, take_from_the_hospital)
    assert wrong() == {"plan_stock_left": {entry}}


def test_goods_out_of_the_reserve(cast: Cast, wrong: Wrong) -> None:
    """Ten more for the checkpoint, which the reserve is kept from."""
    keep_back(cast, 20)
    entry = propose(cast)
    places = {cast.id_of("place", "主库"): 70, cast.id_of("place", "货架一"): 30}

    def give_more(rows: Rows) -> None:
        need, share = rows[NEEDS][1], rows[SHARES][1]
        used = Counter[int]()
        for row in rows[LINES]:
            used[row["location_id"]] += row["quantity"]
        free = {place for place, there in places.items() if used[place] + 10 <= there}
        mine = (row for row in rows[LINES] if row["unit_id"] == need["unit_id"] and row["location_id"] in free)
        next(mine)["quantity"] += 10
        need["given"] += 10
        share.update(given=need["given"], level=need["given"] * 1000 // 60)

    forge_plan(cast, entry, give_more)
    assert wrong() == {"plan_below_reserve": {entry}}


@pytest.mark.parametrize("column", ["quantity", "source_after"])
def test_an_unfair_plan_after_another_fault(cast: Cast, wrong: Wrong, column: str) -> None:
    """Where entries are looked at one by one plans are looked at as well."""
    entry = propose(cast)
    forge_plan(cast, entry, take_from_the_hospital)
    moved = number(cast.database, "SELECT MAX(entry) FROM line")
    forge(cast.database, f"UPDATE line SET {column} = {column} + 1 WHERE entry = {moved}")
    assert wrong() == {"line_altered": {moved}, "plan_unfair": {entry}}


def test_books_that_cannot_be_followed_before_a_plan(cast: Cast, tmp_path: Path) -> None:
    """An entry before it writes what is no document: then nobody can say what the question should have been."""
    entry = propose(cast)
    before = number(cast.database, "SELECT MAX(entry) FROM line")
    data = data_of(cast.database, before)
    data["effects"].setdefault("rows", []).append({"table": "nonsense", "values": {"x": 1}})
    rewrite(cast.database, {before: data})
    sign_anew(cast.database, KEY, cast.clock.now())
    assert check(export(cast.database, tmp_path / "evidence.zip")) == {"plan_unproven": {entry}}
    found_out = {(each.entry, each.code) for each in verify_books(cast.database, 1).problems}
    assert found_out == {(before, "document_unknown"), (entry, "plan_unproven")}


def test_a_line_made_larger_alone(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast)
    forge_plan(cast, entry, lambda rows: rows[LINES][0].update(quantity=rows[LINES][0]["quantity"] + 10))
    found_out = wrong()
    assert found_out.keys() >= {"plan_over_available", "plan_rows_differ"}
    assert set.union(*found_out.values()) == {entry}


def test_the_question_edited_and_its_hash_left(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast)

    def edit(rows: Rows) -> None:
        ask_otherwise(rows, lambda question: question["lots"][0].update(held=1))

    forge_plan(cast, entry, edit, rehash=False)
    assert wrong() == {"plan_question_differs": {entry}, "plan_over_available": {entry}, "plan_stock_differs": {entry}}


def test_the_question_in_another_spelling(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast)
    forge_plan(cast, entry, lambda rows: rows[QUESTIONS][0].update(question=rows[QUESTIONS][0]["question"] + " "))
    assert wrong() == {"plan_unreadable": {entry}}


def test_a_hash_of_the_plan_forged(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast)
    forge_plan(cast, entry, lambda rows: rows[PLANS][0].update(plan_hash="0" * 64), rehash=False)
    assert wrong() == {"plan_hash_differs": {entry}}


def test_what_a_need_is_given_altered(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast)
    forge_plan(cast, entry, lambda rows: rows[NEEDS][1].update(given=60), rehash=False)
    assert wrong() == {"plan_hash_differs": {entry}, "plan_share_mismatch": {entry}}


def test_what_a_need_is_given_altered_with_the_hash(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast)
    forge_plan(cast, entry, lambda rows: rows[NEEDS][1].update(given=60))
    assert wrong() == {"plan_share_mismatch": {entry}}


@pytest.mark.parametrize("cells", [{"asked": 70}, {"already": 10}])
def test_what_a_need_asked_altered(cast: Cast, wrong: Wrong, cells: dict[str, int]) -> None:
    entry = propose(cast)
    forge_plan(cast, entry, lambda rows: rows[NEEDS][0].update(cells))
    assert wrong() == {"plan_rows_differ": {entry}}


def test_what_a_share_says_altered(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast)
    forge_plan(cast, entry, lambda rows: rows[SHARES][1].update(given=60, level=1000))
    assert wrong() == {"plan_rows_differ": {entry}}


def test_a_reserve_lowered_in_the_question(cast: Cast, wrong: Wrong) -> None:
    """The plan is fair, for another reserve than two people set."""
    keep_back(cast, 30)
    forged = "UPDATE reserve_floor SET quantity = {}".format
    entry = as_if(cast, forged(10), forged(30))
    assert wrong() == {"plan_floor_differs": {entry}}


def test_stock_understated_in_the_question(cast: Cast, wrong: Wrong) -> None:
    """Ten masks kept for somebody."""
    shelf = cast.id_of("place", "货架一")
    forged = f"UPDATE balance SET on_hand = on_hand {{}} 10 WHERE location_id = {shelf}".format
    entry = as_if(cast, forged("-"), forged("+"))
    assert wrong() == {"plan_stock_differs": {entry}}


def test_stock_hidden_from_the_question(cast: Cast, wrong: Wrong) -> None:
    """All that lies on a shelf is left out."""
    shelf = cast.id_of("place", "货架一")
    forged = f"UPDATE location SET kind = '{{}}' WHERE location_id = {shelf}".format
    entry = as_if(cast, forged("rejects"), forged("shelf"))
    assert wrong() == {"plan_stock_hidden": {entry}}


def test_stock_of_another_store_in_the_question(cast: Cast, wrong: Wrong) -> None:
    """Goods the plan may not have: they lie elsewhere."""
    lot_id, _ = receive(cast, 40, "C3", pack_size=10, place="分库", expires_on="2021-06-30")
    store, other = cast.id_of("place", "主库"), cast.id_of("place", "分库")
    path = cast.ask("SELECT path FROM location WHERE location_id = ?", other)[0][0]
    forged = f"UPDATE location SET path = '{{}}' WHERE location_id = {other}".format
    entry = as_if(cast, forged(f"/{store}/{other}/"), forged(path))
    assert wrong() == {"plan_stock_unknown": {entry}}
    assert lot_id


def test_a_quarantined_lot_said_to_be_sound(cast: Cast, wrong: Wrong) -> None:
    receive(cast, 50, "D4", pack_size=10, expires_on="2021-06-30")
    lot_id = number(cast.database, "SELECT MIN(lot_id) FROM lot")
    cast.do("保管乙", QuarantineLot(lot_id=lot_id, reason="盒子破了"))
    forged = f"UPDATE lot SET status = '{{}}' WHERE lot_id = {lot_id}".format
    entry = as_if(cast, forged("released"), forged("quarantined"))
    assert wrong() == {"plan_stock_differs": {entry}}


def test_a_claim_left_out_of_the_question(cast: Cast, wrong: Wrong) -> None:
    unit = cast.id_of("party", HOSPITAL)
    forged = f"UPDATE request SET state = '{{}}' WHERE unit_id = {unit}".format
    entry = as_if(cast, forged("submitted"), forged("approved"))
    assert wrong() == {"plan_claim_hidden": {entry}}


def test_a_claim_that_nobody_approved(cast: Cast, wrong: Wrong) -> None:
    lines = (AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=10),)
    asked = cast.do("值班甲", SubmitRequest(unit_id=cast.id_of("party", "第一小学"), lines=lines)).answer["request_id"]
    forged = "UPDATE request SET state = '{}' WHERE request_id = {}".format
    line = "UPDATE request_line SET approved = {} WHERE request_id = {}".format
    forge(cast.database, forged("approved", asked), line(10, asked))
    entry = propose(cast)
    forge(cast.database, forged("submitted", asked), line("NULL", asked))
    assert wrong() == {"plan_claim_unknown": {entry}}


def test_a_claim_put_into_a_more_urgent_class(cast: Cast, wrong: Wrong) -> None:
    unit = cast.id_of("party", CHECKPOINT)
    (true,) = {row[0] for row in cast.ask("SELECT priority_class FROM request WHERE unit_id = ?", unit)}
    forged = f"UPDATE request SET priority_class = {{}} WHERE unit_id = {unit}".format
    entry = as_if(cast, forged(1), forged(true))
    assert wrong() == {"plan_claim_differs": {entry}}


def test_a_box_made_larger_in_the_question(cast: Cast, wrong: Wrong) -> None:
    """By larger boxes small asks get nothing."""
    entry = as_if(cast, "UPDATE lot SET pack_size = 20", "UPDATE lot SET pack_size = 10")
    assert wrong() == {"plan_pack_differs": {entry}}


def test_a_plan_made_otherwise_than_was_asked_for(cast: Cast, wrong: Wrong) -> None:
    """Somebody asked for minima before all else; the plan was made without them."""
    entry = propose(cast)
    data = data_of(cast.database, entry)
    data["command"]["order"] = "minima"
    rewrite(cast.database, {entry: data})
    assert wrong() == {"plan_terms_differ": {entry}}


def test_a_plan_whose_question_was_taken_away(cast: Cast, wrong: Wrong, tmp_path: Path) -> None:
    """A plan without a question counts as one of older books; after one with a question it does not pass for that."""
    first, second = propose(cast), propose(cast)
    for entry, fault in ((second, {"plan_question_missing": {second}}), (first, {})):
        data = data_of(cast.database, entry)
        rows = data["effects"]["rows"]
        data["effects"]["rows"] = [row for row in rows if row["table"] != QUESTIONS]
        rewrite(cast.database, {entry: data})
        plan_id = next(row["values"]["plan_id"] for row in rows if row["table"] == PLANS)
        forge(cast.database, f"DELETE FROM plan_question WHERE plan_id = {plan_id}")
        assert wrong() == fault
    checked = check_evidence(export(cast.database, tmp_path / "e.zip"), Asked())
    assert checked.plans == PlansSeen(unasked=2)


def test_a_line_written_into_a_plan_by_another_entry(cast: Cast, wrong: Wrong) -> None:
    """More than was proposed, slipped in later."""
    propose(cast)
    later = cast.do("值班甲", SubmitRequest(unit_id=cast.id_of("party", HOSPITAL), lines=(
        AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=10),
    ))).entry  # fmt: skip
    data = data_of(cast.database, later)
    columns = known_tables()[LINES].columns
    row = dict(zip(columns, cast.ask(f"SELECT {', '.join(columns)} FROM plan_line")[0], strict=True))
    row["line_number"] = 99
    data["effects"]["rows"].append({"table": LINES, "values": row})
    rewrite(cast.database, {later: data})
    values = ", ".join(f"'{cell}'" if isinstance(cell, str) else str(cell) for cell in row.values())
    forge(cast.database, f"INSERT INTO plan_line (district_id, {', '.join(row)}) VALUES (1, {values})")
    assert wrong() == {"plan_unreadable": {later}}
