"""What a row of the actions table says about one kind of deed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from liangcao.access.permissions import Reach
from liangcao.database.context import Context
from liangcao.kernel.command import Command, personal_fields
from liangcao.kernel.effects import Effects

Handler = Callable[[Any, Context], Effects]
ReachOf = Callable[[Any, Context], Reach]


@dataclass(frozen=True, slots=True)
class Need:
    """Others must sign before this takes effect: why (a gettext message), who may, and how many of them."""

    reason: str
    permission: str = "approvals.sign_goods"
    signers: int = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """So much of an item (base units), or of money (fen, item 0), is at stake."""

    item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Needs:
    """That others must sign: always, or where `when` says so. Data, so that pages can tell it before anybody asks."""

    need: Need
    when: Callable[[Any, Context], bool] | None = None

    def __call__(self, command: Any, context: Context) -> Need | None:
        """What this very command needs."""
        return self.need if self.when is None or self.when(command, context) else None


NeedOf = Callable[[Any, Context], Need | None]
MeasuresOf = Callable[[Any, Context], Sequence[Measure]]
CellsOf = Callable[[Any], Sequence[tuple[int, int]]]


def anywhere(_command: Any, _context: Context) -> Reach:
    """The deed belongs to no place: only a role for the whole district covers it."""
    return Reach()


def on_oneself(_command: Any, _context: Context) -> Reach:
    """The deed is about the asking person: a role limited to any place or unit will do."""
    return Reach(is_own=True)


def nobody_else(_command: Any, _context: Context) -> Need | None:
    """No second person is needed."""
    return None


def nothing_measured(_command: Any, _context: Context) -> Sequence[Measure]:
    """No rule of signing by amount or scarcity can apply."""
    return ()


def no_cells(_command: Any) -> Sequence[tuple[int, int]]:
    """Nothing is known beforehand."""
    return ()


@dataclass(frozen=True)
class Action:
    """One kind of deed.

    `title` is its Chinese name (a gettext message). `reach` says where a role must reach. `duty` is what it does on the
    chains it touches (access/duties.py), empty where duties do not matter. `need` says when a second person must
    approve, `measures` what rules by amount and scarcity look at (signing.py). `is_shared`: its handler
    reads nothing that a command can change but balances, so that commands which arrive together are decided and
    written together (one that must be held is taken alone). `cells` are the (lot, place) it will most likely move, read
    ahead together with the head; a wrong guess costs a statement, no more.
    """

    title: str
    command: type[Command]
    handler: Handler
    reach: ReachOf = anywhere
    duty: str = ""
    need: NeedOf = nobody_else
    measures: MeasuresOf = nothing_measured
    is_shared: bool = False
    cells: CellsOf = no_cells

    @cached_property
    def name(self) -> str:
        """``capability.verb_noun``, which is also the permission to do it."""
        return self.command.action

    @property
    def is_everywhere(self) -> bool:
        """True when only a role for the whole district covers it."""
        return self.reach is anywhere

    @property
    def is_about_oneself(self) -> bool:
        """True when it is about the asking person, wherever their role reaches."""
        return self.reach is on_oneself

    @property
    def own_needs(self) -> Needs | None:
        """Who else must sign whatever the amount, as data; None where nobody must."""
        return self.need if isinstance(self.need, Needs) else None

    @cached_property
    def personal(self) -> frozenset[str]:
        """The fields whose text the journal only commits to."""
        return personal_fields(self.command)
