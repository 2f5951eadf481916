"""Handlers of deciding to buy: a purchase is proposed, approved, sent back, cancelled."""

from collections.abc import Iterable
from typing import Any

from liangcao.catalog.queries import goods
from liangcao.database.context import Context
from liangcao.funds.queries import budget_line, committed, money_at
from liangcao.funds.rules import Money, commit_money, release_money, take
from liangcao.kernel.effects import Change, DutyDone, Effects, Hold, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.price import Price
from liangcao.kernel.refusals import N_
from liangcao.parties.classes import class_table
from liangcao.parties.queries import Party, check_area, party, place_to_fill
from liangcao.parties.rules import LICENCE_KINDS
from liangcao.parties.suppliers import check_not_blacklisted, expired_licences
from liangcao.procurement.commands import (
    ApprovePurchase,
    CancelPurchase,
    ProposePurchase,
    PurchaseLine,
    RejectPurchase,
)
from liangcao.procurement.deciding import SOURCE_KIND, ended, no_more_expected, quote_rows, wrong_state
from liangcao.procurement.queries import (
    BoughtLine,
    Purchase,
    accepted_by_line,
    lines_of,
    paid_fen,
    purchase,
    recent_prices,
)
from liangcao.procurement.rules import (
    FLAGS,
    amounts,
    check_proposal,
    document_of,
    far_lines,
    usual_prices,
)
from liangcao.receiving.expecting import Expected, ExpectedLine, came_by, expect_goods
from liangcao.sourcing.turning import buy_offer


def propose_purchase(command: ProposePurchase, context: Context) -> Effects:
    """A purchase with its lines and quotes that waits to be decided; nothing is committed by it yet."""
    supplier = _supplier(command, context)
    costs = amounts(command.lines)
    check_proposal(command, sum(costs))
    check_texts({name: getattr(command, name) for name in ("ground_words", "price_words", "decided_by", "note")})
    _check_places(command, context)
    goods(context, [line.item_id for line in command.lines])
    usual = usual_prices(
        recent_prices(context.connection, context.district_id, [line.item_id for line in command.lines])
    )
    far = _far(command, usual, context)
    expired = _expired(command, supplier, context)
    replaced = _replaced(command, context)
    if command.offer_id:
        buy_offer(context, command.offer_id, 0)  # only whether it stands: it is bought when the purchase is approved
    if command.budget_line_id:
        line = budget_line(context, command.budget_line_id)
        take(_money(context, line.location_id, command.lines, replaced), sum(costs), line.name)
    flags = [name for name, is_so in (("price", far), ("licence", expired), ("only_quote", _alone(command))) if is_so]
    purchase_id = context.new_id()
    rows = [NewRow("purchase", _head(command, context, (purchase_id, sum(costs)), flags))]
    rows += _lines(command, purchase_id, costs, (usual, far))
    rows += quote_rows(command.quotes, context, purchase_id, first=1)
    changes = (ended(replaced, context, "cancelled", N_("已更正")),) if replaced and _is_waiting(replaced) else ()
    return Effects(
        rows=tuple(rows),
        changes=changes,
        duties=(DutyDone(document_of(purchase_id), "buy"),),
        answer={"purchase_id": purchase_id, "amount_fen": sum(costs), "flags": flags},
    )


def _supplier(command: ProposePurchase, context: Context) -> Party:
    found = party(context, command.supplier_id, "supplier_id")
    if found.kind not in {"supplier", "reserve", "enterprise"}:
        raise refused("not_a_supplier", "supplier_id", party=found.name)
    check_not_blacklisted(context, found.party_id, found.name, "supplier_id")
    return found


def _check_places(command: ProposePurchase, context: Context) -> None:
    """Raise Refused for a place, a department or a wish that is not there."""
    if command.location_id:
        place_to_fill(context, command.location_id, "location_id")
    if command.department_id:
        found = party(context, command.department_id, "department_id")
        if found.kind in {"supplier", "donor", "unverified"}:
            raise refused("not_a_department", "department_id", party=found.name)
    for number, line in enumerate(command.lines):
        if line.purpose_party_id:
            party(context, line.purpose_party_id, f"lines.{number}.purpose_party_id")
        if line.purpose_class:
            class_table(context).need(line.purpose_class, f"lines.{number}.purpose_class")
        check_area(context, line.purpose_area, line.purpose_party_id, f"lines.{number}.purpose_area")


