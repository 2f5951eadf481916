"""The rules of an office as the evidence tells them, and as this program knows them from the day it was made."""

import json
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from liangcao import __version__
from liangcao.journal.people import Rules
from liangcao.journal.problems import Findings
from liangcao.verifier.layout import RULES

PROGRAM = f"liangcao {__version__}"


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A document table: its columns, those of its key first, and what a column holds that no entry wrote."""

    key: tuple[str, ...]
    columns: tuple[str, ...]
    defaults: Mapping[str, Any]


@cache
def known_rules() -> Mapping[str, Any]:
    """``known.json``: roles, exclusions, what needs two people, tables, as `scripts/reference.py` wrote them."""
    raw = pkgutil.get_data("liangcao.verifier", "known.json")
    assert raw is not None, "known.json belongs to the program"
    data: dict[str, Any] = json.loads(raw)
    return data


def known_tables() -> dict[str, KnownTable]:
    """The document tables by name."""
    return {
        name: KnownTable(tuple(table["key"]), tuple(table["columns"]), table["defaults"])
        for name, table in known_rules()["tables"].items()
    }


def rules_of(data: Mapping[str, Any]) -> Rules:
    """The rules that `data` tells; raises LookupError, TypeError or AttributeError when it tells none."""
    return Rules(
        excludes={duty: frozenset(others) for duty, others in data["excludes"].items()},
        roles={role: frozenset(permissions) for role, permissions in data["roles"].items()},
        two_people=frozenset(data["two_people"]),
        signing_excludes={duty: frozenset(others) for duty, others in data["signing_excludes"].items()},
        follows={duty: frozenset(others) for duty, others in data.get("follows", {}).items()},
        reaches=_by_action(data.get("reaches", {})),
        measured=_by_action(data.get("measured", {})),
        ones_own=frozenset(data.get("ones_own", known_rules()["ones_own"])),  # offices went by it before they told it
    )


def _by_action(data: Mapping[str, Any]) -> dict[str, str]:
    return {str(action): word for word, actions in data.items() for action in actions}


def told_rules(raw: bytes, program: str, findings: Findings) -> tuple[Rules, tuple[str, ...]]:
    """The rules that the evidence tells in these bytes, made by `program`; ours when they cannot be read.

    Where they are looser than ours that is wrong when the evidence was made by a program like this one; of another one
    the differences are returned.
    """
    known = rules_of(known_rules())
    try:
        told = rules_of(json.loads(raw))
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        findings.add(0, "member_unreadable", name=RULES)
        return known, ()
    differing = tuple(looser(told, known))
    if program != PROGRAM:
        return told, differing
    for what in differing:
        findings.add(0, "rules_looser", what=what)
    return told, ()


def looser(told: Rules, known: Rules) -> Iterator[str]:
    """In which points the rules `told` allow what the `known` ones do not, each as a few words that name it."""
    for role, permissions in sorted((told.roles or {}).items()):
        yield from (f"{role} + {each}" for each in sorted(permissions - (known.roles or {}).get(role, frozenset())))
    for duty in sorted(known.excludes):
        missing = known.shut_out_by(duty, signs=False) - told.shut_out_by(duty, signs=False)
        signing = known.shut_out_by(duty, signs=True) - told.shut_out_by(duty, signs=True) - missing
        yield from (f"{duty} | {each}" for each in sorted(missing))
        yield from (f"{duty} 2 | {each}" for each in sorted(signing))
    for duty, earlier in sorted(known.follows.items()):
        yield from (f"{duty} < {each}" for each in sorted(earlier - told.follows.get(duty, frozenset())))
    yield from (f"{action} 2" for action in sorted(known.two_people - told.two_people))
    yield from (f"{action} ~" for action in sorted(told.ones_own - known.ones_own))
    yield from (f"{action} @" for action in _otherwise(told.reaches, known.reaches))
    yield from (f"{action} #" for action in _otherwise(told.measured, known.measured))


def _otherwise(told: Mapping[str, str], known: Mapping[str, str]) -> Iterator[str]:
    return (action for action in sorted(known) if told.get(action) != known[action])
