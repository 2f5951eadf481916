"""库存: what there is, by item, by lot, by place; now and as of any past moment; as a page and as a file."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.roles import SEE_STOCK
from liangcao.catalog.queries import items_by_id
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.language.things import group, thing
from liangcao.ledger.queries import StockFilter, StockRow
from liangcao.reports.places import OwnPlace, own_places, place_labels
from liangcao.reports.stock_pages import (
    ItemLine,
    categories,
    category_of_items,
    item_lines,
    items_of_rows,
    matrix_of,
    missing_places,
    row_sums,
    rows_as_of,
    sort_items,
    sort_rows,
    sorted_rows,
    stock_by_place,
)
from liangcao.web.drawing import StockBar, stock_bars
from liangcao.web.page import PageNumber, show
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.stock_look import Look, PastMark, chips_of, look_of, past_mark, today_and_near
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

ITEM_COLUMNS = (
    Column("item", N_("物资"), sort="item", primary=True),
    Column("category", N_("类别"), wide_only=True),
    Column("on_hand", N_("在库"), sort="on_hand", numeric=True),
    Column("held", N_("占用"), sort="held", numeric=True),
    Column("available", N_("可用"), sort="available", numeric=True),
    Column("in_transit", N_("在途"), numeric=True, wide_only=True),
    Column("next_expiry", N_("最早到期"), sort="next_expiry"),
)
LOT_COLUMNS = (
    Column("item", N_("物资"), sort="item", primary=True),
    Column("batch", N_("批号")),
    Column("place", N_("地点"), sort="place"),
    Column("on_hand", N_("在库"), sort="on_hand", numeric=True),
    Column("held", N_("占用"), sort="held", numeric=True),
    Column("expires_on", N_("到期"), sort="expires_on"),
    Column("status", N_("状态")),
)
PLACE_COLUMNS = (
    Column("place", N_("地点"), primary=True),
    Column("batch", N_("批号")),
    Column("on_hand", N_("在库"), numeric=True),
    Column("held", N_("占用"), numeric=True),
    Column("expires_on", N_("到期")),
    Column("status", N_("状态")),
)
NOT_IN_THE_PAST = frozenset({"held", "available"})
MOST_EXPORTED = 50_000


class StockReader:
    """Reads what a look asks for, on one connection: one moment of the books."""

    def __init__(self, visitor: Visitor, look: Look, connection: Any) -> None:
        self.visitor, self.look, self.connection = visitor, look, connection
        self.scope = visitor.scope(SEE_STOCK)
        self.mark: PastMark | None = past_mark(look, visitor, connection)
        self.today, self.near = today_and_near(visitor)
        self.places: list[OwnPlace] = own_places(connection, visitor.district_id, self.scope)

    def items(self) -> list[ItemLine]:
        """One line an item, in the look's order."""
        district, wanted = self.visitor.district_id, self.look.filter()
        if self.mark is None:
            lines = item_lines(self.connection, district, self.scope, wanted, today=self.today)
        else:
            by_item = category_of_items(self.connection, district)
            lines = items_of_rows(self._past(wanted), by_item, today=self.today)
        return sort_items(lines, self.look.sort)

    def lots(self, most: int, first: int) -> tuple[list[StockRow], int]:
        """Rows lot by lot and place by place in the look's order, and how many there are."""
        district, wanted = self.visitor.district_id, self.look.filter()
        if self.mark is not None:
            rows = sort_rows(self._past(wanted), self.look.sort)
            return rows[first : first + most], len(rows)
        rows = sorted_rows(self.connection, district, self.scope, wanted, sort_and_page=(self.look.sort, most, first))
        return rows, row_sums(self.connection, district, self.scope, wanted).rows

    def matrix(self) -> tuple[list[dict[str, Any]], list[Column]]:
        """Rows of items with a cell for each store, and their columns."""
        wanted = self.look.filter()
        if self.mark is None:
            triples = stock_by_place(self.connection, self.visitor.district_id, self.scope, wanted)
        else:
            past = self._past(wanted)
            triples = [
                ((row.item_id, row.item_name, row.base_unit), row.location_id, row.on_hand)
                for row in past
                if row.location_kind != "rejects"
            ]
        cells = matrix_of(triples, {place.location_id: place.root_id for place in self.places})
        names = {place.location_id: place.name for place in self.places}
        columns = [Column("item", N_("物资"), primary=True)]
        columns += [Column(str(place), names.get(place, N_("在途")), numeric=True) for place in cells.places]
        rows = []
        for item_id, name, unit in cells.items:
            row = {str(place): cells.on_hand.get((item_id, place), 0) for place in cells.places}
            rows.append({"item_id": item_id, "name": name, "unit": unit, "cells": row, "total": sum(row.values())})
        return rows, [*columns, Column("total", N_("合计"), numeric=True)]

    def labels(self, rows: Sequence[Any]) -> dict[int, str]:
        """How to name each place of ours, and each shipment of `rows` of which something is missing."""
        labels = place_labels(self.connection, self.visitor.district_id)
        shown = [row for row in rows if isinstance(row, StockRow)] if self.mark is None else []
        missing = missing_places(self.connection, self.visitor.district_id, shown)
        for row in shown:
            if row.location_id in missing:
                labels[row.location_id] = _("在途差异：%(unit)s") % {"unit": row.location_name}
        return labels

    def _past(self, wanted: StockFilter) -> list[StockRow]:
        assert self.mark is not None
        return rows_as_of(self.connection, self.visitor.district_id, self.scope, wanted, entry=self.mark.entry)


