"""One rule for who may be the same people: of leads, and of gifts. It is shown, and never acts by itself."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from liangcao.catalog.search import sound
from liangcao.exchange.cells import fold

LIKE_COMPANIES = 88
"""Out of 100: how alike the names of two companies must be, by look or by sound, to be held against each other."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who a lead or a gift is from, in the clear: to be held against others.

    `is_full_name`: `contact` is what somebody is called in full, no mere 王经理.
    """

    supplier_id: int = 0
    company: str = ""
    contact: str = ""
    phone: str = ""
    place: str = ""
    is_full_name: bool = False


def likeness(one: Who, other: Who) -> str:
    """Why two may be the same people; "" when nothing says so.

    The same registered party; the same number to ring; companies whose names look or sound alike; a name of a person
    longer than a mere surname that sounds the same, in one place unless both are full names.
    """
    if one.supplier_id and one.supplier_id == other.supplier_id:
        return "supplier"
    if digits(one.phone) and digits(one.phone) == digits(other.phone):
        return "phone"
    if one.company and other.company and companies_alike(one.company, other.company):
        return "company"
    is_near = bool(one.place and one.place == other.place) or (one.is_full_name and other.is_full_name)
    return "contact" if is_near and people_alike(one.contact, other.contact) else ""


def digits(phone: str) -> str:
    """The digits of a number to ring, without the country's."""
    found = "".join(character for character in fold(phone) if character.isdigit())
    return found.removeprefix("86") if len(found) == 13 else found


def people_alike(one: str, other: str) -> bool:
    """Whether two names of people, longer than a mere surname, sound the same: 张珊 is 章姗 on the telephone."""
    return min(len(fold(one)), len(fold(other))) > 1 and sound(fold(one)) == sound(fold(other))


@lru_cache(maxsize=50_000)
def companies_alike(one: str, other: str) -> bool:
    """Whether two names of companies may mean the same one: by look, or by pinyin."""
    ours, theirs = _core(one), _core(other)
    if not ours or not theirs:
        return one == other
    if fuzz.ratio(ours, theirs) >= LIKE_COMPANIES:
        return True
    if min(len(ours), len(theirs)) < 3:
        return False
    return fuzz.ratio(sound(ours), sound(theirs)) >= LIKE_COMPANIES


def _core(name: str) -> str:
    """A company's name without what nearly all bear."""
    plain = fold(name)
    for common in ("有限责任公司", "股份有限公司", "有限公司", "公司", "省", "市", "(", ")", " "):
        plain = plain.replace(common, "")
    return plain