def _far(command: ProposePurchase, usual: dict[int, Price], context: Context) -> list[int]:
    """The lines with a far-off price; raises Refused ``price_unusual`` for each while no reason is given."""
    far = far_lines(command.lines, usual)
    if not far or command.price_reason:
        return far
    names = goods(context, [line.item_id for line in command.lines])
    reasons = []
    for number in far:
        line, last = command.lines[number], usual[command.lines[number].item_id]
        params = {
            "item": names[line.item_id].name,
            "price_fen": line.price_fen,
            "units": line.price_units,
            "last_fen": last.fen,
            "last_units": last.units,
        }
        reasons.append(Reason("price_unusual", params, f"lines.{number}.price_fen"))
    raise Refused(*reasons, Reason("reason_needed", {}, "price_reason"))


def _expired(command: ProposePurchase, supplier: Party, context: Context) -> bool:
    """Whether a licence is expired; raises Refused ``licence_expired`` while no reason is given."""
    expired = expired_licences(context.connection, context.district_id, supplier.party_id, context.today)
    if expired and not command.licence_reason:
        raise Refused(
            *(
                Reason(
                    "licence_expired",
                    {
                        "party": supplier.name,
                        "kind": LICENCE_KINDS[each.kind],
                        "number": each.number,
                        "expires_on": each.expires_on,
                    },
                    "licence_reason",
                )
                for each in expired
            )
        )
    return bool(expired)


def _alone(command: ProposePurchase) -> bool:
    """Whether the price was held against no other quote."""
    return len({quote.supplier for quote in command.quotes}) < 2


def _is_waiting(found: Purchase) -> bool:
    return found.state == "proposed"


def _replaced(command: ProposePurchase, context: Context) -> Purchase | None:
    """The purchase that this one puts right; raises Refused when goods or money have moved on it already."""
    if not command.replaces_id:
        return None
    found = purchase(context.connection, context.district_id, command.replaces_id)
    if found.state == "approved":
        _check_untouched(found, context, N_("更正"))
    elif found.state == "closed":
        raise wrong_state(found, N_("更正"))
    return found


def _money(
    context: Context, budget_line_id: int, lines: Iterable[BoughtLine | PurchaseLine], replaced: Purchase | None
) -> list[Money]:
    """What a budget line has free for goods with the purposes of `lines`, money tied to them first; what the purchase
    that is put right gives up is among it.
    """
    given_up: dict[int, int] = {}
    if replaced is not None and replaced.state == "approved":
        for each in committed(context.connection, context.district_id, document_of(replaced.purchase_id)):
            if each.budget_line_id == budget_line_id:
                given_up[each.lot_id] = each.held_fen
    purposes = {(line.purpose_party_id or 0, line.purpose_class, line.purpose_area) for line in lines}
    return money_at(context, budget_line_id, purposes, given_up)


def _head(command: ProposePurchase, context: Context, made: tuple[int, int], flags: list[str]) -> dict[str, Any]:
    purchase_id, amount_fen = made
    given = command.model_dump(exclude={"lines", "quotes"}, exclude_none=True)
    return {
        "purchase_id": purchase_id,
        **given,
        "amount_fen": amount_fen,
        "flags": ",".join(flags),
        "state": "proposed",
        "actor_id": context.actor_id,
        "proposed_at": context.occurred_at,
        "entry": context.number,
    }


def _lines(
    command: ProposePurchase, purchase_id: int, costs: list[int], looked: tuple[dict[int, Price], list[int]]
) -> list[NewRow]:
    usual, far = looked
    rows = []
    for number, (line, cost) in enumerate(zip(command.lines, costs, strict=True)):
        last = usual.get(line.item_id)
        values = {
            "purchase_id": purchase_id,
            "line_number": number + 1,
            **line.model_dump(exclude_none=True),
            "amount_fen": cost,
            "last_fen": last.fen if last else 0,
            "last_units": last.units if last else 1,
            "is_far": int(number in far),
        }
        rows.append(NewRow("purchase_line", values))
    return rows


