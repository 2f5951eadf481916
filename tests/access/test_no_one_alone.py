"""No one alone (O17): whatever one person with every role there is tries, in whatever order, no goods leave.

A search on the real road, not on a model of it: from each state of the books every deed is tried; whatever succeeds
makes the next state, until there is none that was not seen. The person may take in people (and act in their name),
grant roles, delegate them, take them in an emergency, sign what waits, undo, and end things. Everybody else does
nothing more. Documents and things that wait touch each other nowhere but at the goods, so each chapter is searched with
write-offs, not both with each other. In the chapters of the deputy the others have let the person share roles with a
stand-in, whom the person plays as well: they are two names, and one person still.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from access.bringing_back import BringingBack
from harness.pictures import picture
from liangcao.access.commands import (
    AddActor,
    BreakGlass,
    ChangeOwnPassword,
    DelegateRole,
    EndDelegation,
    GrantRole,
    SetPassword,
)
from liangcao.allocation.commands import AdoptPlan, DiscardPlan, DropLines, ProposePlan
from liangcao.database.bulk import ask
from liangcao.delivering.commands import IssueLink, SignedLine, SignPublicly, TakeSignature
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused
from liangcao.operations.action import nobody_else
from liangcao.operations.actions import ACTIONS
from liangcao.operations.approvals import ApproveHeld
from liangcao.papers.files import keep_file
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods, ReturnRejected
from liangcao.requests.commands import (
    ApproveRequest,
    AskLine,
    CorrectRequest,
    Decision,
    MergeRequests,
    OpenDoor,
    SplitLine,
    SplitRequest,
    SubmitRequest,
)
from liangcao.shipping.commands import (
    CancelShipment,
    DeliveredLine,
    DispatchShipment,
    RecordDelivery,
    SettleDifference,
    SettledLine,
    TakeOver,
    UndoDelivery,
)
from liangcao.storing.commands import ReverseEntry, WriteOff
from scenarios.cast import HASH
from scenarios.scenes import SqliteScenes

ALONE = "全能丑"
STRANGER = "替身"
PUBLIC = "公众"
"""Whoever holds a link signs by it in the public's name: whoever showed it may hold it, too."""
LINK, PHONE, OTHER_PHONE = "e" * 64, "a" * 64, "b" * 64
A_DAY_MS = 24 * 3_600_000
DEPUTY, GOODS, BACK, HANDING_OVER = "deputy", "deputy and goods", "back", "handing over"
MAKING = (SubmitRequest, ProposePlan, DiscardPlan, CancelShipment)
NEEDING = {name for name, action in ACTIONS.items() if action.need is not nobody_else}
SEEN: dict[str, str] = {
    "goods": "SELECT location.kind, lot_id, on_hand, held FROM balance JOIN location USING (location_id) "
    "WHERE location.kind <> 'supplier' AND (on_hand <> 0 OR held <> 0)",
    "requests": "SELECT request_id <= {last}, state FROM request",
    "lines": "SELECT request_id <= {last}, approved, allocated, shipped, delivered FROM request_line",
    "plans": "SELECT DISTINCT plan_id <= {last}, plan.state, plan_line.state FROM plan JOIN plan_line USING (plan_id)",
    "shipments": "SELECT DISTINCT shipment_id <= {last}, state, open_lines > 0 FROM shipment",
    "links": "SELECT DISTINCT actor_id, shipment_id <= {last} FROM delivery_link",
    "taken": "SELECT shipment_id <= {last} FROM shipment_taken",
    "missing": "SELECT DISTINCT shipment_id <= {last}, found > 0, lost > 0 FROM shipment_line",
    "waiting": "SELECT DISTINCT action, status, actor_id FROM held_command",
    "duties": "SELECT DISTINCT duty FROM duty_done WHERE entry > {entries}",
    "roles": "SELECT actor_id, role, origin FROM role_grant WHERE grant_id > {last}",
    "returns": "SELECT state FROM goods_return",
    "disposals": "SELECT state FROM disposal",
    "loans": "SELECT state FROM loan",
    "lendable": "SELECT DISTINCT is_reusable FROM reusable_item",
    "recalls": "SELECT state FROM recall",
    "told": "SELECT answers > 0 FROM recall_holder",
    "papers": "SELECT COUNT(*) FROM paper",
    "ended": "SELECT grant_id FROM role_grant WHERE is_active = 0",
    "lots": "SELECT status FROM lot",
    "people": "SELECT name FROM actor",
}


def _copy(source: Path, target: Path) -> None:
    """Copy a database into another while connections to it are open; nothing here needs to outlast a power cut."""
    one, other = sqlite3.connect(source), sqlite3.connect(target)
    other.execute("PRAGMA synchronous = OFF")
    one.backup(other)
    one.close()
    other.close()


