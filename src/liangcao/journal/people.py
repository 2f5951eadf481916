"""Who did what, replayed: might they, did others sign, did nobody join what excludes each other.

All of it follows from the entries: roles are granted and taken back by entries, a command that waited lies in one, and
whoever signed it made one. How far roles reach and how many must sign by the amount, `Bounds` looks into.
"""

import json
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liangcao.journal.bounds import ITEMS, PHASES, SIGNING_RULES, Bounds
from liangcao.journal.chains import CHAIN_ORIGINS
from liangcao.journal.prepare import MARK_SIZE, Acts, Duties, Event
from liangcao.journal.problems import Findings
from liangcao.journal.roles import ACTORS, GRANTS, Leave, Roles, whole
from liangcao.journal.times import Times

HOLD = "approvals.hold"
_HELD, _SIGNATURES = "held_command", "held_signature"
_RELEASED = ":released"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of an office, as plain values.

    `excludes` says which earlier duties on one chain shut the same person out of a duty, `signing_excludes` which more
    shut out whoever signs as a second person; `roles` what each role permits (None: nobody's permissions and
    signatures are looked into); `two_people` which actions never take effect without a second person; `reaches` where
    a role must reach for an action, and `measured` how its amount is told (see `Bounds`); `ones_own` what somebody may
    still do while none of their roles can be used: each is handed over, has not begun, or is over by itself; `follows`
    which duties anybody must have done before on the same chain.
    """

    excludes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    roles: Mapping[str, frozenset[str]] | None = None
    two_people: frozenset[str] = frozenset()
    signing_excludes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reaches: Mapping[str, str] = field(default_factory=dict)
    measured: Mapping[str, str] = field(default_factory=dict)
    ones_own: frozenset[str] = frozenset()
    follows: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def shut_out_by(self, duty: str, *, signs: bool) -> frozenset[str]:
        """The earlier duties that keep a person from `duty`; `signs` when they do it as a second person."""
        excluding = self.excludes.get(duty, frozenset())
        return excluding | self.signing_excludes.get(duty, frozenset()) if signs else excluding


@dataclass(slots=True)
class _Held:
    """A command that waits for `needed` signers, and who signed it in which entry."""

    command_id: str
    action: str
    actor: int
    permission: str
    needed: int
    command: Any
    signers: dict[int, int] = field(default_factory=dict)


class People:
    """Takes the events of a journal in their order and finds what nobody may have done."""

    def __init__(self, rules: Rules, findings: Findings, times: Times) -> None:
        self._rules, self._times = rules, times
        self._findings = findings
        self._roles = Roles(rules.roles or {})
        self.bounds = Bounds(rules.reaches, rules.measured, findings)
        self._looks = rules.roles is not None
        self._done: dict[tuple[str, int], tuple[tuple[str, int], ...]] = {}
        self._origins: dict[str, list[str]] = {}
        self._leading = frozenset[str]().union(*rules.follows.values())
        self._ordered = self._leading.union(rules.follows)
        self._on: dict[str, set[str]] = {}
        self._held: dict[int, _Held] = {}
        self._held_as: dict[str, int] = {}
        self._denied: set[tuple[int, str]] = set()
        self._is_founded = False
        self._numbers = array("q")
        self._marks = array("Q")

    def begin(self, told: Mapping[str, Any]) -> None:
        """Begin in mid-journal, with what the office says of the people by then (see `told`)."""
        self._is_founded = bool(told["is_founded"])
        self._roles.begin(told)
        self.bounds.begin(told)
        for chain, origin in told.get("origins", ()):
            self._origins.setdefault(chain, []).append(origin)
        for chain, actor, *done in told["duties"]:
            self._done[chain, actor] = tuple((duty, number) for duty, number, _ in done)
            for duty, number, moment in done:
                self._note_leading(chain, duty)
                self._times.note(number, moment)
        for held_id, command_id, action, actor, permission, needed, command, signers in told["held"]:
            held = _Held(command_id, action, actor, permission, needed, command, dict(signers))
            self._held[held_id] = held
            self._held_as[held.command_id] = held_id

    def told(self, chains: frozenset[str]) -> dict[str, Any]:
        """The state of things as plain values, from which `begin` goes on; of duties those that count on `chains`."""
        chains = frozenset(each for chain in chains for each in self._counting_on(chain))
        held = [
            [number, each.command_id, each.action, each.actor, each.permission, each.needed, each.command,
             sorted(map(list, each.signers.items()))]
            for number, each in sorted(self._held.items())
        ]  # fmt: skip
        duties = [
            [chain, actor, *([duty, number, self._times.of(number)] for duty, number in done)]
            for (chain, actor), done in sorted(self._done.items())
            if chain in chains
        ]
        people = {**self._roles.told(), **self.bounds.told()}
        origins = [[chain, origin] for chain in sorted(chains) for origin in self._origins.get(chain, ())]
        told = {**people, "duties": duties, "held": held, "is_founded": self._is_founded}
        return {**told, "origins": origins} if origins else told

    def note_commands(self, numbers: Sequence[int], marks: bytes) -> None:
        """Note the `marks` of the command ids of the entries `numbers`."""
        self._numbers.extend(numbers)
        self._marks.frombytes(marks[: MARK_SIZE * len(numbers)])

    def take_duties(self, duties: Duties, last: int) -> None:
        """Follow duties done, up to entry `last`."""
        for number, person, done in duties.done:
            if number > last:
                return
            is_alone = not self._roles.linked_ever(person)
            for chain, duty in done:
                plain = is_alone and duty not in self._ordered and chain not in self._origins
                if plain and (chain, person) not in self._done:
                    self._done[chain, person] = ((duty, number),)  # most often there is nothing it could exclude
                else:
                    self._take_duty(number, person, chain, duty)

    def take_acts(self, acts: Acts, last: int) -> None:
        """Follow what one person did again and again, up to entry `last`."""
        if not self._looks:
            return
        time_of = self._times.of
        numbers = [number for number in acts.numbers if number <= last]
        place = 0
        while place < len(numbers):
            leave = self._check_permission(numbers[place], acts.actor, acts.action, time_of(numbers[place]))
            needs_another = acts.action in self._rules.two_people and self._is_founded
            following = place + 1 if needs_another else _first_from(numbers, place, leave.until, time_of)
            for number in numbers[place:following] if leave.limits else ():
                self.bounds.check_reach(number, acts.actor, acts.action, leave.limits)
            if needs_another:
                self._findings.add(numbers[place], "second_person_missing", action=acts.action)
            place = following
        for number in numbers if self.bounds.is_measured(acts.action) else ():
            self.bounds.check_signers(number, acts.action, 0)

    def take(self, event: Event) -> None:
        """Follow one event."""
        if event.actor in event.approved_by:
            self._findings.add(event.number, "approved_own", person=event.actor)
        if self._looks:
            action = event.action
            if action == HOLD and event.command:
                action = str(event.command.get("action", ""))
            leave = self._check_permission(event.number, event.actor, action, event.time)
            if leave.limits:
                self.bounds.check_reach(event.number, event.actor, action, leave.limits)
            self._check_approval(event)
            self.bounds.check_signers(event.number, event.action, len(set(event.approved_by)))
        for chain, duty in event.duties:
            self._take_duty(event.number, event.actor, chain, duty)
            for signer in event.approved_by:  # whoever signs does the duty too
                self._take_duty(event.number, signer, chain, duty, signs=True)
        if self._looks:
            self._take_rows(event)
            self._take_changes(event)

    def compare_duties(self, stored: Iterable[Sequence[Any]]) -> int:
        """Hold (chain, duty, person, entry) as stored against what was done first; returns how many were stored."""
        count = matched = 0
        seen: set[tuple[str, str, int]] = set()
        for chain, duty, person, entry in stored:
            count += 1
            first = 0
            for done, number in self._done.get((chain, person), ()):
                if done == duty:
                    first = number
                    break
            what = (chain, duty, person)
            if not first or what in seen:
                self._findings.add(entry, "duty_extra", chain=chain, duty=duty, person=person)
                continue
            seen.add(what)
            matched += 1
            if first != entry:
                told = {"stored": entry, "expected": first}
                self._findings.add(first, "duty_altered", chain=chain, duty=duty, person=person, **told)
        if matched < sum(map(len, self._done.values())):
            for (chain, person), all_done in self._done.items():
                for duty, number in all_done:
                    if (chain, duty, person) not in seen:
                        self._findings.add(number, "duty_missing")
        return count

    def finish(self) -> None:
        """Find command ids that came twice, by 64 bits of a hash (a false alarm once in 10^7 journals of a million)."""
        if len(set(self._marks)) == len(self._marks):
            return
        first: dict[int, int] = {}
        for number, mark in zip(self._numbers, self._marks, strict=True):
            if first.setdefault(mark, number) != number:
                self._findings.add(number, "command_id_twice", first=first[mark])

    def _take_duty(self, number: int, person: int, chain: str, duty: str, *, signs: bool = False) -> None:
        if not signs and duty in self._ordered:
            self._check_order(number, chain, duty)
        excluding = self._rules.shut_out_by(duty, signs=signs)
        counting = self._counting_on(chain)
        for done, _ in self._done_on(counting, person):
            if done in excluding:
                self._findings.add(number, "duty_conflict", person=person, chain=chain, done=done, duty=duty)
        for other in self._roles.linked_ever(person):
            for done, at in self._done_on(counting, other):
                moments = (self._times.of(number), self._times.of(at))
                if done in excluding and self._roles.are_linked(person, other, *moments):
                    told = {"person": person, "other": other, "chain": chain, "done": done, "duty": duty}
                    self._findings.add(number, "duty_conflict_linked", **told)
        earlier = self._done.get((chain, person), ())
        if all(done != duty for done, _ in earlier):
            self._done[chain, person] = (*earlier, (duty, number))

    def _check_order(self, number: int, chain: str, duty: str) -> None:
        """What a duty goes on from must have been done before, by whomever."""
        for missing in sorted(self._rules.follows.get(duty, frozenset()) - self._on.get(chain, set())):
            self._findings.add(number, "duty_before_missing", chain=chain, duty=duty, missing=missing)
        self._note_leading(chain, duty)

    def _note_leading(self, chain: str, duty: str) -> None:
        if duty in self._leading:
            self._on.setdefault(chain, set()).add(duty)

    def _counting_on(self, chain: str) -> Sequence[str]:
        """The chains on which what was done counts on `chain`: itself, and all that it goes on from."""
        if chain not in self._origins:
            return (chain,)
        found = [chain]
        for each in found:
            found += [origin for origin in self._origins.get(each, ()) if origin not in found]
        return found

    def _done_on(self, chains: Sequence[str], person: int) -> list[tuple[str, int]]:
        """What `person` did on any of `chains`, each with its entry."""
        return [done for chain in chains for done in self._done.get((chain, person), ())]

    def _check_permission(self, number: int, actor: int, action: str, now: int) -> Leave:
        """Find somebody doing what no role of theirs permitted; returns how far their roles reach, and until when."""
        if not actor:
            if self._is_founded:
                self._findings.add(number, "nobody_acted")
            return Leave(False, now + 1)
        self._is_founded = True
        leave = self._roles.may(actor, action, now, at_rest=action in self._rules.ones_own)
        if leave.permitted and self._roles.is_there(actor):
            self._denied.discard((actor, action))
            return leave
        if (actor, action) not in self._denied:
            self._denied.add((actor, action))
            if self._roles.is_there(actor):
                self._findings.add(number, "not_permitted_then", person=actor, action=action)
            else:
                self._findings.add(number, "actor_not_there", person=actor)
        return Leave(False, leave.until)

    def _check_approval(self, event: Event) -> None:
        """Whoever is named as having signed must have signed this very command, which waited for so many."""
        number, approved_by = event.number, event.approved_by
        if event.action in self._rules.two_people and not approved_by and self._is_founded:
            self._findings.add(number, "second_person_missing", action=event.action)
        if not approved_by:
            return
        held = self._held.get(self._held_as.get(event.command_id.removesuffix(_RELEASED), 0))
        asked = held and (held.actor, held.action, held.command) == (event.actor, event.action, event.command or {})
        for signer in approved_by:
            if not (held and asked and held.signers.get(signer, number) < number):
                self._findings.add(number, "approval_unproven", person=signer)
        if held and len(set(approved_by)) < held.needed:
            self._findings.add(number, "signers_missing", signers=len(set(approved_by)), needed=held.needed)
        if held:
            self._forget(held)

    def _forget(self, held: _Held) -> None:
        self._held.pop(self._held_as.pop(held.command_id))

    def _take_rows(self, event: Event) -> None:
        for row in event.rows:
            table, values = row["table"], row["values"]
            if table in (ACTORS, GRANTS):
                self._roles.take_row(table, values)
            elif table == SIGNING_RULES:
                self.bounds.take_row(values)
            elif table == PHASES:
                self.bounds.take_phase(values)
            elif table == ITEMS:
                self.bounds.take_item(whole(values, "item_id"), values)
            elif table == CHAIN_ORIGINS:
                self._origins.setdefault(str(values.get("chain")), []).append(str(values.get("origin")))
            elif table == _HELD:
                self._hold_back(event.number, values)
            elif table == _SIGNATURES:
                self._sign(event, whole(values, "held_id"))

    def _hold_back(self, number: int, values: Mapping[str, Any]) -> None:
        held_id, command_id = whole(values, "held_id"), str(values.get("command_id"))
        try:
            command = json.loads(values["command"])
        except (LookupError, TypeError, ValueError, RecursionError):
            self._findings.add(number, "held_unreadable")
            return
        action, permission = str(values.get("action")), str(values.get("permission"))
        needed = max(1, whole(values, "signers"))
        self._held[held_id] = _Held(command_id, action, whole(values, "actor_id"), permission, needed, command)
        self._held_as[command_id] = held_id

    def _sign(self, event: Event, held_id: int) -> None:
        held, actor = self._held.get(held_id), event.actor
        if held is None:
            self._findings.add(event.number, "held_unreadable")
            return
        if actor == held.actor or actor in held.signers:
            self._findings.add(event.number, "approved_own", person=actor)
        for other in (held.actor, *held.signers):
            if self._roles.are_linked(actor, other, event.time):
                self._findings.add(event.number, "signers_linked", person=actor, other=other)
        if not self._roles.may(actor, held.permission, event.time).permitted:
            self._findings.add(event.number, "not_permitted_then", person=actor, action=held.permission)
        held.signers[actor] = event.number

    def _take_changes(self, event: Event) -> None:
        for change in event.changes:
            table, key, values = change["table"], change["key"], change["values"]
            if table in (ACTORS, GRANTS):
                self._roles.take_change(table, key, values)
            elif table == SIGNING_RULES:
                self.bounds.take_change(key, values)
            elif table == ITEMS:
                self.bounds.take_item(whole(key, "item_id"), values)
            elif table == _HELD and values.get("status") == "rejected":
                held = self._held.get(whole(key, "held_id"))
                if held is not None:
                    self._forget(held)


def _first_from(numbers: Sequence[int], place: int, until: int, time_of: Callable[[int], int]) -> int:
    """The place of the first of `numbers` after `place` whose entry was made at `until` or later."""
    if time_of(numbers[-1]) < until:
        return len(numbers)
    low, high = place + 1, len(numbers) - 1
    while low < high:
        middle = (low + high) // 2
        if time_of(numbers[middle]) < until:
            low = middle + 1
        else:
            high = middle
    return low
