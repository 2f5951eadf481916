"""Handlers of handing over: a link is shown, somebody signs by it, or on the phone of whoever hands over."""

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.delivering.commands import IssueLink, SignPublicly, TakeSignature
from liangcao.delivering.queries import Link, link_by_token
from liangcao.delivering.rules import (
    LINK_MS,
    check_link,
    check_named,
    check_proven,
    clock_off,
    delivered,
    way_of,
)
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.requests.queries import door
from liangcao.shipping.queries import Shipment, shipment, shipment_lines
from liangcao.shipping.rules import check_state
from liangcao.shipping.signing import Signature, duties_on, signed_for


def _known(context: Context, shipment_id: int) -> Shipment:
    return shipment(context.connection, context.district_id, EVERYTHING, shipment_id)


def reach_of_handing_over(command: IssueLink | TakeSignature, context: Context) -> Reach:
    """Handing over is for those who drive for the store the goods left."""
    return Reach(paths=(_known(context, command.shipment_id).store_path,))


def issue_link(command: IssueLink, context: Context) -> Effects:
    """One more link; whoever shows it has the goods in hand, and is held to what whoever signs is held to."""
    known = _known(context, command.shipment_id)
    check_state(known.state, N_("出示签收码"))
    if link_by_token(context.connection, context.district_id, command.token_hash) is not None:
        raise refused("already_exists", "token_hash", name=command.token_hash[:8])
    lines = shipment_lines(context.connection, context.district_id, known.shipment_id)
    link_id = context.new_id()
    values = {
        "link_id": link_id,
        **command.model_dump(),
        "issued_at": context.recorded_at,
        "expires_at": context.recorded_at + LINK_MS,
        "actor_id": context.actor_id,
        "entry": context.number,
    }
    return Effects(
        rows=(NewRow("delivery_link", values),),
        duties=duties_on(known.shipment_id, lines, "carry"),
        answer={"link_id": link_id, "expires_at": context.recorded_at + LINK_MS},
    )


def sign_publicly(command: SignPublicly, context: Context) -> Effects:
    """The receiver signs by the link: the same follows as from any signature, and what proves it."""
    _check_texts(command)
    found = door(context.connection, context.district_id)
    if found is None or found.actor_id != context.actor_id:
        raise refused("not_permitted", action=command.action)
    link = link_by_token(context.connection, context.district_id, command.token_hash)
    if link is None:
        raise refused("unknown_document", "token_hash", name=command.token_hash[:8])
    known = _known(context, link.shipment_id)
    _check_unsigned(known)
    check_link(link.expires_at, is_newest=link.is_newest, now=context.recorded_at)
    check_named(command.receiver, command.signature)
    way = way_of(link.phone, command.phone, is_staff=command.is_staff)
    return _signed(known, command, (way, link), context)


def take_signature(command: TakeSignature, context: Context) -> Effects:
    """The receiver signs on the phone of whoever hands over; it is theirs to answer for, and marked as such."""
    _check_texts(command)
    known = _known(context, command.shipment_id)
    _check_unsigned(known)
    check_proven(command.receiver, command.signature, command.photos)
    return _signed(known, command, ("carrier", None), context)


def _check_texts(command: SignPublicly | TakeSignature) -> None:
    notes = {f"lines.{index}.note": line.note for index, line in enumerate(command.lines)}
    check_texts({"note": command.note, **notes})


def _check_unsigned(known: Shipment) -> None:
    """Raise Refused ``delivered_already``: two phones, one waybill; nothing is posted twice."""
    if known.state == "delivered":
        raise refused("delivered_already", shipment=known.shipment_id, entry=known.signed_entry)


def _signed(
    known: Shipment, command: SignPublicly | TakeSignature, how: tuple[str, Link | None], context: Context
) -> Effects:
    way, link = how
    said = Signature(delivered(command.lines), command.receiver, command.note)
    effects = signed_for(known, said, "carry" if link is None else "receive", context)
    proof = {
        "shipment_id": known.shipment_id,
        "entry": context.number,
        "way": way,
        "link_id": link.link_id if link else 0,
        "carrier_id": link.actor_id if link else context.actor_id,
        "receiver": command.receiver,
        "place": command.place,
        "device_at": command.device_at,
        "recorded_at": context.recorded_at,
        "clock_off": clock_off(command.device_at, context.occurred_at),
    }
    rows = (NewRow("delivery_proof", proof), *_pictures(known.shipment_id, command, context))
    return Effects(effects.movements, rows=rows, changes=effects.changes, duties=effects.duties, answer=effects.answer)


def _pictures(shipment_id: int, command: SignPublicly | TakeSignature, context: Context) -> tuple[NewRow, ...]:
    """What was drawn and photographed; raises Refused ``paper_not_handed_in`` for a file that is not here."""
    named = [("signature", command.signature)] if command.signature else []
    named += [("photo", digest) for digest in dict.fromkeys(command.photos)]
    rows = []
    for ordinal, (kind, digest) in enumerate(named, 1):
        sql = "SELECT 1 FROM paper_file WHERE district_id = ? AND sha256 = ?"
        if not ask(context.connection, sql, (context.district_id, digest)):
            raise refused("paper_not_handed_in", "signature" if kind == "signature" else "photos")
        key = {"shipment_id": shipment_id, "entry": context.number, "ordinal": ordinal}
        rows.append(NewRow("proof_picture", {**key, "kind": kind, "sha256": digest}))
    return tuple(rows)
