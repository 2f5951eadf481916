"""What a code that was scanned or typed stands for, as far as one may see it; a look-up writes nothing."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import NOTHING
from liangcao.access.roles import SEE_STOCK
from liangcao.catalog.details import codes_named
from liangcao.codes.printings import bound_to
from liangcao.codes.reading import Reading
from liangcao.database.bulk import ask
from liangcao.kernel.errors import Refused
from liangcao.ledger.trace import lot_seen
from liangcao.packing.queries import package_of_code
from liangcao.receiving.capturing import Content, contents
from liangcao.reports.label_words import Labelled, Sight, labelled

MOST = 8
"""Things offered for one code; more of them are looked for by name."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of ours: the letter of its code, its number, and what its label would say."""

    letter: str
    number: int
    told: Labelled


@dataclass(frozen=True, slots=True)
class Found:
    """What a code means here.

    `things` in the order of likelihood; `items` are those whose code it is (of goods that carry a batch, lots come
    first). `contents` is what is in a package of others, as they told us; `package` is one of our own, 0 for none.
    `serial` is the number of a label of a roll, 0 for any other code, `is_stuck` whether that is on something.
    """

    reading: Reading
    things: tuple[Thing, ...] = ()
    items: tuple[int, ...] = ()
    serial: int = 0
    is_stuck: bool = False
    contents: tuple[Content, ...] = ()
    package: int = 0


def found_by(connection: Connection, district_id: int, sight: Sight, reading: Reading, *, today: str) -> Found:
    """Look up what `reading` names; codes of goods are those that hold on `today`."""
    look = _Look(connection, district_id, sight)
    if reading.kind == "own":
        return _own(look, reading)
    if reading.kind == "page":
        return Found(reading)
    if reading.kind == "sscc":
        return _package(look, reading)
    items = _items(look, reading, today)
    lots = [("L", number) for item_id in items for number in _lots_of(look, item_id, reading)]
    wanted = [*lots, *(("I", number) for number in items)]
    if not items and reading.kind != "foreign":
        wanted = _documents(look, reading.batch if reading.kind == "marks" else reading.text)
    return Found(reading, look.things(wanted), items=items)


def _package(look: "_Look", reading: Reading) -> Found:
    """A package by its SSCC: one of ours, or what others told us is in theirs."""
    if look.sight(SEE_STOCK) == NOTHING:
        return Found(reading)
    own = package_of_code(look.connection, look.district_id, reading.codes[0])
    told = () if own else tuple(contents(look.connection, look.district_id, reading.codes))
    return Found(reading, look.things(_documents(look, reading.text)), contents=told, package=own)


@dataclass(frozen=True, slots=True)
class _Look:
    connection: Connection
    district_id: int
    sight: Sight

    def things(self, wanted: list[tuple[str, int]]) -> tuple[Thing, ...]:
        """Those of `wanted` that are there and may be seen."""
        found = []
        for letter, number in dict.fromkeys(wanted):
            try:
                told = labelled(self.connection, self.district_id, self.sight, letter, number)
            except Refused:
                continue
            found.append(Thing(letter, number, told))
            if len(found) == MOST:
                break
        return tuple(found)


def _own(look: _Look, reading: Reading) -> Found:
    letter, number = reading.letter, reading.number
    if letter != "S":
        things = look.things([(letter, number)])
        return Found(reading, things or look.things(_documents(look, reading.text)))
    bound = bound_to(look.connection, look.district_id, number)
    return Found(reading, look.things([bound]) if bound else (), serial=number, is_stuck=bound is not None)


def items_of(connection: Connection, district_id: int, reading: Reading, *, today: str) -> tuple[int, ...]:
    """The items that a code of goods means on `today`."""
    return _items(_Look(connection, district_id, lambda _permission: NOTHING), reading, today)


def _items(look: _Look, reading: Reading, today: str) -> tuple[int, ...]:
    """Items that bear one of the codes today; those of any day where none does."""
    codes = codes_named(look.connection, look.district_id, reading.codes)
    standing = [code.item_id for code in codes if code.holds(today)]
    return tuple(dict.fromkeys(standing or [code.item_id for code in codes]))


def _lots_of(look: _Look, item_id: int, reading: Reading) -> list[int]:
    """The lots of an item with the batch (and the expiry, where the code says it) that the code names."""
    if not reading.batch:
        return []
    seen, values = lot_seen(look.sight(SEE_STOCK))
    sql = (
        "SELECT lot.lot_id FROM lot WHERE lot.district_id = ? AND lot.item_id = ? AND lot.batch_number = ? "
        f"AND (lot.expires_on = ? OR lot.expires_on = '' OR ? = '') AND {seen} ORDER BY lot.lot_id DESC LIMIT ?"
    )
    days = (reading.expires_on, reading.expires_on)
    found = ask(look.connection, sql, (look.district_id, item_id, reading.batch, *days, *values, MOST))
    return [int(row[0]) for row in found]


def _documents(look: _Look, text: str) -> list[tuple[str, int]]:
    """What bears `text` as its number: batches, the numbers of suppliers' papers, and our own plain numbers."""
    found: list[tuple[str, int]] = []
    seen, values = lot_seen(look.sight(SEE_STOCK))
    sql = f"SELECT lot.lot_id FROM lot WHERE lot.district_id = ? AND lot.batch_number = ? AND {seen} "
    rows = ask(look.connection, f"{sql} ORDER BY lot.lot_id DESC LIMIT ?", (look.district_id, text, *values, MOST))
    found += [("L", int(row[0])) for row in rows]
    papers = "SELECT receipt_id FROM receipt WHERE district_id = ? AND document_number = ? ORDER BY 1 DESC LIMIT ?"
    found += [("C", int(row[0])) for row in ask(look.connection, papers, (look.district_id, text, MOST))]
    if text.isascii() and text.isdecimal() and len(text) <= LONGEST_PLAIN:
        found += [(letter, int(text)) for letter in "DRC" if int(text)]
    return found


LONGEST_PLAIN = 9
"""Digits of a plain number of ours; longer ones are of somebody else."""
