"""Every action by worked examples: tests/scenarios/*.txt, one file for each; how to read them: script.py."""

from collections.abc import Callable

import pytest

from harness.copies import Prepare
from liangcao.operations.actions import ACTIONS
from scenarios.cast import found
from scenarios.script import FOLDER, Scenario, play, prepare, read_scenarios

SCENARIOS = [each for path in sorted(FOLDER.glob("*.txt")) if path.stem != "背景" for each in read_scenarios(path)]


def test_every_action_has_its_examples() -> None:
    examples = {path.stem for path in FOLDER.glob("*_*.txt")}
    assert examples == set(ACTIONS)
    assert {each.file.removesuffix(".txt") for each in SCENARIOS} == examples


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.place)
def test_scenario(scenario: Scenario, copy_of: Callable[[Prepare], str]) -> None:
    play(copy_of(prepare(scenario.begins) if scenario.begins else found), scenario)
