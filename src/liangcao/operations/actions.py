"""Everything that can happen, on one page: command, handler, where a role must reach, when a second person is due.

The permission to do a thing has the thing's name. A row is shared when its handler and its need read nothing but
facts that only other, unshared commands change.
"""

from collections.abc import Iterable, Sequence

from liangcao.access import commands as access
from liangcao.access import handlers as access_handlers
from liangcao.access.permissions import Reach
from liangcao.allocation import commands as allocation
from liangcao.allocation import edits as allocation_edits
from liangcao.allocation import handlers as allocation_handlers
from liangcao.allocation import proposing as allocation_proposing
from liangcao.allocation.queries import plan_lines
from liangcao.catalog import commands as catalog
from liangcao.catalog import handlers as catalog_handlers
from liangcao.database.context import Context
from liangcao.donations import commands as donations
from liangcao.donations import door as donations_door
from liangcao.donations import handlers as donations_handlers
from liangcao.donations import valuing as donations_valuing
from liangcao.favours import commands as favours
from liangcao.favours import handlers as favours_handlers
from liangcao.funds import commands as funds
from liangcao.funds import handlers as funds_handlers
from liangcao.inspection import commands as inspection
from liangcao.inspection import handlers as inspection_handlers
from liangcao.kernel.quantity import amount_fen
from liangcao.kernel.refusals import N_
from liangcao.keys import commands as keys
from liangcao.keys import handlers as keys_handlers
from liangcao.ledger.lots import lot
from liangcao.mobilisation import commands as mobilisation
from liangcao.mobilisation import handlers as mobilisation_handlers
from liangcao.operations import approvals, signing
from liangcao.operations.action import Action, Measure, Need, Needs, on_oneself
from liangcao.papers import commands as papers
from liangcao.papers import handlers as papers_handlers
from liangcao.parties import commands as parties
from liangcao.parties import handlers as parties_handlers
from liangcao.parties.queries import place
from liangcao.receiving import commands as receiving
from liangcao.receiving import handlers as receiving_handlers
from liangcao.requests import calls as requests_calls
from liangcao.requests import classes as requests_classes
from liangcao.requests import commands as requests
from liangcao.requests import door as requests_door
from liangcao.requests import handlers as requests_handlers
from liangcao.requests import norms as requests_norms
from liangcao.requests import replacing as requests_replacing
from liangcao.requests.queries import items_asked, unit_of
from liangcao.shipping import commands as shipping
from liangcao.shipping import corrections as shipping_corrections
from liangcao.shipping import handlers as shipping_handlers
from liangcao.shipping.queries import shipment_lines
from liangcao.storing import commands as storing
from liangcao.storing import handlers as storing_handlers


def _at_location(command: receiving.ReceiveGoods, context: Context) -> Reach:
    return Reach(paths=(place(context, command.location_id, "location_id").path,))


def _where_it_comes(command: receiving.AnnounceArrival, context: Context) -> Reach:
    """Where goods are expected; while nobody knows where, whoever receives anywhere may say that they come."""
    if not command.location_id:
        return Reach(is_own=True)
    return Reach(paths=(place(context, command.location_id, "location_id").path,))


def _at_source(command: storing.MoveStock, context: Context) -> Reach:
    return Reach(paths=(place(context, command.source_id, "source_id").path,))


def _moved_cells(command: storing.MoveStock) -> tuple[tuple[int, int], ...]:
    return (command.lot_id, command.source_id), (command.lot_id, command.destination_id)


def _for_unit(command: requests.SubmitRequest, _context: Context) -> Reach:
    return Reach(party_id=command.unit_id)


def _for_unit_of_request(
    command: requests.WithdrawRequest | requests.SplitRequest | requests.CorrectRequest, context: Context
) -> Reach:
    return Reach(party_id=unit_of(context, command.request_id))


