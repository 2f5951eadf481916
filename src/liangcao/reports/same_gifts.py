"""Gifts that may be the same one, taken down by two clerks: shown with why, never merged by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.queries import reveal
from liangcao.database.bulk import select_by_keys
from liangcao.donations.queries import Donation, donation, donations_near
from liangcao.donations.rules import NEAR_MS
from liangcao.reports.same_people import Who, likeness

DAY_MS = 86_400_000
_GOODS = (
    "SELECT donation_id, item_id, quantity FROM {keys} JOIN donation_line ON donation_id = k1 WHERE district_id = ?",
    "SELECT donation_id, item_id, quantity FROM {keys} JOIN donation_offer_line ON donation_id = k1 "
    "WHERE district_id = ? AND item_id > 0",
)


@dataclass(frozen=True, slots=True)
class Gift:
    """A gift in the clear: from whom, its money (fen), its goods as (item, base units), and when (ms)."""

    who: Who
    is_anonymous: bool
    amount_fen: int
    goods: frozenset[tuple[int, int]]
    at: int


@dataclass(frozen=True, slots=True)
class LikeGift:
    """A donation that may be the same gift.

    `why` is ``supplier``, ``phone``, ``company``, ``contact``, ``anonymous`` (neither gave a name) or ``goods``.
    """

    head: Donation
    why: str


def sameness(one: Gift, other: Gift) -> str:
    """Why two gifts may be the same; "" when nothing says so.

    People that may be the same with some of the same goods or as much money, within seven days; of a registered donor,
    who gives the same again and again, and of people without a name, as much of the same. Of other people as much of
    the same goods within a day.
    """
    same = bool(one.goods & other.goods) or (one.amount_fen > 0 and one.amount_fen == other.amount_fen)
    apart = abs(one.at - other.at)
    why = likeness(one.who, other.who)
    if one.is_anonymous and other.is_anonymous:
        why = why or "anonymous"
    if why and apart <= NEAR_MS:
        is_alike = same or (why not in ("supplier", "anonymous") and _items(one) & _items(other))
        return why if is_alike else ""
    return "goods" if apart <= DAY_MS and one.goods & other.goods else ""


def _items(gift: Gift) -> frozenset[int]:
    return frozenset(item_id for item_id, _ in gift.goods)


def like_gifts(connection: Connection, district_id: int, donation_id: int) -> list[LikeGift]:
    """The donations that may be the same gift as this one, the first taken down on top; raises ``unknown_document``."""
    gift = _gifts(connection, district_id, [donation(connection, district_id, donation_id)])[0]
    near = [
        each
        for each in donations_near(connection, district_id, donation_id)
        if each.state in ("offered", "announced") and abs(each.announced_at - gift.at) <= NEAR_MS
    ]
    found = zip(near, _gifts(connection, district_id, near), strict=True)
    alike = ((head, sameness(gift, other)) for head, other in found)
    return [LikeGift(head, why) for head, why in alike if why]


def _gifts(connection: Connection, district_id: int, heads: Sequence[Donation]) -> list[Gift]:
    goods: dict[int, set[tuple[int, int]]] = {head.donation_id: set() for head in heads}
    for sql in _GOODS:
        for number, item_id, quantity in select_by_keys(connection, sql, [(key,) for key in goods], (district_id,)):
            goods[number].add((item_id, quantity))
    told = reveal(
        connection, district_id, [text for head in heads for text in (head.donor_name, head.contact, head.phone)]
    )
    return [
        Gift(
            _who(head, told), head.donor_kind == "anonymous", head.amount_fen, frozenset(goods[head.donation_id]),
            head.announced_at,
        )
        for head in heads
    ]  # fmt: skip


def _who(head: Donation, told: dict[str, str]) -> Who:
    phone, contact = told.get(head.phone, ""), told.get(head.contact, "")
    if head.donor_kind == "body":
        return Who(head.party_id, head.party_name or head.donor_said, contact, phone)
    return Who(contact=told.get(head.donor_name, "") or contact, phone=phone, is_full_name=head.donor_kind == "person")
