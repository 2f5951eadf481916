"""The checks of the road that are the same for every action: time, person, duties, a command handed in again."""

import re

from liangcao.access.duties import DUTIES, EXCLUDES
from liangcao.access.permissions import check_permission, has_permission
from liangcao.access.personal import commit
from liangcao.access.queries import duties_done, linked_with, links_of, load_actor
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
    if not has_permission(actor.grants, action.name):
        raise refused("not_permitted", action=action.name)
    check_permission(actor.grants, action.name, action.reach(command, context))


def check_duties(effects: Effects, context: Context) -> None:
    """Raise Refused when a duty on one of the chains, done before, excludes this one.

    ``duty_conflict`` when this person did it, ``duty_conflict_linked`` when somebody did whom a delegation makes one
    with this person: now, or when it was done. Whoever acts for another has done what the other did.
    """
    if not effects.duties:
        return
    chains = sorted({done.chain for done in effects.duties})
    links = links_of(context.connection, context.district_id, context.actor_id, context.facts)
    people = {context.actor_id, *(link.other for link in links)}
    for done in duties_done(context.connection, context.district_id, people, chains):
        for now in effects.duties:
            if now.chain != done.chain or done.duty not in EXCLUDES[now.duty]:
                continue
            if done.actor_id == context.actor_id:
                raise refused("duty_conflict", done=DUTIES[done.duty], duty=DUTIES[now.duty])
            link = linked_with(links, done.actor_id, context.recorded_at, done.recorded_at)
            if link is not None:
                raise refused("duty_conflict_linked", name=link.name, done=DUTIES[done.duty], duty=DUTIES[now.duty])


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
