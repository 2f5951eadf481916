"""Tables of hand-overs: the links shown, and what proves each signature."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

delivery_link = district_table(
    "delivery_link",
    key("link_id"),
    whole("shipment_id"),
    words("token_hash"),
    words("phone"),
    whole("issued_at"),
    whole("expires_at"),
    whole("actor_id"),
    whole("entry"),
    refers(["shipment_id"], "shipment"),
    append_only=True,
)
Index(None, delivery_link.c.district_id, delivery_link.c.token_hash, unique=True)
Index(None, delivery_link.c.district_id, delivery_link.c.shipment_id, delivery_link.c.link_id)

delivery_proof = district_table(
    "delivery_proof",
    key("shipment_id"),
    key("entry"),
    words("way"),
    whole("link_id", default=0),
    whole("carrier_id"),  # who showed the link, or whose phone it was
    words("receiver", default=""),  # a commitment
    words("place", default=""),  # a commitment
    whole("device_at", default=0),
    whole("recorded_at"),
    whole("clock_off", default=0),  # by how much the phone's clock was off, 0 when it was near enough
    refers(["shipment_id"], "shipment"),
    CheckConstraint("way IN ('link', 'same_phone', 'carrier')", name="way"),
    append_only=True,
)
Index(None, delivery_proof.c.district_id, delivery_proof.c.entry)

proof_picture = district_table(
    "proof_picture",
    key("shipment_id"),
    key("entry"),
    key("ordinal"),
    words("kind"),
    words("sha256"),
    refers(["shipment_id", "entry"], "delivery_proof"),
    CheckConstraint("kind IN ('signature', 'photo')", name="kind"),
    append_only=True,
)
"""The files themselves lie where papers' files lie, by their hash."""
Index(None, proof_picture.c.district_id, proof_picture.c.sha256)
