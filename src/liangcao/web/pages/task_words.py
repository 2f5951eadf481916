"""The words and small parts the pages of tasks share."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from liangcao.language import N_, _
from liangcao.language.formats import moment, quantity
from liangcao.language.things import thing
from liangcao.tasks.queries import Task
from liangcao.tasks.rules import HASTES, LEVELS, OPEN, STATES, Clocks, level_of
from liangcao.web.visitor import Visitor

TONES: dict[str, tuple[str, str]] = {
    "taken": (STATES["taken"], "warn"),
    "handed": (STATES["handed"], "wait"),
    "going": (STATES["going"], "info"),
    "closed": (STATES["closed"], "ok"),
    "cancelled": (STATES["cancelled"], "off"),
}
HASTE_TONES = {"now": "danger", "soon": "warn", "usual": "info"}
KINDS: dict[str, str] = {
    "unit": N_("单位"), "unit_said": N_("单位"), "contact": N_("谁打来的"), "phone": N_("电话"), "item": N_("物资"),
    "quantity": N_("数量"), "due_at": N_("期限"), "haste": N_("多急"),
}  # fmt: skip
"""What a chip is about."""
LINKED_AT: dict[str, str] = {
    "request": "/requests/", "purchase": "/purchases/", "lead": "/leads/", "shipment": "/shipments/", "trip": "/trips/"
}  # fmt: skip
"""The address of a document that came of a task."""
ABOUT = 40


def options(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """A table of codes as options of a field."""
    return [(code, _(word)) for code, word in words.items()]


def goods_words(task: Task) -> str:
    """What a task wants of which goods: 医用外科口罩 500 只."""
    amount = quantity(task.quantity, task.base_unit) if task.quantity else ""
    return " ".join(part for part in (thing(task.item_name), amount) if part)


def title_of(task: Task) -> str:
    """A task in a few words: for whom, what."""
    matter = task.matter.split("\n")[0]
    about = goods_words(task) or (matter if len(matter) <= ABOUT else matter[: ABOUT - 1] + "…")
    return " · ".join(part for part in (task.unit, about) if part) or _("交办 %(n)s") % {"n": task.task_id}


def local_now(visitor: Visitor) -> datetime:
    """The moment it is, as the clocks of the district show it."""
    return datetime.fromisoformat(moment_text(visitor.office.clock.now()))


def moment_text(milliseconds: int) -> str:
    """A moment as a field of a form has it: 2020-02-01T08:00."""
    return moment(milliseconds, with_year=True).replace(" ", "T")


def level_words(task: Task, clocks: Clocks, now: int) -> str:
    """Whom a task has gone to, in a word; "" while it has not."""
    level = level_of(task.standing, clocks, now)
    return _(LEVELS[level]) if level else ""


def is_over(task: Task, now: int) -> bool:
    """Whether an open task is past its due moment."""
    return bool(task.due_at) and task.due_at <= now and task.state in OPEN


def haste_options() -> list[tuple[str, str]]:
    """How urgent it can be."""
    return options(HASTES)


def people_options(people: Iterable[tuple[int, str]], but: int = 0) -> list[tuple[Any, str]]:
    """People to choose from, but for one."""
    return [(number, name) for number, name in people if number != but]
