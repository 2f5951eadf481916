"""Requests whose place is taken by others: what people did about the old ones has to count on the new ones."""

from collections.abc import Iterator, Mapping
from typing import Any

from liangcao.journal.roles import whole

CHAIN_ORIGINS = "chain_origin"
REQUESTS, INTO = "request", "into_id"


def chains_cut(effects: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Chains of new requests, each with that of a request whose place it takes, of which the entry does not say so.

    The place of a request is taken by the one it is said to have gone into, and by all that are made with it.
    """
    taken = dict(_taken(effects))
    if not taken:
        return []
    rows = effects.get("rows", ())
    told = {(row["values"].get("chain"), row["values"].get("origin")) for row in rows if row["table"] == CHAIN_ORIGINS}
    made = {whole(row["values"], "request_id") for row in rows if row["table"] == REQUESTS}
    wanted = sorted({(new, old) for old, into in taken.items() for new in (made | {into}) if new != old})
    chains = [(f"request:{new}", f"request:{old}") for new, old in wanted]
    return [each for each in chains if each not in told]


def _taken(effects: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """The requests whose place is taken, each with the one it went into."""
    for change in effects.get("changes", ()):
        if change["table"] == REQUESTS and whole(change["values"], INTO):
            yield whole(change["key"], "request_id"), whole(change["values"], INTO)
    for row in effects.get("rows", ()):
        if row["table"] == REQUESTS and whole(row["values"], INTO):
            yield whole(row["values"], "request_id"), whole(row["values"], INTO)
