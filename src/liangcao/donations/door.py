"""Handlers of hand-overs and of the donor's own voice: offering and confirming without an account, or on a slip.

The public door of requests is the one door there is (docs/decisions/0053-the-public-door.md): its actor may also offer
a donation and confirm one by its link.
"""

from collections.abc import Sequence

from liangcao.catalog.queries import goods
from liangcao.database.context import Context
from liangcao.donations.commands import ConfirmPublicly, HandedLine, OfferPublicly, RecordSlip
from liangcao.donations.known import known
from liangcao.donations.queries import Donation, donation_by_token, gift_lines, slip_paper
from liangcao.donations.rules import check_gift, check_handed, check_offered, check_state
from liangcao.kernel.effects import Change, DutyDone, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.requests.queries import door


def _check_door(context: Context, action: str) -> None:
    """Nobody but the public's actor carries these permissions: belt and braces."""
    found = door(context.connection, context.district_id)
    if found is None or found.actor_id != context.actor_id:
        raise refused("not_permitted", action=action)


def offer_publicly(command: OfferPublicly, context: Context) -> Effects:
    """An offer in the donor's words; nothing is expected until somebody of the office takes it up."""
    check_gift(command, command.lines)
    check_offered(command.lines)
    texts = {f"lines.{index}.item_said": line.item_said for index, line in enumerate(command.lines)}
    check_texts({"wish": command.wish, "donor_said": command.donor_said, **texts})
    _check_door(context, command.action)
    if command.donor_kind == "body" and not command.donor_said:
        raise refused("field_missing", "donor_said")
    if not command.token_hash:
        raise refused("field_missing", "token_hash")
    if donation_by_token(context.connection, context.district_id, command.token_hash):
        raise refused("already_exists", "token_hash", name=command.token_hash[:8])
    goods(context, [line.item_id for line in command.lines if line.item_id])
    donation_id = context.new_id()
    head = {
        **command.model_dump(exclude={"lines", "amount_fen"}),
        "donation_id": donation_id,
        "state": "offered",
        "channel": "public",
        "amount_fen": command.amount_fen or 0,
        "actor_id": context.actor_id,
        "announced_at": context.occurred_at,
        "entry": context.number,
    }
    rows = [NewRow("donation", head)]
    for number, line in enumerate(command.lines, 1):
        values = {"donation_id": donation_id, "line_number": number, **line.model_dump(exclude_none=True)}
        rows.append(NewRow("donation_offer_line", values))
    return Effects(rows=tuple(rows), answer={"donation_id": donation_id})


def confirm_publicly(command: ConfirmPublicly, context: Context) -> Effects:
    """The donor says what they handed over; said again, the last word counts."""
    check_texts({"note": command.note})
    _check_door(context, command.action)
    donation_id = donation_by_token(context.connection, context.district_id, command.token_hash)
    if not donation_id:
        raise refused("unknown_document", "token_hash", name=command.token_hash[:8])
    old = known(context, donation_id)
    old = known(context, old.into_id) if old.into_id else old
    changes = _handed(old, command.lines, context)
    row = _hand_over(old, context, way="link", note=command.note)
    return Effects(rows=(row,), changes=changes, answer={"donation_id": old.donation_id})


def record_slip(command: RecordSlip, context: Context) -> Effects:
    """The same on paper: the signed slip is behind the donation. Who takes goods in records none."""
    check_texts({"note": command.note})
    old = known(context, command.donation_id)
    changes = _handed(old, command.lines, context)
    if not slip_paper(context.connection, context.district_id, old.donation_id, command.paper_id):
        raise refused("unknown_document", "paper_id", name=command.paper_id)
    row = _hand_over(old, context, way="slip", note=command.note, giver=command.giver, paper_id=command.paper_id)
    duties = (DutyDone(f"donation:{old.donation_id}", "slip"),)
    return Effects(rows=(row,), changes=changes, duties=duties, answer={"donation_id": old.donation_id})


def _handed(old: Donation, lines: Sequence[HandedLine], context: Context) -> tuple[Change, ...]:
    check_state(old.state, ("announced",), N_("确认交接"))
    rows = {
        line.line_number: line
        for line in gift_lines(context.connection, context.district_id, [old.donation_id])[old.donation_id]
    }
    check_handed(list(rows), lines)
    return tuple(
        Change(
            "donation_line",
            {"donation_id": old.donation_id, "line_number": line.line_number},
            {"handed": line.quantity},
            {"quantity": rows[line.line_number].quantity},
        )
        for line in lines
    )


def _hand_over(old: Donation, context: Context, **said: str | int) -> NewRow:
    values = {
        "hand_over_id": context.new_id(),
        "donation_id": old.donation_id,
        **said,
        "actor_id": context.actor_id,
        "confirmed_at": context.occurred_at,
        "entry": context.number,
    }
    return NewRow("donation_hand_over", values)
