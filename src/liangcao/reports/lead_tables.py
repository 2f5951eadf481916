"""Leads as rows of a sheet: a line for each offer, one for a lead without any; no person's data."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import EVERYTHING, Scope
from liangcao.exchange.leads_import import row_text
from liangcao.kernel.refusals import N_
from liangcao.language import LANGUAGES, _
from liangcao.language.formats import moment
from liangcao.language.translator import speaking
from liangcao.sourcing.queries import Lead, LeadFilter, Offer, leads_page, offers_of
from liangcao.sourcing.rules import AVAILABILITIES, CERTIFICATES, CHANNELS, DEATHS, STATES, in_yuan

AT_ONCE = 1_000
HEADINGS = (
    N_("线索"), N_("渠道"), N_("地方"), N_("单位"), N_("物资"), N_("数量"), N_("计量单位"), N_("价格（元）"),
    N_("到货价（元）"), N_("现货"), N_("证件"), N_("标准"), N_("几天到"), N_("有效期到"), N_("进度"), N_("为什么没成"),
    N_("通话次数"), N_("记下时间"), N_("谁记的"),
)  # fmt: skip


def lead_lines(
    connection: Connection, district_id: int, wanted: LeadFilter, *, most: int = 1_000_000
) -> Iterator[tuple[Any, ...]]:
    """The rows of the leads wanted, at most `most` leads."""
    for start in range(0, most, AT_ONCE):
        found = leads_page(connection, district_id, wanted, page=(min(AT_ONCE, most - start), start))
        offers = offers_of(connection, district_id, [each.lead_id for each in found])
        for each in found:
            for offer in offers[each.lead_id]:
                yield _line(each, offer)
            if not offers[each.lead_id]:
                yield _line(each, None)
        if len(found) < AT_ONCE:
            return


def leads_table(connection: Connection, district_id: int, _scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Every lead, the newest first; nothing is empty but a text."""
    for row in lead_lines(connection, district_id, LeadFilter()):
        yield tuple("" if cell is None else cell for cell in row)


def rows_on_record(connection: Connection, district_id: int) -> frozenset[str]:
    """The rows of the export, in each language, as `leads_import` reads them: a sheet that comes back unchanged."""
    found: set[str] = set()
    for language in LANGUAGES:
        with speaking(language):
            found.add(row_text([_(heading) for heading in HEADINGS]))
            found |= {row_text(row) for row in leads_table(connection, district_id, EVERYTHING)}
    return frozenset(found)


def _line(lead: Lead, offer: Offer | None) -> tuple[Any, ...]:
    head = (lead.lead_id, _(CHANNELS[lead.channel]), lead.place, lead.shown_name)
    state = (
        _(STATES[lead.state]), _(DEATHS[lead.died]) if lead.died else "", lead.calls,
        moment(lead.made_at, with_year=True), lead.actor_name,
    )  # fmt: skip
    if offer is None:
        return (*head, lead.item_name, lead.quantity or None, lead.base_unit, *[""] * 7, *state)
    terms = (
        in_yuan(offer.price.exact), in_yuan(offer.landed), _(AVAILABILITIES[offer.availability]),
        _(CERTIFICATES[offer.certificate]), offer.standard, offer.delivery_days, offer.valid_until,
    )  # fmt: skip
    return (*head, offer.item_name, offer.quantity or None, offer.base_unit, *terms, *state)
