"""Tables of leads, their offers, calls and turns."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

lead = district_table(
    "lead",
    key("lead_id"),
    words("channel"),
    words("place", default=""),
    whole("supplier_id", optional=True),  # none: not in the register
    words("company", default=""),  # as it was said
    words("contact", default=""),  # these three are commitments
    words("phone", default=""),
    words("remark", default=""),
    whole("item_id", optional=True),
    whole("quantity", optional=True),
    words("state"),
    words("died", default=""),
    whole("into_id", default=0),
    whole("calls", default=0),
    words("last_outcome", default=""),
    whole("last_call_at", default=0),
    whole("call_at", default=0),  # when to ring again
    whole("actor_id"),
    whole("made_at"),
    whole("entry"),
    refers(["supplier_id"], "party", ["party_id"]),
    refers(["item_id"], "item"),
    CheckConstraint(
        "channel IN ('local', 'other_city', 'other_province', 'abroad', 'cross_border', 'bonded_park', "
        "'reserve_unit', 'donation_appeal')",
        name="channel",
    ),
    CheckConstraint("state IN ('open', 'offer', 'bought', 'dead', 'merged')", name="state"),
)
Index(None, lead.c.district_id, lead.c.state, lead.c.lead_id)
Index(None, lead.c.district_id, lead.c.supplier_id, lead.c.lead_id)
Index(None, lead.c.district_id, lead.c.item_id, lead.c.lead_id)

offer = district_table(
    "offer",
    key("offer_id"),
    whole("lead_id"),
    whole("item_id"),
    whole("quantity", optional=True),  # none: nobody said how many
    whole("price_fen"),
    whole("price_units", default=1),
    whole("extra_fen", default=0),
    words("currency", default="CNY"),
    whole("foreign_price", optional=True),
    words("rate", default=""),
    words("rate_source", default=""),
    words("certificate", default="unknown"),
    words("standard", default=""),
    words("availability", default="unknown"),
    whole("delivery_days", optional=True),
    words("valid_until", default=""),
    whole("minimum", default=0),
    words("note", default=""),
    words("state"),
    words("ended", default=""),
    whole("replaced_by", default=0),
    whole("purchase_id", default=0),
    whole("actor_id"),
    whole("made_at"),
    whole("entry"),
    refers(["lead_id"], "lead"),
    refers(["item_id"], "item"),
    CheckConstraint("price_fen > 0 AND price_units > 0 AND extra_fen >= 0", name="price"),
    CheckConstraint("state IN ('live', 'ended', 'bought')", name="state"),
)
Index(None, offer.c.district_id, offer.c.item_id, offer.c.offer_id)
Index(None, offer.c.district_id, offer.c.lead_id, offer.c.offer_id)
Index(None, offer.c.district_id, offer.c.state, offer.c.item_id)

lead_call = district_table(
    "lead_call",
    key("call_id"),
    whole("lead_id"),
    words("outcome"),
    whole("call_at", default=0),
    words("said", default=""),  # a commitment
    whole("actor_id"),
    whole("called_at"),
    whole("entry"),
    refers(["lead_id"], "lead"),
    CheckConstraint("outcome IN ('reached', 'promised', 'no_answer', 'call_back', 'refused')", name="outcome"),
    append_only=True,
)
Index(None, lead_call.c.district_id, lead_call.c.lead_id, lead_call.c.call_id)
Index(None, lead_call.c.district_id, lead_call.c.called_at)

lead_turn = district_table(
    "lead_turn",
    key("turn_id"),
    whole("lead_id"),
    words("state"),
    words("reason", default=""),
    words("note", default=""),
    whole("other_id", default=0),  # the offer, purchase or lead it is about
    whole("actor_id"),
    whole("turned_at"),
    whole("entry"),
    refers(["lead_id"], "lead"),
    append_only=True,
)
Index(None, lead_turn.c.district_id, lead_turn.c.lead_id, lead_turn.c.turn_id)
