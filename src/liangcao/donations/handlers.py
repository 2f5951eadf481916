"""Handlers of donations: what comes in as goods and money, who it is from, what it is for."""

from collections.abc import Sequence
from typing import Any

from liangcao.catalog.queries import goods
from liangcao.database.context import Context
from liangcao.donations.commands import (
    AnnounceDonation,
    BookMoney,
    GiftLine,
    MergeDonations,
    RefuseDonation,
    TakeUpOffer,
)
from liangcao.donations.known import check_alike, donor_party, known
from liangcao.donations.queries import Donation, Wanted, donation_by_token, hand_overs
from liangcao.donations.rules import STATES, check_gift, check_lines, check_money, check_state
from liangcao.funds.appropriating import Incoming, appropriation
from liangcao.kernel.effects import Change, DutyDone, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.parties.classes import class_table
from liangcao.parties.queries import check_area, party, place_to_fill
from liangcao.receiving.expecting import Expected, ExpectedLine, call_off, came_by, expect_goods

_HEAD = {"donor_kind", "donor_name", "contact", "phone", "wish", "expected_on", "link", "channel", "note"}


def announce_donation(command: AnnounceDonation, context: Context) -> Effects:
    """A donation with its lines; its goods stand on the list of expected arrivals."""
    check_gift(command, command.lines)
    _check_what(command, context)
    if command.token_hash and donation_by_token(context.connection, context.district_id, command.token_hash):
        raise refused("already_exists", "token_hash", name=command.token_hash[:8])
    party_id, rows = donor_party(context, command.donor_kind, command.party_id)
    donation_id = context.new_id()
    amount = command.amount_fen or 0
    if not command.is_distinct:
        check_alike(context, Wanted(party_id, amount, _goods_of(command.lines), context.occurred_at))
    head = {
        **command.model_dump(include=_HEAD),
        "donation_id": donation_id,
        "state": "announced",
        "party_id": party_id,
        "token_hash": command.token_hash or "",
        "amount_fen": amount,
        **_purpose(command),
        "location_id": command.location_id or 0,
        "actor_id": context.actor_id,
        "announced_at": context.occurred_at,
        "entry": context.number,
    }
    rows = [*rows, NewRow("donation", head), *_line_rows(donation_id, command.lines)]
    expected = _expected(command, context, donation_id, party_id)
    duties = (DutyDone(f"donation:{donation_id}", "announce"),)
    answer = {"donation_id": donation_id, **_arrival(expected)}
    return Effects(rows=(*rows, *expected), duties=duties, answer=answer)


def take_up_offer(command: TakeUpOffer, context: Context) -> Effects:
    """What the public offered is a donation from now on, with what is exactly meant."""
    old = known(context, command.donation_id)
    check_state(old.state, ("offered",), N_("受理"))
    if not command.lines and not old.amount_fen:
        raise refused("empty", "lines")
    _check_what(command, context)
    party_id, rows = donor_party(context, old.donor_kind, command.party_id)
    if not command.is_distinct:
        goods_of = _goods_of(command.lines)
        check_alike(context, Wanted(party_id, old.amount_fen, goods_of, old.announced_at, old.donation_id))
    rows += _line_rows(old.donation_id, command.lines)
    expected = _expected(command, context, old.donation_id, party_id)
    values: dict[str, Any] = {
        "state": "announced",
        "party_id": party_id,
        **_purpose(command),
        "location_id": command.location_id or 0,
        "expected_on": command.expected_on,
        "note": command.note,
        "decided_by": context.actor_id,
        "decided_at": context.occurred_at,
    }
    change = Change("donation", {"donation_id": old.donation_id}, values, {"state": "offered"})
    duties = (DutyDone(f"donation:{old.donation_id}", "announce"),)
    answer = {"donation_id": old.donation_id, **_arrival(expected)}
    return Effects(rows=(*rows, *expected), changes=(change,), duties=duties, answer=answer)


def _arrival(rows: Sequence[NewRow]) -> dict[str, int]:
    """The number of the expected arrival among `rows`, where there is one."""
    return {"arrival_id": rows[0].values["arrival_id"]} if rows else {}


def _check_what(command: AnnounceDonation | TakeUpOffer, context: Context) -> None:
    """Goods, prices, purpose and place must be known; texts that stay readable name no number of a person."""
    texts = {f"lines.{index}.value_source": line.value_source for index, line in enumerate(command.lines)}
    own = {"note": command.note, "wish": command.wish if isinstance(command, AnnounceDonation) else ""}
    check_texts({**own, **texts})
    goods(context, [line.item_id for line in command.lines])
    check_lines(command.lines)
    if command.purpose_party_id:
        party(context, command.purpose_party_id, "purpose_party_id")
    if command.purpose_class:
        class_table(context).need(command.purpose_class, "purpose_class")
    check_area(context, command.purpose_area, command.purpose_party_id)
    if command.location_id:
        place_to_fill(context, command.location_id, "location_id")


def _goods_of(lines: Sequence[GiftLine]) -> tuple[tuple[int, int], ...]:
    return tuple((line.item_id, line.quantity) for line in lines)


def _purpose(command: AnnounceDonation | TakeUpOffer) -> dict[str, Any]:
    found: dict[str, Any] = {"purpose_class": command.purpose_class, "purpose_area": command.purpose_area}
    return found | ({"purpose_party_id": command.purpose_party_id} if command.purpose_party_id else {})


