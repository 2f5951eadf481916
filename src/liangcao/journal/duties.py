"""Duties counted again: who first did what on which chain, as the entries say, held against what is stored."""

from collections.abc import Iterable, Mapping
from typing import Any

from liangcao.journal.problems import Findings


class DutyRecount:
    """Takes entries from the last to the first. Of a duty only a 64-bit hash and its entry are kept."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}

    def take(self, number: int, people: Iterable[int], effects: Mapping[str, Any]) -> None:
        """Note the duties that entry `number` says `people` did; an earlier entry goes before a later one.

        They are the one who acted and those who signed: whoever signs does the duty too.
        """
        for chain, duty in effects.get("duties", ()):
            for person in people:
                self._first[hash((chain, duty, person))] = number

    def compare(self, stored: Iterable[tuple[str, str, int, int]], findings: Findings) -> None:
        """Hold (chain, duty, actor, entry) as stored against what was taken; use once."""
        for chain, duty, actor, entry in stored:
            first = self._first.pop(hash((chain, duty, actor)), 0)
            where = {"chain": chain, "duty": duty, "person": actor}
            if not first:
                findings.add(entry, "duty_extra", **where)
            elif first != entry:
                findings.add(first, "duty_altered", **where, stored=entry, expected=first)
        for first in self._first.values():
            findings.add(first, "duty_missing")
