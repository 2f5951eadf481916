"""Counts as pages and papers show them: what is due, the sheet to count by, the result, what a typed code means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.codes.rules import code_of
from liangcao.counting.queries import Result, Session, ToCount
from liangcao.counting.rules import OUTCOMES, REASONS, STATES, accuracy, days_over, value_classes
from liangcao.database.bulk import ask
from liangcao.language import _
from liangcao.language.formats import moment, number
from liangcao.language.things import thing
from liangcao.ledger.queries import scope_condition
from liangcao.reports.printed_table import Table
from liangcao.reports.typed_codes import code_in


@dataclass(frozen=True, slots=True)
class Due:
    """An item at a place: its value (fen), how dear it is among all (A, B, C), when it was counted last (0: never).

    `days_over` is by how many days the count is overdue, negative while it is not due; goods never counted are reckoned
    from the day their oldest lot came.
    """

    location_id: int
    location_name: str
    item_id: int
    item_name: str
    lots: int
    value_fen: int
    letter: str
    last_counted: int
    days_over: int


_LIVE = """
SELECT balance.location_id, location.name, balance.item_id, item.name, on_hand, COALESCE(lot.unit_cost_fen, 0),
       lot.cost_units, journal.recorded_at,
       COALESCE((SELECT MAX(count_result.counted_at) FROM count_result
                 WHERE count_result.district_id = balance.district_id
                 AND count_result.location_id = balance.location_id AND count_result.lot_id = balance.lot_id), 0)
FROM balance
JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id
JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id
JOIN item ON item.district_id = balance.district_id AND item.item_id = balance.item_id
JOIN journal ON journal.district_id = lot.district_id AND journal.number = lot.origin_entry
WHERE balance.district_id = ? AND balance.is_here = 1 AND item.kind = 'goods'
      AND location.kind NOT IN ('shipment', 'budget_line')
"""


def counts_due(connection: Connection, district_id: int, scope: Scope, now: int) -> list[Due]:
    """Every item at every place within one's view, the most overdue first, the dearest first among equals."""
    scoped, values = scope_condition(scope)
    cells: dict[tuple[int, int], list[tuple[str, str, int, int, int]]] = {}
    for place, place_name, item_id, item_name, on_hand, cost, units, came, counted in ask(
        connection, f"{_LIVE} AND {scoped}", (district_id, *values)
    ):
        cells.setdefault((place, item_id), []).append((place_name, item_name, on_hand * cost // units, came, counted))
    worth = [sum(cell[2] for cell in found) for found in cells.values()]
    due = []
    for (key, found), value, letter in zip(cells.items(), worth, value_classes(worth), strict=True):
        since = min(cell[4] or cell[3] for cell in found)
        last = min(cell[4] for cell in found)
        place_name, item_name, *_rest = found[0]
        over = days_over(letter, since, now)
        due.append(Due(key[0], place_name, key[1], item_name, len(found), value, letter, last, over))
    return sorted(due, key=lambda each: (-max(each.days_over, -1), -each.value_fen, each.location_id, each.item_id))


@dataclass(frozen=True, slots=True)
class LotMeant:
    """A lot that a typed or scanned text may mean."""

    lot_id: int
    item_name: str
    base_unit: str
    batch_number: str
    expires_on: str
    source_name: str
    pack_size: int


def lots_meant(connection: Connection, district_id: int, text: str, item_id: int = 0) -> list[LotMeant]:
    """Lots of goods that our code, our number (``#12``) or the maker's batch number `text` means, the newest first."""
    words = text.strip()
    digits = words.removeprefix("#").strip()
    number_meant = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else 0
    kind, coded = code_in(words) or ("", 0)
    number_meant = coded if kind == "L" else number_meant
    rows = ask(
        connection,
        "SELECT lot.lot_id, item.name, item.base_unit, lot.batch_number, lot.expires_on, COALESCE(party.name, ''), "
        "lot.pack_size FROM lot "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        "LEFT JOIN party ON party.district_id = lot.district_id AND party.party_id = lot.source_party_id "
        "WHERE lot.district_id = ? AND item.kind = 'goods' AND (lot.lot_id = ? OR lot.batch_number = ?) "
        "AND (lot.item_id = ? OR ? = 0) ORDER BY lot.lot_id DESC LIMIT 20",
        (district_id, number_meant, words if words else "-", item_id, item_id),
    )
    found = [LotMeant(*row) for row in rows]
    if words.startswith("#"):
        return [each for each in found if each.lot_id == number_meant]
    return found


def lot_words(lot_id: int, batch_number: str) -> str:
    """How a lot is named on paper: the maker's mark and our number."""
    return f"{batch_number} #{lot_id}".strip()


def sheet_table(known: Session, rows: Sequence[ToCount], address: str) -> Table:
    """The sheet to count by: what may lie there, with room for what is found; no quantities of the books.

    Whoever holds it in hand opens the count on a phone by the code at `address`.
    """
    heads = [_("库位"), _("物资"), _("批次"), _("到期"), _("单位"), _("数到"), _("备注")]
    lines = [
        [each.location_name, thing(each.item_name), lot_words(each.lot_id, each.batch_number), each.expires_on,
         _(each.base_unit), "", ""]
        for each in rows
    ]  # fmt: skip
    blank: list[list[str | int]] = [["", "", "", "", "", "", ""] for _row in range(5)]
    facts = [*_facts(known), (_("数的人"), ""), (_("日期和时间"), "")]
    title = _("盘点表 %(place)s 第 %(n)s 号") % {"place": known.location_name, "n": known.count_id}
    return Table(title, facts, heads, [*lines, *blank], address=address, address_words=code_of("K", known.count_id))


def result_table(known: Session, rows: Iterable[Result]) -> Table:
    """The result: of every lot at every place what the books held when it was counted, what was found, and why."""
    heads = [
        _("库位"), _("物资"), _("批次"), _("开始时账上"), _("数时账上"), _("数到"), _("差"), _("结果"), _("第几遍"),
        _("原因"),
    ]  # fmt: skip
    found = list(rows)
    lines: list[list[str | int]] = [
        [each.location_name, thing(each.item_name), lot_words(each.lot_id, each.batch_number), each.frozen,
         each.expected, each.found, each.difference, _(OUTCOMES[each.outcome]), each.round_number,
         _(REASONS[each.reason]) + (f"（{each.note}）" if each.note else "") if each.reason else ""]
        for each in found
    ]  # fmt: skip
    facts = [
        *_facts(known),
        (_("状态"), _(STATES[known.state])),
        (_("准确率"), _("%(n)s%%，共 %(all)s 行，%(bad)s 行对不上") % {
            "n": accuracy(known.cells, known.differing), "all": number(known.cells), "bad": number(known.differing)}),
        (_("谁了结的"), f"{known.ended_by} {moment(known.ended_at, with_year=True)}" if known.ended_at else ""),
    ]  # fmt: skip
    title = _("盘点结果 %(place)s 第 %(n)s 号") % {"place": known.location_name, "n": known.count_id}
    entries = sorted({known.entry, *(each.entry for each in found)})
    return Table(title, facts, heads, lines, entries)


def _facts(known: Session) -> list[tuple[str, str]]:
    return [
        (_("盘哪里"), known.location_name),
        (_("盘什么"), thing(known.item_name) if known.item_id else _("所有物资")),
        (_("谁开始的"), f"{known.starter} {moment(known.started_at, with_year=True)}"),
    ]