_MOVE_NEED = Needs(Need(N_("移到自己不管的库，要第二个人批准")), storing_handlers.goes_beyond_reach)
_WRITE_OFF_NEED = Needs(Need(N_("报损要第二个人批准")))
_ROLE_NEED = Needs(Need(N_("授予岗位要第二个人批准"), "approvals.sign_people"))
_PASSWORD_NEED = Needs(Need(N_("重置别人的密码要第二个人批准"), "approvals.sign_people"))
_RETURN_TO_WORK_NEED = Needs(Need(N_("恢复人员要第二个人批准"), "approvals.sign_people"))
_KEY_NEED = Needs(Need(N_("更换签名密钥要第二个人批准"), "approvals.sign_people"))
_PAYMENT_NEED = Needs(Need(N_("付款要第二个人批准")))
_RETURN_NEED = Needs(Need(N_("物资退出仓库要第二个人批准")))
_DELEGATION_NEED = Needs(Need(N_("代理岗位要第二个人批准"), "approvals.sign_people"))
_EMERGENCY_NEED = Needs(Need(N_("应急取得岗位要第二个人批准，并在一天内由第三个人复核"), "approvals.sign_people"))
_RULE_NEED = Needs(Need(N_("改批准的规定要第二个人批准"), "approvals.sign_people"))
_FLOOR_NEED = Needs(Need(N_("定储备底线要第二个人批准")))
_CLASSES_NEED = Needs(Need(N_("改优先类别表要第二个人批准")))
_CLASS_NEED = Needs(Need(N_("给申请改优先类别要第二个人批准")))
_LIFT_NEED = Needs(Need(N_("批到比单位本来更急的类别，要第二个人批准")), requests_classes.lifts_request)
_LOSS_NEED = Needs(Need(N_("在途差异报损要第二个人批准")), shipping_corrections.writes_off)
_ORDER_NEED = Needs(Need(N_("下调拨单要第二个人批准")))
_BACK_NEED = Needs(Need(N_("归还储备单位要第二个人批准")))
_COMPENSATION_NEED = Needs(Need(N_("给储备单位补偿要第二个人批准")))
_SETTLE_NEED = Needs(Need(N_("了结调拨单要第二个人批准")))
_ROUTE_NEED = Needs(Need(N_("捐赠的不合格物资离开，要第二个人批准")))
_UNDO_NEED = Needs(Need(N_("撤销签收要第二个人批准")))
_REVERSAL_NEED = Needs(Need(N_("冲正别人的或较早的一笔，要第二个人批准")), storing_handlers.needs_second_person)


def _approved_measures(command: requests.ApproveRequest, context: Context) -> Sequence[Measure]:
    items = items_asked(context, command.request_id)
    return _summed((items[line.line_number], line.approved) for line in command.lines if line.line_number in items)


def _planned_measures(command: allocation.AdoptPlan, context: Context) -> Sequence[Measure]:
    lines = plan_lines(context.connection, context.district_id, command.plan_id, state="proposed")
    return _summed((line.item_id, line.quantity) for line in lines)


def _lot_measures(command: storing.WriteOff | receiving.ReturnRejected, context: Context) -> Sequence[Measure]:
    return (Measure(lot(context, command.lot_id, "lot_id").item_id, command.quantity),)


def _routed_measures(command: donations.RouteUnusable, context: Context) -> Sequence[Measure]:
    return (Measure(lot(context, command.lot_id, "lot_id").item_id, command.quantity),)


def _back_measures(command: mobilisation.ReturnGoods, context: Context) -> Sequence[Measure]:
    return _summed((lot(context, line.lot_id, "lot_id").item_id, line.quantity) for line in command.lines)


def _compensation_measures(command: mobilisation.PayCompensation, _context: Context) -> Sequence[Measure]:
    return (Measure(0, amount_fen(command.quantity, command.price_fen, command.price_units)),)


def _lost_measures(command: shipping.SettleDifference, context: Context) -> Sequence[Measure]:
    lines = shipment_lines(context.connection, context.district_id, command.shipment_id)
    items = {line.line_number: line.item_id for line in lines}
    return _summed((items[line.line_number], line.lost) for line in command.lines if line.line_number in items)


def _money_measures(command: funds.PayParty, _context: Context) -> Sequence[Measure]:
    return (Measure(0, command.amount_fen),)


