"""What a handler is given: where it reads, who asks, when, and how new rows are numbered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

Facts = dict[tuple[str, int], Any]
"""Rows that change rarely (items, lots, places, a person's roles), kept while nobody changes any of them."""


@dataclass(slots=True)
class Context:
    """One command on its way: handlers read through `connection` and never write.

    `occurred_at` and `recorded_at` are milliseconds since 1970 UTC; `today` is the day of `recorded_at` in the
    district; `number` is the journal entry this command will become.
    """

    connection: Connection
    district_id: int
    actor_id: int
    occurred_at: int
    recorded_at: int
    today: str
    number: int
    new_id: Callable[[], int]
    facts: Facts = field(default_factory=dict)
