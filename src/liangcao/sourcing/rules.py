"""Rules of leads and offers."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.price import Price, currency_faults, is_off
from liangcao.kernel.refusals import N_
from liangcao.sourcing.commands import CaptureLead, CloseLead, OfferTerms
from liangcao.sourcing.prices import SLIP

CHANNELS: dict[str, str] = {
    "local": N_("本地"),
    "other_city": N_("外市"),
    "other_province": N_("外省"),
    "abroad": N_("境外"),
    "cross_border": N_("跨境电商"),
    "bonded_park": N_("保税物流园"),
    "reserve_unit": N_("储备单位"),
    "donation_appeal": N_("捐赠倡议"),
}
STATES: dict[str, str] = {
    "open": N_("跟进中"),
    "offer": N_("有报价"),
    "bought": N_("已采购"),
    "dead": N_("没成"),
    "merged": N_("已并入别的线索"),
}
OUTCOMES: dict[str, str] = {
    "reached": N_("打通了"),
    "promised": N_("答应了"),
    "no_answer": N_("没人接"),
    "call_back": N_("约好再打"),
    "refused": N_("不肯卖"),
}
DEATHS: dict[str, str] = {
    "no_stock": N_("没有货"),
    "price_too_high": N_("价格太高"),
    "no_certificate": N_("没有证件"),
    "unreliable": N_("不可靠"),
    "refused": N_("不肯卖"),
    "never_reached": N_("一直联系不上"),
    "sold_to_others": N_("卖给别人了"),
    "too_late": N_("到得太晚"),
    "too_few": N_("数量太少"),
    "no_transport": N_("运不过来"),
    "not_needed": N_("不需要了"),
    "other": N_("其他原因"),
}
ENDS: dict[str, str] = {
    "sold_out": N_("卖完了"),
    "taken_back": N_("对方收回"),
    "price_changed": N_("价格变了"),
    "written_wrong": N_("记错了"),
    "replaced": N_("有了新报价"),
    "lead_died": N_("线索没成"),
}
CERTIFICATES: dict[str, str] = {
    "unknown": N_("没说"),
    "none": N_("无证"),
    "claimed": N_("说有证"),
    "seen": N_("证件看过"),
}
AVAILABILITIES: dict[str, str] = {"unknown": N_("没说"), "spot": N_("现货"), "ordered": N_("要等")}
SELLING_KINDS = ("supplier", "donor", "reserve")
"""The kinds of parties goods come from."""
LIVING = ("open", "offer")


def check_capture(command: CaptureLead) -> None:
    """Raise Refused for numbers of people in texts that stay readable, and when nothing says who it is."""
    check_texts({"place": command.place, "company": command.company, **offer_texts(command.offers)})
    if not (command.supplier_id or command.company or command.contact or command.phone or command.remark):
        raise refused("field_missing", "contact")
    if command.died is not None and command.offers:
        raise refused("input_invalid", "died", detail=N_("有报价的线索不会一记下就没成：先记报价，再记为什么没成"))


def offer_texts(offers: Sequence[OfferTerms]) -> dict[str, str]:
    """The texts of offers that stay readable in the journal, by their fields."""
    return {
        f"offers.{index}.{name}": getattr(each, name)
        for index, each in enumerate(offers)
        for name in ("standard", "note", "rate_source")
    }


def price_of(terms: OfferTerms) -> Price:
    """The price of an offer, without what comes on top."""
    return Price(terms.price_fen, terms.price_units)


def check_offers(offers: Sequence[OfferTerms], last: Mapping[int, Fraction], today: str) -> None:
    """Raise Refused with every fault of offers: what they are, and a price far off the last one of its item.

    `last` is the last price of each item there is one of, in fen for one base unit.
    """
    check_texts(offer_texts(offers))
    reasons: list[Reason] = []
    for index, terms in enumerate(offers):
        reasons += _faults(f"offers.{index}.", terms, today)
        known, price = last.get(terms.item_id), price_of(terms).exact
        if known is not None and not terms.is_checked and is_off(price, known, SLIP):
            params = {"price": in_yuan(price), "last": in_yuan(known), "times": SLIP}
            reasons.append(Reason("price_far_off", params, f"offers.{index}.price_fen"))
    if reasons:
        raise Refused(*reasons)


def _faults(where: str, terms: OfferTerms, today: str) -> list[Reason]:
    reasons: list[Reason] = []
    if terms.extra_fen and terms.quantity is None:
        reasons.append(Reason("field_missing", {}, f"{where}quantity"))
    if terms.quantity is not None and terms.minimum > terms.quantity:
        detail = N_("起订量比能供的还多")
        reasons.append(Reason("input_invalid", {"detail": detail}, f"{where}minimum"))
    if terms.valid_until is not None and terms.valid_until < today:
        reasons.append(Reason("input_invalid", {"detail": N_("有效期已经过了")}, f"{where}valid_until"))
    told = currency_faults(terms.currency, [("foreign_price", terms.foreign_price or 0)], terms.rate, terms.rate_source)
    return [*reasons, *(Reason(each.code, each.params, where + each.field) for each in told)]


def in_yuan(fen: Fraction) -> str:
    """An exact price in fen for one base unit in yuan, four digits behind the point at most: 0.035, 3.2, 160."""
    parts = int(fen * 100 + Fraction(1, 2))  # ten-thousandths of a yuan
    return f"{parts // 10_000}.{parts % 10_000:04}".rstrip("0").rstrip(".")


def check_lead_state(state: str, deed: str, *, wanted: Sequence[str] = LIVING) -> None:
    """Raise Refused ``wrong_state`` unless the lead is in one of the states `wanted`."""
    if state not in wanted:
        raise refused("wrong_state", "lead_id", what=N_("线索"), state=STATES[state], deed=deed)


def check_closing(command: CloseLead) -> None:
    """Raise Refused ``reason_needed`` for "other" without a word, ``personal_number``."""
    check_texts({"note": command.note})
    if command.reason == "other" and not command.note:
        raise refused("reason_needed", "note")


def check_merging(kept: int, others: Sequence[int]) -> None:
    """Raise Refused ``already_exists`` when a lead is named twice."""
    numbers = [kept, *others]
    reasons = [
        Reason("already_exists", {"name": number}, f"other_ids.{index - 1}")
        for index, number in enumerate(numbers)
        if number in numbers[:index]
    ]
    if reasons:
        raise Refused(*reasons)


def check_next_call(call_at: int | None, now: int, field: str = "call_at") -> None:
    """Raise Refused when the next call lies in the past (ms)."""
    if call_at is not None and call_at < now:
        raise refused("input_invalid", field, detail=N_("下次打电话的时间已经过了"))
