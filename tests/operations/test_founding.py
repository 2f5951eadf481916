"""Opening the books: once, with two admins, in the district's own time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.copies import Prepare
from liangcao.access.commands import AddActor
from liangcao.database.engine import Database
from liangcao.kernel.clock import FixedClock
from liangcao.kernel.errors import Refused
from liangcao.operations.founding import Founder, found_office
from liangcao.operations.office import Office
from liangcao.parties.commands import FoundDistrict
from scenarios.cast import HASH, MORNING, Cast, empty

ADMINS = [
    Founder(AddActor(login=login, name=login, password_hash=HASH), ("admin", "treasurer")) for login in ("one", "two")
]


def test_one_admin_is_not_enough(copy_of: Callable[[Prepare], str]) -> None:
    database = Database(copy_of(empty))
    with pytest.raises(Refused, match="second_admin_needed"):
        found_office(Office(database, FixedClock(MORNING)), FoundDistrict(name="区"), ADMINS[:1])
    database.dispose()


def test_books_are_opened_once(cast: Cast) -> None:
    before = cast.state_hash()
    with pytest.raises(Refused, match="already_exists"):
        found_office(cast.office, FoundDistrict(name="又一个区"), ADMINS)
    assert cast.state_hash() == before


def test_who_opens_the_same_books_at_the_same_moment_is_told_so(copy_of: Callable[[Prepare], str]) -> None:
    database = Database(copy_of(empty))
    together = threading.Barrier(3)

    def attempt() -> str:
        together.wait()
        try:
            found_office(Office(database, FixedClock(MORNING)), FoundDistrict(name="区"), ADMINS)
        except Refused as refusal:
            return refusal.code
        return "founded"

    with ThreadPoolExecutor(3) as pool:
        answers = sorted(future.result() for future in [pool.submit(attempt) for _ in range(3)])
    assert answers == ["already_exists", "already_exists", "founded"]
    database.dispose()


def test_an_unknown_time_zone_would_stop_the_books_for_ever(copy_of: Callable[[Prepare], str]) -> None:
    database = Database(copy_of(empty))
    with pytest.raises(Refused, match="unknown_timezone"):
        found_office(Office(database, FixedClock(MORNING)), FoundDistrict(name="区", timezone="Asia/Zibo"), ADMINS)
    database.dispose()


def test_the_office_lives_in_its_own_time_from_the_first_moment(copy_of: Callable[[Prepare], str]) -> None:
    database = Database(copy_of(empty))
    office = Office(database, FixedClock(MORNING))
    found_office(office, FoundDistrict(name="区", timezone="America/New_York"), ADMINS)
    assert office.timezone == "America/New_York"
    database.dispose()
