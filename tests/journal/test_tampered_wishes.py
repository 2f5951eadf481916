"""Plans that were wished for in some way of their own, and what somebody could hide behind that. On both databases.

Ways other than the rules, looks ahead, limits on picking, minima that are all or nothing, names of classes.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from journal.test_tampered_plans import (
    CHECKPOINT,
    HOSPITAL,
    Rows,
    as_if,
    ask_otherwise,
    forge_plan,
    found_by_both,
    keep_back,
    propose,
    take_from_the_hospital,
)
from liangcao.journal.plan_terms import WAYS
from liangcao.journal.plans import LINES, NEEDS, QUESTIONS, SHARES
from liangcao.journal.problems import PlansSeen
from liangcao.kernel.canonical import canonical_bytes
from liangcao.requests.commands import (
    ApproveRequest,
    AskLine,
    Covered,
    Decision,
    PeopleRole,
    SetNorm,
    SubmitRequest,
)
from liangcao.sharing import ways
from scenarios.cast import Cast, found
from scenarios.deeds import move, receive
from verifier.tampering import data_of, rewrite

DAY = 86_400_000


def with_figures(url: str) -> None:
    """100 masks at two places; a hospital and a checkpoint with people, norms and stock want 60 each of them."""
    found(url)
    cast = Cast(url)
    masks = cast.id_of("item", "外科口罩")
    norms: tuple[tuple[PeopleRole, int, str], ...] = (
        ("medical", 9_000, "2020-01-01"),
        ("medical", 3_500, "2020-01-02"),
        ("worker", 0, "2020-01-01"),
    )
    for role, milli, since in norms:
        norm = SetNorm(item_id=masks, role=role, milli_per_day=milli, effective_on=since, source="专家组")
        cast.do("审批丙", norm)
    lot_id, _ = receive(cast, 100, pack_size=10, expires_on="2021-06-30")
    cast.do("保管乙", move(cast, lot_id, 30))
    for unit in (HOSPITAL, CHECKPOINT):
        approve(cast, ask(cast, unit, 60), 60)
    cast.close()


def ask(cast: Cast, unit: str, quantity: int | None, heads: int = 7) -> int:
    """A request for masks."""
    line = AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=quantity, stock_held=5)
    covered = (Covered(role="medical", heads=heads), Covered(role="worker", heads=2))
    asked = SubmitRequest(unit_id=cast.id_of("party", unit), lines=(line,), covered=covered, channel="call")
    return int(cast.do("值班甲", asked).answer["request_id"])


def approve(cast: Cast, request_id: int, quantity: int) -> None:
    """The request is approved with this quantity."""
    decided = (Decision(line_number=1, approved=quantity, note="看过了"),)
    cast.do("审批丙", ApproveRequest(request_id=request_id, lines=decided, note="看过了"))


@pytest.fixture
def cast(copy_of: Callable[..., str]) -> Iterator[Cast]:
    opened = Cast(copy_of(with_figures))
    yield opened
    opened.close()


Look = Callable[[], tuple[dict[str, set[int]], PlansSeen]]
Wrong = Callable[[], dict[str, set[int]]]


@pytest.fixture
def look(cast: Cast, tmp_path: Path) -> Look:
    """What both find wrong, and how many plans stand."""
    return lambda: found_by_both(cast, tmp_path)


@pytest.fixture
def wrong(look: Look) -> Wrong:
    """What both find wrong."""
    return lambda: look()[0]


def want_otherwise(cast: Cast, entry: int, **more: Any) -> None:
    """Let the command of `entry` have wanted something else."""
    data = data_of(cast.database, entry)
    data["command"].update(more)
    rewrite(cast.database, {entry: data})


def prove_otherwise(rows: Rows, **more: Any) -> None:
    """Put something else into the proof; None takes it out."""
    proof = {**json.loads(rows[QUESTIONS][0]["proof"]), **more}
    rows[QUESTIONS][0]["proof"] = canonical_bytes(
        {name: each for name, each in proof.items() if each is not None}
    ).decode()


def test_ways_are_those_there_are() -> None:
    assert {name: way.by_class for name, way in ways.WAYS.items()} == dict(WAYS)


def test_honest_plans_of_every_kind_stand(cast: Cast, look: Look) -> None:
    """Also days later, when some of what was asked is too long ago to be expected again."""
    store, shelf = cast.id_of("place", "主库"), cast.id_of("place", "货架一")
    keep_back(cast, 20)
    limits = ({"location_id": store, "boxes": 5}, {"location_id": shelf, "boxes": 1})
    nowhere = {"location_id": cast.id_of("place", "分库"), "boxes": 3}
    kinds: list[dict[str, Any]] = [{"way": way} for way in WAYS]
    kinds += [{"minima": "whole", "minimum_percent": 50}, {"pick_limits": (*limits, nowhere)}, {"look_ahead_days": 3}]
    for kind in kinds:
        propose(cast, **kind)
    cast.clock.advance(10 * DAY)
    ask(cast, "第一小学", 200)
    ask(cast, HOSPITAL, None)
    approve(cast, ask(cast, HOSPITAL, 40), 30)
    cast.clock.advance(4 * DAY)
    for days in (1, 14):
        propose(cast, look_ahead_days=days)
    assert look() == ({}, PlansSeen(certified=10, compared=10, otherwise=5))


def test_a_look_ahead_sees_the_last_fourteen_days_alone(cast: Cast, wrong: Wrong) -> None:
    """Two of three requests are older: what the question expects is what the books say."""
    cast.clock.advance(14 * DAY)
    approve(cast, ask(cast, HOSPITAL, 40), 28)
    entry = propose(cast, look_ahead_days=7)
    (row,) = data_of(cast.database, entry)["effects"]["rows"][1:2]
    (expected,) = json.loads(row["values"]["question"])["expected"]
    assert (expected["class"], expected["quantity"]) == (3, 14)
    assert wrong() == {}


def test_more_is_expected_than_was_asked(cast: Cast, wrong: Wrong) -> None:
    """So the less urgent get less."""
    number = ask(cast, HOSPITAL, 14)
    forged = f"UPDATE request_line SET asked = {{}} WHERE request_id = {number}".format
    entry = as_if(cast, forged(1400), forged(14), look_ahead_days=5)
    assert wrong() == {"plan_expected_differs": {entry}}


def test_what_was_asked_long_ago_is_expected_again(cast: Cast, wrong: Wrong) -> None:
    (request_id, true), *_ = cast.ask("SELECT request_id, entry FROM request ORDER BY request_id")
    cast.clock.advance(15 * DAY)
    approve(cast, ask(cast, HOSPITAL, 40), 28)
    (last,) = cast.ask("SELECT MAX(entry) FROM request")[0]
    forged = f"UPDATE request SET entry = {{}} WHERE request_id = {request_id}".format
    entry = as_if(cast, forged(last), forged(true), look_ahead_days=5)
    assert wrong() == {"plan_expected_differs": {entry}}


def test_nobody_wanted_to_look_ahead(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast, look_ahead_days=5)
    want_otherwise(cast, entry, look_ahead_days=0)
    assert wrong() == {"plan_terms_differ": {entry}, "plan_expected_differs": {entry}}


def test_spared_from_another_class_on(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast, look_ahead_days=5)
    forge_plan(cast, entry, lambda rows: ask_otherwise(rows, lambda asked: asked["expected"][0].update({"class": 2})))
    assert wrong()["plan_terms_differ"] == {entry}


@pytest.mark.parametrize("kind", ["other", "more", "none"])
def test_limits_on_picking_are_those_that_were_wanted(cast: Cast, wrong: Wrong, kind: str) -> None:
    shelf = cast.id_of("place", "货架一")
    entry = propose(cast, pick_limits=({"location_id": shelf, "boxes": 2},))
    limits = [{"location_id": shelf, "boxes": 3}]
    limits += [{"location_id": cast.id_of("place", "主库"), "boxes": 9}] if kind == "more" else []
    want_otherwise(cast, entry, pick_limits=[] if kind == "none" else limits)
    assert wrong() == {"plan_limit_differs": {entry}}


def test_minima_that_nobody_wanted_to_be_whole(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast, minima="whole", minimum_percent=50)
    want_otherwise(cast, entry, minima="part")
    assert wrong() == {"plan_terms_differ": {entry}}


def test_tiers_that_nobody_wanted(cast: Cast, wrong: Wrong) -> None:
    """The plan is fair, in an order of classes of somebody's own."""
    entry = propose(cast)
    tiers = [f"{number}:{part}" for number in (1, 2, 3) for part in ("minimum", "rest")]
    forge_plan(cast, entry, lambda rows: ask_otherwise(rows, lambda asked: asked["rules"].update(tiers=tiers)))
    assert wrong() == {"plan_terms_differ": {entry}}


