"""Handlers of storing."""

from liangcao.access.permissions import Reach, has_permission, reaches
from liangcao.access.queries import load_actor
from liangcao.catalog.queries import check_in_use
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.funds.ties import BOOKS, ties_of, touched_since, untied
from liangcao.kernel.effects import Change, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.entries import PostedEntry, check_still_there, posted_entry
from liangcao.ledger.lots import Lot, lot
from liangcao.ledger.reconcile import reconcile_moved
from liangcao.parties.queries import NOT_BY_HAND, Place, place, place_of_kind, place_to_fill
from liangcao.storing.commands import CloseDay, CloseLocation, MoveStock, ReverseEntry, WriteOff
from liangcao.storing.documents import changes_of_documents, check_purchases, commitments_again
from liangcao.storing.queries import last_closing
from liangcao.storing.rules import UNDO_ALONE_MS, check_day, check_reversible, mirror


def move_stock(command: MoveStock, context: Context) -> Effects:
    """One line between two of our places; a closed one can be emptied, never filled."""
    if command.source_id == command.destination_id:
        raise refused("same_place", "destination_id")
    lot(context, command.lot_id, "lot_id")
    source = place(context, command.source_id, "source_id")
    if source.is_outside or source.kind in NOT_BY_HAND:
        raise refused("place_outside", "source_id", location=source.name)
    place_to_fill(context, command.destination_id, "destination_id")
    line = Line(command.lot_id, command.source_id, command.destination_id, command.quantity)
    return Effects(movements=(Movement("transfer", (line,)),))


def goes_beyond_reach(command: MoveStock, context: Context) -> bool:
    """True when the mover's role does not reach where the goods go; place and person are among the facts by then."""
    actor = load_actor(context.connection, context.district_id, context.actor_id, context.recorded_at, context.facts)
    destination = place(context, command.destination_id, "destination_id")
    return actor is None or not reaches(actor.grants, command.action, Reach(paths=(destination.path,)))


def write_off(command: WriteOff, context: Context) -> Effects:
    """One line to the outside place of losses; what is there and useless goes by disposal."""
    known = lot(context, command.lot_id, "lot_id")
    found = place(context, command.location_id, "location_id")
    if found.is_outside or found.kind in {
        "budget_line",
        "shipment",
        "loan",
    }:  # what travels or is lent is settled there
        raise refused("place_outside", "location_id", location=found.name)
    _check_not_for_disposal(known, found, context)
    loss = place_of_kind(context, "loss")
    line = Line(command.lot_id, command.location_id, loss.location_id, command.quantity)
    return Effects(movements=(Movement("loss", (line,)),))


def _check_not_for_disposal(known: Lot, found: Place, context: Context) -> None:
    """Raise Refused ``disposal_needed`` for what somebody can see and count: expired, stopped, rejected, sent back."""
    called = known.batch_number or known.lot_id
    why = (
        N_("退货区、退回区里的")
        if found.kind in {"rejects", "returns"}
        else N_("过期的")
        if known.is_expired(context.today)
        else N_("隔离的")
        if known.is_quarantined
        else ""
    )
    if why:
        raise refused("disposal_needed", "lot_id", lot=called, why=why)


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
        paths.add(_reached(context, source if destination.is_outside else destination))
    return Reach(paths=tuple(sorted(paths)))


def _reached(context: Context, found: Place) -> str:
    """Where a role must reach for what lies at a place: for a shipment's, at the store that sent it."""
    if found.kind != "shipment":
        return found.path
    sql = (
        "SELECT location.path FROM shipment JOIN location ON location.district_id = shipment.district_id "
        "AND location.location_id = shipment.store_id WHERE shipment.district_id = ? AND shipment_id = ?"
    )
    return str(ask(context.connection, sql, (context.district_id, found.location_id))[0][0])


def reverse_entry(command: ReverseEntry, context: Context) -> Effects:
    """The mirror image of an entry's lines; the documents it made or settled are marked."""
    entry = _posted(context, command.entry)
    check_reversible(entry.number, action=entry.action, lines=entry.lines, is_reversed=bool(entry.reversed_by))
    _check_trade(context, entry)
    lines = mirror(entry.lines)
    check_still_there(context, entry, lines)
    check_purchases(context, entry)
    coming = (line for line in lines if place(context, line.source_id).is_outside)
    check_in_use(context, [lot(context, line.lot_id).item_id for line in coming], "entry")
    movement = Movement("reversal", lines, reverses=entry.number)
    changes = changes_of_documents(context, entry)
    holds = commitments_again(context, entry)
    return Effects(movements=(movement,), holds=holds, changes=changes, answer={"reverses": entry.number})


def _check_trade(context: Context, entry: PostedEntry) -> None:
    """Money is taken back by those who book money, goods by those who move goods; Refused ``not_permitted``."""
    actor = load_actor(context.connection, context.district_id, context.actor_id, context.recorded_at, context.facts)
    for is_money in {lot(context, line.lot_id).is_money for line in entry.lines}:
        wanted = "funds.appropriate_funds" if is_money else "storing.move_stock"
        if actor is None or not has_permission(actor.grants, wanted):
            raise refused("not_permitted", "entry", action=wanted)


def close_day(command: CloseDay, context: Context) -> Effects:
    """The day is closed, on books that tie: what moved since the last closing is counted, and every lot balances."""
    sql = "SELECT 1 FROM closed_day WHERE district_id = ? AND day = ?"
    is_closed = bool(ask(context.connection, sql, (context.district_id, command.day)))
    check_day(command.day, today=context.today, is_closed=is_closed)
    _check_ties(context)
    _check_money_ties(context)
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


def _check_money_ties(context: Context) -> None:
    """Raise Refused ``untied``, naming the first purchase of which money and goods do not tell the same."""
    since = last_closing(context.connection, context.district_id)
    numbers = touched_since(context.connection, context.district_id, since)
    found = [each for tie in ties_of(context.connection, context.district_id, numbers) for each in untied(tie)]
    if found:
        raise refused(
            "untied",
            purchase=found[0].purchase_id,
            book=BOOKS[found[0].book],
            difference_fen=found[0].difference_fen,
            differences=len(found),
        )


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
