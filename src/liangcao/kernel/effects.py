"""What follows from a command, as plain values: a handler returns them, only `operations.perform` carries them out.

The same value goes to the books and into the journal entry, so that a forged row can be held against its entry and
the whole state can be rebuilt from the journal alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

MovementKind = Literal[
    "receipt", "transfer", "issue", "return", "adjustment", "loss", "reversal", "payment", "transformation",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A positive whole number of base units (or fen) of one lot, from one location to another."""

    lot_id: int
    source_id: int
    destination_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Movement:
    """Lines posted together for one reason; `reverses` is the number of the entry this movement undoes, else 0."""

    kind: MovementKind
    lines: tuple[Line, ...]
    reverses: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """Promise (`delta` > 0) or release (`delta` < 0) base units of a lot at a location, for one document line."""

    lot_id: int
    location_id: int
    delta: int
    document: str


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be inserted into a document or reference table (the district is added by the road)."""

    table: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Columns of exactly one existing row to be set.

    `expected` are columns with the values the handler saw: when they no longer hold, the command is refused as
    ``changed_meanwhile`` and nothing is written.
    """

    table: str
    key: Mapping[str, Any]
    values: Mapping[str, Any]
    expected: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DutyDone:
    """The acting person did `duty` on the chain of documents named `chain` (for example ``request:12``)."""

    chain: str
    duty: str


@dataclass(frozen=True, slots=True)
class Effects:
    """All that follows from one command. `answer` is what the asker is told (ids and codes of what was made)."""

    movements: tuple[Movement, ...] = ()
    holds: tuple[Hold, ...] = ()
    rows: tuple[NewRow, ...] = ()
    changes: tuple[Change, ...] = ()
    duties: tuple[DutyDone, ...] = ()
    answer: Mapping[str, Any] = field(default_factory=dict)
