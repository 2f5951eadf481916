"""People replayed from entries alone: roles and their terms, signatures, duties, delegations; each fault is named."""

import json
from dataclasses import replace
from typing import Any

import pytest
from journal_books import MORNING, faults

from liangcao.journal.entry import Entry, entry_bytes
from liangcao.journal.people import People, Rules
from liangcao.journal.prepare import Chunk, Prepared, Preparing, event_of, prepare
from liangcao.journal.problems import Findings, Report
from liangcao.journal.times import Times
from liangcao.journal.tree import entry_leaf
from liangcao.journal.verify import Verifier
from liangcao.kernel.effects import Change, DutyDone, Effects, NewRow

HOUR = 3_600_000
ASKER, SIGNER, KEEPER, DEPUTY = 5, 6, 7, 8
RULES = Rules(
    excludes={"approve": frozenset({"ask"}), "sign": frozenset({"submit"})},
    roles={
        "asker": frozenset({"requests.submit_request", "stock.write_off"}),
        "signer": frozenset({"requests.approve_request", "approvals.approve_held", "sign.goods"}),
        "keeper": frozenset({"stock.move", "delegation.end"}),
    },
    two_people=frozenset({"stock.write_off"}),
    signing_excludes={"approve": frozenset({"receive"})},
    ones_own=frozenset({"delegation.end"}),
)
ACTS = {ASKER: "requests.submit_request", SIGNER: "requests.approve_request"}
ROLE_OF = {ASKER: "asker", SIGNER: "signer", KEEPER: "keeper"}


def grant(number: int, actor: int, role: str, **more: Any) -> NewRow:
    return NewRow("role_grant", {"grant_id": number, "actor_id": actor, "role": role, **more})


FOUNDING = Effects(
    rows=(
        *(NewRow("actor", {"actor_id": actor}) for actor in (ASKER, SIGNER, KEEPER, DEPUTY)),
        *(grant(10 + actor, actor, role) for actor, role in ROLE_OF.items()),
    )
)


class Story:
    """Entries an hour apart, beginning with the founding."""

    rules = RULES

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.add(0, "office.found", FOUNDING)

    def add(self, actor: int, action: str, effects: Effects = Effects(), **more: Any) -> "Story":
        """One more entry."""
        number = len(self.entries) + 1
        at = MORNING + number * HOUR
        made = Entry(1, number, f"c{number}", action, actor, (), at, at, {}, effects)
        self.entries.append(replace(made, **more))
        return self

    def hold(self, actor: int = ASKER, action: str = "stock.write_off", *, signers: int = 1) -> "Story":
        """`actor` hands in something that waits, as number 50."""
        values = {
            "held_id": 50, "command_id": f"c{len(self.entries) + 1}", "action": action, "actor_id": actor,
            "permission": "sign.goods", "command": json.dumps({"n": 1}), "signers": signers,
        }  # fmt: skip
        effects = Effects(rows=(NewRow("held_command", values),), duties=(DutyDone("held:50", "submit"),))
        return self.add(actor, "approvals.hold", effects, command={"action": action, "command": {"n": 1}})

    def sign(self, actor: int = SIGNER) -> "Story":
        """`actor` signs it."""
        rows = (NewRow("held_signature", {"held_id": 50, "actor_id": actor}),)
        return self.add(actor, "approvals.approve_held", Effects(rows=rows), command={"held_id": 50})

    def release(self, *signers: int, actor: int = ASKER, of: int = 2, command: Any = None) -> "Story":
        """It takes effect."""
        more = {"approved_by": signers, "command_id": f"c{of}:released", "command": command or {"n": 1}}
        return self.add(actor, "stock.write_off", **more)

    @property
    def found(self) -> list[tuple[int, str]]:
        """What is found, the same by the quick look and by the close one."""
        quickly = self._faults(prepare(self._chunk, Preparing(1, b"s")))
        leaves = b"".join(leaf for _, _, leaf in self._chunk.entries)
        assert self._faults(Prepared(leaves)) == quickly
        return quickly

    @property
    def _chunk(self) -> Chunk:
        bodies = [(entry.number, entry_bytes(entry)) for entry in self.entries]
        return Chunk([(number, body, entry_leaf(body, number)) for number, body in bodies], (), ())

    def _faults(self, prepared: Prepared) -> list[tuple[int, str]]:
        findings = Findings(100)
        verifier = Verifier(Preparing(1, b"s"), self.rules, findings)
        verifier.take(prepared, lambda: self._chunk, lambda _: None)
        verifier.people.finish()
        return faults(Report(0, 0, b"", 0, findings.found, findings.in_order()))


