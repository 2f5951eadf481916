"""Tables of labels: each printing of them, the rolls of labels printed beforehand, and what those are stuck to."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

label_print = district_table(
    "label_print",
    key("label_print_id"),
    whole("lot_id", optional=True),  # of labels of a lot and of its boxes
    words("kind"),
    whole("copies"),
    whole("first_number"),  # labels of this kind of the thing are counted through all printings
    whole("actor_id"),
    whole("printed_at"),
    whole("entry"),
    whole("thing_id", default=0),  # what any other label is of
    words("size", default=""),  # empty: the usual one of the kind
    refers(["lot_id"], "lot"),
    CheckConstraint("copies > 0 AND (lot_id IS NULL) = (thing_id > 0)", name="kind"),
    append_only=True,
)
Index(None, label_print.c.district_id, label_print.c.lot_id, label_print.c.kind)
Index(None, label_print.c.district_id, label_print.c.thing_id, label_print.c.kind)

serial_roll = district_table(
    "serial_roll",
    key("roll_id"),
    whole("first_serial"),
    whole("copies"),
    words("size"),
    whole("actor_id"),
    whole("printed_at"),
    whole("entry"),
    CheckConstraint("first_serial > 0 AND copies > 0", name="copies"),
    append_only=True,
)
Index(None, serial_roll.c.district_id, serial_roll.c.first_serial)

serial_binding = district_table(
    "serial_binding",
    key("binding_id"),
    whole("serial"),
    words("kind"),  # of the thing it is stuck to: a letter of codes.rules.KINDS
    whole("thing_id"),
    words("reason", default=""),  # why it is on another thing than before
    whole("actor_id"),
    whole("bound_at"),
    whole("entry"),
    CheckConstraint("serial > 0 AND thing_id > 0", name="serial"),
    append_only=True,
)
Index(None, serial_binding.c.district_id, serial_binding.c.serial)
Index(None, serial_binding.c.district_id, serial_binding.c.kind, serial_binding.c.thing_id)
