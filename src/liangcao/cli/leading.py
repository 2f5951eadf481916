"""leads: who might have goods, whom to ring next, and the best offer of each."""

from dataclasses import asdict
from typing import Annotated, Literal

import typer

from liangcao.cli.books import open_office
from liangcao.cli.frame import OfficeCommand
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.language.formats import moment, quantity
from liangcao.language.things import thing
from liangcao.sourcing.queries import Lead, LeadFilter, Offer, best_offer, leads_page, offers_of
from liangcao.sourcing.rules import CHANNELS, DEATHS, STATES, in_yuan

MOST = 1_000
_SEALED = ("contact", "phone", "remark")


@program.command(cls=OfficeCommand, help=N_("货源线索：在跟的、该打电话的、没成的，各家报什么价"))
def leads(
    context: typer.Context,
    which: Annotated[
        Literal["living", "due", "offer", "bought", "dead", "all"],
        typer.Argument(
            help=N_("看哪些：living 在跟的，due 该打电话的，offer 有报价的，bought 已采购，dead 没成，all 全部")
        ),
    ] = "living",
) -> None:
    """List leads, without anybody's name or number."""
    terminal = Terminal.of(context)
    with open_office(terminal) as office, office.database.read() as connection:
        now = office.clock.now()
        wanted = LeadFilter(
            state=which if which in ("offer", "bought", "dead") else "",
            is_living=which == "living",
            due_by=now if which == "due" else 0,
            order="due" if which == "due" else "newest",
        )
        found = leads_page(connection, office.district_id, wanted, page=(MOST, 0))
        offers = offers_of(connection, office.district_id, [each.lead_id for each in found])
        today = day_of(now, office.timezone)
    best = {number: best_offer(each, today) for number, each in offers.items()}
    rows = [_row(each, best[each.lead_id]) for each in found]
    heads = (_("线索"), _("渠道"), _("谁"), _("物资"), _("到货价（元）"), _("通话"), _("记下"), _("进度"))
    data = [
        {name: value for name, value in asdict(each).items() if name not in _SEALED}
        | {"landed_price": _landed(best[each.lead_id])}
        for each in found
    ]
    terminal.answer({"ok": True, "leads": data}, table(heads, rows) if rows else _("没有这样的线索"))


def _landed(offer: Offer | None) -> str:
    return in_yuan(offer.landed) if offer else ""


def _row(lead: Lead, offer: Offer | None) -> tuple[str, ...]:
    name = offer.item_name if offer else lead.item_name
    unit = offer.base_unit if offer else lead.base_unit
    amount = (offer.quantity if offer else 0) or lead.quantity
    goods = f"{thing(name)} {quantity(amount, unit) if amount else ''}".strip()
    who = " ".join(part for part in (lead.place, lead.shown_name) if part)
    state = _(STATES[lead.state]) + (f"：{_(DEATHS[lead.died])}" if lead.died else "")
    calls = f"{lead.calls:,}" + (f" → {moment(lead.call_at)}" if lead.call_at else "")
    channel = _(CHANNELS[lead.channel])
    return str(lead.lead_id), channel, who, goods, _landed(offer), calls, moment(lead.made_at), state
