"""The office's own rules of signing as people read them: from how much on how many sign, who set it, who ended it."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.catalog.queries import Item, items_by_id
from liangcao.database.bulk import Row, ask
from liangcao.kernel.errors import refused
from liangcao.kernel.quantity import Pack


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule; `item_id` 0 is whatever item, of all or (`scarce_only`) of the scarce ones; bounds of 0 do not count.

    `at_least` is in base units, or fen for payments; `set_at` and `ended_at` are ms since 1970 UTC, `ended_at` 0 while
    it is in force.
    """

    rule_id: int
    action: str
    item_id: int
    item_name: str
    base_unit: str
    packs: tuple[Pack, ...]
    at_least: int
    share_permille: int
    signers: int
    scarce_only: int
    reason: str
    is_active: bool
    entry: int
    set_at: int
    set_by: str
    ended_at: int = 0
    ended_by: str = ""
    end_reason: str = ""
    end_entry: int = 0
    phase: str = ""


_SQL = (
    "SELECT rule_id, signing_rule.action, item_id, at_least, share_permille, signers, scarce_only, reason, "
    "signing_rule.is_active = 1, entry, "
    "journal.recorded_at, COALESCE(actor.name, ''), signing_rule.phase FROM signing_rule "
    "JOIN journal ON journal.district_id = signing_rule.district_id AND journal.number = signing_rule.entry "
    "LEFT JOIN actor ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id "
    "WHERE signing_rule.district_id = ? ORDER BY signing_rule.is_active DESC, signing_rule.action, item_id, rule_id"
)
_NEVER = (0, "", "", 0)
_ENDED = (
    "SELECT body, recorded_at, COALESCE(actor.name, ''), number FROM journal LEFT JOIN actor "
    "ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id "
    "WHERE journal.district_id = ? AND action = 'approvals.end_signing_rule'"
)


def signing_rules(connection: Connection, district_id: int) -> list[RuleRow]:
    """All rules there ever were, those in force first."""
    rows = ask(connection, _SQL, (district_id,))
    items = items_by_id(connection, district_id, [row[2] for row in rows if row[2]])
    ended = _ends(connection, district_id) if any(not row[8] for row in rows) else {}
    return [_rule(row, items.get(row[2]), ended.get(row[0], _NEVER)) for row in rows]


def _rule(row: Row, item: Item | None, end: tuple[int, str, str, int]) -> RuleRow:
    what = (item.name, item.base_unit, item.packs) if item else ("", "", ())
    *told, phase = row
    return RuleRow(*(*told[:3], *what, *told[3:], *end, phase))


def signing_rule(connection: Connection, district_id: int, rule_id: int) -> RuleRow:
    """One rule; raises Refused ``unknown_document``."""
    found = [row for row in signing_rules(connection, district_id) if row.rule_id == rule_id]
    if not found:
        raise refused("unknown_document", "rule_id", name=rule_id)
    return found[0]


def _ends(connection: Connection, district_id: int) -> dict[int, tuple[int, str, str, int]]:
    """When and by whom each rule was ended, why, and by which entry."""
    found = {}
    for body, at, name, number in ask(connection, _ENDED, (district_id,)):
        command = json.loads(bytes(body))["command"]
        found[int(command["rule_id"])] = (int(at), str(name), str(command["reason"]), int(number))
    return found
