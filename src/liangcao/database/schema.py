"""How tables are declared: `district_id` first in every key, whole numbers, text and bytes only, STRICT on SQLite.

Time is a whole number of milliseconds since 1970 UTC, a day the text ``2020-02-10``, a yes or no 1 or 0: the three
mean the same on both databases, and sort.
"""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

WHOLE = BigInteger().with_variant(Integer(), "sqlite")

BOOK = "book"
APPEND_ONLY = "append_only"


def district_table(name: str, *items: SchemaItem, book: bool = False, append_only: bool = False) -> Table:
    """Declare a table whose primary key begins with `district_id`.

    `book`: only the road's own writers may write it, never a handler's rows. `append_only`: the database itself
    refuses UPDATE and DELETE on it.
    """
    return Table(
        name,
        metadata,
        Column("district_id", WHOLE, primary_key=True, autoincrement=False),
        *items,
        sqlite_strict=True,
        info={BOOK: book, APPEND_ONLY: append_only},
    )


def key(name: str) -> Column[int]:
    """A whole-number column of the primary key."""
    return Column(name, WHOLE, primary_key=True, autoincrement=False)


def text_key(name: str) -> Column[str]:
    """A text column of the primary key."""
    return Column(name, Text(), primary_key=True)


def whole(name: str, *, optional: bool = False, default: int | None = None) -> Column[int]:
    """A whole-number column."""
    server_default = None if default is None else str(default)
    return Column(name, WHOLE, nullable=optional, server_default=server_default)


def words(name: str, *, optional: bool = False, default: str | None = None) -> Column[str]:
    """A text column."""
    return Column(name, Text(), nullable=optional, server_default=default)


def raw(name: str, *, optional: bool = False) -> Column[bytes]:
    """A column of bytes."""
    return Column(name, LargeBinary(), nullable=optional)


def refers(columns: Sequence[str], table: str, others: Sequence[str] | None = None) -> ForeignKeyConstraint:
    """A foreign key inside the district: (`district_id`, *columns) to the same of `table`."""
    target = [f"{table}.{name}" for name in ("district_id", *(others or columns))]
    return ForeignKeyConstraint(["district_id", *columns], target)
