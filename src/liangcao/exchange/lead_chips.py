"""What a line said during a call is taken apart into, and the line while it is read. Pure; used by `lead_line`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from liangcao.exchange.cells import fold
from liangcao.exchange.place_names import PlaceName

TAKEN = "\x01"
"""Stands in the line where something was understood."""


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item as a line may name it: all its names (in half width), its search tokens, its base unit and packs."""

    item_id: int
    name: str
    names: tuple[str, ...]
    tokens: str
    base_unit: str
    packs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit as a line may name it: its name (in half width) and its search tokens."""

    party_id: int
    name: str
    tokens: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a line is read against. `suppliers` are parties by name, `channels` what a place was last bought by.

    `home` is where the office is, as far as earlier leads tell; `units` are those that ask, read by tasks only.
    """

    items: Sequence[KnownItem]
    suppliers: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    home: PlaceName | None = None
    units: Sequence[KnownUnit] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing understood: `kind` is the field it fills, `value` its text there, "" while `choices` wait for somebody.

    `said` are the words of the line it was read from, `how` a key of `lead_words.HOW`.
    """

    kind: str
    value: str
    said: str
    how: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A line taken apart; `rest` are the words that were not understood."""

    chips: tuple[Chip, ...]
    rest: str

    def value(self, kind: str) -> str:
        """What was understood of `kind`, "" where nothing was, or several things."""
        chip = self.chip(kind)
        return chip.value if chip else ""

    def chip(self, kind: str) -> Chip | None:
        """The chip of this kind."""
        return next((each for each in self.chips if each.kind == kind), None)


class Reading:
    """A line while it is read: what is understood is taken out of `text`, place for place."""

    def __init__(self, text: str, known: Known, today: date) -> None:
        self.text = re.sub(r"[;、!?~|]|,(?![0-9]{3}(?![0-9]))|\.(?![0-9])", " ", fold(text[:1_000]))
        self.known, self.today = known, today
        self.chips: list[Chip] = []
        self.item: KnownItem | None = None

    def take(self, match: re.Match[str]) -> str:
        """The words that were matched, taken out of the line."""
        self.text = self.text[: match.start()] + TAKEN * (match.end() - match.start()) + self.text[match.end() :]
        return match[0].strip()

    def add(self, kind: str, value: str, said: str, how: str, choices: Iterable[tuple[str, str]] = ()) -> None:
        """Something was understood, or several things that cannot all be right."""
        self.chips.append(Chip(kind, value, said, how, tuple(choices)))

    def has(self, kind: str) -> bool:
        """Whether something of this kind was understood."""
        return any(each.kind == kind for each in self.chips)

    def value(self, kind: str) -> str:
        """What is understood of `kind` so far."""
        return next((each.value for each in self.chips if each.kind == kind), "")

    def first(self, kind: str, patterns: Sequence[re.Pattern[str]], how: str) -> None:
        """What the first of `patterns` finds in its group."""
        for pattern in patterns:
            match = pattern.search(self.text)
            if match and not self.has(kind):
                value = match[1].strip()
                self.add(kind, value, self.take(match), how)

    def coded(self, kind: str, table: Sequence[tuple[str, re.Pattern[str]]], how: str) -> None:
        """The code whose pattern is found first."""
        for code, pattern in table:
            match = pattern.search(self.text)
            if match and not self.has(kind):
                self.add(kind, code, self.take(match), how)
