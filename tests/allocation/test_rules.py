"""How sharing out works, by worked examples: what is asked, what is there, who gets what from which lot."""

import re
from dataclasses import replace

import pytest

from liangcao.allocation.check import check_plan
from liangcao.allocation.rules import Claim, Plan, Supply, plan_allocation

TODAY = "2020-02-10"
UNITS = {name: number for number, name in enumerate(("Hospital", "Clinic", "Checkpoint", "School", "Factory"), start=1)}

ASK = re.compile(r"ask (?P<unit>\w+) class (?P<level>\d) (?P<asked>\d+)(?: weight (?P<weight>\d+))?")
LOT = re.compile(
    r"lot (?P<lot>\d+) has (?P<available>\d+)(?: in (?P<pack>\d+)s)?(?: until (?P<day>[\d-]+))?"
    r"(?P<quarantined> quarantined)?(?: for (?P<unit>[A-Z]\w+))?(?: for class (?P<level>\d))?"
)

SCENARIOS = {
    "the urgent class is filled before the next gets anything": """
        ask Hospital class 1 80
        ask School class 4 80
        lot 1 has 100
        -> Hospital 80 of lot 1, School 20 of lot 1""",
    "a lower class gets nothing while a higher one goes short": """
        ask Hospital class 1 80
        ask School class 4 10
        lot 1 has 60
        -> Hospital 60 of lot 1""",
    "inside a class everybody stands at the same level": """
        ask Hospital class 2 100
        ask Clinic class 2 50
        ask Checkpoint class 2 10
        lot 1 has 80
        -> Hospital 50 of lot 1, Clinic 25 of lot 1, Checkpoint 5 of lot 1""",
    "a weight of two stands twice as high": """
        ask Hospital class 2 100 weight 2
        ask Clinic class 2 100
        lot 1 has 90
        -> Hospital 60 of lot 1, Clinic 30 of lot 1""",
    "whole boxes: the odd box goes where it fills most": """
        ask Hospital class 2 400
        ask Clinic class 2 200
        lot 1 has 150 in 50s
        -> Hospital 100 of lot 1, Clinic 50 of lot 1""",
    "equal claims: the earlier approval gets the odd box": """
        ask Hospital class 2 200
        ask Clinic class 2 200
        lot 1 has 150 in 50s
        -> Hospital 100 of lot 1, Clinic 50 of lot 1""",
    "a box is opened for the last remainder of an ask": """
        ask Hospital class 2 70
        lot 1 has 100 in 50s
        -> Hospital 70 of lot 1""",
    "loose goods cover the remainder before a box is opened": """
        ask Hospital class 2 70
        lot 1 has 100 in 50s until 2020-03-01
        lot 2 has 30 until 2020-06-01
        -> Hospital 50 of lot 1, Hospital 20 of lot 2""",
    "the last pieces of the stock go to the next in line": """
        ask Hospital class 2 200
        ask Clinic class 2 200
        lot 1 has 70 in 50s
        -> Hospital 50 of lot 1, Clinic 20 of lot 1""",
    "first expired first out, never-expiring goods last": """
        ask Hospital class 1 50
        lot 1 has 20
        lot 2 has 20 until 2020-06-01
        lot 3 has 20 until 2020-03-01
        -> Hospital 10 of lot 1, Hospital 20 of lot 2, Hospital 20 of lot 3""",
    "expired and quarantined lots are never given": """
        ask Hospital class 1 50
        lot 1 has 20 until 2020-02-09
        lot 2 has 20 until 2020-03-01 quarantined
        lot 3 has 20 until 2020-02-10
        -> Hospital 20 of lot 3""",
    "what a donor directed at a unit serves it alone": """
        ask Hospital class 1 50
        ask School class 4 30
        lot 1 has 40 for School
        -> School 30 of lot 1""",
    "directed stock is used before general stock": """
        ask Hospital class 1 50
        ask Clinic class 1 50
        lot 1 has 60 until 2020-03-01
        lot 2 has 40 until 2020-06-01 for Hospital
        -> Hospital 40 of lot 2, Hospital 10 of lot 1, Clinic 50 of lot 1""",
    "directed stock counts towards the fair level": """
        ask Hospital class 1 100
        ask Clinic class 1 100
        lot 1 has 60
        lot 2 has 40 for Hospital
        -> Hospital 40 of lot 2, Hospital 10 of lot 1, Clinic 50 of lot 1""",
    "stock directed at a class serves that class alone": """
        ask Hospital class 1 50
        ask School class 4 30
        lot 1 has 40 for class 4
        lot 2 has 20
        -> Hospital 20 of lot 2, School 30 of lot 1""",
    "lots of one day: each claim from one lot where that can be": """
        ask Hospital class 1 30
        ask Clinic class 1 50
        lot 1 has 50 until 2020-03-01
        lot 2 has 30 until 2020-03-01
        -> Hospital 30 of lot 2, Clinic 50 of lot 1""",
    "lots of one day: no split where a larger lot covers all": """
        ask Hospital class 1 40
        ask Clinic class 1 30
        lot 1 has 30 until 2020-03-01
        lot 2 has 50 until 2020-03-01
        -> Hospital 40 of lot 2, Clinic 30 of lot 1""",
    "loose goods are counted out into packs when boxes run out": """
        ask Hospital class 1 100
        lot 1 has 50 in 50s
        lot 2 has 30
        lot 3 has 20
        -> Hospital 50 of lot 1, Hospital 30 of lot 2, Hospital 20 of lot 3""",
    "an opened box is loose: nothing but loose goods is shared by the piece": """
        ask Hospital class 1 5000
        ask Clinic class 1 5000
        lot 1 has 1500 in 2000s
        -> Hospital 750 of lot 1, Clinic 750 of lot 1""",
    "boxes of another size than the largest are opened as needed": """
        ask Hospital class 1 100
        lot 1 has 80 in 40s until 2020-03-01
        lot 2 has 50 in 50s until 2020-06-01
        -> Hospital 50 of lot 1, Hospital 50 of lot 2""",
    "two classes of one unit are two asks": """
        ask Hospital class 1 30
        ask Hospital class 2 30
        ask Clinic class 2 30
        lot 1 has 60
        -> Hospital 30 of lot 1, Hospital 15 of lot 1, Clinic 15 of lot 1""",
    "nothing there, nothing given": """
        ask Hospital class 1 30
        lot 1 has 0
        ->""",
}


