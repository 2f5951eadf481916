"""Rules of picking: in which order one walks, what a code that was read says, how much may be taken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_

LIST_STATES: dict[str, str] = {
    "open": N_("待拣"),
    "started": N_("在拣"),
    "done": N_("拣完"),
    "cancelled": N_("已取消"),
}
LINE_STATES: dict[str, str] = {
    "waiting": N_("待拣"),
    "picked": N_("已拣"),
    "none": N_("没有拣到"),
    "cancelled": N_("已取消"),
}
LIVE = ("open", "started", "done")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line as a code that was read is held against it. Days are texts, empty when unknown."""

    line_number: int
    item_id: int
    lot_id: int
    batch_number: str
    expires_on: str
    is_quarantined: bool
    location_id: int
    location_name: str
    quantity: int
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What a code can mean: lots, items, places. All empty: nothing known bears it."""

    text: str
    lot_ids: frozenset[int] = frozenset()
    item_ids: frozenset[int] = frozenset()
    location_ids: frozenset[int] = frozenset()


def walk_key(place: str, expires_on: str, lot_id: int) -> tuple[list[tuple[int, int, str]], str, int]:
    """Sorts lines as one walks: places by name (A-2 before A-10), at one place what expires first, then by lot."""
    parts = [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", place) if part]
    return parts, expires_on or "9999", lot_id


def line_of_code(read: Read, lines: Sequence[Wanted], today: str, *, at: int = 0) -> int:
    """The line (its number) that a code stands for: the first that waits, of line `at` only where given.

    Raises Refused with what stands in the way: ``not_on_list``, ``picked_already``, ``wrong_place``, ``wrong_lot``,
    ``lot_expired``, ``lot_quarantined``.
    """
    here = [line for line in lines if not at or line.line_number == at]
    fitting = [line for line in here if _fits(read, line)]
    waiting = [line for line in fitting if line.is_waiting]
    if not waiting:
        raise Refused(_why_not(read, fitting, here, lines))
    found = waiting[0]
    check_fit(found.batch_number or str(found.lot_id), found.expires_on, today, is_quarantined=found.is_quarantined)
    return found.line_number


def _fits(read: Read, line: Wanted) -> bool:
    return line.lot_id in read.lot_ids or line.item_id in read.item_ids or line.location_id in read.location_ids


def _why_not(read: Read, fitting: Sequence[Wanted], here: Sequence[Wanted], lines: Sequence[Wanted]) -> Reason:
    if fitting:
        return Reason("picked_already", {"code": read.text}, "scanned")
    if len(here) == 1 and here[0].is_waiting and any(_fits(read, line) for line in lines):
        wanted = here[0]
        if read.location_ids and not read.lot_ids and not read.item_ids:
            return Reason("wrong_place", {"code": read.text, "place": wanted.location_name}, "scanned")
        params = {"code": read.text, "lot": wanted.batch_number or wanted.lot_id}
        return Reason("wrong_lot", params, "scanned")
    if len(here) == 1 and read.location_ids:
        return Reason("wrong_place", {"code": read.text, "place": here[0].location_name}, "scanned")
    return Reason("not_on_list", {"code": read.text}, "scanned")


def check_fit(lot: str, expires_on: str, today: str, *, is_quarantined: bool) -> None:
    """Raise Refused ``lot_expired`` or ``lot_quarantined`` when a lot may not leave."""
    if expires_on and expires_on < today:
        raise refused("lot_expired", lot=lot, expires_on=expires_on)
    if is_quarantined:
        raise refused("lot_quarantined", lot=lot)


def check_picked(picked: int, asked: int, reason: str) -> None:
    """Raise Refused ``over_picked`` beyond what was asked, ``reason_needed`` for less without a word."""
    if picked > asked:
        raise refused("over_picked", "picked", asked=asked, picked=picked)
    if picked < asked and not reason:
        raise refused("reason_needed", "reason")


def check_list(state: str, wanted: Sequence[str], deed: str) -> None:
    """Raise Refused ``wrong_state`` unless the list is in one of the states `wanted`."""
    if state not in wanted:
        raise refused("wrong_state", "pick_id", what=N_("拣货单"), state=LIST_STATES[state], deed=deed)


def check_line(state: str, wanted: Sequence[str], deed: str, *, field: str = "line_number") -> None:
    """Raise Refused ``wrong_state`` unless the line is in one of the states `wanted`."""
    if state not in wanted:
        raise refused("wrong_state", field, what=N_("拣货单这一行"), state=LINE_STATES[state], deed=deed)
