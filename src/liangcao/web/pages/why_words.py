"""Why this person cannot do the next step, said in place of a button that would fail."""

from collections.abc import Mapping
from typing import Any

from liangcao.access.queries import Conflict, Doer, find_conflict
from liangcao.language import N_, _
from liangcao.reports.chains import duties_ahead
from liangcao.web.visitor import Visitor

_DID: dict[str, str] = {
    "ask": N_("您提交了%(what)s"),
    "vouch": N_("您核实了%(what)s"),
    "approve": N_("您批过%(what)s"),
    "allocate": N_("分配方案是您做的"),
    "release": N_("分配方案是您批准的"),
    "depart": N_("改拣是您提出的"),
    "pick": N_("物资是您拣货发出的"),
    "carry": N_("物资是您送货交接的"),
    "receive": N_("物资是您签收的"),
    "drop": N_("分配行是您去掉的"),
    "settle": N_("在途差异是您处理的"),
    "undo": N_("签收是您撤销的"),
    "take_in": N_("这批物资是您收货的"),
    "inspect": N_("这批物资是您验收的"),
    "pay": N_("款是您付的"),
    "buy": N_("这笔采购是您提出的"),
    "count": N_("这次盘点您数过"),
    "finalise": N_("盘点差异是您处理的"),
    "decide": N_("这笔采购是您批的"),
    "accept": N_("这批货是您验收的"),
    "review": N_("这笔采购是您复核的"),
    "stop": N_("这批物资是您隔离的"),
    "clear": N_("这批物资是您解除隔离的"),
    "submit": N_("这件事是您提交的"),
    "sign": N_("您已经批准过这件事"),
    "order": N_("这张调拨单是您下的"),
    "announce": N_("这笔捐赠是您登记的"),
    "slip": N_("这笔捐赠的交接单是您登记的"),
    "book": N_("这笔捐款是您入账的"),
    "value": N_("这笔捐赠是您估的价"),
    "bring": N_("这张退回单是您登记的"),
    "take_back": N_("退回的货是您收的"),
    "examine": N_("退回的货是您查验的"),
    "propose": N_("这批报废是您提出的"),
    "agree": N_("这批报废是您批的"),
    "destroy": N_("这批货是您销毁的"),
    "witness": N_("销毁是您见证的"),
    "lend": N_("这些东西是您借出的"),
    "lose": N_("这些东西是您报失的"),
    "recall": N_("这次召回是您发起的"),
    "wind_up": N_("这次召回是您了结的"),
    "lift": N_("这次召回是您解除的"),
}
_THEY_DID: dict[str, str] = {
    "ask": N_("%(name)s 提交了%(what)s"),
    "vouch": N_("%(name)s 核实了%(what)s"),
    "approve": N_("%(name)s 批过%(what)s"),
    "allocate": N_("分配方案是 %(name)s 做的"),
    "release": N_("分配方案是 %(name)s 批准的"),
    "depart": N_("改拣是 %(name)s 提出的"),
    "pick": N_("物资是 %(name)s 拣货发出的"),
    "carry": N_("物资是 %(name)s 送货交接的"),
    "receive": N_("物资是 %(name)s 签收的"),
    "drop": N_("分配行是 %(name)s 去掉的"),
    "settle": N_("在途差异是 %(name)s 处理的"),
    "undo": N_("签收是 %(name)s 撤销的"),
    "take_in": N_("这批物资是 %(name)s 收货的"),
    "inspect": N_("这批物资是 %(name)s 验收的"),
    "pay": N_("款是 %(name)s 付的"),
    "buy": N_("这笔采购是 %(name)s 提出的"),
    "count": N_("这次盘点 %(name)s 数过"),
    "finalise": N_("盘点差异是 %(name)s 处理的"),
    "decide": N_("这笔采购是 %(name)s 批的"),
    "accept": N_("这批货是 %(name)s 验收的"),
    "review": N_("这笔采购是 %(name)s 复核的"),
    "stop": N_("这批物资是 %(name)s 隔离的"),
    "clear": N_("这批物资是 %(name)s 解除隔离的"),
    "submit": N_("这件事是 %(name)s 提交的"),
    "sign": N_("%(name)s 已经批准过这件事"),
    "order": N_("这张调拨单是 %(name)s 下的"),
    "announce": N_("这笔捐赠是 %(name)s 登记的"),
    "slip": N_("这笔捐赠的交接单是 %(name)s 登记的"),
    "book": N_("这笔捐款是 %(name)s 入账的"),
    "value": N_("这笔捐赠是 %(name)s 估的价"),
    "bring": N_("这张退回单是 %(name)s 登记的"),
    "take_back": N_("退回的货是 %(name)s 收的"),
    "examine": N_("退回的货是 %(name)s 查验的"),
    "propose": N_("这批报废是 %(name)s 提出的"),
    "agree": N_("这批报废是 %(name)s 批的"),
    "destroy": N_("这批货是 %(name)s 销毁的"),
    "witness": N_("销毁是 %(name)s 见证的"),
    "lend": N_("这些东西是 %(name)s 借出的"),
    "lose": N_("这些东西是 %(name)s 报失的"),
    "recall": N_("这次召回是 %(name)s 发起的"),
    "wind_up": N_("这次召回是 %(name)s 了结的"),
    "lift": N_("这次召回是 %(name)s 解除的"),
}
_SO: dict[str, str] = {
    "ask": N_("所以不能由您申请"),
    "vouch": N_("所以不能由您核实"),
    "approve": N_("所以不能由您批准"),
    "allocate": N_("所以不能由您做方案"),
    "release": N_("所以不能由您批准方案"),
    "depart": N_("所以不能由您改拣"),
    "pick": N_("所以不能由您拣货发出"),
    "carry": N_("所以不能由您送货交接"),
    "receive": N_("所以不能由您签收"),
    "drop": N_("所以不能由您去掉分配行"),
    "settle": N_("所以不能由您处理在途差异"),
    "undo": N_("所以不能由您撤销签收"),
    "take_in": N_("所以不能由您收货"),
    "inspect": N_("所以不能由您验收"),
    "pay": N_("所以不能由您付款"),
    "buy": N_("所以不能由您提出采购"),
    "count": N_("所以不能由您盘点"),
    "finalise": N_("所以不能由您处理差异"),
    "decide": N_("所以不能由您批准采购"),
    "accept": N_("所以不能由您验收"),
    "review": N_("所以不能由您复核"),
    "stop": N_("所以不能由您隔离"),
    "clear": N_("所以不能由您解除隔离"),
    "submit": N_("所以不能由您提交"),
    "sign": N_("所以不能由您批准"),
    "order": N_("所以不能由您下调拨单"),
    "announce": N_("所以不能由您登记捐赠"),
    "slip": N_("所以不能由您登记交接单"),
    "book": N_("所以不能由您入账"),
    "value": N_("所以不能由您估价"),
    "bring": N_("所以不能由您登记退回"),
    "take_back": N_("所以不能由您收退回"),
    "examine": N_("所以不能由您查验"),
    "propose": N_("所以不能由您提出"),
    "agree": N_("所以不能由您批准报废"),
    "destroy": N_("所以不能由您销毁"),
    "witness": N_("所以不能由您见证"),
    "lend": N_("所以不能由您借出"),
    "lose": N_("所以不能由您报失"),
    "recall": N_("所以不能由您发起召回"),
    "wind_up": N_("所以不能由您了结召回"),
    "lift": N_("所以不能由您解除召回"),
}
_SO_SIGNING: dict[str, str] = {"undo": N_("所以不能由您同意撤销签收")}
"""Where asking is not signing."""


