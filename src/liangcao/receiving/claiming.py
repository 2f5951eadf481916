"""索赔: what came short or was rejected is claimed from who sent it, answered, and settled."""

from collections.abc import Sequence
from typing import Any

from liangcao.access.permissions import Reach
from liangcao.database.bulk import ask, select_by_keys
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.parties.queries import place
from liangcao.receiving.claim_queries import Claimable, claimable
from liangcao.receiving.commands import AnswerClaim, ClaimedLine, OpenClaim, SettleClaim
from liangcao.receiving.expecting import Arrival, Expected, ExpectedLine, arrival, arrival_lines, expect_goods

CLAIM_STATES: dict[str, str] = {"open": N_("待答复"), "answered": N_("已答复"), "settled": N_("已了结")}
DEMANDS: dict[str, str] = {"replacement": N_("要补货"), "refund": N_("要退款"), "explanation": N_("要说明")}
SETTLEMENTS: dict[str, str] = {"replacement": N_("补货"), "refund": N_("退款"), "written_off": N_("核销")}


def _head(context: Context, command: OpenClaim) -> tuple[int, int, int]:
    """(party, place, arrival) that the claim is about; raises Refused ``unknown_document``, ``field_missing``."""
    if command.receipt_id:
        rows = ask(
            context.connection,
            "SELECT source_party_id, location_id, arrival_id FROM receipt WHERE district_id = ? AND receipt_id = ? "
            "AND state = 'booked'",
            (context.district_id, command.receipt_id),
        )
        if not rows:
            raise refused("unknown_document", "receipt_id", name=command.receipt_id)
        return int(rows[0][0]), int(rows[0][1]), int(rows[0][2])
    if not command.arrival_id:
        raise refused("field_missing", "receipt_id")
    known = arrival(context, command.arrival_id)
    return known.source_party_id, known.location_id, known.arrival_id


def reach_of_claim(command: OpenClaim, context: Context) -> Reach:
    """A claim is about what came, or should have come, to a place."""
    location_id = _head(context, command)[1]
    return Reach(paths=(place(context, location_id).path,)) if location_id else Reach(is_own=True)


def open_claim(command: OpenClaim, context: Context) -> Effects:
    """A claim with its lines; no more can be claimed than came short or was rejected, and nothing twice."""
    party_id, _location, arrival_id = _head(context, command)
    known = claimable(context.connection, context.district_id, command.receipt_id or 0, arrival_id)
    items = _check(command.lines, {each.key: each for each in known})
    claim_id = context.new_id()
    head = {
        "claim_id": claim_id,
        "party_id": party_id,
        "receipt_id": command.receipt_id or 0,
        "arrival_id": arrival_id,
        "state": "open",
        "demand": command.demand,
        "note": command.note,
        "actor_id": context.actor_id,
        "opened_at": context.occurred_at,
        "entry": context.number,
    }
    rows = [NewRow("claim", head)]
    for number, line in enumerate(command.lines, 1):
        values = {
            "claim_id": claim_id,
            "line_number": number,
            "item_id": items[number - 1],
            "lot_id": line.lot_id or 0,
            "arrival_line": line.arrival_line or 0,
            "quantity": line.quantity,
            "cause": line.cause,
        }
        rows.append(NewRow("claim_line", values))
    return Effects(rows=tuple(rows), answer={"claim_id": claim_id})


def _check(lines: Sequence[ClaimedLine], known: dict[tuple[int, int], Claimable]) -> list[int]:
    """The item of each line; raises Refused ``not_claimable`` with every line that asks for more than there is."""
    reasons: list[Reason] = []
    items: list[int] = []
    asked: dict[tuple[int, int], int] = {}
    for number, line in enumerate(lines):
        key = (line.lot_id or 0, 0 if line.lot_id else line.arrival_line or 0)
        asked[key] = asked.get(key, 0) + line.quantity
        found = known.get(key)
        left = found.quantity if found else 0
        if found is None or asked[key] > left or (line.cause == "short") != (not line.lot_id):
            reasons.append(Reason("not_claimable", {"left": left, "quantity": asked[key]}, f"lines.{number}.quantity"))
        items.append(found.item_id if found else 0)
    if reasons:
        raise Refused(*reasons)
    return items


def _claim(context: Context, claim_id: int, deed: str) -> tuple[int, int, int, str]:
    """(party, receipt, arrival, state) of a claim that is not settled."""
    rows = ask(
        context.connection,
        "SELECT party_id, receipt_id, arrival_id, state FROM claim WHERE district_id = ? AND claim_id = ?",
        (context.district_id, claim_id),
    )
    if not rows:
        raise refused("unknown_document", "claim_id", name=claim_id)
    if rows[0][3] == "settled":
        raise refused("wrong_state", "claim_id", what=claim_id, state=CLAIM_STATES["settled"], deed=deed)
    return rows[0][0], rows[0][1], rows[0][2], rows[0][3]


