"""What an entry says of the plan it proposes: any single thing altered in it is found, and nothing makes it stumble."""

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from journal.test_tampered_lists import share, with_a_list
from journal.test_tampered_plans import propose, with_claims
from liangcao.journal.plans import PLAN_TABLES, PLANS, QUESTIONS, proposed_in, spots_asked
from scenarios.cast import Cast
from verifier.tampering import data_of

HOSTILE: tuple[Any, ...] = (0, -1, 7, True, "", "x", "7 x", [], [[]], {}, {"x": 1}, 2**53, "9" * 5_000, "[" * 5_000)
KINDS: dict[str, dict[str, Any]] = {"rules": {"look_ahead_days": 3, "minima": "whole"}, "other way": {"way": "equal"}}
UNHASHED = {"note", "actor_id", "proposed_at", "entry", "decided_by", "decided_at", "promised", "why", "params"}
"""What the hashes do not cover and nobody compares: who, when, and words."""


@pytest.fixture
def data(copy_of: Callable[..., str]) -> Iterator[dict[str, Any]]:
    """The data of an entry that proposes a plan."""
    cast = Cast(copy_of(with_claims))
    entry = propose(cast)
    yield data_of(cast.database, entry)
    cast.close()


@pytest.fixture(params=["rules", "other way", "list"])
def any_data(request: pytest.FixtureRequest, copy_of: Callable[..., str]) -> Iterator[dict[str, Any]]:
    """The same of a plan of any kind."""
    cast = Cast(copy_of(with_a_list if request.param == "list" else with_claims))
    entry = share(cast) if request.param == "list" else propose(cast, **KINDS[request.param])
    yield data_of(cast.database, entry)
    cast.close()


def test_an_honest_plan_has_no_faults(any_data: dict[str, Any]) -> None:
    data = any_data
    (plan,) = proposed_in(9, data, 3)
    assert (plan.number, plan.after, plan.has_question, list(plan.faults)) == (9, 3, True, [])
    assert plan.asked is not None
    assert spots_asked(data) == plan.asked.lots.keys()


def test_whatever_is_altered_is_found(any_data: dict[str, Any]) -> None:
    chance, data = random.Random(7), any_data
    rows = [row for row in data["effects"]["rows"] if row["table"] in PLAN_TABLES]
    for _ in range(600):
        forged = deepcopy(data)
        place = chance.randrange(len(rows))
        cells = forged["effects"]["rows"][place]["values"]
        name, value = chance.choice(sorted(cells)), chance.choice(HOSTILE)
        is_said = cells[name] == value and type(cells[name]) is type(value)
        cells[name] = value
        faults = [fault for plan in proposed_in(9, forged) for fault in plan.faults]
        assert all(isinstance(code, str) for code, _ in faults)
        assert faults or is_said or name in UNHASHED, (rows[place]["table"], name, value)


def test_a_row_that_is_none_is_no_crash(data: dict[str, Any]) -> None:
    for row in (None, 1, "x", [], {}, {"table": PLANS}, {"table": PLANS, "values": 3}, {"table": [], "values": {}}):
        forged = deepcopy(data)
        forged["effects"]["rows"].append(row)
        assert [code for plan in proposed_in(9, forged) for code, _ in plan.faults] == ["plan_unreadable"]
        assert spots_asked(forged) == set()


def test_without_its_question_it_is_one_of_older_books(data: dict[str, Any]) -> None:
    rows = data["effects"]["rows"]
    data["effects"]["rows"] = [row for row in rows if row["table"] != QUESTIONS]
    (plan,) = proposed_in(9, data)
    assert (plan.has_question, list(plan.faults), plan.asked) == (False, [], None)


def test_whatever_the_command_says_is_no_crash(any_data: dict[str, Any]) -> None:
    """Which goods and whose requests is held against the books, all else against the rows."""
    wanted = ["action", *any_data["command"], "way", "pick_limits", "minima", "look_ahead_days", "pack", "packing", "x"]
    for name in wanted:
        for value in HOSTILE:
            forged = deepcopy(any_data)
            (forged if name == "action" else forged["command"])[name] = value
            faults = [fault for plan in proposed_in(9, forged) for fault in plan.faults]
            assert all(isinstance(code, str) for code, _ in faults)
            assert faults or name not in {"action", "way", "minima", "packing", "x"}, (name, value)


def test_a_plan_is_of_the_action_that_proposes_such(data: dict[str, Any]) -> None:
    """A command of the one kind does not pass for one of the other, by its fields or by its name."""
    for change in ({"action": "allocation.propose_list_plan"}, {"action": "allocation.adopt_plan"}):
        (plan,) = proposed_in(9, {**data, **change})
        assert [code for code, _ in plan.faults] == ["plan_unreadable"]
    (plan,) = proposed_in(9, {**data, "command": {**data["command"], "quantity": 9, "item_id": 1, "request_ids": [1]}})
    assert [code for code, _ in plan.faults] == ["plan_unreadable"]


def test_what_the_command_wanted_is_what_was_done(data: dict[str, Any]) -> None:
    for name, value in (("order", "minima"), ("minimum_life_days", 3), ("drain_days", 4), ("location_id", 1)):
        forged = deepcopy(data)
        forged["command"][name] = value
        (plan,) = proposed_in(9, forged)
        assert {code for code, _ in plan.faults} == {"plan_terms_differ"}
