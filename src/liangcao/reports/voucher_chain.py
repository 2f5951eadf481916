"""凭证链 The chain of vouchers a movement belongs to, step by step, and whether different people did its duties."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from liangcao.access.duties import DUTIES, shut_out_by
from liangcao.access.queries import chains_counting
from liangcao.database.bulk import ask, select_by_keys, select_by_texts
from liangcao.papers.queries import Paper, papers_of_many
from liangcao.reports.entries import EntryRow, whole_entry
from liangcao.reports.lot_pages import MovedLine, lines_of_entry
from liangcao.reports.voucher_documents import Documents, documents_of, moved_by

CHAINED = ("lot", "purchase", "request", "receipt", "plan", "shipment")
"""Kinds of document whose duties are kept on a chain of the same name; a step is shown on the last that names it."""


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One entry of the chain: what was done, by whom, signed by whom, on which document ((kind, number), or none).

    Times in ms since 1970 UTC; `is_start` is the entry the chain was asked for.
    """

    entry: int
    action: str
    actor_id: int
    actor_name: str
    occurred_at: int
    recorded_at: int
    signers: tuple[str, ...]
    document: tuple[str, int]
    is_start: bool = False


@dataclass(frozen=True, slots=True)
class DutyStep:
    """A duty somebody did on a chain; `duty` is a message. `clashes` with an earlier one of the same person."""

    duty: str
    actor_name: str
    entry: int
    clashes: str = ""


@dataclass(frozen=True, slots=True)
class DutyChain:
    """The duties done on one document, in their order, and by how many people."""

    document: tuple[str, int]
    steps: tuple[DutyStep, ...]
    people: int

    @property
    def is_apart(self) -> bool:
        """True when nobody did two duties that exclude each other."""
        return not any(step.clashes for step in self.steps)


@dataclass(frozen=True, slots=True)
class VoucherChain:
    """All of it: the entry and what it moved, steps before and after, duties, papers, what was left off."""

    head: EntryRow
    command_id: str
    lines: tuple[MovedLine, ...]
    steps: tuple[ChainStep, ...]
    duties: tuple[DutyChain, ...]
    documents: Documents
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class _Duty:
    chain: str
    duty: str
    actor_id: int
    actor_name: str
    entry: int
    signed: int


def voucher_chain(connection: Connection, district_id: int, number: int, ordinal: int | None = None) -> VoucherChain:
    """The chain of entry `number`, or of one line of it; raises Refused ``unknown_document``."""
    start = whole_entry(connection, district_id, number)
    entries = [number, *_reversals(connection, district_id, start.head)]
    moved = moved_by(connection, district_id, number, ordinal)
    bodies = [start.body, *(whole_entry(connection, district_id, each).body for each in entries[1:])]
    documents = documents_of(connection, district_id, bodies, moved)
    chains = [f"{kind}:{each}" for kind in CHAINED for each in documents.of(kind)]
    counting = chains_counting(connection, district_id, chains)
    done = _duties(connection, district_id, sorted(counting))
    duties = [replace(duty, chain=chain) for duty in done for chain in sorted(counting[duty.chain])]
    ranked = sorted((_document(duty.chain), duty.entry) for duty in done)
    on = {entry: document for document, entry in sorted(ranked, key=lambda each: CHAINED.index(each[0][0]))}
    on |= _made(connection, district_id, documents)
    origins = [row.origin_entry for row in moved if row.is_money]
    found = {*entries, *on, *origins}
    held = _duties(connection, district_id, _held_chains(connection, district_id, sorted(found)))
    on = {duty.entry: _document(duty.chain) for duty in held} | on
    steps = _steps(connection, district_id, sorted(found | on.keys()), on)
    lines = lines_of_entry(connection, district_id, number)
    return VoucherChain(
        head=start.head,
        command_id=start.command_id,
        lines=tuple(line for line in lines if ordinal in (None, line.ordinal)),
        steps=tuple(replace(step, is_start=step.entry == number) for step in steps),
        duties=_duty_chains([*duties, *held]),
        documents=documents,
        papers=tuple(papers_of_many(connection, district_id, _with_papers(documents))),
    )


def _with_papers(documents: Documents) -> list[tuple[str, int]]:
    """The documents of a chain that papers can stand behind."""
    return [(kind, number) for kind in ("request", "receipt", "payment", "shipment") for number in documents.of(kind)]


def _reversals(connection: Connection, district_id: int, head: EntryRow) -> list[int]:
    """The entry that undid this one, and the one that it undid."""
    sql = "SELECT MAX(reverses) FROM line WHERE district_id = ? AND entry = ?"
    reverses = ask(connection, sql, (district_id, head.number))[0][0]
    return [entry for entry in (head.reversed_by, reverses) if entry]


def _document(chain: str) -> tuple[str, int]:
    kind, _, number = chain.partition(":")
    return kind, int(number)


