"""Running a coroutine in a thread of its own: a browser driven in this worker keeps an event loop running."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")


def apart(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """What `ask` answers, awaited on a fresh event loop."""

    async def awaited() -> Answer:
        return await ask()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(lambda: asyncio.run(awaited())).result()
