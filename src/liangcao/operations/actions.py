"""Everything that can happen: command, handler, where a role must reach, when a second person is due.

A deed's permission bears its name. A row is shared when its handler and need read only what unshared commands change.
"""

from typing import Any

from liangcao.access import commands as access
from liangcao.access import handlers as access_handlers
from liangcao.allocation import commands as allocation
from liangcao.allocation import edits as allocation_edits
from liangcao.allocation import handlers as allocation_handlers
from liangcao.allocation import proposing as allocation_proposing
from liangcao.codes import commands as codes
from liangcao.codes import handlers as codes_handlers
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
from liangcao.kernel.refusals import N_
from liangcao.keys import commands as keys
from liangcao.keys import handlers as keys_handlers
from liangcao.mobilisation import commands as mobilisation
from liangcao.mobilisation import handlers as mobilisation_handlers
from liangcao.operations import approvals, measures, needs, phases, reaches, signing
from liangcao.operations.action import Action, Need, Needs, on_oneself
from liangcao.operations.actions_catalog import CATALOGUE
from liangcao.operations.actions_counting import COUNTING
from liangcao.operations.actions_handing_over import HANDING_OVER
from liangcao.operations.actions_offline import OFFLINE
from liangcao.operations.actions_organisation import ORGANISATION
from liangcao.operations.actions_packing import PICKING_AND_PACKING
from liangcao.operations.actions_returns import RETURNS
from liangcao.operations.actions_sourcing import SOURCING
from liangcao.operations.actions_tasks import TASKS
from liangcao.operations.actions_trips import TRIPS
from liangcao.operations.actions_worklog import WORKLOG
from liangcao.papers import commands as papers
from liangcao.papers import handlers as papers_handlers
from liangcao.parties import commands as parties
from liangcao.parties import handlers as parties_handlers
from liangcao.procurement import commands as procurement
from liangcao.procurement import fulfilling as procurement_fulfilling
from liangcao.procurement import handlers as procurement_handlers
from liangcao.procurement import refunding as procurement_refunding
from liangcao.receiving import accepting as receiving_accepting
from liangcao.receiving import arriving as receiving_arriving
from liangcao.receiving import capturing as receiving_capturing
from liangcao.receiving import claiming as receiving_claiming
from liangcao.receiving import commands as receiving
from liangcao.receiving import handlers as receiving_handlers
from liangcao.requests import calls as requests_calls
from liangcao.requests import classes as requests_classes
from liangcao.requests import commands as requests
from liangcao.requests import door as requests_door
from liangcao.requests import handlers as requests_handlers
from liangcao.requests import norms as requests_norms
from liangcao.requests import replacing as requests_replacing
from liangcao.requests import substitutes as requests_substitutes
from liangcao.shipping import commands as shipping
from liangcao.shipping import corrections as shipping_corrections
from liangcao.shipping import handlers as shipping_handlers
from liangcao.storing import commands as storing
from liangcao.storing import handlers as storing_handlers

_COMES = receiving_arriving.where_it_comes
_MOVE_NEED = Needs(Need(N_("移到自己不管的库，要第二个人批准")), storing_handlers.goes_beyond_reach)
_LIFT_NEED = Needs(Need(N_("批到比单位本来更急的类别，要第二个人批准")), requests_classes.lifts_request)
_LOSS_NEED = Needs(Need(N_("在途差异报损要第二个人批准")), shipping_corrections.writes_off)
_ACCEPTANCE_NEED = Needs(Need(N_("采购来的货要两个人验收")), receiving_accepting.was_bought)
_CLAIM_NEED = Needs(Need(N_("核销索赔要第二个人批准")), receiving_claiming.is_written_off)
_REVERSAL_NEED = Needs(Need(N_("冲正别人的或较早的一笔，要第二个人批准")), storing_handlers.needs_second_person)


def _pays(title: str, command: Any, handler: Any, need: Needs = needs.PAYMENT) -> Action:
    """A deed that money is paid by, or comes back by: by two, and by nobody who took the goods in."""
    return Action(title, command, handler, duty="pay", need=need, measures=measures.money)