def test_an_honest_story() -> None:
    story = Story().add(ASKER, "requests.submit_request", asked("r:1"))
    story.hold().sign().release(SIGNER, of=3)
    story.add(SIGNER, "requests.approve_request", approved("r:1")).add(KEEPER, "stock.move").add(KEEPER, "stock.move")
    assert story.found == []


def asked(chain: str) -> Effects:
    return Effects(duties=(DutyDone(chain, "ask"),))


def approved(chain: str) -> Effects:
    return Effects(duties=(DutyDone(chain, "approve"),))


def test_doing_what_no_role_permits_is_named_once_until_it_is_permitted() -> None:
    story = Story().add(KEEPER, "stock.move").add(DEPUTY, "stock.move").add(DEPUTY, "stock.move")
    assert story.found == [(3, "not_permitted_then")]
    story.add(SIGNER, "access.grant", Effects(rows=(grant(20, DEPUTY, "keeper"),)))
    assert story.add(DEPUTY, "stock.move").found == [(3, "not_permitted_then"), (5, "not_permitted_then")]


def test_a_role_taken_back_permits_nothing_more() -> None:
    ended = Change("role_grant", {"grant_id": 10 + KEEPER}, {"is_active": 0})
    story = Story().add(KEEPER, "stock.move").add(0, "x").add(KEEPER, "access.revoke", Effects(changes=(ended,)))
    assert story.add(KEEPER, "stock.move").found == [
        (3, "nobody_acted"), (4, "not_permitted_then"), (5, "not_permitted_then"),
    ]  # fmt: skip


def test_somebody_who_left_or_never_came() -> None:
    left = Change("actor", {"actor_id": KEEPER}, {"is_active": 0})
    story = Story().add(KEEPER, "stock.move").add(SIGNER, "requests.approve_request", Effects(changes=(left,)))
    assert story.add(KEEPER, "stock.move").add(99, "stock.move").found == [
        (4, "actor_not_there"), (5, "actor_not_there"),
    ]  # fmt: skip


def test_a_role_holds_from_its_beginning_to_its_end() -> None:
    story = Story()
    term = {"since": MORNING + 4 * HOUR, "until": MORNING + 6 * HOUR}
    story.add(SIGNER, "requests.approve_request", Effects(rows=(grant(20, DEPUTY, "keeper", **term),)))
    for _ in range(5):  # entries 3 to 7, an hour apart
        story.add(DEPUTY, "stock.move")
    assert story.found == [(3, "not_permitted_then"), (6, "not_permitted_then")]


@pytest.mark.parametrize("is_handed_over", [0, 1])
def test_a_delegated_role_and_what_is_left_to_its_giver(is_handed_over: int) -> None:
    delegated = grant(
        20, DEPUTY, "keeper", since=MORNING, until=MORNING + 5 * HOUR, origin="delegated", given_by=KEEPER,
        from_grant=10 + KEEPER, is_handed_over=is_handed_over,
    )  # fmt: skip
    story = Story().add(SIGNER, "requests.approve_request", Effects(rows=(delegated,)))
    story.add(DEPUTY, "stock.move").add(KEEPER, "stock.move").add(DEPUTY, "stock.move").add(KEEPER, "stock.move")
    away = [(4, "not_permitted_then")] if is_handed_over else []
    assert story.found == [*away, (5, "not_permitted_then")]


def test_a_delegated_role_falls_with_the_givers_own() -> None:
    delegated = grant(20, DEPUTY, "keeper", origin="delegated", given_by=KEEPER, from_grant=10 + KEEPER)
    ended = Change("role_grant", {"grant_id": 10 + KEEPER}, {"is_active": 0})
    story = Story().add(SIGNER, "requests.approve_request", Effects(rows=(delegated,))).add(DEPUTY, "stock.move")
    story.add(SIGNER, "requests.approve_request", Effects(changes=(ended,))).add(DEPUTY, "stock.move")
    assert story.found == [(5, "not_permitted_then")]


