"""Plans for the evidence that is verified: twenty lots of one item, thirty units that ask for it, shared out again and
again by the very planner; nothing is adopted, so that each plan answers the same question on another day."""

from typing import Any

from liangcao.allocation.planning import plan_for
from liangcao.allocation.question import ItemNamed, OpenLine, Stock, Supply, Wish, question_for
from liangcao.allocation.rules import number_of
from liangcao.kernel.canonical import canonical_bytes
from liangcao.kernel.effects import Change, Effects, Line, Movement, NewRow
from liangcao.kernel.moment import moment_text

ITEM = 29
LOTS = tuple(range(200, 220))
REQUESTS = tuple(range(300, 330))
_DECIDED = 1_580_428_804_000
_UNIT = 1_000
_Deed = tuple[str, dict[str, Any], Effects]


def received(supplier: int, store: int, entry: int) -> _Deed:
    """The lots, in boxes of fifty."""
    told = {"item_id": ITEM, "status": "released", "source_kind": "purchase", "origin_entry": entry, "pack_size": 50}
    rows = [
        NewRow("lot", {**told, "lot_id": lot_id, "batch_number": f"批{lot_id}", "expires_on": _expires(lot_id)})
        for lot_id in LOTS
    ]
    lines = tuple(Line(lot_id, supplier, store, 1_000) for lot_id in LOTS)
    return "receiving.receive_goods", {"location_id": store}, Effects((Movement("receipt", lines),), rows=tuple(rows))


def asked(actor: int, entry: int) -> _Deed:
    """The units and their requests, more than there is."""
    rows: list[NewRow] = []
    for request_id in REQUESTS:
        unit_id = _UNIT + request_id
        rows.append(NewRow("party", {"party_id": unit_id, "kind": "unit", "name": f"单位{unit_id}"}))
        told = {"request_id": request_id, "unit_id": unit_id, "state": "submitted", "channel": "form"}
        more = {"priority_class": 1 + request_id % 3, "actor_id": actor, "submitted_at": _DECIDED, "entry": entry}
        line = {"request_id": request_id, "line_number": 1, "item_id": ITEM, "asked": _wanted(request_id)}
        rows += [NewRow("request", {**told, **more}), NewRow("request_line", line)]
    return "requests.submit_request", {"unit_id": _UNIT}, Effects(rows=tuple(rows))


def approved(actor: int) -> _Deed:
    """All of them approved."""
    decided = {"state": "approved", "decided_by": actor, "decided_at": _DECIDED}
    changes: list[Change] = []
    for request_id in REQUESTS:
        key = {"request_id": request_id}
        changes += [
            Change("request", key, decided, {"state": "submitted"}),
            Change("request_line", {**key, "line_number": 1}, {"approved": _wanted(request_id)}),
        ]
    return "requests.approve_request", {"request_id": REQUESTS[0]}, Effects(changes=tuple(changes))


def proposed(plan_id: int, store: int, actor: int, moment: int, entry: int) -> _Deed:
    """A plan as the office makes it."""
    open_now = [
        OpenLine(
            request_id, 1, _UNIT + request_id, f"单位{request_id}", ITEM, 1 + request_id % 3, _wanted(request_id), 0,
            _DECIDED,
        )
        for request_id in REQUESTS
    ]  # fmt: skip
    supplies = [
        Supply(
            lot_id, f"批{lot_id}", store, "store", ITEM, 1_000, 0, _expires(lot_id), 50, False, 0, "", 0, ""
        )
        for lot_id in LOTS
    ]  # fmt: skip
    stock = Stock(supplies, (), {ITEM: ItemNamed("口罩", "只")})
    planned = plan_for(question_for(open_now, stock, Wish(item_ids=(ITEM,)), moment_text(moment)[:10]))
    head = {
        "plan_id": plan_id, "location_id": store, "state": "proposed", "note": "", "packing": "fit",
        "input_hash": planned.document["input_hash"], "plan_hash": planned.document["plan_hash"],
        "minimum_life_days": 0, "actor_id": actor, "proposed_at": moment, "entry": entry,
    }  # fmt: skip
    rows = [
        NewRow("plan", head),
        NewRow("plan_question", {"plan_id": plan_id, "question": planned.question.text, "proof": planned.proof}),
    ]
    given = planned.given_to_claims
    for number, line in enumerate(planned.lines, 1):
        request_id, _, of_request = line["claim"].partition(":")
        of_line = {"plan_id": plan_id, "line_number": number, "request_id": int(request_id), "state": "proposed"}
        where = {"lot_id": number_of(line["lot"]), "location_id": store, "quantity": line["quantity"]}
        asking = {"request_line": int(of_request), "unit_id": _UNIT + int(request_id), "item_id": ITEM}
        rows.append(NewRow("plan_line", {**of_line, **where, **asking}))
    for need in planned.needs:
        unit, wanted = number_of(need["unit"]), need["asked"]
        got = given.get(f"{unit - _UNIT}:1", 0)
        cells = {name: need[name] for name in ("asked", "already", "given", "promised", "debt")}
        key = {"plan_id": plan_id, "unit_id": unit, "item_id": ITEM, "priority_class": need["class"]}
        rows.append(NewRow("plan_need", {**key, **cells, "why": canonical_bytes(need["why"]).decode()}))
        share = {"request_id": unit - _UNIT, "request_line": 1, "priority_class": need["class"], "asked": wanted}
        told = {"given": got, "level": got * 1000 // wanted, "reason": need["why"][0]["code"], "params": "{}"}
        rows.append(NewRow("plan_share", {"plan_id": plan_id, **share, **told}))
    return "allocation.propose_plan", {"location_id": store, "item_ids": [ITEM]}, Effects(rows=tuple(rows))


def _wanted(request_id: int) -> int:
    return 50 * (6 + request_id % 23)


def _expires(lot_id: int) -> str:
    return f"2021-{lot_id % 12 + 1:02}-28"
