"""How somebody looks at the stock: read from the address, written back into it, said in chips."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request

from liangcao.catalog.search import normalise_query
from liangcao.kernel.moment import day_of
from liangcao.language import _
from liangcao.language.things import group
from liangcao.ledger.queries import StockFilter, entry_at
from liangcao.web.addresses import row_number
from liangcao.web.visitor import Visitor

VIEWS = ("items", "lots", "matrix")
NEAR_DAYS = 30
"""A lot whose last day is not further away than this is shown as near its end."""


@dataclass(frozen=True, slots=True)
class PastMark:
    """A moment of the past (ms since 1970 UTC) and the last journal entry recorded until then."""

    moment: int
    entry: int


@dataclass(frozen=True, slots=True)
class Look:
    """What of the stock is looked at; every field as it stands in the address."""

    view: str = "items"
    q: str = ""
    category: str = ""
    place: str = ""
    day: str = ""
    time: str = ""
    sort: str = "item"

    @property
    def moment_text(self) -> str:
        """The past moment as people write it, empty for now."""
        return f"{self.day} {self.time or '23:59'}" if self.day else ""

    def filter(self) -> StockFilter:
        """The same as the ledger understands it."""
        place = row_number(self.place)
        return StockFilter(search=normalise_query(self.q), category=self.category, location_id=place)

    def query(self, **changes: str) -> str:
        """The query of an address that looks so (with its ``?``), some of it changed."""
        changed = replace(self, **changes)
        kept = [(name, value) for name, value in changed._named() if value]
        return "?" + urlencode(kept) if kept else ""

    def address(self, **changes: str) -> str:
        """The path of the stock page that looks so; another view begins with its own order."""
        return "/stock" + self.query(**{"sort": "", **changes})

    def address_of_item(self, item_id: int) -> str:
        """The path of one item's page, at the same moment."""
        return f"/stock/items/{item_id}" + self.query(view="", q="", category="", place="", sort="")

    def _named(self) -> Iterator[tuple[str, str]]:
        for name in ("view", "q", "category", "place", "day", "time", "sort"):
            value = getattr(self, name)
            yield name, "" if (name, value) in {("view", "items"), ("sort", "item")} else value


def look_of(request: Request) -> Look:
    """The look that a request's address asks for; what makes no sense is passed over."""
    asked = {name: request.query_params.get(name, "").strip()[:100] for name in Look.__dataclass_fields__}
    if asked["view"] not in VIEWS:
        asked["view"] = "items"
    if not _is_day(asked["day"]):
        asked["day"] = asked["time"] = ""
    if asked["time"] and not _is_time(asked["time"]):
        asked["time"] = ""
    return Look(**{**asked, "sort": asked["sort"] or "item"})


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2020-02-10")


def _is_time(text: str) -> bool:
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return True


def past_mark(look: Look, visitor: Visitor, connection: Any) -> PastMark | None:
    """Where in the journal the look's moment lies; None when it looks at now."""
    if not look.day:
        return None
    zone = ZoneInfo(visitor.office.timezone)
    at = time.fromisoformat(look.time) if look.time else time(23, 59, 59, 999_000)
    when = datetime.combine(date.fromisoformat(look.day), at, zone)
    moment = int(when.timestamp()) * 1000 + when.microsecond // 1000
    return PastMark(moment, entry_at(connection, visitor.district_id, moment))


def today_and_near(visitor: Visitor) -> tuple[str, str]:
    """Today in the office, and the day until which goods count as near their end."""
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    return today, (date.fromisoformat(today) + timedelta(days=NEAR_DAYS)).isoformat()


def chips_of(look: Look, places: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The filters in force, each with the address that drops it."""
    names = dict(places)
    chips = []
    if look.q:
        chips.append((_("查找：%(words)s") % {"words": look.q}, look.address(q="")))
    if look.category:
        chips.append((_("类别：%(name)s") % {"name": group(look.category)}, look.address(category="")))
    if look.place:
        chips.append((_("地点：%(name)s") % {"name": names.get(look.place, look.place)}, look.address(place="")))
    if look.day:
        chips.append((_("时点：%(moment)s") % {"moment": look.moment_text}, look.address(day="", time="")))
    return chips
