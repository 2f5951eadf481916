"""How the story is told: a clock that is set, people who act by name, ids that are the same every time."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from liangcao.access.permissions import EVERYTHING
from liangcao.allocation.commands import AdoptPlan, ProposePlan
from liangcao.demo.cast import APPROVER, CLERKS, COORDINATOR, DRIVER, KEEPER, STORE, TREASURER, Player
from liangcao.demo.goods import PACK, Delivery
from liangcao.demo.world import BUDGET
from liangcao.funds.commands import PayParty
from liangcao.kernel.clock import FixedClock
from liangcao.kernel.command import Command
from liangcao.language.formats import SHANGHAI, day_of
from liangcao.operations.approvals import ApproveHeld
from liangcao.operations.office import Office
from liangcao.operations.submission import Outcome, Submission
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, SubmitRequest
from liangcao.shipping.commands import (
    DeliveredLine,
    DispatchShipment,
    RecordDelivery,
    SettleDifference,
    SettledLine,
)
from liangcao.shipping.queries import DIFFERING, shipment_lines, shipments_page, waiting_to_dispatch
from liangcao.storing.commands import MoveStock

STORY = uuid.UUID("5a5a6962-6f20-4032-a032-303132363230")
ONE_DEED_MS = 20_000
DOCK = "收货区"
REJECTS = "退货区"
Asked = Sequence[tuple[str, int | None]]
"""Items with quantities in base units, None where the unit does not know."""


def moment_at(day: str, time: str) -> int:
    """Milliseconds since 1970 UTC of a local time (``2020-01-31``, ``21:30``)."""
    return int(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI).timestamp()) * 1000


@dataclass(frozen=True, slots=True)
class Sent:
    """A shipment on its way to a unit."""

    shipment_id: int
    unit: str


@dataclass
class Telling:
    """The office as the story's people know it: everybody and everything by name."""

    office: Office
    clock: FixedClock
    actors: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    parties: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    lots: dict[str, int] = field(default_factory=dict)
    orders: dict[str, int] = field(default_factory=dict)
    offers: dict[str, int] = field(default_factory=dict)
    vehicles: dict[str, int] = field(default_factory=dict)
    emergency: int = 0
    purchase: int = 0
    deeds: int = 0

    @property
    def day(self) -> str:
        """The day it is in the story."""
        return day_of(self.clock.now_ms)

    def at(self, day: str, time: str) -> None:
        """Let it be that time of that day, or later when people are still busy."""
        self.clock.now_ms = max(self.clock.now_ms, moment_at(day, time))

    def do(self, player: Player, command: Command) -> Outcome:
        """Let somebody do something by themselves; raises Refused."""
        done = self._hand_in(player, command)
        if done.is_held:
            raise RuntimeError(f"{command.action} waits for a second person and nobody was named")
        return done

    def leave_waiting(self, player: Player, command: Command) -> int:
        """Let somebody do something that waits for a second person; the number of what waits."""
        return int(self._hand_in(player, command).answer["held_id"])

    def do_with(self, player: Player, second: Player, command: Command) -> Outcome:
        """Let somebody do something that takes a second person, and the second person agree."""
        return self._hand_in(second, ApproveHeld(held_id=self.leave_waiting(player, command)))

    def _hand_in(self, player: Player, command: Command) -> Outcome:
        self.deeds += 1
        self.clock.advance(ONE_DEED_MS)
        command_id = str(uuid.uuid5(STORY, f"{self.deeds} {command.action}"))
        return self.office.perform(Submission(command, self.actors[player.login], command_id))

    def receive(self, delivery: Delivery, *, is_settled: bool = True, arrival_id: int = 0) -> Outcome:
        """The keeper counts a delivery in at the dock; then it is put on its shelves and, if it was bought, paid.

        Against an expected arrival, batch by batch its lines, what it costs and whom it is for are said there.
        """
        lines = tuple(
            ReceiptLine(
                item_id=self.items[batch.item],
                accepted=batch.accepted,
                rejected=batch.rejected,
                reject_reason=batch.reject_reason,
                reject_code="wet" if "受潮" in batch.reject_reason else "",
                batch_number=batch.batch_number,
                produced_on=batch.produced_on,
                expires_on=batch.expires_on,
                pack_size=PACK.get(batch.item, 1),
                unit_cost_fen=None if arrival_id else batch.price_fen or None,
                purpose_class=0 if arrival_id else batch.purpose_class,
                is_quarantined=batch.is_quarantined,
                quarantine_code="no_papers" if batch.is_quarantined else "",
                arrival_line=number if arrival_id else None,
            )
            for number, batch in enumerate(delivery.batches, 1)
        )
        command = ReceiveGoods(
            source_kind=delivery.source_kind,
            source_party_id=self.parties[delivery.source],
            location_id=self.places[DOCK],
            arrival_id=arrival_id or None,
            lines=lines,
            document_number=delivery.document_number,
            note=delivery.note,
        )
        done = self.do(KEEPER, command)
        for batch, lot_id in zip(delivery.batches, done.answer["lot_ids"], strict=True):
            self.lots[batch.batch_number] = lot_id
            if is_settled:
                self.move(lot_id, (DOCK, batch.shelf), batch.accepted)
        if is_settled and delivery.to_pay_fen:
            self.pay(delivery, int(done.answer["receipt_id"]))
        return done

    def pay(self, delivery: Delivery, receipt_id: int) -> None:
        """The treasurer pays for what was good, the approver agrees."""
        command = PayParty(
            budget_line_id=self.places[BUDGET],
            party_id=self.parties[delivery.source],
            amount_fen=delivery.to_pay_fen,
            receipt_id=receipt_id,
            document_number=delivery.document_number,
            note="验收合格部分的货款",
        )
        self.do_with(TREASURER, APPROVER, command)

    def move(self, lot_id: int, way: tuple[str, str], quantity: int) -> Outcome:
        """The keeper moves goods from one place to another."""
        source, destination = (self.places[name] for name in way)
        return self.do(
            KEEPER, MoveStock(lot_id=lot_id, source_id=source, destination_id=destination, quantity=quantity)
        )

    def ask(self, unit: str, asked: Asked, *, urgency: str = "", people: int = 0) -> int:
        """A unit asks, by its own clerk where it has one, else by a call the duty coordinator takes down."""
        command = SubmitRequest(
            unit_id=self.parties[unit],
            lines=tuple(AskLine(item_id=self.items[item], quantity=quantity) for item, quantity in asked),
            channel="form" if unit in CLERKS else "call",
            urgency=urgency,
            people_covered=people,
        )
        return int(self.do(CLERKS.get(unit, COORDINATOR), command).answer["request_id"])

    def approve(self, request_id: int, asked: Asked, *, unknown: int = 0) -> None:
        """The approver agrees to all that was asked, and to `unknown` where no quantity was given."""
        lines = tuple(
            Decision(line_number=number, approved=unknown if quantity is None else quantity)
            for number, (_, quantity) in enumerate(asked, 1)
        )
        self.do(APPROVER, ApproveRequest(request_id=request_id, lines=lines))

    def propose(self, items: Sequence[str] = (), note: str = "") -> int:
        """The coordinator works out who gets what."""
        item_ids = tuple(self.items[item] for item in items)
        command = ProposePlan(location_id=self.places[STORE], item_ids=item_ids, note=note)
        return int(self.do(COORDINATOR, command).answer["plan_id"])

    def share_out(self, items: Sequence[str] = (), note: str = "") -> list[Sent]:
        """A plan is made, adopted and picked; one shipment leaves for each unit."""
        plan_id = self.propose(items, note)
        self.do(APPROVER, AdoptPlan(plan_id=plan_id))
        with self.office.database.read() as connection:
            waiting = waiting_to_dispatch(connection, self.office.district_id, EVERYTHING)
        sent: list[Sent] = []
        for each in waiting:
            command = DispatchShipment(
                plan_id=each.plan_id, unit_id=each.unit_id, vehicle="示例货车", driver=DRIVER.name
            )
            sent.append(Sent(int(self.do(KEEPER, command).answer["shipment_id"]), each.unit_name))
        return sent

    def sign(self, sent: Sent, *, short: int = 0, why: str = "") -> None:
        """The unit signs for what came; the first line may be `short` of some base units."""
        with self.office.database.read() as connection:
            lines = shipment_lines(connection, self.office.district_id, sent.shipment_id)
        missing = {lines[0].line_number: short} if short else {}
        delivered = tuple(
            DeliveredLine(
                line_number=line.line_number,
                received=line.quantity - missing.get(line.line_number, 0),
                difference=why if line.line_number in missing else "",
            )
            for line in lines
        )
        command = RecordDelivery(shipment_id=sent.shipment_id, lines=delivered, receiver=f"{sent.unit}收货人")
        self.do(CLERKS.get(sent.unit, DRIVER), command)

    def give_up(self, sent: Sent, reason: str) -> None:
        """What was missing of a shipment is written off: the coordinator says why, the approver agrees."""
        with self.office.database.read() as connection:
            lines = shipment_lines(connection, self.office.district_id, sent.shipment_id)
        lost = tuple(SettledLine(line_number=line.line_number, lost=line.open) for line in lines if line.open)
        command = SettleDifference(shipment_id=sent.shipment_id, lines=lost, reason=reason)
        self.do_with(COORDINATOR, APPROVER, command)

    def with_differences(self) -> list[Sent]:
        """The shipments of which something is missing and not settled."""
        with self.office.database.read() as connection:
            found = shipments_page(connection, self.office.district_id, EVERYTHING, state=DIFFERING)
        return [Sent(each.shipment_id, each.unit_name) for each in found]
