"""What a period's evidence has in the place of the entries before it: how things stood when it began, and proofs.

How things stood is the office's word, counted from its own entries; only the whole evidence proves it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from liangcao.journal.asked import told_of_lines
from liangcao.journal.chains import CHAIN_ORIGINS
from liangcao.journal.keys import key_chain
from liangcao.journal.note import base64_of
from liangcao.journal.people import People
from liangcao.journal.plans import spots_asked
from liangcao.journal.prepare import event_of
from liangcao.journal.problems import Findings
from liangcao.journal.recount import Recount, StoredBalance
from liangcao.journal.times import Times
from liangcao.journal.touched import told_of_places
from liangcao.journal.tree import consistency_proof
from liangcao.kernel.canonical import canonical_bytes, parse_whole_numbers
from liangcao.reports.evidence_file import EvidenceFile, object_line, row_line
from liangcao.reports.evidence_parts import Books, balances
from liangcao.reports.evidence_rules import office_rules
from liangcao.verifier.known import rules_of
from liangcao.verifier.layout import BALANCES, CONSISTENCY, OPENING_BALANCES, OPENING_PEOPLE

_Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Opening:
    """How things stood when a period began, and what its entries left in the cells they touched."""

    before: tuple[StoredBalance, ...]
    after: tuple[StoredBalance, ...]
    people: dict[str, Any]


def opening_of(books: Books) -> Opening:
    """Count all entries up to the end of the period of `books`."""
    findings, times = Findings(0), Times()
    rules = rules_of(office_rules())
    recount, people = Recount((), findings), People(rules, findings, times)
    cells, chains = _touched(_read(books.bodies(books.first, books.last)))
    for number, data in _read(books.bodies(1, books.first - 1)):
        recount.take(number, data.get("effects", {}))
        people.bounds.places.take(told_of_places(number, data.get("effects", {})))
        people.bounds.asked.take(told_of_lines(number, data.get("effects", {})))
        event = event_of(number, data)
        times.note(number, event.time)
        people.take(event)
    free = recount.free() or {}
    told = {**people.told(chains), "free": [[item, amount] for item, amount in sorted(free.items()) if amount]}
    before = _of(recount, cells)
    for number, data in _read(books.bodies(books.first, books.last)):
        recount.take(number, data.get("effects", {}))
    return Opening(before, _of(recount, cells), told)


def add_period(evidence: EvidenceFile, books: Books, opening: Opening) -> None:
    """The opening, the balances at the end, and the proofs between the heads around the period.

    A period that ends with the journal has the stored balances, any other those that its entries left.
    """
    evidence.add_parts(OPENING_BALANCES, map(row_line, opening.before))
    evidence.add(OPENING_PEOPLE, canonical_bytes(opening.people))
    touched = {(each.lot_id, each.location_id) for each in opening.after}
    stored = (row for row in balances(books) if row[:2] in touched)
    evidence.add_parts(BALANCES, map(row_line, stored if books.last == books.size else opening.after))
    evidence.add_parts(CONSISTENCY, _proofs(books))


def heads_told(books: Books) -> frozenset[int]:
    """The sizes of the heads that a period's evidence has: those around it, and the first one by each key of the log.

    That one is signed with the key before as well, and so shows that the key was changed by whoever had the old one.
    """
    chain = key_chain(books.connection, books.district_id)
    sizes = sorted(size for size in books.notes() if size <= books.size)
    since = (change.entry for change in (chain.changes if chain else ()))
    by_new_keys = (next((size for size in sizes if size >= entry), 0) for entry in since)
    return heads_around(books) | frozenset(size for size in by_new_keys if size)


def heads_around(books: Books) -> frozenset[int]:
    """The sizes of the heads that matter for the period: the last before it, those in it, the next, the last of all."""
    sizes = sorted(size for size in books.notes() if size <= books.size)
    before = [size for size in sizes if size < books.first]
    after = [size for size in sizes if size >= books.last]
    within = [size for size in sizes if books.first <= size < books.last]
    return frozenset((*before[-1:], *within, *after[:1], *after[-1:]))


def _proofs(books: Books) -> Iterator[bytes]:
    """That each later head continues the one before the period began."""
    sizes = sorted(heads_around(books))
    start = max((size for size in sizes if size < books.first), default=0)
    later = [size for size in sizes if size >= books.last]
    if not start or not later:
        return
    leaves = list(books.leaves())
    for size in later:
        proof = [base64_of(each) for each in consistency_proof(leaves[:size], start)]
        yield object_line(("from", "to", "proof"), (start, size, proof))


def _read(bodies: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The data of entries; what cannot be read is passed over, for the verifier will name it."""
    for number, body in bodies:
        try:
            data = parse_whole_numbers(body.decode())
            event_of(number, data)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue
        yield number, data


def _touched(entries: Iterable[tuple[int, dict[str, Any]]]) -> tuple[frozenset[_Cell], frozenset[str]]:
    """The cells that entries move or share out of or into, the chains on which they do duties or go on from."""
    cells: set[_Cell] = set()
    chains: set[str] = set()
    for _, data in entries:
        effects = data.get("effects", {})
        for movement in effects.get("movements", ()):
            for lot_id, source_id, destination_id, _ in movement["lines"]:
                cells |= {(lot_id, source_id), (lot_id, destination_id)}
        cells.update((lot_id, place) for lot_id, place, _, _ in effects.get("holds", ()))
        cells |= spots_asked(data)
        chains.update(chain for chain, _ in effects.get("duties", ()))
        rows = effects.get("rows", ())
        chains.update(str(row["values"].get("origin")) for row in rows if row["table"] == CHAIN_ORIGINS)
    return frozenset(cells), frozenset(chains)


def _of(recount: Recount, cells: frozenset[_Cell]) -> tuple[StoredBalance, ...]:
    """What was counted in these cells, whether ever touched or not, so that what lies outside is known."""
    return tuple(recount.balance_of(*cell) for cell in sorted(cells))
