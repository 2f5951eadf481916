"""Handlers of recalls."""

from collections.abc import Sequence
from typing import Any

from liangcao.access.permissions import Reach
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import load_lots, lot
from liangcao.recall.commands import (
    Answer,
    AnswerByLink,
    AnswerLine,
    CloseRecall,
    LiftRecall,
    OpenRecall,
    RecordAnswer,
    SendNotice,
)
from liangcao.recall.queries import (
    Recall,
    holders,
    lots_of_batch,
    made_of,
    notice_of_token,
    recall,
    recall_of_lot,
    recalled_lots,
    whereabouts,
    with_units,
)
from liangcao.recall.rules import Held, check_answer, check_closable, check_state
from liangcao.requests.queries import door


def reach_of_recall(command: OpenRecall, context: Context) -> Reach:
    """Anywhere one of the lots lies: whoever keeps some of it may stop all of it."""
    lots = _named(command, context)
    lying = whereabouts(context.connection, context.district_id, lots)
    return Reach(paths=tuple(sorted({each.path for each in lying})), is_any=True)


def open_recall(command: OpenRecall, context: Context) -> Effects:
    """The lots, and what was made of them, stop everywhere; who holds how much is taken down as the ledger has it."""
    check_texts({"ground": command.ground, "advice": command.advice, "public_text": command.public_text})
    named = _named(command, context)
    made = made_of(context.connection, context.district_id, named)
    load_lots(context.connection, context.district_id, [*named, *made], context.facts)
    _check_free(named, context)
    recall_id = context.new_id()
    head = {
        "recall_id": recall_id,
        "state": "open",
        "batch_number": command.batch_number or lot(context, named[0]).batch_number,
        "covers_batch": int(bool(command.batch_number)),
        "item_id": (command.item_id or 0) if command.batch_number else 0,
        "ground": command.ground,
        "advice": command.advice,
        "public_text": command.public_text,
        "actor_id": context.actor_id,
        "opened_at": context.occurred_at,
        "entry": context.number,
    }
    rows, changes = [NewRow("recall", head)], []
    numbers = [*named, *(each for each in made if not _recalled(each, context))]
    for number in numbers:
        known = lot(context, number)
        values = {"recall_id": recall_id, "lot_id": number, "status_before": known.status}
        rows.append(NewRow("recall_lot", {**values, "made_of": made.get(number, 0)}))
        if not known.is_quarantined:
            stopped = {"status": "quarantined"}
            changes.append(Change("lot", {"lot_id": number}, stopped, {"status": "released"}))
    for party_id, lot_id, quantity in with_units(context.connection, context.district_id, numbers):
        values = {"recall_id": recall_id, "party_id": party_id, "lot_id": lot_id, "quantity": quantity}
        rows.append(NewRow("recall_holder", values))
    return Effects(
        rows=tuple(rows),
        changes=tuple(changes),
        duties=(DutyDone(f"recall:{recall_id}", "recall"),),
        answer={"recall_id": recall_id, "lot_ids": numbers},
    )


def _named(command: OpenRecall, context: Context) -> list[int]:
    """The lots that are meant: one, or all that bear the batch number."""
    if command.lot_id and not command.batch_number:
        found = lot(context, command.lot_id, "lot_id")
        if found.is_money:
            raise refused("not_goods", "lot_id", item=found.item_name)
        return [found.lot_id]
    if not command.batch_number:
        raise refused("field_missing", "batch_number")
    lots = lots_of_batch(context.connection, context.district_id, command.batch_number, command.item_id or 0)
    if not lots or (command.lot_id and command.lot_id not in lots):
        raise refused("unknown_lot", "batch_number", name=command.batch_number)
    return lots


def _recalled(lot_id: int, context: Context) -> int:
    return recall_of_lot(context.connection, context.district_id, lot_id)


def _check_free(lot_ids: Sequence[int], context: Context) -> None:
    """Raise Refused ``recalled_already`` for a lot that is under a recall, or was closed by one."""
    for number in lot_ids:
        found = _recalled(number, context)
        if found:
            raise refused("recalled_already", "lot_id", lot=lot(context, number).batch_number or number, recall=found)


def _open(context: Context, recall_id: int, deed: str) -> Recall:
    known = recall(context.connection, context.district_id, recall_id)
    check_state(known.state, deed)
    return known


def _held(context: Context, recall_id: int, party_id: int) -> dict[int, Held]:
    """What a holder had, by lot; raises Refused ``not_a_holder``."""
    found = holders(context.connection, context.district_id, recall_id, party_id=party_id)
    if not found:
        raise refused("not_a_holder", "party_id", recall=recall_id)
    return {each.lot_id: each for each in found}