def read(scenario: str) -> tuple[list[Claim], list[Supply], list[tuple[str, int, int]]]:
    before, _, after = scenario.partition("->")
    claims, supplies = [], []
    for line in filter(None, map(str.strip, before.splitlines())):
        if found := ASK.fullmatch(line):
            order = len(claims) + 1
            unit, level, asked = UNITS[found["unit"]], int(found["level"]), int(found["asked"])
            claims.append(Claim(f"{order} {found['unit']}", unit, 1, level, asked, order, int(found["weight"] or 1)))
        elif found := LOT.fullmatch(line):
            facts = {"pack_size": int(found["pack"] or 1), "expires_on": found["day"] or ""}
            purpose = {"purpose_unit_id": UNITS.get(found["unit"], 0), "purpose_class": int(found["level"] or 0)}
            supply = Supply(int(found["lot"]), 1, 1, int(found["available"]), quarantined=bool(found["quarantined"]))
            supplies.append(replace(supply, **facts, **purpose))
        else:
            raise AssertionError(f"unreadable: {line}")
    given = [re.fullmatch(r"(\w+) (\d+) of lot (\d+)", part.strip()) for part in after.split(",") if part.strip()]
    return claims, supplies, [(found[1], int(found[2]), int(found[3])) for found in given if found]


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS.keys())
def test_scenario(scenario: str) -> None:
    claims, supplies, expected = read(scenario)
    plan = plan_allocation(claims, supplies, item_packs={}, today=TODAY)
    given = [(line.claim_key.split()[1], line.quantity, line.lot_id) for line in plan.lines]
    assert sorted(given) == sorted(expected)
    assert check_plan(plan, claims, supplies, item_packs={}, needed_until=TODAY) == []


