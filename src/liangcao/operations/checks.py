"""The checks of the road that are the same for every action: time, person, duties, a command handed in again."""

import re

from liangcao.access.duties import DUTIES
from liangcao.access.permissions import check_permission, has_permission
from liangcao.access.personal import commit
from liangcao.access.queries import Doer, find_conflict, load_actor
from liangcao.access.roles import ONES_OWN
from liangcao.database.bulk import ask, select_by_texts
from liangcao.database.context import Context
from liangcao.journal.entry import Entry
from liangcao.kernel.command import Command, command_data
from liangcao.kernel.effects import Effects
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of
from liangcao.operations.action import Action
from liangcao.operations.books import Books
from liangcao.operations.submission import Submission

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
FUTURE_TOLERANCE_MS = 5 * 60_000


def is_command_id(command_id: str) -> bool:
    """True for a UUID in its usual form, lower case."""
    return bool(_UUID.fullmatch(command_id))


def check_command_id(command_id: str) -> None:
    """Raise Refused ``command_id_invalid`` unless `command_id` is a UUID in its usual form, lower case."""
    if not is_command_id(command_id):
        raise refused("command_id_invalid")


def check_time(context: Context, books: Books) -> None:
    """Raise Refused ``occurred_in_future``, or ``day_closed`` when the day it happened on has been closed."""
    if context.occurred_at > context.recorded_at + FUTURE_TOLERANCE_MS:
        raise refused("occurred_in_future", "occurred_at")
    day = day_of(context.occurred_at, books.timezone)
    if day == context.today:
        return  # today is never closed
    if ("closed_days", 0) not in context.facts:
        rows = ask(context.connection, "SELECT day FROM closed_day WHERE district_id = ?", (context.district_id,))
        context.facts["closed_days", 0] = frozenset(row[0] for row in rows)
    if day in context.facts["closed_days", 0]:
        raise refused("day_closed", "occurred_at", day=day)


def check_actor(action: Action, command: Command, context: Context) -> None:
    """Raise Refused ``unknown_actor``, ``not_permitted`` or ``not_permitted_here``.

    Whoever may do it nowhere is told so before anything of the command is looked up.
    """
    actor = load_actor(context.connection, context.district_id, context.actor_id, context.recorded_at, context.facts)
    if actor is None:
        raise refused("unknown_actor", name=context.actor_id)
    if actor.must_change_password and action.name != "access.change_own_password":
        raise refused("password_change_needed")
    grants = (*actor.grants, *actor.resting) if action.name in ONES_OWN else actor.grants
    if not has_permission(grants, action.name):
        raise refused("not_permitted", action=action.name)
    check_permission(grants, action.name, action.reach(command, context))


def check_duties(action: Action, effects: Effects, context: Context, *, signs: bool = False) -> None:
    """Raise Refused when a duty on one of the chains, done before, excludes this one.

    ``duty_conflict`` when this person did it, ``duty_conflict_linked`` when somebody did whom a delegation makes one
    with this person: now, or when it was done. Whoever acts for another has done what the other did. Some duties
    shut out only whoever `signs` as a second person. A handler that
    does another duty than the table of actions says is a fault of the program: pages tell people what stands there.
    """
    if any(done.duty != action.duty for done in effects.duties):
        raise ValueError(f"{action.name} does other duties than {action.duty or 'none'}")
    who = Doer(context.actor_id, context.recorded_at, signs)
    found = find_conflict(context.connection, context.district_id, who, effects.duties, context.facts)
    if found is None:
        return
    if not found.name:
        raise refused("duty_conflict", done=DUTIES[found.done], duty=DUTIES[found.duty])
    raise refused("duty_conflict_linked", name=found.name, done=DUTIES[found.done], duty=DUTIES[found.duty])


def is_same_command(earlier: Entry, submission: Submission, action: Action, connection: object) -> bool:
    """True when `submission` is the very command that made the entry `earlier`, by the same person.

    Personal texts are compared through their commitments; where the text has been erased they count as equal.
    """
    is_held = earlier.action == "approvals.hold"
    name = earlier.command["action"] if is_held else earlier.action
    old = dict(earlier.command["command"] if is_held else earlier.command)
    new = command_data(submission.command)
    if (name, earlier.actor) != (action.name, submission.actor_id):
        return False
    for field in action.personal:
        commitment, text = old.pop(field, None), new.pop(field, None)
        if (commitment or None) is None or not text:
            if bool(commitment) != bool(text):
                return False
            continue
        sql = "SELECT salt FROM {keys} JOIN personal_data ON commitment = k1 WHERE district_id = ?"
        rows = select_by_texts(connection, sql, [commitment], (earlier.district,))  # type: ignore[arg-type]
        if rows and commit(bytes(rows[0][0]), text) != commitment:
            return False
    return old == new
