"""The roles of an office: one table of who may do and see what. Everything not named here is refused."""

from dataclasses import dataclass

from liangcao.access.deeds import (
    AFTER_COUNTS,
    CATALOGUE,
    COUNTING,
    EVERYBODY,
    OFFICE,
    ORGANISING,
    SOURCING,
    TRIPS,
)
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

_OFFICE_SEES = {SEE_TASKS, SEE_ORGANISATION, SEE_DUTY_PHONES, SEE_WORKLOG}
ONES_OWN = frozenset({"access.change_own_password", "access.end_delegation", "organisation.end_absence"})
"""What somebody may still do while none of their roles can be used: each is handed over, or has not begun."""

_WAREHOUSE = {SEE_STOCK, SEE_SHIPMENTS, SEE_TRACE, SEE_PARTIES, SEE_PLANS, SEE_PURCHASES} | {
    SEE_DONATIONS,
    SEE_MOBILISATION,
    SEE_RETURNS,
    SEE_DISPOSALS,
    SEE_LOANS,
    SEE_RECALLS,
}
_DESK = _WAREHOUSE | {SEE_REQUESTS, SEE_PERSONAL_DATA}


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its Chinese title (a gettext message) and the permissions it carries."""

    title: str
    permissions: frozenset[str]


def _role(title: str, *permissions: str, sees: set[str], is_guest: bool = False) -> Role:
    own = EVERYBODY if is_guest else EVERYBODY | OFFICE | _OFFICE_SEES
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
        *SOURCING,
        *COUNTING,
        *AFTER_COUNTS,
        *TRIPS,
        *ORGANISING,
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
        *CATALOGUE,
        "papers.attach_paper",
        *SOURCING,
        *COUNTING,
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
        *COUNTING,
        *AFTER_COUNTS,
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
        *COUNTING,
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
        *COUNTING,
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
        *CATALOGUE,
        *ORGANISING,
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
