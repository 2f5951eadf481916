"""Many clients at once: threads of one process, each handing in the next command when its last is answered."""

import random
import threading
import time
from collections.abc import Callable

Deed = Callable[[random.Random], object]
"""What a client does again and again, with its own source of chance."""


def rate(deed: Deed, *, clients: int, seconds: float, warm_up: float = 1.0) -> float:
    """Deeds a second of `clients` threads together, counted over `seconds` after a warm-up; a fault ends the run."""
    counts = [0] * clients
    faults: list[BaseException] = []
    stop = threading.Event()

    def work(number: int) -> None:
        chance = random.Random(number)
        try:
            while not stop.is_set():
                deed(chance)
                counts[number] += 1
        except BaseException as fault:
            faults.append(fault)
            stop.set()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    stop.wait(warm_up)
    before, start = sum(counts), time.perf_counter()
    stop.wait(seconds)
    done, taken = sum(counts) - before, time.perf_counter() - start
    stop.set()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return done / taken
