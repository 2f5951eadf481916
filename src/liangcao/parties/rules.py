"""Rules of parties and places."""

from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

PRIORITY_BY_KIND: dict[str, int] = {
    "hospital": 1,
    "checkpoint": 2,
    "team": 2,
    "department": 3,
    "subdistrict": 3,
    "enterprise": 4,
    "school": 5,
    "public": 6,
}
"""First the urgent (先急后缓): front-line medical; checkpoints and the disinfection team; departments and
sub-districts; enterprises that reopen; schools; the public."""

UNVERIFIED = "unverified"
"""The kind of the one party that stands for units the register does not know yet: nobody can register another, no
request can be approved for it, so that nothing is ever sent to it."""

OUTSIDE_KIND_BY_PARTY: dict[str, str] = {"supplier": "supplier", "donor": "donor", "reserve": "supplier"}
_OUTSIDE_PLACES = {"loss", "count_difference", "treasury"}
_NEEDS_PARENT = {"shelf", "dock", "rejects"}


def priority_of(kind: str, wished: int) -> int:
    """The priority class (1..6) of a party: as wished, or by its kind."""
    return wished or PRIORITY_BY_KIND.get(kind, 3)


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
