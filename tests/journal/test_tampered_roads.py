"""Questions of plans forged in what they say of roads, limits on picking, standards and goods on their way."""

import json
from typing import Any

import pytest

from journal.test_tampered_plans import CHECKPOINT, Rows, ask_otherwise, forge_plan, propose
from journal.test_tampered_wishes import Wrong, approve, cast, look, wrong
from liangcao.allocation.commands import SetCarryingCost
from liangcao.journal.plans import NEEDS, QUESTIONS
from liangcao.receiving.commands import AnnounceArrival, AnnouncedLine
from liangcao.requests.commands import AskLine, SubmitRequest
from scenarios.cast import Cast
from verifier.tampering import data_of

__all__ = ["cast", "look", "wrong"]


def test_places_counted_out_of_a_limit(cast: Cast, wrong: Wrong) -> None:
    """The store has a limit; what its shelf gives is said not to count."""
    entry = propose(cast, pick_limits=({"location_id": cast.id_of("place", "主库"), "boxes": 2},))
    forge_plan(cast, entry, lambda rows: ask_otherwise(rows, lambda asked: asked["pick_limits"][0].pop("together")))
    assert "plan_limit_differs" in wrong()


def test_what_carrying_costs_is_what_was_set(cast: Cast, wrong: Wrong) -> None:
    """The last word on each place and area counts, the place it lies in where nothing is said of it."""
    store, shelf = cast.id_of("place", "主库"), cast.id_of("place", "货架一")
    for place, cost in ((store, 4), (store, 9), (shelf, 3), (shelf, -1)):
        cast.do("值班甲", SetCarryingCost(location_id=place, cost=cost, reason="按路程"))
    entry = propose(cast)
    (asked,) = (json.loads(row["values"]["question"]) for row in _questions_in(cast, entry))
    assert {row["cost"] for row in asked["costs"]} == {9}
    assert wrong() == {}
    forge_plan(cast, entry, lambda rows: ask_otherwise(rows, lambda asked: asked["costs"][0].update(cost=1)))
    assert "plan_cost_differs" in wrong()


def test_a_unit_moved_to_another_area(cast: Cast, wrong: Wrong) -> None:
    store = cast.id_of("place", "主库")
    cast.do("值班甲", SetCarryingCost(location_id=store, cost=4, reason="按路程"))
    entry = propose(cast)

    def move(asked: dict[str, Any]) -> None:
        asked["units"][0]["zone"] = "far"
        far = [{**row, "zone": "far"} for row in asked["costs"]]
        asked["costs"] = sorted(far + asked["costs"], key=lambda row: (row["warehouse"], row["zone"]))

    forge_plan(cast, entry, lambda rows: ask_otherwise(rows, move))
    assert {"plan_zone_differs", "plan_cost_differs"} <= wrong().keys()


def test_standards_that_were_asked_for_are_left_out(cast: Cast, wrong: Wrong) -> None:
    """So what meets none of them would do."""
    line = AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=9, standards=("GB 19083", "YY 0469-2011"))
    asked = SubmitRequest(unit_id=cast.id_of("party", CHECKPOINT), lines=(line,), channel="call")
    approve(cast, int(cast.do("值班甲", asked).answer["request_id"]), 9)
    entry = propose(cast)
    assert wrong() == {}

    def forget(question: dict[str, Any]) -> None:
        (claim,) = (each for each in question["claims"] if each["standards"])
        claim.update(standards=[])

    forge_plan(cast, entry, lambda rows: ask_otherwise(rows, forget))
    assert "plan_claim_differs" in wrong()


def announce(cast: Cast, quantity: int, **more: Any) -> None:
    """So many masks are announced."""
    line = AnnouncedLine(item_id=cast.id_of("item", "外科口罩"), quantity=quantity)
    source = {"source_kind": "purchase", "source_party_id": cast.id_of("party", "上海供应"), "lines": (line,)}
    cast.do("值班甲", AnnounceArrival.model_validate({**source, "expected_on": "2020-02-20", **more}))


def test_what_is_expected_is_told_apart(cast: Cast, wrong: Wrong) -> None:
    """At the store where nobody said where, tomorrow where it is late; not without a day, nor of another store."""
    announce(cast, 30)
    announce(cast, 40, expected_on="2020-01-05", location_id=cast.id_of("place", "货架一"))
    announce(cast, 50, expected_on="")
    announce(cast, 60, location_id=cast.id_of("place", "分库"))
    entry = propose(cast)
    (asked,) = (json.loads(row["values"]["question"]) for row in _questions_in(cast, entry))
    assert [row["quantity"] for row in asked["lots"] if row["arrives"]] == [30, 40]
    assert wrong() == {}


@pytest.mark.parametrize("kind", ["hidden", "more", "promised"])
def test_more_or_less_is_expected_than_was_announced(cast: Cast, wrong: Wrong, kind: str) -> None:
    announce(cast, 3)
    entry = propose(cast)

    def change(asked: dict[str, Any]) -> None:
        (row,) = (each for each in asked["lots"] if each["arrives"])
        asked["lots"].remove(row) if kind == "hidden" else row.update(quantity=5)

    def promise(rows: Rows) -> None:
        rows[NEEDS][0]["promised"] = 40

    forge_plan(cast, entry, promise if kind == "promised" else lambda rows: ask_otherwise(rows, change))
    assert ("plan_rows_differ" if kind == "promised" else "plan_coming_differs") in wrong()


def _questions_in(cast: Cast, entry: int) -> list[Any]:
    return [row for row in data_of(cast.database, entry)["effects"]["rows"] if row["table"] == QUESTIONS]
