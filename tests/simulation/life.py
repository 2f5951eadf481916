"""Random days of an office: people do what they should, and often what they should not, by a seeded chance."""

import uuid
from collections import Counter
from collections.abc import Callable
from random import Random

from liangcao.allocation.commands import AdoptPlan, DiscardPlan, DropLines
from liangcao.favours.commands import RecordFavour
from liangcao.inspection.commands import DrawSample, NoteFinding
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_of
from liangcao.operations.approvals import ApproveHeld, RejectHeld
from liangcao.operations.submission import Outcome, Submission
from liangcao.receiving.commands import QuarantineLot, ReceiptLine, ReceiveGoods, ReleaseLot, ReturnRejected
from liangcao.requests.commands import (
    ApproveRequest,
    Decision,
    RejectRequest,
    SubmitRequest,
    WithdrawRequest,
)
from liangcao.shipping.commands import (
    CancelShipment,
    DeliveredLine,
    DispatchShipment,
    RecordDelivery,
    SettleDifference,
    SettledLine,
    UndoDelivery,
)
from liangcao.storing.commands import MoveStock, ReverseEntry, WriteOff
from scenarios.cast import Cast
from simulation.cataloguers import Cataloguers
from simulation.follows import FOLLOWS
from simulation.founders import Founders
from simulation.kitters import Kitters
from simulation.pickers import Pickers
from simulation.returners import Returners
from simulation.signers import Signers
from simulation.sourcers import Sourcers

MINUTE = 60_000
DAY = 86_400_000
_NOT_PICKED = (
    "NOT EXISTS (SELECT 1 FROM pick_line WHERE pick_line.plan_id = plan_line.plan_id "
    "AND pick_line.unit_id = plan_line.unit_id AND pick_line.state = 'waiting')"
)


