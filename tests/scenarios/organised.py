"""An office that is set up: a group with a member on loan, shifts, a roster, a swap, an absence with a deputy."""

from typing import Any, NamedTuple

from liangcao.kernel.moment import day_of
from liangcao.organisation.commands import (
    AddMember,
    AskSwap,
    LendMember,
    RecordAbsence,
    SetContact,
    SetGroup,
    SetRoster,
    SetShifts,
)
from liangcao.worklog.commands import EndTodo, MarkEvents, SetWeather, WriteLines
from scenarios.cast import Cast

A_DAY = 86_400_000


class Organisers(NamedTuple):
    """Who does it, by their names: who sets it up, who is on duty, who is asked, who signs for people."""

    coordinator: str
    keeper: str
    buyer: str
    approver: str


def organised(cast: Cast, who: Organisers) -> None:
    """Write one of everything that can be written of the organisation."""

    def do(person: str, command: type[Any], /, **values: Any) -> dict[str, Any]:
        return dict(cast.do(person, command.model_validate(values)).answer)

    keeper, buyer = (cast.id_of("person", name) for name in (who.keeper, who.buyer))
    group_id = do(who.coordinator, SetGroup, name="货源组", purpose="找货源", leader_id=buyer)["group_id"]
    today = day_of(cast.clock.now(), "Asia/Shanghai")
    do(who.coordinator, AddMember, group_id=group_id, actor_id=keeper)
    do(who.coordinator, LendMember, actor_id=keeper, department="区供销社", since=today)
    do(who.coordinator, SetContact, actor_id=keeper, phone="13900000001")
    shift = {"name": "全天", "begins": 0, "ends": 1_440}
    shift_id = do(who.coordinator, SetShifts, lines=(shift,))["shift_ids"][0]
    line = {"day": today, "shift_id": shift_id, "actor_ids": (keeper,), "leader_id": keeper}
    roster_id = do(who.coordinator, SetRoster, lines=(line,))["roster_ids"][0]
    do(who.keeper, AskSwap, roster_id=roster_id, to_actor_id=buyer)
    since = cast.clock.now() + 30 * A_DAY
    line_id = do(who.keeper, WriteLines, lines=({"text": "催防护服", "kind": "todo"},))["line_ids"][0]
    do(who.keeper, EndTodo, line_id=line_id, outcome="done")
    do(who.keeper, SetWeather, weather="晴")
    do(who.keeper, MarkEvents, day=today, of_action="storing.move_stock", is_hidden=True)
    cast.do_signed(
        who.buyer, RecordAbsence(since=since, until=since + A_DAY, reason="开会", deputy_id=keeper), who.approver
    )
