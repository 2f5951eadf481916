"""What one journal entry moved, whether it has been undone, and whether it still can be."""

from collections.abc import Sequence
from dataclasses import dataclass

from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Line
from liangcao.kernel.errors import refused
from liangcao.ledger.queries import cell
from liangcao.parties.queries import place


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """A journal entry's deed, person, time (ms) and the lines it posted; `reversed_by` is 0 while it stands."""

    number: int
    action: str
    actor_id: int
    recorded_at: int
    lines: tuple[Line, ...]
    reversed_by: int


def posted_entry(context: Context, number: int) -> PostedEntry | None:
    """The entry `number` with its lines, or None when there is no such entry."""
    district = context.district_id
    rows = ask(
        context.connection,
        "SELECT action, actor_id, recorded_at FROM journal WHERE district_id = ? AND number = ?",
        (district, number),
    )
    if not rows:
        return None
    lines = ask(
        context.connection,
        "SELECT lot_id, source_id, destination_id, quantity FROM line WHERE district_id = ? AND entry = ? "
        "ORDER BY ordinal",
        (district, number),
    )
    undone = ask(
        context.connection,
        "SELECT MIN(entry + 0) FROM line WHERE district_id = ? AND reverses = ? AND reverses <> 0",
        (district, number),
    )
    action, actor_id, recorded_at = rows[0]
    moved = tuple(Line(*row) for row in lines)
    return PostedEntry(number, action, actor_id, recorded_at, moved, undone[0][0] or 0)


def later_entries(context: Context, entry: PostedEntry, *, most: int = 5) -> list[int]:
    """Entries after `entry` that took goods from where it had put them: what stands in the way of undoing it."""
    numbers: set[int] = set()
    for line in entry.lines:
        rows = ask(
            context.connection,
            "SELECT DISTINCT entry FROM line WHERE district_id = ? AND lot_id = ? AND source_id = ? AND entry > ? "
            "ORDER BY entry LIMIT ?",
            (context.district_id, line.lot_id, line.destination_id, entry.number, most),
        )
        numbers.update(row[0] for row in rows)
    return sorted(numbers)[:most]


def check_still_there(context: Context, entry: PostedEntry, mirror: Sequence[Line], field: str = "entry") -> None:
    """Whether the `mirror` of an entry's lines can be posted now.

    Raises Refused ``reversal_blocked``: it says by number which later entries stand in the way, rather than only that
    there is not enough.
    """
    wanted: dict[tuple[int, int], int] = {}
    for line in mirror:
        wanted[line.lot_id, line.source_id] = wanted.get((line.lot_id, line.source_id), 0) + line.quantity
    for (lot_id, location_id), quantity in wanted.items():
        where = place(context, location_id)
        on_hand, held = cell(context, lot_id, location_id)
        if not where.is_outside and on_hand - held < quantity:
            blocking = "、".join(f"#{number}" for number in later_entries(context, entry))
            raise refused("reversal_blocked", field, entry=entry.number, blocking=blocking or where.name)
