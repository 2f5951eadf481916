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

OUTSIDE_KIND_BY_PARTY: dict[str, str] = {"supplier": "supplier", "donor": "donor", "reserve": "supplier"}
_OUTSIDE_PLACES = {"loss", "count_difference", "treasury"}
_NEEDS_PARENT = {"shelf", "dock", "rejects"}


def outside_kind(party_kind: str) -> str:
    """The kind of the outside place that stands for a party on the ledger."""
    return OUTSIDE_KIND_BY_PARTY.get(party_kind, "recipient")


def is_outside(place_kind: str) -> bool:
    """True for places beyond our custody."""
    return place_kind in _OUTSIDE_PLACES


def check_parent(kind: str, parent_kind: str | None) -> None:
    """Raise Refused ``input_invalid`` when a shelf, dock or rejects place does not hang in a store."""
    if kind in _NEEDS_PARENT and parent_kind != "store":
        raise refused("input_invalid", "parent_id", detail=N_("货架、收货区、退货区必须在一个仓库里"))
    if kind not in _NEEDS_PARENT and parent_kind not in (None, "store"):
        raise refused("input_invalid", "parent_id", detail=N_("上级地点必须是仓库"))