def answer_claim(command: AnswerClaim, context: Context) -> Effects:
    """The last answer counts; earlier ones stay in the journal."""
    state = _claim(context, command.claim_id, N_("登记答复"))[3]
    values = {"state": "answered", "answer": command.answer, "answered_at": context.occurred_at}
    change = Change("claim", {"claim_id": command.claim_id}, values, {"state": state})
    return Effects(changes=(change,), answer={"claim_id": command.claim_id})


def is_written_off(command: SettleClaim, _context: Context) -> bool:
    """True when nothing comes back: that takes two."""
    return command.settlement == "written_off"


def settle_claim(command: SettleClaim, context: Context) -> Effects:
    """How it ended; what is to come instead is expected from now on."""
    party_id, receipt_id, arrival_id, state = _claim(context, command.claim_id, N_("了结索赔"))
    _check_terms(command)
    values: dict[str, Any] = {
        "state": "settled",
        "settlement": command.settlement,
        "refund_fen": command.refund_fen or 0,
        "settled_note": command.note,
        "settled_at": context.occurred_at,
    }
    rows: tuple[NewRow, ...] = ()
    if command.settlement == "replacement":
        lines = _instead(context, command.claim_id, arrival_id)
        head = _head_instead(context, party_id, receipt_id, arrival_id, command.expected_on)
        if lines:
            values["new_arrival_id"], rows = expect_goods(context, head, lines)
    change = Change("claim", {"claim_id": command.claim_id}, values, {"state": state})
    answer = {"claim_id": command.claim_id, "arrival_id": values.get("new_arrival_id", 0)}
    return Effects(changes=(change,), rows=rows, answer=answer)


def _check_terms(command: SettleClaim) -> None:
    if (command.settlement == "refund") != (command.refund_fen is not None):
        raise refused(
            "field_missing" if command.settlement == "refund" else "input_invalid",
            "refund_fen",
            detail=N_("只有退款才写金额"),
        )
    if command.settlement == "written_off" and not command.note:
        raise refused("reason_needed", "note")


def _head_instead(context: Context, party_id: int, receipt_id: int, arrival_id: int, expected_on: str) -> Expected:
    """What comes instead belongs to the same document, and comes to the same place."""
    if arrival_id:
        known: Arrival = arrival(context, arrival_id)
        return Expected(
            known.source_kind,
            party_id,
            known.document_id,
            known.location_id,
            expected_on,
            needs_acceptance=known.needs_acceptance,
        )
    sql = "SELECT source_kind, location_id FROM receipt WHERE district_id = ? AND receipt_id = ?"
    kind, location_id = ask(context.connection, sql, (context.district_id, receipt_id))[0]
    return Expected(kind, party_id, 0, location_id, expected_on)


def _instead(context: Context, claim_id: int, arrival_id: int) -> list[ExpectedLine]:
    """The lines to come instead, at the cost and for the purpose of what they replace.

    What came short of an arrival that still expects it is not expected twice.
    """
    district = context.district_id
    claimed = ask(
        context.connection,
        "SELECT item_id, lot_id, arrival_line, quantity FROM claim_line WHERE district_id = ? AND claim_id = ? "
        "ORDER BY line_number",
        (district, claim_id),
    )
    lots = {
        row[0]: ExpectedLine(row[1], 0, *row[2:])
        for row in select_by_keys(
            context.connection,
            "SELECT lot.lot_id, lot.item_id, lot.pack_size, lot.unit_cost_fen, lot.cost_units, lot.budget_line_id, "
            "lot.purpose_party_id, lot.purpose_class, COALESCE(expected.document_line, 0), lot.purpose_area, "
            "COALESCE(expected.standard, lot.standard), COALESCE(expected.grade, lot.grade) FROM {keys} "
            "JOIN lot ON lot.lot_id = k1 JOIN receipt_line ON receipt_line.district_id = lot.district_id "
            "AND receipt_line.receipt_id = lot.receipt_id AND receipt_line.lot_id = lot.lot_id "
            "JOIN receipt ON receipt.district_id = lot.district_id AND receipt.receipt_id = lot.receipt_id "
            "LEFT JOIN arrival_line AS expected ON expected.district_id = receipt.district_id "
            "AND expected.arrival_id = receipt.arrival_id AND expected.line_number = receipt_line.arrival_line "
            "WHERE lot.district_id = ?",
            [(row[1],) for row in claimed if row[1]],
            (district,),
        )
    }
    is_over = arrival_id and arrival(context, arrival_id).state == "cancelled"
    expected = arrival_lines(context.connection, district, arrival_id) if is_over else {}
    lines: list[ExpectedLine] = []
    for item_id, lot_id, number, quantity in claimed:
        like = lots.get(lot_id) or expected.get(number)
        if like is not None:
            lines.append(
                ExpectedLine(
                    item_id, quantity, like.pack_size, like.unit_cost_fen, like.cost_units, like.budget_line_id,
                    like.purpose_party_id, like.purpose_class, like.document_line, like.purpose_area, like.standard,
                    like.grade,
                )
            )  # fmt: skip
    return lines
