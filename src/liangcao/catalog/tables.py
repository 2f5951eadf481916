"""Tables of the catalogue."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from liangcao.database.schema import district_table, key, refers, text_key, whole, words

item = district_table(
    "item",
    key("item_id"),
    words("name"),
    words("name_en", default=""),
    words("category"),
    words("base_unit"),
    words("kind"),  # goods or money
    words("standard", default=""),
    whole("shelf_life_days", default=0),
    words("search", default=""),
    words("grade", default=""),
    whole("is_scarce", default=0),
    words("state", default="active"),  # active, retired, merged
    whole("instead_id", default=0),  # what is offered instead of a retired item, what a merged one became a name of
    UniqueConstraint("district_id", "name"),
    CheckConstraint("kind IN ('goods', 'money')", name="kind"),
)
Index(None, item.c.district_id, item.c.category, item.c.name)

item_pack = district_table(
    "item_pack",
    key("item_id"),
    text_key("name"),
    whole("size"),
    refers(["item_id"], "item"),
    CheckConstraint("size > 1", name="size"),
)

item_alias = district_table("item_alias", text_key("alias"), whole("item_id"), refers(["item_id"], "item"))
Index(None, item_alias.c.district_id, item_alias.c.item_id)

item_code = district_table(
    "item_code",
    key("code_id"),
    whole("item_id"),
    words("system"),
    words("code"),
    words("valid_from", default=""),  # a day; "": always
    words("valid_until", default=""),  # the last day; "": for ever
    whole("actor_id"),
    whole("added_at"),
    whole("entry"),
    refers(["item_id"], "item"),
)
Index(None, item_code.c.district_id, item_code.c.item_id)
Index(None, item_code.c.district_id, item_code.c.code)

item_change = district_table(
    "item_change",
    key("change_id"),
    whole("item_id"),
    words("field"),
    words("old", default=""),
    words("new", default=""),
    words("reason", default=""),
    whole("actor_id"),
    whole("changed_at"),
    whole("entry"),
    refers(["item_id"], "item"),
    append_only=True,
)
Index(None, item_change.c.district_id, item_change.c.item_id, item_change.c.change_id)

paper_rule = district_table(
    "paper_rule",
    key("rule_id"),
    words("category"),
    words("papers", default=""),
    words("reason", default=""),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    append_only=True,
)
