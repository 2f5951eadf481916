"""What the pages of the inspection room share: who may come in, stretches of time, documents and cells in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_INSPECTION, SEE_PERSONAL_DATA
from liangcao.inspection.rules import FIRST_DAY, LAST_DAY
from liangcao.kernel.errors import Reason, refused
from liangcao.kernel.moment import day_of, day_span
from liangcao.language import N_, _
from liangcao.language.formats import age, moment, money, number, quantity
from liangcao.reports.exceptions.shape import Case, Field
from liangcao.web.class_names import class_words, known_classes
from liangcao.web.saying import sentence, title_of
from liangcao.web.visitor import Visitor

DOCUMENTS: dict[str, tuple[str, str]] = {
    "entry": (N_("第 %(n)s 笔"), "/journal/%s"),
    "receipt": (N_("收货单 %(n)s"), "/receipts/%s"),
    "shipment": (N_("发货单 %(n)s"), "/shipments/%s"),
    "request": (N_("申请 %(n)s"), "/requests/%s"),
    "plan": (N_("方案 %(n)s"), "/plans/%s"),
    "held": (N_("待批事项 %(n)s"), "/approvals/%s"),
    "lot": (N_("批次 %(n)s"), "/lots/%s"),
    "purchase": (N_("采购 %(n)s"), "/purchases/%s"),
    "licence": (N_("证件 %(n)s"), "/suppliers/licences/%s"),
    "payment": (N_("付款 %(n)s"), "/funds/payments/%s"),
    "return": (N_("退回单 %(n)s"), "/returns/%s"),
    "disposal": (N_("报废单 %(n)s"), "/disposals/%s"),
    "loan": (N_("借用单 %(n)s"), "/loans/%s"),
    "recall": (N_("召回 %(n)s"), "/recalls/%s"),
}
"""Kind of document -> what it is called (a message), and where it is shown."""


def need_inspection(visitor: Visitor) -> None:
    """Raise Refused unless the visitor may look into everything of the whole district: the room has no smaller door."""
    visitor.need(SEE_INSPECTION)
    if not visitor.scope(SEE_INSPECTION).is_all:
        raise refused("not_permitted_here", action=SEE_INSPECTION)


def document_link(document: tuple[str, int]) -> tuple[str, str]:
    """What a document is called, and the path of its page; both empty for none."""
    kind, found = document
    if kind not in DOCUMENTS or not found:
        return "", ""
    label, path = DOCUMENTS[kind]
    return _(label) % {"n": found}, path % found if "%s" in path else path


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days looked at, both included, as they stand in the address; empty: no bound."""

    from_day: str = ""
    to_day: str = ""

    def moments(self, timezone: str, now: int) -> tuple[int, int]:
        """From when to before when, in ms: until now where no last day is given."""
        since = day_span(self.from_day, timezone)[0] if self.from_day else 0
        return since, day_span(self.to_day, timezone)[1] if self.to_day else now + 1


def stretch_of(from_day: str, to_day: str) -> Stretch:
    """The stretch an address asks for; what is no day is passed over."""
    return Stretch(*(text if is_day(text) else "" for text in (from_day, to_day)))


def is_day(text: str) -> bool:
    """True for a calendar day as the books write it, on which anything can have been recorded."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2020-02-10") and FIRST_DAY <= text <= LAST_DAY


def day_here(visitor: Visitor, milliseconds: int) -> str:
    """The day of a moment in the office's own time zone."""
    return day_of(milliseconds, visitor.office.timezone)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is shown: its words, where it leads (empty: nowhere), and the plain value for a sheet."""

    text: str
    href: str = ""
    value: Any = None

    @property
    def plain(self) -> Any:
        """What a sheet holds: whole numbers as numbers, all else as the page says it."""
        return self.text if self.value is None else self.value


def personal_texts(visitor: Visitor, connection: Any, fields: Sequence[Field], cases: Sequence[Case]) -> dict[str, str]:
    """The personal texts in these cases by commitment; none for who may not see any."""
    places = [place for place, field in enumerate(fields) if field.kind == "personal"]
    if not places or not visitor.may(SEE_PERSONAL_DATA):
        return {}
    wanted = [case.cells[place] for case in cases for place in places]
    return reveal(connection, visitor.district_id, wanted)


def shown_cells(visitor: Visitor, fields: Sequence[Field], case: Case, personal: dict[str, str]) -> list[Cell]:
    """The cells of a case in words."""
    return [_cell(visitor, field.kind, value, personal) for field, value in zip(fields, case.cells, strict=True)]


def _cell(visitor: Visitor, kind: str, value: Any, personal: dict[str, str]) -> Cell:
    if kind == "document":
        return Cell(*document_link(value))
    if kind == "number":
        return Cell(number(value), value=value)
    if kind == "personal":
        return Cell(personal.get(value) or _("（个人信息，账本里只有承诺值）"))
    if kind == "reason":
        return Cell(sentence(Reason(*value), visitor.language))
    return Cell(_WORDS[kind](value))


def place_words(name: str, kind: str) -> str:
    """A place as people know it: goods on their way bear the name of whom they go to."""
    return _("在途（%(name)s）") % {"name": name} if kind == "shipment" else name


def _messages(pairs: Sequence[tuple[str, int]]) -> str:
    return "；".join(_(text).format(n=count) for text, count in pairs)


_WORDS: dict[str, Any] = {
    "text": str,
    "message": lambda value: _(value) if value else "",
    "messages": _messages,
    "quantity": lambda value: quantity(*value) if value[0] else "",
    "money": money,
    "moment": lambda value: moment(value, with_year=True),
    "age": lambda value: age(value) if value else "",
    "deed": lambda value: _(title_of(value)),
    "place": lambda value: place_words(*value),
    "class": lambda value: class_words(value) if value in known_classes().names else str(value),
}
"""How the kinds of cell that are words alone are said."""
