"""Reading tasks, what was done about them, and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.kernel.errors import refused
from liangcao.tasks.rules import MINUTE_MS, Clocks, Standing


@dataclass(frozen=True, slots=True)
class Task:
    """A task; moments in ms since 1970 UTC, 0 when not; contact and phone are commitments.

    `unit_id`, `item_id`, `to_actor_id` and `quantity` (base units) are 0 where nobody said.
    """

    task_id: int
    unit_id: int
    unit_name: str
    unit_said: str
    contact: str
    phone: str
    matter: str
    item_id: int
    item_name: str
    base_unit: str
    quantity: int
    haste: str
    due_at: int
    state: str
    to_actor_id: int
    to_name: str
    waiting_since: int
    ended_at: int
    actor_id: int
    actor_name: str
    taken_at: int
    entry: int

    @property
    def unit(self) -> str:
        """For whom it is: the registered name, else as it was said."""
        return self.unit_name or self.unit_said

    @property
    def standing(self) -> Standing:
        """What its clocks look at."""
        return Standing(self.state, self.haste, self.waiting_since, self.due_at)


@dataclass(frozen=True, slots=True)
class TaskTurn:
    """Something that was done about a task; `told` and `said` are commitments, `sha256` names a file."""

    turn_id: int
    deed: str
    to_name: str
    note: str
    call_back: str
    told: str
    said: str
    sha256: str
    name: str
    media_type: str
    actor_id: int
    actor_name: str
    turned_at: int
    entry: int


@dataclass(frozen=True, slots=True)
class TaskLink:
    """A document that came of a task."""

    link_id: int
    task_id: int
    kind: str
    document_id: int
    actor_name: str
    linked_at: int


@dataclass(frozen=True, slots=True)
class Raised:
    """Whose eyes look for what has gone to somebody above: at this moment, by these clocks, to these levels."""

    clocks: Clocks
    now: int
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks to show; empty or zero means any. `states` are any of them.

    `mine`: handed to this person, or raised as `raised` says; `raised` alone: only those that were. `due_by`: only
    those due by then (ms). `search` is a normalised word, `task_ids` are others found elsewhere (sealed names).
    """

    states: tuple[str, ...] = ()
    mine: int = 0
    to_actor_id: int = 0
    unit_id: int = 0
    item_id: int = 0
    haste: str = ""
    raised: Raised | None = None
    due_by: int = 0
    search: str = ""
    task_ids: tuple[int, ...] = ()
    order: str = "pressing"


ORDERS: dict[str, str] = {
    "pressing": (
        "CASE WHEN task.ended_at > 0 THEN 1 ELSE 0 END, CASE WHEN task.due_at = 0 THEN 1 ELSE 0 END, task.due_at, "
        "CASE task.haste WHEN 'now' THEN 0 WHEN 'soon' THEN 1 ELSE 2 END, task.task_id"
    ),
    "newest": "task.task_id DESC",
    "oldest": "task.task_id",
    "unit": "COALESCE(party.name, task.unit_said), task.task_id",
    "who": "COALESCE(holder.name, ''), task.task_id",
}
_TASK = (
    "SELECT task.task_id, COALESCE(task.unit_id, 0), COALESCE(party.name, ''), task.unit_said, task.contact, "
    "task.phone, task.matter, COALESCE(task.item_id, 0), COALESCE(item.name, ''), COALESCE(item.base_unit, ''), "
    "COALESCE(task.quantity, 0), task.haste, task.due_at, task.state, task.to_actor_id, COALESCE(holder.name, ''), "
    "task.waiting_since, task.ended_at, task.actor_id, COALESCE(actor.name, ''), task.taken_at, task.entry "
)
_JOINS = (
    "LEFT JOIN party ON party.district_id = task.district_id AND party.party_id = task.unit_id "
    "LEFT JOIN item ON item.district_id = task.district_id AND item.item_id = task.item_id "
    "LEFT JOIN actor ON actor.district_id = task.district_id AND actor.actor_id = task.actor_id "
    "LEFT JOIN actor AS holder ON holder.district_id = task.district_id AND holder.actor_id = task.to_actor_id "
)