def conflict_words(conflict: Conflict, *, chain: str = "", signs: bool = False) -> str:
    """The conflict in one sentence, of whoever would do it or `signs` as a second person.

    `chain` is what the page is about (``request:12``): the one, not one of several.
    """
    kind, _colon, number = conflict.chain.partition(":")
    what = _("这份申请") if conflict.chain == chain or kind != "request" else _("其中的申请 %(n)s") % {"n": number}
    so = _((_SO_SIGNING if signs and conflict.duty in _SO_SIGNING else _SO)[conflict.duty])
    if not conflict.name:
        return _("%(did)s，%(so)s。") % {"did": _(_DID[conflict.done]) % {"what": what}, "so": so}
    did = _(_THEY_DID[conflict.done]) % {"name": conflict.name, "what": what}
    return _("%(did)s；您和他有代理关系，视同一人，%(so)s。") % {"did": did, "so": so}


def why_not(visitor: Visitor, connection: Any, action: str, command: Mapping[str, Any]) -> str:
    """Why duties done before keep the visitor from doing this, in words; empty when they do not."""
    duties = duties_ahead(connection, visitor.district_id, action, command)
    who = Doer(visitor.actor.actor_id, visitor.office.clock.now())
    conflict = find_conflict(connection, visitor.district_id, who, duties)
    own = f"request:{command['request_id']}" if "request_id" in command else ""
    return conflict_words(conflict, chain=own) if conflict else ""
