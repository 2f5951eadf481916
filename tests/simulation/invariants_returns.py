"""What must hold of goods that come back, are lent, destroyed or called back."""

RETURN_ROWS: dict[str, str] = {
    "a delivery that counts other than what comes back of it": "SELECT shipment_id, line_number FROM shipment_line "
    "WHERE brought_back <> COALESCE((SELECT SUM(CASE WHEN state = 'announced' THEN return_line.quantity "
    "ELSE return_line.received END) FROM return_line JOIN goods_return USING (district_id, return_id) "
    "WHERE state <> 'cancelled' AND return_line.shipment_id = shipment_line.shipment_id "
    "AND return_line.shipment_line = shipment_line.line_number), 0)",
    "a return judged to the last that did not end, or the other way round": "SELECT return_id FROM goods_return "
    "WHERE state IN ('received', 'examined') AND (state = 'examined') <> (NOT EXISTS (SELECT 1 FROM return_line "
    "WHERE return_line.return_id = goods_return.return_id AND received > restocked + unusable))",
    "a judgement without its examination": "SELECT return_line.return_id FROM return_line "
    "WHERE restocked + unusable <> "
    "COALESCE((SELECT SUM(each.restocked + each.unusable) FROM return_examination AS each "
    "WHERE each.return_id = return_line.return_id AND each.line_number = return_line.line_number), 0)",
    "a loan that does not hold what is out": "SELECT loan.loan_id FROM loan WHERE "
    "COALESCE((SELECT SUM(on_hand) FROM balance WHERE location_id = loan.loan_id), 0) <> "
    "(SELECT SUM(quantity - whole_back - damaged - lost) FROM loan_line WHERE loan_line.loan_id = loan.loan_id)",
    "a loan ended with something out, or the other way round": "SELECT loan_id FROM loan WHERE (state = 'ended') <> "
    "(NOT EXISTS (SELECT 1 FROM loan_line WHERE loan_line.loan_id = loan.loan_id "
    "AND quantity > whole_back + damaged + lost))",
    "a numbered piece out twice": "SELECT item_id, serial FROM loan_line WHERE serial <> '' "
    "AND quantity > whole_back + damaged + lost GROUP BY item_id, serial HAVING COUNT(*) > 1",
    "goods destroyed by fewer than three": "SELECT disposal_id FROM disposal WHERE state = 'disposed' "
    "AND (witness_id IN (actor_id, decided_by, carried_by) OR decided_by IN (actor_id, carried_by))",
    "a recalled lot that goes about": "SELECT lot.lot_id FROM recall_lot JOIN recall USING (district_id, recall_id) "
    "JOIN lot ON lot.lot_id = recall_lot.lot_id WHERE recall.state <> 'lifted' AND lot.status <> 'quarantined'",
    "a recall closed that does not add up": "SELECT recall_holder.party_id FROM recall_holder "
    "JOIN recall USING (district_id, recall_id) WHERE recall.state = 'closed' AND quantity <> used + missing + "
    "COALESCE((SELECT SUM(return_line.received) FROM return_line JOIN goods_return USING (district_id, return_id) "
    "WHERE return_line.recall_id = recall_holder.recall_id AND return_line.lot_id = recall_holder.lot_id "
    "AND unit_id = recall_holder.party_id), 0)",
}
OWED_AGAIN = (
    "SELECT request_id, request_line, SUM(received) FROM return_line "
    "WHERE reason IN ('wrong', 'faulty', 'recalled') AND received > 0 GROUP BY request_id, request_line"
)
"""What came back of a request line without having met it."""
