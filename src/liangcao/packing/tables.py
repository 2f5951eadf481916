"""Tables of packages, of kits and re-packs, and of what lot became what lot (decisions 0186, 0187)."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

gs1_prefix = district_table(
    "gs1_prefix",
    key("prefix_id"),
    words("prefix"),  # empty: packages get numbers of our own again
    words("reason"),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    append_only=True,
)

package = district_table(
    "package",
    key("package_id"),
    words("code"),
    words("prefix", default=""),  # the GS1 company prefix its SSCC was made with; empty: a number of our own
    whole("serial"),
    whole("location_id"),  # where it was packed
    whole("plan_id", default=0),
    whole("unit_id", default=0),
    words("state"),
    words("note", default=""),
    whole("actor_id"),
    whole("packed_at"),
    whole("unpacked_at", default=0),
    words("end_note", default=""),
    whole("entry"),
    refers(["location_id"], "location"),
    CheckConstraint("state IN ('packed', 'unpacked')", name="state"),
    CheckConstraint("serial > 0", name="serial"),
)
Index(None, package.c.district_id, package.c.code, unique=True)
Index(None, package.c.district_id, package.c.plan_id, package.c.unit_id)
Index(None, package.c.district_id, package.c.location_id, package.c.state)

package_line = district_table(
    "package_line",
    key("package_id"),
    key("line_number"),
    whole("lot_id"),
    whole("item_id"),
    whole("quantity"),
    whole("plan_line", default=0),  # of the package's plan; 0: not packed for anybody
    refers(["package_id"], "package"),
    refers(["lot_id"], "lot"),
    refers(["item_id"], "item"),
    CheckConstraint("quantity > 0", name="quantity"),
    append_only=True,
)
Index(None, package_line.c.district_id, package_line.c.lot_id)

kit_recipe = district_table(
    "kit_recipe",
    key("recipe_id"),
    whole("item_id"),
    whole("version"),
    words("note", default=""),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    refers(["item_id"], "item"),
    CheckConstraint("version > 0", name="version"),
    append_only=True,
)
Index(None, kit_recipe.c.district_id, kit_recipe.c.item_id, kit_recipe.c.version, unique=True)

kit_component = district_table(
    "kit_component",
    key("recipe_id"),
    key("line_number"),
    whole("item_id"),
    whole("quantity"),  # base units in one kit
    refers(["recipe_id"], "kit_recipe"),
    refers(["item_id"], "item"),
    CheckConstraint("quantity > 0", name="quantity"),
    append_only=True,
)

build = district_table(
    "build",
    key("build_id"),
    words("kind"),
    whole("item_id"),
    whole("lot_id"),
    whole("recipe_id", default=0),
    whole("location_id"),
    whole("quantity"),
    whole("apart", default=0),  # of it taken apart again
    words("note", default=""),
    whole("actor_id"),
    whole("built_at"),
    whole("entry"),
    refers(["item_id"], "item"),
    refers(["lot_id"], "lot"),
    refers(["location_id"], "location"),
    CheckConstraint("kind IN ('kit', 'repack')", name="kind"),
    CheckConstraint("quantity > 0 AND apart >= 0 AND apart <= quantity", name="quantity"),
)
Index(None, build.c.district_id, build.c.lot_id, unique=True)

transformation = district_table(
    "transformation",
    key("entry"),
    key("from_lot_id"),
    key("to_lot_id"),
    whole("quantity"),  # base units of the one lot that went in
    whole("made"),  # base units of the other that came of the whole entry
    refers(["from_lot_id"], "lot", ["lot_id"]),
    refers(["to_lot_id"], "lot", ["lot_id"]),
    CheckConstraint("quantity > 0 AND made > 0", name="quantity"),
    append_only=True,
)
Index(None, transformation.c.district_id, transformation.c.from_lot_id)
Index(None, transformation.c.district_id, transformation.c.to_lot_id)