def share_out(claims: list[Claim], supplies: list[Supply], **options: int) -> Plan:
    return plan_allocation(claims, supplies, item_packs={1: 50}, today=TODAY, **options)


def test_goods_must_last_the_minimum_life() -> None:
    supplies = [Supply(1, 1, 1, 10, "2020-02-20"), Supply(2, 1, 1, 10, "2020-02-19")]
    plan = share_out([Claim("a", 1, 1, 1, 20, 1)], supplies, minimum_life_days=10)
    assert [(line.lot_id, line.quantity) for line in plan.lines] == [(1, 10)]


def test_items_do_not_mix() -> None:
    claims = [Claim("masks", 1, 1, 1, 20, 1), Claim("suits", 1, 2, 1, 20, 1)]
    plan = share_out(claims, [Supply(1, 1, 1, 15), Supply(2, 1, 2, 50)])
    assert [(line.claim_key, line.lot_id, line.quantity) for line in plan.lines] == [("masks", 1, 15), ("suits", 2, 20)]


def test_requests_of_one_unit_are_one_ask_and_fill_in_order_of_approval() -> None:
    claims = [Claim("later", 1, 1, 2, 70, 5), Claim("first", 1, 1, 2, 30, 2), Claim("other", 2, 1, 2, 100, 9)]
    plan = share_out(claims, [Supply(1, 1, 1, 100, pack_size=50)])
    assert {share.claim_key: share.given for share in plan.shares} == {"first": 30, "later": 20, "other": 50}
    assert {share.level for share in plan.shares} == {500}


def test_a_lot_at_two_places_is_two_supplies() -> None:
    plan = share_out([Claim("a", 1, 1, 1, 20, 1)], [Supply(1, 1, 1, 15), Supply(1, 2, 1, 15)])
    assert [(line.location_id, line.quantity) for line in plan.lines] == [(1, 15), (2, 5)]


def test_hashes_tell_question_and_answer_apart() -> None:
    claims, supplies = [Claim("a", 1, 1, 1, 20, 1)], [Supply(1, 1, 1, 15)]
    plan = share_out(claims, supplies)
    assert share_out(claims, supplies) == plan
    assert share_out(claims, [replace(supplies[0], available=16)]).input_hash != plan.input_hash
    unused = share_out(claims, [*supplies, Supply(2, 1, 1, 0)])
    assert unused.lines == plan.lines
    assert unused.plan_hash != plan.plan_hash


@pytest.mark.parametrize(
    ("claims", "supplies", "item_packs"),
    [
        ([Claim("a", 1, 1, 1, 0, 1)], [], {}),
        ([Claim("a", 1, 1, 1, 5, 1, weight=0)], [], {}),
        ([Claim("a", 1, 1, 1, 5, 1), Claim("a", 2, 1, 1, 5, 1)], [], {}),
        ([], [Supply(1, 1, 1, 5), Supply(1, 1, 1, 6)], {}),
        ([], [Supply(1, 1, 1, -5)], {}),
        ([], [Supply(1, 1, 1, 5, pack_size=0)], {}),
        ([], [], {1: 0}),
    ],
)
def test_values_that_cannot_be_are_refused(
    claims: list[Claim], supplies: list[Supply], item_packs: dict[int, int]
) -> None:
    with pytest.raises(ValueError):
        plan_allocation(claims, supplies, item_packs=item_packs, today=TODAY)


def test_enormous_quantities_stay_exact() -> None:
    claims = [Claim("a", 1, 1, 1, 10**12, 1), Claim("b", 2, 1, 1, 10**12 - 1, 1)]
    plan = plan_allocation(claims, [Supply(1, 1, 1, 10**12)], item_packs={}, today=TODAY)
    assert [share.given for share in plan.shares] == [5 * 10**11, 5 * 10**11]
