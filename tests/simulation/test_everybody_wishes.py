"""Every deed there is stands in the random days; no wish hides another of the same name."""

import importlib
import pkgutil

import simulation
from liangcao.kernel.command import Command
from liangcao.operations.actions import ACTIONS
from simulation.follows import FOLLOWS
from simulation.life import Life

NEVER_TRIED: dict[str, str] = {}
"""Deeds that nobody wishes for in these days, and why."""


def test_every_deed_is_wished_for_or_it_says_why_not() -> None:
    wished: set[str] = set()
    for found in pkgutil.iter_modules(simulation.__path__):
        if not found.name.startswith("test_"):
            named = vars(importlib.import_module(f"simulation.{found.name}")).values()
            commands = {each for each in named if isinstance(each, type) and issubclass(each, Command)} - {Command}
            wished |= {each.action for each in commands}
    assert set(ACTIONS) - wished == set(NEVER_TRIED)


def test_no_wish_hides_another() -> None:
    """`capture` of those who receive was once never asked for, because those who ring round had one as well."""
    known: dict[str, str] = {}
    for people in reversed(Life.mro()[:-1]):
        for name in vars(people):
            if not name.startswith("__") and name != "_item":  # kits are items, too: meant
                assert name not in known, f"{people.__name__}.{name} hides that of {known[name]}"
                known[name] = people.__name__


def test_what_follows_are_wishes() -> None:
    assert not {name for names in FOLLOWS.values() for name in names} - set(dir(Life))
    assert not set(FOLLOWS) - set(ACTIONS)
