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
    UniqueConstraint("district_id", "name"),
    CheckConstraint("kind IN ('goods', 'money')", name="kind"),
)

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
