"""The first morning: the books are opened, people get their roles, places and neighbours are registered."""

import secrets

from argon2 import PasswordHasher

from liangcao.access.commands import AddActor, GrantRole
from liangcao.catalog.queries import names_of_items
from liangcao.database.engine import Database
from liangcao.demo.cast import ADMIN, CAST, CLERKS, KEEPER, SECOND_ADMIN, STORE
from liangcao.demo.telling import DOCK, REJECTS, Telling, moment_at
from liangcao.demo.world import BUDGET, GIFTS, OFFICE, SHELVES, World
from liangcao.kernel.clock import FixedClock
from liangcao.operations.founding import Founder, found_office
from liangcao.operations.office import Office
from liangcao.parties.commands import FoundDistrict, Funding, PlaceKind, RegisterLocation, RegisterParty

DISTRICT = 1
FIRST_DAY = "2020-01-26"


def open_books(database: Database, *, clock_offset_ms: int) -> Telling:
    """Found the demonstration office on its first morning; raises Refused ``already_exists``.

    Nobody knows the passwords: in a demonstration one enters by choosing a role.
    """
    clock = FixedClock(moment_at(FIRST_DAY, "08:30"))
    office = Office(database, clock, district_id=DISTRICT)
    hasher = PasswordHasher()
    founders = [
        Founder(
            AddActor(login=player.login, name=player.name, password_hash=hasher.hash(secrets.token_urlsafe(16))),
            () if player.place or player.unit else (player.role,),
        )
        for player in CAST
    ]
    district = FoundDistrict(name=OFFICE, clock_offset_ms=clock_offset_ms, is_demo=True)
    telling = Telling(office, clock, actors=found_office(office, district, founders))
    with database.read() as connection:
        telling.items = names_of_items(connection, DISTRICT)
    return telling


def set_up_places(telling: Telling) -> None:
    """The main store with its shelves, the dock, the rejects corner, a vehicle, two budget lines."""
    store = _place(telling, "store", STORE)
    _place(telling, "dock", DOCK, store)
    _place(telling, "rejects", REJECTS, store)
    for name in SHELVES:
        _place(telling, "shelf", name, store)
    _place(telling, "store", "街道分库")
    _place(telling, "vehicle", "示例货车")
    _place(telling, "budget_line", BUDGET, funding="fiscal")
    _place(telling, "budget_line", GIFTS, funding="donated")
    _grant(telling, GrantRole(actor_id=telling.actors[KEEPER.login], role=KEEPER.role, location_id=store))


def _place(telling: Telling, kind: PlaceKind, name: str, parent_id: int | None = None, *, funding: Funding = "") -> int:
    done = telling.do(ADMIN, RegisterLocation(kind=kind, name=name, parent_id=parent_id, funding=funding))
    telling.places[name] = int(done.answer["location_id"])
    return telling.places[name]


def meet_neighbours(telling: Telling, world: World) -> None:
    """Suppliers, donors and units are registered; the clerks of two units may sign in."""
    for each in world.neighbours:
        command = RegisterParty(kind=each.kind, name=each.name, area=each.area)
        telling.parties[each.name] = int(telling.do(ADMIN, command).answer["party_id"])
    for unit, clerk in CLERKS.items():
        actor_id, party_id = telling.actors[clerk.login], telling.parties[unit]
        _grant(telling, GrantRole(actor_id=actor_id, role=clerk.role, party_id=party_id))


def _grant(telling: Telling, command: GrantRole) -> None:
    telling.do_with(ADMIN, SECOND_ADMIN, command)
