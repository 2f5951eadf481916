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