def approve_purchase(command: ApprovePurchase, context: Context) -> Effects:
    """The money is committed and the goods are expected; what was flagged has been seen."""
    found = purchase(context.connection, context.district_id, command.purchase_id)
    if found.state != "proposed":
        raise wrong_state(found, N_("批准"))
    check_not_blacklisted(context, found.supplier_id, found.supplier_name, "purchase_id")
    if found.flags and not command.has_seen_flags:
        raise Refused(*(Reason("flag_unseen", {"flag": FLAGS[flag]}, "has_seen_flags") for flag in found.flag_list))
    replaced = purchase(context.connection, context.district_id, found.replaces_id) if found.replaces_id else None
    holds, changes = _undo_replaced(replaced, context)
    document = document_of(found.purchase_id)
    lines = lines_of(context.connection, context.district_id, found.purchase_id)
    if found.budget_line_id:
        line = budget_line(context, found.budget_line_id, "purchase_id")
        money = _money(context, line.location_id, lines, replaced)
        holds += commit_money(
            money, budget_line=(line.location_id, line.name), amount_fen=found.amount_fen, document=document
        )
    arrival_id, rows = _expect(found, lines, context)
    if found.offer_id:
        _, turned, offered = buy_offer(context, found.offer_id, found.purchase_id)
        rows, changes = (*rows, *turned), (*changes, *offered)
    values = {"state": "approved", "decided_at": context.recorded_at, "decided_entry": context.number}
    decided = Change("purchase", {"purchase_id": found.purchase_id}, values, {"state": "proposed"})
    return Effects(
        holds=holds,
        rows=rows,
        changes=(*changes, decided),
        duties=(DutyDone(document, "decide"),),
        answer={"purchase_id": found.purchase_id, "arrival_id": arrival_id, "committed_fen": found.amount_fen},
    )


def _undo_replaced(replaced: Purchase | None, context: Context) -> tuple[tuple[Hold, ...], tuple[Change, ...]]:
    """What the purchase that is put right gives up."""
    if replaced is None or replaced.state != "approved":
        return (), ()
    _check_untouched(replaced, context, N_("更正"))
    return _give_up(replaced, context, "cancelled", N_("已更正"))


def _give_up(found: Purchase, context: Context, state: str, reason: str) -> tuple[tuple[Hold, ...], tuple[Change, ...]]:
    """The holds released and the changes made when a purchase ends."""
    document = document_of(found.purchase_id)
    held = committed(context.connection, context.district_id, document)
    called = no_more_expected(context, found.purchase_id)
    return release_money(held, document), (*called, ended(found, context, state, reason))


def _expect(found: Purchase, lines: list[BoughtLine], context: Context) -> tuple[int, tuple[NewRow, ...]]:
    if not found.location_id:
        return 0, ()
    expected = tuple(
        ExpectedLine(
            item_id=line.item_id,
            quantity=line.quantity,
            pack_size=line.pack_size,
            unit_cost_fen=line.price.fen,
            cost_units=line.price.units,
            budget_line_id=found.budget_line_id,
            purpose_party_id=line.purpose_party_id,
            purpose_class=line.purpose_class,
            purpose_area=line.purpose_area,
            standard=line.standard,
            grade=line.grade,
        )
        for line in lines
    )
    head = Expected(
        source_kind=SOURCE_KIND,
        source_party_id=found.supplier_id,
        document_id=found.purchase_id,
        location_id=found.location_id,
        expected_on=found.expected_on,
        needs_acceptance=1,
    )
    return expect_goods(context, head, expected)


def reject_purchase(command: RejectPurchase, context: Context) -> Effects:
    """The purchase goes back to the buyer, who may propose another in its place."""
    found = purchase(context.connection, context.district_id, command.purchase_id)
    if found.state != "proposed":
        raise wrong_state(found, N_("退回"))
    check_texts({"reason": command.reason})
    duties = (DutyDone(document_of(found.purchase_id), "decide"),)
    changes = (ended(found, context, "rejected", command.reason),)
    return Effects(changes=changes, duties=duties, answer={"purchase_id": found.purchase_id})


def cancel_purchase(command: CancelPurchase, context: Context) -> Effects:
    """Nothing is bought after all: the money is free, the goods are expected no more."""
    found = purchase(context.connection, context.district_id, command.purchase_id)
    if found.state not in {"proposed", "approved"}:
        raise wrong_state(found, N_("取消"))
    check_texts({"reason": command.reason})
    if found.state == "approved":
        _check_untouched(found, context, N_("取消"))
    holds, changes = _give_up(found, context, "cancelled", command.reason)
    return Effects(holds=holds, changes=changes, answer={"purchase_id": found.purchase_id})


def _check_untouched(found: Purchase, context: Context, deed: str) -> None:
    """Raise Refused ``purchase_begun`` when goods of it came, were accepted, or money was paid."""
    connection, district = context.connection, context.district_id
    paid = paid_fen(connection, district, found.purchase_id)
    lines = came_by(connection, district, SOURCE_KIND, found.purchase_id)
    came = sum(line.accepted + line.quarantined + line.rejected for line in lines)
    accepted = sum(accepted_by_line(connection, district, found.purchase_id).values())
    if paid or came or accepted:
        raise refused("purchase_begun", "purchase_id", paid_fen=paid, came=came or accepted, deed=deed)