@pytest.mark.parametrize("since", [0, 9], ids=["handed over", "not begun"])
@pytest.mark.parametrize("who", [KEEPER, DEPUTY])
def test_giver_and_deputy_may_end_a_delegation_while_no_role_of_theirs_can_be_used(who: int, since: int) -> None:
    """Also when it is over by itself: what is one's own needs a role that was not taken back, not one in force."""
    delegated = grant(
        20, DEPUTY, "keeper", since=MORNING + since * HOUR, until=MORNING + 10 * HOUR, origin="delegated",
        given_by=KEEPER, from_grant=10 + KEEPER, is_handed_over=1,
    )  # fmt: skip
    ended = Change("role_grant", {"grant_id": 20}, {"is_active": 0})
    for waiting in (0, 9):
        story = Story().add(SIGNER, "requests.approve_request", Effects(rows=(delegated,)))
        for _ in range(waiting):
            story.add(SIGNER, "requests.approve_request")
        assert story.add(who, "delegation.end", Effects(changes=(ended,))).found == []
        story.add(DEPUTY, "delegation.end")  # nothing left that they could do it by
        assert story.found == [(len(story.entries), "not_permitted_then")]


def test_what_is_ones_own_falls_with_the_last_role() -> None:
    ended = Change("role_grant", {"grant_id": 10 + KEEPER}, {"is_active": 0})
    story = Story().add(KEEPER, "delegation.end").add(SIGNER, "requests.approve_request", Effects(changes=(ended,)))
    assert story.add(KEEPER, "delegation.end").add(SIGNER, "delegation.end").found == [
        (4, "not_permitted_then"), (5, "not_permitted_then"),
    ]  # fmt: skip


def test_what_needs_two_people_done_by_one() -> None:
    assert Story().add(ASKER, "stock.write_off").add(ASKER, "stock.write_off").found == [
        (2, "second_person_missing"), (3, "second_person_missing"),
    ]  # fmt: skip


def test_signed_by_somebody_who_never_signed() -> None:
    assert Story().hold().release(SIGNER).found == [(3, "approval_unproven")]
    assert Story().release(SIGNER).found == [(2, "approval_unproven")]
    assert Story().hold().sign().release(KEEPER).found == [(4, "approval_unproven")]


def test_signed_was_something_else() -> None:
    assert Story().hold().sign().release(SIGNER, command={"n": 2}).found == [(4, "approval_unproven")]
    assert (4, "approval_unproven") in Story().hold().sign().release(SIGNER, actor=KEEPER).found
    assert Story().hold(action="stock.move").sign().release(SIGNER).found[-1] == (4, "approval_unproven")


def test_one_signature_counts_for_one_command() -> None:
    assert Story().hold().sign().release(SIGNER).release(SIGNER).found == [
        (5, "approval_unproven"), (5, "command_id_twice"),
    ]  # fmt: skip


def test_the_requester_signs() -> None:
    assert (3, "approved_own") in Story().hold().sign(ASKER).release(ASKER).found
    assert (4, "approved_own") in Story().hold().sign(ASKER).release(ASKER).found


def test_who_signs_must_be_permitted_to_and_only_once() -> None:
    assert (3, "not_permitted_then") in Story().hold().sign(KEEPER).release(KEEPER).found
    assert (4, "approved_own") in Story().hold(signers=2).sign().sign().release(SIGNER).found
    assert (5, "signers_missing") in Story().hold(signers=2).sign().sign().release(SIGNER).found


def test_the_requester_approves_through_a_delegation() -> None:
    """Whoever acts for another has done what the other did: the asker's deputy cannot approve, nor sign."""
    delegated = grant(
        20, ASKER, "signer", since=MORNING, until=MORNING + 9 * HOUR, origin="delegated", given_by=SIGNER,
        from_grant=10 + SIGNER,
    )  # fmt: skip
    story = Story().add(SIGNER, "requests.approve_request", Effects(rows=(delegated,)))
    story.add(ASKER, "requests.submit_request", asked("r:1")).add(ASKER, "requests.approve_request", approved("r:1"))
    assert story.found == [(4, "duty_conflict")]
    story = Story().add(SIGNER, "requests.approve_request", Effects(rows=(delegated,)))
    story.add(ASKER, "requests.submit_request", asked("r:1")).add(SIGNER, "requests.approve_request", approved("r:1"))
    assert story.found == [(4, "duty_conflict_linked")]
    story = (
        Story().add(SIGNER, "requests.approve_request", Effects(rows=(delegated,))).hold().sign().release(SIGNER, of=3)
    )
    assert story.found == [(4, "signers_linked")]


