"""Plans for a list, by heads: who was on it, for how many people, out of what. On both databases.

Each time entries, hashes, tables and heads fit together, and the plan is fair for its question.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from journal.test_tampered_plans import CHECKPOINT, HOSPITAL, Rows, ask_otherwise, forge_plan, found_by_both, keep_back
from journal.test_tampered_wishes import Look, Wrong, want_otherwise
from liangcao.allocation.commands import AdoptPlan, ProposeListPlan
from liangcao.journal.plans import QUESTIONS, SHARES
from liangcao.journal.problems import PlansSeen
from liangcao.receiving.commands import QuarantineLot
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, RejectRequest, SubmitRequest
from scenarios.cast import Cast, found
from scenarios.deeds import move, receive
from verifier.tampering import data_of, forge

SCHOOL = "第一小学"
DAY = 86_400_000


def with_a_list(url: str) -> None:
    """300 masks at two places, and three units that ask for masks: for 20, 30 and 50 people, one of them for 40."""
    found(url)
    cast = Cast(url)
    lot_id, _ = receive(cast, 300, pack_size=10, expires_on="2021-06-30")
    cast.do("保管乙", move(cast, lot_id, 30))
    ask(cast, HOSPITAL, 20)
    ask(cast, CHECKPOINT, 30)
    ask(cast, SCHOOL, 50, 40)
    cast.close()


def ask(cast: Cast, unit: str, heads: int, quantity: int | None = None) -> int:
    """A request for masks, the second of two lines."""
    goods = [cast.id_of("item", name) for name in ("防护服", "外科口罩")]
    lines = (AskLine(item_id=goods[0], quantity=1), AskLine(item_id=goods[1], quantity=quantity))
    unit_id = cast.id_of("party", unit)
    asked = SubmitRequest(unit_id=unit_id, lines=lines, people_covered=heads, channel="call")
    return int(cast.do("值班甲", asked).answer["request_id"])


def listed(cast: Cast) -> tuple[int, ...]:
    """The requests there are."""
    return tuple(row[0] for row in cast.ask("SELECT request_id FROM request ORDER BY request_id"))


def share(cast: Cast, **more: Any) -> int:
    """The entry of a plan for all of them."""
    wanted = {
        "location_id": cast.id_of("place", "主库"), "item_id": cast.id_of("item", "外科口罩"), "quantity": 200,
        "request_ids": listed(cast), **more,
    }  # fmt: skip
    return cast.do("值班甲", ProposeListPlan.model_validate(wanted)).entry


def as_if(cast: Cast, forged: str, mended: str, **more: Any) -> int:
    """The entry of a plan proposed while the tables were forged; afterwards they are as the journal says."""
    forge(cast.database, forged)
    entry = share(cast, **more)
    forge(cast.database, mended)
    return entry


@pytest.fixture
def cast(copy_of: Callable[..., str]) -> Iterator[Cast]:
    opened = Cast(copy_of(with_a_list))
    yield opened
    opened.close()


@pytest.fixture
def look(cast: Cast, tmp_path: Path) -> Look:
    """What both find wrong, and how many plans stand."""
    return lambda: found_by_both(cast, tmp_path)


@pytest.fixture
def wrong(look: Look) -> Wrong:
    """What both find wrong."""
    return lambda: look()[0]


def test_honest_lists_stand(cast: Cast, look: Look) -> None:
    """By pieces and steps, all and less, beside reserves, directed, late and stopped goods; decided and adopted."""
    keep_back(cast, 20)
    receive(cast, 40, "B2", purpose_class=2, expires_on="2021-06-30")
    receive(cast, 50, "C3", expires_on="2020-01-31")
    stopped, _ = receive(cast, 60, "D4", expires_on="2021-06-30")
    cast.do("保管乙", QuarantineLot(lot_id=stopped, reason="盒子破了"))
    receive(cast, 70, "E5", place="分库", expires_on="2021-06-30")
    receive(cast, 25, "F6")
    first, second, third = listed(cast)
    share(cast, quantity=375)
    cast.clock.advance(DAY)
    for more in ({"quantity": 325}, {"pack": 50}, {"pack": 7, "quantity": 33}, {"request_ids": (third, first, third)}):
        share(cast, **more)
    entry = share(cast, quantity=100, request_ids=(first, second))
    shares = [row["values"] for row in data_of(cast.database, entry)["effects"]["rows"] if row["table"] == SHARES]
    for each in shares:
        masks = Decision(line_number=2, approved=each["given"], note="按人头")
        decided = (Decision(line_number=1, approved=0, note="没有"), masks)
        cast.do("审批丙", ApproveRequest(request_id=each["request_id"], lines=decided, note="看过了"))
    share(cast, quantity=60, request_ids=(first, third))
    cast.do("审批丙", AdoptPlan(plan_id=shares[0]["plan_id"]))
    share(cast, quantity=30, request_ids=(third, second))
    assert look() == ({}, PlansSeen(certified=8, compared=8))


def test_one_of_the_list_left_out(cast: Cast, wrong: Wrong) -> None:
    """The others get more by it."""
    first, *others = listed(cast)
    entry = share(cast, request_ids=others)
    want_otherwise(cast, entry, request_ids=[first, *others])
    assert wrong() == {"plan_claim_hidden": {entry}, "plan_claim_differs": {entry}}


def test_one_who_is_not_on_the_list(cast: Cast, wrong: Wrong) -> None:
    entry = share(cast)
    want_otherwise(cast, entry, request_ids=listed(cast)[1:])
    assert wrong() == {"plan_claim_unknown": {entry}, "plan_claim_differs": {entry}}


def test_one_whose_request_was_refused(cast: Cast, wrong: Wrong) -> None:
    first = listed(cast)[0]
    cast.do("审批丙", RejectRequest(request_id=first, reason="重复"))
    forged = f"UPDATE request SET state = '{{}}' WHERE request_id = {first}".format
    entry = as_if(cast, forged("submitted"), forged("rejected"))
    assert wrong() == {"plan_claim_unknown": {entry}, "plan_claim_differs": {entry}}


@pytest.mark.parametrize(
    ("change", "true", "false"),
    [
        ("request SET people_covered = {} WHERE request_id = {first}", 20, 200),
        ("request SET submitted_at = submitted_at - {} WHERE request_id = {first}", -1_000, 1_000),
        ("request_line SET asked = {} WHERE request_id = {third} AND line_number = 2", 40, 400),
        ("request_line SET item_id = {} WHERE request_id = {first} AND line_number = 1", "{suits}", "{masks}"),
    ],
)
def test_heads_and_amounts_altered(cast: Cast, wrong: Wrong, change: str, true: Any, false: Any) -> None:
    first, _, third = listed(cast)
    goods = {"suits": cast.id_of("item", "防护服"), "masks": cast.id_of("item", "外科口罩")}

    def forged(value: Any) -> str:
        return f"UPDATE {change.format(str(value).format(**goods), first=first, third=third)}"

    entry = as_if(cast, forged(false), forged(true))
    found_out = wrong()
    assert found_out.keys() & {"plan_claim_differs", "plan_claim_unknown"}
    assert set.union(*found_out.values()) == {entry}


def test_a_list_in_another_class(cast: Cast, wrong: Wrong) -> None:
    """Above a reserve that binds the school."""
    third = listed(cast)[-1]
    true = cast.ask("SELECT priority_class FROM request WHERE request_id = ?", third)[0][0]
    forged = f"UPDATE request SET priority_class = {{}} WHERE request_id = {third}".format
    entry = as_if(cast, forged(1), forged(true))
    assert true > 1
    assert wrong() == {"plan_claim_differs": {entry}, "plan_floor_differs": {entry}}


def test_a_free_lot_hidden(cast: Cast, wrong: Wrong) -> None:
    shelf = cast.id_of("place", "货架一")
    forged = f"UPDATE location SET kind = '{{}}' WHERE location_id = {shelf}".format
    entry = as_if(cast, forged("rejects"), forged("shelf"))
    assert wrong() == {"plan_stock_hidden": {entry}, "plan_floor_differs": {entry}}


@pytest.mark.parametrize(
    ("change", "true", "false"),
    [
        ("purpose_class = {}", 2, 0),
        ("expires_on = '{}'", "2020-01-31", "2021-01-30"),
        ("status = '{}'", "quarantined", "released"),
    ],
)
def test_goods_that_are_not_for_lists(cast: Cast, wrong: Wrong, change: str, true: Any, false: Any) -> None:
    """Directed by the donor, past their day, stopped: shared out all the same."""
    line = {"purpose_class": 2} if "purpose" in change else {}
    expires_on = "2020-01-31" if "expires" in change else "2021-06-30"
    lot_id, _ = receive(cast, 50, "B2", expires_on=expires_on, **line)
    if "status" in change:
        cast.do("保管乙", QuarantineLot(lot_id=lot_id, reason="盒子破了"))
    cast.clock.advance(DAY)
    forged = f"UPDATE lot SET {change} WHERE lot_id = {lot_id}".format
    entry = as_if(cast, forged(false), forged(true))
    assert wrong() == {"plan_stock_unknown": {entry}, "plan_floor_differs": {entry}}


def test_more_goes_out_than_was_wanted(cast: Cast, wrong: Wrong) -> None:
    entry = share(cast, quantity=200)
    want_otherwise(cast, entry, quantity=100)
    assert wrong() == {"plan_claim_differs": {entry}, "plan_floor_differs": {entry}}


def test_a_reserve_that_lists_leave(cast: Cast, wrong: Wrong) -> None:
    keep_back(cast, 150)
    forged = "UPDATE reserve_floor SET quantity = {}".format
    entry = as_if(cast, forged(10), forged(150))
    assert wrong() == {"plan_floor_differs": {entry}}


@pytest.mark.parametrize("wanted", [{"pack": 5}, {"item_id": 0}, {"location_id": 0}])
def test_shared_otherwise_than_was_wanted(cast: Cast, wrong: Wrong, wanted: dict[str, int]) -> None:
    entry = share(cast, pack=10)
    others = {"item_id": cast.id_of("item", "防护服"), "location_id": cast.id_of("place", "分库")}
    want_otherwise(cast, entry, **{name: value or others[name] for name, value in wanted.items()})
    assert "plan_terms_differ" in wrong()


@pytest.mark.parametrize("name", ["minimum", "already", "debt", "people", "held_there"])
def test_what_claims_of_lists_do_not_say(cast: Cast, wrong: Wrong, name: str) -> None:
    """Something by which one of them would come before the others."""
    entry = share(cast)
    forge_plan(cast, entry, lambda rows: ask_otherwise(rows, lambda asked: asked["claims"][0].update({name: 3})))
    assert wrong().keys() >= {"plan_terms_differ", "plan_claim_differs"}


@pytest.mark.parametrize("table", ["expected", "pick_limits"])
def test_what_questions_of_lists_do_not_have(cast: Cast, wrong: Wrong, table: str) -> None:
    entry = share(cast)

    def add(rows: Rows) -> None:
        asked = json.loads(rows[QUESTIONS][0]["question"])
        item, warehouse = asked["items"][0]["item"], asked["lots"][0]["warehouse"]
        row = {
            "expected": {"item": item, "class": 3, "quantity": 10}, "pick_limits": {"warehouse": warehouse, "boxes": 9},
        }[table]  # fmt: skip
        ask_otherwise(rows, lambda asked: asked.update({table: [row]}))

    forge_plan(cast, entry, add)
    assert {"expected": "plan_terms_differ", "pick_limits": "plan_limit_differs"}[table] in wrong()


def test_rounded_down_a_little_stays(cast: Cast, wrong: Wrong) -> None:
    entry = share(cast)
    forge_plan(cast, entry, lambda rows: ask_otherwise(rows, lambda asked: asked["rules"].update(rounding="down")))
    assert "plan_terms_differ" in wrong()


def test_a_share_told_otherwise(cast: Cast, wrong: Wrong) -> None:
    entry = share(cast)
    forge_plan(cast, entry, lambda rows: rows[SHARES][0].update(given=0, level=0))
    assert wrong() == {"plan_rows_differ": {entry}}


@pytest.mark.parametrize("more", [{"way": "first_come"}, {"item_ids": []}, {"request_ids": []}, {"quantity": 0}])
def test_a_command_that_is_none(cast: Cast, wrong: Wrong, more: dict[str, Any]) -> None:
    entry = share(cast)
    want_otherwise(cast, entry, **more)
    assert entry in set.union(*wrong().values())
