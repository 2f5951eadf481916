"""How often strangers may ask: counted in this process by the network they come from, and for all together.

Everybody behind one address shares its count, so the bounds are wide for a ward or a village and narrow for a machine.
"""

from collections import deque
from collections.abc import Hashable
from threading import Lock

from liangcao.kernel.errors import refused

MOST_NETWORKS = 10_000
TEN_MINUTES_MS = 10 * 60_000
A_MINUTE_MS = 60_000


class Pace:
    """At most `most` within `window_ms` from one network, and `in_all` from everywhere. Safe to share."""

    def __init__(self, most: int, window_ms: int, in_all: int) -> None:
        self._most, self._window, self._in_all = most, window_ms, in_all
        self._times: dict[Hashable, deque[int]] = {}
        self._all: deque[int] = deque()
        self._lock = Lock()

    def take(self, network: Hashable, now: int) -> None:
        """Count one at the moment `now` (ms); raises Refused ``too_often`` with the seconds to wait."""
        with self._lock:
            if network not in self._times and len(self._times) >= MOST_NETWORKS:
                self._forget(now)
            own = self._times.setdefault(network, deque())
            for times, most in ((own, self._most), (self._all, self._in_all)):
                while times and times[0] <= now - self._window:
                    times.popleft()
                if len(times) >= most:
                    raise refused("too_often", seconds=max(1, -(-(times[0] + self._window - now) // 1000)))
            own.append(now)
            self._all.append(now)

    def _forget(self, now: int) -> None:
        """Let go of networks that asked nothing of late; of all, when too many did."""
        self._times = {key: times for key, times in self._times.items() if times and times[-1] > now - self._window}
        if len(self._times) >= MOST_NETWORKS:
            self._times.clear()


class PublicPaces:
    """The bounds of the public door: forms handed in, and words looked up while typing."""

    def __init__(self) -> None:
        self.forms = Pace(30, TEN_MINUTES_MS, 600)
        self.looks = Pace(240, A_MINUTE_MS, 6_000)