_ROWS = (
    *CATALOGUE,
    Action(N_("开账"), parties.FoundDistrict, parties_handlers.found_district),
    Action(N_("登记单位"), parties.RegisterParty, parties_handlers.register_party),
    Action(N_("补信用代码"), parties.SetCreditCode, parties_handlers.set_credit_code),
    Action(N_("登记证件"), parties.RecordLicence, parties_handlers.record_licence),
    Action(N_("撤下证件"), parties.WithdrawLicence, parties_handlers.withdraw_licence),
    Action(N_("列入黑名单"), parties.BlacklistParty, parties_handlers.blacklist_party, need=needs.BLACKLIST),
    Action(N_("移出黑名单"), parties.ClearParty, parties_handlers.clear_party, need=needs.CLEARING),
    Action(N_("登记地点"), parties.RegisterLocation, parties_handlers.register_location),
    Action(N_("登记人员"), access.AddActor, access_handlers.add_actor),
    Action(N_("更改自己的密码"), access.ChangeOwnPassword, access_handlers.change_own_password, reach=on_oneself),
    Action(N_("重置密码"), access.SetPassword, access_handlers.set_password, need=needs.PASSWORD),
    Action(N_("停用人员"), access.DisableActor, access_handlers.disable_actor),
    Action(N_("恢复人员"), access.EnableActor, access_handlers.enable_actor, need=needs.RETURN_TO_WORK),
    Action(N_("授予岗位"), access.GrantRole, access_handlers.grant_role, need=needs.ROLE),
    Action(N_("收回岗位"), access.RevokeRole, access_handlers.revoke_role),
    Action(N_("代理岗位"), access.DelegateRole, access_handlers.delegate_role, reach=on_oneself, need=needs.DELEGATION),
    Action(N_("结束代理"), access.EndDelegation, access_handlers.end_delegation, reach=on_oneself),
    Action(N_("应急取得岗位"), access.BreakGlass, access_handlers.break_glass, reach=on_oneself, need=needs.EMERGENCY),
    Action(N_("复核应急岗位"), access.ReviewEmergency, access_handlers.review_emergency),
    Action(N_("打印标签"), codes.PrintLabels, codes_handlers.print_labels, reach=on_oneself),
    Action(N_("印空白标签"), codes.PrintRoll, codes_handlers.print_roll, reach=on_oneself),
    Action(N_("绑定标签"), codes.BindSerial, codes_handlers.bind_serial, reach=on_oneself),
    Action(N_("更换签名密钥"), keys.RotateKey, keys_handlers.rotate_key, need=needs.KEY),
    Action(N_("拨入资金"), funds.AppropriateFunds, funds_handlers.appropriate_funds),
    Action(
        N_("退回资金"), funds.ReturnFunds, funds_handlers.return_funds, need=needs.MONEY_BACK, measures=measures.money
    ),
    Action(N_("登记储备单位存货"), mobilisation.DeclareStock, mobilisation_handlers.declare_stock),
    Action(N_("下调拨单"), mobilisation.OrderGoods, mobilisation_handlers.order_goods, duty="order", need=needs.ORDER),
    Action(N_("取消调拨"), mobilisation.CancelOrder, mobilisation_handlers.cancel_order),
    Action(
        N_("归还储备单位"),
        mobilisation.ReturnGoods,
        mobilisation_handlers.return_goods,
        reach=mobilisation_handlers.reach_of_return,
        need=needs.GIVING_BACK,
        measures=measures.given_back,
    ),
    Action(
        N_("补偿储备单位"),
        mobilisation.PayCompensation,
        mobilisation_handlers.pay_compensation,
        need=needs.COMPENSATION,
        measures=measures.compensated,
    ),
    Action(N_("了结调拨单"), mobilisation.SettleOrder, mobilisation_handlers.settle_order, need=needs.SETTLING),
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
        need=needs.ROUTING,
        measures=measures.moved,
    ),
    _pays(N_("付款"), funds.PayParty, funds_handlers.pay_party),
    Action(N_("提出采购"), procurement.ProposePurchase, procurement_handlers.propose_purchase, duty="buy"),
    Action(
        N_("批准采购"),
        procurement.ApprovePurchase,
        procurement_handlers.approve_purchase,
        duty="decide",
        measures=measures.committed,
    ),
    Action(N_("退回采购"), procurement.RejectPurchase, procurement_handlers.reject_purchase, duty="decide"),
    Action(N_("取消采购"), procurement.CancelPurchase, procurement_handlers.cancel_purchase),
    Action(N_("补采购材料"), procurement.FileInDossier, procurement_fulfilling.file_in_dossier),
    Action(
        N_("采购验收"),
        procurement.AcceptPurchase,
        procurement_fulfilling.accept_purchase,
        duty="accept",
        need=needs.ACCEPTANCE,
    ),
    Action(N_("登记发票"), procurement.RecordInvoice, procurement_fulfilling.record_invoice),
    _pays(N_("采购付款"), procurement.PayPurchase, procurement_fulfilling.pay_purchase),
    _pays(N_("登记退款到账"), procurement.BookRefund, procurement_refunding.book_refund, needs.REFUND),
    Action(N_("作废验收或发票"), procurement.AnnulRecord, procurement_fulfilling.annul_record, need=needs.ANNULMENT),
    Action(N_("复核采购"), procurement.ReviewPurchase, procurement_fulfilling.review_purchase, duty="review"),
    Action(N_("了结采购"), procurement.ClosePurchase, procurement_fulfilling.close_purchase),
    Action(N_("登记预计到货"), receiving.AnnounceArrival, receiving_arriving.announce_arrival, reach=_COMES),
    Action(N_("改预计到货"), receiving.ChangeArrival, receiving_arriving.change_arrival, reach=_COMES),
    Action(N_("取消预计到货"), receiving.CancelArrival, receiving_arriving.cancel_arrival, reach=_COMES),
    Action(N_("收事件文件"), receiving.CaptureEvents, receiving_capturing.capture_events, reach=on_oneself),
    Action(N_("定验收规定"), receiving.SetAcceptanceRule, receiving_arriving.set_acceptance_rule),
    Action(
        N_("入库"), receiving.ReceiveGoods, receiving_handlers.receive_goods, duty="take_in", reach=reaches.at_location
    ),
    Action(
        N_("验收"),
        receiving.InspectLots,
        receiving_accepting.inspect_lots,
        duty="inspect",
        reach=receiving_accepting.reach_of_receipt,
        need=_ACCEPTANCE_NEED,
    ),
    Action(N_("提出索赔"), receiving.OpenClaim, receiving_claiming.open_claim, reach=receiving_claiming.reach_of_claim),
    Action(N_("登记索赔答复"), receiving.AnswerClaim, receiving_claiming.answer_claim),
    Action(N_("了结索赔"), receiving.SettleClaim, receiving_claiming.settle_claim, need=_CLAIM_NEED),
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
        reach=reaches.at_location,
        need=needs.RETURN,
        measures=measures.moved,
    ),
    Action(
        N_("移库"),
        storing.MoveStock,
        storing_handlers.move_stock,
        reach=reaches.at_source,
        need=_MOVE_NEED,
        is_shared=True,
        cells=reaches.moved_cells,
    ),
    Action(
        N_("报损"),
        storing.WriteOff,
        storing_handlers.write_off,
        reach=reaches.at_location,
        need=needs.WRITE_OFF,
        measures=measures.moved,
    ),
    Action(
        N_("冲正"),
        storing.ReverseEntry,
        storing_handlers.reverse_entry,
        reach=storing_handlers.reach_of_reversal,
        need=_REVERSAL_NEED,
    ),
    Action(N_("结账"), storing.CloseDay, storing_handlers.close_day),
    Action(N_("停用地点"), storing.CloseLocation, storing_handlers.close_location, reach=reaches.at_location),
    *ORGANISATION,
    *WORKLOG,
    *COUNTING,
    Action(
        N_("提交申请"), requests.SubmitRequest, requests_handlers.submit_request, duty="ask", reach=reaches.for_unit
    ),
    Action(
        N_("批准申请"),
        requests.ApproveRequest,
        requests_handlers.approve_request,
        duty="approve",
        need=_LIFT_NEED,
        measures=measures.approved,
    ),
    Action(N_("退回申请"), requests.RejectRequest, requests_handlers.reject_request, duty="approve"),
    Action(
        N_("撤回申请"), requests.WithdrawRequest, requests_handlers.withdraw_request, reach=reaches.for_unit_of_request
    ),
    Action(N_("合并申请"), requests.MergeRequests, requests_replacing.merge_requests, duty="ask"),
    Action(
        N_("拆分申请"),
        requests.SplitRequest,
        requests_replacing.split_request,
        duty="ask",
        reach=reaches.for_unit_of_request,
    ),
    Action(
        N_("更正申请"),
        requests.CorrectRequest,
        requests_replacing.correct_request,
        duty="ask",
        reach=reaches.for_unit_of_request,
    ),
    Action(N_("了结申请"), requests.CloseRequest, requests_handlers.close_request),
    Action(N_("网上申请"), requests.AskPublicly, requests_door.ask_publicly, duty="ask"),
    Action(N_("开放公众申请"), requests.OpenDoor, requests_door.open_door),
    Action(N_("关闭公众申请"), requests.CloseDoor, requests_door.close_door),
    Action(N_("制作海报"), requests.MakePoster, requests_door.make_poster),
    Action(N_("电话核实"), requests.LogCall, requests_calls.log_call, duty="vouch"),
    Action(N_("改优先类别"), requests.ChangeClass, requests_classes.change_class, need=needs.CLASS),
    Action(N_("定优先类别表"), requests.SetClasses, requests_classes.set_classes, need=needs.CLASSES),
    Action(N_("定用量定额"), requests.SetNorm, requests_norms.set_norm),
    Action(N_("定可以代替"), requests.SetSubstitute, requests_substitutes.set_substitute, need=needs.SUBSTITUTE),
    Action(
        N_("生成分配方案"),
        allocation.ProposePlan,
        allocation_proposing.propose_plan,
        duty="allocate",
        reach=reaches.at_location,
    ),
    Action(
        N_("按名单分"),
        allocation.ProposeListPlan,
        allocation_proposing.propose_list_plan,
        duty="allocate",
        reach=reaches.at_location,
    ),
    Action(
        N_("手工改方案"),
        allocation.EditPlan,
        allocation_edits.edit_plan,
        duty="allocate",
        reach=allocation_handlers.reach_of_plan,
    ),
    Action(N_("定储备底线"), allocation.SetFloor, allocation_handlers.set_floor, need=needs.FLOOR),
    Action(N_("定运费"), allocation.SetCarryingCost, allocation_handlers.set_carrying_cost, reach=reaches.at_location),
    Action(
        N_("批准分配方案"),
        allocation.AdoptPlan,
        allocation_handlers.adopt_plan,
        duty="release",
        reach=allocation_handlers.reach_of_plan,
        measures=measures.planned,
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
    *PICKING_AND_PACKING,
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
    *HANDING_OVER,
    *OFFLINE,
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
        measures=measures.lost,
    ),
    Action(
        N_("撤销签收"),
        shipping.UndoDelivery,
        shipping_corrections.undo_delivery,
        reach=shipping_corrections.reach_of_undoing,
        duty="undo",
        need=needs.UNDO,
    ),
    *(*TRIPS, *SOURCING, *TASKS),
    Action(N_("附凭据"), papers.AttachPaper, papers_handlers.attach_paper, reach=papers_handlers.reach_of_paper),
    Action(N_("登记请托"), favours.RecordFavour, favours_handlers.record_favour, reach=on_oneself),
    Action(N_("抽样"), inspection.DrawSample, inspection_handlers.draw_sample),
    Action(N_("记核对结果"), inspection.NoteFinding, inspection_handlers.note_finding),
    Action(N_("批准待批事项"), approvals.ApproveHeld, approvals.approve_held, duty="sign"),
    Action(N_("退回待批事项"), approvals.RejectHeld, approvals.reject_held, duty="sign", reach=on_oneself),
    Action(N_("定批准规定"), signing.SetSigningRule, signing.set_signing_rule, need=needs.RULE),
    Action(N_("宣布时期"), phases.DeclarePhase, phases.declare_phase, need=needs.PHASE),
    Action(N_("停用批准规定"), signing.EndSigningRule, signing.end_signing_rule, need=needs.RULE),
    *RETURNS,
)

ACTIONS: dict[str, Action] = {action.name: action for action in _ROWS}

approvals.know_commands(ACTIONS)
signing.know_measured(ACTIONS, in_money={name for name, row in ACTIONS.items() if row.measures in measures.IN_MONEY})
