"""Checking evidence from its first byte to its last; nothing that is wrong with it stops the check."""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from liangcao.journal.keychain import KeyChange
from liangcao.journal.prepare import Chunk, Prepared, Preparing, prepare
from liangcao.journal.problems import NO_PLANS, Findings, PlansSeen, Problem
from liangcao.journal.signed_heads import GivenHead, SignedHeads
from liangcao.journal.tree import HASH_SIZE
from liangcao.journal.verify import Verifier
from liangcao.kernel.canonical import parse_whole_numbers
from liangcao.verifier.archive import Archive, Fault
from liangcao.verifier.consistency import check_consistency
from liangcao.verifier.known import told_rules
from liangcao.verifier.layout import (
    BALANCES,
    CHECKPOINTS,
    CONSISTENCY,
    DUTIES,
    KEYS,
    LEAVES,
    OPENING_BALANCES,
    OPENING_PEOPLE,
    RULES,
    WHOLE,
    Manifest,
    attachment_of,
    stretch_names,
    stretches,
    table_name,
)
from liangcao.verifier.outside import heads_in
from liangcao.verifier.tables_check import TableAnswer, check_tables, shapes
from liangcao.verifier.tree_check import check_tree
from liangcao.verifier.witnesses import cosigned, witnesses_of
from liangcao.verifier.workers import Workers

_BALANCE_CELLS = 6
_DUTY_COLUMNS = ("chain", "duty", "actor_id", "entry")
_NAMED = re.compile(rb'"[a-z0-9_]*sha256":"([0-9a-f]{64})"')
_NAMES = b'sha256":"'


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person who checks brings along.

    Signed heads (`notes`), heads noted by hand, the key and the witnesses to trust. At most `most` problems are listed;
    `progress` is told how many entries are done, of how many.
    """

    notes: Sequence[str] = ()
    heads: Sequence[GivenHead] = ()
    key: str = ""
    witnesses: Sequence[str] = ()
    most: int = 1000
    processes: int = 1
    progress: Callable[[int, int], None] = lambda _done, _all: None


@dataclass(slots=True)
class Checked:
    """What was looked at, how much of it, and what is wrong; `unknown` is what this program does not know."""

    manifest: Manifest
    root: bytes = b""
    entries: int = 0
    lines: int = 0
    holds: int = 0
    balances: int = 0
    heads: int = 0
    given_heads: int = 0
    short_roots: int = 0
    largest_head: int = 0
    tables: int = 0
    rows: int = 0
    attachments: int = 0
    attachments_missing: int = 0
    proofs: int = 0
    members: int = 0
    cosigned: tuple[int, tuple[str, ...]] = (0, ())
    trusts_own_keys: bool = True
    rules_differ: tuple[str, ...] = ()
    unknown: list[str] = field(default_factory=list)
    plans: PlansSeen = NO_PLANS
    found: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """True when nothing is wrong."""
        return not self.found


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A prepared stretch, what is wrong with its members, and the attachments its entries name."""

    prepared: Prepared
    faults: Sequence[Fault]
    named: frozenset[str]


def check_evidence(path: Path, asked: Asked) -> Checked:
    """Check the evidence at `path`; raises Refused ``evidence_unreadable`` when it is none."""
    archive = Archive(path)
    try:
        long_enough = archive.manifest.last - archive.manifest.first > 2_000
        with Workers(path, asked.processes if long_enough else 1) as workers:
            return _Check(archive, workers, asked).run()
    finally:
        archive.close()


