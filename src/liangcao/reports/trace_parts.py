"""What the answer to a trace is made of: stops, links, the way of an item, and the whole."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, keyed
from liangcao.database.driver import Query
from liangcao.ledger.trace import (
    Origin,
    Step,
)
from liangcao.ledger.trace_many import (
    Became,
)
from liangcao.papers.queries import Paper
from liangcao.reports.trace_subjects import MOST_LOTS, Subject

OURS = "ours"
"""The node of all places of ours together."""
REST = "rest"
"""The kind of the node of all that are too small to be named; its name says how many they are."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way: what people call it, its kind, the party it stands for (0: none)."""

    key: str
    name: str
    kind: str
    party_id: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """So many base units went from one stop to another."""

    source: str
    destination: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ItemWay:
    """The way of one item: its stops and links, reversals netted out."""

    item_id: int
    item_name: str
    base_unit: str
    stops: tuple[Stop, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a trace found. `more_lots` are not followed, `more_items` not drawn; `total` is how many lines there are.

    `has_older_lots`: of what a source brought only the newest lots are listed.
    """

    subject: Subject
    lots: dict[int, Origin]
    more_lots: int
    ways: list[ItemWay]
    steps: list[Step]
    total: int
    made: list[Became]
    papers: list[Paper]
    more_items: int = 0
    has_older_lots: bool = False

    @property
    def is_cut(self) -> bool:
        """Was more made of these lots, or of more lots, than is followed here?"""
        return len(self.made) >= MOST_LOTS


_STOPS = (
    "SELECT location.location_id, COALESCE(store.name || ' · ', '') || location.name, location.kind, "
    "COALESCE(location.party_id, 0) FROM {keys} JOIN location ON location.location_id = k1 "
    "LEFT JOIN location AS store ON store.district_id = location.district_id "
    "AND store.location_id = location.parent_id WHERE location.district_id = ?"
)


def stops_query(connection: Connection, district_id: int, places: Iterable[int]) -> Query | None:
    """What these places are called; its rows are read by `stops_of`."""
    return keyed(connection, _STOPS, [(place,) for place in sorted(set(places))], (district_id,))


def stops_of(rows: Iterable[Row]) -> dict[int, Stop]:
    """The stops in the rows of `stops_query`, by place."""
    return {row[0]: Stop(str(row[0]), *row[1:]) for row in rows}