def _raised(wanted: Raised) -> tuple[str, Row]:
    """`rules.level_of` as a condition: the tasks that have gone to one of the levels wanted."""
    clocks, now = wanted.clocks, wanted.now
    parts: list[str] = []
    values: list[int] = []
    overdue, by = "(task.due_at > 0 AND task.due_at <= ?)", now - clocks.grace * MINUTE_MS
    if "head" in wanted.levels:
        parts.append(overdue)
        values.append(by)
    if "deputy" in wanted.levels:
        limits = (now - clocks.limit_ms(each) for each in ("now", "soon", "usual"))
        parts.append(
            f"(NOT {overdue} AND task.state IN ('taken', 'handed') AND task.waiting_since <= "
            "CASE task.haste WHEN 'now' THEN ? WHEN 'soon' THEN ? ELSE ? END)"
        )
        values += [by, *limits]
    if not parts:
        return "1 = 0", ()
    return f"(task.state IN ('taken', 'handed', 'going') AND ({' OR '.join(parts)}))", tuple(values)


def _conditions(district_id: int, wanted: TaskFilter) -> tuple[str, Row]:
    parts, values = ["task.district_id = ?"], list[Any]([district_id])
    if wanted.states:
        parts.append(f"task.state IN ({', '.join('?' * len(wanted.states))})")
        values += wanted.states
    for part, value in (
        ("task.to_actor_id = ?", wanted.to_actor_id),
        ("task.unit_id = ?", wanted.unit_id),
        ("task.item_id = ?", wanted.item_id),
        ("task.haste = ?", wanted.haste),
        ("task.due_at > 0 AND task.due_at <= ?", wanted.due_by),
    ):
        if value:
            parts.append(part)
            values.append(value)
    raised = _raised(wanted.raised) if wanted.raised else None
    if wanted.mine:
        condition, more = raised or ("1 = 0", ())
        parts.append(f"(task.to_actor_id = ? OR {condition})")
        values += [wanted.mine, *more]
    elif raised:
        parts.append(raised[0])
        values += raised[1]
    if wanted.search:
        found = ["party.search LIKE ?", "item.search LIKE ?", "task.search LIKE ?"]
        if wanted.task_ids:
            found.append(f"task.task_id IN ({', '.join(map(str, wanted.task_ids))})")
        parts.append(f"({' OR '.join(found)})")
        values += [f"%{wanted.search}%"] * 3
    return " AND ".join(parts), tuple(values)


def tasks_page(
    connection: Connection, district_id: int, wanted: TaskFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Task]:
    """Tasks in the order wanted; `page` is (how many, from which)."""
    where, values = _conditions(district_id, wanted)
    sql = f"{_TASK} FROM task {_JOINS} WHERE {where} ORDER BY {ORDERS[wanted.order]} LIMIT ? OFFSET ?"
    return [Task(*row) for row in ask(connection, sql, (*values, *page))]


def count_tasks(connection: Connection, district_id: int, wanted: TaskFilter, *, most: int = 1_000_000) -> int:
    """How many there are; counting stops at `most`."""
    where, values = _conditions(district_id, wanted)
    sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM task {_JOINS} WHERE {where} LIMIT ?) AS found"
    return int(ask(connection, sql, (*values, most))[0][0])


def oldest_task(connection: Connection, district_id: int, wanted: TaskFilter) -> tuple[int, int]:
    """How many there are, and when the oldest of them was taken down (ms, 0 for none)."""
    where, values = _conditions(district_id, wanted)
    count, since = ask(connection, f"SELECT COUNT(*), MIN(task.taken_at) FROM task {_JOINS} WHERE {where}", values)[0]
    return int(count), int(since or 0)


def tasks_by_id(connection: Connection, district_id: int, task_ids: Sequence[int]) -> dict[int, Task]:
    """The tasks with these numbers."""
    sql = f"{_TASK} FROM {{keys}} JOIN task ON task.task_id = k1 {_JOINS} WHERE task.district_id = ?"
    keys = [(number,) for number in sorted(set(task_ids))]
    return {row[0]: Task(*row) for row in select_by_keys(connection, sql, keys, (district_id,))}


