"""What must hold after every step, whatever anybody did: asked of the database by SQL, in a few milliseconds."""

from sqlalchemy import Connection

from liangcao.access.duties import EXCLUDES
from liangcao.database.bulk import ask
from liangcao.funds.ties import all_purchases, ties_of, untied
from liangcao.ledger.reconcile import reconcile
from simulation.invariants_returns import OWED_AGAIN, RETURN_ROWS

_CLASS_NOT_IN_USE = (
    "EXISTS (SELECT 1 FROM class_version) AND priority_class NOT IN (SELECT number FROM priority_class AS class "
    "WHERE is_retired = 0 AND class.version = (SELECT MAX(version) FROM class_version))"
)
ROWS_THAT_MUST_NOT_BE: dict[str, str] = {
    "a shipment on two trips at once": "SELECT shipment_id FROM trip_stop WHERE is_active = 1 "
    "GROUP BY shipment_id HAVING COUNT(*) > 1",
    "a stop on a trip that is over": "SELECT trip_id, shipment_id FROM trip_stop JOIN trip USING (trip_id) "
    "WHERE is_active = 1 AND state NOT IN ('planned', 'away')",
    "a trip whose boxes are not those of its stops": "SELECT trip_id, boxes FROM trip WHERE boxes <> "
    "COALESCE((SELECT SUM(trip_stop.boxes) FROM trip_stop WHERE trip_stop.trip_id = trip.trip_id "
    "AND position > 0), 0)",
    "an inside balance below zero": "SELECT lot_id, location_id, on_hand FROM balance "
    "WHERE is_outside = 0 AND on_hand < 0",
    "more promised than there is": "SELECT lot_id, location_id, on_hand, held FROM balance "
    "WHERE held < 0 OR (is_outside = 0 AND held > on_hand) OR (is_outside = 1 AND held <> 0)",
    "a lot whose places do not add up to nothing": "SELECT lot_id, SUM(on_hand) FROM balance "
    "GROUP BY lot_id HAVING SUM(on_hand) <> 0",
    "shipped, allocated, approved, asked out of order": "SELECT request_id, line_number FROM request_line "
    "WHERE delivered > shipped OR shipped > allocated OR allocated > COALESCE(approved, 0) OR approved > asked",
    "a line without its entry": "SELECT line.entry FROM line LEFT JOIN journal ON journal.number = line.entry "
    "WHERE journal.number IS NULL",
    "an entry recorded before the one it follows": "SELECT later.number FROM journal AS later "
    "JOIN journal ON journal.number = later.number - 1 WHERE later.recorded_at < journal.recorded_at",
    "promises that neither a plan nor a disposal makes": "SELECT balance.lot_id, balance.location_id, held "
    "FROM balance "
    "LEFT JOIN (SELECT lot_id, location_id, SUM(quantity) AS promised FROM (SELECT lot_id, location_id, quantity "
    "FROM plan_line WHERE state = 'held' UNION ALL SELECT lot_id, location_id, quantity FROM disposal_line "
    "JOIN disposal USING (district_id, disposal_id) WHERE state IN ('proposed', 'approved', 'carried')) AS promises "
    "GROUP BY lot_id, location_id) AS plans ON plans.lot_id = balance.lot_id "
    "AND plans.location_id = balance.location_id JOIN location ON location.location_id = balance.location_id "
    "WHERE location.kind <> 'budget_line' AND held <> COALESCE(promised, 0)",
    "money kept for no purchase": "SELECT balance.lot_id, balance.location_id, held FROM balance "
    "LEFT JOIN (SELECT hold.lot_id, hold.location_id, SUM(delta) AS kept FROM hold JOIN purchase "
    "ON document = 'purchase:' || purchase_id WHERE state = 'approved' "
    "GROUP BY hold.lot_id, hold.location_id) AS purchases "
    "ON purchases.lot_id = balance.lot_id AND purchases.location_id = balance.location_id "
    "JOIN location ON location.location_id = balance.location_id "
    "WHERE location.kind = 'budget_line' AND held <> COALESCE(kept, 0)",
    "a purchase from somebody on the blacklist then": "SELECT purchase_id FROM purchase JOIN blacklisting "
    "ON party_id = supplier_id WHERE decided_entry > blacklisting.entry "
    "AND (cleared_entry = 0 OR decided_entry < cleared_entry)",
    "an invoice that counts twice": "SELECT number FROM invoice WHERE annulled_entry = 0 "
    "GROUP BY number HAVING COUNT(*) > 1",
    "an arrival of a purchase that was not approved": "SELECT arrival_id FROM arrival JOIN purchase "
    "ON purchase_id = document_id WHERE source_kind = 'purchase' AND purchase.decided_entry = 0",
    "posted count differences that the ledger does not have": "SELECT count_id FROM count_posting "
    "GROUP BY count_id, entry HAVING SUM(difference) <> (SELECT "
    "COALESCE(SUM(CASE WHEN source.is_outside = 1 THEN quantity ELSE -quantity END), 0) FROM line "
    "JOIN location AS source ON source.location_id = source_id "
    "WHERE line.entry = count_posting.entry AND line.kind = 'adjustment')",
    "a count posted by somebody who counted": "SELECT posted.chain FROM duty_done AS posted "
    "JOIN duty_done AS did ON did.chain = posted.chain AND did.actor_id = posted.actor_id "
    "WHERE posted.duty = 'finalise' AND did.duty = 'count'",
    "a cancelled shipment that still holds goods": "SELECT shipment_id FROM shipment JOIN balance "
    "ON location_id = shipment_id WHERE state = 'cancelled' AND on_hand <> 0",
    "a signed shipment that holds anything but what is missing": "SELECT shipment.shipment_id FROM shipment "
    "WHERE state = 'delivered' AND (SELECT SUM(quantity - received - returned - found - lost) FROM shipment_line "
    "WHERE shipment_line.shipment_id = shipment.shipment_id) <> COALESCE((SELECT SUM(on_hand) FROM balance "
    "WHERE location_id = shipment.shipment_id), 0)",
    "lines said to be open that are not": "SELECT shipment.shipment_id FROM shipment WHERE open_lines <> "
    "(SELECT COUNT(*) FROM shipment_line WHERE shipment_line.shipment_id = shipment.shipment_id "
    "AND shipment.state = 'delivered' AND quantity > received + returned + found + lost)",
    "settled beside its settlements": "SELECT shipment_line.shipment_id, line_number FROM shipment_line "
    "WHERE found <> COALESCE((SELECT SUM(settlement.found) FROM settlement WHERE undone_by = 0 "
    "AND settlement.shipment_id = shipment_line.shipment_id "
    "AND settlement.line_number = shipment_line.line_number), 0) "
    "OR lost <> COALESCE((SELECT SUM(settlement.lost) FROM settlement WHERE undone_by = 0 "
    "AND settlement.shipment_id = shipment_line.shipment_id "
    "AND settlement.line_number = shipment_line.line_number), 0)",
    "a signature and its entry apart": "SELECT shipment_id FROM shipment "
    "WHERE (state = 'delivered') <> (signed_entry > 0)",
    "a plan of which nothing is left that did not end": "SELECT plan_id FROM plan WHERE state <> 'discarded' "
    "AND NOT EXISTS (SELECT 1 FROM plan_line WHERE plan_line.plan_id = plan.plan_id "
    "AND plan_line.state <> 'dropped')",
    "a shipment on its way that does not hold what its lines say": "SELECT shipment.shipment_id FROM shipment "
    "WHERE state = 'dispatched' AND (SELECT SUM(quantity) FROM shipment_line "
    "WHERE shipment_line.shipment_id = shipment.shipment_id) <> COALESCE((SELECT SUM(on_hand) FROM balance "
    "WHERE location_id = shipment.shipment_id), 0)",
    "a merged item with a name or a code of its own": "SELECT item_id FROM item WHERE state = 'merged' AND item_id IN "
    "(SELECT item_id FROM item_alias UNION SELECT item_id FROM item_code)",
    "a code that means two items on a day": "SELECT one.code_id FROM item_code AS one JOIN item_code AS other "
    "ON other.system = one.system AND other.code = one.code AND other.item_id <> one.item_id "
    "WHERE one.system <> 'gbt38565' AND one.valid_from <= COALESCE(NULLIF(other.valid_until, ''), '9') "
    "AND other.valid_from <= COALESCE(NULLIF(one.valid_until, ''), '9')",
    "a promise of a discarded plan": "SELECT plan_id FROM plan JOIN plan_line USING (district_id, plan_id) "
    "WHERE plan.state = 'discarded' AND plan_line.state = 'held'",
    "a held command signed by who submitted it": "SELECT one.chain FROM duty_done AS one JOIN duty_done AS other "
    "ON other.chain = one.chain AND other.actor_id = one.actor_id WHERE one.duty = 'submit' AND other.duty = 'sign'",
    "an arrival that counts other than its receipts": "SELECT arrival_line.arrival_id, line_number FROM arrival_line "
    "WHERE received <> COALESCE((SELECT SUM(accepted) FROM receipt_line JOIN receipt USING (district_id, receipt_id) "
    "WHERE receipt.state = 'booked' AND receipt.arrival_id = arrival_line.arrival_id "
    "AND receipt_line.arrival_line = arrival_line.line_number), 0) - COALESCE((SELECT SUM(acceptance_line.rejected) "
    "FROM acceptance_line JOIN receipt_line ON receipt_line.lot_id = acceptance_line.lot_id "
    "JOIN receipt ON receipt.receipt_id = receipt_line.receipt_id WHERE receipt.arrival_id = arrival_line.arrival_id "
    "AND receipt_line.arrival_line = arrival_line.line_number), 0)",
    "an arrival in another state than its lines": "SELECT arrival.arrival_id FROM arrival WHERE state <> 'cancelled' "
    "AND state <> (SELECT CASE WHEN SUM(received + rejected) = 0 THEN 'expected' "
    "WHEN SUM(CASE WHEN received + rejected < quantity THEN 1 ELSE 0 END) > 0 THEN 'partly' ELSE 'received' END "
    "FROM arrival_line WHERE arrival_line.arrival_id = arrival.arrival_id)",
    "a lot released that its inspection is due of or failed": "SELECT lot_id FROM lot WHERE status = 'released' "
    "AND acceptance IN ('due', 'failed')",
    "a request approved that nobody vouched for": "SELECT request_id FROM request "
    "WHERE state IN ('approved', 'closed') AND verification NOT IN ('', 'confirmed')",
    "a request of an unknown unit that went on": "SELECT request_id FROM request "
    "JOIN party ON party_id = unit_id WHERE kind = 'unverified' AND state IN ('approved', 'closed')",
    "something planned for an unknown unit": "SELECT plan_id FROM plan_line JOIN party ON party_id = unit_id "
    "WHERE kind = 'unverified'",
    "the public door and its permission apart": "SELECT door_id FROM public_door JOIN role_grant USING (grant_id) "
    "WHERE is_open <> role_grant.is_active",
    "the public's permission in other hands": "SELECT grant_id FROM role_grant JOIN actor USING (actor_id) "
    "WHERE (role = 'public') <> (is_person = 0)",
    "a request by the public door in a person's name": "SELECT request_id FROM request JOIN actor USING (actor_id) "
    "WHERE (channel = 'public') <> (is_person = 0)",
    "a request replaced that stands": "SELECT later.request_id FROM request AS later JOIN request "
    "ON request.request_id = later.replaces_id WHERE request.state <> 'withdrawn'",
    "a request merged, split or corrected that stands": "SELECT request_id FROM request "
    "WHERE into_id <> 0 AND state <> 'withdrawn'",
    "a request whose place was taken, with its chain cut": "SELECT request_id FROM request WHERE into_id <> 0 "
    "AND NOT EXISTS (SELECT 1 FROM chain_origin WHERE chain = 'request:' || into_id "
    "AND origin = 'request:' || request_id)",
    "a request younger than what it took the place of": "SELECT later.request_id FROM request AS later JOIN request "
    "ON request.into_id = later.request_id WHERE later.submitted_at > request.submitted_at "
    "AND later.channel <> 'public'",
    "a unit in a class that is not in use": "SELECT party_id, priority_class FROM party "
    f"WHERE kind NOT IN ('supplier', 'donor', 'reserve') AND {_CLASS_NOT_IN_USE}",
    "a request to be decided in a class that is not in use": "SELECT request_id, priority_class FROM request "
    f"WHERE state = 'submitted' AND {_CLASS_NOT_IN_USE}",
    "a class changed into itself or out of turn": "SELECT later.change_id FROM class_change AS later "
    "JOIN class_change USING (district_id, request_id) WHERE class_change.change_id = (SELECT MAX(change_id) "
    "FROM class_change AS earlier WHERE earlier.request_id = later.request_id AND earlier.change_id < later.change_id) "
    "AND class_change.to_class <> later.from_class",
    "a lead that says it has an offer and has none, or the other way round": "SELECT lead_id, state FROM lead "
    "WHERE state IN ('open', 'offer') AND (state = 'offer') <> EXISTS "
    "(SELECT 1 FROM offer WHERE offer.lead_id = lead.lead_id AND offer.state = 'live')",
    "an offer that outlived its lead": "SELECT offer_id FROM offer JOIN lead USING (district_id, lead_id) "
    "WHERE offer.state = 'live' AND lead.state IN ('dead', 'merged')",
    "a lead that counts calls it did not have": "SELECT lead_id, calls FROM lead WHERE state <> 'merged' AND calls < "
    "(SELECT COUNT(*) FROM lead_call WHERE lead_call.lead_id = lead.lead_id)",
    "a lead whose last turn says otherwise": "SELECT lead.lead_id, lead.state FROM lead JOIN lead_turn AS last "
    "ON last.lead_id = lead.lead_id WHERE last.state <> lead.state AND last.turn_id = "
    "(SELECT MAX(turn_id) FROM lead_turn WHERE lead_turn.lead_id = lead.lead_id)",
    "a task whose state its turns do not tell": "SELECT task_id, state FROM task WHERE (state = 'closed') <> "
    "((SELECT deed FROM task_turn WHERE task_turn.task_id = task.task_id AND deed IN ('closed', 'cancelled', "
    "'reopened', 'taken') ORDER BY turn_id DESC LIMIT 1) = 'closed')",
    "a shift somebody took over from themselves": "SELECT note_id FROM shift_note JOIN shift_taken USING "
    "(district_id, note_id) WHERE shift_note.actor_id = shift_taken.actor_id",
    "a receipt reversed though its goods stayed": "SELECT receipt_id FROM receipt WHERE state = 'reversed' "
    "AND NOT EXISTS (SELECT 1 FROM line WHERE line.reverses = receipt.entry)",
    **RETURN_ROWS,
}
_SENT = (
    "SELECT request_id, request_line, SUM(CASE WHEN state = 'dispatched' THEN quantity ELSE received END), "
    "SUM(COALESCE(received, 0)) FROM shipment_line JOIN shipment USING (district_id, shipment_id) "
    "WHERE state <> 'cancelled' GROUP BY request_id, request_line"
)
_PROMISED = (
    "SELECT request_id, request_line, SUM(quantity) FROM plan_line WHERE state = 'held' GROUP BY request_id, "
    "request_line"
)


