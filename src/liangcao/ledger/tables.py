"""Tables of the ledger. Only `ledger.post`, called by the road, writes line, balance and hold."""

from sqlalchemy import CheckConstraint, Column, Computed, Index, text

from liangcao.database.schema import WHOLE, district_table, key, refers, whole, words

lot = district_table(
    "lot",
    key("lot_id"),
    whole("item_id"),
    words("batch_number", default=""),
    words("produced_on", default=""),
    words("expires_on", default=""),
    words("status"),
    words("standard", default=""),
    words("grade", default=""),
    words("registration_number", default=""),
    words("acceptance", default=""),  # of what must be inspected before it is released: due, passed, failed
    words("source_kind"),
    whole("source_party_id", optional=True),
    whole("receipt_id", optional=True),
    whole("unit_cost_fen", optional=True),
    whole("cost_units", default=1),  # unit_cost_fen is for so many base units: gloves at 3.5 fen are 350 fen for 100
    whole("budget_line_id", default=0),  # what paid for it, or was meant to
    whole("purpose_party_id", optional=True),
    whole("purpose_class", default=0),
    words("purpose_area", default=""),
    whole("pack_size", default=1),
    whole("origin_entry"),
    refers(["item_id"], "item"),
    refers(["source_party_id"], "party", ["party_id"]),
    refers(["purpose_party_id"], "party", ["party_id"]),
    CheckConstraint("status IN ('released', 'quarantined')", name="status"),
    CheckConstraint(
        "source_kind IN ('purchase', 'donation', 'mobilisation', 'opening', 'funds', 'transformation')",
        name="source_kind",
    ),
)
Index(None, lot.c.district_id, lot.c.item_id, lot.c.expires_on)
Index(None, lot.c.district_id, lot.c.item_id, lot.c.lot_id)
Index(None, lot.c.district_id, lot.c.source_party_id, lot.c.lot_id)
Index(None, lot.c.district_id, lot.c.batch_number)
_DUE = text("acceptance = 'due'")
Index("ix_lot_due", lot.c.district_id, lot.c.receipt_id, sqlite_where=_DUE, postgresql_where=_DUE)

line = district_table(
    "line",
    key("entry"),
    key("ordinal"),
    words("kind"),
    whole("lot_id"),
    whole("source_id"),
    whole("destination_id"),
    whole("quantity"),
    whole("source_after"),  # what the source and the destination held of the lot after this line,
    whole("destination_after"),  # so that any past moment is one index look-up, never a sum of the ledger
    whole("reverses", default=0),
    refers(["entry"], "journal", ["number"]),
    refers(["lot_id"], "lot"),
    refers(["source_id"], "location", ["location_id"]),
    refers(["destination_id"], "location", ["location_id"]),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("source_id <> destination_id", name="two_ends"),
    book=True,
    append_only=True,
)
Index(None, line.c.district_id, line.c.lot_id, line.c.source_id, line.c.entry, line.c.ordinal)
Index(None, line.c.district_id, line.c.lot_id, line.c.destination_id, line.c.entry, line.c.ordinal)
Index(None, line.c.district_id, line.c.destination_id, line.c.entry, line.c.ordinal)
Index(
    None,
    line.c.district_id,
    line.c.reverses,
    sqlite_where=text("reverses <> 0"),
    postgresql_where=text("reverses <> 0"),
)
LOST = "kind IN ('loss', 'adjustment')"
"""What was written off, went missing or was counted away; a query that says exactly this finds it by its index."""
Index("ix_line_lost", line.c.district_id, line.c.entry, sqlite_where=text(LOST), postgresql_where=text(LOST))

balance = district_table(
    "balance",
    key("lot_id"),
    key("location_id"),
    whole("item_id"),
    whole("is_outside"),
    whole("on_hand", default=0),
    whole("held", default=0),
    # 1 while something lies in a place of ours. The indexes of live stock hang on it rather than on on_hand, which
    # every movement changes: so they stay small however long the past, and a movement leaves them alone.
    Column("is_here", WHOLE, Computed("CASE WHEN on_hand <> 0 AND is_outside = 0 THEN 1 ELSE 0 END", persisted=True)),
    refers(["lot_id"], "lot"),
    refers(["location_id", "is_outside"], "location"),
    CheckConstraint("is_outside = 1 OR on_hand >= 0", name="never_below_zero"),
    CheckConstraint("held >= 0 AND (is_outside = 1 OR held <= on_hand)", name="held_is_there"),
    book=True,
)
_HERE = text("is_here = 1")
Index(
    "ix_balance_item",
    balance.c.district_id,
    balance.c.item_id,
    balance.c.location_id,
    sqlite_where=_HERE,
    postgresql_where=_HERE,
)
Index(
    "ix_balance_place",
    balance.c.district_id,
    balance.c.location_id,
    balance.c.item_id,
    sqlite_where=_HERE,
    postgresql_where=_HERE,
)

hold = district_table(
    "hold",
    key("entry"),
    key("ordinal"),
    whole("lot_id"),
    whole("location_id"),
    whole("delta"),
    words("document"),
    refers(["entry"], "journal", ["number"]),
    refers(["lot_id", "location_id"], "balance"),
    CheckConstraint("delta <> 0", name="delta"),
    book=True,
    append_only=True,
)
Index(None, hold.c.district_id, hold.c.lot_id, hold.c.location_id)
Index(None, hold.c.district_id, hold.c.document)

past_cell = district_table("past_cell", key("entry"), key("lot_id"), key("location_id"), whole("item_id"), book=True)
"""The cells that were live when the journal stood at `entry`, for every so many entries: derived, see past.py."""
Index(None, past_cell.c.district_id, past_cell.c.entry, past_cell.c.item_id)

party_flow = district_table(
    "party_flow",
    key("location_id"),
    key("item_id"),
    key("party_id"),
    whole("quantity"),
    whole("lines"),
    book=True,
)
"""What places outside have of an item that came from a party, up to `party_flow_head`: derived, see party_flows.py."""
Index(None, party_flow.c.district_id, party_flow.c.party_id, party_flow.c.location_id)

party_flow_head = district_table("party_flow_head", whole("entry"), book=True)
"""Up to which entry `party_flow` is summed."""
