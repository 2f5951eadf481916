"""The table of priority classes (优先类别): who goes before whom, and by which facts a unit belongs where. Pure.

The table is kept in versions (`parties.classes` reads them, `requests.classes` adds one). Version 0, with which every
district begins, stands here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.parties.rules import PARTY_KINDS

ASKING_KINDS = ("hospital", "checkpoint", "team", "department", "subdistrict", "enterprise", "school", "public")
"""The kinds of units that ask, and so have a class."""
UNRANKED = 3
"""What stands in the register for who never asks: suppliers, donors, reserve units. Nothing goes by it."""
_KIND_OF_UNKNOWN = "public"
"""Who is not in the register is ranked like the public."""


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """A class: its number is its rank, 1 the most urgent.

    `kinds` of units belong to it; requests mostly for people of `exposures` are suggested it; a unit of it whose
    stock lasts less than `lift_days` days is suggested the next more urgent class (0: never). Nothing new is put into a
    retired class; what stood in it went to `moves_to` (0: nothing did).
    """

    number: int
    name: str
    name_en: str = ""
    kinds: tuple[str, ...] = ()
    exposures: tuple[str, ...] = ()
    lift_days: int = 0
    is_retired: bool = False
    moves_to: int = 0


@dataclass(frozen=True)
class ClassTable:
    """One version of the table: its classes by number."""

    version: int
    classes: tuple[PriorityClass, ...]

    @cached_property
    def by_number(self) -> Mapping[int, PriorityClass]:
        """Every class, retired ones too, by its number."""
        return {each.number: each for each in self.classes}

    @cached_property
    def active(self) -> tuple[PriorityClass, ...]:
        """The classes that are in use, the most urgent first."""
        return tuple(each for each in self.classes if not each.is_retired)

    def of_kind(self, kind: str) -> int:
        """The class of units of this kind; `UNRANKED` for those who never ask."""
        if kind not in ASKING_KINDS and kind in {"supplier", "donor", "reserve"}:
            return UNRANKED
        wanted = kind if kind in ASKING_KINDS else _KIND_OF_UNKNOWN
        return next(each.number for each in self.active if wanted in each.kinds)

    def above(self, number: int) -> PriorityClass | None:
        """The next more urgent class in use, None where there is none."""
        return next((each for each in reversed(self.active) if each.number < number), None)

    def need(self, number: int, where: str) -> int:
        """`number`, when something can be put into that class; raises Refused ``unknown_class``, ``class_retired``."""
        known = self.by_number.get(number)
        if known is None:
            raise refused("unknown_class", where, name=number)
        if known.is_retired:
            raise refused("class_retired", where, number=number, name=known.name)
        return number


FOUNDING = ClassTable(
    version=0,
    classes=(
        PriorityClass(1, N_("一线医疗"), "Front-line medical", ("hospital",), ("medical", "patient")),
        PriorityClass(
            2,
            N_("卡口、公安、消杀"),
            "Checkpoints, police, sanitation",
            ("checkpoint", "team"),
            ("cleaner", "frontline"),
        ),
        PriorityClass(
            3, N_("机关、园区、街道"), "Departments, parks, sub-district offices", ("department", "subdistrict")
        ),
        PriorityClass(4, N_("复工企业"), "Reopening enterprises", ("enterprise",), ("worker",)),
        PriorityClass(5, N_("学校"), "Schools", ("school",), ("student",)),
        PriorityClass(6, N_("群众"), "Public", ("public",), ("resident",)),
    ),
)
"""First the urgent, then the less urgent (先急后缓). Nobody is lifted by days of cover until the office decides so."""


def check_table(classes: Sequence[PriorityClass]) -> None:
    """Raise Refused with every fault of a new version: something twice, a kind nowhere, a bad end.

    Each kind of unit that asks belongs to exactly one class in use, so that every unit has one.
    """
    reasons: list[Reason] = []
    seen: set[tuple[str, object]] = set()
    in_use = {each.number for each in classes if not each.is_retired}
    for index, each in enumerate(classes):
        names: list[tuple[str, object]] = [("number", each.number)]
        if not each.is_retired:
            names += [("kinds", kind) for kind in each.kinds] + [("exposures", role) for role in each.exposures]
            names.append(("name", each.name))
        for where, value in names:
            if (where, value) in seen:
                reasons.append(Reason("class_twice", {"name": value}, f"lines.{index}.{where}"))
            seen.add((where, value))
        if each.moves_to and (not each.is_retired or each.moves_to not in in_use):
            detail = N_("只有停用的类别写转到哪一类，而且要转到一个在用的类别")
            reasons.append(Reason("input_invalid", {"detail": detail}, f"lines.{index}.moves_to"))
    missing = [kind for kind in ASKING_KINDS if ("kinds", kind) not in seen]
    reasons += [Reason("kind_without_class", {"kind": PARTY_KINDS[kind]}, "lines") for kind in missing]
    if reasons:
        raise Refused(*reasons)


def unit_moves(
    units: Sequence[tuple[int, str, int]], before: ClassTable, after: ClassTable
) -> dict[int, tuple[int, int]]:
    """Which units (id, kind, class) go to another class with a new version: (from, to) by id.

    A unit that stands where the table put its kind follows its kind; one with a class of its own keeps it, unless that
    class is retired: then it goes to what takes its place. Whose class is simply gone is not among them.
    """
    moves: dict[int, tuple[int, int]] = {}
    for unit_id, kind, number in units:
        to = after.of_kind(kind) if number == before.of_kind(kind) else place_after(number, after)
        if to and to != number:
            moves[unit_id] = (number, to)
    return moves


def place_after(number: int, after: ClassTable) -> int:
    """Where what stands in class `number` stands by a new version: there, in what takes its place, or nowhere (0)."""
    known = after.by_number.get(number)
    if known is None:
        return 0
    return known.moves_to if known.is_retired else number
