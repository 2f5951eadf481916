"""Handlers of storing."""

from liangcao.access.permissions import Reach, has_permission, reaches
from liangcao.access.queries import load_actor
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.entries import PostedEntry, later_entries, posted_entry
from liangcao.ledger.lots import lot
from liangcao.ledger.queries import cell
from liangcao.ledger.reconcile import reconcile_moved
from liangcao.parties.queries import Place, place, place_of_kind
from liangcao.storing.commands import CloseDay, CloseLocation, MoveStock, ReverseEntry, WriteOff
from liangcao.storing.queries import last_closing
from liangcao.storing.rules import UNDO_ALONE_MS, check_day, check_reversible, mirror

_NOT_BY_HAND = {"budget_line", "shipment", "rejects"}


def _our_place(context: Context, location_id: int, field: str) -> Place:
    found = place(context, location_id, field)
    if found.is_outside or found.kind in _NOT_BY_HAND:
        raise refused("place_outside", field, location=found.name)
    return found


def move_stock(command: MoveStock, context: Context) -> Effects:
    """One line between two of our places; a closed one can be emptied, never filled."""
    if command.source_id == command.destination_id:
        raise refused("same_place", "destination_id")
    lot(context, command.lot_id, "lot_id")
    _our_place(context, command.source_id, "source_id")
    destination = _our_place(context, command.destination_id, "destination_id")
    if not destination.is_open:
        raise refused("place_closed", "destination_id", location=destination.name)
    line = Line(command.lot_id, command.source_id, command.destination_id, command.quantity)
    return Effects(movements=(Movement("transfer", (line,)),))


def goes_beyond_reach(command: MoveStock, context: Context) -> bool:
    """True when the mover's role does not reach where the goods go; place and person are among the facts by then."""
    actor = load_actor(context.connection, context.district_id, context.actor_id, context.recorded_at, context.facts)
    destination = place(context, command.destination_id, "destination_id")
    return actor is None or not reaches(actor.grants, command.action, Reach(paths=(destination.path,)))


def write_off(command: WriteOff, context: Context) -> Effects:
    """One line to the outside place of losses."""
    lot(context, command.lot_id, "lot_id")
    found = place(context, command.location_id, "location_id")
    if found.is_outside or found.kind in {"budget_line", "shipment"}:  # what travels is settled by its delivery
        raise refused("place_outside", "location_id", location=found.name)
    loss = place_of_kind(context, "loss")
    line = Line(command.lot_id, command.location_id, loss.location_id, command.quantity)
    return Effects(movements=(Movement("loss", (line,)),))


def _posted(context: Context, number: int) -> PostedEntry:
    entry = posted_entry(context, number)
    if entry is None:
        raise refused("unknown_document", "entry", name=number)
    return entry


def needs_second_person(command: ReverseEntry, context: Context) -> bool:
    """A reversal needs a second person unless it takes back one's own posting at once and nothing leaves by it."""
    entry = posted_entry(context, command.entry)
    if entry is None or not entry.lines:
        return False  # refused by the handler with its proper reason
    leaves = any(place(context, line.source_id).is_outside for line in entry.lines)
    is_own = entry.actor_id == context.actor_id
    return leaves or not (is_own and context.recorded_at - entry.recorded_at <= UNDO_ALONE_MS)


def reach_of_reversal(command: ReverseEntry, context: Context) -> Reach:
    """A reversal takes goods from where the entry put them: the role must reach those places of ours.

    Where the entry had put them outside, the role must reach the places they come back to.
    """
    entry = posted_entry(context, command.entry)
    paths: set[str] = set()
    for line in entry.lines if entry else ():
        source, destination = place(context, line.source_id), place(context, line.destination_id)
        paths.add(source.path if destination.is_outside else destination.path)
    return Reach(paths=tuple(sorted(paths)))


