"""Giving in the random days: announced, offered, taken up, handed over, booked, valued, certified, routed, merged."""

import hashlib

from liangcao.donations.commands import (
    AnnounceDonation,
    BookMoney,
    ConfirmPublicly,
    GiftLine,
    HandedLine,
    IssueCertificate,
    MergeDonations,
    OfferedLine,
    OfferPublicly,
    RecordSlip,
    RefuseDonation,
    ReprintCertificate,
    RouteUnusable,
    TakeUpOffer,
    ValuedLine,
    ValueDonation,
)
from liangcao.kernel.command import Command
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import keep_file
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from simulation.askers import Askers


class Givers(Askers):
    """What donors and the office do about donations."""

    def _gift_lines(self) -> tuple[GiftLine, ...]:
        return tuple(GiftLine(item_id=self._item(), quantity=self.chance.choice((100, 400))) for _ in range(2))

    def _donation(self, state: str = "announced") -> int:
        return self._pick("SELECT donation_id FROM donation WHERE state = ? ORDER BY donation_id DESC LIMIT 4", state)

    def announce_gift(self) -> Command | None:
        """Somebody rings; now and then two clerks take the call."""
        kind = self.chance.choice(("body", "body", "person", "anonymous"))
        party = self._pick("SELECT party_id FROM party WHERE kind = 'donor' AND name NOT LIKE ?", "%捐赠")
        link = str(self.chance.getrandbits(40))
        said = {
            "link": link,
            "token_hash": hashlib.sha256(link.encode()).hexdigest(),
            "donor_kind": kind,
            "donor_name": "张三" if kind == "person" else "",
            "party_id": party if kind == "body" else None,
            "lines": self._gift_lines() if self.chance.random() < 0.8 else (),
            "amount_fen": self.chance.choice((None, 5_000)),
            "purpose_class": self.chance.choice((0, 0, 1, 3)),
            "is_distinct": self.chance.random() < 0.7,
        }
        return AnnounceDonation.model_validate(said)

    def offer_gift(self) -> Command | None:
        """A stranger offers something."""
        self.speaker = self._pick("SELECT actor_id FROM actor WHERE is_person = 0")
        link = str(self.chance.getrandbits(40))
        token_hash = hashlib.sha256(link.encode()).hexdigest()
        lines = (OfferedLine(item_said="自制口罩", quantity=30),)
        return OfferPublicly(donor_kind="anonymous", link=link, token_hash=token_hash, lines=lines)

    def take_up(self) -> Command | None:
        """An offer is taken up."""
        donation_id = self._donation("offered")
        return TakeUpOffer(donation_id=donation_id, lines=self._gift_lines(), is_distinct=True) if donation_id else None

    def take_in(self) -> Command | None:
        """What a donation, or an order to a reserve unit, expects comes, or half of it."""
        row = self._row(
            "SELECT arrival.arrival_id, source_party_id, line_number, item_id, quantity, source_kind FROM arrival "
            "JOIN arrival_line ON arrival_line.arrival_id = arrival.arrival_id "
            "WHERE document_id > 0 AND state IN ('expected', 'partly')"
        )
        if row is None:
            return None
        arrival, source, number, item_id, quantity, kind = row
        accepted = self.chance.choice((quantity, quantity // 2))
        rejected = self.chance.choice((0, 20))
        line = ReceiptLine(
            item_id=item_id, accepted=accepted, rejected=rejected, reject_reason="受潮", arrival_line=number,
            over_code=self.chance.choice(("", "given_free")),
        )  # fmt: skip
        return ReceiveGoods(
            source_kind=kind, source_party_id=source, location_id=self.cast.id_of("place", "主库"),
            arrival_id=arrival, lines=(line,),
        )  # fmt: skip

    def confirm(self) -> Command | None:
        """The donor says by the link what they gave."""
        self.speaker = self._pick("SELECT actor_id FROM actor WHERE is_person = 0")
        row = self._row("SELECT token_hash FROM donation WHERE token_hash <> ''")
        if row is None:
            return None
        return ConfirmPublicly(token_hash=row[0], lines=(HandedLine(line_number=1, quantity=100),))

    def slip(self) -> Command | None:
        """A signed slip is put behind a donation, then put on record."""
        donation_id = self._donation()
        row = self._row("SELECT paper_id FROM paper WHERE kind = 'donation' AND document_id = ?", donation_id)
        if not donation_id:
            return None
        if row is None:
            content = b"%PDF-1.7 slip " + str(self.chance.getrandbits(40)).encode() + b" %%EOF"
            with self.cast.database.write() as connection:
                digest = keep_file(connection, 1, content, self.cast.clock.now())
            return AttachPaper(kind="donation", document_id=donation_id, sha256=digest, name="交接单")
        return RecordSlip(donation_id=donation_id, paper_id=row[0], lines=(HandedLine(line_number=1, quantity=90),))

    def book(self) -> Command | None:
        """Donated money comes in."""
        donation_id = self._pick("SELECT donation_id FROM donation WHERE amount_fen > booked_fen")
        budget_line_id = self.cast.id_of("place", "专款")
        amount = self.chance.choice((5_000, 2_000))
        if not donation_id:
            return None
        return BookMoney(donation_id=donation_id, budget_line_id=budget_line_id, amount_fen=amount)

    def value(self) -> Command | None:
        """A donation is valued."""
        line = ValuedLine(line_number=1, basis="invoice", price_fen=self.chance.choice((3, 350)))
        donation_id = self._donation()
        return ValueDonation(donation_id=donation_id, lines=(line,)) if donation_id else None

    def certify(self) -> Command | None:
        """A paper is made out, or printed again."""
        certificate = self._pick("SELECT certificate_id FROM donation_certificate")
        if certificate and self.chance.random() < 0.4:
            return ReprintCertificate(certificate_id=certificate, reason="丢了")
        donation_id = self._donation()
        return IssueCertificate(donation_id=donation_id, kind="receipt") if donation_id else None

    def route(self) -> Command | None:
        """Rejected goods of a donation leave."""
        row = self._row(
            "SELECT arrival.document_id, balance.lot_id, balance.location_id, on_hand FROM balance "
            "JOIN location ON location.location_id = balance.location_id "
            "JOIN lot ON lot.lot_id = balance.lot_id JOIN receipt ON receipt.receipt_id = lot.receipt_id "
            "JOIN arrival ON arrival.arrival_id = receipt.arrival_id "
            "WHERE location.kind = 'rejects' AND on_hand > 0 AND arrival.source_kind = 'donation' "
            "AND arrival.document_id > 0"
        )
        if row is None:
            return None
        where = {"donation_id": row[0], "lot_id": row[1], "location_id": row[2], "quantity": row[3]}
        how = {"reason_code": "damaged", "route": self.chance.choice(("returned", "disposal"))}
        return RouteUnusable.model_validate({**where, **how})

    def turn_down(self) -> Command | None:
        """A donation is not taken, or is the same as another."""
        if self.chance.random() < 0.5:
            donation_id = self._donation(self.chance.choice(("offered", "announced")))
            return RefuseDonation(donation_id=donation_id, reason_code="not_needed") if donation_id else None
        row = self._row(
            "SELECT one.donation_id, other.donation_id FROM donation AS one JOIN donation AS other "
            "ON one.donation_id > other.donation_id AND one.state = other.state WHERE one.state = 'announced'"
        )
        return MergeDonations(donation_id=row[0], into_id=row[1], reason="重了") if row else None