class _Check:
    def __init__(self, archive: Archive, workers: Workers, asked: Asked) -> None:
        self._archive, self._workers, self._asked = archive, workers, asked
        self._manifest = archive.manifest
        self._findings = Findings(asked.most)
        self._checked = Checked(archive.manifest, members=len(archive.manifest.members))
        self._faults: set[Fault] = set()
        self._read: set[str] = set()

    def run(self) -> Checked:
        archive, manifest, checked = self._archive, self._manifest, self._checked
        self._take_faults(archive.loose_ends())
        rules, checked.rules_differ = told_rules(self._content(RULES), manifest.program, self._findings)
        preparing = Preparing(manifest.district, secrets.token_bytes(32), shapes() if manifest.scope == WHOLE else {})
        verifier = Verifier(preparing, rules, self._findings, first=manifest.first)
        self._open(verifier)
        leaves, named = self._follow(verifier, preparing, self._leaves())
        heads = self._heads()
        checked.root = check_tree(self._workers, bytes(leaves), heads)
        tables = self._begin_tables(verifier) if manifest.scope == WHOLE else iter(())
        for change in sorted((*self._told_changes(), *verifier.key_changes), key=lambda change: change.entry):
            heads.take(change)
        heads.finish(len(leaves) // HASH_SIZE)
        checked.heads, checked.given_heads, checked.largest_head = heads.holding, heads.given_holding, heads.largest
        checked.lines, checked.holds = verifier.lines, verifier.holds
        checked.balances = verifier.finish(self._rows(BALANCES, _BALANCE_CELLS))
        verifier.people.finish()
        checked.plans = verifier.plans.seen
        if manifest.scope == WHOLE:
            self._check_tables(verifier, tables)
        else:
            checked.proofs = check_consistency(self._content(CONSISTENCY), self._notes(), self._findings)
        self._check_attachments(named)
        self._check_rest()
        checked.found, checked.problems = self._findings.found, self._findings.in_order()
        return checked

    def _take_faults(self, faults: Iterator[Fault] | Sequence[Fault]) -> None:
        for name, code in faults:
            if (name, code) not in self._faults:
                self._faults.add((name, code))
                self._findings.add(0, code, name=name)

    def _content(self, name: str) -> bytes:
        self._read.add(name)
        raw, faults = self._archive.content(name)
        self._take_faults(faults)
        return raw

    def _rows(self, name: str, cells: int) -> list[list[Any]]:
        self._read.add(name)
        rows, faults = self._archive.rows(name, cells)
        self._take_faults(faults)
        return rows

    def _objects(self, name: str) -> list[dict[str, Any]]:
        self._read.add(name)
        found, faults = self._archive.objects(name)
        self._take_faults(faults)
        return found

    def _open(self, verifier: Verifier) -> None:
        """A period begins with what the office says was there before."""
        if self._manifest.scope == WHOLE:
            return
        verifier.recount.begin(tuple(row) for row in self._rows(OPENING_BALANCES, _BALANCE_CELLS))
        try:
            told = parse_whole_numbers(self._content(OPENING_PEOPLE).decode())
            verifier.people.begin(told)
            if "free" in told:
                verifier.recount.begin_free(told["free"])
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
            self._take_faults([(OPENING_PEOPLE, "member_unreadable")])

    def _leaves(self) -> bytes | None:
        """The stored hashes of all entries; None when there are not as many as entries: then they are counted anew."""
        raw = self._content(LEAVES)
        if len(raw) == self._manifest.size * HASH_SIZE:
            return raw
        self._findings.add(0, "leaf_count_differs", leaves=len(raw) // HASH_SIZE, entries=self._manifest.size)
        return None

    def _follow(self, verifier: Verifier, preparing: Preparing, stored: bytes | None) -> tuple[bytearray, set[str]]:
        """Follow all entries; the hashes of all leaves as counted (as stored before the first), attachments named."""
        manifest, named = self._manifest, set[str]()
        leaves = bytearray(stored or manifest.size * HASH_SIZE)
        parts = stretches(manifest.first, manifest.last)
        tasks = [_Task(first, last, preparing.secret, bool(preparing.tables)) for first, last in parts]
        with_leaves = ((task, _part(stored, task)) for task in tasks)
        for task, found in zip(tasks, self._workers.map(_prepare, with_leaves), strict=True):
            self._read.update(stretch_names(task.first))
            self._take_faults(found.faults)
            named |= found.named
            start, end = (task.first - 1) * HASH_SIZE, task.last * HASH_SIZE
            if len(found.prepared.leaves) == end - start:
                leaves[start:end] = found.prepared.leaves
            verifier.take(found.prepared, partial(_load, self._archive, task, _part(stored, task)), _nowhere)
            self._checked.entries += len(found.prepared.leaves) // HASH_SIZE
            self._asked.progress(task.last - manifest.first + 1, manifest.last - manifest.first + 1)
        verifier.expect_end(manifest.last)
        return leaves, named

    def _heads(self) -> SignedHeads:
        asked, checked = self._asked, self._checked
        keys = self._objects(KEYS)
        checked.trusts_own_keys = not asked.key
        trusted = asked.key or next(reversed(_keys_for("heads", keys)), "")
        notes = list(dict.fromkeys((*self._notes(), *asked.notes)))
        policy = witnesses_of(asked.witnesses or _keys_for("cosignatures", keys), self._findings)
        checked.cosigned = cosigned(notes, policy, self._findings)
        heads = SignedHeads(notes, trusted, asked.key.partition("+")[0] or self._manifest.origin, self._findings)
        for head in (*asked.heads, *heads_in(asked.notes)):
            heads.give(head)
            checked.short_roots += len(head.root) < HASH_SIZE
        return heads

    def _told_changes(self) -> Iterator[KeyChange]:
        """Changes of the key by entries that a period leaves out: the office's word, which the signatures bear out."""
        if self._manifest.scope == WHOLE:
            return
        for each in self._objects(KEYS):
            match each:
                case {"entry": int(entry), "verifier_key": str(new), "replaces": str(old)}:
                    if not self._manifest.first <= entry <= self._manifest.last:
                        yield KeyChange(entry, new, old, bool(each.get("is_lost")))

    def _notes(self) -> list[str]:
        return [str(each.get("note")) for each in self._objects(CHECKPOINTS)]

    def _begin_tables(self, verifier: Verifier) -> Iterator[TableAnswer]:
        """Tables are looked at while this process is busy with balances and duties."""
        most, is_all = self._asked.most, verifier.is_all_rewound
        return check_tables(self._workers, self._archive, verifier.rewound, is_all=is_all, most=most)

    def _check_tables(self, verifier: Verifier, answers: Iterator[TableAnswer]) -> None:
        checked, archive = self._checked, self._archive
        columns, duties, faults = archive.table(DUTIES)
        self._read.add(DUTIES)
        if columns != list(_DUTY_COLUMNS) or any(set(map(type, row)) != {int, str} for row in duties):
            faults, duties = faults or [(DUTIES, "member_unreadable")], []
        self._take_faults(faults)
        checked.rows += verifier.people.compare_duties(duties)
        checked.tables += 1
        for answer in sorted(answers, key=lambda each: each.table):
            self._read.add(table_name(answer.table))
            self._take_faults(answer.faults)
            self._findings.take_over(answer.problems, answer.found)
            checked.tables += 1
            checked.rows += answer.rows
            checked.unknown += [answer.unknown] if answer.unknown else []

    def _check_attachments(self, named: set[str]) -> None:
        """An attachment is what its name, which is its hash, says; and some entry names it; not all need be there."""
        names = [name for name in self._archive.names() if attachment_of(name)]
        for name, digest in zip(names, self._workers.map(Archive.digest, names), strict=True):
            self._read.add(name)
            wanted = attachment_of(name)
            if digest != wanted:
                self._findings.add(0, "attachment_differs", name=name)
            elif wanted not in named:
                self._findings.add(0, "attachment_unknown", name=name)
            self._checked.attachments += 1
        self._checked.attachments_missing = len(named - set(map(attachment_of, names)))

    def _check_rest(self) -> None:
        rest = [name for name in self._archive.names() if name not in self._read]
        for faults in self._workers.map(Archive.check, rest):
            self._take_faults(faults)


@dataclass(frozen=True, slots=True)
class _Task:
    """Entries `first` to `last`."""

    first: int
    last: int
    secret: bytes
    with_tables: bool


def _keys_for(what: str, keys: Sequence[dict[str, Any]]) -> list[str]:
    """The public keys that sign heads, or cosignatures."""
    return [str(each.get("verifier_key")) for each in keys if each.get("signs") == what]


def _part(stored: bytes | None, task: _Task) -> bytes | None:
    return None if stored is None else stored[(task.first - 1) * HASH_SIZE : task.last * HASH_SIZE]


def _prepare(archive: Archive, item: tuple[_Task, bytes | None]) -> _Stretch:
    task, leaves = item
    chunk, faults = archive.stretch(task.first, task.last, leaves)
    bodies = [body for _, body, _ in chunk.entries]
    naming = [body for body in bodies if _NAMES in body] if _NAMES in b"".join(bodies) else []
    named = {digest.decode() for body in naming for digest in _NAMED.findall(body)}
    preparing = Preparing(archive.manifest.district, task.secret, shapes() if task.with_tables else {})
    return _Stretch(prepare(chunk, preparing), faults, frozenset(named))


def _load(archive: Archive, task: _Task, leaves: bytes | None) -> Chunk:
    return archive.stretch(task.first, task.last, leaves)[0]


def _nowhere(_leaves: Sequence[bytes]) -> None:
    """The tree is computed later, for all leaves together."""
