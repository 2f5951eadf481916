"""An approval is a command held back: stored as it was handed in, performed again, now, when a second person signs."""

import json
from dataclasses import dataclass

from liangcao.access.permissions import has_permission
from liangcao.access.queries import linked_with, links_of, load_actor
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.command import Command, Id, LongText, command_data
from liangcao.kernel.effects import Change, DutyDone, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.operations.action import Action, Need
from liangcao.operations.submission import Submission

HELD_STATES: dict[str, str] = {"waiting": N_("待批"), "approved": N_("已批准"), "rejected": N_("已退回")}
HOLD_FOR_MS = 72 * 3_600_000
_COMMANDS: dict[str, type[Command]] = {}


class ApproveHeld(Command):
    """Let a command that waits take effect."""

    action = "approvals.approve_held"
    held_id: Id
    note: LongText = ""


class RejectHeld(Command):
    """Refuse a command that waits, with a reason."""

    action = "approvals.reject_held"
    held_id: Id
    reason: LongText


def know_commands(actions: dict[str, Action]) -> None:
    """Tell this module which command belongs to which action name, so that held ones can be read back."""
    _COMMANDS.update({name: action.command for name, action in actions.items()})


def hold_back(action: Action, submission: Submission, need: Need, context: Context) -> Effects:
    """What follows when `submission` must wait for a second person."""
    held_id = context.new_id()
    values = {
        "held_id": held_id,
        "command_id": submission.command_id,
        "action": action.name,
        "actor_id": submission.actor_id,
        "reason": need.reason,
        "permission": need.permission,
        "command": json.dumps(command_data(submission.command), ensure_ascii=False, sort_keys=True),
        "status": "waiting",
        "occurred_at": context.occurred_at,
        "submitted_at": context.recorded_at,
        "expires_at": context.recorded_at + HOLD_FOR_MS,
        "entry": context.number,
        "signers": need.signers,
    }
    return Effects(
        rows=(NewRow("held_command", values),),
        duties=(DutyDone(f"held:{held_id}", "submit"),),
        answer={"held_id": held_id, "reason": need.reason, "signers": need.signers},
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A command that waits; times in ms since 1970 UTC, `occurred_at` 0 when it was handed in as of then."""

    held_id: int
    command_id: str
    action: str
    actor_id: int
    command: str
    occurred_at: int
    permission: str
    expires_at: int
    signers: int
    signed: tuple[int, ...]

    @property
    def missing(self) -> int:
        """How many have yet to sign."""
        return self.signers - len(self.signed)


def _waiting(context: Context, held_id: int) -> Waiting:
    """The waiting command; raises Refused ``unknown_document``, ``wrong_state``."""
    rows = ask(
        context.connection,
        "SELECT command_id, action, actor_id, command, occurred_at, submitted_at, status, permission, expires_at, "
        "signers FROM held_command WHERE district_id = ? AND held_id = ?",
        (context.district_id, held_id),
    )
    if not rows:
        raise refused("unknown_document", "held_id", name=held_id)
    command_id, action, actor_id, command, occurred_at, submitted_at, status, permission, expires_at, signers = rows[0]
    if status != "waiting":
        raise refused("wrong_state", what=N_("待批事项"), state=HELD_STATES[status], deed=N_("再批"))
    occurred_at = 0 if occurred_at == submitted_at else occurred_at
    sql = "SELECT actor_id FROM held_signature WHERE district_id = ? AND held_id = ? ORDER BY entry"
    signed = tuple(row[0] for row in ask(context.connection, sql, (context.district_id, held_id)))
    return Waiting(held_id, command_id, action, actor_id, command, occurred_at, permission, expires_at, signers, signed)


def _check_signer(context: Context, held: Waiting) -> None:
    """Raise Refused unless this person may sign `held`, and is nobody who is in it already.

    ``own_submission``, ``already_signed``, ``signer_linked`` (a delegation makes the signer one with who handed it in
    or with another signer), ``not_permitted`` when others must sign this kind of command.
    """
    if held.actor_id == context.actor_id:
        raise refused("own_submission")
    if context.actor_id in held.signed:
        raise refused("already_signed")
    links = links_of(context.connection, context.district_id, context.actor_id, context.facts)
    for other in (held.actor_id, *held.signed):
        link = linked_with(links, other, context.recorded_at)
        if link is not None:
            raise refused("signer_linked", name=link.name)
    actor = load_actor(context.connection, context.district_id, context.actor_id, context.recorded_at, context.facts)
    if actor is None or not has_permission(actor.grants, held.permission):
        raise refused("not_permitted", action=held.permission)


def _settle(held: Waiting, status: str, duties: tuple[DutyDone, ...]) -> Effects:
    change = Change("held_command", {"held_id": held.held_id}, {"status": status}, {"status": "waiting"})
    return Effects(changes=(change,), duties=duties, answer={"held_id": held.held_id, "action": held.action})


def approve_held(command: ApproveHeld, context: Context) -> Effects:
    """Sign a waiting command; with the last signature the road performs it in the same transaction, or refuses both."""
    held = _waiting(context, command.held_id)
    _check_signer(context, held)
    if held.expires_at < context.recorded_at:
        raise refused("held_expired")
    values = {
        "held_id": held.held_id,
        "actor_id": context.actor_id,
        "signed_at": context.recorded_at,
        "note": command.note,
        "entry": context.number,
    }
    duties = (DutyDone(f"held:{held.held_id}", "sign"),)
    settled = _settle(held, "approved", duties)
    missing = held.missing - 1
    answer = {**settled.answer, "missing": missing}
    changes = () if missing else settled.changes
    return Effects(rows=(NewRow("held_signature", values),), changes=changes, duties=duties, answer=answer)


def is_last_signature(effects: Effects) -> bool:
    """True when what `approve_held` returned lets the held command take effect."""
    return not effects.answer["missing"]


def reject_held(command: RejectHeld, context: Context) -> Effects:
    """Close a waiting command without effect, expired or not; whoever handed it in may take it back."""
    if not command.reason:
        raise refused("reason_needed", "reason")
    held = _waiting(context, command.held_id)
    if held.actor_id == context.actor_id:
        return _settle(held, "rejected", ())
    _check_signer(context, held)
    return _settle(held, "rejected", (DutyDone(f"held:{held.held_id}", "sign"),))


def released_submission(context: Context, held_id: int) -> Submission:
    """The held command as a submission of the person who handed it in, signed by the one who approves now."""
    held = _waiting(context, held_id)
    return Submission(
        command=_COMMANDS[held.action].model_validate_json(held.command),
        actor_id=held.actor_id,
        command_id=f"{held.command_id}:released",
        occurred_at=held.occurred_at,
        approved_by=(*held.signed, context.actor_id),
    )