def test_a_plan_made_anew_around_one_of_which_the_books_know_nothing(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast)

    def publish(rows: Rows) -> None:
        (lot, *_), (claim, *_) = (json.loads(rows[QUESTIONS][0]["question"])[name] for name in ("lots", "claims"))
        row = {"claim": claim["claim"], "lot": lot["lot"], "warehouse": lot["warehouse"], "quantity": 10}
        ask_otherwise(rows, lambda asked: asked.update(published=[row]))

    forge_plan(cast, entry, publish)
    assert "plan_terms_differ" in wrong()


@pytest.mark.parametrize("kind", ["twice", "missing"])
def test_classes_that_cannot_be_read(cast: Cast, wrong: Wrong, kind: str) -> None:
    entry = propose(cast)

    def change(asked: dict[str, Any]) -> None:
        asked["classes"] = asked["classes"][:1] + asked["classes"] if kind == "twice" else asked["classes"][3:]

    forge_plan(cast, entry, lambda rows: ask_otherwise(rows, change), rehash=False)
    assert wrong() == {"plan_unreadable": {entry}}


def test_an_unfair_plan_is_said_to_share_by_another_way(cast: Cast, wrong: Wrong) -> None:
    """Nobody asked for that way: it is held to the rules all the same."""
    entry = propose(cast)

    def pretend(rows: Rows) -> None:
        take_from_the_hospital(rows)
        prove_otherwise(rows, way={"by": "equal", "by_class": True})

    forge_plan(cast, entry, pretend)
    assert wrong() == {"plan_unfair": {entry}, "plan_terms_differ": {entry}}


