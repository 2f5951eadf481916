"""Buying in the random days: purchases proposed, decided, accepted, paid; suppliers with papers, and those shut out."""

from liangcao.funds.commands import AppropriateFunds, PayParty, ReturnFunds
from liangcao.kernel.command import Command
from liangcao.operations.phases import DeclarePhase
from liangcao.parties.commands import BlacklistParty, ClearParty, RecordLicence, SetCreditCode, WithdrawLicence
from liangcao.parties.credit_code import check_digit
from liangcao.procurement.commands import (
    AcceptedLine,
    AcceptPurchase,
    AnnulRecord,
    ApprovePurchase,
    BookRefund,
    CancelPurchase,
    ClosePurchase,
    FileInDossier,
    PayPurchase,
    ProposePurchase,
    PurchaseLine,
    Quote,
    RecordInvoice,
    RejectPurchase,
    ReviewPurchase,
)
from liangcao.receiving.commands import ClaimedLine, OpenClaim, SettleClaim
from simulation.receivers import Receivers


class Buyers(Receivers):
    """What buyers, and those who decide, accept and pay, wish for."""

    def _supplier(self) -> int:
        kinds = "'supplier'" if self.chance.random() < 0.9 else "'donor', 'hospital'"
        return self._pick(f"SELECT party_id FROM party WHERE kind IN ({kinds})")

    def _purchase(self, state: str = "approved") -> int:
        """Mostly one in that state, now and then any."""
        where = f"WHERE state = '{state}'" if self.chance.random() < 0.9 else ""
        return self._pick(f"SELECT purchase_id FROM purchase {where}")

    def buy(self) -> Command | None:
        """Goods are to be bought: for the store or straight for a department, at prices that jump now and then."""
        line = self.cast.id_of("place", "专款")
        if not self._rows("SELECT 1 FROM balance WHERE location_id = ? AND on_hand - held > 2000", line):
            return AppropriateFunds(budget_line_id=line, amount_fen=self.chance.randint(2_000, 20_000))
        lines = tuple(
            PurchaseLine(
                item_id=self._item(),
                quantity=self.chance.choice((10, 50, 400)),
                price_fen=self.chance.choice((1, 3, 3, 4, 90)),
                price_units=self.chance.choice((1, 1, 7)),
            )
            for _ in range(self.chance.randint(1, 2))
        )
        is_direct = self.chance.random() < 0.2
        department = self._pick("SELECT party_id FROM party WHERE kind IN ('hospital', 'checkpoint')")
        has_money = not is_direct or self.chance.random() < 0.5
        quotes = (Quote(supplier="别家", item_id=lines[0].item_id, price_fen=5),)
        return ProposePurchase(
            supplier_id=self._supplier(),
            lines=lines,
            ground="front_line",
            ground_words="断供",
            price_basis="market",
            quotes=quotes if self.chance.random() < 0.5 else (),
            budget_line_id=line if has_money else None,
            location_id=None if is_direct else self._pick("SELECT location_id FROM location WHERE kind = 'store'"),
            department_id=department if is_direct else None,
            advance_fen=self.chance.choice((0, 0, 5)) if has_money else 0,
            price_reason=self.chance.choice(("", "行情就是这样")),
            licence_reason=self.chance.choice(("", "换证中")),
            replaces_id=self._pick("SELECT purchase_id FROM purchase") or None if self.chance.random() < 0.1 else None,
        )

    def decide(self) -> Command | None:
        """A purchase is approved, mostly with what was flagged seen."""
        number = self._purchase("proposed")
        return ApprovePurchase(purchase_id=number, has_seen_flags=self.chance.random() < 0.9) if number else None

    def decline(self) -> Command | None:
        """A purchase is sent back."""
        number = self._purchase("proposed")
        return RejectPurchase(purchase_id=number, reason="价格再谈") if number else None

    def drop_purchase(self) -> Command | None:
        """Nothing is bought after all."""
        number = self._purchase()
        return CancelPurchase(purchase_id=number, reason="不买了") if number else None

    def accept(self) -> Command | None:
        """What a department had sent to itself is found good, now and then more than was ordered.

        Now and then somebody tries it with goods that are received here.
        """
        here = "" if self.chance.random() < 0.2 else " AND location_id IS NULL"
        number = self._pick(f"SELECT purchase_id FROM purchase WHERE state = 'approved'{here}")
        rows = self._rows("SELECT line_number, quantity FROM purchase_line WHERE purchase_id = ?", number)
        lines = [
            AcceptedLine(
                line_number=line, quantity=self.chance.choice((quantity, quantity, quantity // 2, quantity + 1))
            )
            for line, quantity in rows
        ]
        return AcceptPurchase(purchase_id=number, lines=tuple(lines), finding="抽检合格") if lines else None

    def bill(self) -> Command | None:
        """An invoice comes, now and then one that was used."""
        number = self._purchase()
        value = self.chance.randint(1, 40)
        return RecordInvoice(purchase_id=number, number=str(value), amount_fen=value) if number else None

    def settle_up(self) -> Command | None:
        """A purchase is paid: all that may be, a part, or too much."""
        number = self._purchase()
        if not number:
            return None
        rows = self._rows("SELECT amount_fen, advance_fen FROM purchase WHERE purchase_id = ?", number)
        amount = rows[0][0] if rows else 1
        fen = max(1, self.chance.choice((amount, amount, amount // 2, 5, amount + 1)))
        return PayPurchase(purchase_id=number, amount_fen=fen)

    def annul(self) -> Command | None:
        """An acceptance or an invoice was wrong."""
        what = self.chance.choice(("acceptance", "invoice"))
        table = "purchase_acceptance" if what == "acceptance" else "invoice"
        row = self._row(f"SELECT purchase_id, {what}_id FROM {table} WHERE annulled_entry = 0")
        values = {"what": what, "reason": "数错"}
        return row and AnnulRecord.model_validate({"purchase_id": row[0], "document_id": row[1], **values})

    def finish(self) -> Command | None:
        """A purchase is closed."""
        number = self._purchase()
        return ClosePurchase(purchase_id=number) if number else None

    def file(self) -> Command | None:
        """Something more for a dossier."""
        number = self._purchase()
        return FileInDossier(purchase_id=number, kind="no_contract", words="当场付清") if number else None

    def look_back(self) -> Command | None:
        """A purchase is reviewed."""
        number = self._purchase(self.chance.choice(("approved", "closed")))
        return ReviewPurchase(purchase_id=number, verdict="sound", finding="看过") if number else None

    def give_back(self) -> Command | None:
        """Money goes back to who gave it."""
        lot_id = self._pick("SELECT lot_id FROM lot WHERE source_kind = 'funds'")
        line = self.cast.id_of("place", "专款")
        amount = self.chance.randint(1, 500)
        return ReturnFunds(lot_id=lot_id, budget_line_id=line, amount_fen=amount, reason="用不完") if lot_id else None

    def licence(self) -> Command | None:
        """A licence is put on record, or taken off it."""
        number = self._pick("SELECT licence_id FROM licence WHERE withdrawn_entry = 0")
        if number and self.chance.random() < 0.5:
            return WithdrawLicence(licence_id=number, reason="换证")
        days = self.chance.choice((-3, 300))
        until = self._day(days)
        return RecordLicence(party_id=self._supplier(), kind="device_sale", number=f"许可{days}", expires_on=until)

    def credit_code(self) -> Command | None:
        """A credit code, now and then with a wrong check digit."""
        body = f"9131000{self.chance.randint(0, 9)}MA1FL0000"
        right = check_digit(body)
        return SetCreditCode(party_id=self._supplier(), credit_code=body + self.chance.choice((right, right, "0")))

    def blacklist(self) -> Command | None:
        """A supplier is shut out, or let in again."""
        listed = self._pick("SELECT party_id FROM blacklisting WHERE cleared_entry = 0")
        if listed:
            return ClearParty(party_id=listed, reason="查清了")
        return BlacklistParty(party_id=self._supplier(), reason="以次充好") if self.chance.random() < 0.3 else None

    def phase(self) -> Command | None:
        """The office goes into a surge, or out of it."""
        return DeclarePhase(phase=self.chance.choice(("surge", "ordinary")), reason="响应级别变了")

    def refund(self) -> Command | None:
        """Bad goods that were paid for: paid, claimed, money promised back, and back; the next step of it."""
        settled = self._row("SELECT claim_id, refund_fen FROM claim WHERE state = 'settled' AND settlement = 'refund'")
        if settled and self.chance.random() < 0.5:
            fen = max(1, self.chance.choice((settled[1], settled[1] // 2, settled[1] + 1)))
            return BookRefund(claim_id=settled[0], amount_fen=fen, document_number="回单")
        row = self._row(
            "SELECT receipt_id, receipt.source_party_id, lot_id, rejected FROM receipt_line "
            "JOIN receipt USING (district_id, receipt_id) WHERE rejected > 0 AND state = 'booked' "
            "AND source_kind = 'purchase'"
        )
        if row is None:
            return None
        receipt, party, lot, rejected = row
        if not self._rows("SELECT 1 FROM payment WHERE receipt_id = ?", receipt):
            line = self.cast.id_of("place", "专款")
            return PayParty(budget_line_id=line, party_id=party, amount_fen=300, receipt_id=receipt, note="货款")
        claim = self._row("SELECT claim_id FROM claim WHERE receipt_id = ? AND state <> 'settled'", receipt)
        if claim is None:
            bad = ClaimedLine(lot_id=lot, quantity=self._amount(rejected), cause="wet")
            return OpenClaim(receipt_id=receipt, demand="refund", lines=(bad,))
        return SettleClaim(claim_id=claim[0], settlement="refund", refund_fen=200, note="电话谈定")