def reverse_entry(command: ReverseEntry, context: Context) -> Effects:
    """The mirror image of an entry's lines; a receipt that is undone is marked so."""
    entry = _posted(context, command.entry)
    check_reversible(entry.number, action=entry.action, lines=entry.lines, is_reversed=bool(entry.reversed_by))
    _check_trade(context, entry)
    lines = mirror(entry.lines)
    _check_still_there(context, entry, lines)
    changes: tuple[Change, ...] = ()
    if entry.action == "receiving.receive_goods":
        sql = "SELECT receipt_id FROM receipt WHERE district_id = ? AND entry = ?"
        for (receipt_id,) in ask(context.connection, sql, (context.district_id, entry.number)):
            changes += (Change("receipt", {"receipt_id": receipt_id}, {"state": "reversed"}, {"state": "booked"}),)
    movement = Movement("reversal", lines, reverses=entry.number)
    return Effects(movements=(movement,), changes=changes, answer={"reverses": entry.number})


def _check_trade(context: Context, entry: PostedEntry) -> None:
    """Money is taken back by those who book money, goods by those who move goods; Refused ``not_permitted``."""
    actor = load_actor(context.connection, context.district_id, context.actor_id, context.recorded_at, context.facts)
    for is_money in {lot(context, line.lot_id).is_money for line in entry.lines}:
        wanted = "funds.appropriate_funds" if is_money else "storing.move_stock"
        if actor is None or not has_permission(actor.grants, wanted):
            raise refused("not_permitted", "entry", action=wanted)


def _check_still_there(context: Context, entry: PostedEntry, lines: tuple[Line, ...]) -> None:
    """Say by number which later entries stand in the way, rather than only that there is not enough."""
    wanted: dict[tuple[int, int], int] = {}
    for line in lines:
        wanted[line.lot_id, line.source_id] = wanted.get((line.lot_id, line.source_id), 0) + line.quantity
    for (lot_id, location_id), quantity in wanted.items():
        where = place(context, location_id)
        on_hand, held = cell(context, lot_id, location_id)
        if not where.is_outside and on_hand - held < quantity:
            blocking = "、".join(f"#{number}" for number in later_entries(context, entry))
            raise refused("reversal_blocked", "entry", entry=entry.number, blocking=blocking or where.name)


def close_day(command: CloseDay, context: Context) -> Effects:
    """The day is closed, on books that tie: what moved since the last closing is counted, and every lot balances."""
    sql = "SELECT 1 FROM closed_day WHERE district_id = ? AND day = ?"
    is_closed = bool(ask(context.connection, sql, (context.district_id, command.day)))
    check_day(command.day, today=context.today, is_closed=is_closed)
    _check_ties(context)
    values = {"entry": context.number, "day": command.day, "actor_id": context.actor_id}
    return Effects(rows=(NewRow("closed_day", values),), answer={"day": command.day})


def _check_ties(context: Context) -> None:
    """Raise Refused ``books_differ``, naming the first place whose balance is not what its movements add up to."""
    since = last_closing(context.connection, context.district_id)
    differences = reconcile_moved(context.connection, context.district_id, since).differences
    if differences:
        first = differences[0]
        what = f"{first.item_name} #{first.lot_id}".strip()
        raise refused("books_differ", location=first.location_name, lot=what, differences=len(differences))


def close_location(command: CloseLocation, context: Context) -> Effects:
    """Close a place that is empty, with all that hangs below it."""
    found = place(context, command.location_id, "location_id")
    if not found.is_open:
        raise refused("wrong_state", "location_id", what=found.name, state=N_("已停用"), deed=N_("停用"))
    sql = (
        "SELECT 1 FROM location JOIN balance ON balance.district_id = location.district_id "
        "AND balance.location_id = location.location_id "
        "WHERE location.district_id = ? AND location.path LIKE ? AND is_here = 1 LIMIT 1"
    )
    if ask(context.connection, sql, (context.district_id, f"{found.path}%")):
        raise refused("wrong_state", "location_id", what=found.name, state=N_("有存货"), deed=N_("停用"))
    change = Change("location", {"location_id": command.location_id}, {"is_open": 0}, {"is_open": 1})
    return Effects(changes=(change,), answer={"location_id": command.location_id})
