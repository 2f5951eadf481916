"""非常时期: the phase the office is in, declared by two people; rules of signing can be for one phase only."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field
from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.command import Command, LongText
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

ORDINARY, SURGE = "ordinary", "surge"
PHASES: dict[str, str] = {ORDINARY: N_("平常"), SURGE: N_("非常时期")}
Phase = Literal["ordinary", "surge"]


class DeclarePhase(Command):
    """From now on the office is in this phase; two people decide it."""

    action = "approvals.declare_phase"
    phase: Phase
    reason: LongText = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class PhaseChange:
    """That the office went into a phase (ms since 1970 UTC), who said so and why."""

    phase: str
    reason: str
    actor_name: str
    changed_at: int
    entry: int


def phase_changes(connection: Connection, district_id: int, *, most: int = 50) -> list[PhaseChange]:
    """The changes of phase, the latest first."""
    rows = ask(
        connection,
        "SELECT phase, reason, COALESCE(actor.name, ''), changed_at, entry FROM phase_change "
        "LEFT JOIN actor ON actor.district_id = phase_change.district_id AND actor.actor_id = phase_change.actor_id "
        "WHERE phase_change.district_id = ? ORDER BY change_id DESC LIMIT ?",
        (district_id, most),
    )
    return [PhaseChange(*row) for row in rows]


def phase_in_force(connection: Connection, district_id: int) -> str:
    """The phase the office is in; ordinary until somebody declares another."""
    found = phase_changes(connection, district_id, most=1)
    return found[0].phase if found else ORDINARY


def phase_of(context: Context) -> str:
    """The phase in force, for a command that is being performed."""
    if ("phase", 0) not in context.facts:
        context.facts["phase", 0] = phase_in_force(context.connection, context.district_id)
    return str(context.facts["phase", 0])


def declare_phase(command: DeclarePhase, context: Context) -> Effects:
    """One more change; the phase one is in already is not declared again."""
    if phase_of(context) == command.phase:
        raise refused("wrong_state", "phase", what=N_("办公室"), state=PHASES[command.phase], deed=N_("宣布"))
    change_id = context.new_id()
    values = {
        "change_id": change_id,
        "phase": command.phase,
        "reason": command.reason,
        "actor_id": context.actor_id,
        "changed_at": context.recorded_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("phase_change", values),), answer={"change_id": change_id, "phase": command.phase})
