"""Tables of districts, parties and locations."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from liangcao.database.schema import district_table, key, refers, whole, words

district = district_table(
    "district",
    words("name"),
    words("timezone", default="Asia/Shanghai"),
    whole("clock_offset_ms", default=0),
    whole("is_demo", default=0),
)

party = district_table(
    "party",
    key("party_id"),
    words("kind"),
    words("name"),
    words("area", default=""),
    words("credit_code", default=""),
    whole("priority_class", default=3),
    words("contact", default=""),  # commitments to personal data, never the data
    words("phone", default=""),
    words("search", default=""),
    UniqueConstraint("district_id", "name"),
    CheckConstraint("priority_class BETWEEN 1 AND 99", name="priority_class"),
)
Index(None, party.c.district_id, party.c.kind, party.c.name)

location = district_table(
    "location",
    key("location_id"),
    whole("parent_id", optional=True),
    words("path"),  # "/4/9/": the location and all above it, so that a subtree is a prefix
    words("kind"),
    words("name"),
    whole("party_id", optional=True),
    whole("is_outside"),
    whole("is_open", default=1),
    words("funding", default=""),  # of a budget line: whose money it is
    refers(["parent_id"], "location", ["location_id"]),
    refers(["party_id"], "party"),
    UniqueConstraint("district_id", "location_id", "is_outside"),
    CheckConstraint("is_outside IN (0, 1)", name="is_outside"),
)
Index(None, location.c.district_id, location.c.kind, location.c.name)
Index(None, location.c.district_id, location.c.party_id)

licence = district_table(
    "licence",
    key("licence_id"),
    whole("party_id"),
    words("kind"),
    words("number"),
    words("issued_by", default=""),
    words("issued_on", default=""),
    words("expires_on", default=""),
    words("note", default=""),
    whole("actor_id"),
    whole("recorded_at"),
    whole("entry"),
    whole("withdrawn_entry", default=0),
    words("withdrawn_reason", default=""),
    refers(["party_id"], "party"),
)
Index(None, licence.c.district_id, licence.c.party_id, licence.c.kind)
Index(None, licence.c.district_id, licence.c.expires_on)

blacklisting = district_table(
    "blacklisting",
    key("listing_id"),
    whole("party_id"),
    words("reason"),
    whole("actor_id"),
    whole("listed_at"),
    whole("entry"),
    whole("cleared_entry", default=0),
    words("cleared_reason", default=""),
    refers(["party_id"], "party"),
)
Index(None, blacklisting.c.district_id, blacklisting.c.party_id)

class_version = district_table(
    "class_version",
    key("version"),
    words("reason"),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    CheckConstraint("version > 0", name="version"),
    append_only=True,
)

priority_class = district_table(
    "priority_class",
    key("version"),
    key("number"),
    words("name"),
    words("name_en", default=""),
    words("kinds", default=""),  # of units, and roles of people, with commas between
    words("exposures", default=""),
    whole("lift_days", default=0),
    whole("is_retired", default=0),
    whole("moves_to", default=0),
    refers(["version"], "class_version"),
    CheckConstraint("number BETWEEN 1 AND 99", name="number"),
    append_only=True,
)