def send_notice(command: SendNotice, context: Context) -> Effects:
    """One row for each time somebody was told; an older link goes on working."""
    known = _open(context, command.recall_id, N_("发通知"))
    _held(context, known.recall_id, command.party_id)
    if (command.way == "link" and not command.token_hash) or (command.way == "phone" and command.token_hash):
        raise refused("field_missing", "token_hash")
    if command.token_hash and notice_of_token(context.connection, context.district_id, command.token_hash):
        raise refused("already_exists", "token_hash", name=command.token_hash[:8])
    values = {
        "notice_id": context.new_id(),
        **command.model_dump(),
        "actor_id": context.actor_id,
        "sent_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("recall_notice", values),), answer={"notice_id": values["notice_id"]})


def answer_by_link(command: AnswerByLink, context: Context) -> Effects:
    """The last word counts; another one with other figures counts only until somebody has rung up."""
    found = door(context.connection, context.district_id)
    if found is None or found.actor_id != context.actor_id:
        raise refused("not_permitted", action=command.action)
    notice = notice_of_token(context.connection, context.district_id, command.token_hash)
    if notice is None:
        raise refused("unknown_document", "token_hash", name=command.token_hash[:8])
    return _answered(command, notice, "link", context)


def record_answer(command: RecordAnswer, context: Context) -> Effects:
    """What was said on the phone settles what answers by the link contradict each other in."""
    return _answered(command, (command.recall_id, command.party_id), "phone", context)


def _answered(command: Answer, whose: tuple[int, int], way: str, context: Context) -> Effects:
    check_texts({"note": command.note, "handed_to": command.handed_to})
    recall_id, party_id = whose
    _open(context, recall_id, N_("答复"))
    held = _held(context, recall_id, party_id)
    check_answer(held, command.lines, command.handed_to)
    answer_id = context.new_id()
    said: dict[str, Any] = {
        "answer_id": answer_id,
        "recall_id": recall_id,
        "party_id": party_id,
        "way": way,
        "handed_to": command.handed_to,
        "said_by": command.said_by,
        "note": command.note,
        "actor_id": context.actor_id,
        "answered_at": context.occurred_at,
        "entry": context.number,
    }
    rows = tuple(NewRow("recall_answer", {**said, **line.model_dump()}) for line in command.lines)
    changes = tuple(_last_word(recall_id, held[line.lot_id], line, way, context) for line in command.lines)
    return Effects(rows=rows, changes=changes, answer={"recall_id": recall_id, "answer_id": answer_id})


def _last_word(recall_id: int, known: Held, line: AnswerLine, way: str, context: Context) -> Change:
    """A second answer by the link that says less is used or missing than the first, or more, is disputed.

    What was left and has come back meanwhile is no contradiction.
    """
    differs = known.answers > 0 and (line.used, line.missing) != (known.used, known.missing)
    is_disputed = int(way == "link" and (bool(known.is_disputed) or differs))
    values = {
        **line.model_dump(exclude={"lot_id"}),
        "answers": known.answers + 1,
        "answered_at": context.occurred_at,
        "is_disputed": is_disputed,
    }
    key = {"recall_id": recall_id, "party_id": known.party_id, "lot_id": line.lot_id}
    return Change("recall_holder", key, values, {"answers": known.answers})


def close_recall(command: CloseRecall, context: Context) -> Effects:
    """What was held adds up: returned, used, missing. The lots stay stopped; what is here goes to disposal."""
    check_texts({"finding": command.finding})
    known = _open(context, command.recall_id, N_("了结"))
    lots = recalled_lots(context.connection, context.district_id, [known.recall_id])[known.recall_id]
    lying = whereabouts(context.connection, context.district_id, [each.lot_id for each in lots])
    away = sum(each.on_hand for each in lying if each.kind in ("shipment", "loan"))
    check_closable(holders(context.connection, context.district_id, known.recall_id), away)
    return Effects(
        changes=(_ended(known, "closed", command.finding, context),),
        duties=(DutyDone(f"recall:{known.recall_id}", "wind_up"),),
        answer={"recall_id": known.recall_id},
    )


def lift_recall(command: LiftRecall, context: Context) -> Effects:
    """Lots that the recall stopped go again; those that were stopped before stay so."""
    check_texts({"reason": command.reason})
    known = _open(context, command.recall_id, N_("解除"))
    lots = recalled_lots(context.connection, context.district_id, [known.recall_id])[known.recall_id]
    freed = tuple(
        Change("lot", {"lot_id": each.lot_id}, {"status": "released"}, {"status": "quarantined"})
        for each in lots
        if each.status_before == "released" and each.status == "quarantined" and each.acceptance in ("", "passed")
    )
    return Effects(
        changes=(_ended(known, "lifted", command.reason, context), *freed),
        duties=(DutyDone(f"recall:{known.recall_id}", "lift"),),
        answer={"recall_id": known.recall_id},
    )


def _ended(known: Recall, state: str, note: str, context: Context) -> Change:
    values = {"state": state, "end_note": note, "ended_by": context.actor_id, "ended_at": context.occurred_at}
    return Change("recall", {"recall_id": known.recall_id}, values, {"state": "open"})
