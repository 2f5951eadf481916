"""The verifier: from an export and a few signed heads alone, is anything changed, removed, reordered, back-dated?

It knows nothing of the writer. It reads each entry once, in order, and keeps balances, lots, places, roles and who did
what on which chain of documents: memory grows with the stock and the documents. Of an entry only 64 bits of the hash of
its command id stay.
"""

import json
import secrets
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from struct import calcsize, iter_unpack
from typing import Any

from liangcao.journal.asked import ASKED, told_of_lines
from liangcao.journal.chains import chains_cut
from liangcao.journal.documents import telling
from liangcao.journal.entry import read_entry_data
from liangcao.journal.keychain import KeyChange, changes_in
from liangcao.journal.people import People, Rules
from liangcao.journal.plain_effects import STEP
from liangcao.journal.plan_questions import PlanQuestions
from liangcao.journal.plans import PLAN_TABLES, Proposed, proposed_in
from liangcao.journal.prepare import (
    Acts,
    Chunk,
    Duties,
    Event,
    Prepared,
    Preparing,
    command_mark,
    event_of,
    prepare,
)
from liangcao.journal.problems import Findings, Report
from liangcao.journal.recount import Recount, StoredHold, StoredLine, StoredRows
from liangcao.journal.rewound import Rewound, Tables, rewind_stretch
from liangcao.journal.signed_heads import GrowingTree, SignedHeads
from liangcao.journal.times import Times, text_at
from liangcao.journal.touched import TOLD, steps_of, told_of_places
from liangcao.journal.tree import HASH_SIZE
from liangcao.kernel.errors import Refused

