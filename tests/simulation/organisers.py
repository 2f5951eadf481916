"""The office itself in the random days: groups, lent people, shifts and swaps, absences; the notebook."""

from collections.abc import Callable

from liangcao.kernel.command import Command
from liangcao.kernel.moment import day_of
from liangcao.organisation.commands import (
    AddMember,
    AnswerSwap,
    AskSwap,
    DissolveGroup,
    EndAbsence,
    EndMembership,
    LendMember,
    RecordAbsence,
    RosterLine,
    SetContact,
    SetGroup,
    SetRoster,
    SetShifts,
    ShiftLine,
)
from liangcao.worklog.commands import EndTodo, LogLine, MarkEvents, SetWeather, WriteLines
from simulation.callers import Callers
from simulation.staff import HOUR

DAY = 24 * HOUR


class Organisers(Callers):
    """Who belongs where, who is on duty, who is away; what is written down."""

    def office_day(self) -> list[Callable[[], Command | None]]:
        """All deeds about groups, duty and the notebook, as often as they are done."""
        everyday = [self.jot, self.roster, self.swap, self.agree, self.go_away, self.join]
        return [
            *everyday, self.group, self.dissolve, self.leave_group, self.lent_from, self.number, self.shifts,
            self.come_back, self.weather, self.hide_events, self.tick_off,
        ]  # fmt: skip

    def _duty_day(self, *ahead: int) -> str:
        return day_of(self.cast.clock.now() + self.chance.choice(ahead or (0,)) * DAY, "Asia/Shanghai")

    def group(self) -> Command | None:
        """A group is formed, or gets another name."""
        known = self._pick("SELECT group_id FROM sub_group") if self.chance.random() < 0.3 else 0
        return SetGroup(
            group_id=known or None, name=f"第{self.chance.randint(1, 9)}组", leader_id=self._person() or None
        )

    def dissolve(self) -> Command | None:
        """A group is no more."""
        number = self._pick("SELECT group_id FROM sub_group WHERE is_retired = 0")
        return DissolveGroup(group_id=number, reason="并到别组") if number and self.chance.random() < 0.4 else None

    def join(self) -> Command | None:
        """Somebody joins."""
        number = self._ready("group_id", "sub_group", "is_retired = 0")
        return AddMember(group_id=number, actor_id=self._person(), since=self._duty_day(-2, 0, 1)) if number else None

    def leave_group(self) -> Command | None:
        """Somebody leaves."""
        number = self._ready("member_id", "group_member", "until = ''")
        return EndMembership(member_id=number, until=self._duty_day(0, 1)) if number else None

    def lent_from(self) -> Command | None:
        """A department lends somebody."""
        since = self._duty_day(-3, 0)
        return LendMember(actor_id=self._person(), department="应急局", since=since, until=self._duty_day(20, 40))

    def number(self) -> Command | None:
        """How somebody is reached."""
        return SetContact(actor_id=self._person(), phone="13900000000")

    def shifts(self) -> Command | None:
        """The shifts of a day."""
        hours = (("早班", 480, 960), ("晚班", 960, 1440), ("夜班", 0, 480))
        lines = tuple(ShiftLine(name=name, begins=begins, ends=ends) for name, begins, ends in hours)
        return SetShifts(lines=lines)

    def roster(self) -> Command | None:
        """Who is on duty."""
        number = self._ready("shift_id", "shift", "is_retired = 0")
        people = tuple(dict.fromkeys(self._person() for _ in range(self.chance.randint(1, 3))))
        line = {"day": self._duty_day(0, 1, 1, 2), "shift_id": number, "actor_ids": people, "leader_id": people[0]}
        return SetRoster(lines=(RosterLine.model_validate(line),)) if number and all(people) else None

    def swap(self) -> Command | None:
        """Somebody asks another to stand in."""
        sql = "SELECT roster_id, actor_id FROM roster WHERE is_off = 0 AND begins_at > ?"
        row = self._row(sql, self.cast.clock.now())
        if row is None:
            return None
        self.speaker = int(row[1])
        return AskSwap(roster_id=row[0], to_actor_id=self._person())

    def agree(self) -> Command | None:
        """The other one answers."""
        row = self._row("SELECT swap_id, to_actor_id FROM swap ORDER BY state <> 'asked' LIMIT 3")
        if row is None:
            return None
        self.speaker = int(row[1])
        return AnswerSwap(swap_id=row[0], is_agreed=self.chance.random() < 0.7)

    def go_away(self) -> Command | None:
        """Somebody is away; perhaps another has their roles meanwhile."""
        deputy = self._person() if self.chance.random() < 0.4 else 0
        until = self.cast.clock.now() + self.chance.choice((4, 20, 50)) * HOUR
        return RecordAbsence(until=until, reason="隔离观察", deputy_id=deputy or None)

    def come_back(self) -> Command | None:
        """Back before the time."""
        sql = "SELECT absence_id, actor_id FROM absence WHERE is_over = 0 AND until > ?"
        row = self._row(sql, self.cast.clock.now())
        if row is None:
            return None
        self.speaker = int(row[1])
        return EndAbsence(absence_id=row[0])

    def jot(self) -> Command | None:
        """A line, something to be done, praise, a complaint; now and then one put right."""
        kind = self.chance.choice(("note", "note", "todo", "praise", "complaint"))
        struck = self._pick("SELECT line_id FROM log_line") if self.chance.random() < 0.1 else 0
        line = {
            "text": f"去仓库看过{self.chance.randint(1, 60)}次",
            "kind": kind,
            "strikes_id": struck or None,
            "day": self._duty_day(0, 0, -1),
        }
        return WriteLines(lines=(LogLine.model_validate(line),))

    def weather(self) -> Command | None:
        """What it is like outside."""
        return SetWeather(weather=self.chance.choice(("晴", "阴", "小雪")))

    def hide_events(self) -> Command | None:
        """Events of a kind are of no interest."""
        of_action = self.chance.choice(("storing.move_stock", "receiving.receive_goods"))
        return MarkEvents(day=self._duty_day(), of_action=of_action, is_hidden=self.chance.random() < 0.7)

    def tick_off(self) -> Command | None:
        """Done, or dropped."""
        number = self._pick("SELECT line_id FROM log_line WHERE kind = 'todo'")
        return EndTodo(line_id=number, outcome=self.chance.choice(("done", "dropped"))) if number else None
