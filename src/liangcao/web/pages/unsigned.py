"""没签收的: deliveries that nobody has signed for after a day, the oldest first, with whom to ring."""

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_PERSONAL_DATA, SEE_SHIPMENTS
from liangcao.language import N_
from liangcao.reports.stops import LATE_MS, Late, contacts_of, unsigned
from liangcao.reports.todo import shipments_unsigned
from liangcao.web.page import PageNumber, show
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)
COLUMNS = (
    Column("unit", N_("收货单位"), primary=True),
    Column("number", N_("单号")),
    Column("age", N_("已过多久")),
    Column("driver", N_("司机")),
    Column("contact", N_("收货单位电话")),
)
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}")


@dataclass(frozen=True, slots=True)
class Row:
    """A late shipment and whom to ring: the driver as written when it was sent, those who asked, the unit."""

    late: Late
    driver: str
    driver_phone: str
    contacts: list[tuple[str, str]]

    @property
    def id(self) -> int:
        """The shipment."""
        return self.late.id


@router.get("/shipments/unsigned")
def list_unsigned(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """Names and telephones for who may see personal data."""
    visitor.need(SEE_SHIPMENTS)
    district, scope = visitor.district_id, visitor.scope(SEE_SHIPMENTS)
    now = visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        found = unsigned(connection, district, scope, before=now - LATE_MS, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        total = shipments_unsigned(connection, district, scope, before=now - LATE_MS).count
        contacts = {each.id: contacts_of(connection, district, each.id) for each in found}
        hidden = [each.driver for each in found] + [
            one for pairs in contacts.values() for pair in pairs for one in pair
        ]
        may_know = visitor.may(SEE_PERSONAL_DATA)
        known = reveal(connection, district, [each for each in hidden if each]) if may_know else {}
    rows = [
        Row(
            each,
            driver := known.get(each.driver, ""),
            next(iter(_PHONE.findall(driver)), ""),
            [(known.get(name, ""), known[phone]) for name, phone in contacts[each.id] if phone in known],
        )
        for each in found
    ]
    return show(
        request,
        "delivering/unsigned.html",
        active="shipments",
        columns=COLUMNS,
        rows=rows,
        now=now,
        paging=Paging(total, page),
    )
