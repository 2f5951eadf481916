"""What the entry that proposed a plan keeps of it, whatever became of it since: its command, question and answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from liangcao.allocation.queries import PlanHead
from liangcao.database.bulk import ask
from liangcao.journal.entry import read_entry_data
from liangcao.journal.plans import QUESTIONS, document_in, plan_rows_in
from liangcao.kernel.errors import refused
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of_json


def _entry(connection: Connection, district_id: int, number: int) -> dict[str, Any]:
    sql = "SELECT body FROM journal WHERE district_id = ? AND number = ?"
    return read_entry_data(bytes(ask(connection, sql, (district_id, number))[0][0]))


def kept_rows(
    connection: Connection, district_id: int, plan_id: int, entry: int
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The rows of a plan as entry `entry` proposed it, by table; Refused ``plan_without_question`` for old ones."""
    rows = plan_rows_in(_entry(connection, district_id, entry))[plan_id]
    if QUESTIONS not in rows:
        raise refused("plan_without_question", "plan_id", name=plan_id)
    return rows


def kept_plan(connection: Connection, district_id: int, plan_id: int, entry: int) -> tuple[Question, dict[str, Any]]:
    """The frozen question and the plan as entry `entry` proposed it; Refused ``plan_without_question`` for old ones."""
    rows = kept_rows(connection, district_id, plan_id, entry)
    question = question_of_json(rows[QUESTIONS][0]["question"])
    return question, document_in(question, rows)


def command_of_plan(connection: Connection, district_id: int, head: PlanHead) -> dict[str, Any]:
    """The fields of the command that made a plan, as its entry has them; of a list or an edit only the place."""
    data = _entry(connection, district_id, head.entry)
    if data["action"] != "allocation.propose_plan":
        return {"location_id": head.location_id}
    return {name: value for name, value in data["command"].items() if name not in {"note", "follows_id"}}
