"""The verifier: from an export and a few signed heads alone, is anything changed, removed, reordered, back-dated?

It knows nothing of the writer. It reads each entry once, in order, and keeps balances, lots, places and who did what
on which chain of documents: memory grows with the stock and the documents. Of an entry only the hash of its command
id stays (16 bytes with its number, some 50 more while they are sorted at the end).
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from liangcao.journal.entry import read_entry_data
from liangcao.journal.keychain import changes_in
from liangcao.journal.problems import Findings, Report
from liangcao.journal.recount import Recount, StoredHold, StoredLine, StoredRows
from liangcao.journal.signed_heads import SignedHeads
from liangcao.journal.tree import Frontier, entry_leaf
from liangcao.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an outsider is handed of one district's books; every iterable is read once.

    `entries` are (number, body, leaf hash) by number; `lines` and `holds` are rows as `StoredLine` and `StoredHold`
    have them, by entry; `balances` as `StoredBalance`. `checkpoints` are signed notes of the log `origin` (any one log
    when empty), signed with the log's key; `vkey` is the text of the one that is trusted, the first or any that the
    journal put in its place. `outside` are places outside our custody that no entry declares; `excludes` says for each
    duty which ones, done earlier on the same chain, shut the same person out; `signing_excludes` which more shut out
    whoever signs as a second person.
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


def verify(evidence: Evidence, *, most: int = 1000) -> Report:
    """Check all of `evidence`; at most `most` problems are listed, all are counted. Never raises for bad evidence."""
    return _Verifier(evidence, most).run()


class _Verifier:
    def __init__(self, evidence: Evidence, most: int) -> None:
        self._evidence = evidence
        self._findings = Findings(most)
        self._recount = Recount(evidence.outside, self._findings)
        self._lines = StoredRows("line", StoredLine, evidence.lines)
        self._holds = StoredRows("hold", StoredHold, evidence.holds)
        self._frontier = Frontier()
        self._heads = SignedHeads(evidence.checkpoints, evidence.vkey, evidence.origin, self._findings)
        self._people = _People(evidence.excludes, evidence.signing_excludes, self._findings)
        self._number = 0
        self._recorded_at = ""

    def run(self) -> Report:
        self._heads.compare(self._frontier)
        for number, body, stored_hash in self._evidence.entries:
            self._check_number(number)
            self._check_hash(number, body, stored_hash)
            self._take(number, body)
            self._heads.compare(self._frontier)
        key_changes = self._heads.finish(self._frontier.size)
        self._lines.finish(self._findings)
        self._holds.finish(self._findings)
        if self._recount.is_whole:
            self._recount.compare(self._evidence.balances)
        else:
            self._findings.add(self._recount.broken_at, "balances_unproven")
        self._people.finish()
        return Report(
            entries=self._frontier.size,
            lines=self._lines.count,
            root=self._frontier.root(),
            heads=self._heads.holding,
            found=self._findings.found,
            problems=self._findings.in_order(),
            key_changes=key_changes,
        )

    def _check_hash(self, number: int, body: bytes, stored_hash: bytes) -> None:
        counted_hash = entry_leaf(body, number)
        if counted_hash != stored_hash:
            self._findings.add(number, "leaf_hash_differs")
        self._frontier.append(counted_hash)

    def _take(self, number: int, body: bytes) -> None:
        try:
            data = read_entry_data(body)
        except Refused as refusal:
            self._findings.add_refusal(number, refusal)
            self._recount.break_off(number)
            self._lines.skip(number, self._findings)
            self._holds.skip(number, self._findings)
            return
        self._check_head(number, data)
        effects = data.get("effects", {})
        for change in changes_in(number, effects):
            self._heads.take(change)
        lines, holds = self._recount.take(number, effects)
        self._lines.compare(number, lines, self._findings, is_whole=self._recount.is_whole)
        self._holds.compare(number, holds, self._findings, is_whole=self._recount.is_whole)
        self._people.take(number, data)

    def _check_number(self, number: int) -> None:
        expected = self._number + 1
        if number > expected:
            self._findings.add(expected, "entry_missing", first=expected, last=number - 1)
            self._recount.break_off(expected)
        elif number < expected:
            self._findings.add(number, "entry_out_of_order", number=number, after=self._number)
            self._recount.break_off(number)
        self._number = max(number, self._number)

    def _check_head(self, number: int, data: Mapping[str, Any]) -> None:
        if data["number"] != number:
            self._findings.add(number, "number_differs", inside=data["number"])
        if data["district"] != self._evidence.district:
            self._findings.add(number, "district_differs", inside=data["district"])
        recorded_at = data["recorded_at"]
        if recorded_at < self._recorded_at:  # texts of one width order as the times do
            self._findings.add(number, "recorded_back", recorded_at=recorded_at, before=self._recorded_at)
        self._recorded_at = recorded_at


class _People:
    """Who did what: nobody approves their own, nobody joins duties that exclude each other, no command twice."""

    def __init__(
        self,
        excludes: Mapping[str, frozenset[str]],
        signing_excludes: Mapping[str, frozenset[str]],
        findings: Findings,
    ) -> None:
        self._excludes = excludes
        self._signing_excludes = signing_excludes
        self._findings = findings
        self._done: dict[tuple[str, int], tuple[str, ...]] = {}
        self._numbers = array("q")
        self._command_ids = array("q")

    def take(self, number: int, data: Mapping[str, Any]) -> None:
        actor = data["actor"]
        if actor in data.get("approved_by", ()):
            self._findings.add(number, "approved_own", person=actor)
        for chain, duty in data.get("effects", {}).get("duties", ()):
            excluded = self._excludes.get(duty, frozenset())
            self._take_duty(number, actor, (chain, duty), excluded)
            for signer in data.get("approved_by", ()):  # whoever signs does the duty too
                self._take_duty(number, signer, (chain, duty), excluded | self._signing_excludes.get(duty, frozenset()))
        self._numbers.append(number)
        self._command_ids.append(hash(data["command_id"]))

    def _take_duty(self, number: int, actor: int, does: tuple[str, str], excluded: frozenset[str]) -> None:
        chain, duty = does
        earlier = self._done.get((chain, actor), ())
        for done in earlier:
            if done in excluded:
                self._findings.add(number, "duty_conflict", person=actor, chain=chain, done=done, duty=duty)
        if duty not in earlier:
            self._done[chain, actor] = (*earlier, duty)

    def finish(self) -> None:
        """Find command ids that came twice, by 64-bit hashes (a false alarm once in 10^7 journals of a million)."""
        ordered = sorted(self._command_ids)
        twice = {one for one, next_one in pairwise(ordered) if one == next_one}
        if not twice:
            return
        first: dict[int, int] = {}
        for number, command_id in zip(self._numbers, self._command_ids, strict=True):
            if command_id in twice and first.setdefault(command_id, number) != number:
                self._findings.add(number, "command_id_twice", first=first[command_id])
