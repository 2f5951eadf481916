"""How somebody looks at the requests: read from the address, written back into it, said in chips."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from starlette.requests import Request as HttpRequest

from liangcao.catalog.search import normalise_query
from liangcao.language import N_, _
from liangcao.language.formats import joined, quantity
from liangcao.language.things import thing
from liangcao.reports.request_pages import stage_of
from liangcao.requests.queries import Request, RequestFilter, RequestLine
from liangcao.web.class_names import class_words, known_classes

VIEWS: dict[str, str] = {
    "": N_("全部"),
    "submitted": N_("待审批"),
    "open": N_("已批未办完"),
    "rejected": N_("已退回"),
    "withdrawn": N_("已撤回"),
    "closed": N_("已了结"),
}
"""The states a list of requests is looked at by; ``open`` is approved and not wholly delivered."""
SORTS = {"": "newest", "-age": "newest", "age": "oldest", "class": "urgent"}
MOST_COUNTED = 10_000
"""Nobody turns two hundred pages: where there are more, the list says so and asks for a filter."""


@dataclass(frozen=True, slots=True)
class Look:
    """What of the requests is looked at; every field as it stands in the address."""

    state: str = ""
    q: str = ""
    priority_class: str = ""
    item: str = ""
    unit: str = ""
    sort: str = ""

    def filter(self) -> RequestFilter:
        """The same as the books understand it; what waits for approval stands with the most urgent first."""
        order = SORTS[self.sort] if self.sort or self.state != "submitted" else "urgent"
        return RequestFilter(
            state="" if self.state == "open" else self.state,
            is_open=self.state == "open",
            search=normalise_query(self.q),
            priority_class=int(self.priority_class or 0),
            item_id=int(self.item or 0),
            unit_id=int(self.unit or 0),
            order=order,
        )

    def query(self, **changes: str) -> str:
        """The query of an address that looks so (with its ``?``), some of it changed."""
        changed = replace(self, **changes)
        kept = [(each.name, getattr(changed, each.name)) for each in fields(changed) if getattr(changed, each.name)]
        return "?" + urlencode(kept) if kept else ""

    def address(self, **changes: str) -> str:
        """The path of the list that looks so."""
        return "/requests" + self.query(**changes)


def look_of(request: HttpRequest) -> Look:
    """The look a request's address asks for; what makes no sense is passed over."""
    asked = {each.name: request.query_params.get(each.name, "").strip()[:100] for each in fields(Look)}
    for name in ("priority_class", "item", "unit"):
        if not (asked[name].isascii() and asked[name].isdigit() and len(asked[name]) < 16):
            asked[name] = ""
    if int(asked["priority_class"] or 0) not in known_classes().names:
        asked["priority_class"] = ""
    if asked["state"] not in VIEWS:
        asked["state"] = ""
    if asked["sort"] not in SORTS or (asked["sort"] == "class" and asked["state"] != "submitted"):
        asked["sort"] = ""
    return Look(**asked)


def chips_of(look: Look, item_name: str, unit_name: str) -> list[tuple[str, str]]:
    """The filters in force, each with the address that drops it."""
    chips = []
    if look.q:
        chips.append((_("查找：%(words)s") % {"words": look.q}, look.address(q="")))
    if look.priority_class:
        chips.append((class_words(int(look.priority_class)), look.address(priority_class="")))
    if look.item:
        chips.append((_("物资：%(name)s") % {"name": thing(item_name) or look.item}, look.address(item="")))
    if look.unit:
        chips.append((_("单位：%(name)s") % {"name": unit_name or look.unit}, look.address(unit="")))
    return chips


@dataclass(frozen=True, slots=True)
class Row:
    """A request in a list: its head, its first goods in words, how far it has come."""

    head: Request
    goods: str
    stage: str

    @property
    def id(self) -> int:
        """The number of the request."""
        return self.head.request_id


def row_of(head: Request, lines: Sequence[RequestLine]) -> Row:
    """A request with its `lines` as lists show it."""
    shown = [
        f"{thing(line.item_name)} {_('数量不清') if line.asked is None else quantity(line.asked, line.base_unit)}"
        for line in lines[:2]
    ]
    goods = joined(shown)
    if len(lines) > len(shown):
        goods = _("%(goods)s 等 %(n)s 种") % {"goods": goods, "n": len(lines)}
    return Row(head, goods, stage_of(head, lines))