def _columns(columns: Sequence[Column], mark: PastMark | None) -> list[Column]:
    return [column for column in columns if mark is None or column.key not in NOT_IN_THE_PAST]


def _listed(reader: StockReader, first: int) -> tuple[Sequence[Any], int, list[Column]]:
    """The rows of a page in the look's view, how many there are in all, and their columns."""
    if reader.look.view == "lots":
        lots, total = reader.lots(PAGE_SIZE, first)
        return lots, total, _columns(LOT_COLUMNS, reader.mark)
    if reader.look.view == "matrix":
        cells, columns = reader.matrix()
        return cells[first : first + PAGE_SIZE], len(cells), columns
    items = reader.items()
    return items[first : first + PAGE_SIZE], len(items), _columns(ITEM_COLUMNS, reader.mark)


@router.get("/stock")
def stock(request: Request, visitor: SignedIn, page: PageNumber = 1) -> Response:
    """The list in one of its three views."""
    visitor.need(SEE_STOCK)
    look = look_of(request)
    with visitor.office.database.read() as connection:
        reader = StockReader(visitor, look, connection)
        rows, total, columns = _listed(reader, (page - 1) * PAGE_SIZE)
        groups = categories(connection, visitor.district_id)
        labels = reader.labels(rows)
        ids = [row.item_id for row in rows] if look.view != "matrix" else []
        packs = {number: item.packs for number, item in items_by_id(connection, visitor.district_id, ids).items()}
    places = [(str(place.location_id), place.label) for place in reader.places]
    return show(
        request,
        "stock/index.html",
        fragment="rows",
        active="stock",
        look=look,
        query=look.query(),
        chips=chips_of(look, places),
        mark=reader.mark,
        rows=rows,
        columns=columns,
        packs=packs,
        full=_full(rows) if look.view == "items" else {},
        labels=labels,
        categories=[(name, group(name)) for name in groups],
        places=places,
        today=reader.today,
        near=reader.near,
        paging=Paging(total, page),
    )


def _full(lines: Sequence[ItemLine]) -> dict[str, int]:
    """The most there is of one item, by unit: what a full bar means."""
    full: dict[str, int] = {}
    for line in lines:
        full[line.base_unit] = max(full.get(line.base_unit, 1), line.on_hand)
    return full


