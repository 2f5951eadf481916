"""Deeds that go together, whoever may do them (roles.py): one list for each kind of work."""

EVERYBODY = {
    "access.change_own_password",
    "access.delegate_role",
    "access.end_delegation",
    "access.break_glass",
    "approvals.reject_held",
    *("offline.keep_refused", "offline.drop_refused"),
}
OFFICE = {
    "favours.record_favour",
    "worklog.write_lines",
    "worklog.set_weather",
    "worklog.mark_events",
    "worklog.end_todo",
    "organisation.ask_swap",
    "organisation.answer_swap",
    "organisation.record_absence",
    "organisation.end_absence",
    *("tasks.record_task", "tasks.correct_task"),
    "tasks.hand_on",
    "tasks.acknowledge_task",
    "tasks.comment_task",
    "tasks.close_task",
    "tasks.reopen_task",
    "tasks.cancel_task",
    "tasks.link_task",
    "tasks.write_shift_note",
    "tasks.take_over_shift",
}
"""Whoever works in the office, and is no guest of it: may be asked for favours and says so, answers the telephone, and
deals with the tasks that are theirs (tasks/handlers.py says which)."""
CATALOGUE = (
    "catalog.register_item",
    "catalog.import_items",
    "catalog.add_starter_items",
    "catalog.add_pack",
    "catalog.add_alias",
    "catalog.add_code",
    "catalog.end_code",
    "catalog.correct_item",
    "catalog.retire_item",
    "catalog.restore_item",
    "catalog.merge_items",
    "packing.set_kit",
)
"""Whoever keeps the catalogue."""

COUNTING = ("counting.start_count", "counting.count_goods", "counting.finish_count")
"""Counting itself: by whoever does not keep the place (counting/handlers.py)."""
AFTER_COUNTS = ("counting.recount_lines", "counting.post_differences", "counting.cancel_count")
SOURCING = (
    "sourcing.capture_lead",
    "sourcing.correct_lead",
    "sourcing.log_lead_call",
    "sourcing.add_offer",
    "sourcing.end_offer",
    "sourcing.close_lead",
    "sourcing.reopen_lead",
    "sourcing.merge_leads",
)
"""Leads move neither goods nor money: whoever makes the calls writes them down."""
ORGANISING = (
    "organisation.set_group",
    "organisation.dissolve_group",
    "organisation.add_member",
    "organisation.end_membership",
    "organisation.lend_member",
    "organisation.set_contact",
    "organisation.set_shifts",
    "organisation.set_roster",
)
"""Who belongs where, said by whoever runs the office's day; roles are given by two people, not by this."""
TRIPS = (
    "tracking.register_vehicle",
    "tracking.change_vehicle",
    "tracking.set_sites",
    "tracking.set_sizes",
    "tracking.set_distances",
    "tracking.set_trip_rule",
    "tracking.adopt_trips",
    "tracking.arrange_trips",
    "tracking.assign_driver",
    "tracking.start_trip",
    "tracking.finish_trip",
    "tracking.cancel_trip",
)
"""Trips move no goods either (shipments do): whoever coordinates plans them."""
