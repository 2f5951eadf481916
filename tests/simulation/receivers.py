"""Expecting, receiving, inspecting and claiming in the random days."""

import json

from liangcao.catalog.queries import papers_required
from liangcao.exchange.epcis.prehash import event_hash
from liangcao.kernel.command import Command
from liangcao.kernel.moment import day_of, moment_text
from liangcao.receiving.capturing import keep_document
from liangcao.receiving.commands import (
    AcceptedLot,
    AnnounceArrival,
    AnnouncedLine,
    AnswerClaim,
    CancelArrival,
    CapturedEvent,
    CaptureEvents,
    ChangeArrival,
    ClaimedLine,
    InspectLots,
    OpenClaim,
    ReceiptLine,
    ReceiveGoods,
    SetAcceptanceRule,
    SettleClaim,
)
from simulation.planners import Planners

DAY = 86_400_000


class Receivers(Planners):
    """What buyers and keepers wish for at the gate."""

    def announce(self) -> Command | None:
        """A lorry is on its way."""
        lines = [
            AnnouncedLine(item_id=self._item(), quantity=self.chance.choice((100, 400, 2_000)))
            for _ in range(self.chance.randint(1, 2))
        ]
        return AnnounceArrival(
            source_kind=self.chance.choice(("purchase", "donation")),
            source_party_id=self._pick("SELECT party_id FROM party WHERE kind IN ('supplier', 'donor')"),
            location_id=self._pick("SELECT location_id FROM location WHERE kind = 'store'") or None,
            expected_on=self._day(self.chance.choice((-1, 0, 1, 3))),
            driver="示例·钱师傅",
            vehicle="沪A12345",
            lines=tuple(lines),
        )

    def _day(self, days: int) -> str:
        return day_of(self.cast.clock.now() + days * DAY, "Asia/Shanghai")

    def tell_anew(self) -> Command | None:
        """It comes later."""
        number = self._ready("arrival_id", "arrival", "state IN ('expected', 'partly')")
        return ChangeArrival(arrival_id=number, expected_on=self._day(2)) if number else None

    def call_off(self) -> Command | None:
        """The rest is not coming."""
        number = self._ready("arrival_id", "arrival", "state IN ('expected', 'partly')")
        return CancelArrival(arrival_id=number, reason="对方没货了") if number else None

    def receive_expected(self) -> Command | None:
        """What was expected comes: part of it, all of it, too much of it, some of it bad."""
        number = self._ready("arrival_id", "arrival", "state IN ('expected', 'partly')")
        head = self._row("SELECT source_kind, source_party_id FROM arrival WHERE arrival_id = ?", number)
        if head is None:
            return None
        rows = self._rows("SELECT line_number, item_id, quantity FROM arrival_line WHERE arrival_id = ?", number)
        lines = []
        for line_number, item_id, quantity in rows:
            over = self.chance.choice(("", "", "packed_more"))
            rejected = self.chance.choice((0, 0, 20))
            lines.append(
                ReceiptLine(
                    item_id=item_id,
                    accepted=self._amount(quantity),
                    rejected=rejected,
                    reject_code="wet" if rejected else "",
                    arrival_line=line_number,
                    over_code=over,
                    batch_number=self.chance.choice(("", "R1", "R2")),
                    is_quarantined=self.chance.random() < 0.3,
                    quarantine_code="to_inspect",
                )
            )
        store = self._pick("SELECT location_id FROM location WHERE kind = 'store'")
        return ReceiveGoods(
            source_kind=head[0], source_party_id=head[1], location_id=store, arrival_id=number, lines=tuple(lines)
        )

    def acceptance_rule(self) -> Command | None:
        """From now on gifts wait, or need not."""
        return SetAcceptanceRule(source_kind="donation", is_needed=self.chance.random() < 0.7, reason="专家组定")

    def inspect(self) -> Command | None:
        """Somebody looks at what waits."""
        row = self._row(
            "SELECT receipt_id, lot_id, item_id FROM lot JOIN item USING (district_id, item_id) "
            "WHERE lot.status = 'quarantined' AND receipt_id IS NOT NULL"
        )
        if row is None:
            return None
        with self.cast.database.read() as connection:
            needed = papers_required(connection, 1, [row[2]])[row[2]]
        passes = self.chance.random() < 0.6
        line = AcceptedLot(
            lot_id=row[1],
            verdict="passed" if passes else "failed",
            sample_size=20,
            bad=0 if passes else 3,
            rejected=self.chance.choice((0, 0, 5)),
            reason_code="quality",
            evidence="抽二十件",
            papers=needed if self.chance.random() < 0.9 else (),  # type: ignore[arg-type]
        )
        return InspectLots(receipt_id=row[0], lines=(line,))

    def claim(self) -> Command | None:
        """What was rejected is claimed, now and then twice."""
        row = self._row(
            "SELECT receipt_id, lot_id, rejected FROM receipt_line JOIN receipt USING (district_id, receipt_id) "
            "WHERE rejected > 0 AND state = 'booked'"
        )
        if row is None:
            return None
        line = ClaimedLine(lot_id=row[1], quantity=self._amount(row[2]), cause="wet")
        return OpenClaim(receipt_id=row[0], demand="replacement", lines=(line,))

    def answer_claim(self) -> Command | None:
        """They say something."""
        number = self._ready("claim_id", "claim", "state <> 'settled'")
        return AnswerClaim(claim_id=number, answer="三天内补") if number else None

    def settle_claim(self) -> Command | None:
        """It comes to an end."""
        number = self._ready("claim_id", "claim", "state <> 'settled'")
        if not number:
            return None
        how = self.chance.choice(("replacement", "refund", "written_off"))
        refund = 100 if how == "refund" else None
        return SettleClaim(claim_id=number, settlement=how, refund_fen=refund, note="电话谈定")

    def capture_file(self) -> Command | None:
        """A supplier sends what was packed."""
        number = self.chance.getrandbits(60)
        event = {
            "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
            "type": "ObjectEvent",
            "eventTime": moment_text(self.cast.clock.now()),
            "eventTimeZoneOffset": "+08:00",
            "action": "OBSERVE",
            "bizStep": "packing",
            "epcList": [f"urn:epc:id:sgtin:6901234.056789.{number}"],
        }
        with self.cast.database.write() as connection:
            digest = keep_document(connection, 1, json.dumps(event).encode(), self.cast.clock.now())
        said = CapturedEvent(
            event_hash=event_hash(event), event_type="ObjectEvent", biz_step="packing", event_time=self.cast.clock.now()
        )
        return CaptureEvents(sha256=digest, events=(said,))
