"""Tables of the organisation."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

sub_group = district_table(
    "sub_group",
    key("group_id"),
    words("name"),
    words("purpose", default=""),  # what the group is for
    whole("leader_id", default=0),  # 0: nobody yet
    whole("is_retired", default=0),
    whole("entry"),
)

group_member = district_table(
    "group_member",
    key("member_id"),
    whole("group_id"),
    whole("actor_id"),
    words("since"),  # the first day
    words("until", default=""),  # the last day; none: for as long as the office lasts
    whole("entry"),
    refers(["group_id"], "sub_group"),
    refers(["actor_id"], "actor"),
    CheckConstraint("until = '' OR until >= since", name="term"),
)
Index(None, group_member.c.district_id, group_member.c.group_id)
Index(None, group_member.c.district_id, group_member.c.actor_id)

lending = district_table(
    "lending",  # the newest of a person is what holds
    key("lending_id"),
    whole("actor_id"),
    whole("party_id", default=0),  # the department, where it is a registered unit
    words("department", default=""),  # else what it is called
    words("since"),
    words("until", default=""),
    whole("entry"),
    refers(["actor_id"], "actor"),
    append_only=True,
)
Index(None, lending.c.district_id, lending.c.actor_id)

member_contact = district_table(
    "member_contact",
    key("actor_id"),
    words("phone"),  # a commitment
    whole("entry"),
    refers(["actor_id"], "actor"),
)

shift = district_table(
    "shift",
    key("shift_id"),
    words("name"),
    whole("begins"),  # minute of the day
    whole("ends"),  # minute of the day; not after `begins`: of the next day
    whole("is_retired", default=0),
    whole("entry"),
    CheckConstraint("begins >= 0 AND begins < 1440 AND ends >= 0 AND ends <= 1440", name="minutes"),
)

roster = district_table(
    "roster",  # who is on which shift of which day; the hours stand here, shifts may change
    key("roster_id"),
    words("day"),
    whole("shift_id"),
    whole("actor_id"),
    whole("is_leader", default=0),
    whole("begins_at"),
    whole("ends_at"),
    whole("is_off", default=0),  # 1: taken off again, or swapped
    whole("entry"),
    refers(["shift_id"], "shift"),
    refers(["actor_id"], "actor"),
)
Index(None, roster.c.district_id, roster.c.ends_at)

swap = district_table(
    "swap",
    key("swap_id"),
    whole("roster_id"),
    whole("to_actor_id"),
    whole("back_id", default=0),  # the duty taken in return
    words("note", default=""),
    words("state", default="asked"),
    whole("actor_id"),
    whole("asked_at"),
    whole("answered_at", default=0),
    whole("entry"),
    refers(["roster_id"], "roster"),
    refers(["to_actor_id"], "actor", ["actor_id"]),
    CheckConstraint("state IN ('asked', 'agreed', 'declined', 'withdrawn')", name="state"),
)
Index(None, swap.c.district_id, swap.c.state, swap.c.to_actor_id)

absence = district_table(
    "absence",
    key("absence_id"),
    whole("actor_id"),
    whole("since"),
    whole("until"),
    words("reason"),
    whole("deputy_id", default=0),  # 0: nobody stands in
    whole("is_over", default=0),  # 1: came back before `until`, which is then when
    whole("entry"),
    refers(["actor_id"], "actor"),
    CheckConstraint("until >= since", name="term"),
)
Index(None, absence.c.district_id, absence.c.until)

absence_grant = district_table(
    "absence_grant",  # the roles that an absence handed to the deputy
    key("absence_id"),
    key("grant_id"),
    refers(["absence_id"], "absence"),
    refers(["grant_id"], "role_grant"),
    append_only=True,
)
