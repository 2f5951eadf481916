"""What comes in at the head of the road and what goes out at its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from liangcao.access.personal import Sealed
from liangcao.kernel.command import Command


@dataclass(frozen=True, slots=True)
class Submission:
    """A command as somebody hands it in.

    `command_id` is made by the asker (a UUID): handed in twice, it takes effect once. `occurred_at` is when it
    happened in the world, ms since 1970 UTC; 0 means now.
    """

    command: Command
    actor_id: int
    command_id: str
    occurred_at: int = 0
    approved_by: tuple[int, ...] = ()
    sealed: tuple[Sealed, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer yes: the journal entry made, and what the asker is told.

    `is_held`: nothing has happened yet but that the command waits for a second person. `is_repeat`: the same command
    had been handed in before; this is the first answer again.
    """

    entry: int
    action: str
    recorded_at: int
    answer: Mapping[str, Any] = field(default_factory=dict)
    is_held: bool = False
    is_repeat: bool = False
