"""A plan as it is handed to anybody: its frozen question, and the plan that was published for it, in one file.

Both come out of the entry that proposed the plan, so that what happened to the plan later changes nothing here.
"""

from sqlalchemy import Connection

from liangcao.access.permissions import EVERYTHING
from liangcao.allocation.kept import kept_rows
from liangcao.allocation.queries import plan_head
from liangcao.journal.plans import PLANS, QUESTIONS, document_in
from liangcao.kernel.canonical import canonical_bytes, parse_canonical
from liangcao.sharing.reading import question_of


def published_plan(connection: Connection, district_id: int, plan_id: int) -> bytes:
    """The question that `liangcao plan` reads, with the published plan under ``plan``: the same bytes each time.

    Raises Refused ``unknown_document``, or ``plan_without_question`` for plans made before questions were kept.
    """
    head = plan_head(connection, district_id, EVERYTHING, plan_id)
    rows = kept_rows(connection, district_id, plan_id, head.entry)
    content = parse_canonical(rows[QUESTIONS][0]["question"].encode())
    registered = {name: rows[PLANS][0][name] for name in ("input_hash", "plan_hash")}
    plan = {**document_in(question_of(content), rows), **registered}
    return canonical_bytes({**content, "note": f"plan {plan_id}, entry {head.entry}", "plan": plan}) + b"\n"
