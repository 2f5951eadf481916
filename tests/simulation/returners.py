"""What comes back in the random days: returns, disposals, loans and recalls, each step by whoever happens on it."""

from collections.abc import Callable

from liangcao.disposal.commands import (
    ApproveDisposal,
    CarryOutDisposal,
    DisposedLine,
    ProposeDisposal,
    RefuseDisposal,
    WithdrawDisposal,
    WitnessDisposal,
)
from liangcao.kernel.command import Command
from liangcao.loans.commands import (
    BackLine,
    ExtendLoan,
    LendGoods,
    LentLine,
    LoseLent,
    LostLine,
    MarkReusable,
    TakeBack,
)
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import keep_file
from liangcao.recall.commands import (
    AnswerByLink,
    AnswerLine,
    CloseRecall,
    LiftRecall,
    OpenRecall,
    RecordAnswer,
    SendNotice,
)
from liangcao.returns.commands import (
    AnnounceReturn,
    CancelReturn,
    CountedLine,
    ExaminedLine,
    ExamineReturn,
    ReceiveReturn,
    ReturnedLine,
)
from simulation.counters import Counters

_FREE = (
    "SELECT lot_id, location_id, on_hand - held, kind FROM balance JOIN location USING (district_id, location_id) "
    "WHERE on_hand > held AND kind IN ('store', 'shelf', 'returns')"
)


