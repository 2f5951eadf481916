"""Tables of mobilisation."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

reserve_stock = district_table(
    "reserve_stock",
    key("declaration_id"),
    key("item_id"),
    whole("party_id"),
    whole("quantity"),
    words("as_of"),
    words("note", default=""),
    whole("actor_id"),
    whole("declared_at"),
    whole("entry"),
    refers(["party_id"], "party"),
    refers(["item_id"], "item"),
    CheckConstraint("quantity >= 0", name="quantity"),
    append_only=True,
)
Index(None, reserve_stock.c.district_id, reserve_stock.c.party_id, reserve_stock.c.item_id)

mobilisation = district_table(
    "mobilisation",
    key("order_id"),
    whole("party_id"),
    words("state"),
    words("document_number"),
    words("ground"),
    whole("location_id", default=0),
    words("expected_on", default=""),
    words("note", default=""),
    words("end_note", default=""),  # why it was cancelled, or on what word the unit let the rest off
    whole("actor_id"),
    whole("ordered_at"),
    whole("ended_by", default=0),
    whole("ended_at", default=0),
    whole("entry"),
    refers(["party_id"], "party"),
    CheckConstraint("state IN ('ordered', 'cancelled', 'settled')", name="state"),
)
Index(None, mobilisation.c.district_id, mobilisation.c.state, mobilisation.c.order_id)
Index(None, mobilisation.c.district_id, mobilisation.c.party_id)

mobilisation_line = district_table(
    "mobilisation_line",
    key("order_id"),
    key("line_number"),
    whole("item_id"),
    whole("quantity"),
    whole("pack_size", default=1),
    whole("price_fen", optional=True),
    whole("price_units", default=1),
    refers(["order_id"], "mobilisation"),
    refers(["item_id"], "item"),
    CheckConstraint("quantity > 0 AND pack_size > 0 AND price_units > 0", name="quantity"),
    append_only=True,
)

given_back = district_table(
    "given_back",
    key("order_id"),
    key("entry"),
    key("ordinal"),
    whole("line_number"),
    words("way"),
    whole("lot_id", default=0),
    whole("quantity"),
    whole("amount_fen", default=0),
    words("note", default=""),
    whole("actor_id"),
    whole("given_at"),
    refers(["order_id", "line_number"], "mobilisation_line"),
    CheckConstraint("way IN ('goods', 'money')", name="way"),
    CheckConstraint("quantity > 0", name="quantity"),
    append_only=True,
)
