"""Reading late forms: what was refused and waits, what the books know already; and writing down what came."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask, select_by_texts, tell
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """A form that was refused when it came; `fields` is a commitment, times in ms since 1970 UTC.

    `state`: ``waiting``, ``done`` (the journal has it meanwhile, as entry `done_entry`) or ``dropped``.
    """

    form_id: int
    actor_id: int
    actor_name: str
    path: str
    page: str
    form_command_id: str
    code: str
    device: str
    counter: int
    device_at: int
    clock_off: int
    fields: str
    kept_at: int
    entry: int
    state: str
    settled_by: str
    settled_at: int
    reason: str
    done_entry: int


_DONE = (
    "(SELECT MAX(journal.number) FROM journal WHERE journal.district_id = refused_form.district_id "
    "AND journal.command_id = refused_form.form_command_id)"
)
_FORMS = (
    "SELECT form_id, refused_form.actor_id, COALESCE(actor.name, ''), path, page, form_command_id, code, device, "
    "counter, device_at, clock_off, fields, kept_at, refused_form.entry, "
    f"CASE WHEN {_DONE} IS NULL THEN state ELSE 'done' END, COALESCE(settler.name, ''), settled_at, reason, "
    f"COALESCE({_DONE}, 0) FROM refused_form "
    "LEFT JOIN actor ON actor.district_id = refused_form.district_id AND actor.actor_id = refused_form.actor_id "
    "LEFT JOIN actor AS settler ON settler.district_id = refused_form.district_id "
    "AND settler.actor_id = refused_form.settled_by WHERE refused_form.district_id = ?"
)


def refused_form(connection: Connection, district_id: int, form_id: int) -> RefusedForm:
    """One form; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_FORMS} AND form_id = ?", (district_id, form_id))
    if not rows:
        raise refused("unknown_document", "form_id", name=form_id)
    return RefusedForm(*rows[0])


def refused_forms(
    connection: Connection, district_id: int, *, actor_id: int = 0, page: tuple[int, int] = (50, 0)
) -> list[RefusedForm]:
    """Refused forms of one person (0: of all): those that wait first, each device's in their order."""
    mine, values = (" AND refused_form.actor_id = ?", (actor_id,)) if actor_id else ("", ())
    order = f"ORDER BY CASE WHEN {_DONE} IS NULL AND state = 'waiting' THEN 0 ELSE 1 END, device, counter"
    rows = ask(connection, f"{_FORMS}{mine} {order} LIMIT ? OFFSET ?", (district_id, *values, *page))
    return [RefusedForm(*row) for row in rows]


def waiting_forms(connection: Connection, district_id: int, actor_id: int = 0) -> tuple[int, int]:
    """How many refused forms of one person (0: of all) wait, and since when the oldest does (ms)."""
    mine, values = (" AND actor_id = ?", (actor_id,)) if actor_id else ("", ())
    sql = (
        "SELECT COUNT(*), COALESCE(MIN(kept_at), 0) FROM refused_form WHERE district_id = ? AND state = 'waiting' "
        f"AND {_DONE} IS NULL{mine}"
    )
    count, since = ask(connection, sql, (district_id, *values))[0]
    return int(count), int(since)


def files_of(connection: Connection, district_id: int, form_id: int) -> list[tuple[str, str]]:
    """The files that came with a form: field and SHA-256."""
    sql = "SELECT field, sha256 FROM refused_file WHERE district_id = ? AND form_id = ? ORDER BY ordinal"
    return [(str(field), str(digest)) for field, digest in ask(connection, sql, (district_id, form_id))]


def kept_under(connection: Connection, district_id: int, command_id: str) -> int:
    """The refused form with this command id, 0 when none was kept."""
    sql = "SELECT form_id FROM refused_form WHERE district_id = ? AND form_command_id = ?"
    rows = ask(connection, sql, (district_id, command_id))
    return int(rows[0][0]) if rows else 0


def missing_ids(connection: Connection, district_id: int, command_ids: Sequence[str]) -> list[str]:
    """Those of `command_ids` that neither the journal nor the refused forms know: an older backup was put back."""
    wanted = list(dict.fromkeys(command_ids))
    known: set[str] = set()
    for table, column in (("journal", "command_id"), ("refused_form", "form_command_id")):
        sql = f"SELECT {column} FROM {{keys}} JOIN {table} ON {column} = k1 WHERE district_id = ?"
        known |= {str(row[0]) for row in select_by_texts(connection, sql, wanted, (district_id,))}
    return [each for each in wanted if each not in known]


def waiting_ids(connection: Connection, district_id: int, command_ids: Sequence[str]) -> list[str]:
    """Those of `command_ids` whose form was refused and still waits for somebody."""
    sql = (
        "SELECT form_command_id FROM {keys} JOIN refused_form ON form_command_id = k1 WHERE district_id = ? "
        f"AND state = 'waiting' AND {_DONE} IS NULL"
    )
    found = select_by_texts(connection, sql, list(dict.fromkeys(command_ids)), (district_id,))
    return sorted(str(row[0]) for row in found)


@dataclass(frozen=True, slots=True)
class Came:
    """A form that came from an outbox: its place there, both times, the entry it made (0: it was refused and kept)."""

    device: str
    counter: int
    command_id: str
    actor_id: int
    device_at: int
    clock_off: int
    received_at: int
    entry: int


def note_came(connection: Connection, district_id: int, came: Came) -> None:
    """Write down that a form came; the same one of the same device once."""
    tell(
        connection,
        "INSERT INTO sent_form (district_id, device, counter, command_id, actor_id, device_at, clock_off, received_at, "
        "entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (district_id, device, counter) DO NOTHING",
        (
            district_id, came.device, came.counter, came.command_id, came.actor_id, came.device_at, came.clock_off,
            came.received_at, came.entry,
        ),
    )  # fmt: skip
