"""When each entry was recorded, in little room, for the few times that somebody asks."""

from bisect import bisect_right

from liangcao.kernel.moment import moment_of

TIME_SIZE = 24
"""``2020-01-31T12:00:00.000Z``"""


class Times:
    """Moments by entry number: of stretches as the entries spell them, of single entries in ms since 1970 UTC."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._stretches: list[bytes] = []
        self._single: dict[int, int] = {}

    def add(self, first: int, times: bytes) -> None:
        """Note the moments of entries from number `first` on, ``TIME_SIZE`` bytes each."""
        self._firsts.append(first)
        self._stretches.append(times)

    def note(self, number: int, moment: int) -> None:
        """Note the moment of one entry."""
        self._single[number] = moment

    def of(self, number: int) -> int:
        """When the entry was recorded, in ms since 1970 UTC."""
        if number in self._single:
            return self._single[number]
        place = bisect_right(self._firsts, number) - 1
        return moment_of(text_at(self._stretches[place], number - self._firsts[place]))


def text_at(times: bytes, place: int) -> str:
    """The moment at `place`, as its entry spells it."""
    return times[place * TIME_SIZE : place * TIME_SIZE + TIME_SIZE].decode()
