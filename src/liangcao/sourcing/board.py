"""The leads side by side by the channel they came through."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.sourcing.queries import LEADS, ORDERS, Lead, LeadFilter, conditions, leads_by_id
from liangcao.sourcing.rules import CHANNELS


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """The leads of one channel: how many there are, and the first of them."""

    channel: str
    count: int
    leads: tuple[Lead, ...]


def lead_board(connection: Connection, district_id: int, wanted: LeadFilter, *, most: int) -> list[BoardColumn]:
    """A column for each channel in their order, the empty ones too, each with at most `most` leads as `wanted`."""
    where, values = conditions(district_id, wanted)
    sql = (
        "SELECT channel, many, lead_id FROM (SELECT lead.lead_id AS lead_id, lead.channel AS channel, "
        f"ROW_NUMBER() OVER (PARTITION BY lead.channel ORDER BY {ORDERS[wanted.order]}) AS place, "
        f"COUNT(*) OVER (PARTITION BY lead.channel) AS many {LEADS} WHERE {where}) AS placed "
        "WHERE place <= ? ORDER BY channel, place"
    )
    rows = ask(connection, sql, (*values, most))
    leads = leads_by_id(connection, district_id, [row[2] for row in rows])
    columns = {channel: BoardColumn(channel, 0, ()) for channel in CHANNELS}
    for channel, many, lead_id in rows:
        columns[channel] = BoardColumn(channel, int(many), (*columns[channel].leads, leads[lead_id]))
    return list(columns.values())
