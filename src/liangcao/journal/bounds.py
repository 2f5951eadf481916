"""How far roles reach and how many must sign, replayed: was it this person's place, and did enough people sign for it?

Looked at are the goods that moved and were promised, for whom requests were made and changed, and what was approved of
them. How scarce something was is told from what lay in the office's places at that moment and from the catalogue.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from liangcao.journal.asked import LinesAsked
from liangcao.journal.problems import Findings
from liangcao.journal.roles import Limit, whole
from liangcao.journal.touched import MEASURES, Places, Touched

SIGNING_RULES = "signing_rule"
PHASES = "phase_change"
ITEMS = "item"
APPROVED = "approved"
"""How the amount of an approval is told: from the lines of requests it decides on."""
ORDINARY = "ordinary"
"""The phase an office is in until it declares another."""
DISTRICT, OWN = "district", "own"
"""Reach of a deed that only a role for the whole district covers, and of one on the acting person alone."""


@dataclass(frozen=True, slots=True)
class _AmountRule:
    """From `at_least` of an item on (0: whatever item), and from `share_permille` of what is available, so many must
    sign a deed; `scarce_only`: when the item is marked scarce."""

    action: str
    item_id: int
    at_least: int
    signers: int
    phase: str = ""
    share_permille: int = 0
    scarce_only: int = 0


@dataclass(slots=True)
class Bounds:
    """Follows rules of signing and places; finds deeds out of a role's reach, and those that too few signed.

    `reaches` says of each action where a role must reach for it, `measured` how its amount is told (``MEASURES``).
    """

    reaches: Mapping[str, str]
    measured: Mapping[str, str]
    findings: Findings
    touched: Touched = field(default_factory=Touched)
    places: Places = field(default_factory=Places)
    asked: LinesAsked = field(default_factory=LinesAsked)
    phase: str = ORDINARY
    _rules: dict[int, _AmountRule] = field(default_factory=dict)
    _scarce: set[int] = field(default_factory=set)

    def check_reach(self, number: int, actor: int, action: str, limits: Sequence[Limit]) -> None:
        """Find entry `number` out of reach of roles that are all limited to places or units."""
        reach = self.reaches.get(action)
        if reach is None or reach == OWN:
            return
        if reach == DISTRICT:
            self.findings.add(number, "not_permitted_everywhere", person=actor, action=action)
            return
        for unit in self.places.asked_for(number):
            if all(limit.party_id != unit for limit in limits):
                self.findings.add(number, "not_permitted_for_unit", person=actor, unit=unit)
        ways = [self.touched.places(number, self.places if limit.party_id else None) for limit in limits]
        for limit, places in zip(limits, ways, strict=True):
            if all(self.places.is_within(place, limit) for place in places):
                return
        beyond = min(place for place in ways[0] if not self.places.is_within(place, limits[0]))
        self.findings.add(number, "not_permitted_there", person=actor, action=action, place=beyond)

    def check_signers(self, number: int, action: str, signed: int) -> None:
        """Find entry `number` when by the amount it moved more had to sign than the `signed` others."""
        how = self.measured.get(action, "")
        if how not in MEASURES and how != APPROVED:
            return
        rules = [rule for rule in self._in_force(action) if rule.signers > signed]
        if not rules:
            return
        needed = 0
        for item, quantity in self.asked.approved(number) if how == APPROVED else self.touched.measures(number, how):
            fitting = (rule for rule in rules if self._applies(rule, number, item, quantity))
            needed = max([needed, *(rule.signers for rule in fitting)])
        if needed:
            self.findings.add(number, "signers_by_rule", needed=needed, signers=signed)

    def _applies(self, rule: _AmountRule, number: int, item: int, quantity: int) -> bool:
        """True when so much of an item reaches `rule` in entry `number`, as far as that can be told."""
        if rule.item_id not in (0, item) or quantity < max(1, rule.at_least):
            return False
        if rule.scarce_only and item not in self._scarce:
            return False
        if not rule.share_permille:
            return True
        available = self.touched.available(number, item)
        return available is not None and quantity * 1000 >= rule.share_permille * available

    def is_measured(self, action: str) -> bool:
        """True when a rule in force may ask for more people to sign such a deed."""
        return any(self._in_force(action))

    def _in_force(self, action: str) -> Iterator[_AmountRule]:
        """The rules for an action that count in the phase the office is in."""
        return (each for each in self._rules.values() if each.action == action and each.phase in ("", self.phase))

    def take_phase(self, values: Mapping[str, Any]) -> None:
        """The office goes into another phase."""
        self.phase = str(values.get("phase", ORDINARY))

    def take_row(self, values: Mapping[str, Any]) -> None:
        """A new rule of signing."""
        if values.get("is_active", 1):
            rule = _AmountRule(
                str(values.get("action")),
                whole(values, "item_id"),
                whole(values, "at_least"),
                whole(values, "signers"),
                str(values.get("phase", "")),
                whole(values, "share_permille"),
                whole(values, "scarce_only"),
            )
            self._rules[whole(values, "rule_id")] = rule

    def take_change(self, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """A rule of signing ends."""
        if not values.get("is_active", 1):
            self._rules.pop(whole(key, "rule_id"), None)

    def take_item(self, item: int, values: Mapping[str, Any]) -> None:
        """An item comes into the catalogue, or something about it changes."""
        if "is_scarce" in values:
            (self._scarce.add if whole(values, "is_scarce") else self._scarce.discard)(item)

    def told(self) -> dict[str, Any]:
        """Rules and places as plain values, from which `begin` goes on."""
        rules = [[number, *_cells(rule)] for number, rule in sorted(self._rules.items())]
        phase = {} if self.phase == ORDINARY else {"phase": self.phase}
        more = {"scarce": sorted(self._scarce), "asked": self.asked.told()}
        return {"signing_rules": rules, "places": self.places.told(), **phase, **{k: v for k, v in more.items() if v}}

    def begin(self, told: Mapping[str, Any]) -> None:
        """Begin with what `told` gave."""
        self._rules = {number: _AmountRule(*cells) for number, *cells in told["signing_rules"]}
        self.phase = str(told.get("phase", ORDINARY))
        self.places.take(told["places"])
        self.asked.take(told.get("asked", ()))
        self._scarce = set(told.get("scarce", ()))


def _cells(rule: _AmountRule) -> list[Any]:
    """What a rule says, without what says nothing at its end."""
    cells = list(astuple(rule))
    while cells and not cells[-1]:
        cells.pop()
    return cells
