"""What one process remembers of a district's books between transactions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from liangcao.database.context import Facts
from liangcao.kernel.command import Command
from liangcao.kernel.errors import refused
from liangcao.operations.action import Action


@dataclass(slots=True)
class Books:
    """A district, its time zone, the actions it knows, and facts read while the journal stood at `facts_size`."""

    district_id: int
    actions: Mapping[str, Action]
    timezone: str = "Asia/Shanghai"
    facts: Facts = field(default_factory=dict)
    facts_size: int = -1

    def action(self, command: Command) -> Action:
        """The row of the actions table for `command`; raises Refused ``unknown_action``."""
        found = self.actions.get(command.action)
        if found is None:
            raise refused("unknown_action", name=command.action)
        return found

    def forget(self) -> None:
        """Drop all remembered facts: somebody changed, or may have changed, what they say."""
        self.facts.clear()