class Life(Kitters, Returners, Sourcers, Cataloguers, Pickers, Signers, Founders):
    """The office under chance; `happened` counts what became of each kind of deed."""

    def __init__(self, cast: Cast, seed: int) -> None:
        super().__init__(cast, Random(seed))
        self.happened: Counter[tuple[str, str]] = Counter()
        self.past: list[Submission] = []
        self.likely: list[Callable[[], Command | None]] = []
        self.everyday: list[Callable[[], Command | None]] = [
            *[self.receive, self.submit, self.approve, self.propose, self.adopt, self.pick, self.sign] * 3,
            *[self.log_call, self.dispatch, self.pack_up, self.send_picked, self.take_goods] * 2,
            *[self.show_code, self.sign_by_link, self.deliver] * 2, self.sign_on_my_phone, self.move, self.edit,
        ]  # fmt: skip
        self.deeds: list[Callable[[], Command | None]] = [
            *self.everyday,
            *[self.write_off, self.reverse, self.cancel, self.quarantine, self.release, self.send_back] * 3,
            *[self.settle, self.undo_delivery, self.drop, self.own_password] * 3,
            *[self.announce, self.receive_expected, self.inspect, self.claim] * 3,
            *[self.tell_anew, self.call_off, self.answer_claim, self.settle_claim, self.acceptance_rule],
            self.capture_file,
            *[self.buy, self.decide, self.accept, self.settle_up] * 4, *[self.bill, self.finish, self.fund] * 2,
            self.decline, self.drop_purchase, self.annul, self.file, self.look_back, self.give_back, self.licence,
            self.credit_code, self.blacklist, self.phase,
            *[self.discard, self.fund, self.pay, self.withdraw, self.refuse, self.refuse_held, self.close_day] * 2,
            self.close_place, self.place, self.party, self.item, self.pack, self.alias, self.person, self.grant,
            self.revoke, self.disable, self.password, self.found_again,
            self.delegate, self.end_delegation, self.break_glass, self.review, self.rule, self.end_rule,
            self.rotate_key, *[self.seal] * 3,
            *[self.ask_publicly, self.log_call] * 4, *[self.open_door] * 2, self.close_door, self.poster, self.norm,
            *[self.merge, self.split, self.correct] * 2, *[self.change_class] * 2, self.set_classes,
            *[self.capture] * 3, *[self.ring, self.offer] * 2, self.end_offer, self.give_up, self.reopen,
            self.correct_lead, self.merge_leads,
            self.code, self.correct_item, self.end_code, self.retire, self.restore, self.merge_twins, self.starters,
            *[self.catalogue] * 2, self.required, self.substitute,
            *[self.announce_gift, self.take_in, self.take_up, self.confirm, self.slip, self.book, self.value] * 2,
            self.offer_gift, self.certify, self.route, self.turn_down,
            *[self.order, self.lend_back] * 2, self.declare, self.compensate, self.end_order,
            *[self.begin_count, self.count_some, self.end_counting, self.post_count] * 2, self.count_again,
            *self.coming_back(), self.drop_count, self.label, self.roll, self.stick, *self.phone(), *self.office_day(),
            self.depart, self.put_back, self.cancel_walk, self.prefix, self.unpack,
            *[self.come_late, self.recipe, self.assemble, self.take_apart] * 2,
            self.repack, *[self.refund] * 3, self.let_back, self.finish_request, self.floor, self.carrying,
            *[self.adopt_trip, self.start_trip] * 6, self.vehicle, self.place_site, self.cancel_trip, self.measure,
            *[self.arrange_trip, self.assign, self.finish_trip] * 2, self.favour, *[self.draw, self.look_at] * 2,
        ]  # fmt: skip

        self.kinds = list(dict.fromkeys(self.deeds))

    def step(self) -> None:
        """Somebody does something, or hands in again what was handed in before."""
        self.cast.clock.advance(self.chance.choice((0, 1000, MINUTE, MINUTE, 20 * MINUTE, 90 * MINUTE)))
        if self.past and self.chance.random() < 0.05:
            self._hand_in(self._again(self.chance.choice(self.past)))
            return
        command = self._found(self._wishes(), self.happened) or self._found(self.deeds, self.happened)
        if command is not None:
            ago = self.chance.choice((0,) * 24 + (MINUTE, DAY, 5 * DAY, -DAY))
            occurred_at = self.cast.clock.now() - ago if ago else 0
            made = uuid.UUID(int=self.chance.getrandbits(128), version=4)
            who = self.speaker if self.speaker and self.chance.random() < 0.8 else self._somebody(command.action)
            self.speaker = 0
            submission = Submission(command, who, str(made), occurred_at)
            self.past.append(submission)
            self._hand_in(submission)

    def _wishes(self) -> list[Callable[[], Command | None]]:
        """What somebody thinks of: what follows from the deed before, the daily work, what was never done; anything."""
        if self.chance.random() < 0.15:
            self.likely = []
        chance = self.chance.random()
        if self.likely and chance < 0.4:
            return self.likely
        return self.everyday if chance < 0.62 else self._never_done() if chance < 0.78 else self.deeds

    def _never_done(self) -> list[Callable[[], Command | None]]:
        """Deeds that came to nothing that was done yet."""
        done = {action for action, result in self.happened if result == "done"}
        return [deed for deed in self.kinds if not self.came_of.get(deed.__name__, set()) & done] or self.deeds

    def _hand_in(self, submission: Submission) -> Outcome | None:
        try:
            outcome = self.cast.office.perform(submission)
        except Refused as refusal:
            self.happened[submission.command.action, refusal.code] += 1
            return None
        self.happened[submission.command.action, "held" if outcome.is_held else "done"] += 1
        follows = ("sign",) if outcome.is_held else FOLLOWS.get(submission.command.action, ())
        self.likely = [getattr(self, name) for name in follows] or self.likely
        return outcome

    def _again(self, earlier: Submission) -> Submission:
        if self.chance.random() < 0.7:
            return earlier
        return Submission(earlier.command, self._pick("SELECT actor_id FROM actor"), earlier.command_id)

    def _somebody(self, action: str) -> int:
        """Mostly a person who may, and whose roles are not in each other's way; one time in twelve anybody at all."""
        if self.chance.random() < 0.08:
            return self._pick("SELECT actor_id FROM actor")
        able = self._able(action, is_everywhere=self.chance.random() < 0.8)
        few = [actor_id for actor_id, roles in able.items() if roles <= 3]
        return self.chance.choice(few if few and self.chance.random() < 0.8 else sorted(able)) if able else 1

    def _place(self) -> int:
        kinds = "('store', 'shelf', 'dock', 'vehicle')" if self.chance.random() < 0.9 else "('rejects', 'loss')"
        return self._pick(f"SELECT location_id FROM location WHERE kind IN {kinds}")

    def _stock(self) -> tuple[int, int, int] | None:
        row = self._row(
            "SELECT lot_id, location_id, on_hand - held FROM balance JOIN location USING (district_id, location_id) "
            "WHERE on_hand > 0 AND kind IN ('store', 'shelf', 'dock', 'vehicle')"
        )
        return (row[0], row[1], row[2]) if row else None

    def receive(self) -> Command | None:
        """Goods arrive, some of them bad, some of them soon useless."""
        lines = []
        for _ in range(self.chance.randint(1, 3)):
            rejected = self.chance.choice((0, 0, 0, 20))
            expires_on = day_of(self.cast.clock.now() + self.chance.choice((-1, 1, 5, 300)) * DAY, "Asia/Shanghai")
            purpose = {"purpose_class": self.chance.randint(1, 6)} if self.chance.random() < 0.2 else {}
            line = {
                "item_id": self._item(),
                "accepted": self.chance.choice((0, 50, 400, 1000)),
                "rejected": rejected,
                "reject_reason": "受潮" if rejected else "",
                "expires_on": self.chance.choice(("", "", "", expires_on)),
                "pack_size": self.chance.choice((1, 1, 50)),
                "is_quarantined": self.chance.random() < 0.1,
                **purpose,
            }
            lines.append(ReceiptLine.model_validate(line))
        return ReceiveGoods(
            source_kind=self.chance.choice(("purchase", "donation", "mobilisation")),
            source_party_id=self._pick("SELECT party_id FROM party WHERE kind IN ('supplier', 'donor', 'hospital')"),
            location_id=self._pick(
                "SELECT location_id FROM location WHERE kind IN ('store', 'store', 'dock', 'rejects')"
            ),
            lines=tuple(lines),
        )

    def move(self) -> Command | None:
        """Goods change places."""
        stock = self._stock()
        if stock is None:
            return None
        lot_id, source_id, available = stock
        return MoveStock(
            lot_id=lot_id, source_id=source_id, destination_id=self._place() or 1, quantity=self._amount(available)
        )

    def write_off(self) -> Command | None:
        """Goods are said to be lost."""
        stock = self._stock()
        if stock is None:
            return None
        quantity = min(self._amount(stock[2]), 30)
        return WriteOff(lot_id=stock[0], location_id=stock[1], quantity=quantity, reason="破损")

    def send_back(self) -> Command | None:
        """Rejected goods go back."""
        row = self._row("SELECT lot_id, location_id, on_hand FROM balance JOIN location USING (location_id) "
                        "WHERE kind = 'rejects' AND on_hand > 0")  # fmt: skip
        if row is None:
            return None
        return ReturnRejected(lot_id=row[0], location_id=row[1], quantity=self._amount(row[2]))

    def reverse(self) -> Command | None:
        """A recent entry was wrong."""
        entry = self._pick("SELECT DISTINCT entry FROM line ORDER BY entry DESC LIMIT 6") or 1
        return ReverseEntry(entry=self.chance.choice((entry, entry, entry + 1)), reason="记错了")

    def quarantine(self) -> Command | None:
        """A lot is stopped."""
        lot_id = self._pick("SELECT lot_id FROM lot WHERE source_kind <> 'funds'")
        return QuarantineLot(lot_id=lot_id, reason="有异味") if lot_id and self.chance.random() < 0.5 else None

    def release(self) -> Command | None:
        """A stopped lot goes again."""
        lot_id = self._pick("SELECT lot_id FROM lot ORDER BY status <> 'quarantined', lot_id LIMIT 2")
        return ReleaseLot(lot_id=lot_id, evidence="检验报告") if lot_id else None

    def submit(self) -> Command | None:
        """A unit asks, with or without a number."""
        lines = tuple(self._line() for _ in range(self.chance.randint(1, 3)))
        unit_id = self._pick("SELECT party_id FROM party WHERE kind IN ('hospital', 'checkpoint', 'school')")
        contact = self.chance.choice(("", "李主任"))
        return SubmitRequest(unit_id=unit_id, lines=lines, covered=self._covered(), contact=contact)

    def _request(self) -> int:
        return self._pick("SELECT request_id FROM request ORDER BY state <> 'submitted', request_id LIMIT 4")

    def approve(self) -> Command | None:
        """A request is decided."""
        request_id = self._request()
        asked = self._rows("SELECT line_number, asked FROM request_line WHERE request_id = ?", request_id)
        lines = [
            Decision(line_number=number, approved=self._decided(quantity), note=self.chance.choice(("", "先保三天")))
            for number, quantity in asked
        ]
        wished = self.chance.choice((0,) * 8 + (1, 3))
        note = self.chance.choice(("", "看过了", "看过了"))
        asked_for = {"request_id": request_id, "lines": tuple(lines), "priority_class": wished, "note": note}
        return ApproveRequest.model_validate(asked_for) if lines else None

    def _decided(self, asked: int | None) -> int:
        return self.chance.choice((0, 100, 500)) if asked is None else self.chance.choice((asked, asked, asked // 2))

    def refuse(self) -> Command | None:
        """A request is refused."""
        request_id = self._request()
        return RejectRequest(request_id=request_id, reason="重复") if request_id else None

    def withdraw(self) -> Command | None:
        """A request is taken back."""
        request_id = self._request()
        return WithdrawRequest(request_id=request_id) if request_id else None

    def adopt(self) -> Command | None:
        """A plan is decided."""
        plan_id = self._ready("plan_id", "plan", "state = 'proposed'")
        return AdoptPlan(plan_id=plan_id) if plan_id else None

    def discard(self) -> Command | None:
        """A plan is dropped."""
        plan_id = self._pick("SELECT plan_id FROM plan")
        return DiscardPlan(plan_id=plan_id, reason="重算") if plan_id else None

    def dispatch(self) -> Command | None:
        """A unit's goods go."""
        plan_id = self._ready("plan_id", "plan_line", f"state = 'held' AND {_NOT_PICKED}")
        row = self._row("SELECT unit_id FROM plan_line WHERE plan_id = ? ORDER BY state <> 'held' LIMIT 2", plan_id)
        return None if row is None else DispatchShipment(plan_id=plan_id, unit_id=row[0], driver="王师傅")

    def _shipment(self) -> int:
        return self._ready("shipment_id", "shipment", "state = 'dispatched'")

    def deliver(self) -> Command | None:
        """A unit signs, for all or less."""
        shipment_id = self._shipment()
        lines = []
        for number, quantity in self._rows(
            "SELECT line_number, quantity FROM shipment_line WHERE shipment_id = ?", shipment_id
        ):
            received = self.chance.choice((*(quantity,) * 5, quantity // 2, quantity // 2, quantity + 1, 0))
            returned = self.chance.choice((0, max(0, quantity - received)))
            lines.append(DeliveredLine(line_number=number, received=received, returned=returned, difference="有出入"))
        return RecordDelivery(shipment_id=shipment_id, lines=tuple(lines), receiver="李主任") if lines else None

    def settle(self) -> Command | None:
        """Something missing is found or given up, all of it, a part, nothing, or one too many."""
        shipment_id = self._ready("shipment_id", "shipment", "open_lines > 0")
        lines = []
        for number, missing in self._rows(
            "SELECT line_number, quantity - COALESCE(received, 0) - returned - found - lost FROM shipment_line "
            "WHERE shipment_id = ?",
            shipment_id,
        ):
            slips = self.chance.random() < 0.04
            amount = missing + 1 if slips else self.chance.choice((missing, missing, missing // 2))
            found = self.chance.choice((0, amount, amount // 2))
            if amount or slips:
                place = self._place() or None
                lines.append(SettledLine(line_number=number, found=found, location_id=place, lost=amount - found))
        return SettleDifference(shipment_id=shipment_id, lines=tuple(lines), reason="查过了") if lines else None

    def undo_delivery(self) -> Command | None:
        """A signature was wrong."""
        shipment_id = self._ready("shipment_id", "shipment", "state = 'delivered'")
        return UndoDelivery(shipment_id=shipment_id, reason="签错了") if shipment_id else None

    def drop(self) -> Command | None:
        """Some lines of a plan are dropped."""
        plan_id = self._ready("plan_id", "plan", "state <> 'discarded'")
        numbers = [row[0] for row in self._rows("SELECT line_number FROM plan_line WHERE plan_id = ?", plan_id)]
        wanted = self.chance.sample(numbers, min(len(numbers), self.chance.choice((1, 1, 1, 3))))
        return DropLines(plan_id=plan_id, line_numbers=tuple(wanted), reason="过期了") if wanted else None

    def cancel(self) -> Command | None:
        """A shipment is called back."""
        shipment_id = self._shipment()
        return CancelShipment(shipment_id=shipment_id, reason="车坏了") if shipment_id else None

    def _held(self) -> int:
        return self._pick("SELECT held_id FROM held_command ORDER BY status <> 'waiting', held_id DESC LIMIT 5")

    def sign(self) -> Command | None:
        """A second person signs."""
        held_id = self._held()
        rows = self._rows("SELECT permission, actor_id FROM held_command WHERE held_id = ?", held_id)
        able = sorted(set(self._able(rows[0][0])) - {rows[0][1]}) if rows else []
        self.speaker = self.chance.choice(able) if able else 0
        return ApproveHeld(held_id=held_id) if held_id else None

    def refuse_held(self) -> Command | None:
        """A second person does not sign."""
        held_id = self._held()
        return RejectHeld(held_id=held_id, reason="先拍照片") if held_id else None

    def favour(self) -> Command | None:
        """Somebody is asked for a favour."""
        item_id, quantity = self.chance.choice(((None, None), (self._item(), None), (self._item(), 500)))
        return RecordFavour(asker="某人", answer="declined", item_id=item_id, quantity=quantity)

    def draw(self) -> Command | None:
        """An inspector draws a sample."""
        method = self.chance.choice(("random", "by_value", "by_item"))
        today = day_of(self.cast.clock.now(), "Asia/Shanghai")
        asked = {"method": method, "how_many": self.chance.choice((1, 5, 500)), "seed_text": self._name("种子")}
        asked |= {"from_day": self.chance.choice(("2020-01-31", today)), "to_day": today}
        return DrawSample.model_validate(asked | ({"item_id": self._item()} if method == "by_item" else {}))

    def look_at(self) -> Command | None:
        """An inspector looks at a drawn line."""
        row = self._row("SELECT sample_id, line_number FROM sample_line")
        verdict = self.chance.choice(("checked", "objection"))
        return row and NoteFinding(sample_id=row[0], line_number=row[1], verdict=verdict, note="数量不符")
