"""Two plans side by side: gains and losses add up to what the plans say, whatever changed between the questions."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.sharing.answer import answer
from liangcao.sharing.comparing import MOST_NAMED, compare, totals_by
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of
from liangcao.sharing.what_if import what_if
from sharing.sample_files import random_file
from sharing.test_what_if import QUESTION


def plan(question: Question) -> dict[str, Any]:
    return dict(answer(question).document)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_gains_less_losses_are_the_difference_of_what_is_given(one: random.Random, other: random.Random) -> None:
    before, after = (plan(question_of(random_file(chance))) for chance in (one, other))
    found = compare(before, after)
    totals = [sum(need["given"] for need in document["needs"]) for document in (before, after)]
    assert found["gained"] - found["lost"] == totals[1] - totals[0]
    for side, document in enumerate((before, after)):
        assert sum(row["given"][side] for row in found["classes"]) == totals[side]
        assert sum(row["asked"][side] for row in found["items"]) == sum(need["asked"] for need in document["needs"])
    assert sum(row["difference"] for row in found["needs"]) == totals[1] - totals[0]
    assert [row["difference"] for row in found["gain_most"]] == sorted(
        (row["difference"] for row in found["needs"] if row["difference"] > 0), reverse=True
    )[:MOST_NAMED]


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_plan_against_itself_has_no_differences(chance: random.Random) -> None:
    document = plan(question_of(random_file(chance)))
    found = compare(document, document)
    assert found["same_question"]
    assert found["same_shares"]
    assert [found[name] for name in ("needs", "gain_most", "lose_most")] == [[], [], []]
    assert all(one == other for row in found["classes"] for name, (one, other) in list(row.items())[1:])


def test_what_one_gains_another_loses() -> None:
    fewer = what_if(QUESTION, [{"change": "claim", "claim": "1", "asked": 40, "minimum": 0}])
    found = compare(plan(QUESTION), plan(fewer))
    assert (found["gained"], found["lost"], found["same_question"]) == (30, 60, False)
    assert found["gain_most"] == [
        {
            "unit": "west",
            "item": "mask",
            "class": [2, 2],
            "asked": [100, 100],
            "already": [0, 0],
            "given": [0, 30],
            "fill": [0, 30],
            "difference": 30,
        }
    ]
    assert [(row["unit"], row["difference"]) for row in found["lose_most"]] == [("east", -60)]
    first, second = found["classes"]
    assert (first["class"], first["fill"], first["lowest"], first["empty"]) == (1, [100, 100], [100, 100], [0, 0])
    assert (second["class"], second["given"], second["empty"]) == (2, [0, 30], [1, 0])


def test_whoever_changes_class_is_still_the_same() -> None:
    moved = what_if(QUESTION, [{"change": "claim", "claim": "1", "class": 3}])
    row = next(row for row in compare(plan(QUESTION), plan(moved))["needs"] if row["unit"] == "east")
    assert (row["class"], row["given"]) == ([1, 3], [100, 0])


def test_whoever_comes_or_goes_is_shown_with_nothing_on_the_other_side() -> None:
    gone = what_if(QUESTION, [{"change": "drop", "claim": "1"}])
    row = next(row for row in compare(plan(QUESTION), plan(gone))["needs"] if row["unit"] == "east")
    assert (row["class"], row["asked"], row["given"], row["fill"]) == ([1, 0], [100, 0], [100, 0], [100, 0])


def test_totals_count_what_was_given_before() -> None:
    needs = [
        {"class": 1, "item": "a", "asked": 10, "already": 5, "given": 2},
        {"class": 1, "item": "b", "asked": 9, "already": 0, "given": 0},
    ]
    wanted = {"needs": 2, "asked": 19, "has": 7, "given": 2, "fill": 36, "lowest": 0, "empty": 1}
    assert totals_by(needs, "class") == {1: wanted}
