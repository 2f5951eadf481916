"""Books in memory, kept by a second, simpler bookkeeper than the product's, to be verified whole or tampered with."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from liangcao.journal.entry import Entry, entry_bytes, read_entry
from liangcao.journal.note import SigningKey, sign_checkpoint
from liangcao.journal.problems import Report
from liangcao.journal.recount import StoredBalance, StoredHold, StoredLine
from liangcao.journal.tree import leaf_hash, root_from_leaves
from liangcao.journal.verify import Evidence, verify
from liangcao.kernel.effects import DutyDone, Effects, Hold, Line, Movement, NewRow

ORIGIN = "office.example/liangcao"
KEY = SigningKey(ORIGIN, bytes(range(32)))
MORNING = 1_580_428_800_000
SUPPLIER, RECIPIENT, STORE, SHELF = 1, 2, 3, 4
MASKS, LOT = 9, 11
EXCLUDES = {"ask": frozenset({"approve"}), "approve": frozenset({"ask"})}


@dataclass
class MemoryBooks:
    """Entries with everything that should be stored beside them."""

    entries: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    lines: list[StoredLine] = field(default_factory=list)
    holds: list[StoredHold] = field(default_factory=list)
    on_hand: Counter[tuple[int, int]] = field(default_factory=Counter)
    held: Counter[tuple[int, int]] = field(default_factory=Counter)
    items: dict[int, int] = field(default_factory=dict)
    outside: set[int] = field(default_factory=set)
    checkpoints: list[str] = field(default_factory=list)

    def keep(self, effects: Effects, *, actor: int = 5, at: int = 0, approved_by: tuple[int, ...] = ()) -> int:
        """Write one entry `at` seconds after the last one's place in the morning; return its number."""
        number = len(self.entries) + 1
        moment = MORNING + (at or number) * 1000
        self._keep_rows(number, effects)
        entry = Entry(1, number, f"command-{number}", "test", actor, approved_by, moment, moment, {}, effects)
        body = entry_bytes(entry)
        self.entries.append((number, body, leaf_hash(body)))
        return number

    def _keep_rows(self, number: int, effects: Effects) -> None:
        for row in effects.rows:
            if row.table == "lot":
                self.items[row.values["lot_id"]] = row.values["item_id"]
            elif row.table == "location" and row.values["is_outside"]:
                self.outside.add(row.values["location_id"])
        ordinal = 0
        for movement in effects.movements:
            for line in movement.lines:
                source, destination = (line.lot_id, line.source_id), (line.lot_id, line.destination_id)
                self.on_hand[source] -= line.quantity
                self.on_hand[destination] += line.quantity
                ids = (line.lot_id, line.source_id, line.destination_id, line.quantity)
                after = (self.on_hand[source], self.on_hand[destination])
                self.lines.append(StoredLine(number, ordinal, movement.kind, *ids, *after, movement.reverses))
                ordinal += 1
        for ordinal, hold in enumerate(effects.holds):
            self.held[hold.lot_id, hold.location_id] += hold.delta
            self.holds.append(StoredHold(number, ordinal, hold.lot_id, hold.location_id, hold.delta, hold.document))

    def seal(self) -> None:
        """Sign the head as it is now."""
        root = root_from_leaves(leaf for _, _, leaf in self.entries)
        self.checkpoints.append(sign_checkpoint(ORIGIN, len(self.entries), root, KEY))

    def balances(self) -> list[StoredBalance]:
        """The balances as they should be stored."""
        cells = sorted(self.on_hand.keys() | self.held.keys())
        return [
            StoredBalance(
                lot, place, self.items[lot], place in self.outside, self.on_hand[lot, place], self.held[lot, place]
            )
            for lot, place in cells
        ]

    def rewrite(self, number: int, change: Callable[[Entry], Entry], *, keeps_hash: bool = False) -> None:
        """Replace the stored body of an entry by a changed one, with its hash made to fit unless `keeps_hash`."""
        _, body, leaf = self.entries[number - 1]
        body = entry_bytes(change(read_entry(body)))
        self.entries[number - 1] = (number, body, leaf if keeps_hash else leaf_hash(body))

    def check(self, balances: list[StoredBalance] | None = None, **changes: Any) -> Report:
        """What the verifier says of the books, with parts of the evidence replaced."""
        evidence = Evidence(
            district=1,
            entries=self.entries,
            lines=self.lines,
            holds=self.holds,
            balances=self.balances() if balances is None else balances,
            checkpoints=self.checkpoints,
            vkey=KEY.verifier_key.text,
            excludes=EXCLUDES,
        )
        return verify(replace(evidence, **changes))


def move(source: int, destination: int, quantity: int, kind: Any = "transfer", lot: int = LOT) -> Effects:
    """Effects of one movement of one line."""
    return Effects(movements=(Movement(kind, (Line(lot, source, destination, quantity),)),))


def place(location_id: int, *, outside: bool) -> NewRow:
    """The row of a location."""
    return NewRow("location", {"location_id": location_id, "is_outside": int(outside)})


def lot(lot_id: int, item_id: int) -> NewRow:
    """The row of a lot."""
    return NewRow("lot", {"lot_id": lot_id, "item_id": item_id})


def duty(chain: str, done: str) -> Effects:
    """Effects of nothing but a duty done."""
    return Effects(duties=(DutyDone(chain, done),))


def office_books() -> MemoryBooks:
    """Eight entries: places, a lot, 20,000 masks in, a hold, most of them out; heads at 4 and 8.

    1 places and lot · 2 receipt 20,000 · 3 ask · 4 put away 12,000 · 5 approve · 6 hold 5,000 on the shelf ·
    7 release and issue 5,000 · 8 transfer 1,000 back to the store.
    """
    books = MemoryBooks()
    outside = (place(SUPPLIER, outside=True), place(RECIPIENT, outside=True))
    books.keep(Effects(rows=(*outside, place(STORE, outside=False), place(SHELF, outside=False), lot(LOT, MASKS))))
    books.keep(move(SUPPLIER, STORE, 20_000, "receipt"))
    books.keep(duty("request:12", "ask"), actor=6)
    books.keep(move(STORE, SHELF, 12_000))
    books.seal()
    books.keep(duty("request:12", "approve"), actor=7)
    books.keep(Effects(holds=(Hold(LOT, SHELF, 5_000, "request_line:7"),)))
    issue = move(SHELF, RECIPIENT, 5_000, "issue")
    books.keep(replace(issue, holds=(Hold(LOT, SHELF, -5_000, "request_line:7"),)))
    books.keep(move(SHELF, STORE, 1_000))
    books.seal()
    return books


def faults(report: Report) -> list[tuple[int, str]]:
    """Entry number and code of each problem; the sentences are made on the way, so that a missing field shows."""
    assert all(problem.detail for problem in report.problems)
    return [(problem.entry, problem.code) for problem in report.problems]


def detail(report: Report, code: str) -> Mapping[str, Any]:
    """The fields of the first problem of this code."""
    return next(problem.params for problem in report.problems if problem.code == code)
