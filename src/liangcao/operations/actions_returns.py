"""The rows of the actions table about goods that come back, end, or are called back."""

from liangcao.disposal import commands as disposal
from liangcao.disposal import handlers as disposal_handlers
from liangcao.kernel.refusals import N_
from liangcao.loans import commands as loans
from liangcao.loans import handlers as loans_handlers
from liangcao.operations import measures, needs
from liangcao.operations.action import Action
from liangcao.recall import commands as recall
from liangcao.recall import handlers as recall_handlers
from liangcao.returns import commands as returns
from liangcao.returns import handlers as returns_handlers

RETURNS = (
    Action(
        N_("登记退回"),
        returns.AnnounceReturn,
        returns_handlers.announce_return,
        duty="bring",
        reach=returns_handlers.reach_of_delivery,
    ),
    Action(
        N_("取消退回"), returns.CancelReturn, returns_handlers.cancel_return, reach=returns_handlers.reach_of_cancel
    ),
    Action(
        N_("收退回"),
        returns.ReceiveReturn,
        returns_handlers.receive_return,
        duty="take_back",
        reach=returns_handlers.reach_of_return,
    ),
    Action(
        N_("查验退回"),
        returns.ExamineReturn,
        returns_handlers.examine_return,
        duty="examine",
        reach=returns_handlers.reach_of_return,
    ),
    Action(
        N_("提出报废"),
        disposal.ProposeDisposal,
        disposal_handlers.propose_disposal,
        duty="propose",
        reach=disposal_handlers.reach_of_proposal,
    ),
    Action(
        N_("撤回报废"),
        disposal.WithdrawDisposal,
        disposal_handlers.withdraw_disposal,
        reach=disposal_handlers.reach_of_disposal,
    ),
    Action(
        N_("批准报废"),
        disposal.ApproveDisposal,
        disposal_handlers.approve_disposal,
        duty="agree",
        reach=disposal_handlers.reach_of_disposal,
        measures=measures.destroyed,
    ),
    Action(
        N_("不同意报废"),
        disposal.RefuseDisposal,
        disposal_handlers.refuse_disposal,
        duty="agree",
        reach=disposal_handlers.reach_of_disposal,
    ),
    Action(
        N_("销毁"),
        disposal.CarryOutDisposal,
        disposal_handlers.carry_out_disposal,
        duty="destroy",
        reach=disposal_handlers.reach_of_disposal,
    ),
    Action(
        N_("见证销毁"),
        disposal.WitnessDisposal,
        disposal_handlers.witness_disposal,
        duty="witness",
        reach=disposal_handlers.reach_of_disposal,
    ),
    Action(N_("定可借物资"), loans.MarkReusable, loans_handlers.mark_reusable),
    Action(
        N_("借出"),
        loans.LendGoods,
        loans_handlers.lend_goods,
        duty="lend",
        reach=loans_handlers.reach_of_lending,
        need=needs.LENDING,
        measures=measures.lent,
    ),
    Action(N_("收回借出的"), loans.TakeBack, loans_handlers.take_back, reach=loans_handlers.reach_of_loan),
    Action(
        N_("报失借出的"),
        loans.LoseLent,
        loans_handlers.lose_lent,
        duty="lose",
        reach=loans_handlers.reach_of_loan,
        need=needs.LENT_LOSS,
        measures=measures.lost_of_loan,
    ),
    Action(N_("续借"), loans.ExtendLoan, loans_handlers.extend_loan, reach=loans_handlers.reach_of_loan),
    Action(
        N_("发起召回"),
        recall.OpenRecall,
        recall_handlers.open_recall,
        duty="recall",
        reach=recall_handlers.reach_of_recall,
    ),
    Action(N_("发召回通知"), recall.SendNotice, recall_handlers.send_notice),
    Action(N_("网上答复召回"), recall.AnswerByLink, recall_handlers.answer_by_link),
    Action(N_("记召回答复"), recall.RecordAnswer, recall_handlers.record_answer),
    Action(N_("了结召回"), recall.CloseRecall, recall_handlers.close_recall, duty="wind_up", need=needs.RECALL_END),
    Action(N_("解除召回"), recall.LiftRecall, recall_handlers.lift_recall, duty="lift", need=needs.RECALL_LIFT),
)
