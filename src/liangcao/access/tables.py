"""Tables of people, roles, sessions, duties done, and the personal data that the journal only commits to."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from liangcao.database.schema import district_table, key, raw, refers, text_key, whole, words

actor = district_table(
    "actor",
    key("actor_id"),
    words("login"),
    words("name"),
    words("password_hash"),  # a commitment; the argon2 text itself lies in personal_data
    whole("password_by", default=0),  # who chose it; 0 at the founding
    words("language", default="zh_CN"),
    whole("is_active", default=1),
    whole("is_person", default=1),  # 0: the public door, which no one signs in as
    UniqueConstraint("district_id", "login"),
)

role_grant = district_table(
    "role_grant",
    key("grant_id"),
    whole("actor_id"),
    words("role"),
    whole("location_id", optional=True),  # none: the whole district
    whole("party_id", optional=True),  # for people of a requesting unit
    whole("is_active", default=1),
    whole("since", default=0),
    whole("until", default=0),  # 0: until it is taken back
    words("origin", default="granted"),  # granted, delegated, emergency
    whole("given_by", default=0),  # who delegated it
    whole("from_grant", default=0),  # the role that was delegated
    whole("is_handed_over", default=0),  # meanwhile it is not the giver's
    refers(["actor_id"], "actor"),
    refers(["location_id"], "location"),
    refers(["party_id"], "party"),
)
Index(None, role_grant.c.district_id, role_grant.c.actor_id)
Index(None, role_grant.c.district_id, role_grant.c.given_by)

emergency = district_table(
    "emergency",
    key("grant_id"),
    whole("actor_id"),
    words("reason"),
    whole("began_at"),
    whole("entry"),
    whole("reviewed_by", default=0),
    whole("reviewed_at", default=0),
    whole("is_justified", default=0),
    words("finding", default=""),
    refers(["grant_id"], "role_grant"),
)
Index(None, emergency.c.district_id, emergency.c.reviewed_at)

session = district_table(
    "session",
    text_key("token_hash"),
    whole("actor_id"),
    words("password"),  # the commitment it began with: with another password the session is over
    whole("signed_in_at"),
    whole("seen_at"),
    refers(["actor_id"], "actor"),
    book=True,
)

sign_in_failure = district_table(
    "sign_in_failure",
    text_key("login"),
    text_key("address"),
    whole("failures"),
    whole("last_at"),
    whole("succeeded_at", default=0),
    book=True,
)

duty_done = district_table(
    "duty_done",
    text_key("chain"),
    text_key("duty"),
    key("actor_id"),
    whole("entry"),
    book=True,
    append_only=True,
)

chain_origin = district_table(
    "chain_origin",  # what was done on `origin` counts on `chain`, which goes on from it
    text_key("chain"),
    text_key("origin"),
    whole("entry"),
    append_only=True,
)
Index(None, chain_origin.c.district_id, chain_origin.c.origin)

personal_data = district_table(
    "personal_data",
    text_key("commitment"),
    raw("salt"),
    words("value"),
    whole("entry"),
    CheckConstraint("length(commitment) = 64", name="commitment"),
    book=True,
)
