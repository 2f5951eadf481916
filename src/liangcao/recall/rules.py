"""Rules of recalls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.recall.commands import AnswerLine

STATES: dict[str, str] = {"open": N_("召回中"), "closed": N_("已了结"), "lifted": N_("已解除")}
WAYS: dict[str, str] = {"link": N_("发链接"), "phone": N_("打电话"), "letter": N_("书面通知")}
BY_LINK = ("link", "letter")
"""Ways that hand over a link to answer by."""
REMIND_MS = 24 * 3_600_000
"""After a day without an answer a holder is to be reminded."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a holder had of a lot when the recall began, in base units, and what became of it."""

    party_id: int
    party_name: str
    lot_id: int
    batch_number: str
    item_name: str
    base_unit: str
    quantity: int
    returned: int
    left_over: int
    used: int
    missing: int
    handed_on: int
    answers: int
    answered_at: int
    is_disputed: int

    @property
    def open(self) -> int:
        """Neither back, used nor missing as far as anybody has said."""
        return self.quantity - self.returned - self.used - self.missing

    @property
    def said(self) -> tuple[int, int, int, int]:
        """The last answer: left, used, missing, handed on."""
        return self.left_over, self.used, self.missing, self.handed_on


def check_state(state: str, deed: str) -> None:
    """Raise Refused ``wrong_state`` unless the recall is open."""
    if state != "open":
        raise refused("wrong_state", "recall_id", what=N_("召回"), state=STATES[state], deed=deed)


def check_answer(held: Mapping[int, Held], lines: Sequence[AnswerLine], handed_to: str) -> None:
    """Raise Refused with every fault: a lot they never had, one named twice, figures that do not add up to what is with
    them, goods handed on to nobody."""
    reasons: list[Reason] = []
    seen: set[int] = set()
    for index, line in enumerate(lines):
        where = f"lines.{index}"
        known = held.get(line.lot_id)
        if known is None or line.lot_id in seen:
            reasons.append(Reason("unknown_lot", {"name": line.lot_id}, f"{where}.lot_id"))
            continue
        seen.add(line.lot_id)
        told = line.left_over + line.used + line.missing + line.handed_on
        with_them = known.quantity - known.returned
        if told != with_them:
            params = {"item": known.item_name, "held": with_them, "told": told}
            reasons.append(Reason("answer_does_not_add_up", params, f"{where}.left_over"))
    if not reasons and any(line.handed_on for line in lines) and not handed_to:
        reasons.append(Reason("field_missing", {}, "handed_to"))
    if reasons:
        raise Refused(*reasons)


def check_closable(held: Sequence[Held], on_the_way: int) -> None:
    """Raise Refused ``recall_not_settled`` while goods are on the way or on loan, or some holder has told not all, or
    two things by the link."""
    if on_the_way:
        raise refused("recall_not_settled", "recall_id", who=N_("在途或借出的"), open=on_the_way)
    for each in held:
        if each.open or each.is_disputed:
            raise refused("recall_not_settled", "recall_id", who=each.party_name, open=each.open)