def task(connection: Connection, district_id: int, task_id: int, field: str = "task_id") -> Task:
    """One task; raises Refused ``unknown_document``."""
    found = tasks_by_id(connection, district_id, [task_id]).get(task_id)
    if found is None:
        raise refused("unknown_document", field, name=task_id)
    return found


def turns_of_task(connection: Connection, district_id: int, task_id: int) -> list[TaskTurn]:
    """What was done about a task, the latest first."""
    sql = (
        "SELECT turn_id, deed, COALESCE(holder.name, ''), note, call_back, told, said, sha256, task_turn.name, "
        "media_type, task_turn.actor_id, COALESCE(actor.name, ''), turned_at, entry FROM task_turn "
        "LEFT JOIN actor ON actor.district_id = task_turn.district_id AND actor.actor_id = task_turn.actor_id "
        "LEFT JOIN actor AS holder ON holder.district_id = task_turn.district_id "
        "AND holder.actor_id = task_turn.to_actor_id "
        "WHERE task_turn.district_id = ? AND task_id = ? ORDER BY turn_id DESC"
    )
    return [TaskTurn(*row) for row in ask(connection, sql, (district_id, task_id))]


_LINK = (
    "SELECT link_id, task_id, kind, document_id, COALESCE(actor.name, ''), linked_at FROM task_link "
    "LEFT JOIN actor ON actor.district_id = task_link.district_id AND actor.actor_id = task_link.actor_id "
    "WHERE task_link.district_id = ? AND "
)


def links_of_task(connection: Connection, district_id: int, task_id: int) -> list[TaskLink]:
    """What came of a task, in order."""
    sql = f"{_LINK}task_id = ? ORDER BY link_id"
    return [TaskLink(*row) for row in ask(connection, sql, (district_id, task_id))]


def tasks_behind(connection: Connection, district_id: int, kind: str, document_id: int) -> list[int]:
    """The tasks a document came of."""
    sql = f"{_LINK}kind = ? AND document_id = ? ORDER BY link_id"
    return list(dict.fromkeys(row[1] for row in ask(connection, sql, (district_id, kind, document_id))))


def tasks_alike(
    connection: Connection, district_id: int, about: tuple[int, int], *, since: int, but: int = 0
) -> list[Task]:
    """Tasks for the same unit about the same item (`about`: both, 0 for none) from `since` on (ms), the latest first.

    Where one of them names no item it may be the same matter: it is shown, too. None without a unit.
    """
    unit_id, item_id = about
    if not unit_id:
        return []
    same = "(task.item_id = ? OR task.item_id IS NULL)" if item_id else "0 = ?"
    sql = (
        f"{_TASK} FROM task {_JOINS} WHERE task.district_id = ? AND task.unit_id = ? AND task.taken_at >= ? "
        f"AND task.task_id <> ? AND task.state <> 'cancelled' AND {same} ORDER BY task.task_id DESC LIMIT 5"
    )
    return [Task(*row) for row in ask(connection, sql, (district_id, unit_id, since, but, item_id))]


def clocks_in_force(connection: Connection, district_id: int) -> Clocks:
    """The clocks as they were set last; those the program begins with where nobody has."""
    sql = (
        "SELECT now, soon, usual, grace, deputy_id, head_id FROM task_clocks WHERE district_id = ? "
        "ORDER BY clocks_id DESC LIMIT 1"
    )
    rows = ask(connection, sql, (district_id,))
    return Clocks(*rows[0]) if rows else Clocks()


@dataclass(frozen=True, slots=True)
class ClocksSet:
    """The clocks as somebody set them, when and why."""

    clocks: Clocks
    reason: str
    actor_name: str
    set_at: int
    entry: int


def clocks_history(connection: Connection, district_id: int) -> list[ClocksSet]:
    """All settings of the clocks, the latest first."""
    sql = (
        "SELECT now, soon, usual, grace, deputy_id, head_id, reason, COALESCE(actor.name, ''), set_at, entry "
        "FROM task_clocks LEFT JOIN actor ON actor.district_id = task_clocks.district_id "
        "AND actor.actor_id = task_clocks.actor_id WHERE task_clocks.district_id = ? ORDER BY clocks_id DESC"
    )
    return [ClocksSet(Clocks(*row[:6]), *row[6:]) for row in ask(connection, sql, (district_id,))]
