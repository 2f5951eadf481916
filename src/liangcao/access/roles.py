"""The roles of an office: one table of who may do and see what. Everything not named here is refused."""

from dataclasses import dataclass

from liangcao.kernel.refusals import N_

SEE_STOCK = "see.stock"
SEE_REQUESTS = "see.requests"
SEE_PLANS = "see.plans"
SEE_SHIPMENTS = "see.shipments"
SEE_TRACE = "see.trace"
SEE_DONATIONS = "see.donations"
SEE_MOBILISATION = "see.mobilisation"
SEE_MONEY = "see.money"
SEE_PURCHASES = "see.purchases"
SEE_JOURNAL = "see.journal"
SEE_PEOPLE = "see.people"
SEE_PERSONAL_DATA = "see.personal_data"
SEE_PARTIES = "see.parties"
SEE_FAVOURS = "see.favours"
SEE_INSPECTION = "see.inspection"
SEE_LEADS = "see.leads"
SEE_RETURNS = "see.returns"
SEE_DISPOSALS = "see.disposals"
SEE_LOANS = "see.loans"
SEE_RECALLS = "see.recalls"
SEE_TRIPS = "see.trips"
SEE_ORGANISATION = "see.organisation"
SEE_DUTY_PHONES = "see.duty_phones"
SEE_WORKLOG = "see.worklog"
SEE_JOBS = "see.jobs"
SEE_TASKS = "see.tasks"
SEE_RAISED = "see.raised_tasks"
"""Whoever leads: what nobody takes on, or is overdue, comes to them where nobody is named."""

_EVERYBODY = {
    "access.change_own_password",
    "access.delegate_role",
    "access.end_delegation",
    "access.break_glass",
    "approvals.reject_held",
    *("offline.keep_refused", "offline.drop_refused"),
}
_OFFICE = {
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
    SEE_TASKS,
    SEE_ORGANISATION,
    SEE_DUTY_PHONES,
    SEE_WORKLOG,
}
"""Whoever works in the office, and is no guest of it: may be asked for favours and says so, answers the telephone, and
deals with the tasks that are theirs (tasks/handlers.py says which)."""
ONES_OWN = frozenset({"access.change_own_password", "access.end_delegation", "organisation.end_absence"})
"""What somebody may still do while none of their roles can be used: each is handed over, or has not begun."""

