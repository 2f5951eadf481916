"""Every action by worked examples: tests/scenarios/*.txt, one file for each; how to read them: script.py."""

import pytest

from liangcao.operations.actions import ACTIONS
from scenarios.scenes import Scenes
from scenarios.script import FOLDER, Scenario, Stage, read_scenarios
from simulation.invariants import check_invariants

SCENARIOS = [each for path in sorted(FOLDER.glob("*.txt")) if path.stem != "背景" for each in read_scenarios(path)]


def test_every_action_has_its_examples() -> None:
    examples = {path.stem for path in FOLDER.glob("*_*.txt")}
    assert examples == set(ACTIONS)
    assert {each.file.removesuffix(".txt") for each in SCENARIOS} == examples


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.place)
def test_scenario(scenario: Scenario, scenes: Scenes) -> None:
    cast, names = scenes.begin(scenario.begins)
    try:
        Stage(cast, names).play(scenario)
        with cast.database.read() as connection:
            assert check_invariants(connection) == []
    finally:
        cast.close()
