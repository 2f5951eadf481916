"""The second opinion: every rule a plan can break is named, and a good plan passes."""

from dataclasses import replace

import pytest

from liangcao.allocation.check import VIOLATIONS, check_plan
from liangcao.allocation.rules import Claim, Plan, PlanLine, Share, Supply, plan_allocation

TODAY = "2020-02-10"
HOSPITAL = Claim("hospital", 1, 1, 1, 100, 1)
CLINIC = Claim("clinic", 2, 1, 1, 100, 2)
SCHOOL = Claim("school", 3, 1, 4, 100, 3)
CLAIMS = [HOSPITAL, CLINIC, SCHOOL]
MAY = Supply(1, 1, 1, 500, "2020-05-01", pack_size=50)
JUNE = Supply(2, 1, 1, 500, "2020-06-01", pack_size=50)

Given = tuple[str, int, int]


def made_up(claims: list[Claim], *given: Given) -> Plan:
    """A plan somebody else made: (claim, lot, quantity)."""
    lines = tuple(PlanLine(key, lot, 1, quantity) for key, lot, quantity in given)
    totals = {claim.key: sum(q for key, _, q in given if key == claim.key) for claim in claims}
    return Plan(lines, tuple(Share(c.key, c.asked, totals[c.key], 0, "shared", {}) for c in claims), "", "")


def codes(claims: list[Claim], supplies: list[Supply], *given: Given) -> set[str]:
    found = check_plan(made_up(claims, *given), claims, supplies, item_packs={1: 50}, needed_until=TODAY)
    assert all(violation.message for violation in found)
    return {violation.code for violation in found}


FULL = (("hospital", 1, 100), ("clinic", 1, 100), ("school", 1, 100))


@pytest.mark.parametrize(
    ("code", "supplies", "given"),
    [
        ("unknown_claim", [MAY], (*FULL, ("stranger", 1, 50))),
        ("unknown_supply", [MAY], (*FULL[:2], ("school", 9, 100))),
        ("wrong_item", [replace(MAY, item_id=2)], FULL),
        ("quantity_not_positive", [MAY], (*FULL, ("school", 1, -50))),
        ("over_available", [replace(MAY, available=250)], FULL),
        ("expired", [replace(MAY, expires_on="2020-02-09")], FULL),
        ("quarantined", [replace(MAY, quarantined=True)], FULL),
        ("wrong_purpose", [replace(MAY, purpose_unit_id=1)], FULL),
        ("wrong_purpose", [replace(MAY, purpose_class=1)], FULL),
        ("over_asked", [MAY], (*FULL, ("school", 1, 50))),
        ("directed_left", [MAY, replace(JUNE, purpose_unit_id=1)], FULL),
        ("directed_left", [MAY, replace(JUNE, purpose_class=4)], FULL),
        ("stock_left", [MAY], FULL[:2]),
        ("lower_class_first", [replace(MAY, available=200)], (FULL[0], FULL[2])),
        ("unfair", [replace(MAY, available=100)], FULL[:1]),
        ("broken_pack", [replace(MAY, available=100)], (("hospital", 1, 40), ("clinic", 1, 60))),
        ("later_expiry_first", [MAY, JUNE], (*FULL[:2], ("school", 2, 100))),
        (
            "box_opened",
            [MAY, replace(JUNE, expires_on="2020-05-01")],
            (*FULL[:2], ("school", 1, 70), ("school", 2, 30)),
        ),
    ],
)
def test_a_faulty_plan_is_named(code: str, supplies: list[Supply], given: tuple[Given, ...]) -> None:
    assert code in codes(CLAIMS, supplies, *given)


def test_a_share_that_tells_another_figure_is_named() -> None:
    plan = made_up(CLAIMS, *FULL)
    lying = replace(plan, shares=(replace(plan.shares[0], given=50), *plan.shares[1:]))
    found = check_plan(lying, CLAIMS, [MAY], item_packs={1: 50}, needed_until=TODAY)
    assert [violation.code for violation in found] == ["share_mismatch"]


def test_an_odd_pack_must_go_where_it_fills_most() -> None:
    claims = [HOSPITAL, replace(CLINIC, asked=200)]
    assert codes(claims, [replace(MAY, available=50)], ("clinic", 1, 50)) == {"unfair"}
    assert codes(claims, [replace(MAY, available=50)], ("hospital", 1, 50)) == set()


def test_a_later_loose_lot_is_no_fault_while_only_boxes_are_earlier() -> None:
    loose = replace(JUNE, available=30, pack_size=1)
    assert codes([replace(HOSPITAL, asked=70)], [MAY, loose], ("hospital", 1, 50), ("hospital", 2, 20)) == set()


def test_loose_pieces_expire_first_out_too() -> None:
    early, late = (replace(lot, available=30, pack_size=1) for lot in (MAY, JUNE))
    assert codes([replace(HOSPITAL, asked=30)], [early, late], ("hospital", 2, 30)) == {"later_expiry_first"}


def test_the_minimum_life_counts() -> None:
    plan = made_up(CLAIMS, *FULL)
    assert check_plan(plan, CLAIMS, [MAY], item_packs={1: 50}, needed_until="2020-05-01") == []
    found = check_plan(plan, CLAIMS, [MAY], item_packs={1: 50}, needed_until="2020-05-02")
    assert {violation.code for violation in found} == {"expired"}


def test_any_single_pack_moved_away_from_a_good_plan_is_noticed() -> None:
    supplies = [replace(MAY, available=250)]
    plan = plan_allocation(CLAIMS, supplies, item_packs={1: 50}, today=TODAY)
    good = [(line.claim_key, line.lot_id, line.quantity) for line in plan.lines]
    assert codes(CLAIMS, supplies, *good) == set()
    for giver in good:
        for taker in {claim.key for claim in CLAIMS} - {giver[0]}:
            rest = [one for one in good if one != giver] + [(giver[0], 1, giver[2] - 50)] * (giver[2] > 50)
            assert codes(CLAIMS, supplies, *rest, (taker, 1, 50))


def test_every_violation_is_tried_here() -> None:
    tried = {mark.args[1][at][0] for mark in test_a_faulty_plan_is_named.pytestmark for at in range(len(mark.args[1]))}
    assert tried | {"share_mismatch"} == set(VIOLATIONS)
