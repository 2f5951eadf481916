"""Time stamps as they are kept beside the heads."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask, insert_rows, is_sqlite
from liangcao.journal.stamps import read_stamp
from liangcao.journal.tables import head_stamp
from liangcao.kernel.errors import refused

_HEAD_STAMP = ("district_id", "size", "stamped_at", "authority", "raw")


@dataclass(frozen=True, slots=True)
class StampedHead:
    """A head with an authority's stamp: its entries, its note, the answer, when (ms since 1970 UTC) and by whom."""

    size: int
    note: str
    stamped_at: int
    authority: str
    raw: bytes


def keep_stamp(connection: Connection, district_id: int, raw: bytes) -> StampedHead:
    """Keep an authority's answer beside the head it is of; the same one twice is kept once.

    Raises Refused as `read_stamp` does, ``stamp_of_nothing`` when no head of ours has this hash.
    """
    stamp = read_stamp(raw)
    mark = "?" if is_sqlite(connection) else "%s"
    sql = f"SELECT size, note FROM checkpoint WHERE district_id = {mark} ORDER BY size DESC"
    heads = connection.exec_driver_sql(sql, (district_id,), execution_options={"yield_per": 1_000})
    try:
        found = next((row for row in heads if hashlib.sha256(row[1].encode()).digest() == stamp.digest), None)
    finally:
        heads.close()
    if found is None:
        raise refused("stamp_of_nothing")
    row = (district_id, found[0], stamp.stamped_at, stamp.authority, raw)
    insert_rows(connection, head_stamp, _HEAD_STAMP, [row], keep_existing=True)
    return StampedHead(found[0], found[1], stamp.stamped_at, stamp.authority, raw)


def stamped_heads(connection: Connection, district_id: int, *, most: int = 1_000) -> list[StampedHead]:
    """The stamped heads, the latest first."""
    sql = (
        "SELECT head_stamp.size, note, stamped_at, authority, raw FROM head_stamp "
        "JOIN checkpoint ON checkpoint.district_id = head_stamp.district_id AND checkpoint.size = head_stamp.size "
        "WHERE head_stamp.district_id = ? ORDER BY head_stamp.size DESC, stamped_at DESC LIMIT ?"
    )
    rows = ask(connection, sql, (district_id, most))
    return [StampedHead(size, note, at, authority, bytes(raw)) for size, note, at, authority, raw in rows]
