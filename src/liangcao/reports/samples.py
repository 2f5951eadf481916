"""Samples with what they drew, in words; and drawn again, to see that nothing was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import select_by_keys
from liangcao.inspection.queries import Sample, Wanted, population, sample_lines
from liangcao.inspection.rules import draw, seed_of
from liangcao.journal.roots import root_at

Key = tuple[int, int]
"""An entry and the ordinal of a line in it."""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A posted line with its names; `quantity` in base units, or fen when `is_money`; `recorded_at` in ms."""

    entry: int
    ordinal: int
    kind: str
    item_name: str
    base_unit: str
    is_money: bool
    lot_id: int
    batch_number: str
    quantity: int
    source_name: str
    source_kind: str
    destination_name: str
    destination_kind: str
    action: str
    actor_name: str
    recorded_at: int


_LINES = (
    "SELECT line.entry, line.ordinal, line.kind, item.name, item.base_unit, item.kind = 'money', line.lot_id, "
    "lot.batch_number, line.quantity, source.name, source.kind, destination.name, destination.kind, journal.action, "
    "COALESCE(actor.name, ''), journal.recorded_at FROM {keys} "
    "JOIN line ON line.entry = k1 AND line.ordinal = k2 "
    "JOIN journal ON journal.district_id = line.district_id AND journal.number = line.entry "
    "JOIN lot ON lot.district_id = line.district_id AND lot.lot_id = line.lot_id "
    "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
    "JOIN location AS source ON source.district_id = line.district_id AND source.location_id = line.source_id "
    "JOIN location AS destination ON destination.district_id = line.district_id "
    "AND destination.location_id = line.destination_id "
    "LEFT JOIN actor ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id "
    "WHERE line.district_id = ?"
)


def drawn_lines(connection: Connection, district_id: int, keys: Sequence[Key]) -> dict[Key, DrawnLine]:
    """These lines with their names."""
    rows = select_by_keys(connection, _LINES, keys, (district_id,))
    return {(row[0], row[1]): DrawnLine(*(*row[:5], bool(row[5]), *row[6:])) for row in rows}


@dataclass(frozen=True, slots=True)
class DrawnAgain:
    """What drawing again gave: whether the root, the seed and the lines are the same; how many there are to draw from.

    `strangers` are lines that are in the sample and were not drawn, `missing` those that were drawn and are not in it.
    """

    is_same_root: bool
    is_same_seed: bool
    population: int
    strangers: tuple[Key, ...]
    missing: tuple[Key, ...]

    @property
    def is_same(self) -> bool:
        """True when nothing differs."""
        return self.is_same_root and self.is_same_seed and not self.strangers and not self.missing


def draw_again(connection: Connection, district_id: int, sample: Sample) -> DrawnAgain:
    """Draw `sample` anew: the root of the journal as it was then, the seed out of it, the lines out of the seed."""
    root = root_at(connection, district_id, sample.journal_size)
    seed = seed_of(sample.seed_text, size=sample.journal_size, root=root)
    wanted = Wanted(sample.method, sample.from_day, sample.to_day, sample.item_id)
    members = population(connection, district_id, wanted, sample.journal_size)
    drawn = {(each.member.entry, each.member.ordinal) for each in draw(sample.method, members, sample.how_many, seed)}
    stored = {(line.entry, line.ordinal) for line in sample_lines(connection, district_id, sample.sample_id)}
    return DrawnAgain(
        is_same_root=root.hex() == sample.root,
        is_same_seed=seed.hex() == sample.seed,
        population=len(members),
        strangers=tuple(sorted(stored - drawn)),
        missing=tuple(sorted(drawn - stored)),
    )
