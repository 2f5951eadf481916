"""Asking in the random days: by units, on their behalf and without an account; calls that vouch; norms."""

import hashlib
from dataclasses import asdict

from liangcao.kernel.command import Command
from liangcao.kernel.moment import day_of
from liangcao.parties.classes import classes_in_force
from liangcao.requests.commands import (
    AskLine,
    AskPublicly,
    ChangeClass,
    ClassLine,
    CloseDoor,
    CorrectRequest,
    Covered,
    LogCall,
    MakePoster,
    MergeRequests,
    OpenDoor,
    PeopleRole,
    SetClasses,
    SetNorm,
    SplitLine,
    SplitRequest,
)
from simulation.staff import Staff

PEOPLE: tuple[PeopleRole, ...] = ("medical", "patient", "worker")
DAY = 86_400_000


class Askers(Staff):
    """What strangers do at the public door, and what the office makes of it."""

    def _item(self) -> int:
        names = ("外科口罩", "防护服", "护目镜")
        return self.cast.id_of("item", self.chance.choice(names))

    def _line(self) -> AskLine:
        item_id = self._item()
        others = {self._item() for _ in range(2)} - {item_id}
        return AskLine(
            item_id=item_id,
            quantity=self.chance.choice((None, 50, 300, 1200)),
            stock_held=self.chance.choice((None, 0, 40)),
            accepts=tuple(sorted(others)) if self.chance.random() < 0.3 else (),
        )

    def _covered(self) -> tuple[Covered, ...]:
        roles = self.chance.sample(PEOPLE, self.chance.randint(0, 2))
        return tuple(Covered(role=role, heads=self.chance.randint(1, 500)) for role in roles)

    def merge(self) -> Command | None:
        """Requests that wait are made one, now and then of two units."""
        first = self._row("SELECT request_id, unit_id FROM request WHERE state = 'submitted'")
        if first is None:
            return None
        rows = self._rows("SELECT request_id FROM request WHERE state = 'submitted' AND unit_id = ?", first[1])
        numbers = [first[0], *(row[0] for row in rows if row[0] != first[0])][: self.chance.randint(2, 3)]
        stranger = self._pick("SELECT request_id FROM request")
        if self.chance.random() < 0.1 and stranger:
            numbers.append(stranger)
        return MergeRequests(request_ids=tuple(numbers)) if len(numbers) > 1 else None

    def split(self) -> Command | None:
        """A part of a request goes apart."""
        request_id = self._pick("SELECT request_id FROM request WHERE state = 'submitted'")
        lines = self._rows("SELECT line_number, asked FROM request_line WHERE request_id = ?", request_id)
        if not lines:
            return None
        number, asked = self.chance.choice(lines)
        part = self.chance.choice((None, (asked or 100) // 2, 5_000))
        wanted = (SplitLine(line_number=number, quantity=part),)
        return SplitRequest(request_id=request_id, lines=wanted, urgency=self.chance.choice(("", "今晚断档")))

    def correct(self) -> Command | None:
        """What was asked is put right."""
        request_id = self._pick("SELECT request_id FROM request ORDER BY state <> 'submitted', request_id LIMIT 4")
        lines = tuple(self._line() for _ in range(self.chance.randint(1, 2)))
        return CorrectRequest(request_id=request_id, lines=lines, covered=self._covered()) if request_id else None

    def open_door(self) -> Command | None:
        """The door is opened, often though it is open."""
        return OpenDoor(hotline=self.chance.choice(("", "0533-3580000")))

    def close_door(self) -> Command | None:
        """The door is closed, now and then."""
        return CloseDoor(reason="夜里停一停") if self.chance.random() < 0.3 else None

    def poster(self) -> Command | None:
        """A poster is made."""
        return MakePoster(place="街道办")

    def ask_publicly(self) -> Command | None:
        """A stranger asks, corrects or takes back; mostly in the public's name, sometimes in somebody's."""
        self.speaker = self._pick("SELECT actor_id FROM actor WHERE is_person = 0")
        earlier = self._row("SELECT token_hash FROM request WHERE token_hash <> ''")
        replaces = earlier[0] if earlier and self.chance.random() < 0.3 else None
        token_hash = hashlib.sha256(str(self.chance.getrandbits(40)).encode()).hexdigest()
        unit_id = self._pick("SELECT party_id FROM party WHERE kind IN ('hospital', 'school', 'unverified')")
        is_known = self.chance.random() < 0.6 and unit_id > 0
        return AskPublicly(
            unit_id=unit_id if is_known else None,
            unit_name="" if is_known else "某养老院",
            lines=() if replaces and self.chance.random() < 0.4 else (self._line(), self._line()),
            covered=self._covered(),
            cover_days=self.chance.choice((0, 7)),
            token_hash=token_hash,
            replaces=replaces,
            poster_id=self._pick("SELECT poster_id FROM poster") or None,
            phone=self.chance.choice(("", "139-0000-0000")),
        )

    def log_call(self) -> Command | None:
        """Somebody rings who asked."""
        request_id = self._pick("SELECT request_id FROM request ORDER BY verification = 'due' DESC, request_id LIMIT 6")
        if not request_id:
            return None
        unit_id = self._pick("SELECT party_id FROM party WHERE kind IN ('hospital', 'school', 'unverified')")
        return LogCall(
            request_id=request_id,
            outcome=self.chance.choice(("confirmed", "confirmed", "confirmed", "no_answer", "doubtful")),
            unit_id=self.chance.choice((unit_id or None, unit_id or None, None)),
            whom=self.chance.choice(("", "李主任")),
        )

    def norm(self) -> Command | None:
        """A norm gets one more version."""
        today = self.cast.clock.now() + self.chance.choice((-3, 0, 5)) * DAY
        return SetNorm(
            item_id=self._item(),
            role=self.chance.choice(PEOPLE),
            milli_per_day=self.chance.choice((0, 100, 4_000)),
            effective_on=day_of(today, "Asia/Shanghai"),
            source="专家组",
        )

    def change_class(self) -> Command | None:
        """Somebody wants a request ranked otherwise."""
        request_id = self._pick("SELECT request_id FROM request ORDER BY state <> 'submitted', request_id LIMIT 6")
        number = self.chance.randint(1, 7)
        return ChangeClass(request_id=request_id, priority_class=number, reason="专家组定") if request_id else None

    def set_classes(self) -> Command | None:
        """The table gets one more version: days that lift, a class renamed, or one that goes into another."""
        with self.cast.database.read() as connection:
            table = classes_in_force(connection, 1)
        rows = {each.number: ClassLine(**asdict(each)) for each in table.classes}
        number = self.chance.choice([each.number for each in table.active])
        changed = rows[number]
        if self.chance.random() < 0.5 or len(table.active) == 1:
            rows[number] = changed.model_copy(update={"lift_days": self.chance.choice((0, 2, 5))})
        else:
            other = self.chance.choice([each.number for each in table.active if each.number != number])
            taken = rows[other]
            merged = {"kinds": taken.kinds + changed.kinds, "exposures": taken.exposures + changed.exposures}
            rows[other] = taken.model_copy(update=merged)
            gone = {"kinds": (), "exposures": (), "is_retired": True, "moves_to": self.chance.choice((other, other, 0))}
            rows[number] = changed.model_copy(update=gone)
        lines = tuple(self._still_valid(line, rows) for line in rows.values())
        return SetClasses(based_on=table.version, lines=lines, reason="开学前调整")

    @staticmethod
    def _still_valid(line: ClassLine, rows: dict[int, ClassLine]) -> ClassLine:
        """What went into a class that goes away itself goes where that goes."""
        while line.moves_to and rows[line.moves_to].is_retired:
            line = line.model_copy(update={"moves_to": rows[line.moves_to].moves_to})
        return line
