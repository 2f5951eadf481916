"""Returns, disposals and recalls replayed from entries alone, by the rules the verifier carries: who may not do what,
what needs two people, what must have been done before."""

from collections.abc import Sequence

import pytest
from test_people import Story

from liangcao.kernel.effects import DutyDone, Effects
from liangcao.verifier.known import known_rules, rules_of

ONE, OTHER, THIRD = 1, 2, 3
DISPOSAL = [
    (ONE, "disposal.propose_disposal", "propose"),
    (OTHER, "disposal.approve_disposal", "agree"),
    (ONE, "disposal.carry_out_disposal", "destroy"),
    (THIRD, "disposal.witness_disposal", "witness"),
]
RETURN = [
    (ONE, "returns.announce_return", "bring"),
    (OTHER, "returns.receive_return", "take_back"),
    (ONE, "returns.examine_return", "examine"),
]


class Told(Story):
    """A story by the rules of the office; what people may is not looked into, only what they did."""

    rules = rules_of({**known_rules(), "roles": {}})

    def all(self, chain: str, deeds: Sequence[tuple[int, str, str]]) -> "Told":
        for actor, action, duty in deeds:
            self.add(actor, action, Effects(duties=(DutyDone(f"{chain}:9", duty),)))
        return self

    @property
    def faults(self) -> list[str]:
        """What is found beyond that nobody has a role."""
        return sorted(code for _number, code in self.found if code not in ("not_permitted_then", "actor_not_there"))


def by(deeds: list[tuple[int, str, str]], place: int, actor: int) -> list[tuple[int, str, str]]:
    """The same deeds, one of them by somebody else."""
    return [(actor, *deed[1:]) if index == place else deed for index, deed in enumerate(deeds)]


def test_three_people_destroy_goods_and_two_take_them_back() -> None:
    assert Told().all("disposal", DISPOSAL).all("return", RETURN).faults == []


@pytest.mark.parametrize(("place", "actor"), [(1, ONE), (2, OTHER), (3, ONE), (3, OTHER)])
def test_no_step_of_a_disposal_falls_together_with_one_that_excludes_it(place: int, actor: int) -> None:
    assert "duty_conflict" in Told().all("disposal", by(DISPOSAL, place, actor)).faults


@pytest.mark.parametrize(("place", "actor"), [(1, ONE), (2, OTHER)])
def test_whoever_receives_a_return_neither_announced_nor_examines_it(place: int, actor: int) -> None:
    assert "duty_conflict" in Told().all("return", by(RETURN, place, actor)).faults


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_a_disposal_with_a_step_left_out(left_out: int) -> None:
    deeds = [deed for index, deed in enumerate(DISPOSAL) if index != left_out]
    assert Told().all("disposal", deeds).faults == ["duty_before_missing"]


def test_goods_examined_that_nobody_received() -> None:
    assert Told().all("return", [RETURN[0], RETURN[2]]).faults == ["duty_before_missing"]


@pytest.mark.parametrize(("action", "duty"), [("recall.close_recall", "wind_up"), ("recall.lift_recall", "lift")])
def test_a_recall_ended_by_one_person(action: str, duty: str) -> None:
    story = Told().all("recall", [(ONE, "recall.open_recall", "recall"), (OTHER, action, duty)])
    assert story.faults == ["second_person_missing"]


def test_whoever_began_a_recall_does_not_lift_it() -> None:
    story = Told().all("recall", [(ONE, "recall.open_recall", "recall"), (ONE, "recall.lift_recall", "lift")])
    assert "duty_conflict" in story.faults