def _line_rows(donation_id: int, lines: Sequence[GiftLine]) -> list[NewRow]:
    return [
        NewRow(
            "donation_line", {"donation_id": donation_id, "line_number": number, **line.model_dump(exclude_none=True)}
        )
        for number, line in enumerate(lines, 1)
    ]


def _expected(
    command: AnnounceDonation | TakeUpOffer, context: Context, donation_id: int, party_id: int
) -> tuple[NewRow, ...]:
    """What the list of expected arrivals says of the goods; lots will inherit price and purpose from there."""
    if not command.lines:
        return ()
    head = Expected(
        source_kind="donation",
        source_party_id=party_id,
        document_id=donation_id,
        location_id=command.location_id or 0,
        expected_on=command.expected_on,
        note=command.note,
    )
    _, rows = expect_goods(
        context,
        head,
        [
            ExpectedLine(
                item_id=line.item_id,
                quantity=line.quantity,
                pack_size=line.pack_size,
                unit_cost_fen=line.price_fen,
                cost_units=line.price_units,
                purpose_party_id=command.purpose_party_id,
                purpose_class=command.purpose_class,
                purpose_area=command.purpose_area,
                standard=line.standard,
                grade=line.grade,
            )
            for line in command.lines
        ],
    )
    return rows


def refuse_donation(command: RefuseDonation, context: Context) -> Effects:
    """Nothing of it is taken, or nothing more: what came stays as it is."""
    check_texts({"note": command.note})
    if command.reason_code == "other" and not command.note:
        raise refused("reason_needed", "note")
    old = known(context, command.donation_id)
    check_state(old.state, ("offered", "announced"), N_("谢绝"))
    if old.refuse_code:
        raise refused("wrong_state", "donation_id", what=N_("捐赠"), state=STATES["refused"], deed=N_("谢绝"))
    is_partly = _has_come(old, context)
    values: dict[str, Any] = {
        "state": "announced" if is_partly else "refused",
        "refuse_code": command.reason_code,
        "refuse_route": command.route,
        "refuse_note": command.note,
        "decided_by": context.actor_id,
        "decided_at": context.occurred_at,
    }
    change = Change("donation", {"donation_id": old.donation_id}, values, {"state": old.state, "refuse_code": ""})
    return Effects(changes=(change, *_called_off(old, context)), answer={"donation_id": old.donation_id})


def _has_come(old: Donation, context: Context) -> bool:
    came = came_by(context.connection, context.district_id, "donation", old.donation_id)
    return bool(old.booked_fen) or any(each.receipt_ids for each in came)


def _called_off(old: Donation, context: Context) -> tuple[Change, ...]:
    return call_off(context, "donation", old.donation_id) if old.arrival in ("expected", "partly") else ()


def merge_donations(command: MergeDonations, context: Context) -> Effects:
    """The one of which nothing has come ends as the same as the other; its link shows the other from now on."""
    check_texts({"reason": command.reason})
    if command.donation_id == command.into_id:
        raise refused("already_exists", "into_id", name=command.into_id)
    old, into = known(context, command.donation_id), known(context, command.into_id, "into_id")
    check_state(old.state, ("offered", "announced"), N_("合并"))
    check_state(into.state, ("offered", "announced"), N_("合并"))
    confirmed = hand_overs(context.connection, context.district_id, old.donation_id)
    if confirmed or _has_come(old, context):
        raise refused("wrong_state", "donation_id", what=N_("捐赠"), state=N_("已有交接或入账"), deed=N_("并入另一份"))
    values = {
        "state": "merged",
        "into_id": into.donation_id,
        "refuse_note": command.reason,
        "decided_by": context.actor_id,
        "decided_at": context.occurred_at,
    }
    change = Change("donation", {"donation_id": old.donation_id}, values, {"state": old.state})
    return Effects(changes=(change, *_called_off(old, context)), answer={"donation_id": into.donation_id})


def book_money(command: BookMoney, context: Context) -> Effects:
    """Money of the donation comes to a budget line as a lot of its own, tied to the donor and to the purpose."""
    check_texts({"note": command.note, "document_number": command.document_number})
    old = known(context, command.donation_id)
    check_state(old.state, ("announced",), N_("入账"))
    check_money(old.amount_fen, old.booked_fen, command.amount_fen)
    money = Incoming(
        budget_line_id=command.budget_line_id,
        amount_fen=command.amount_fen,
        document_number=command.document_number,
        source_party_id=old.party_id,
        purpose_party_id=old.purpose_party_id,
        purpose_class=old.purpose_class,
        purpose_area=old.purpose_area,
    )
    lot_id, row, movement = appropriation(context, money)
    values = {
        "lot_id": lot_id,
        "donation_id": old.donation_id,
        "budget_line_id": command.budget_line_id,
        "amount_fen": command.amount_fen,
        "note": command.note,
        "actor_id": context.actor_id,
        "booked_at": context.occurred_at,
        "entry": context.number,
    }
    booked = {"booked_fen": old.booked_fen + command.amount_fen}
    change = Change("donation", {"donation_id": old.donation_id}, booked, {"booked_fen": old.booked_fen})
    return Effects(
        movements=(movement,),
        rows=(row, NewRow("donation_money", values)),
        changes=(change,),
        duties=(DutyDone(f"donation:{old.donation_id}", "book"),),
        answer={"donation_id": old.donation_id, "lot_id": lot_id},
    )
