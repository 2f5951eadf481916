"""Handlers of late forms."""

from liangcao.access.permissions import Reach
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.offline.commands import DropRefused, KeepRefused
from liangcao.offline.queries import refused_form


def keep_refused(command: KeepRefused, context: Context) -> Effects:
    """One row, and one for each file; the same form is kept once. Raises Refused ``already_exists``."""
    sql = "SELECT form_id FROM refused_form WHERE district_id = ? AND form_command_id = ?"
    if ask(context.connection, sql, (context.district_id, command.form_command_id)):
        raise refused("already_exists", "form_command_id", name=command.form_command_id[:8])
    form_id = context.new_id()
    values = {
        "form_id": form_id,
        "actor_id": context.actor_id,
        **command.model_dump(exclude={"files"}),
        "kept_at": context.recorded_at,
        "entry": context.number,
    }
    rows = [NewRow("refused_form", values)]
    for ordinal, file in enumerate(command.files, 1):
        found = "SELECT 1 FROM paper_file WHERE district_id = ? AND sha256 = ?"
        if not ask(context.connection, found, (context.district_id, file.sha256)):
            raise refused("paper_not_handed_in", f"files.{ordinal - 1}.sha256")
        rows.append(NewRow("refused_file", {"form_id": form_id, "ordinal": ordinal, **file.model_dump()}))
    return Effects(rows=tuple(rows), answer={"form_id": form_id})


def reach_of_dropping(command: DropRefused, context: Context) -> Reach:
    """One's own, whatever one's role reaches; another's takes a role for the whole district."""
    found = refused_form(context.connection, context.district_id, command.form_id)
    return Reach(is_own=True) if found.actor_id == context.actor_id else Reach()


def drop_refused(command: DropRefused, context: Context) -> Effects:
    """It is let go, with the reason; what it said stays on record. Raises Refused ``wrong_state``."""
    check_texts({"reason": command.reason})
    found = refused_form(context.connection, context.district_id, command.form_id)
    if found.state != "waiting":
        state = N_("已照办") if found.state == "done" else N_("已作罢")
        raise refused("wrong_state", "form_id", what=N_("离线单"), state=state, deed=N_("作罢"))
    values = {
        "state": "dropped",
        "settled_by": context.actor_id,
        "settled_at": context.recorded_at,
        "reason": command.reason,
    }
    change = Change("refused_form", {"form_id": command.form_id}, values, {"state": "waiting"})
    return Effects(changes=(change,), answer={"form_id": command.form_id})
