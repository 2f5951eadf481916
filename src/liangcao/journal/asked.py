"""What was approved of what was asked, item by item: an approval moves nothing, and still rules of signing go by it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from liangcao.journal.roles import whole

ASKED_TABLE = "request_line"
ASKED = "=5q"
"""What an entry tells of a line of a request: its number, whether the line is made or decided on, request, line, and
the item that is asked for, or how much of it (base units) is approved."""
MADE, DECIDED = 0, 1
_LINE_BITS = 32


def told_of_lines(number: int, effects: Mapping[str, Any]) -> Iterator[tuple[int, int, int, int, int]]:
    """What the effects of entry `number` tell of lines of requests, as ``ASKED`` has it."""
    for row in effects.get("rows", ()):
        if row["table"] == ASKED_TABLE:
            values = row["values"]
            where = (whole(values, "request_id"), whole(values, "line_number"))
            yield number, MADE, *where, whole(values, "item_id")
    for change in effects.get("changes", ()):
        if change["table"] == ASKED_TABLE and type(change["values"].get("approved")) is int:
            key = change["key"]
            where = (whole(key, "request_id"), whole(key, "line_number"))
            yield number, DECIDED, *where, whole(change["values"], "approved")


class LinesAsked:
    """Which item each line asks for that nobody has decided on, and what the entries of the last stretch approved."""

    def __init__(self) -> None:
        self._items: dict[int, int] = {}
        self._approved: dict[int, dict[int, int]] = {}

    def take(self, told: Iterable[Sequence[int]]) -> None:
        """Take what a stretch of entries tells (``ASKED``)."""
        self._approved = {}
        for number, what, request_id, line_number, amount in told:
            line = request_id << _LINE_BITS | line_number
            if what == MADE:
                self._items[line] = amount
            elif item := self._items.pop(line, 0):
                sums = self._approved.setdefault(number, {})
                sums[item] = sums.get(item, 0) + amount

    def approved(self, number: int) -> Iterable[tuple[int, int]]:
        """What the entry `number` of the last stretch approved: item and base units each."""
        return self._approved.get(number, {}).items()

    def told(self) -> list[list[int]]:
        """The lines that nobody has decided on as plain values, which `take` understands."""
        mask = (1 << _LINE_BITS) - 1
        return [[0, MADE, line >> _LINE_BITS, line & mask, item] for line, item in sorted(self._items.items())]