def test_an_unfair_plan_that_was_wanted_by_another_way_is_counted_apart(cast: Cast, look: Look) -> None:
    """Whoever rewrites the command as well has it said for everybody to read that fairness was not asked for."""
    entry = propose(cast)
    assert look() == ({}, PlansSeen(certified=1, compared=1))

    def pretend(rows: Rows) -> None:
        take_from_the_hospital(rows)
        prove_otherwise(rows, way={"by": "equal", "by_class": True})

    forge_plan(cast, entry, pretend)
    want_otherwise(cast, entry, way="equal")
    assert look() == ({}, PlansSeen(certified=1, compared=1, otherwise=1))


@pytest.mark.parametrize("way", [None, {"by": "pro_rata", "by_class": False}, {"by": "equal", "by_class": 1}])
def test_another_way_than_was_wanted(cast: Cast, wrong: Wrong, way: Any) -> None:
    entry = propose(cast, way="equal")
    forge_plan(cast, entry, lambda rows: prove_otherwise(rows, way=way))
    assert wrong() == {"plan_terms_differ": {entry}}


def test_a_way_there_is_not(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast, way="equal")
    forge_plan(cast, entry, lambda rows: prove_otherwise(rows, way={"by": "mine", "by_class": True}))
    want_otherwise(cast, entry, way="mine")
    assert wrong() == {"plan_unreadable": {entry}}


def test_another_way_gives_no_more_than_there_is(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast, way="equal")

    def give_more(rows: Rows) -> None:
        line = rows[LINES][0]
        line["quantity"] += 60
        whose = line["unit_id"]
        need = next(each for each in rows[NEEDS] if each["unit_id"] == whose)
        share = next(each for each in rows[SHARES] if each["request_id"] == line["request_id"])
        need["given"] += 60
        share.update(given=need["given"], level=need["given"] * 1000 // 60)

    forge_plan(cast, entry, give_more)
    assert wrong() == {"plan_over_available": {entry}, "plan_over_asked": {entry}}


def test_another_way_goes_into_no_reserve(cast: Cast, wrong: Wrong) -> None:
    """The checkpoint gets of what is kept from it."""
    keep_back(cast, 60)
    entry = propose(cast, way="pro_rata")
    forge_plan(cast, entry, take_from_the_hospital)
    assert wrong() == {"plan_into_reserve": {entry}}


def test_edits_that_no_command_made(cast: Cast, wrong: Wrong) -> None:
    entry = propose(cast)

    def edit(rows: Rows) -> None:
        take_from_the_hospital(rows)
        line = rows[LINES][0]
        lot = json.loads(rows[QUESTIONS][0]["question"])["lots"][0]
        told = {"claim": f"{line['request_id']}:1", "lot": lot["lot"], "warehouse": lot["warehouse"]}
        told |= {"quantity": line["quantity"], "before": 0, "reason": "领导打过招呼"}
        prove_otherwise(rows, edits=[told])

    forge_plan(cast, entry, edit)
    assert wrong() == {"plan_unfair": {entry}, "plan_terms_differ": {entry}}


def test_edits_of_nothing(cast: Cast, wrong: Wrong) -> None:
    """An empty list is in no hash."""
    entry = propose(cast)
    forge_plan(cast, entry, lambda rows: prove_otherwise(rows, edits=[], more={}))
    assert wrong() == {"plan_terms_differ": {entry}}


@pytest.mark.parametrize("way", ["rules", "equal"])
def test_a_debt_made_up(cast: Cast, wrong: Wrong, way: str) -> None:
    """It would put the unit before its equals another day; by the rules only whoever goes short is owed anything."""
    entry = propose(cast, way=way)
    hospital = cast.id_of("party", HOSPITAL)

    def owe(rows: Rows) -> None:
        next(each for each in rows[NEEDS] if each["unit_id"] == hospital)["debt"] = 900

    forge_plan(cast, entry, owe)
    assert wrong() == {"plan_rows_differ": {entry}}


@pytest.mark.parametrize("told", ["people", "held", "heads", "norm"])
def test_figures_of_a_unit_altered_in_the_question(cast: Cast, wrong: Wrong, told: str) -> None:
    """By heads and by days of cover more goes to whoever has more heads, less stock, more use."""
    masks = cast.id_of("item", "外科口罩")
    column, table, true, false = {
        "people": ("people_covered", "request", 9, 90),
        "held": ("stock_held", "request_line", 5, 0),
        "heads": ("heads", "request_people WHERE role = 'medical'", 7, 70),
        "norm": ("milli_per_day", f"norm WHERE effective_on = '2020-01-02' AND item_id = {masks}", 3_500, 1),
    }[told]
    name, _, where = table.partition(" ")
    forged = f"UPDATE {name} SET {column} = {{}} {where}".format
    entry = as_if(cast, forged(false), forged(true), way="cover" if told != "people" else "people")
    assert wrong() == {"plan_claim_differs": {entry}}
