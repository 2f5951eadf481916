"""Handlers of inspection."""

from typing import Any

from liangcao.catalog.queries import item
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.inspection.commands import DrawSample, NoteFinding
from liangcao.inspection.queries import Wanted, population
from liangcao.inspection.rules import Drawn, check_draw, check_finding, draw, seed_of
from liangcao.journal.roots import root_at
from liangcao.kernel.canonical import MAX_WHOLE
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused


def draw_sample(command: DrawSample, context: Context) -> Effects:
    """The seed, out of the inspector's text and the journal as it stands; the lines that follow from it."""
    check_draw(command)
    if command.item_id is not None:
        item(context, command.item_id, "item_id")
    size = context.number - 1
    wanted = Wanted(command.method, command.from_day, command.to_day, command.item_id or 0)
    members = population(context.connection, context.district_id, wanted, size)
    root = root_at(context.connection, context.district_id, size)
    seed = seed_of(command.seed_text, size=size, root=root)
    drawn = draw(command.method, members, command.how_many, seed)
    if not drawn:
        raise refused("nothing_to_sample", "from_day")
    sample_id = context.new_id()
    head: dict[str, Any] = {
        "sample_id": sample_id,
        **command.model_dump(exclude_none=True),
        "journal_size": size,
        "root": root.hex(),
        "seed": seed.hex(),
        "population": len(members),
        "without_value": sum(member.value == 0 for member in members),
        "total_fen": min(sum(member.value for member in members), MAX_WHOLE),
        "actor_id": context.actor_id,
        "drawn_at": context.recorded_at,
        "entry": context.number,
    }
    rows = [NewRow("sample", head)]
    rows += [NewRow("sample_line", _line_values(sample_id, number, each)) for number, each in enumerate(drawn, 1)]
    return Effects(rows=tuple(rows), answer={"sample_id": sample_id, "lines": len(drawn)})


def _line_values(sample_id: int, number: int, drawn: Drawn) -> dict[str, Any]:
    return {
        "sample_id": sample_id,
        "line_number": number,
        "line_entry": drawn.member.entry,
        "line_ordinal": drawn.member.ordinal,
        "value_fen": drawn.member.value,
        "hits": drawn.hits,
    }


def note_finding(command: NoteFinding, context: Context) -> Effects:
    """One finding more at a drawn line."""
    check_finding(command)
    sql = "SELECT 1 FROM sample_line WHERE district_id = ? AND sample_id = ? AND line_number = ?"
    if not ask(context.connection, sql, (context.district_id, command.sample_id, command.line_number)):
        raise refused("unknown_document", "line_number", name=f"{command.sample_id}-{command.line_number}")
    values = {
        "finding_id": context.new_id(),
        **command.model_dump(),
        "actor_id": context.actor_id,
        "found_at": context.recorded_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("sample_finding", values),), answer={"sample_id": command.sample_id})
