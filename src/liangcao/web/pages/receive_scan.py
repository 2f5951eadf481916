"""收货 by gun: a code scanned into the field of goods adds a batch, or fills what the batch above still lacks.

The bar code of the shop, then the one with batch and expiry beside it: one line. The same code again: one more.
"""

from dataclasses import replace
from typing import Any

from liangcao.catalog.queries import items_by_id
from liangcao.codes.reading import Reading, read_code
from liangcao.kernel.moment import day_of
from liangcao.reports.found_codes import items_of
from liangcao.web.pages.receive_form import Draft, DraftLine
from liangcao.web.visitor import Visitor


def items_scanned(visitor: Visitor, connection: Any, text: str) -> list[int]:
    """The items that a scanned code means: of a maker's code, of a card on a shelf; none for words."""
    reading = read_code(text)
    if reading.letter == "I":
        return [reading.number]
    if reading.kind not in ("goods", "words", "foreign"):
        return []
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    return list(items_of(connection, visitor.district_id, reading, today=today))


def scanned_into(visitor: Visitor, connection: Any, draft: Draft) -> tuple[Draft, str] | None:
    """The draft with what was scanned, and the field to go to; None when the field of goods holds no known code."""
    text = draft.get("goods_q").strip()
    reading = read_code(text)
    last = draft.lines[-1] if draft.lines else None
    if reading.kind == "marks" and last:
        return _ended(draft, _filled(last, reading))
    found = items_scanned(visitor, connection, text) if text else []
    items = items_by_id(connection, visitor.district_id, found)
    if len(items) != 1:
        return None
    item = next(iter(items.values()))
    if item.kind != "goods":
        return None
    same = next((line for line in draft.lines if line.item.item_id == item.item_id and _fits(line, reading)), None)
    if same is None:
        draft = draft.having(goods_q="").add(item, _marks(reading))
        return draft, draft.lines[-1].name("accepted")
    is_again = bool(reading.batch) and same.get("batch_number") == reading.batch
    return _ended(draft, _one_more(same) if is_again or not reading.batch else _filled(same, reading))


def _fits(line: DraftLine, reading: Reading) -> bool:
    """Whether a code may be of the batch of `line`: nothing it says is said otherwise there."""
    said = _marks(reading)
    return all(line.get(name) in ("", value) for name, value in said.items())


def _marks(reading: Reading) -> dict[str, str]:
    said = {"batch_number": reading.batch, "expires_on": reading.expires_on, "produced_on": reading.made_on}
    return {name: value for name, value in said.items() if value}


def _filled(line: DraftLine, reading: Reading) -> DraftLine:
    return replace(line, values={**line.values, **_marks(reading)})


def _one_more(line: DraftLine) -> DraftLine:
    """One more of what the line counts in; what was typed and is no number stays."""
    counted = line.get("accepted").strip()
    if counted and not (counted.isascii() and counted.isdecimal()):
        return line
    return replace(line, values={**line.values, "accepted": str(int(counted or "0") + 1)})


def _ended(draft: Draft, line: DraftLine) -> tuple[Draft, str]:
    lines = tuple(line if each.number == line.number else each for each in draft.lines)
    return replace(draft.having(goods_q=""), lines=lines), line.name("accepted")