class Returners(Counters):
    """What units, keepers, approvers and witnesses wish for."""

    def coming_back(self) -> list[Callable[[], Command | None]]:
        """All of it, the likelier oftener."""
        return [
            *[self.bring, self.receive_back, self.examine, self.condemn, self.agree_to, self.burn, self.prove] * 2,
            *[self.see_burnt, self.reusable, self.lend, self.get_back, self.tell_holder, self.answer] * 2,
            *[self.keep_it, self.lose, self.extend, self.call_in, self.end_recall],
        ]

    def _shelf(self) -> int:
        return self._pick("SELECT location_id FROM location WHERE kind IN ('store', 'shelf')")

    def bring(self) -> Command | None:
        """Something of a delivery comes back, now and then more than can."""
        row = self._row("SELECT shipment_id, line_number, received - brought_back FROM shipment_line "
                        "WHERE received > 0 ORDER BY received = brought_back, shipment_id DESC LIMIT 4")  # fmt: skip
        if row is None:
            return None
        reason = self.chance.choice(("surplus", "wrong", "faulty", "recalled"))
        quantity = max(1, self.chance.choice((row[2], row[2] // 2, 5, row[2] + 1)))
        line = {"line_number": row[1], "quantity": quantity, "reason": reason}
        return AnnounceReturn(shipment_id=row[0], lines=(ReturnedLine.model_validate(line),), way="brought")

    def receive_back(self) -> Command | None:
        """It is counted, mostly all of it; now and then nothing comes after all."""
        row = self._row("SELECT return_id, quantity FROM return_line JOIN goods_return USING (return_id) "
                        "ORDER BY state <> 'announced', return_id LIMIT 3")  # fmt: skip
        if row is None:
            return None
        if self.chance.random() < 0.1:
            return CancelReturn(return_id=row[0], reason="不退了")
        received = self.chance.choice((row[1], row[1], row[1] // 2))
        return ReceiveReturn(return_id=row[0], lines=(CountedLine(line_number=1, received=received),))

    def examine(self) -> Command | None:
        """Somebody looks at it, all of it or a part."""
        row = self._row("SELECT return_id, received - restocked - unusable FROM return_line "
                        "ORDER BY received = restocked + unusable, return_id LIMIT 3")  # fmt: skip
        if row is None:
            return None
        good = self.chance.choice((row[1], row[1] // 2, 0))
        bad = self.chance.choice((0, max(0, row[1] - good)))
        line = ExaminedLine(line_number=1, restocked=good, unusable=bad, location_id=self._shelf() or None)
        return ExamineReturn(return_id=row[0], lines=(line,), finding="看过")

    def condemn(self) -> Command | None:
        """A little of something is to be destroyed, for a reason that holds or not."""
        row = self._row(f"{_FREE} ORDER BY kind <> 'returns', lot_id LIMIT 6")
        if row is None:
            return None
        reason = "returned" if row[3] == "returns" else self.chance.choice(("damaged", "damaged", "expired"))
        quantity = max(1, min(row[2], self.chance.choice((3, 20))))
        line = {"lot_id": row[0], "location_id": row[1], "quantity": quantity, "reason": reason}
        return ProposeDisposal(lines=(DisposedLine.model_validate(line),))

    def _disposal(self, state: str) -> int:
        return self._pick(f"SELECT disposal_id FROM disposal ORDER BY state <> '{state}', disposal_id LIMIT 2")

    def agree_to(self) -> Command | None:
        """It is agreed to."""
        number = self._disposal("proposed")
        return ApproveDisposal(disposal_id=number) if number else None

    def keep_it(self) -> Command | None:
        """It is not to be destroyed after all."""
        number = self._disposal("proposed")
        command = self.chance.choice((RefuseDisposal, WithdrawDisposal))
        return command(disposal_id=number, reason="还能用") if number else None

    def burn(self) -> Command | None:
        """It is destroyed."""
        number = self._disposal("approved")
        return CarryOutDisposal(disposal_id=number, method="incinerated", note="焚烧厂") if number else None

    def prove(self) -> Command | None:
        """A paper of it is kept."""
        number = self._disposal("carried")
        if not number:
            return None
        with self.cast.database.write() as connection:
            digest = keep_file(connection, 1, b"%PDF-1.7 burnt %%EOF", self.cast.clock.now())
        return AttachPaper(kind="disposal", document_id=number, sha256=digest, name="现场.pdf")

    def see_burnt(self) -> Command | None:
        """Somebody says that they saw it."""
        number = self._disposal("carried")
        return WitnessDisposal(disposal_id=number, seen="看着入炉") if number else None

    def reusable(self) -> Command | None:
        """An item may be lent, or no more."""
        return MarkReusable(item_id=self._item(), is_reusable=self.chance.random() < 0.9, reason="试借")

    def lend(self) -> Command | None:
        """A little of something is lent for a few days."""
        row = self._row(f"{_FREE} AND item_id IN (SELECT item_id FROM reusable_item) LIMIT 6") or self._row(_FREE)
        unit = self._pick("SELECT party_id FROM party WHERE kind IN ('hospital', 'school')")
        if row is None or not unit:
            return None
        line = LentLine(lot_id=row[0], location_id=row[1], quantity=max(1, min(row[2], 4)))
        return LendGoods(party_id=unit, purpose="试用", due_on="2020-03-31", lines=(line,), borrower="李主任")

    def _out(self) -> tuple[int, int, int] | None:
        row = self._row("SELECT loan_id, line_number, quantity - whole_back - damaged - lost FROM loan_line "
                        "ORDER BY quantity = whole_back + damaged + lost, loan_id LIMIT 3")  # fmt: skip
        return (row[0], row[1], row[2]) if row else None

    def get_back(self) -> Command | None:
        """Some of it comes back, whole or damaged."""
        out = self._out()
        if out is None:
            return None
        whole = self.chance.choice((out[2], out[2] // 2))
        damaged = self.chance.choice((0, 1))
        line = BackLine(line_number=out[1], whole_back=whole, damaged=damaged, location_id=self._shelf() or None)
        return TakeBack(loan_id=out[0], lines=(line,))

    def lose(self) -> Command | None:
        """A piece is lost."""
        out = self._out()
        return out and LoseLent(loan_id=out[0], lines=(LostLine(line_number=out[1], lost=1),), reason="丢失")

    def extend(self) -> Command | None:
        """It is needed longer."""
        out = self._out()
        return out and ExtendLoan(loan_id=out[0], due_on="2020-04-30", reason="还要用")

    def call_in(self) -> Command | None:
        """A lot that went out is called back, hardly ever."""
        lot_id = self._pick("SELECT lot_id FROM shipment_line WHERE received > 0")
        if not lot_id or self.chance.random() < 0.6:
            return None
        return OpenRecall(lot_id=lot_id, ground="通报", advice="停用")

    def _holder(self) -> tuple[int, int] | None:
        row = self._row("SELECT recall_id, party_id FROM recall_holder ORDER BY answers, recall_id LIMIT 3")
        return (row[0], row[1]) if row else None

    def tell_holder(self) -> Command | None:
        """A holder is rung up, or given a link."""
        holder = self._holder()
        if holder is None:
            return None
        way = self.chance.choice(("phone", "link", "link", "letter"))
        secret = f"{self.chance.getrandbits(256):064x}" if way == "link" else ""
        return SendNotice.model_validate(
            {"recall_id": holder[0], "party_id": holder[1], "way": way, "token_hash": secret}
        )

    def answer(self) -> Command | None:
        """A holder says that all is used, or missing, now and then a false figure: by phone, or by the link."""
        by_link = self._row("SELECT token_hash, recall_id, party_id FROM recall_notice WHERE token_hash <> ''")
        holder = (by_link[1], by_link[2]) if by_link else self._holder()
        if holder is None:
            return None
        rows = self._rows("SELECT lot_id, quantity FROM recall_holder WHERE recall_id = ? AND party_id = ?", *holder)
        lines = tuple(AnswerLine(lot_id=lot, used=had - (had > 5), missing=int(had > 5)) for lot, had in rows)
        if by_link and self.chance.random() < 0.7:
            self.speaker = self._pick("SELECT actor_id FROM actor WHERE is_person = 0")
            return AnswerByLink(token_hash=by_link[0], lines=lines)
        return RecordAnswer(recall_id=holder[0], party_id=holder[1], lines=lines)

    def end_recall(self) -> Command | None:
        """It is settled, or was a false alarm."""
        number = self._pick("SELECT recall_id FROM recall ORDER BY state <> 'open', recall_id LIMIT 2")
        if not number:
            return None
        if self.chance.random() < 0.5:
            return LiftRecall(recall_id=number, reason="复检合格")
        return CloseRecall(recall_id=number, finding="交代清楚")
