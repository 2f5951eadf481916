"""The office itself: its groups, who is lent by whom, shifts and the duty roster, the notebook of its days."""

from datetime import date, timedelta

from liangcao.demo.cast import APPROVER, BUYER, COORDINATOR, DRIVER, KEEPER, TREASURER, Player
from liangcao.demo.telling import Telling
from liangcao.demo.world import World
from liangcao.organisation.commands import (
    AddMember,
    LendMember,
    RosterLine,
    SetGroup,
    SetRoster,
    SetShifts,
    ShiftLine,
)
from liangcao.worklog.commands import LogLine, SetWeather, WriteLines

GROUPS: tuple[tuple[str, str, Player, tuple[Player, ...]], ...] = (
    ("综合协调组", "接电话、交办、写材料", COORDINATOR, (COORDINATOR, APPROVER)),
    ("采购组", "找货源、谈价、下单", BUYER, (BUYER, TREASURER)),
    ("仓储配送组", "收货、保管、出车", KEEPER, (KEEPER, DRIVER)),
)
LENT = ((BUYER, "区财政局"), (KEEPER, "示例街道办事处"), (DRIVER, "区行政执法局"))
SHIFTS = (("早班", 480, 960), ("晚班", 960, 1440), ("夜班", 0, 480))
DUTY = ((COORDINATOR, KEEPER), (BUYER, DRIVER), (APPROVER,))
"""Who is on the shifts of the first day; each day it goes on by one."""
NOTES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "2020-02-01": (
        "晴",
        (("note", "上海的车夜里到，两箱受潮，拒收 400 只"), ("praise", "示例第一医院来电道谢")),
    ),
    "2020-02-06": (
        "小雪",
        (("note", "慈善总会的车到了"), ("complaint", "一家企业说等了三天没有回音，已解释")),
    ),
    "2020-02-11": ("阴", (("todo", "催上海补的 400 只"), ("note", "复工企业第一批发完，还有 6 家没来领"))),
}


def form_groups(telling: Telling, _world: World) -> None:
    """Three groups and those lent to them; three shifts and a roster to the end of the story and beyond."""
    for name, purpose, leader, members in GROUPS:
        asked = SetGroup(name=name, purpose=purpose, leader_id=telling.actors[leader.login])
        group_id = int(telling.do(COORDINATOR, asked).answer["group_id"])
        for each in members:
            member = AddMember(group_id=group_id, actor_id=telling.actors[each.login], since=telling.day)
            telling.do(COORDINATOR, member)
    for player, department in LENT:
        lent = {"actor_id": telling.actors[player.login], "department": department, "since": telling.day}
        telling.do(COORDINATOR, LendMember.model_validate({**lent, "until": "2020-03-31"}))
    shifts = tuple(ShiftLine(name=name, begins=begins, ends=ends) for name, begins, ends in SHIFTS)
    numbers = telling.do(COORDINATOR, SetShifts(lines=shifts)).answer["shift_ids"]
    telling.do(COORDINATOR, SetRoster(lines=tuple(_roster(telling, numbers))))


def _roster(telling: Telling, shift_ids: list[int]) -> list[RosterLine]:
    lines = []
    for ahead in range(1, 21):  # the night of the first day is over
        day = (date.fromisoformat(telling.day) + timedelta(ahead)).isoformat()
        for turn, shift_id in enumerate(shift_ids):
            people = [telling.actors[each.login] for each in DUTY[(turn + ahead) % len(DUTY)]]
            line = {"day": day, "shift_id": shift_id, "actor_ids": tuple(people), "leader_id": people[0]}
            lines.append(RosterLine.model_validate(line))
    return lines


def keep_the_notebook(telling: Telling, _world: World) -> None:
    """The weather and two lines of a day."""
    weather, notes = NOTES[telling.day]
    telling.do(COORDINATOR, SetWeather(weather=weather))
    lines = tuple(LogLine.model_validate({"kind": kind, "text": text}) for kind, text in notes)
    telling.do(COORDINATOR, WriteLines(lines=lines))