AT_ONCE = 2_048
"""So many entries are prepared at a time."""
_STEP_SIZE = calcsize(STEP)
_WHOLE_SIZE = 8
_OF_PLANS = tuple(f'"table":"{name}"'.encode() for name in sorted(PLAN_TABLES))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an outsider is handed of one district's books; every iterable is read once.

    `entries` are (number, body, leaf hash) by number; `lines` and `holds` are rows as `StoredLine` and `StoredHold`
    have them, by entry; `balances` as `StoredBalance`. `checkpoints` are signed notes of the log `origin` (any one log
    when empty), signed with the log's key; `vkey` is the text of the one that is trusted, the first or any that the
    journal put in its place. `outside` are places outside our custody that no entry declares; `excludes` says for each
    duty which ones, done earlier on the same chain, shut the same person out; `signing_excludes` which more shut out
    whoever signs as a second person. With the document `tables` by name, questions of plans are held against what the
    documents said at their moment.
    """

    district: int
    entries: Iterable[tuple[int, bytes, bytes]]
    lines: Iterable[tuple[Any, ...]]
    holds: Iterable[tuple[Any, ...]]
    balances: Iterable[tuple[Any, ...]]
    checkpoints: Iterable[str] = ()
    vkey: str = ""
    origin: str = ""
    outside: frozenset[int] = frozenset()
    excludes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    signing_excludes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    follows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tables: Tables = field(default_factory=dict)


def verify(evidence: Evidence, *, most: int = 1000) -> Report:
    """Check all of `evidence`; at most `most` problems are listed, all are counted. Never raises for bad evidence."""
    findings = Findings(most)
    heads = SignedHeads(evidence.checkpoints, evidence.vkey, evidence.origin, findings)
    tree = GrowingTree(heads)
    preparing = Preparing(evidence.district, secrets.token_bytes(32), evidence.tables)
    rules = Rules(evidence.excludes, signing_excludes=evidence.signing_excludes, follows=evidence.follows)
    verifier = Verifier(preparing, rules, findings, outside=evidence.outside)
    for chunk in _chunks(evidence):
        verifier.take(prepare(chunk, preparing), lambda chunk=chunk: chunk, tree.grow)  # type: ignore[misc]
        verifier.rewound.clear()  # rows are compared by whoever has the database
    for change in verifier.key_changes:
        heads.take(change)
    key_changes = heads.finish(tree.size)
    verifier.finish(evidence.balances)
    verifier.people.finish()
    return Report(
        entries=tree.size,
        lines=verifier.lines,
        root=tree.root(),
        heads=heads.holding,
        found=findings.found,
        problems=findings.in_order(),
        key_changes=key_changes,
        plans=verifier.plans.seen,
    )


Grow = Callable[[Sequence[bytes]], None]
"""Takes leaf hashes in their order."""


class Verifier:
    """Follows chunk after chunk of one journal: quickly where they were found plain, else entry by entry.

    It begins at entry `first`; `outside` are places outside that no entry declares.
    """

    def __init__(
        self, preparing: Preparing, rules: Rules, findings: Findings, *, first: int = 1, outside: Iterable[int] = ()
    ) -> None:
        self._preparing, self._findings = preparing, findings
        self._number = first - 1
        self._recorded_at = ""
        self._times = Times()
        self.recount = Recount(outside, findings)
        self.people = People(rules, findings, self._times)
        self.plans = PlanQuestions(preparing.tables, self.recount, findings, self._times)
        self.key_changes: list[KeyChange] = []
        self.rewound: list[Rewound] = []
        """What stretch after stretch writes into tables, where that was prepared."""
        self.is_all_rewound = True
        """False when entries write what is no row of these tables: then `rewound` lacks something."""
        self.lines = self.holds = 0

    def take(self, prepared: Prepared, load: Callable[[], Chunk], grow: Grow) -> None:
        """Follow one chunk as it was prepared; `load` gives it whole where it must be looked at closely."""
        leaves = [prepared.leaves[at : at + HASH_SIZE] for at in range(0, len(prepared.leaves), HASH_SIZE)]
        chunk = load() if prepared.plain < len(leaves) or self._is_untold(prepared) else None
        self._begin_plans(prepared, chunk)
        plain = self._plain_part(prepared)
        self._pass(prepared, plain)
        self.plans.take(prepared.first + plain - 1)
        grow(leaves[:plain])
        lines, holds = prepared.lines, prepared.holds
        if plain < prepared.plain:
            chunk, number = chunk or load(), prepared.first + plain
            lines = sum(1 for row in chunk.lines[:lines] if row[0] < number)
            holds = sum(1 for row in chunk.holds[:holds] if row[0] < number)
        self.lines += lines
        self.holds += holds
        if plain < prepared.plain or not prepared.is_all:
            chunk = chunk or load()
            rest = Chunk(chunk.entries[plain:], chunk.lines[lines:], chunk.holds[holds:])
            self._look_closely(rest, leaves[plain:], grow)
        self.plans.end()

    def expect_end(self, last: int) -> None:
        """All has been read: the journal must have come as far as entry `last`."""
        if self._number < last:
            self._findings.add(self._number + 1, "entry_missing", first=self._number + 1, last=last)
            self.recount.break_off(self._number + 1)

    def finish(self, balances: Iterable[Sequence[Any]]) -> int:
        """Hold the stored `balances` against the counted ones, where these can be told; how many were compared."""
        if self.recount.is_whole:
            return self.recount.compare(balances)
        self._findings.add(self.recount.broken_at, "balances_unproven")
        return 0

    def _is_untold(self, prepared: Prepared) -> bool:
        """True when it was to be told what entries write into tables, and could not be."""
        return bool(self._preparing.tables) and prepared.rewound is None

    def _begin_plans(self, prepared: Prepared, chunk: Chunk | None) -> None:
        """Gather the plans of a chunk and what its entries write into tables, also of those that are not plain."""
        plans: list[Proposed] = list(prepared.plans)
        told: list[Rewound] | None = list(prepared.rewound or ())
        if chunk is not None:
            place = 0 if self._is_untold(prepared) else prepared.plain
            plans = plans if place else []
            told, more = self._tell(chunk.entries[place:], told or [])
            plans += more
        if told is None:
            self.is_all_rewound = False
        self.rewound += told or ()
        self.plans.begin(plans, told)

    def _tell(
        self, entries: Sequence[tuple[int, bytes, bytes]], before: list[Rewound]
    ) -> tuple[list[Rewound] | None, list[Proposed]]:
        """What these entries write into tables, added to what was told `before`, and the plans they propose.

        As far as they can be read; None where they write what is no row of these tables.
        """
        told, waiting = before, list[Mapping[str, Any]]()
        plans: list[Proposed] = []
        is_all = True

        def end_stretch() -> None:
            nonlocal is_all, waiting
            rewound = rewind_stretch(waiting, self._preparing.tables) if waiting and self._preparing.tables else {}
            is_all = is_all and rewound is not None
            told.append(rewound or {})
            waiting = []

        for number, body, _ in entries:
            for _, _, effects in telling([(number, body)]):
                if any(mark in body for mark in _OF_PLANS):
                    end_stretch()
                    plans += proposed_in(number, json.loads(body), len(told))
                waiting.append(effects)
        end_stretch()
        return told if is_all else None, plans

    def _plain_part(self, prepared: Prepared) -> int:
        """How many entries of the chunk fit on to what was before, as they were prepared."""
        if not prepared.plain or prepared.first != self._number + 1 or text_at(prepared.times, 0) < self._recorded_at:
            return 0
        self._times.add(prepared.first, prepared.times)  # plans ask for it
        if not self.recount.is_whole:  # of balances nothing more can be said
            return prepared.plain
        bad = self._follow(prepared.steps, prepared.first + prepared.plain)
        return bad - prepared.first if bad else prepared.plain

    def _follow(self, steps: bytes, end: int) -> int:
        """Carry out the steps of the entries up to `end`, and look at each plan when all before it are.

        Returns what `Recount.follow` does.
        """
        numbers, done = memoryview(steps).cast("q"), 0
        cells = _STEP_SIZE // _WHOLE_SIZE
        while 0 < (number := self.plans.next_number()) < end:
            place = bisect_left(range(len(numbers) // cells), number, key=lambda at: numbers[at * cells])
            bad = self.recount.follow(steps[done : place * _STEP_SIZE])
            if bad:
                return bad
            done = place * _STEP_SIZE
            self.plans.take(number)
        return self.recount.follow(steps[done:])

    def _pass(self, prepared: Prepared, plain: int) -> None:
        """Take what the first `plain` entries tell of people, commands and time."""
        if not plain:
            return
        first, last = prepared.first, self._number + plain
        self._number = last
        self._recorded_at = text_at(prepared.times, plain - 1)
        self.people.bounds.places.take(iter_unpack(TOLD, prepared.places))
        self.people.bounds.asked.take(iter_unpack(ASKED, prepared.asked))
        self.people.bounds.touched = self.recount.touched_by(_steps_up_to(last, prepared.steps))
        for event in prepared.events:
            if isinstance(event, Acts):
                self.people.take_acts(event, last)
            elif isinstance(event, Duties):
                self.people.take_duties(event, last)
            elif event.number <= last:
                self._take_event(event)
        self.people.note_commands(range(first, last + 1), prepared.marks)

    def _look_closely(self, rest: Chunk, leaves: Sequence[bytes], grow: Grow) -> None:
        """Entry by entry."""
        lines = StoredRows("line", StoredLine, rest.lines)
        holds = StoredRows("hold", StoredHold, rest.holds)
        for (number, body, stored), leaf in zip(rest.entries, leaves, strict=True):
            self._check_number(number)
            if leaf != stored:
                self._findings.add(number, "leaf_hash_differs")
            self._take_one(number, body, lines, holds)
            grow((leaf,))
        lines.finish(self._findings)
        holds.finish(self._findings)
        self.lines += lines.count
        self.holds += holds.count

    def _take_one(self, number: int, body: bytes, lines: StoredRows, holds: StoredRows) -> None:
        try:
            data = read_entry_data(body)
        except Refused as refusal:
            self._findings.add_refusal(number, refusal)
            self.recount.break_off(number)
            lines.skip(number, self._findings)
            holds.skip(number, self._findings)
            return
        self._check_head(number, data)
        self.plans.take(number)
        made_lines, made_holds = self.recount.take(number, data.get("effects", {}))
        lines.compare(number, made_lines, self._findings, is_whole=self.recount.is_whole)
        holds.compare(number, made_holds, self._findings, is_whole=self.recount.is_whole)
        self.people.bounds.places.take(told_of_places(number, data.get("effects", {})))
        self.people.bounds.asked.take(told_of_lines(number, data.get("effects", {})))
        self.people.bounds.touched = self.recount.touched_by(steps_of(number, made_lines, made_holds))
        for chain, origin in chains_cut(data.get("effects", {})):
            self._findings.add(number, "chain_cut", chain=chain, origin=origin)
        event = event_of(number, data)
        self._times.note(number, event.time)
        self._take_event(event)
        self.people.note_commands((number,), command_mark(data["command_id"], self._preparing.secret))

    def _take_event(self, event: Event) -> None:
        self.people.take(event)
        self.key_changes += changes_in(event.number, {"rows": event.rows})

    def _check_number(self, number: int) -> None:
        expected = self._number + 1
        if number > expected:
            self._findings.add(expected, "entry_missing", first=expected, last=number - 1)
            self.recount.break_off(expected)
        elif number < expected:
            self._findings.add(number, "entry_out_of_order", number=number, after=self._number)
            self.recount.break_off(number)
        self._number = max(number, self._number)

    def _check_head(self, number: int, data: Mapping[str, Any]) -> None:
        if data["number"] != number:
            self._findings.add(number, "number_differs", inside=data["number"])
        if data["district"] != self._preparing.district:
            self._findings.add(number, "district_differs", inside=data["district"])
        recorded_at = data["recorded_at"]
        if recorded_at < self._recorded_at:  # texts of one width order as the times do
            self._findings.add(number, "recorded_back", recorded_at=recorded_at, before=self._recorded_at)
        self._recorded_at = recorded_at


def _steps_up_to(last: int, steps: bytes) -> bytes:
    """Those of the entries up to `last`; they stand in the order of the entries."""
    numbers = memoryview(steps).cast("q")
    cells = _STEP_SIZE // _WHOLE_SIZE
    if not steps or numbers[-cells] <= last:
        return steps
    return steps[: bisect_left(range(len(numbers) // cells), last + 1, key=lambda at: numbers[at * cells]) * _STEP_SIZE]


def _chunks(evidence: Evidence) -> Iterator[Chunk]:
    """The evidence by stretches; rows that no entry follows come with the last."""
    entries, lines, holds = iter(evidence.entries), _Rows(evidence.lines), _Rows(evidence.holds)
    while taken := list(islice(entries, AT_ONCE)):
        last = max(number for number, _, _ in taken)
        yield Chunk(taken, lines.up_to(last), holds.up_to(last))
    yield Chunk((), lines.all(), holds.all())


class _Rows:
    """Rows by entry, taken as far as an entry."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def up_to(self, entry: int) -> list[tuple[Any, ...]]:
        taken: list[tuple[Any, ...]] = []
        while self._next is not None and self._next[0] <= entry:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken

    def all(self) -> list[tuple[Any, ...]]:
        return [] if self._next is None else [self._next, *self._rows]