@router.get("/stock.{kind}")
def stock_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, as a sheet with the same columns."""
    visitor.need(SEE_STOCK)
    look = look_of(request)
    with visitor.office.database.read() as connection:
        reader = StockReader(visitor, look, connection)
        rows: list[list[Any]]
        if look.view == "lots":
            heads = [N_("物资"), N_("批号"), N_("地点"), N_("在库"), N_("占用"), N_("单位"), N_("到期"), N_("状态")]
            lots, _total = reader.lots(MOST_EXPORTED, 0)
            labels = reader.labels(lots)
            rows = [
                [row.item_name, row.batch_number, labels.get(row.location_id, row.location_name), row.on_hand,
                 row.held, row.base_unit, row.expires_on, _(_STATES[row.status])]
                for row in lots
            ]  # fmt: skip
        elif look.view == "matrix":
            found, columns = reader.matrix()
            heads = [N_("物资"), N_("单位"), *(column.label for column in columns[1:])]
            rows = [[row["name"], row["unit"], *row["cells"].values(), row["total"]] for row in found]
        else:
            heads = [N_("物资"), N_("类别"), N_("在库"), N_("占用"), N_("可用"), N_("在途"), N_("单位"), N_("最早到期")]
            rows = [
                [row.item_name, row.category, row.on_hand, row.held, row.available, row.in_transit, row.base_unit,
                 row.next_expiry]
                for row in reader.items()
            ]  # fmt: skip
    return sheet_response(heads, rows, kind=kind, name=_("库存"))


_STATES = {"released": N_("可用"), "quarantined": N_("隔离")}


@router.get("/stock/items/{item_id}")
def stock_of_item(request: Request, visitor: SignedIn, item_id: int) -> Response:
    """One item: how much in all, and each lot where it lies."""
    visitor.need(SEE_STOCK)
    look = look_of(request)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        item = items_by_id(connection, district, [item_id]).get(item_id)
        if item is None or item.kind != "goods":
            raise refused("unknown_item", name=item_id)
        reader = StockReader(visitor, look, connection)
        wanted = StockFilter(item_id=item_id)
        if reader.mark is None:
            order = ("expires_on", MOST_EXPORTED, 0)
            rows = sorted_rows(connection, district, reader.scope, wanted, sort_and_page=order)
            lines = item_lines(connection, district, reader.scope, wanted, today=reader.today)
        else:
            rows = rows_as_of(connection, district, reader.scope, wanted, entry=reader.mark.entry)
            lines = items_of_rows(rows, {}, today=reader.today)
        labels = reader.labels(rows)
    nothing = ItemLine(item_id, item.name, item.category, item.base_unit, 0, 0, 0, 0, 0, "", 0)
    return show(
        request,
        "stock/item.html",
        active="stock",
        item=item,
        line=lines[0] if lines else nothing,
        rows=rows,
        columns=_columns(PLACE_COLUMNS, reader.mark),
        mark=reader.mark,
        labels=labels,
        bars=_bars(rows, labels, thing(item.name), reader.today),
        today=reader.today,
        near=reader.near,
    )


def _bars(rows: Sequence[StockRow], labels: dict[int, str], title: str, today: str) -> str:
    """A bar for each place, the fullest first: what is free there, promised, and not to be used."""
    sums: dict[str, list[int]] = {}
    for row in rows:
        label = labels.get(row.location_id) or _("在途：%(unit)s") % {"unit": row.location_name}
        is_past = bool(row.expires_on) and row.expires_on < today
        is_stopped = (
            is_past or row.status != "released" or row.location_kind in {"rejects", "returns", "loan", "shipment"}
        )
        there = sums.setdefault(label, [0, 0, 0])
        there[0] += row.on_hand
        there[1] += row.held
        there[2] += row.available if is_stopped else 0
    unit = rows[0].base_unit if rows else ""
    bars = [StockBar(label, all_, held, unit, stopped=stopped) for label, (all_, held, stopped) in sums.items()]
    return stock_bars(sorted(bars, key=lambda bar: -bar.on_hand)[:20], title=title)
