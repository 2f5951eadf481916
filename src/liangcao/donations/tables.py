"""Tables of donations."""

from sqlalchemy import CheckConstraint, Index, text

from liangcao.database.schema import district_table, key, refers, whole, words

donation = district_table(
    "donation",
    key("donation_id"),
    words("state"),
    words("donor_kind"),
    whole("party_id", default=0),  # 0 while an offer of the public is not taken up
    words("donor_said", default=""),  # a body as it wrote its name, while the register does not know it
    words("donor_name", default=""),  # commitments to personal data, never the data
    words("contact", default=""),
    words("phone", default=""),
    words("link", default=""),
    words("token_hash", default=""),
    words("channel"),
    whole("amount_fen", default=0),  # money promised, and what of it is booked
    whole("booked_fen", default=0),
    whole("purpose_party_id", optional=True),
    whole("purpose_class", default=0),
    words("purpose_area", default=""),
    words("wish", default=""),
    whole("location_id", default=0),
    words("expected_on", default=""),
    words("note", default=""),
    words("refuse_code", default=""),
    words("refuse_route", default=""),
    words("refuse_note", default=""),
    whole("into_id", default=0),  # the donation it was the same as
    whole("actor_id"),
    whole("announced_at"),
    whole("decided_by", default=0),
    whole("decided_at", default=0),
    whole("entry"),
    refers(["purpose_party_id"], "party", ["party_id"]),
    CheckConstraint("state IN ('offered', 'announced', 'refused', 'merged')", name="state"),
    CheckConstraint("donor_kind IN ('body', 'person', 'anonymous')", name="donor_kind"),
    CheckConstraint("booked_fen >= 0", name="booked_fen"),
)
Index(None, donation.c.district_id, donation.c.state, donation.c.donation_id)
Index(None, donation.c.district_id, donation.c.party_id, donation.c.announced_at)
_LINKED = text("token_hash <> ''")
Index(
    "ix_donation_token",
    donation.c.district_id,
    donation.c.token_hash,
    unique=True,
    sqlite_where=_LINKED,
    postgresql_where=_LINKED,
)

donation_offer_line = district_table(
    "donation_offer_line",
    key("donation_id"),
    key("line_number"),
    whole("item_id", optional=True),  # none: as the public wrote it
    words("item_said", default=""),
    whole("quantity"),
    refers(["donation_id"], "donation"),
    refers(["item_id"], "item"),
    CheckConstraint("quantity > 0", name="quantity"),
    append_only=True,
)

donation_line = district_table(
    "donation_line",
    key("donation_id"),
    key("line_number"),
    whole("item_id"),
    whole("quantity"),
    whole("pack_size", default=1),
    whole("handed", optional=True),  # as the donor says: none while they have said nothing
    words("value_basis", default=""),
    whole("price_fen", optional=True),
    whole("price_units", default=1),
    words("value_source", default=""),
    words("standard", default=""),
    words("grade", default=""),
    refers(["donation_id"], "donation"),
    refers(["item_id"], "item"),
    CheckConstraint("quantity > 0 AND pack_size > 0 AND price_units > 0", name="quantity"),
    CheckConstraint("value_basis IN ('', 'invoice', 'market', 'unvalued')", name="value_basis"),
)
Index(None, donation_line.c.district_id, donation_line.c.item_id, donation_line.c.donation_id)

donation_money = district_table(
    "donation_money",
    key("lot_id"),
    whole("donation_id"),
    whole("budget_line_id"),
    whole("amount_fen"),
    words("note", default=""),
    whole("actor_id"),
    whole("booked_at"),
    whole("entry"),
    refers(["lot_id"], "lot"),
    refers(["donation_id"], "donation"),
    append_only=True,
)
Index(None, donation_money.c.district_id, donation_money.c.donation_id)

donation_hand_over = district_table(
    "donation_hand_over",
    key("hand_over_id"),
    whole("donation_id"),
    words("way"),
    whole("paper_id", default=0),
    words("giver", default=""),  # a commitment
    words("note", default=""),
    whole("actor_id"),
    whole("confirmed_at"),
    whole("entry"),
    refers(["donation_id"], "donation"),
    CheckConstraint("way IN ('link', 'slip')", name="way"),
    append_only=True,
)
Index(None, donation_hand_over.c.district_id, donation_hand_over.c.donation_id)

donation_valuation = district_table(
    "donation_valuation",
    key("valuation_id"),
    key("line_number"),
    whole("donation_id"),
    words("basis"),
    whole("price_fen", optional=True),
    whole("price_units", default=1),
    words("source", default=""),
    whole("actor_id"),
    whole("valued_at"),
    whole("entry"),
    refers(["donation_id"], "donation"),
    append_only=True,
)
Index(None, donation_valuation.c.district_id, donation_valuation.c.donation_id)

donation_certificate = district_table(
    "donation_certificate",
    key("certificate_id"),
    whole("donation_id"),
    words("kind"),
    whole("number"),
    whole("amount_fen", default=0),
    whole("actor_id"),
    whole("issued_at"),
    whole("entry"),
    refers(["donation_id"], "donation"),
    CheckConstraint("kind IN ('receipt', 'thanks')", name="kind"),
    append_only=True,
)
Index(
    "ix_donation_certificate_number",
    donation_certificate.c.district_id,
    donation_certificate.c.kind,
    donation_certificate.c.number,
    unique=True,
)
Index(None, donation_certificate.c.district_id, donation_certificate.c.donation_id)

donation_certificate_line = district_table(
    "donation_certificate_line",
    key("certificate_id"),
    key("line_number"),
    whole("item_id"),
    whole("quantity"),
    whole("value_fen", optional=True),  # none: not valued
    words("value_basis", default=""),
    refers(["certificate_id"], "donation_certificate"),
    refers(["item_id"], "item"),
    append_only=True,
)

donation_certificate_copy = district_table(
    "donation_certificate_copy",
    key("certificate_id"),
    key("copy_number"),
    words("reason", default=""),
    whole("actor_id"),
    whole("printed_at"),
    whole("entry"),
    refers(["certificate_id"], "donation_certificate"),
    CheckConstraint("copy_number > 0", name="copy_number"),
    append_only=True,
)

donation_routing = district_table(
    "donation_routing",
    key("routing_id"),
    whole("donation_id"),
    whole("lot_id"),
    whole("location_id"),
    whole("quantity"),
    words("reason_code"),
    words("route"),
    whole("party_id", default=0),
    words("note", default=""),
    whole("actor_id"),
    whole("routed_at"),
    whole("entry"),
    refers(["donation_id"], "donation"),
    refers(["lot_id"], "lot"),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("route IN ('returned', 'federation', 'disposal')", name="route"),
    append_only=True,
)
Index(None, donation_routing.c.district_id, donation_routing.c.donation_id)
