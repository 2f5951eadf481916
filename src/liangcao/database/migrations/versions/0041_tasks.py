"""Tasks, what was done about them and came of them, their clocks, and shifts handed over."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0041"
down_revision = "0040"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=optional)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _refers(table: str, column: str, other: str, key: str) -> sa.ForeignKeyConstraint:
    columns, others = ["district_id", column], [f"{other}.district_id", f"{other}.{key}"]
    return sa.ForeignKeyConstraint(columns, others, name=op.f(f"fk_{table}_district_id_{column}"))


def _check(table: str, name: str, what: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(what, name=op.f(f"ck_{table}_{name}"))


def _table(name: str, keys: tuple[str, ...], *items: sa.schema.SchemaItem) -> None:
    primary = sa.PrimaryKeyConstraint("district_id", *keys, name=op.f(f"pk_{name}"))
    op.create_table(name, _key("district_id"), *(_key(key) for key in keys), *items, primary, sqlite_strict=True)


def _index(table: str, *columns: str) -> None:
    named = "_".join(("district_id", *columns))
    op.create_index(op.f(f"ix_{table}_{named}"), table, ["district_id", *columns], unique=False)


def upgrade() -> None:
    _tasks()
    _shifts()
    guard_append_only(
        op.get_bind(), ["task_turn", "task_link", "task_clocks", "shift_note", "shift_note_line", "shift_taken"]
    )


def _tasks() -> None:
    _table(
        "task",
        ("task_id",),
        _whole("unit_id", optional=True),
        *(_words(name) for name in ("unit_said", "contact", "phone", "matter", "search")),
        _whole("item_id", optional=True),
        _whole("quantity", optional=True),
        _words("haste", None),
        _whole("due_at", "0"),
        _words("state", None),
        _whole("to_actor_id", "0"),
        _whole("to_group_id", "0"),
        _whole("waiting_since"),
        _whole("ended_at", "0"),
        *(_whole(name) for name in ("actor_id", "taken_at", "entry")),
        _refers("task", "unit_id", "party", "party_id"),
        _refers("task", "item_id", "item", "item_id"),
        _check("task", "haste", "haste IN ('now', 'soon', 'usual')"),
        _check("task", "state", "state IN ('taken', 'handed', 'going', 'closed', 'cancelled')"),
    )
    _table(
        "task_turn",
        ("turn_id",),
        _whole("task_id"),
        _words("deed", None),
        _whole("to_actor_id", "0"),
        *(_words(name) for name in ("note", "call_back", "told", "said", "sha256", "name", "media_type")),
        *(_whole(name) for name in ("actor_id", "turned_at", "entry")),
        _refers("task_turn", "task_id", "task", "task_id"),
        _check(
            "task_turn",
            "deed",
            "deed IN ('taken', 'corrected', 'handed', 'handed_on', 'acknowledged', 'commented', 'closed', 'reopened', "
            "'cancelled')",
        ),
    )
    _table(
        "task_link",
        ("link_id",),
        _whole("task_id"),
        _words("kind", None),
        *(_whole(name) for name in ("document_id", "actor_id", "linked_at", "entry")),
        _refers("task_link", "task_id", "task", "task_id"),
        _check("task_link", "kind", "kind IN ('request', 'purchase', 'lead', 'shipment', 'trip')"),
    )
    _table(
        "task_clocks",
        ("clocks_id",),
        *(_whole(name) for name in ("now", "soon", "usual", "grace")),
        *(_whole(name, "0") for name in ("deputy_id", "head_id")),
        _words("reason", None),
        *(_whole(name) for name in ("actor_id", "set_at", "entry")),
        _check("task_clocks", "minutes", "now > 0 AND soon > 0 AND usual > 0 AND grace >= 0"),
    )
    _index("task", "state", "task_id")
    _index("task", "to_actor_id", "state")
    _index("task", "unit_id", "taken_at")
    _index("task_turn", "task_id", "turn_id")
    _index("task_turn", "sha256")
    _index("task_link", "task_id", "link_id")
    _index("task_link", "kind", "document_id", "link_id")


def _shifts() -> None:
    _table(
        "shift_note",
        ("note_id",),
        _whole("position"),
        _words("note"),
        _whole("to_actor_id", "0"),
        *(_whole(name) for name in ("open", "overdue", "unacknowledged", "waiting", "unsigned", "expected")),
        *(_whole(name) for name in ("actor_id", "made_at", "entry")),
    )
    _table(
        "shift_note_line",
        ("note_id", "line_number"),
        _words("kind", None),
        _whole("document_id"),
        _words("mark", None),
        _whole("since"),
        _refers("shift_note_line", "note_id", "shift_note", "note_id"),
        _check("shift_note_line", "kind", "kind IN ('task', 'request', 'shipment', 'arrival')"),
    )
    _table(
        "shift_taken",
        ("note_id",),
        _words("note"),
        *(_whole(name) for name in ("actor_id", "taken_at", "entry")),
        _refers("shift_taken", "note_id", "shift_note", "note_id"),
    )
    _index("shift_note", "made_at")
