"""An item that is used no more, and one that was there twice: only when nothing of it stands anywhere.

These look into the documents of all capabilities, so they stand above them.
"""

from liangcao.catalog.changed import change_row, searched
from liangcao.catalog.commands import MergeItems, RetireItem
from liangcao.catalog.details import codes_of
from liangcao.catalog.queries import Item, aliases_of, item
from liangcao.catalog.rules import ACTIVE, MERGED, RETIRED, check_state
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

_STANDS: dict[str, str] = {
    N_("库存或在途"): "SELECT COUNT(*) FROM balance WHERE district_id = ? AND item_id = ? AND is_outside = 0 "
    "AND is_here = 1",
    N_("没办完的申请"): "SELECT COUNT(DISTINCT request_line.request_id) FROM request_line JOIN request "
    "ON request.district_id = request_line.district_id AND request.request_id = request_line.request_id "
    "WHERE request_line.district_id = ? AND item_id = ? AND (state = 'submitted' "
    "OR (state = 'approved' AND approved > delivered))",
    N_("没批的分配方案"): "SELECT COUNT(DISTINCT plan_line.plan_id) FROM plan_line "
    "JOIN lot ON lot.district_id = plan_line.district_id AND lot.lot_id = plan_line.lot_id "
    "JOIN plan ON plan.district_id = plan_line.district_id AND plan.plan_id = plan_line.plan_id "
    "WHERE plan_line.district_id = ? AND lot.item_id = ? AND plan_line.state = 'proposed' AND plan.state = 'proposed'",
    N_("没决定的采购"): "SELECT COUNT(DISTINCT purchase_line.purchase_id) FROM purchase_line JOIN purchase "
    "ON purchase.district_id = purchase_line.district_id AND purchase.purchase_id = purchase_line.purchase_id "
    "WHERE purchase_line.district_id = ? AND item_id = ? AND state = 'proposed'",
    N_("等着到的货"): "SELECT COUNT(DISTINCT arrival_line.arrival_id) FROM arrival_line JOIN arrival "
    "ON arrival.district_id = arrival_line.district_id AND arrival.arrival_id = arrival_line.arrival_id "
    "WHERE arrival_line.district_id = ? AND item_id = ? AND state IN ('expected', 'partly')",
}
"""What of an item can stand open, in the words a refusal names it by, and how much of it does."""


def retire_item(command: RetireItem, context: Context) -> Effects:
    """The item is used no more. Raises Refused ``item_stands`` while stock or documents of it are open."""
    known = item(context, command.item_id, "item_id")
    _check_goods(known, "item_id")
    check_state(known.name, known.state, wanted=ACTIVE, deed=N_("停用"))
    instead_id = command.instead_id or 0
    if instead_id:
        _other(context, known, instead_id, "instead_id")
    _check_nothing_stands(context, known, N_("停用"))
    row = change_row(context, known.item_id, ("state", ACTIVE, RETIRED), command.reason)
    new, old = {"state": RETIRED, "instead_id": instead_id}, {"state": ACTIVE}
    change = Change("item", {"item_id": known.item_id}, new, old)
    return Effects(rows=(row,), changes=(change,), answer={"item_id": known.item_id})


def merge_items(command: MergeItems, context: Context) -> Effects:
    """The item becomes another name of the other, with all its names and codes.

    Raises Refused ``item_stands`` while stock or documents of it are open, ``items_unlike`` for another base unit.
    """
    known = item(context, command.item_id, "item_id")
    _check_goods(known, "item_id")
    check_state(known.name, known.state, wanted=ACTIVE, deed=N_("合并"))
    into = _other(context, known, command.into_id, "into_id")
    if known.base_unit != into.base_unit:
        raise refused("items_unlike", "into_id", item=known.name, unit=known.base_unit, other=into.base_unit)
    _check_nothing_stands(context, known, N_("合并"))
    aliases = aliases_of(context, known.item_id)
    codes = codes_of(context.connection, context.district_id, [known.item_id]).get(known.item_id, [])
    key, to = {"item_id": known.item_id}, {"item_id": into.item_id}
    changes = [
        Change("item", key, {"state": MERGED, "instead_id": into.item_id}, {"state": ACTIVE}),
        *(Change("item_alias", {"alias": alias}, to, key) for alias in aliases),
        *(Change("item_code", {"code_id": code.code_id}, to, key) for code in codes),
        searched(context, into, known.name, *aliases, *(code.code for code in codes)),
    ]
    rows = [
        change_row(context, known.item_id, ("state", ACTIVE, MERGED), command.reason),
        change_row(context, into.item_id, ("merged", "", known.name), command.reason),
    ]
    if known.name not in aliases:
        rows.append(NewRow("item_alias", {"alias": known.name, "item_id": into.item_id}))
    return Effects(rows=tuple(rows), changes=tuple(changes), answer={"item_id": into.item_id})


def _other(context: Context, known: Item, other_id: int, field: str) -> Item:
    """Another item of the kind, in use."""
    other = item(context, other_id, field)
    if other.item_id == known.item_id:
        raise refused("same_item", field, item=known.name)
    _check_goods(other, field)
    check_state(other.name, other.state, wanted=ACTIVE, deed=N_("合并"), field=field)
    return other


def _check_goods(known: Item, field: str) -> None:
    if known.kind != "goods":
        raise refused("not_goods", field, item=known.name)


def _check_nothing_stands(context: Context, known: Item, deed: str) -> None:
    for what, sql in _STANDS.items():
        count = int(ask(context.connection, sql, (context.district_id, known.item_id))[0][0])
        if count:
            raise refused("item_stands", "item_id", item=known.name, what=what, count=count, deed=deed)
