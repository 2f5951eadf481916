"""Which key signs a log's heads from which entry on: a change of keys is an entry of the log itself.

The head that first covers such an entry is signed with both keys, so that whoever trusts the old one can trust the new
one; when the old key is lost, with the new one alone, and only the two people of the entry vouch for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TABLE = "key_change"
"""The rows by which an entry says that it changes the key."""


@dataclass(frozen=True, slots=True)
class KeyChange:
    """From `entry` on heads are signed with `verifier_key`; before, back to the change before, with `replaces`."""

    entry: int
    verifier_key: str
    replaces: str
    is_lost: bool


@dataclass(frozen=True, slots=True)
class KeyChain:
    """The keys of a log: the first one, and the changes in the order of their entries."""

    first: str
    changes: tuple[KeyChange, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that ever signed, the present one last."""
        return (self.first, *(change.verifier_key for change in self.changes))

    def at(self, size: int) -> str:
        """The key that signs a head of `size` entries."""
        return next((each.verifier_key for each in reversed(self.changes) if each.entry <= size), self.first)

    def spans(self) -> Iterator[tuple[KeyChange, range]]:
        """Each change with the sizes of the heads that its key signs."""
        ends = [*(each.entry for each in self.changes[1:]), 2**63]
        return ((change, range(change.entry, end)) for change, end in zip(self.changes, ends, strict=False))


def chain_of(changes: Sequence[KeyChange], trusted: str) -> KeyChain:
    """The keys of a log whose entries name these changes; without any, the one key is `trusted`."""
    return KeyChain(changes[0].replaces if changes else trusted, tuple(changes))


def changes_in(number: int, effects: Mapping[str, Any]) -> Iterator[KeyChange]:
    """The changes of keys that entry `number` with these effects makes; what is not of their shape is none."""
    for row in effects.get("rows", ()):
        values = row["values"]
        new, old = values.get("verifier_key"), values.get("replaces")
        if row["table"] == TABLE and isinstance(new, str) and isinstance(old, str):
            yield KeyChange(number, new, old, bool(values.get("is_lost")))
