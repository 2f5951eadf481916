"""Rules of parties and places."""

from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

PARTY_KINDS: dict[str, str] = {
    "hospital": N_("医院"),
    "checkpoint": N_("卡口"),
    "department": N_("机关部门"),
    "subdistrict": N_("街道"),
    "enterprise": N_("企业"),
    "school": N_("学校"),
    "team": N_("专班队伍"),
    "public": N_("群众"),
    "supplier": N_("供应单位"),
    "donor": N_("捐赠人"),
    "reserve": N_("储备单位"),
    "unverified": N_("待核实"),
}
UNVERIFIED = "unverified"
"""The kind of the one party that stands for units the register does not know yet: nobody can register another, no
request can be approved for it, so that nothing is ever sent to it."""

LICENCE_KINDS: dict[str, str] = {
    "business": N_("营业执照"),
    "device_sale": N_("医疗器械经营许可或备案"),
    "device_making": N_("医疗器械生产许可"),
    "device_registration": N_("医疗器械注册证"),
    "disinfectant": N_("消毒产品生产企业卫生许可"),
    "food": N_("食品经营许可"),
    "test_report": N_("检验报告"),
    "other": N_("其他证件"),
}
FUNDINGS: dict[str, str] = {
    "fiscal": N_("财政资金"),
    "donated": N_("捐赠资金"),
    "party_dues": N_("党费"),
    "union": N_("工会经费"),
    "own": N_("自有资金"),
    "other": N_("其他资金"),
}
"""Whose money a budget line holds; a line of older books says nothing."""

OUTSIDE_KIND_BY_PARTY: dict[str, str] = {"supplier": "supplier", "donor": "donor", "reserve": "supplier"}
_OUTSIDE_PLACES = {"loss", "count_difference", "treasury"}
_NEEDS_PARENT = {"shelf", "dock", "packing", "rejects"}


def outside_kind(party_kind: str) -> str:
    """The kind of the outside place that stands for a party on the ledger."""
    return OUTSIDE_KIND_BY_PARTY.get(party_kind, "recipient")


def is_outside(place_kind: str) -> bool:
    """True for places beyond our custody."""
    return place_kind in _OUTSIDE_PLACES


def check_funding(kind: str, funding: str) -> None:
    """Raise Refused ``input_invalid`` when a place that is no budget line is to say whose money it holds."""
    if funding and kind != "budget_line":
        raise refused("input_invalid", "funding", detail=N_("只有资金渠道才写是什么钱"))


def check_licence(issued_on: str, expires_on: str) -> None:
    """Raise Refused ``input_invalid`` for a licence that expires before it was issued."""
    if issued_on and expires_on and expires_on < issued_on:
        raise refused("input_invalid", "expires_on", detail=N_("到期早于发证"))


def check_parent(kind: str, parent_kind: str | None) -> None:
    """Raise Refused ``input_invalid`` when a shelf, dock or rejects place does not hang in a store."""
    if kind in _NEEDS_PARENT and parent_kind != "store":
        raise refused("input_invalid", "parent_id", detail=N_("货架、收货区、备货区、退货区必须在一个仓库里"))
    if kind not in _NEEDS_PARENT and parent_kind not in (None, "store"):
        raise refused("input_invalid", "parent_id", detail=N_("上级地点必须是仓库"))