_DUTIES = (
    "SELECT chain, duty, duty_done.actor_id, COALESCE(actor.name, ''), entry, "
    "CASE WHEN journal.actor_id = duty_done.actor_id THEN 0 ELSE 1 END FROM {keys} JOIN duty_done ON chain = k1 "
    "JOIN journal ON journal.district_id = duty_done.district_id AND journal.number = duty_done.entry "
    "LEFT JOIN actor ON actor.district_id = duty_done.district_id AND actor.actor_id = duty_done.actor_id "
    "WHERE duty_done.district_id = ? ORDER BY entry, chain, duty"
)


def _duties(connection: Connection, district_id: int, chains: Sequence[str]) -> list[_Duty]:
    return [_Duty(*row) for row in select_by_texts(connection, _DUTIES, chains, (district_id,))]


_MADE = {
    "payment": "SELECT entry, payment_id FROM {keys} JOIN payment ON payment_id = k1 WHERE district_id = ?",
    "receipt": "SELECT entry, receipt_id FROM {keys} JOIN receipt ON receipt_id = k1 WHERE district_id = ?",
    "request": "SELECT entry, request_id FROM {keys} JOIN request ON request_id = k1 WHERE district_id = ?",
    "plan": "SELECT entry, plan_id FROM {keys} JOIN plan ON plan_id = k1 WHERE district_id = ?",
    "shipment": "SELECT entry, shipment_id FROM {keys} JOIN shipment ON shipment_id = k1 WHERE district_id = ?",
}


def _made(connection: Connection, district_id: int, documents: Documents) -> dict[int, tuple[str, int]]:
    """The entries that made the documents."""
    made: dict[int, tuple[str, int]] = {}
    for kind, sql in _MADE.items():
        keys = [(number,) for number in documents.of(kind)]
        made |= {entry: (kind, number) for entry, number in select_by_keys(connection, sql, keys, (district_id,))}
    return made


_ENTRIES = (
    "SELECT number, action, journal.actor_id, COALESCE(actor.name, ''), occurred_at, recorded_at, body FROM {keys} "
    "JOIN journal ON number = k1 "
    "LEFT JOIN actor ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id "
    "WHERE journal.district_id = ? ORDER BY number"
)


def _steps(
    connection: Connection, district_id: int, entries: Sequence[int], on: dict[int, tuple[str, int]]
) -> list[ChainStep]:
    rows = select_by_keys(connection, _ENTRIES, [(entry,) for entry in entries], (district_id,))
    signed = {row[0]: json.loads(bytes(row[6])).get("approved_by", []) for row in rows}
    sql = "SELECT actor_id, name FROM {keys} JOIN actor ON actor_id = k1 WHERE district_id = ?"
    keys = [(actor_id,) for actor_id in sorted({each for signers in signed.values() for each in signers})]
    names = {row[0]: str(row[1]) for row in select_by_keys(connection, sql, keys, (district_id,))}
    steps = []
    for number, action, actor_id, name, occurred_at, recorded_at, _body in rows:
        signers = tuple(names.get(each, str(each)) for each in signed[number])
        document = on.get(number, ("", 0))
        steps.append(ChainStep(number, action, actor_id, name, occurred_at, recorded_at, signers, document))
    return steps


def _held_chains(connection: Connection, district_id: int, entries: Sequence[int]) -> list[str]:
    """The chains of the held commands of which these entries are the release: who submitted, who signed."""
    sql = (
        "SELECT released.number, held.body FROM {keys} JOIN journal AS released ON released.number = k1 "
        "JOIN journal AS held ON held.district_id = released.district_id "
        "AND held.command_id = SUBSTR(released.command_id, 1, 36) AND held.number < released.number "
        "WHERE released.district_id = ?"
    )
    rows = select_by_keys(connection, sql, [(entry,) for entry in entries], (district_id,))
    answers = [json.loads(bytes(body)).get("effects", {}).get("answer", {}) for _, body in rows]
    return [f"held:{answer['held_id']}" for answer in answers if "held_id" in answer]


def _duty_chains(duties: Sequence[_Duty]) -> tuple[DutyChain, ...]:
    """The duties by chain, each held against the earlier ones of the same person."""
    by_chain: dict[str, list[_Duty]] = {}
    for duty in duties:
        by_chain.setdefault(duty.chain, []).append(duty)
    chains = []
    for chain, done in by_chain.items():
        steps = []
        for place, each in enumerate(done):
            earlier = [other.duty for other in done[:place] if other.actor_id == each.actor_id]
            excluded = shut_out_by(each.duty, signs=bool(each.signed)) if each.duty in DUTIES else frozenset()
            clash = next((duty for duty in earlier if duty in excluded), "")
            steps.append(DutyStep(_title(each.duty), each.actor_name, each.entry, _title(clash) if clash else ""))
        chains.append(DutyChain(_document(chain), tuple(steps), len({each.actor_id for each in done})))
    return tuple(chains)


def _title(duty: str) -> str:
    return DUTIES.get(duty, duty)
