"""What may serve for what, and for whom: the office's rules, in versions as norms are.

A rule speaks of a pair of items. Where one is in effect it binds every plan; of pairs without a rule the unit that asks
says itself what would do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.catalog.queries import item
from liangcao.catalog.rules import ACTIVE, check_state
from liangcao.database.bulk import Row, ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.parties.classes import class_table, classes_in_force
from liangcao.requests.commands import SetSubstitute


def set_substitute(command: SetSubstitute, context: Context) -> Effects:
    """One more version of what is said about a pair of items.

    Raises Refused ``same_item``, ``items_unlike`` for another base unit, ``unknown_class``.
    """
    check_texts({"reason": command.reason})
    known, other = item(context, command.item_id, "item_id"), item(context, command.other_id, "other_id")
    for each, field in ((known, "item_id"), (other, "other_id")):
        if each.kind != "goods":
            raise refused("not_goods", field, item=each.name)
        check_state(each.name, each.state, wanted=ACTIVE, deed=N_("代替"), field=field)
    if known.item_id == other.item_id:
        raise refused("same_item", "other_id", item=known.name)
    if known.base_unit != other.base_unit:
        raise refused("items_unlike", "other_id", item=known.name, unit=known.base_unit, other=other.base_unit)
    for number in command.classes:
        class_table(context).need(number, "classes")
    rule_id = context.new_id()
    values = {
        "rule_id": rule_id,
        **command.model_dump(include={"item_id", "other_id", "rank", "effective_on", "reason"}),
        "is_allowed": int(not command.is_forbidden),
        "kinds": ",".join(dict.fromkeys(command.kinds)),
        "classes": ",".join(str(number) for number in sorted(set(command.classes))),
        "actor_id": context.actor_id,
        "set_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("item_substitute", values),), answer={"rule_id": rule_id})


@dataclass(frozen=True, slots=True)
class SubstituteRule:
    """`other_id` may (or may not) serve for `item_id`, for units of these kinds and classes (none: all); set in ms."""

    rule_id: int
    item_id: int
    item_name: str
    other_id: int
    other_name: str
    is_allowed: bool
    kinds: tuple[str, ...]
    classes: tuple[int, ...]
    rank: int
    effective_on: str
    reason: str
    actor_name: str
    set_at: int
    entry: int

    def serves(self, kind: str, priority_class: int) -> bool:
        """True when a unit of that kind, asking in that class, may be given the other item."""
        fits = (not self.kinds or kind in self.kinds) and (not self.classes or priority_class in self.classes)
        return self.is_allowed and fits


Rules = Mapping[tuple[int, int], SubstituteRule]
"""By item and what is given instead."""
NO_RULES: Rules = {}


def rules_in_force(connection: Connection, district_id: int, *, today: str, item_ids: Sequence[int] = ()) -> Rules:
    """For each pair of items (of these; none: of all) the version that counts `today` (``YYYY-MM-DD``)."""
    every = substitute_rules(connection, district_id, item_ids)
    found: dict[tuple[int, int], SubstituteRule] = {}
    for rule in sorted(every, key=lambda rule: (rule.effective_on, rule.rule_id)):
        if rule.effective_on <= today:
            found[rule.item_id, rule.other_id] = rule
    return found


def substitute_rules(connection: Connection, district_id: int, item_ids: Sequence[int] = ()) -> list[SubstituteRule]:
    """Every version ever set, the newest first; of these items, or of all."""
    among = f"AND s.item_id IN ({', '.join('?' * len(item_ids))})" if item_ids else ""
    rows = ask(
        connection,
        "SELECT rule_id, s.item_id, item.name, other_id, other.name, is_allowed, kinds, classes, rank, effective_on, "
        "reason, COALESCE(actor.name, ''), set_at, entry FROM item_substitute AS s "
        "JOIN item ON item.district_id = s.district_id AND item.item_id = s.item_id "
        "JOIN item AS other ON other.district_id = s.district_id AND other.item_id = other_id "
        "LEFT JOIN actor ON actor.district_id = s.district_id AND actor.actor_id = s.actor_id "
        f"WHERE s.district_id = ? {among} ORDER BY rule_id DESC",
        (district_id, *item_ids),
    )
    return [_rule(row) for row in rows]


def _rule(row: Row) -> SubstituteRule:
    kinds, classes = (tuple(filter(None, str(text).split(","))) for text in row[6:8])
    return SubstituteRule(*(*row[:5], row[5] == 1, kinds, tuple(map(int, classes)), *row[8:]))


def permitted(rules: Rules, item_id: int, accepted: Sequence[int], unit: tuple[str, int]) -> tuple[int, ...]:
    """Of what a unit (kind, class) accepts instead of an item, that which no rule keeps from it, in its own order."""
    found = ((other, rules.get((item_id, other))) for other in accepted)
    return tuple(other for other, rule in found if rule is None or rule.serves(*unit))


def proposed(rules: Rules, item_id: int, unit: tuple[str, int]) -> tuple[SubstituteRule, ...]:
    """What may be given to a unit (kind, class) instead of an item, the first to be offered first."""
    fitting = [rule for (asked, _), rule in rules.items() if asked == item_id and rule.serves(*unit)]
    return tuple(sorted(fitting, key=lambda rule: (rule.rank, rule.other_id)))


def unit_asking(connection: Connection, district_id: int, unit_id: int) -> tuple[str, int] | None:
    """The kind of a unit, and the class its requests are in as far as the register says; None for no unit."""
    sql = "SELECT kind, priority_class FROM party WHERE district_id = ? AND party_id = ?"
    rows = ask(connection, sql, (district_id, unit_id))
    if not rows:
        return None
    kind, priority_class = rows[0]
    return kind, priority_class or classes_in_force(connection, district_id).of_kind(kind)
