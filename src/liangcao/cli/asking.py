"""stock: what is where, now or at a past moment."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from liangcao.access.permissions import EVERYTHING
from liangcao.catalog.queries import names_of_items
from liangcao.catalog.search import normalise_query
from liangcao.cli.books import open_office
from liangcao.cli.frame import OfficeCommand
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import moment_text
from liangcao.language import N_, _
from liangcao.ledger.queries import StockFilter, StockRow, entry_at, stock_rows, stock_rows_as_of
from liangcao.operations.office import Office
from liangcao.parties.queries import INSIDE_KINDS, Place, all_places
from liangcao.reports.catalogue_pages import ItemFilter, find_items

MOST_ROWS = 100_000


@program.command(cls=OfficeCommand, help=N_("查库存，现在的或过去某一刻的"))
def stock(
    context: typer.Context,
    item: Annotated[str, typer.Option("--item", help=N_("只看这种物资（名称、别名、拼音）"))] = "",
    place: Annotated[str, typer.Option("--place", help=N_("只看这个地点（名称）及其下面"))] = "",
    as_of: Annotated[str, typer.Option("--as-of", help=N_("过去某一刻，当地时间，如 2020-02-01T12:00"))] = "",
    money: Annotated[bool, typer.Option("--money", help=N_("资金也列出来"))] = False,
) -> None:
    """Say what is in stock."""
    terminal = Terminal.of(context)
    with open_office(terminal) as office:
        wanted = _wanted(office, item, place, with_money=money)
        asked_at = _moment(as_of, office.timezone) if as_of else office.clock.now()
        with office.database.read() as connection:
            if as_of:
                entry = entry_at(connection, office.district_id, asked_at)
                rows = stock_rows_as_of(connection, office.district_id, EVERYTHING, wanted, entry=entry)
            else:
                rows = stock_rows(connection, office.district_id, EVERYTHING, wanted, page=(MOST_ROWS, 0))
    data = {
        "ok": True,
        "as_of": moment_text(asked_at),
        "rows": [{**asdict(row), "available": row.available} for row in rows],
    }
    terminal.answer(data, _stock_table(rows))


def _wanted(office: Office, item: str, place: str, *, with_money: bool) -> StockFilter:
    with office.database.read() as connection:
        item_id = names_of_items(connection, office.district_id).get(item, 0) if item else 0
        is_known = bool(find_items(connection, office.district_id, ItemFilter(words=item), page=(1, 0)))
        places = all_places(connection, office.district_id, INSIDE_KINDS) if place else []
    location_id = _place_named(places, place).location_id if place else 0
    search = normalise_query(item) if item and not item_id else ""
    if item and not item_id and not (is_known and search):
        raise refused("unknown_item", "item", name=item)
    return StockFilter(item_id=item_id, location_id=location_id, search=search, with_money=with_money)


def _place_named(places: list[Place], name: str) -> Place:
    found = [each for each in places if name in (each.name, str(each.location_id))]
    if not found:
        raise refused("unknown_location", "place", name=name)
    return found[0]


def _moment(text: str, timezone: str) -> int:
    """Milliseconds since 1970 UTC of a local moment; a day alone means its end. Raises Refused ``date_unreadable``."""
    try:
        local = datetime.fromisoformat(f"{text}T23:59:59.999" if len(text) == 10 else text)
    except ValueError:
        raise refused("date_unreadable", "as_of", text=text) from None
    if local.tzinfo is None:
        local = local.replace(tzinfo=ZoneInfo(timezone))
    return round(local.timestamp() * 1000)


def _stock_table(rows: list[StockRow]) -> Any:
    headings = (_("物资"), _("批次"), _("批号"), _("有效期至"), _("地点"), _("单位"), _("在库"), _("占用"), _("可用"))
    cells = (
        (
            row.item_name,
            f"#{row.lot_id}" + (_("（隔离）") if row.status == "quarantined" else ""),
            row.batch_number,
            row.expires_on,
            row.location_name,
            row.base_unit,
            row.on_hand,
            row.held,
            row.available,
        )
        for row in rows
    )
    return table(headings, cells, numbers=3) if rows else _("没有库存")
