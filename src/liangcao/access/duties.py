"""Duties on one chain of documents that one person may not join (不相容岗位).

`CHAINS` tells the duties of each kind of chain in their order, `EXCLUDES` for each duty which earlier ones shut the
same person out, `SIGNING_EXCLUDES` which shut them out from signing only, `FOLLOWS` which must have been done before.
Whoever signs as a second person does the duty too. Who carries is held to all that who receives is held to: a link can
be opened by whoever shows it.
"""

from liangcao.kernel.refusals import N_

DUTIES: dict[str, str] = {
    "ask": N_("提交申请"),
    "vouch": N_("核实申请"),
    "approve": N_("批准申请"),
    "allocate": N_("做分配方案"),
    "release": N_("批准分配方案"),
    "depart": N_("改拣别的批次"),
    "pick": N_("拣货发出"),
    "carry": N_("送货交接"),
    "receive": N_("签收"),
    "drop": N_("去掉分配行"),
    "settle": N_("处理在途差异"),
    "undo": N_("撤销签收"),
    "submit": N_("提交待批事项"),
    "sign": N_("批准待批事项"),
    "take_in": N_("收货"),
    "inspect": N_("验收"),
    "stop": N_("隔离批次"),
    "clear": N_("解除隔离"),
    "pay": N_("付款"),
    "announce": N_("登记捐赠"),
    "order": N_("下调拨单"),
    "slip": N_("登记交接单"),
    "book": N_("捐款入账"),
    "value": N_("给捐赠估价"),
    "buy": N_("提出采购"),
    "decide": N_("批准采购"),
    "accept": N_("验收直接到部门的货"),
    "review": N_("复核采购"),
    "bring": N_("登记退回"),
    "take_back": N_("收退回"),
    "examine": N_("查验退回"),
    "propose": N_("提出报废"),
    "agree": N_("批准报废"),
    "destroy": N_("销毁"),
    "witness": N_("见证销毁"),
    "lend": N_("借出"),
    "lose": N_("报失借出的"),
    "recall": N_("发起召回"),
    "wind_up": N_("了结召回"),
    "lift": N_("解除召回"),
    "count": N_("盘点记数"),
    "finalise": N_("盘点差异入账"),
}

_PAIRS = (
    ("ask", "approve"),
    ("ask", "release"),
    ("ask", "pick"),
    ("vouch", "approve"),
    ("vouch", "release"),
    ("vouch", "pick"),
    ("approve", "pick"),
    ("approve", "receive"),
    ("ask", "depart"),
    ("vouch", "depart"),
    ("allocate", "release"),
    ("allocate", "pick"),
    ("allocate", "receive"),
    ("release", "pick"),
    ("release", "receive"),
    ("pick", "receive"),
    ("approve", "carry"),
    ("allocate", "carry"),
    ("release", "carry"),
    ("pick", "carry"),
    ("carry", "settle"),
    ("pick", "settle"),
    ("receive", "settle"),
    ("pick", "undo"),
    ("submit", "sign"),
    ("take_in", "inspect"),
    ("take_in", "pay"),
    ("announce", "take_in"),
    ("order", "take_in"),
    ("slip", "take_in"),
    ("take_in", "value"),
    ("announce", "value"),
    ("buy", "decide"),
    ("buy", "inspect"),
    ("buy", "accept"),
    ("buy", "pay"),
    ("buy", "review"),
    ("decide", "review"),
    ("inspect", "review"),
    ("accept", "review"),
    ("pay", "review"),
    ("bring", "take_back"),
    ("take_back", "examine"),
    ("propose", "agree"),
    ("propose", "witness"),
    ("agree", "destroy"),
    ("agree", "witness"),
    ("destroy", "witness"),
    ("recall", "lift"),
    ("count", "finalise"),
)
_LATER = (("clear", "stop"), ("inspect", "stop"), ("receive", "carry"))
"""Whoever stopped a lot may not clear it nor pass it; whoever once did must be free to stop it again. Whoever handed a
delivery over does not sign for it; whoever signed for one, wrongly, may carry it when the signature was undone."""

CHAINS: dict[str, tuple[str, tuple[str, ...]]] = {
    "request": (
        N_("物资发出：从申请到签收"),
        (
            "ask",
            "vouch",
            "approve",
            "allocate",
            "release",
            "drop",
            "depart",
            "pick",
            "carry",
            "receive",
            "settle",
            "undo",
        ),
    ),
    "receipt": (N_("物资收进：从收货到付款"), ("take_in", "inspect", "value", "pay")),
    "purchase": (N_("采购：从提出到复核"), ("buy", "decide", "take_in", "inspect", "accept", "pay", "review")),
    "mobilisation": (N_("调拨：从下单到收货"), ("order", "take_in")),
    "donation": (N_("捐赠：从登记到估价"), ("announce", "slip", "take_in", "book", "value")),
    "lot": (N_("批次：隔离和解除"), ("stop", "inspect", "clear")),
    "return": (N_("退回：从登记到查验"), ("bring", "take_back", "examine")),
    "disposal": (N_("报废：从提出到见证"), ("propose", "agree", "destroy", "witness")),
    "loan": (N_("借用：借出和报失"), ("lend", "lose")),
    "recall": (N_("召回：从发起到了结或解除"), ("recall", "wind_up", "lift")),
    "count": (N_("盘点：从记数到入账"), ("count", "finalise")),
    "held": (N_("要两个人办的事"), ("submit", "sign")),
}
"""Each kind of chain (what stands before the colon of its name): its title, and its duties in their order."""


def _excludes() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {duty: set() for duty in DUTIES}
    for one, other in _PAIRS:
        table[one].add(other)
        table[other].add(one)
    for later, earlier in _LATER:
        table[later].add(earlier)
    return {duty: frozenset(others) for duty, others in table.items()}


EXCLUDES: dict[str, frozenset[str]] = _excludes()
SIGNING_EXCLUDES: dict[str, frozenset[str]] = {"undo": frozenset({"carry", "receive"})}
"""Whoever handed a delivery over or signed for it may ask that it be undone, but not be the second person who agrees,
whoever asks."""

FOLLOWS: dict[str, frozenset[str]] = {
    "take_back": frozenset({"bring"}),
    "examine": frozenset({"take_back"}),
    "agree": frozenset({"propose"}),
    "destroy": frozenset({"agree"}),
    "witness": frozenset({"destroy"}),
    "lose": frozenset({"lend"}),
    "wind_up": frozenset({"recall"}),
    "lift": frozenset({"recall"}),
}
"""What anybody must have done before on the same chain: the states of the documents see to it on the road, the
verifier by these."""


def shut_out_by(duty: str, *, signs: bool = False) -> frozenset[str]:
    """The earlier duties that keep a person from `duty`; `signs` when they would do it as a second person."""
    return EXCLUDES[duty] | SIGNING_EXCLUDES.get(duty, frozenset()) if signs else EXCLUDES[duty]
