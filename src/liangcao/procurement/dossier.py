"""档案: what the dossier of a purchase must hold, what of it is missing, and by when it is due. Pure.

Finance ministry notice 23 of 26 January 2020 lets procedures be skipped in an emergency, not the papers: internal
control for speed, value and quality, and everything kept for inspection. The days are this office's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from liangcao.kernel.refusals import N_


@dataclass(frozen=True, slots=True)
class Demand:
    """Something a dossier must hold: its name, and how many days after `since` (a key of the days) it is due."""

    key: str
    title: str
    since: str
    days: int


DEMANDS: tuple[Demand, ...] = (
    Demand("ground", N_("应急理由"), "proposed", 0),
    Demand("decision", N_("谁批准的"), "proposed", 1),
    Demand("quotes", N_("报价，或者没有比价的原因"), "proposed", 3),
    Demand("price", N_("价格依据"), "proposed", 3),
    Demand("licence", N_("供应单位的证件"), "proposed", 3),
    Demand("contract", N_("合同，或者没有合同的原因"), "decided", 7),
    Demand("delivery", N_("货到齐"), "expected", 0),
    Demand("acceptance", N_("两人验收"), "received", 2),
    Demand("invoice", N_("发票"), "accepted", 15),
    Demand("payment", N_("付清"), "accepted", 30),
    Demand("papers", N_("原件（合同、发票、验收单）"), "accepted", 15),
    Demand("review", N_("事后复核"), "finished", 30),
)
DELIVERY_DAYS = 3
"""Goods with no day named are looked for so many days after the decision."""


@dataclass(frozen=True, slots=True)
class DossierItem:
    """One thing of a dossier: there, not due to begin yet (`due_on` empty), or due on a day."""

    key: str
    title: str
    is_there: bool
    due_on: str

    def is_late(self, today: str) -> bool:
        """True when it is missing after the day it was due."""
        return not self.is_there and bool(self.due_on) and self.due_on < today


def dossier_items(there: frozenset[str], days: Mapping[str, str], *, not_asked: frozenset[str]) -> list[DossierItem]:
    """All of a dossier. `there` are the keys of what is in it, `days` when it was ``proposed``, ``decided``,
    ``expected``, ``received``, ``accepted``, ``finished`` (empty: not yet); `not_asked` is left out."""
    return [
        DossierItem(each.key, each.title, each.key in there, later(days.get(each.since, ""), each.days))
        for each in DEMANDS
        if each.key not in not_asked
    ]


def missing(items: list[DossierItem]) -> list[DossierItem]:
    """What is not there and due, the earliest first; then what is not due yet."""
    return sorted((each for each in items if not each.is_there), key=lambda each: (each.due_on == "", each.due_on))


def later(since: str, days: int) -> str:
    """The day so many days after `since`; empty when that is."""
    return (date.fromisoformat(since) + timedelta(days=days)).isoformat() if since else ""


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A line of a purchase as ordered, received (good ones; None: not by us), rejected, accepted: base units.

    `waiting` is to be inspected yet, `bad_later` was accepted, then found bad, and not made good.
    """

    line_number: int
    item_name: str
    base_unit: str
    ordered: int
    received: int | None
    rejected: int
    accepted: int
    amount_fen: int
    accepted_fen: int
    waiting: int = 0
    bad_later: int = 0


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A difference between order, receipt, invoice and payment: a message of `MISMATCHES` and what fills it.

    Whoever shows it writes amounts (``…_fen``) as money.
    """

    key: str
    params: Mapping[str, int | str]


MISMATCHES: dict[str, str] = {
    "short": N_("{item}：定 {ordered}，收到合格 {received}，还差 {difference}"),
    "over": N_("{item}：定 {ordered}，收到合格 {received}，多 {difference}"),
    "rejected": N_("{item}：拒收 {difference}"),
    "unaccepted": N_("{item}：收到合格 {received}，已验收 {accepted}，还有 {difference} 没有验收"),
    "bad_later": N_("{item}：验收以后又有 {difference} 不合格，不算验收"),
    "invoice_less": N_("发票 {invoiced_fen}，验收 {accepted_fen}，发票少 {difference_fen}"),
    "invoice_more": N_("发票 {invoiced_fen}，验收 {accepted_fen}，发票多 {difference_fen}"),
    "recover": N_("已付 {paid_fen}，其中 {difference_fen} 的货后来不合格：要供应单位补货或退款"),
    "free": N_("了结以后补来的值 {difference_fen}，不再付款"),
    "owed": N_("验收 {accepted_fen}，已付 {paid_fen}，还欠 {difference_fen}"),
    "prepaid": N_("验收 {accepted_fen}，已付 {paid_fen}，预付 {difference_fen}"),
    "paid_uninvoiced": N_("已付 {paid_fen}，发票只有 {invoiced_fen}，有 {difference_fen}没有发票"),
}


def mismatches(
    lines: list[MatchLine], *, invoiced_fen: int, paid_fen: int, free_fen: int = 0, recover_fen: int = 0
) -> list[Mismatch]:
    """Where order, receipt, invoice and payment do not say the same, each by name; nothing when they tie.

    Of what was accepted `free_fen` costs nothing more; of what was paid `recover_fen` was for goods found bad later.
    """
    found = [each for line in lines for each in _of_line(line)]
    accepted = sum(line.accepted_fen for line in lines) - free_fen
    sums = {"accepted_fen": accepted, "invoiced_fen": invoiced_fen, "paid_fen": paid_fen}
    for key, difference in (
        ("invoice_less", accepted - invoiced_fen),
        ("invoice_more", invoiced_fen - accepted),
        ("owed", accepted - paid_fen),
        ("recover", recover_fen),
        ("free", free_fen),
        ("prepaid", paid_fen - accepted - recover_fen),
        ("paid_uninvoiced", paid_fen - invoiced_fen),
    ):
        if difference > 0:
            found.append(Mismatch(key, {**sums, "difference_fen": difference}))
    return found


def _of_line(line: MatchLine) -> list[Mismatch]:
    received = line.accepted if line.received is None else line.received
    params: dict[str, int | str] = {
        "item": line.item_name,
        "ordered": line.ordered,
        "received": received,
        "accepted": line.accepted,
    }
    differences = (
        ("short", line.ordered - received),
        ("over", received - line.ordered),
        ("rejected", line.rejected),
        ("unaccepted", line.waiting),
        ("bad_later", line.bad_later),
    )
    return [Mismatch(key, {**params, "difference": value}) for key, value in differences if value > 0]
