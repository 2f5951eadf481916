"""Who is on duty now, for the foot of every page: read again when the journal has grown or a shift has turned."""

from dataclasses import dataclass

from liangcao.access.queries import reveal
from liangcao.journal.queries import journal_size
from liangcao.operations.office import Office
from liangcao.organisation.queries import contacts
from liangcao.organisation.roster_queries import OnRoster, next_change, on_duty


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """Somebody on duty: `name` is there, for `stands_in_for` where that is another; `phone` "" where unknown."""

    name: str
    stands_in_for: str
    shift: str
    is_leader: bool
    phone: str
    ends_at: int


class DutyBoard:
    """Who is on duty in an office's district, remembered until something may have changed."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._size, self._until = -1, 0
        self._shown: tuple[ShownDuty, ...] = ()

    def read(self) -> tuple[ShownDuty, ...]:
        """Who is on duty now, the leader first; nobody who is away without a deputy."""
        office = self._office
        now = office.clock.now()
        with office.database.read() as connection:
            size = journal_size(connection, office.district_id)
            if size != self._size or now >= self._until:
                found = [each for each in on_duty(connection, office.district_id, now) if each.is_manned]
                known = contacts(connection, office.district_id)
                numbers = reveal(connection, office.district_id, [known.get(_who(each), "") for each in found])
                self._shown = tuple(_shown(each, numbers.get(known.get(_who(each), ""), "")) for each in found)
                self._size, self._until = size, next_change(connection, office.district_id, now)
        return self._shown


def _who(duty: OnRoster) -> int:
    return duty.deputy_id if duty.is_away else duty.actor_id


def _shown(duty: OnRoster, phone: str) -> ShownDuty:
    name, absent = (duty.deputy, duty.name) if duty.is_away else (duty.name, "")
    return ShownDuty(name, absent, duty.shift, duty.is_leader, phone, duty.ends_at)
