"""A plain office to begin with: two administrators, somebody on duty, a main store, money to spend."""

import secrets
import uuid
from dataclasses import dataclass

from argon2 import PasswordHasher

from liangcao.access.commands import AddActor
from liangcao.database.engine import Database
from liangcao.kernel.clock import SystemClock
from liangcao.kernel.command import Command
from liangcao.language import N_
from liangcao.operations.founding import Founder, found_office
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission
from liangcao.parties.commands import FoundDistrict, RegisterLocation

NAME = "应急物资保障组"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_PEOPLE = (
    ("admin1", N_("系统管理员甲"), "admin"),
    ("admin2", N_("系统管理员乙"), "admin"),
    ("duty", N_("值班"), "coordinator"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in from the first hour, with the password nobody will see again."""

    login: str
    name: str
    role: str
    password: str


@dataclass(frozen=True, slots=True)
class PlainOffice:
    """What was set up: its name, people and places (ids)."""

    name: str
    people: tuple[Person, ...]
    store_id: int
    rejects_id: int
    budget_line_id: int


def new_password() -> str:
    """Four groups of four letters and figures that cannot be taken for one another (79 bits)."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def found_plain_office(
    database: Database, district_id: int, *, name: str = NAME, timezone: str = "Asia/Shanghai"
) -> PlainOffice:
    """Open the books of a new office; raises Refused ``already_exists`` when they are open."""
    office = Office(database, SystemClock(), district_id=district_id)
    hasher = PasswordHasher()
    people = tuple(Person(login, title, role, new_password()) for login, title, role in _PEOPLE)
    founders = [
        Founder(
            AddActor(login=person.login, name=person.name, password_hash=hasher.hash(person.password)), (person.role,)
        )
        for person in people
    ]
    ids = found_office(office, FoundDistrict(name=name, timezone=timezone), founders)

    def make(command: Command) -> int:
        done = office.perform(Submission(command, ids["admin1"], str(uuid.uuid4())))
        return int(done.answer["location_id"])

    store = make(RegisterLocation(kind="store", name="主库"))
    rejects = make(RegisterLocation(kind="rejects", name="退货区", parent_id=store))
    budget_line = make(RegisterLocation(kind="budget_line", name="应急专款"))
    return PlainOffice(name, people, store, rejects, budget_line)
