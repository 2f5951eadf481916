"""How many must sign: what an action asks for by itself, and what the office's own rules by amount and scarcity add."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import Field

from liangcao.catalog.queries import items_by_id
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.canonical import MAX_WHOLE
from liangcao.kernel.command import Command, Id, ShortText
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.operations.action import Action, Measure, Need, nothing_measured
from liangcao.operations.phases import phase_of

BY_RULE = N_("数量大或物资紧缺，按规定要几个人批准")
_MEASURED: set[str] = set()
_IN_MONEY: set[str] = set()


def know_measured(actions: Mapping[str, Action], *, in_money: Collection[str]) -> None:
    """Tell this module for which actions there can be rules, and which of them go by amounts of money."""
    _MEASURED.update(name for name, action in actions.items() if action.measures is not nothing_measured)
    _IN_MONEY.update(in_money)


def measured_actions() -> list[str]:
    """The actions there can be rules for."""
    return sorted(_MEASURED)


def is_in_money(action: str) -> bool:
    """True when rules for this action go by an amount of money, in fen."""
    return action in _IN_MONEY


class SetSigningRule(Command):
    """From so much on (base units or fen), or from such a share of what is available, so many others must sign.

    `item_id` none: whatever item, or whatever item is marked scarce (`scarce_only`). At least one of the bounds is
    above 0. `phase`: only while the office is in it.
    """

    action = "approvals.set_signing_rule"
    of_action: ShortText
    item_id: Id | None = None
    at_least: int = Field(default=0, ge=0, le=MAX_WHOLE, strict=True)
    share_permille: int = Field(default=0, ge=0, le=1000, strict=True)
    signers: int = Field(ge=1, le=3, strict=True)
    phase: Literal["", "ordinary", "surge"] = ""
    scarce_only: bool = False
    reason: ShortText = Field(min_length=1)


class EndSigningRule(Command):
    """A rule holds no more."""

    action = "approvals.end_signing_rule"
    rule_id: Id
    reason: ShortText = Field(min_length=1)


def set_signing_rule(command: SetSigningRule, context: Context) -> Effects:
    """One more rule; of several that apply, the one with most signers counts."""
    if command.of_action not in _MEASURED:
        raise refused("unknown_action", "of_action", name=command.of_action)
    if not command.at_least and not command.share_permille:
        raise refused("field_missing", "at_least")
    of_goods = command.item_id is not None or command.share_permille or command.scarce_only
    if command.of_action in _IN_MONEY and of_goods:
        field = "share_permille" if command.share_permille else "scarce_only" if command.scarce_only else "item_id"
        raise refused("input_invalid", field, detail=N_("这种操作只按金额定，不分物资，也不看占可用多少"))
    sql = "SELECT 1 FROM item WHERE district_id = ? AND item_id = ?"
    if command.item_id is not None and not ask(context.connection, sql, (context.district_id, command.item_id)):
        raise refused("unknown_item", "item_id", name=command.item_id)
    rule_id = context.new_id()
    values = {
        "rule_id": rule_id,
        "action": command.of_action,
        "item_id": command.item_id or 0,
        "at_least": command.at_least,
        "share_permille": command.share_permille,
        "signers": command.signers,
        "scarce_only": int(command.scarce_only),
        "reason": command.reason,
        "entry": context.number,
        "phase": command.phase,
    }
    return Effects(rows=(NewRow("signing_rule", values),), answer={"rule_id": rule_id})


def end_signing_rule(command: EndSigningRule, context: Context) -> Effects:
    """The rule ends."""
    sql = "SELECT is_active FROM signing_rule WHERE district_id = ? AND rule_id = ?"
    rows = ask(context.connection, sql, (context.district_id, command.rule_id))
    if not rows:
        raise refused("unknown_document", "rule_id", name=command.rule_id)
    if not rows[0][0]:
        raise refused("wrong_state", "rule_id", what=N_("这条规定"), state=N_("已停用"), deed=N_("停用"))
    change = Change("signing_rule", {"rule_id": command.rule_id}, {"is_active": 0}, {"is_active": 1})
    return Effects(changes=(change,), answer={"rule_id": command.rule_id})


@dataclass(frozen=True, slots=True)
class SigningRule:
    """From `at_least` base units (fen) of an item on, and from `share_permille` of what is available, so many sign.

    `item_id` 0 means every item (`scarce_only`: every scarce one); both bounds must be reached, one of 0 always is.
    `phase` empty: in every phase.
    """

    action: str
    item_id: int
    at_least: int
    share_permille: int
    signers: int
    phase: str = ""
    scarce_only: int = 0

    def applies(self, measure: Measure, available: int) -> bool:
        """True when `measure` reaches the rule, with `available` base units of its item there to be had."""
        if self.item_id not in (0, measure.item_id) or measure.quantity < max(1, self.at_least):
            return False
        return measure.quantity * 1000 >= self.share_permille * available


def need_of(action: Action, command: Any, context: Context) -> Need | None:
    """Who else must sign `command`, or None; rules of the office can add signers, never take any away."""
    need = action.need(command, context)
    if action.measures is nothing_measured:
        return need
    rules = [rule for rule in _rules(context) if rule.action == action.name and rule.phase in _phases(context)]
    if not rules:
        return need
    signers = _signers(rules, action.measures(command, context), context)
    if signers == 0 or (need is not None and need.signers >= signers):
        return need
    return replace(need, signers=signers) if need is not None else Need(BY_RULE, signers=signers)


def _phases(context: Context) -> tuple[str, str]:
    """The phases whose rules count now."""
    return "", phase_of(context)


def _signers(rules: Sequence[SigningRule], measures: Sequence[Measure], context: Context) -> int:
    most = 0
    scarce = _scarce(context, measures) if any(rule.scarce_only for rule in rules) else frozenset()
    for measure in measures:
        fitting = [rule for rule in rules if rule.signers > most and rule.item_id in (0, measure.item_id)]
        fitting = [rule for rule in fitting if not rule.scarce_only or measure.item_id in scarce]
        if not fitting:
            continue
        available = _available(context, measure.item_id) if any(rule.share_permille for rule in fitting) else 0
        most = max([most, *(rule.signers for rule in fitting if rule.applies(measure, available))])
    return most


def _scarce(context: Context, measures: Sequence[Measure]) -> frozenset[int]:
    """Those of the items that are marked scarce in the catalogue."""
    known = items_by_id(context.connection, context.district_id, [measure.item_id for measure in measures])
    return frozenset(number for number, each in known.items() if each.is_scarce)


def _rules(context: Context) -> tuple[SigningRule, ...]:
    if ("signing_rules", 0) not in context.facts:
        rows = ask(
            context.connection,
            "SELECT action, item_id, at_least, share_permille, signers, phase, scarce_only FROM signing_rule "
            "WHERE district_id = ? AND is_active = 1 ORDER BY rule_id",
            (context.district_id,),
        )
        context.facts["signing_rules", 0] = tuple(SigningRule(*row) for row in rows)
    rules: tuple[SigningRule, ...] = context.facts["signing_rules", 0]
    return rules


def _available(context: Context, item_id: int) -> int:
    """What nobody has been promised yet, of an item, in all our places together, in base units."""
    rows = ask(
        context.connection,
        "SELECT COALESCE(SUM(on_hand - held), 0) FROM balance "
        "WHERE district_id = ? AND item_id = ? AND is_outside = 0 AND is_here = 1",
        (context.district_id, item_id),
    )
    return int(rows[0][0])
