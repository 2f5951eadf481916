"""What one person may try with goods that come back, end, are lent or called back: for the search of no one alone."""

from collections.abc import Iterator

from liangcao.disposal.commands import (
    ApproveDisposal,
    CarryOutDisposal,
    DisposedLine,
    ProposeDisposal,
    RefuseDisposal,
    WitnessDisposal,
)
from liangcao.kernel.command import Command
from liangcao.loans.commands import BackLine, LendGoods, LentLine, LoseLent, LostLine, MarkReusable, TakeBack
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import keep_file
from liangcao.recall.commands import AnswerLine, CloseRecall, LiftRecall, OpenRecall, RecordAnswer
from liangcao.returns.commands import (
    AnnounceReturn,
    CountedLine,
    ExaminedLine,
    ExamineReturn,
    ReceiveReturn,
    ReturnedLine,
)
from scenarios.cast import Cast


class BringingBack:
    """The deeds, from what the books hold now; `lots` are those of the beginning, `last` the last id given by then."""

    cast: Cast
    lots: list[int]
    last: int

    def one(self, sql: str) -> int:
        """The number that `sql` finds, 0 for none."""
        return int(self.cast.ask(sql)[0][0] or 0)

    def none_yet(self, table: str, column: str) -> bool:
        """One of each kind made by this person is enough."""
        return not self.one(f"SELECT COUNT(*) FROM {table} WHERE {column} > {self.last}")

    def with_disposals(self) -> Iterator[Command]:
        """A lot is said to be broken, and all that may follow."""
        if self.none_yet("disposal", "disposal_id"):
            line = {"lot_id": self.lots[0], "location_id": self.cast.id_of("place", "主库")}
            yield ProposeDisposal(lines=(DisposedLine(**line, quantity=10, reason="damaged"),))
        for number, state in self.cast.ask("SELECT disposal_id, state FROM disposal"):
            yield ApproveDisposal(disposal_id=number)
            yield RefuseDisposal(disposal_id=number, reason="不同意")
            yield CarryOutDisposal(disposal_id=number, method="shredded", note="粉碎")
            yield WitnessDisposal(disposal_id=number, seen="看着")
            if state == "carried" and not self.one("SELECT COUNT(*) FROM paper WHERE kind = 'disposal'"):
                with self.cast.database.write() as connection:
                    digest = keep_file(connection, 1, b"%PDF-1.7 burnt %%EOF", self.cast.clock.now())
                yield AttachPaper(kind="disposal", document_id=number, sha256=digest, name="现场.pdf")

    def with_loans(self) -> Iterator[Command]:
        """Goods are lent to a unit, come back, are said to be lost."""
        if not self.one("SELECT COUNT(*) FROM reusable_item"):
            item_id = self.one(f"SELECT item_id FROM lot WHERE lot_id = {self.lots[0]}")
            yield MarkReusable(item_id=item_id, is_reusable=True, reason="试借")
        store, unit_id = self.cast.id_of("place", "主库"), self.cast.id_of("party", "中心医院")
        if self.none_yet("loan", "loan_id"):
            line = LentLine(lot_id=self.lots[0], location_id=store, quantity=10)
            yield LendGoods(party_id=unit_id, purpose="试用", due_on="2099-12-31", lines=(line,))
        for (number,) in self.cast.ask("SELECT loan_id FROM loan"):
            yield LoseLent(loan_id=number, lines=(LostLine(line_number=1, lost=10),), reason="丢了")
            back = BackLine(line_number=1, whole_back=10, location_id=store)
            yield TakeBack(loan_id=number, lines=(back,))

    def with_recalls(self) -> Iterator[Command]:
        """A lot is called back, answered for, settled, let go."""
        if self.none_yet("recall", "recall_id"):
            yield OpenRecall(lot_id=self.lots[0], ground="通报", advice="停用")
        for (number,) in self.cast.ask("SELECT recall_id FROM recall"):
            for party_id, had in self.cast.ask("SELECT party_id, quantity FROM recall_holder"):
                line = AnswerLine(lot_id=self.lots[0], used=had)
                yield RecordAnswer(recall_id=number, party_id=party_id, lines=(line,))
            yield CloseRecall(recall_id=number, finding="都用了")
            yield LiftRecall(recall_id=number, reason="复检合格")

    def with_returns(self) -> Iterator[Command]:
        """Something of a delivery comes back."""
        store = self.cast.id_of("place", "主库")
        if self.none_yet("goods_return", "return_id"):
            for (shipment_id,) in self.cast.ask("SELECT shipment_id FROM shipment WHERE state = 'delivered'"):
                line = ReturnedLine(line_number=1, quantity=10, reason="faulty")
                yield AnnounceReturn(shipment_id=shipment_id, lines=(line,), way="brought")
        for (number,) in self.cast.ask("SELECT return_id FROM goods_return"):
            yield ReceiveReturn(return_id=number, lines=(CountedLine(line_number=1, received=10),))
            good = ExaminedLine(line_number=1, restocked=10, location_id=store)
            yield ExamineReturn(return_id=number, lines=(good,), finding="看过")