def check_invariants(connection: Connection) -> list[str]:
    """What does not hold, in words; empty when all is well."""
    faults = [
        f"{name}: {rows[:3]}" for name, sql in ROWS_THAT_MUST_NOT_BE.items() if (rows := ask(connection, sql)) != []
    ]
    faults += [f"balance differs from its lines or holds: {each}" for each in reconcile(connection, 1).differences]
    count, first, last = ask(connection, "SELECT COUNT(*), MIN(number), MAX(number) FROM journal")[0]
    size = ask(connection, "SELECT size FROM journal_head")[0][0]
    if not (count == last == size and first == 1):
        faults.append(f"entry numbers have gaps: {count} entries from {first} to {last}, head {size}")
    untied_books = [each for tie in ties_of(connection, 1, all_purchases(connection, 1)) for each in untied(tie)]
    faults += [f"money and goods do not tie: {each}" for each in untied_books]
    return faults + _duties_joined(connection) + _requests_and_shipments(connection)


def _duties_joined(connection: Connection) -> list[str]:
    """Duties on one chain, and those it goes on from, that one person may not join, in that order."""
    pairs = ask(
        connection,
        "WITH RECURSIVE before (chain, origin) AS (SELECT DISTINCT chain, chain FROM duty_done UNION "
        "SELECT before.chain, chain_origin.origin FROM before JOIN chain_origin ON chain_origin.chain = before.origin) "
        "SELECT one.chain, one.actor_id, one.duty, other.duty FROM duty_done AS other "
        "JOIN before ON before.chain = other.chain JOIN duty_done AS one ON one.chain = before.origin "
        "AND other.actor_id = one.actor_id AND one.entry < other.entry",
    )
    return [f"duties joined: {pair}" for pair in pairs if pair[2] in EXCLUDES[pair[3]]]


def _requests_and_shipments(connection: Connection) -> list[str]:
    """A request line is allocated what is promised and sent, shipped what is on its way and arrived, but for what came
    back of it without having met the need."""
    sent = {(row[0], row[1]): (int(row[2]), int(row[3])) for row in ask(connection, _SENT)}
    promised = {(row[0], row[1]): int(row[2]) for row in ask(connection, _PROMISED)}
    back = {(row[0], row[1]): int(row[2]) for row in ask(connection, OWED_AGAIN)}
    faults = []
    sql = "SELECT request_id, line_number, allocated, shipped, delivered FROM request_line"
    for request_id, number, *stored in ask(connection, sql):
        came_back = back.get((request_id, number), 0)
        shipped, delivered = (each - came_back for each in sent.get((request_id, number), (0, 0)))
        counted = [promised.get((request_id, number), 0) + shipped, shipped, delivered]
        if stored != counted:
            faults.append(f"request {request_id}:{number} says {stored}, its plans and shipments say {counted}")
    return faults