_CATALOGUE = (
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

_WAREHOUSE = {SEE_STOCK, SEE_SHIPMENTS, SEE_TRACE, SEE_PARTIES, SEE_PLANS, SEE_PURCHASES} | {
    SEE_DONATIONS,
    SEE_MOBILISATION,
    SEE_RETURNS,
    SEE_DISPOSALS,
    SEE_LOANS,
    SEE_RECALLS,
}
_DESK = _WAREHOUSE | {SEE_REQUESTS, SEE_PERSONAL_DATA}
_COUNTING = ("counting.start_count", "counting.count_goods", "counting.finish_count")
"""Counting itself: by whoever does not keep the place (counting/handlers.py)."""
_AFTER_COUNTS = ("counting.recount_lines", "counting.post_differences", "counting.cancel_count")
_SOURCING = (
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
_ORGANISING = (
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
_TRIPS = (
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


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its Chinese title (a gettext message) and the permissions it carries."""

    title: str
    permissions: frozenset[str]


def _role(title: str, *permissions: str, sees: set[str], is_guest: bool = False) -> Role:
    own = _EVERYBODY if is_guest else _EVERYBODY | _OFFICE
    return Role(title, frozenset(permissions) | sees | own)


ROLES: dict[str, Role] = {
    "coordinator": _role(
        N_("值班协调"),
        *("returns.announce_return", "returns.cancel_return", "returns.examine_return", "disposal.propose_disposal"),
        *("disposal.withdraw_disposal", "disposal.witness_disposal", "loans.mark_reusable", "loans.extend_loan"),
        *("loans.lose_lent", "recall.open_recall", "recall.send_notice", "recall.record_answer"),
        *("recall.close_recall", "recall.lift_recall"),
        "requests.submit_request",
        "requests.withdraw_request",
        "requests.close_request",
        "requests.merge_requests",
        "requests.split_request",
        "requests.correct_request",
        "requests.open_door",
        "requests.close_door",
        "requests.make_poster",
        "requests.log_call",
        "requests.set_norm",
        "requests.set_substitute",
        "catalog.set_required_papers",
        "packing.set_kit",
        "requests.set_classes",
        "requests.change_class",
        "allocation.propose_plan",
        "allocation.propose_list_plan",
        "allocation.edit_plan",
        "allocation.set_floor",
        "allocation.set_carrying_cost",
        "allocation.discard_plan",
        "allocation.drop_lines",
        "tasks.hand_over",
        "tasks.set_clocks",
        "shipping.settle_difference",
        "shipping.undo_delivery",
        "mobilisation.declare_stock",
        "mobilisation.order_goods",
        "mobilisation.cancel_order",
        "mobilisation.settle_order",
        "donations.announce_donation",
        "donations.take_up_offer",
        "donations.refuse_donation",
        "donations.merge_donations",
        "donations.record_slip",
        "donations.issue_certificate",
        "donations.reprint_certificate",
        "receiving.announce_arrival",
        "receiving.capture_events",
        "receiving.change_arrival",
        "receiving.cancel_arrival",
        "receiving.inspect_lots",
        "receiving.open_claim",
        "receiving.answer_claim",
        "receiving.settle_claim",
        "parties.register_party",
        "parties.set_credit_code",
        "parties.record_licence",
        "codes.print_labels",
        "approvals.declare_phase",
        "procurement.file_in_dossier",
        "procurement.accept_purchase",
        "catalog.add_alias",
        "papers.attach_paper",
        *_SOURCING,
        *_COUNTING,
        *_AFTER_COUNTS,
        *_TRIPS,
        *_ORGANISING,
        sees=_DESK | {SEE_LEADS, SEE_TRIPS},
    ),
    "buyer": _role(
        N_("采购"),
        "mobilisation.declare_stock",
        "mobilisation.order_goods",
        "donations.announce_donation",
        "donations.take_up_offer",
        "donations.refuse_donation",
        "donations.record_slip",
        "receiving.announce_arrival",
        "receiving.capture_events",
        "receiving.change_arrival",
        "receiving.cancel_arrival",
        "receiving.open_claim",
        "receiving.answer_claim",
        "receiving.settle_claim",
        "parties.register_party",
        "parties.set_credit_code",
        "parties.record_licence",
        "parties.withdraw_licence",
        "parties.blacklist_party",
        "parties.clear_party",
        "procurement.propose_purchase",
        "procurement.cancel_purchase",
        "procurement.file_in_dossier",
        "procurement.record_invoice",
        "procurement.annul_record",
        "procurement.close_purchase",
        *_CATALOGUE,
        "papers.attach_paper",
        *_SOURCING,
        *_COUNTING,
        sees=_DESK | {SEE_MONEY, SEE_LEADS},
    ),
    "keeper": _role(
        N_("保管"),
        *("returns.announce_return", "returns.cancel_return", "returns.receive_return", "returns.examine_return"),
        *("disposal.propose_disposal", "disposal.withdraw_disposal", "disposal.carry_out_disposal"),
        *("loans.lend_goods", "loans.take_back", "loans.lose_lent", "loans.extend_loan", "recall.open_recall"),
        "receiving.announce_arrival",
        "receiving.capture_events",
        "receiving.change_arrival",
        "receiving.inspect_lots",
        "receiving.open_claim",
        "codes.print_labels",
        "codes.print_roll",
        "codes.bind_serial",
        "receiving.receive_goods",
        "receiving.quarantine_lot",
        "receiving.return_rejected",
        "donations.route_unusable",
        "mobilisation.return_goods",
        "procurement.accept_purchase",
        "storing.move_stock",
        "storing.write_off",
        "storing.reverse_entry",
        "packing.pack_goods",
        "packing.unpack_package",
        "packing.assemble_kits",
        "packing.repack_lot",
        "packing.take_apart",
        "picking.open_list",
        "picking.start_list",
        "picking.confirm_line",
        "picking.change_lot",
        "picking.put_back",
        "picking.cancel_list",
        "shipping.dispatch_shipment",
        "shipping.cancel_shipment",
        "shipping.settle_difference",
        "papers.attach_paper",
        "counting.start_count",
        "tracking.set_sizes",
        sees=_WAREHOUSE | {SEE_TRIPS},
    ),
    "approver": _role(
        N_("审批"),
        *("returns.examine_return", "disposal.approve_disposal", "disposal.refuse_disposal"),
        *("disposal.witness_disposal", "recall.open_recall", "recall.close_recall", "recall.lift_recall"),
        "requests.approve_request",
        "requests.reject_request",
        "allocation.adopt_plan",
        "allocation.discard_plan",
        "allocation.drop_lines",
        "tasks.hand_over",
        "tasks.set_clocks",
        "approvals.approve_held",
        "approvals.sign_goods",
        "approvals.sign_people",
        "approvals.set_signing_rule",
        "approvals.end_signing_rule",
        "approvals.declare_phase",
        "parties.blacklist_party",
        "procurement.approve_purchase",
        "procurement.reject_purchase",
        "procurement.review_purchase",
        "access.review_emergency",
        "requests.close_request",
        "requests.set_norm",
        "requests.set_substitute",
        "catalog.set_required_papers",
        "requests.set_classes",
        "requests.change_class",
        "receiving.quarantine_lot",
        "receiving.release_lot",
        "receiving.inspect_lots",
        "receiving.set_acceptance_rule",
        "counting.start_count",
        sees=_DESK | {SEE_MONEY, SEE_LEADS, SEE_JOURNAL, SEE_PEOPLE, SEE_FAVOURS, SEE_INSPECTION, SEE_RAISED},
    ),
    "treasurer": _role(
        N_("财务"),
        "disposal.witness_disposal",
        "funds.appropriate_funds",
        "funds.pay_party",
        "donations.book_money",
        "mobilisation.pay_compensation",
        "donations.value_donation",
        "donations.issue_certificate",
        "donations.reprint_certificate",
        "funds.return_funds",
        "procurement.pay_purchase",
        "procurement.book_refund",
        "procurement.record_invoice",
        "procurement.file_in_dossier",
        "storing.close_day",
        "storing.reverse_entry",
        "papers.attach_paper",
        *_COUNTING,
        *_AFTER_COUNTS,
        sees={SEE_STOCK, SEE_MONEY, SEE_PURCHASES, SEE_TRACE, SEE_PARTIES, SEE_JOURNAL}
        | {SEE_DONATIONS, SEE_MOBILISATION, SEE_DISPOSALS, SEE_LOANS, SEE_RECALLS},
    ),
    "driver": _role(
        N_("配送"),
        "returns.announce_return",
        "shipping.take_over",
        "delivering.issue_link",
        "delivering.take_signature",
        "shipping.record_delivery",
        "shipping.undo_delivery",
        "papers.attach_paper",
        *_COUNTING,
        "tracking.start_trip",
        "tracking.finish_trip",
        sees={SEE_SHIPMENTS, SEE_PARTIES, SEE_TRIPS, SEE_RETURNS},
    ),
    "unit": _role(
        N_("申请单位"),
        *("returns.announce_return", "returns.cancel_return"),
        "requests.submit_request",
        "requests.withdraw_request",
        "requests.split_request",
        "requests.correct_request",
        "shipping.record_delivery",
        "shipping.undo_delivery",
        "papers.attach_paper",
        sees={SEE_REQUESTS, SEE_SHIPMENTS, SEE_RETURNS},
        is_guest=True,
    ),
    "inspector": _role(
        N_("检查"),
        "disposal.witness_disposal",
        "access.review_emergency",
        "procurement.review_purchase",
        "inspection.draw_sample",
        "inspection.note_finding",
        *_COUNTING,
        sees=_DESK
        | {SEE_MONEY, SEE_LEADS, SEE_JOURNAL, SEE_PEOPLE, SEE_FAVOURS, SEE_INSPECTION}
        | {SEE_TRIPS, SEE_TASKS, SEE_ORGANISATION, SEE_WORKLOG},
        is_guest=True,
    ),
    "admin": _role(
        N_("系统管理"),
        "access.add_actor",
        "access.set_password",
        "access.disable_actor",
        "access.grant_role",
        "access.revoke_role",
        "access.enable_actor",
        "keys.rotate_key",
        "approvals.approve_held",
        "approvals.sign_people",
        *_CATALOGUE,
        *_ORGANISING,
        "parties.register_party",
        "parties.register_location",
        "storing.close_location",
        "packing.set_prefix",
        "requests.open_door",
        "requests.close_door",
        "requests.make_poster",
        sees={SEE_PEOPLE, SEE_PARTIES, SEE_JOURNAL, SEE_JOBS},
    ),
}
PUBLIC = "public"
_DOOR = frozenset(
    {
        *("requests.ask_publicly", "donations.offer_publicly", "donations.confirm_publicly"),
        "delivering.sign_publicly",
        "recall.answer_by_link",
    }
)
CARRIED: dict[str, Role] = {**ROLES, PUBLIC: Role(N_("公众申请"), _DOOR)}
"""What a grant can carry: the roles of people, and the permissions of the public door, which nobody can be given."""