def goes_on(chain: str, *origins: str, then: Effects = Effects()) -> Effects:
    """A document takes the place of others: what was done on their chains counts on its own."""
    rows = tuple(NewRow("chain_origin", {"chain": chain, "origin": origin, "entry": 0}) for origin in origins)
    return replace(then, rows=rows)


def test_what_was_done_before_a_merge_and_a_split_counts_after_it() -> None:
    story = Story().add(ASKER, "requests.submit_request", asked("r:1")).add(SIGNER, ACTS[SIGNER], goes_on("r:3", "r:2"))
    assert story.add(ASKER, "requests.submit_request", approved("r:3")).found == [], "r:1 is another need"
    story = Story().add(ASKER, "requests.submit_request", asked("r:1"))
    story.add(SIGNER, ACTS[SIGNER], goes_on("r:3", "r:1", "r:2", then=Effects(duties=(DutyDone("r:3", "merge"),))))
    story.add(SIGNER, ACTS[SIGNER], goes_on("r:4", "r:3")).add(SIGNER, ACTS[SIGNER], goes_on("r:5", "r:3"))
    story.add(ASKER, "requests.submit_request", approved("r:4")).add(SIGNER, ACTS[SIGNER], approved("r:5"))
    assert story.found == [(6, "duty_conflict")]


def test_chains_that_go_on_from_one_another_in_a_circle_come_to_an_end() -> None:
    story = Story().add(SIGNER, ACTS[SIGNER], goes_on("r:1", "r:2")).add(SIGNER, ACTS[SIGNER], goes_on("r:2", "r:1"))
    story.add(ASKER, "requests.submit_request", asked("r:2"))
    assert story.add(ASKER, "requests.submit_request", approved("r:1")).found == [(5, "duty_conflict")]


def test_a_merge_does_not_rid_a_deputy_of_what_the_other_did() -> None:
    delegated = grant(
        20, ASKER, "signer", since=MORNING, until=MORNING + 9 * HOUR, origin="delegated", given_by=SIGNER,
        from_grant=10 + SIGNER,
    )  # fmt: skip
    story = Story().add(SIGNER, "requests.approve_request", Effects(rows=(delegated,)))
    story.add(ASKER, "requests.submit_request", asked("r:1"))
    story.add(KEEPER, "stock.move", goes_on("r:2", "r:1"))
    assert story.add(SIGNER, "requests.approve_request", approved("r:2")).found == [(5, "duty_conflict_linked")]


def test_a_period_begins_with_the_chains_it_goes_on_from() -> None:
    rules, times = RULES, Times()
    before = People(rules, Findings(100), times)
    founding, *story = (
        Story().add(ASKER, ACTS[ASKER], asked("r:1")).add(SIGNER, ACTS[SIGNER], goes_on("r:2", "r:1")).entries
    )
    for entry in (founding, *story):
        event = event_of(entry.number, json.loads(entry_bytes(entry)))
        times.note(event.number, event.time)
        before.take(event)
    told = json.loads(json.dumps(before.told(frozenset({"r:2"}))))
    assert (told["origins"], [row[:2] for row in told["duties"]]) == ([["r:2", "r:1"]], [["r:1", ASKER]])
    findings, later = Findings(100), Times()
    after = People(rules, findings, later)
    after.begin(told)
    approval = Entry(1, 4, "c4", ACTS[ASKER], ASKER, (), MORNING + 4 * HOUR, MORNING + 4 * HOUR, {}, approved("r:2"))
    event = event_of(4, json.loads(entry_bytes(approval)))
    later.note(4, event.time)
    after.take(event)
    assert [(each.entry, each.code) for each in findings.in_order()] == [(4, "duty_conflict")]


def test_a_delegation_that_is_over_when_either_duty_is_done_links_nobody() -> None:
    delegated = grant(20, ASKER, "signer", since=MORNING, until=MORNING + HOUR, origin="delegated", given_by=SIGNER)
    story = Story().add(SIGNER, "requests.approve_request", Effects(rows=(delegated,)))
    story.add(ASKER, "requests.submit_request", asked("r:1")).add(SIGNER, "requests.approve_request", approved("r:1"))
    assert story.found == []


