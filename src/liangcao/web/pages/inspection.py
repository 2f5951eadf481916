"""检查室: what an inspector looks at first, on one page: the heads of the journal, samples, exceptions, favours."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from liangcao.inspection.queries import count_samples, samples_page
from liangcao.journal.keys import verifier_keys
from liangcao.journal.seal import last_seal, last_seal_until
from liangcao.kernel.moment import day_span
from liangcao.language import _
from liangcao.reports.exceptions.catalogue import EXCEPTIONS, count_all
from liangcao.reports.exceptions.shape import ExceptionRule
from liangcao.web.page import show
from liangcao.web.pages.exceptions import MOST_COUNTED
from liangcao.web.pages.inspecting import is_day, need_inspection
from liangcao.web.printed_head import head_of
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)
LATEST_SAMPLES = 3
GROUPS: tuple[tuple[str, ...], ...] = (
    ("alone", "too_much", "other_attempts", "not_signed", "favours"),
    ("undone", "late", "clock", "people", "emergencies", "reclassed"),
    ("lost", "missing", "hasty", "bare", "late_papers", "unsigned", "own_phone", "phone_clock", "offline"),
    ("prices", "unfounded", "unpaid"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A rule with how many cases it finds in its usual stretch of time."""

    rule: ExceptionRule
    sentence: str
    count: int

    @property
    def is_cut(self) -> bool:
        """True when there are more than are counted."""
        return self.count >= MOST_COUNTED


@router.get("/inspection")
def room(request: Request, visitor: SignedIn) -> HTMLResponse:
    """The room: every card, nought shown as nought."""
    need_inspection(visitor)
    with visitor.office.database.read() as connection:
        now = visitor.office.clock.now()
        counts = count_all(connection, visitor.district_id, now, most=MOST_COUNTED)
        samples = samples_page(connection, visitor.district_id, (LATEST_SAMPLES, 0))
        drawn = count_samples(connection, visitor.district_id)
        seal = last_seal(connection, visitor.district_id)
    return show(
        request,
        "inspection/room.html",
        active="inspection",
        groups=[[_card(key, counts[key]) for key in group] for group in GROUPS],
        samples=samples,
        drawn=drawn,
        head=head_of(seal),
        now=now,
    )


def _card(key: str, count: int) -> Card:
    rule = EXCEPTIONS[key]
    limit = rule.limit.default if rule.limit else 0
    return Card(rule, _(rule.rule).format(n=limit), count)


@router.get("/inspection/head")
def signed_head(request: Request, visitor: SignedIn, day: str = "") -> HTMLResponse:
    """The head signed last on a day or before it, or the latest of all: as a code, as a text, with the keys."""
    need_inspection(visitor)
    wanted = day if is_day(day) else ""
    with visitor.office.database.read() as connection:
        if wanted:
            until = day_span(wanted, visitor.office.timezone)[1]
            seal = last_seal_until(connection, visitor.district_id, until)
        else:
            seal = last_seal(connection, visitor.district_id)
        keys = verifier_keys(connection, visitor.district_id)
    return show(
        request,
        "inspection/head.html",
        active="inspection",
        head=head_of(seal),
        root=seal.root.hex() if seal else "",
        keys=keys,
        day=wanted,
        now=visitor.office.clock.now(),
    )
