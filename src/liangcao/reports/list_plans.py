"""What sharing out by a list would give, and who of the list had the same goods lately."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.allocation.by_list import Listed, Parcel, lines_by_heads, question_of_list
from liangcao.allocation.planning import plan_for
from liangcao.allocation.waiting import LookAhead, stock_for
from liangcao.database.bulk import ask, select_by_keys
from liangcao.exchange.asking_units import kind_of_unit
from liangcao.exchange.share_list import ShareList, heads_of
from liangcao.kernel.errors import refused
from liangcao.parties.classes import classes_in_force
from liangcao.parties.queries import Place
from liangcao.reports.plan_pages import AsOf

LATELY = 7 * 24 * 3_600_000
"""So long ago counts as lately, ms."""


@dataclass(frozen=True, slots=True)
class ListShare:
    """What one unit of a list would get of the item, base units; `lately` is what was decided for it within a week."""

    unit_name: str
    heads: int
    given: int
    is_new: bool
    lately: int


@dataclass(frozen=True, slots=True)
class ListTrial:
    """What a list would give: each unit's share, the least for a head first."""

    shares: list[ListShare]

    @property
    def given(self) -> int:
        """All that would be given, in base units."""
        return sum(each.given for each in self.shares)

    @property
    def heads(self) -> int:
        """All heads."""
        return sum(each.heads for each in self.shares)

    @property
    def served_lately(self) -> int:
        """How many units had some of it within a week."""
        return sum(each.lately > 0 for each in self.shares)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a list is served from."""

    district_id: int
    store: Place


def trial_of_list(connection: Connection, source: Source, told: ShareList, parcel: Parcel, as_of: AsOf) -> ListTrial:
    """What `allocation.propose_list_plan` would decide; raises Refused as it does. Nothing is written."""
    registered = _registered(connection, source.district_id, [ask.unit_id for ask in told.asks])
    table = classes_in_force(connection, source.district_id)
    listed = [
        Listed(
            request_id=number,
            line_number=1,
            unit_id=each.unit_id,
            unit_name=each.name,
            priority_class=registered.get(each.unit_id, (0, ""))[0] or table.of_kind(kind_of_unit(each.name)),
            heads=heads_of(each),
            named=each.rows[0].quantity,
            asked_at=as_of.now,
            area=registered[each.unit_id][1] if each.unit_id in registered else each.area,
        )
        for number, each in enumerate(told.asks, 1)
    ]
    if not listed:
        raise refused("nothing_to_allocate")
    lines = lines_by_heads(listed, parcel)
    stock = stock_for(connection, source.district_id, source.store.path, lines, LookAhead(as_of.now))
    given = plan_for(question_of_list(parcel, lines, stock, as_of.today)).given_to_claims
    lately = _lately(connection, source.district_id, parcel.item_id, [each.unit_id for each in listed], as_of.now)
    shares = [
        ListShare(
            each.unit_name,
            each.heads,
            given.get(f"{each.request_id}:1", 0),
            not each.unit_id,
            lately.get(each.unit_id, 0),
        )
        for each in listed
    ]
    return ListTrial(sorted(shares, key=lambda each: (each.given * 1000 // each.heads, each.unit_name)))


def _registered(connection: Connection, district_id: int, unit_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Class and area of units that are registered."""
    sql = "SELECT party_id, priority_class, area FROM {keys} JOIN party ON party_id = k1 WHERE district_id = ?"
    keys = [(number,) for number in sorted({each for each in unit_ids if each})]
    return {row[0]: (row[1], row[2]) for row in select_by_keys(connection, sql, keys, (district_id,))}


def _lately(
    connection: Connection, district_id: int, item_id: int, unit_ids: Sequence[int], now: int
) -> dict[int, int]:
    """What plans of the last week gave each unit of the item, in base units."""
    wanted = {each for each in unit_ids if each}
    rows = ask(
        connection,
        "SELECT unit_id, SUM(quantity) FROM plan "
        "JOIN plan_line ON plan_line.district_id = plan.district_id AND plan_line.plan_id = plan.plan_id "
        "WHERE plan.district_id = ? AND plan.state = 'adopted' AND plan.decided_at >= ? AND plan_line.item_id = ? "
        "AND plan_line.state IN ('held', 'shipped') GROUP BY unit_id",
        (district_id, now - LATELY, item_id),
    )
    return {row[0]: int(row[1]) for row in rows if row[0] in wanted}