def test_whoever_signs_does_the_duty_too() -> None:
    story = Story().add(SIGNER, "requests.approve_request", asked("r:1")).hold().sign()
    effects = approved("r:1")
    more = {"approved_by": (SIGNER,), "command_id": "c3:released", "command": {"n": 1}}
    assert (5, "duty_conflict") in story.add(ASKER, "stock.write_off", effects, **more).found


def test_some_duties_shut_out_only_whoever_signs() -> None:
    received = Effects(duties=(DutyDone("r:1", "receive"),))
    for receiver, found in ((ASKER, []), (SIGNER, [(5, "duty_conflict")])):
        story = Story().add(receiver, ACTS[receiver], received).hold().sign()
        more = {"approved_by": (SIGNER,), "command_id": "c3:released", "command": {"n": 1}}
        assert story.add(ASKER, "stock.write_off", approved("r:1"), **more).found == found


def test_duties_are_followed_in_their_order_among_roles_and_signatures() -> None:
    """Approving first and asking later is another thing than asking first."""
    story = Story().add(ASKER, "requests.submit_request", approved("r:1")).hold().sign().release(SIGNER, of=3)
    assert story.add(ASKER, "requests.submit_request", asked("r:1")).found == []
    story = Story().add(ASKER, "requests.submit_request", asked("r:1")).hold().sign().release(SIGNER, of=3)
    assert story.add(ASKER, "requests.submit_request", approved("r:1")).found == [(6, "duty_conflict")]


@pytest.mark.parametrize("value", ["", "{", 7, "[" * 100_000])
def test_a_held_command_that_cannot_be_read(value: Any) -> None:
    row = NewRow("held_command", {"held_id": 50, "command": value})
    effects = Effects(rows=(row,))
    story = Story().add(ASKER, "approvals.hold", effects, command={"action": "stock.write_off", "command": {}})
    assert story.found == [(2, "held_unreadable")]


def test_rows_of_any_content_are_no_fault_of_the_verifier() -> None:
    rows = tuple(
        NewRow(table, dict.fromkeys(("actor_id", "grant_id", "role", "since", "held_id", "command"), value))
        for table in ("actor", "role_grant", "held_command", "held_signature")
        for value in ([1], {"a": 1}, "x", -1, True)
    )
    changes = tuple(
        Change(table, {"actor_id": value, "grant_id": value, "held_id": value}, {"is_active": value, "status": value})
        for table in ("actor", "role_grant", "held_command")
        for value in ([1], {"a": 1}, "x")
    )
    codes = {code for _, code in Story().add(KEEPER, "stock.move", Effects(rows=rows, changes=changes)).found}
    assert codes == {"held_unreadable"}


def test_a_state_told_goes_on_where_it_was_taken() -> None:
    """What a period's evidence begins with: the rest is found to be the same as if all had been read."""
    story = Story().add(ASKER, "requests.submit_request", asked("r:1")).hold().add(KEEPER, "stock.move").sign()
    story.release(SIGNER, of=3).add(ASKER, "requests.submit_request", approved("r:1")).add(DEPUTY, "stock.move")
    for cut in range(1, len(story.entries) + 1):
        assert rest_found(story, cut) == [(7, "duty_conflict"), (8, "not_permitted_then")][max(0, cut - 6) :]


def rest_found(story: Story, cut: int) -> list[tuple[int, str]]:
    """What is found in the entries after the first `cut`, when these are only told of."""
    first, second = Findings(100), Findings(100)
    chunk, preparing = story._chunk, Preparing(1, b"s")
    before = Verifier(preparing, RULES, first)
    before.take(prepare(Chunk(chunk.entries[:cut], (), ()), preparing), lambda: chunk, lambda _: None)
    told = json.loads(json.dumps(before.people.told(frozenset({"r:1"}))))
    after = Verifier(preparing, RULES, second, first=cut + 1)
    after.people.begin(told)
    rest = Chunk(chunk.entries[cut:], (), ())
    after.take(prepare(rest, preparing), lambda: rest, lambda _: None)
    return faults(Report(0, 0, b"", 0, second.found, second.in_order()))