def _summed(parts: Iterable[tuple[int, int]]) -> tuple[Measure, ...]:
    sums: dict[int, int] = {}
    for item_id, quantity in parts:
        sums[item_id] = sums.get(item_id, 0) + quantity
    return tuple(Measure(item_id, quantity) for item_id, quantity in sums.items())


_ROWS = (
    Action(N_("登记物资"), catalog.RegisterItem, catalog_handlers.register_item),
    Action(N_("登记包装"), catalog.AddPack, catalog_handlers.add_pack),
    Action(N_("登记别名"), catalog.AddAlias, catalog_handlers.add_alias),
    Action(N_("开账"), parties.FoundDistrict, parties_handlers.found_district),
    Action(N_("登记单位"), parties.RegisterParty, parties_handlers.register_party),
    Action(N_("登记地点"), parties.RegisterLocation, parties_handlers.register_location),
    Action(N_("登记人员"), access.AddActor, access_handlers.add_actor),
    Action(N_("更改自己的密码"), access.ChangeOwnPassword, access_handlers.change_own_password, reach=on_oneself),
    Action(N_("重置密码"), access.SetPassword, access_handlers.set_password, need=_PASSWORD_NEED),
    Action(N_("停用人员"), access.DisableActor, access_handlers.disable_actor),
    Action(N_("恢复人员"), access.EnableActor, access_handlers.enable_actor, need=_RETURN_TO_WORK_NEED),
    Action(N_("授予岗位"), access.GrantRole, access_handlers.grant_role, need=_ROLE_NEED),
    Action(N_("收回岗位"), access.RevokeRole, access_handlers.revoke_role),
    Action(
        N_("代理岗位"),
        access.DelegateRole,
        access_handlers.delegate_role,
        reach=on_oneself,
        need=_DELEGATION_NEED,
    ),
    Action(N_("结束代理"), access.EndDelegation, access_handlers.end_delegation, reach=on_oneself),
    Action(N_("应急取得岗位"), access.BreakGlass, access_handlers.break_glass, reach=on_oneself, need=_EMERGENCY_NEED),
    Action(N_("复核应急岗位"), access.ReviewEmergency, access_handlers.review_emergency),
    Action(N_("更换签名密钥"), keys.RotateKey, keys_handlers.rotate_key, need=_KEY_NEED),
    Action(N_("拨入资金"), funds.AppropriateFunds, funds_handlers.appropriate_funds),
    Action(
        N_("付款"), funds.PayParty, funds_handlers.pay_party, duty="pay", need=_PAYMENT_NEED, measures=_money_measures
    ),
    Action(N_("登记储备单位存货"), mobilisation.DeclareStock, mobilisation_handlers.declare_stock),
    Action(
        N_("下调拨单"),
        mobilisation.OrderGoods,
        mobilisation_handlers.order_goods,
        duty="order",
        need=_ORDER_NEED,
    ),
    Action(N_("取消调拨"), mobilisation.CancelOrder, mobilisation_handlers.cancel_order),
    Action(
        N_("归还储备单位"),
        mobilisation.ReturnGoods,
        mobilisation_handlers.return_goods,
        reach=mobilisation_handlers.reach_of_return,
        need=_BACK_NEED,
        measures=_back_measures,
    ),
    Action(
        N_("补偿储备单位"),
        mobilisation.PayCompensation,
        mobilisation_handlers.pay_compensation,
        need=_COMPENSATION_NEED,
        measures=_compensation_measures,
    ),
    Action(N_("了结调拨单"), mobilisation.SettleOrder, mobilisation_handlers.settle_order, need=_SETTLE_NEED),
    Action(N_("登记捐赠"), donations.AnnounceDonation, donations_handlers.announce_donation, duty="announce"),
    Action(N_("网上捐赠"), donations.OfferPublicly, donations_door.offer_publicly),
    Action(N_("受理网上捐赠"), donations.TakeUpOffer, donations_handlers.take_up_offer, duty="announce"),
    Action(N_("谢绝捐赠"), donations.RefuseDonation, donations_handlers.refuse_donation),
    Action(N_("合并捐赠"), donations.MergeDonations, donations_handlers.merge_donations),
    Action(N_("网上确认交接"), donations.ConfirmPublicly, donations_door.confirm_publicly),
    Action(N_("登记交接单"), donations.RecordSlip, donations_door.record_slip, duty="slip"),
    Action(N_("捐款入账"), donations.BookMoney, donations_handlers.book_money, duty="book"),
    Action(N_("给捐赠估价"), donations.ValueDonation, donations_valuing.value_donation, duty="value"),
    Action(N_("开具捐赠证书"), donations.IssueCertificate, donations_valuing.issue_certificate),
    Action(N_("重印捐赠证书"), donations.ReprintCertificate, donations_valuing.reprint_certificate),
    Action(
        N_("转交不合格的捐赠物资"),
        donations.RouteUnusable,
        donations_valuing.route_unusable,
        reach=donations_valuing.reach_of_route,
        need=_ROUTE_NEED,
        measures=_routed_measures,
    ),
    Action(
        N_("登记预计到货"),
        receiving.AnnounceArrival,
        receiving_handlers.announce_arrival,
        reach=_where_it_comes,
    ),
    Action(N_("入库"), receiving.ReceiveGoods, receiving_handlers.receive_goods, duty="take_in", reach=_at_location),
    Action(
        N_("隔离批次"),
        receiving.QuarantineLot,
        receiving_handlers.quarantine_lot,
        duty="stop",
        reach=receiving_handlers.reach_of_lot,
    ),
    Action(N_("解除隔离"), receiving.ReleaseLot, receiving_handlers.release_lot, duty="clear"),
    Action(
        N_("退回拒收物资"),
        receiving.ReturnRejected,
        receiving_handlers.return_rejected,
        reach=_at_location,
        need=_RETURN_NEED,
        measures=_lot_measures,
    ),
    Action(
        N_("移库"),
        storing.MoveStock,
        storing_handlers.move_stock,
        reach=_at_source,
        need=_MOVE_NEED,
        is_shared=True,
        cells=_moved_cells,
    ),
    Action(
        N_("报损"),
        storing.WriteOff,
        storing_handlers.write_off,
        reach=_at_location,
        need=_WRITE_OFF_NEED,
        measures=_lot_measures,
    ),
    Action(
        N_("冲正"),
        storing.ReverseEntry,
        storing_handlers.reverse_entry,
        reach=storing_handlers.reach_of_reversal,
        need=_REVERSAL_NEED,
    ),
    Action(N_("结账"), storing.CloseDay, storing_handlers.close_day),
    Action(N_("停用地点"), storing.CloseLocation, storing_handlers.close_location, reach=_at_location),
    Action(N_("提交申请"), requests.SubmitRequest, requests_handlers.submit_request, duty="ask", reach=_for_unit),
    Action(
        N_("批准申请"),
        requests.ApproveRequest,
        requests_handlers.approve_request,
        duty="approve",
        need=_LIFT_NEED,
        measures=_approved_measures,
    ),
    Action(N_("退回申请"), requests.RejectRequest, requests_handlers.reject_request, duty="approve"),
    Action(N_("撤回申请"), requests.WithdrawRequest, requests_handlers.withdraw_request, reach=_for_unit_of_request),
    Action(N_("合并申请"), requests.MergeRequests, requests_replacing.merge_requests, duty="ask"),
    Action(
        N_("拆分申请"),
        requests.SplitRequest,
        requests_replacing.split_request,
        duty="ask",
        reach=_for_unit_of_request,
    ),
    Action(
        N_("更正申请"),
        requests.CorrectRequest,
        requests_replacing.correct_request,
        duty="ask",
        reach=_for_unit_of_request,
    ),
    Action(N_("了结申请"), requests.CloseRequest, requests_handlers.close_request),
    Action(N_("网上申请"), requests.AskPublicly, requests_door.ask_publicly, duty="ask"),
    Action(N_("开放公众申请"), requests.OpenDoor, requests_door.open_door),
    Action(N_("关闭公众申请"), requests.CloseDoor, requests_door.close_door),
    Action(N_("制作海报"), requests.MakePoster, requests_door.make_poster),
    Action(N_("电话核实"), requests.LogCall, requests_calls.log_call, duty="vouch"),
    Action(N_("改优先类别"), requests.ChangeClass, requests_classes.change_class, need=_CLASS_NEED),
    Action(N_("定优先类别表"), requests.SetClasses, requests_classes.set_classes, need=_CLASSES_NEED),
    Action(N_("定用量定额"), requests.SetNorm, requests_norms.set_norm),
    Action(
        N_("生成分配方案"),
        allocation.ProposePlan,
        allocation_proposing.propose_plan,
        duty="allocate",
        reach=_at_location,
    ),
    Action(
        N_("按名单分"),
        allocation.ProposeListPlan,
        allocation_proposing.propose_list_plan,
        duty="allocate",
        reach=_at_location,
    ),
    Action(
        N_("手工改方案"),
        allocation.EditPlan,
        allocation_edits.edit_plan,
        duty="allocate",
        reach=allocation_handlers.reach_of_plan,
    ),
    Action(N_("定储备底线"), allocation.SetFloor, allocation_handlers.set_floor, need=_FLOOR_NEED),
    Action(
        N_("批准分配方案"),
        allocation.AdoptPlan,
        allocation_handlers.adopt_plan,
        duty="release",
        reach=allocation_handlers.reach_of_plan,
        measures=_planned_measures,
    ),
    Action(
        N_("作废分配方案"),
        allocation.DiscardPlan,
        allocation_handlers.discard_plan,
        reach=allocation_handlers.reach_of_plan,
    ),
    Action(
        N_("去掉分配行"),
        allocation.DropLines,
        allocation_handlers.drop_lines,
        reach=allocation_handlers.reach_of_plan,
        duty="drop",
    ),
    Action(
        N_("拣货发出"),
        shipping.DispatchShipment,
        shipping_handlers.dispatch_shipment,
        duty="pick",
        reach=shipping_handlers.reach_of_dispatch,
    ),
    Action(
        N_("签收"),
        shipping.RecordDelivery,
        shipping_handlers.record_delivery,
        duty="receive",
        reach=shipping_handlers.reach_of_delivery,
    ),
    Action(
        N_("召回发货"),
        shipping.CancelShipment,
        shipping_handlers.cancel_shipment,
        reach=shipping_handlers.reach_of_cancel,
    ),
    Action(
        N_("处理在途差异"),
        shipping.SettleDifference,
        shipping_corrections.settle_difference,
        reach=shipping_corrections.reach_of_settling,
        duty="settle",
        need=_LOSS_NEED,
        measures=_lost_measures,
    ),
    Action(
        N_("撤销签收"),
        shipping.UndoDelivery,
        shipping_corrections.undo_delivery,
        reach=shipping_corrections.reach_of_undoing,
        duty="undo",
        need=_UNDO_NEED,
    ),
    Action(N_("附凭据"), papers.AttachPaper, papers_handlers.attach_paper, reach=papers_handlers.reach_of_paper),
    Action(N_("登记请托"), favours.RecordFavour, favours_handlers.record_favour, reach=on_oneself),
    Action(N_("抽样"), inspection.DrawSample, inspection_handlers.draw_sample),
    Action(N_("记核对结果"), inspection.NoteFinding, inspection_handlers.note_finding),
    Action(N_("批准待批事项"), approvals.ApproveHeld, approvals.approve_held, duty="sign"),
    Action(N_("退回待批事项"), approvals.RejectHeld, approvals.reject_held, duty="sign", reach=on_oneself),
    Action(N_("定批准规定"), signing.SetSigningRule, signing.set_signing_rule, need=_RULE_NEED),
    Action(N_("停用批准规定"), signing.EndSigningRule, signing.end_signing_rule, need=_RULE_NEED),
)

ACTIONS: dict[str, Action] = {action.name: action for action in _ROWS}

approvals.know_commands(ACTIONS)
signing.know_measured(
    ACTIONS,
    in_money={name for name, action in ACTIONS.items() if action.measures in (_money_measures, _compensation_measures)},
)
