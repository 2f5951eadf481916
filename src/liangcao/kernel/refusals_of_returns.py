"""Named refusals about what comes back, is lent, destroyed and recalled; `refusals.REFUSALS` has them all."""

from liangcao.kernel.refusal import N_, Refusal

REFUSALS_OF_RETURNS: dict[str, Refusal] = {
    "goods_returned": Refusal(N_("发货单 {shipment} 的货已经登记退回，签收不能撤销：要改的从退回单上办"), 409),
    "return_of_return": Refusal(N_("{number} 号是退回单，退回的货不能再退：要发出去，走申请和分配"), 409),
    "exceeds_delivered": Refusal(
        N_("{item} 签收 {delivered}，已经退回或在退 {back}，最多还能退 {left}，不能退 {quantity}"), 409
    ),
    "exceeds_announced": Refusal(N_("登记要退 {announced}，实收 {quantity} 超过了：多出来的另登记一张退回单"), 409),
    "exceeds_waiting": Refusal(N_("这一行还有 {waiting} 没有查验，不能判定 {quantity}"), 409),
    "disposal_needed": Refusal(N_("{lot} 是{why}，货还在：走报废（提出、批准、销毁、见证），不能直接报损"), 409),
    "disposal_unproven": Refusal(N_("先附上现场照片或处置单位的单据，再见证"), 409),
    "reason_not_so": Refusal(N_("账上看不出这批货是“{reason}”：换一个原因"), 409),
    "not_reusable": Refusal(N_("{item} 没有登记为可以借用的物资：用了就没有的走申请和分配"), 409),
    "one_serial_each": Refusal(N_("{item} 一件一个编号：每行只填一件，并填编号"), 400),
    "serial_is_out": Refusal(N_("编号 {serial} 已经借出或丢失（借用单 {loan}），或者在这张单上写了两次"), 409),
    "exceeds_lent": Refusal(N_("这一行还有 {out} 在外面，不能记 {quantity}"), 409),
    "due_too_early": Refusal(N_("归还日 {day} 要晚于 {after}"), 400),
    "recalled_already": Refusal(N_("批次 {lot} 已经在召回 {recall} 里"), 409),
    "lot_recalled": Refusal(N_("批次 {lot} 在召回 {recall} 里：召回解除以前不能放行"), 409),
    "recalled_delivery": Refusal(N_("批次 {lot} 在召回 {recall} 里，签收不能撤销：货回来，登记退回"), 409),
    "not_a_holder": Refusal(N_("召回 {recall} 开始时，这个单位手里没有这批货"), 404),
    "answer_does_not_add_up": Refusal(
        N_("{item} 在您那里的是 {held}，填的剩余、已用、找不到、转给别人加起来是 {told}：请核对"), 400
    ),
    "recall_not_settled": Refusal(N_("{who} 还有 {open} 没有交代清楚，或者前后说法不一，召回不能了结"), 409),
}
