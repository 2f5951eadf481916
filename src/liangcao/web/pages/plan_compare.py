"""Two plans side by side, as the reader's words; and other ways of sharing beside the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from liangcao.access.roles import SEE_PLANS
from liangcao.allocation.rules import name_of
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.language.things import thing
from liangcao.reports.plan_comparisons import WayBeside, plans_compared
from liangcao.reports.plan_pages import PlanRow, plan_rows
from liangcao.web.addresses import row_number
from liangcao.web.class_names import class_words
from liangcao.web.page import show
from liangcao.web.pages.plan_words import WAY_WORDS
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)
MOST_CHANGED = 200
"""So many needs that change are shown; who gains and loses most come first."""
MOST_OFFERED = 100
CLASS_COLUMNS = (
    Column("class", N_("类别"), primary=True),
    Column("needs", N_("需求"), numeric=True),
    Column("asked", N_("要"), numeric=True),
    Column("has", N_("有了"), numeric=True),
    Column("fill", N_("给的占要的"), numeric=True),
    Column("lowest", N_("最低的一家"), numeric=True),
    Column("empty", N_("一点没有"), numeric=True),
)
WAY_COLUMNS = (
    Column("way", N_("分法"), primary=True),
    Column("fills", N_("各类给的占要的")),
    Column("lowest", N_("最低的一家"), numeric=True),
    Column("empty", N_("一点没有"), numeric=True),
    Column("lower", N_("比按规则少的"), numeric=True),
    Column("over", N_("越过"), numeric=True),
)
NEED_COLUMNS = (
    Column("unit", N_("单位"), primary=True),
    Column("item", N_("物资")),
    Column("given", N_("给"), numeric=True),
    Column("difference", N_("多或少"), numeric=True),
    Column("fill", N_("满足"), numeric=True),
)


@dataclass(frozen=True, slots=True)
class ShownWay:
    """A way of sharing with its name."""

    name: str
    row: WayBeside

    @classmethod
    def of(cls, row: WayBeside) -> "ShownWay":
        """With the name of its way in the reader's language."""
        word = WAY_WORDS["rules" if row.way == "plan" else row.way]
        return cls(_(word), row)

    @property
    def key(self) -> str:
        """What the way is called in a form."""
        return "rules" if self.row.way == "plan" else self.row.way


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What changes for one unit and item: given before and after, in base units, fills in hundredths."""

    unit: str
    item: str
    given: tuple[int, int]
    difference: int
    fill: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """Two plans side by side: classes, who gains and loses, how much in all."""

    classes: Sequence[Mapping[str, Any]]
    changes: Sequence[ShownChange]
    changed: int
    gained: int
    lost: int
    same_question: bool

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "ShownComparison":
        """From `sharing.comparing`; whoever loses most comes first, then who gains most."""
        rows = sorted(told["needs"], key=lambda row: (row["difference"] >= 0, -abs(row["difference"]), row["unit"]))
        changes = [
            ShownChange(
                unit=name_of(row["unit"]),
                item=thing(name_of(row["item"])),
                given=(row["given"][0], row["given"][1]),
                difference=row["difference"],
                fill=(row["fill"][0], row["fill"][1]),
            )
            for row in rows[:MOST_CHANGED]
        ]
        return cls(told["classes"], changes, len(rows), told["gained"], told["lost"], told["same_question"])


def _called(row: PlanRow) -> str:
    told = {"n": row.id, "store": row.head.location_name, "day": moment(row.head.proposed_at)}
    return _("方案 %(n)s · %(store)s · %(day)s") % told


@router.get("/plans/compare")
def compare_plans(request: Request, visitor: SignedIn, before: str = "", after: str = "") -> HTMLResponse:
    """Choose two plans; with both chosen, what is different in the second."""
    visitor.need(SEE_PLANS)
    district, scope = visitor.district_id, visitor.scope(SEE_PLANS)
    one, other = row_number(before) or 0, row_number(after) or 0
    with visitor.office.database.read() as connection:
        offered = plan_rows(connection, district, scope, page=(MOST_OFFERED, 0))
        told = plans_compared(connection, district, scope, one, other) if one and other else None
    return show(
        request,
        "plans/compare.html",
        active="plans",
        before=one,
        after=other,
        offered=[(row.id, _called(row)) for row in offered],
        comparison=ShownComparison.of(told) if told else None,
        class_words=class_words,
        class_columns=CLASS_COLUMNS,
        need_columns=NEED_COLUMNS,
    )
