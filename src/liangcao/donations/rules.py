"""Rules of donations."""

from collections.abc import Mapping, Sequence

from liangcao.donations.commands import Gift, GiftLine, HandedLine, OfferedLine, RouteUnusable, ValuedLine
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.quantity import amount_fen
from liangcao.kernel.refusals import N_

STATES: dict[str, str] = {
    "offered": N_("待受理"),
    "announced": N_("已登记"),
    "refused": N_("没有接收"),
    "merged": N_("已并入另一份"),
}
DONOR_KINDS: dict[str, str] = {"body": N_("单位"), "person": N_("个人"), "anonymous": N_("匿名")}
BASES: dict[str, str] = {"invoice": N_("捐赠人的发票"), "market": N_("市场价"), "unvalued": N_("不估价")}
REFUSE_CODES: dict[str, str] = {
    "expired": N_("过期或快要过期"),
    "no_certificate": N_("没有合格证明"),
    "wrong_standard": N_("标准不符，不能给一线用"),
    "damaged": N_("破损、受潮"),
    "not_needed": N_("现在不缺"),
    "no_room": N_("存不下、运不走"),
    "withdrawn": N_("捐赠人收回"),
    "other": N_("其他"),
}
ROUTES: dict[str, str] = {
    "none": N_("不转交"),
    "returned": N_("退还捐赠人"),
    "federation": N_("转交慈善总会"),
    "disposal": N_("按规定处置"),
}
CERTIFICATES: dict[str, str] = {"receipt": N_("捐赠收据"), "thanks": N_("感谢状")}
NO_NAME = "匿名"
"""What somebody who gives no name is called everywhere."""
COMMON_DONORS: dict[str, str] = {"person": "个人捐赠", "anonymous": "匿名捐赠"}
"""The parties whose outside places stand for all donors without one of their own: their names are no business of the
register."""
NEAR_MS = 7 * 24 * 3_600_000
"""Within so long the same goods of the same donor are asked about: two clerks may have taken the same call."""


def check_gift(command: Gift, lines: Sequence[GiftLine] | Sequence[OfferedLine]) -> None:
    """Raise Refused ``empty`` without goods and money, ``field_missing`` for a person without a name or a page's link
    without its hash."""
    reasons: list[Reason] = []
    if not lines and not command.amount_fen:
        reasons.append(Reason("empty", {}, "lines"))
    if command.donor_kind == "person" and not command.donor_name:
        reasons.append(Reason("field_missing", {}, "donor_name"))
    if bool(command.link) != bool(command.token_hash):
        reasons.append(Reason("field_missing", {}, "link" if command.token_hash else "token_hash"))
    if reasons:
        raise Refused(*reasons)


def check_offered(lines: Sequence[OfferedLine]) -> None:
    """Raise Refused ``field_missing`` for each line that names no goods."""
    reasons = [
        Reason("field_missing", {}, f"lines.{index}.item_id")
        for index, line in enumerate(lines)
        if line.item_id is None and not line.item_said
    ]
    if reasons:
        raise Refused(*reasons)


def check_lines(lines: Sequence[GiftLine]) -> None:
    """Raise Refused with every fault of what lines say they are worth."""
    reasons = [
        reason
        for index, line in enumerate(lines)
        for reason in _value_faults(line.value_basis, line.price_fen, line.value_source, f"lines.{index}")
    ]
    if reasons:
        raise Refused(*reasons)


def _value_faults(basis: str, price_fen: int | None, source: str, where: str) -> list[Reason]:
    """A price needs a basis and a basis its price; a market price needs its source."""
    reasons: list[Reason] = []
    if price_fen is not None and basis in ("", "unvalued"):
        reasons.append(Reason("field_missing", {}, f"{where}.value_basis"))
    if price_fen is None and basis in ("invoice", "market"):
        reasons.append(Reason("field_missing", {}, f"{where}.price_fen"))
    if basis == "market" and not source:
        reasons.append(Reason("field_missing", {}, f"{where}.value_source"))
    return reasons


def check_state(state: str, wanted: Sequence[str], deed: str) -> None:
    """Raise Refused ``wrong_state`` unless a donation is in one of the states `wanted`."""
    if state not in wanted:
        raise refused("wrong_state", "donation_id", what=N_("捐赠"), state=STATES[state], deed=deed)


def check_handed(known: Sequence[int], lines: Sequence[HandedLine]) -> None:
    """Raise Refused ``unknown_document`` for a line that is not there or comes twice."""
    seen: set[int] = set()
    reasons: list[Reason] = []
    for index, line in enumerate(lines):
        if line.line_number not in known or line.line_number in seen:
            reasons.append(Reason("unknown_document", {"name": line.line_number}, f"lines.{index}.line_number"))
        seen.add(line.line_number)
    if reasons:
        raise Refused(*reasons)


def check_valued(known: Mapping[int, int | None], lines: Sequence[ValuedLine]) -> None:
    """Raise Refused with every fault; `known` is the price (fen) each line has so far.

    What has a price once keeps one: a lot cannot lose what it was booked at.
    """
    reasons: list[Reason] = []
    seen: set[int] = set()
    for index, line in enumerate(lines):
        where = f"lines.{index}"
        if line.line_number not in known or line.line_number in seen:
            reasons.append(Reason("unknown_document", {"name": line.line_number}, f"{where}.line_number"))
            continue
        seen.add(line.line_number)
        if line.basis == "unvalued" and known[line.line_number] is not None:
            reasons.append(Reason("input_invalid", {"detail": N_("已经估过价，只能改价")}, f"{where}.basis"))
        faults = _value_faults(line.basis, line.price_fen, line.source, where)
        reasons += [Reason(each.code, each.params, each.field.replace("value_", "")) for each in faults]
    if reasons:
        raise Refused(*reasons)


def check_money(promised_fen: int, booked_fen: int, amount_fen: int) -> None:
    """Raise Refused ``more_than_promised`` when more would be booked than the donor said."""
    if booked_fen + amount_fen > promised_fen:
        params = {"promised_fen": promised_fen, "booked_fen": booked_fen, "amount_fen": amount_fen}
        raise refused("more_than_promised", "amount_fen", **params)


def check_route(command: RouteUnusable) -> None:
    """Raise Refused unless what goes to the federation names it, and ``other`` says why."""
    if command.route == "federation" and command.party_id is None:
        raise refused("field_missing", "party_id")
    if command.reason_code == "other" and not command.note:
        raise refused("reason_needed", "note")


def value_of(quantity: int, price_fen: int | None, price_units: int) -> int | None:
    """What so many base units are worth, in fen, rounded half up once for the line; None where nobody valued them."""
    return None if price_fen is None else amount_fen(quantity, price_fen, price_units)
