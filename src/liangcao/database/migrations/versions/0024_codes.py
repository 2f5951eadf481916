"""Labels of anything, in sizes; rolls of labels printed beforehand and what each of them is stuck to."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0024"
down_revision = "0023"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GUARDED = ("serial_binding", "serial_roll")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _index(table: str, *columns: str) -> None:
    names = ["district_id", *columns]
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, names, unique=False)


def upgrade() -> None:
    _labels()
    op.create_table(
        "serial_roll",
        *map(_key, ("district_id", "roll_id")),
        *map(_whole, ("first_serial", "copies")),
        _words("size"),
        *map(_whole, ("actor_id", "printed_at", "entry")),
        sa.CheckConstraint("first_serial > 0 AND copies > 0", name=op.f("ck_serial_roll_copies")),
        sa.PrimaryKeyConstraint("district_id", "roll_id", name=op.f("pk_serial_roll")),
        sqlite_strict=True,
    )
    _index("serial_roll", "first_serial")
    op.create_table(
        "serial_binding",
        *map(_key, ("district_id", "binding_id")),
        _whole("serial"),
        _words("kind"),
        _whole("thing_id"),
        _words("reason", ""),
        *map(_whole, ("actor_id", "bound_at", "entry")),
        sa.CheckConstraint("serial > 0 AND thing_id > 0", name=op.f("ck_serial_binding_serial")),
        sa.PrimaryKeyConstraint("district_id", "binding_id", name=op.f("pk_serial_binding")),
        sqlite_strict=True,
    )
    _index("serial_binding", "serial")
    _index("serial_binding", "kind", "thing_id")
    guard_append_only(op.get_bind(), GUARDED)


def _labels() -> None:
    """Labels are of lots no longer only: PostgreSQL changes the table, SQLite can but make it anew and copy."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("label_print", "lot_id", nullable=True)
        op.add_column("label_print", sa.Column("thing_id", WHOLE, server_default="0", nullable=False))
        op.add_column("label_print", _words("size", ""))
        op.drop_constraint(op.f("ck_label_print_kind"), "label_print", type_="check")
        op.create_check_constraint(op.f("ck_label_print_kind"), "label_print", _IS_OF_SOMETHING)
    else:
        _labels_anew()
    _index("label_print", "thing_id", "kind")


_IS_OF_SOMETHING = "copies > 0 AND (lot_id IS NULL) = (thing_id > 0)"
_KEPT = "district_id, label_print_id, lot_id, kind, copies, first_number, actor_id, printed_at, entry"


def _labels_anew() -> None:
    op.create_table(
        "label_print_anew",
        *map(_key, ("district_id", "label_print_id")),
        sa.Column("lot_id", WHOLE, nullable=True),
        _words("kind"),
        *map(_whole, ("copies", "first_number", "actor_id", "printed_at", "entry")),
        sa.Column("thing_id", WHOLE, server_default="0", nullable=False),
        _words("size", ""),
        sa.CheckConstraint(_IS_OF_SOMETHING, name=op.f("ck_label_print_kind")),
        sa.ForeignKeyConstraint(
            ["district_id", "lot_id"], ["lot.district_id", "lot.lot_id"], name=op.f("fk_label_print_district_id_lot_id")
        ),
        sa.PrimaryKeyConstraint("district_id", "label_print_id", name=op.f("pk_label_print")),
        sqlite_strict=True,
    )
    op.execute(f"INSERT INTO label_print_anew ({_KEPT}) SELECT {_KEPT} FROM label_print")
    op.drop_table("label_print")
    op.rename_table("label_print_anew", "label_print")
    _index("label_print", "lot_id", "kind")
    guard_append_only(op.get_bind(), ("label_print",))
