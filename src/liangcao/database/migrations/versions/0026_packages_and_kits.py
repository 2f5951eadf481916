"""Packages and their numbers, kits and re-packs, and the driver's word for what was taken."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0026"
down_revision = "0025"

BEFORE = "'purchase', 'donation', 'mobilisation', 'opening', 'funds'"
MORE = f"{BEFORE}, 'transformation'"
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _refers(table: str, column: str, other: str, key: str = "") -> sa.ForeignKeyConstraint:
    target = [f"{other}.district_id", f"{other}.{key or column}"]
    return sa.ForeignKeyConstraint(["district_id", column], target, name=op.f(f"fk_{table}_district_id_{column}"))


def _index(table: str, *columns: str, unique: bool = False) -> None:
    names = ["district_id", *columns]
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, names, unique=unique)


def _table(name: str, keys: tuple[str, ...], *items: sa.schema.SchemaItem) -> None:
    keyed = ("district_id", *keys)
    key = sa.PrimaryKeyConstraint(*keyed, name=op.f(f"pk_{name}"))
    op.create_table(name, *(_key(each) for each in keyed), *items, key, sqlite_strict=True)


def _check(table: str, name: str, sql: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(sql, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    _widen_source_kinds()
    _packages()
    _kits()
    _builds()
    _taken()
    tables = ("gs1_prefix", "package_line", "kit_recipe", "kit_component", "transformation", "shipment_taken")
    guard_append_only(op.get_bind(), tables)


def _widen_source_kinds() -> None:
    """Lots may come of other lots (on SQLite as 0013 does it, whose docstring says why)."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_lot_source_kind"), "lot")
        op.create_check_constraint(op.f("ck_lot_source_kind"), "lot", f"source_kind IN ({MORE})")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'lot'", (BEFORE, MORE)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {int(version) + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _packages() -> None:
    _table(
        "gs1_prefix",
        ("prefix_id",),
        *(_words(name) for name in ("prefix", "reason")),
        *(_whole(name) for name in ("actor_id", "set_at", "entry")),
    )
    _table(
        "package",
        ("package_id",),
        _words("code"),
        _words("prefix", ""),
        *(_whole(name) for name in ("serial", "location_id")),
        *(_whole(name, "0") for name in ("plan_id", "unit_id")),
        _words("state"),
        _words("note", ""),
        *(_whole(name) for name in ("actor_id", "packed_at")),
        _whole("unpacked_at", "0"),
        _words("end_note", ""),
        _whole("entry"),
        _check("package", "state", "state IN ('packed', 'unpacked')"),
        _check("package", "serial", "serial > 0"),
        _refers("package", "location_id", "location"),
    )
    _index("package", "code", unique=True)
    _index("package", "plan_id", "unit_id")
    _index("package", "location_id", "state")
    _table(
        "package_line",
        ("package_id", "line_number"),
        *(_whole(name) for name in ("lot_id", "item_id", "quantity")),
        _whole("plan_line", "0"),
        _check("package_line", "quantity", "quantity > 0"),
        _refers("package_line", "package_id", "package"),
        _refers("package_line", "lot_id", "lot"),
        _refers("package_line", "item_id", "item"),
    )
    _index("package_line", "lot_id")


def _kits() -> None:
    _table(
        "kit_recipe",
        ("recipe_id",),
        *(_whole(name) for name in ("item_id", "version")),
        _words("note", ""),
        *(_whole(name) for name in ("actor_id", "set_at", "entry")),
        _check("kit_recipe", "version", "version > 0"),
        _refers("kit_recipe", "item_id", "item"),
    )
    _index("kit_recipe", "item_id", "version", unique=True)
    _table(
        "kit_component",
        ("recipe_id", "line_number"),
        *(_whole(name) for name in ("item_id", "quantity")),
        _check("kit_component", "quantity", "quantity > 0"),
        _refers("kit_component", "recipe_id", "kit_recipe"),
        _refers("kit_component", "item_id", "item"),
    )


def _builds() -> None:
    _table(
        "build",
        ("build_id",),
        _words("kind"),
        *(_whole(name) for name in ("item_id", "lot_id")),
        _whole("recipe_id", "0"),
        *(_whole(name) for name in ("location_id", "quantity")),
        _whole("apart", "0"),
        _words("note", ""),
        *(_whole(name) for name in ("actor_id", "built_at", "entry")),
        _check("build", "kind", "kind IN ('kit', 'repack')"),
        _check("build", "quantity", "quantity > 0 AND apart >= 0 AND apart <= quantity"),
        *(_refers("build", name, name.removesuffix("_id")) for name in ("item_id", "lot_id", "location_id")),
    )
    _index("build", "lot_id", unique=True)
    _table(
        "transformation",
        ("entry", "from_lot_id", "to_lot_id"),
        *(_whole(name) for name in ("quantity", "made")),
        _check("transformation", "quantity", "quantity > 0 AND made > 0"),
        _refers("transformation", "from_lot_id", "lot", "lot_id"),
        _refers("transformation", "to_lot_id", "lot", "lot_id"),
    )
    _index("transformation", "from_lot_id")
    _index("transformation", "to_lot_id")


def _taken() -> None:
    _table(
        "shipment_taken",
        ("shipment_id",),
        *(_whole(name) for name in ("packages", "expected")),
        *(_words(name, "") for name in ("vehicle", "difference")),
        *(_whole(name) for name in ("actor_id", "taken_at", "entry")),
        _check("shipment_taken", "packages", "packages >= 0 AND expected >= 0"),
        _refers("shipment_taken", "shipment_id", "shipment"),
    )