class Search(BringingBack):
    """All states that one person can reach from where a background ends."""

    def __init__(self, scenes: SqliteScenes, background: str, chapter: str, file: Path) -> None:
        self.cast, _ = scenes.begin(background)
        self.chapter = chapter
        self.file = file
        if chapter in (DEPUTY, GOODS):
            self._appoint()
        self.photo = ""
        if chapter == HANDING_OVER:
            self.cast.do("值班甲", OpenDoor())
            with self.cast.database.write() as connection:
                self.photo = keep_file(connection, 1, picture(), self.cast.clock.now())
        self.last = self.one("SELECT next_id FROM journal_head") - 1
        self.entries = self.one("SELECT size FROM journal_head")
        self.lots = [row[0] for row in self.cast.ask("SELECT lot_id FROM lot WHERE lot_id <= ?", self.last)]
        self.inside = self._inside()
        self.states: dict[str, Path] = {}
        self.deeds_done: set[str] = set()

    def _appoint(self) -> None:
        """The others have let the person share roles with the stand-in until tomorrow: all it takes to send goods."""
        self.cast.do("管理戊", AddActor(login="stand.in", name=STRANGER, password_hash=HASH))
        for command in self._delegations(ALONE, STRANGER):
            held = self.cast.do(ALONE, command).answer["held_id"]
            self.cast.do("管理戊", ApproveHeld(held_id=held))
        self.cast.do(STRANGER, ChangeOwnPassword(password_hash=HASH))

    def _delegations(self, giver: str, taker: str) -> list[Command]:
        """Each role of its giver's own, for the taker."""
        until = self.cast.clock.now() + A_DAY_MS
        sql = (
            "SELECT grant_id FROM role_grant WHERE actor_id = ? AND origin = 'granted' AND is_active = 1 "
            "AND role IN ('approver', 'keeper', 'driver')"
        )
        grants = self.cast.ask(sql, self.cast.id_of("person", giver))
        taker_id = self.cast.id_of("person", taker)
        return [
            DelegateRole(grant_id=grant_id, actor_id=taker_id, until=until, reason="不在") for (grant_id,) in grants
        ]

    def _inside(self) -> list[tuple[Any, ...]]:
        """How much of each lot that was there at the beginning is in our custody."""
        marks = ", ".join(map(str, self.lots))
        sql = f"SELECT lot_id, SUM(on_hand) FROM balance WHERE is_outside = 0 AND lot_id IN ({marks}) GROUP BY lot_id"
        return sorted(self.cast.ask(sql))

    def _state(self) -> str:
        filled = {name: sql.format(last=self.last, entries=self.entries) for name, sql in SEEN.items()}
        with self.cast.database.read() as connection:
            return repr([sorted(ask(connection, sql), key=repr) for sql in filled.values()])

    def _keep(self) -> Path:
        kept = self.file.with_name(f"state{len(self.states)}.db")
        _copy(self.file, kept)
        return kept

    def _bring_back(self, kept: Path, known: dict[str, dict[str, int]]) -> None:
        """The state `kept`, in which names are `known` (nothing, when nobody has asked yet)."""
        _copy(kept, self.file)
        self.cast.office._books.facts_size = -1
        self.cast.known = known

    def run(self) -> None:
        """Try everything everywhere."""
        waiting = [self._state()]
        self.states[waiting[0]] = self._keep()
        while waiting:
            kept = self.states[waiting.pop()]
            self._bring_back(kept, {})
            deeds, known = list(self._deeds()), self.cast.known
            for who, command in deeds:
                try:
                    self.cast.do(who, command)
                except Refused:
                    continue  # a refusal leaves everything as it was
                self.deeds_done.add(command.action)
                assert self._inside() == self.inside, f"{command} by one person alone"
                state = self._state()
                if state not in self.states:
                    self.states[state] = self._keep()
                    waiting.append(state)
                self._bring_back(kept, known)

    def _deeds(self) -> Iterator[tuple[str, Command]]:
        """What could be tried now: each document of the beginning, and one of each kind made by this person."""
        if self.chapter != "people":
            documents = [*self._with_documents()] if self.chapter != GOODS else [*self._with_goods()][:2]
            if self.chapter in ("shipping", HANDING_OVER):
                documents = [*self._with_plans(), *self._with_shipments()]
            if self.chapter == BACK:
                documents = [*self.with_disposals(), *self.with_loans(), *self.with_recalls(), *self.with_returns()]
            if self.chapter in ("documents", "shipping"):
                documents.append(self._write_off())
            for command in documents:
                if not self._waits(command):
                    yield (PUBLIC if isinstance(command, SignPublicly) else ALONE), command
            yield from ((ALONE, command) for command in self._signing())
            if self.chapter in (DEPUTY, GOODS):  # making documents is the same by either name, what follows is not
                yield from ((STRANGER, command) for command in documents if not isinstance(command, MAKING))
                yield from ((STRANGER, command) for command in self._signing())
                yield from ((ALONE, command) for command in self._ending())
            return
        yield from ((ALONE, command) for command in self._with_goods() if not self._waits(command))
        for who in (ALONE, STRANGER):
            if who == ALONE or self.one(f"SELECT COUNT(*) FROM actor WHERE name = '{STRANGER}'"):
                yield from ((who, command) for command in self._with_people(who) if not self._waits(command))
                yield from ((who, command) for command in self._signing())

    def _waits(self, command: Command) -> bool:
        """Two kinds that wait, one command of each, are enough: a third waits as they do."""
        waiting = {row[0] for row in self.cast.ask("SELECT action FROM held_command WHERE status = 'waiting'")}
        return command.action in waiting or (len(waiting) > 1 and command.action in NEEDING)

    def _signing(self) -> Iterator[Command]:
        for (held_id,) in self.cast.ask("SELECT held_id FROM held_command WHERE status = 'waiting'"):
            yield ApproveHeld(held_id=held_id)

    def _ending(self) -> Iterator[Command]:
        """End one delegation after the other: what was done meanwhile still counts for both."""
        sql = "SELECT grant_id FROM role_grant WHERE origin = 'delegated' AND is_active = 1 ORDER BY grant_id LIMIT 1"
        for (grant_id,) in self.cast.ask(sql):
            yield EndDelegation(grant_id=grant_id, reason="回来了")

    def _write_off(self) -> Command:
        place = self.cast.id_of("place", "主库")
        return WriteOff(lot_id=self.lots[0], location_id=place, quantity=10, reason="破损")

    def _with_documents(self) -> Iterator[Command]:
        item_id, store = self.cast.id_of("item", "外科口罩"), self.cast.id_of("place", "主库")
        if not self.one(f"SELECT COUNT(*) FROM request WHERE request_id > {self.last}"):
            unit_id = self.cast.id_of("party", "中心医院")
            yield SubmitRequest(unit_id=unit_id, lines=(AskLine(item_id=item_id, quantity=100),))
        if self.chapter == "placing" and self.one(f"SELECT COUNT(*) FROM request WHERE request_id > {self.last}") < 6:
            yield from self._placing(item_id)
        for request_id, asked in self.cast.ask("SELECT request_id, asked FROM request_line"):
            decision = Decision(line_number=1, approved=asked or 100)
            yield ApproveRequest(request_id=request_id, lines=(decision,))
        if not self.one(f"SELECT COUNT(*) FROM plan WHERE plan_id > {self.last}"):
            yield ProposePlan(location_id=store)
        yield from self._with_plans()
        yield from self._with_shipments()

    def _placing(self, item_id: int) -> Iterator[Command]:
        """A request that others made, or the person did, is merged, split, corrected: it is still the same need."""
        waiting = self.cast.ask("SELECT request_id, unit_id FROM request WHERE state = 'submitted' ORDER BY request_id")
        for request_id, unit_id in waiting:
            part = SplitLine(line_number=1, quantity=10)
            yield SplitRequest(request_id=request_id, lines=(part,))
            yield CorrectRequest(request_id=request_id, lines=(AskLine(item_id=item_id, quantity=90),))
            for other, other_unit in waiting:
                if other > request_id and unit_id == other_unit:
                    yield MergeRequests(request_ids=(request_id, other))

    def _with_plans(self) -> Iterator[Command]:
        """What is decided of plans, and what leaves by them."""
        for (plan_id,) in self.cast.ask("SELECT plan_id FROM plan"):
            yield AdoptPlan(plan_id=plan_id)
            yield DiscardPlan(plan_id=plan_id, reason="重算")
        if self.chapter == "shipping":
            sql = "SELECT plan_id, line_number FROM plan_line WHERE state <> 'shipped'"
            for plan_id, number in self.cast.ask(sql):
                yield DropLines(plan_id=plan_id, line_numbers=(number,), reason="不发了")
        for plan_id, unit_id in self.cast.ask("SELECT DISTINCT plan_id, unit_id FROM plan_line WHERE state = 'held'"):
            yield DispatchShipment(plan_id=plan_id, unit_id=unit_id)

    def _with_shipments(self) -> Iterator[Command]:
        """What becomes of shipments."""
        for shipment_id, quantity in self.cast.ask(
            "SELECT shipment_id, quantity FROM shipment_line JOIN shipment USING (shipment_id) "
            "WHERE state = 'dispatched'"
        ):
            for received in (quantity, 0):
                line = DeliveredLine(line_number=1, received=received, difference="有出入")
                yield RecordDelivery(shipment_id=shipment_id, lines=(line,), receiver="某人")
            yield CancelShipment(shipment_id=shipment_id, reason="召回")
            if self.chapter == HANDING_OVER:
                yield from self._with_links(shipment_id, quantity)
        if self.chapter == "shipping":
            yield from self._with_signatures()

    def _with_links(self, shipment_id: int, quantity: int) -> Iterator[Command]:
        """Goods on their way are taken over, a code is shown, somebody signs by it, or on the phone that showed it."""
        yield TakeOver(shipment_id=shipment_id, packages=0, difference="没有装箱")
        shown = self.cast.ask("SELECT shipment_id FROM delivery_link")
        if not shown:
            yield IssueLink(shipment_id=shipment_id, token_hash=LINK, phone=PHONE)
        line = SignedLine(line_number=1, received=quantity)
        if (shipment_id,) in shown:
            yield SignPublicly(token_hash=LINK, lines=(line,), receiver="某人", phone=OTHER_PHONE)
        yield TakeSignature(shipment_id=shipment_id, lines=(line,), receiver="某人", photos=(self.photo,))

    def _with_signatures(self) -> Iterator[Command]:
        """What follows a signature: something missing is found or given up, the signature is taken back."""
        store = self.cast.id_of("place", "主库")
        for shipment_id, missing in self.cast.ask(
            "SELECT shipment_id, quantity - received - returned - found - lost FROM shipment_line "
            "JOIN shipment USING (shipment_id) WHERE state = 'delivered'"
        ):
            for found in {missing, 0} if missing else ():
                line = SettledLine(line_number=1, found=found, location_id=store, lost=missing - found)
                yield SettleDifference(shipment_id=shipment_id, lines=(line,), reason="查过了")
            yield UndoDelivery(shipment_id=shipment_id, reason="签错")
        for (entry,) in self.cast.ask("SELECT DISTINCT entry FROM settlement WHERE undone_by = 0"):
            yield ReverseEntry(entry=entry, reason="看错了")

    def _with_goods(self) -> Iterator[Command]:
        store, rejects = self.cast.id_of("place", "主库"), self.cast.id_of("place", "退货区")
        yield self._write_off()
        yield ReturnRejected(lot_id=self.lots[1], location_id=rejects, quantity=10)
        if not self.one(f"SELECT COUNT(*) FROM lot WHERE lot_id > {self.last}"):
            yield ReceiveGoods(
                source_kind="purchase",
                source_party_id=self.cast.id_of("party", "上海供应"),
                location_id=store,
                lines=(ReceiptLine(item_id=self.cast.id_of("item", "外科口罩"), accepted=100),),
            )
        for (entry,) in self.cast.ask("SELECT DISTINCT entry FROM line WHERE reverses = 0"):
            yield ReverseEntry(entry=entry, reason="记错")

    def _with_people(self, who: str) -> Iterator[Command]:
        if who == ALONE:
            yield AddActor(login="stand.in", name=STRANGER, password_hash=HASH)
        else:
            yield ChangeOwnPassword(password_hash=HASH)
        yield GrantRole(actor_id=self.cast.id_of("person", who), role="approver")
        yield BreakGlass(role="approver", hours=1, reason="夜里没有人")
        if self.one(f"SELECT COUNT(*) FROM actor WHERE name = '{STRANGER}'"):
            other = STRANGER if who == ALONE else ALONE
            yield from self._delegations(who, other)[:1]
        yield SetPassword(actor_id=self.cast.id_of("person", "审批丙"), password_hash=HASH)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("background", "chapter"),
    [
        ("有货", "people"), ("有货", "documents"), ("已申请", "documents"), ("已批准", "documents"),
        ("有方案", "documents"), ("方案已批", "documents"), ("已申请", "placing"), ("有货", GOODS),
        ("方案已批", DEPUTY),
        ("方案已批", HANDING_OVER),
        ("有方案", "shipping"), ("方案已批", "shipping"), ("已签收", "shipping"), ("有差异", "shipping"),
        ("有货", BACK), ("报废已提", BACK), ("已签收", BACK),
    ],
)  # fmt: skip
def test_one_person_with_every_role_moves_nothing_out(background: str, chapter: str, tmp_path: Path) -> None:
    search = Search(SqliteScenes(tmp_path), background, chapter, tmp_path / "now.db")
    try:
        search.run()
    finally:
        search.cast.close()
    assert len(search.states) > 3, "nothing was tried"
    if chapter == BACK:
        assert {"disposal.propose_disposal", "loans.lend_goods", "recall.open_recall"} <= search.deeds_done
    if chapter == HANDING_OVER:  # whoever sent the goods off is no driver of them: no code of theirs is signed by
        assert "shipping.dispatch_shipment" in search.deeds_done
        assert not {"delivering.issue_link", "delivering.sign_publicly"} & search.deeds_done
    if chapter == "placing":
        assert {"requests.merge_requests", "requests.split_request", "requests.correct_request"} <= search.deeds_done
