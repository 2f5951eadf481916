"""Rules of favours."""

from collections.abc import Iterable
from datetime import date, timedelta

from liangcao.favours.commands import RecordFavour
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_

ANSWERS: dict[str, str] = {
    "declined": N_("当面谢绝"),
    "sent_to_request": N_("谢绝，请对方按程序申请"),
    "reported": N_("谢绝，并报告了领导"),
}
"""How a favour was answered: each of them a no."""


def check_favour(command: RecordFavour) -> None:
    """Raise Refused ``personal_number`` for a number of a person in a text, ``field_missing`` without the item."""
    check_texts({"body": command.body, "note": command.note})
    if command.quantity is not None and command.item_id is None:
        raise refused("field_missing", "item_id")


def count_by_week(days: Iterable[str], *, until: str, weeks: int) -> list[tuple[str, int]]:
    """How many of `days` (2020-02-10) fall into each of the last `weeks` weeks, the one that holds `until` first.

    A week is named by its Monday; weeks without any count 0, days outside all of them are passed over.
    """
    monday = _monday(until)
    counts = {(monday - timedelta(weeks=back)).isoformat(): 0 for back in range(weeks)}
    for day in days:
        week = _monday(day).isoformat()
        if week in counts:
            counts[week] += 1
    return list(counts.items())


def _monday(day: str) -> date:
    found = date.fromisoformat(day)
    return found - timedelta(days=found.weekday())
