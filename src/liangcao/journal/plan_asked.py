"""What a question of a plan says, by the numbers of the books, and what its command wanted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from unicodedata import normalize

from liangcao.kernel.moment import moment_of
from liangcao.sharing.question import Question, Row

BY_RULES = "rules"
"""The way of sharing that is the plan's own."""
COMING = "在途"
"""How lots are called that have not come yet, before the numbers of their arrival and line."""
PROPOSE, PROPOSE_BY_LIST = "allocation.propose_plan", "allocation.propose_list_plan"
EDIT = "allocation.edit_plan"
_NEEDED: Mapping[str, tuple[str, ...]] = {
    PROPOSE: ("location_id",),
    PROPOSE_BY_LIST: ("location_id", "item_id", "quantity", "request_ids"),
    EDIT: ("plan_id", "edits"),
}
_UNSAID: Mapping[str, Mapping[str, Any]] = {
    PROPOSE: {
        "item_ids": (), "minimum_life_days": 0, "packing": "fit", "order": "class", "minimum_percent": 0,
        "drain_days": -1, "minima": "part", "look_ahead_days": 0, "pick_limits": (), "way": BY_RULES, "follows_id": 0,
        "note": "",
    },
    PROPOSE_BY_LIST: {"pack": 1, "drain_days": -1, "pick_limits": (), "note": ""},
    EDIT: {"note": ""},
}  # fmt: skip
"""What the commands that propose plans say where they say nothing."""


class LotAsked(NamedTuple):
    """What a question says of a lot at a place, in base units and numbers of the books."""

    item: int
    quantity: int
    held: int
    expires: str
    standard: str
    quarantined: bool
    for_unit: int
    for_class: int
    for_zone: str = ""


class ComingAsked(NamedTuple):
    """What a question says of goods that are expected, in base units and numbers of the books."""

    place: int
    item: int
    quantity: int
    arrives: str
    for_unit: int
    for_class: int
    for_zone: str = ""
    standard: str = ""


class ClaimAsked(NamedTuple):
    """What a question says of a line of a request, in base units and numbers of the books."""

    unit: int
    item: int
    priority_class: int
    asked: int
    already: int
    minimum: int
    approved: str
    debt: int
    accepts: tuple[int, ...]
    people: int = 0
    daily_use: int = 0
    held_there: int = -1
    standards: tuple[str, ...] = ()


class ListWanted(NamedTuple):
    """What is to be shared by heads: so many base units of an item, in steps of `pack`, among these requests."""

    item: int
    quantity: int
    pack: int
    request_ids: tuple[int, ...]


Line = tuple[int, int, int, int]
"""Request, its line, lot, place."""


class Edit(NamedTuple):
    """What a line of a plan is to give instead, base units in all, and why."""

    line: Line
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A plan that was changed by hand: `plan_id` is the one before, `wanted` the edits of the command.

    The rest is what the new plan says: its question's hash, its place and packing, how else than by the rules it was
    made and with which edits, what it gives, and what needs (unit and item, class negative) are owed.
    """

    plan_id: int
    wanted: Sequence[Edit]
    input_hash: str
    store: int
    packing: str
    way: Any
    edits: Sequence[Mapping[str, Any]]
    lines: Mapping[Line, int]
    debts: Sequence[tuple[tuple[int, int], int, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by the numbers of the books, and of what the command wanted all that it does not say itself.

    Lots by (lot, place), claims by (request, line), reserves by (item, class), packs and what is expected by item;
    `recorded_at` in ms since 1970 UTC, `listed` of plans for a list. `published` is what was said to be so of the plan
    `follows_id` (0: of none). `limits` on picking say by place how many boxes, and which other places count with it;
    `costs` are by place and zone, `zones` by unit, what is `coming` by arrival and line. An `edited` plan has the
    question of another one.
    """

    date: str
    recorded_at: int
    store: int
    item_ids: tuple[int, ...]
    packing: str
    minimum_percent: int
    look_ahead_days: int
    way: str
    follows_id: int
    listed: ListWanted | None
    edited: Edited | None
    lots: Mapping[tuple[int, int], LotAsked]
    claims: Mapping[tuple[int, int], ClaimAsked]
    floors: Mapping[tuple[int, int], int]
    packs: Mapping[int, int]
    expected: Mapping[int, int]
    published: Mapping[Line, int]
    limits: Mapping[int, tuple[int, tuple[int, ...]]]
    limits_wanted: Mapping[int, int]
    costs: Mapping[tuple[int, str], int]
    zones: Mapping[int, str]
    coming: Mapping[tuple[int, int], ComingAsked]

    @property
    def is_otherwise(self) -> bool:
        """True when it was to be made otherwise than by the rules: then its limits are all that can be judged."""
        return self.way != BY_RULES or self.edited is not None


def wanted_by(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """All that the command of an entry says; it is for a list where it has a `quantity`.

    Raises LookupError where such an entry proposes no plans, ValueError where its command has other fields.
    """
    action = data["action"]
    wanted = {**_UNSAID[action], **data["command"]}
    if wanted.keys() != {*_NEEDED[action], *_UNSAID[action]}:
        raise ValueError("command")
    return wanted


def asked_by(question: Question, wanted: Mapping[str, Any], recorded_at: str, edited: Edited | None = None) -> Asked:
    """A question by numbers; raises ValueError, TypeError or LookupError where something in it has none."""
    listed = _listed(wanted) if "quantity" in wanted else None
    if edited:
        wanted = {**_UNSAID[PROPOSE], "location_id": edited.store, "packing": edited.packing}
    return Asked(
        date=question.date,
        recorded_at=moment_of(recorded_at),
        store=_whole(wanted["location_id"]),
        item_ids=(listed.item,) if listed else tuple(map(_whole, wanted["item_ids"])),
        packing=packing_of(wanted),
        minimum_percent=_whole(wanted.get("minimum_percent", 0)),
        look_ahead_days=_whole(wanted.get("look_ahead_days", 0)),
        way=str(wanted.get("way", BY_RULES)),
        follows_id=_whole(wanted.get("follows_id", 0)),
        edited=edited,
        listed=listed,
        lots={
            (number_in(row["lot"]), number_in(row["warehouse"])): _lot(row)
            for row in question["lots"]
            if not row["arrives"]
        },
        coming=dict(_coming(row) for row in question["lots"] if row["arrives"]),
        claims={_claim_key(row["claim"]): _claim(row) for row in question["claims"]},
        floors={(number_in(row["item"]), row["class"]): row["quantity"] for row in question["floors"]},
        packs={number_in(row["item"]): row["pack"] for row in question["items"]},
        expected={number_in(row["item"]): row["quantity"] for row in question["expected"]},
        published={line_of(row): row["quantity"] for row in question["published"]},
        limits={
            number_in(row["warehouse"]): (row["boxes"], tuple(sorted(map(number_in, row["together"]))))
            for row in question["pick_limits"]
        },
        limits_wanted={_whole(each["location_id"]): _whole(each["boxes"]) for each in wanted.get("pick_limits", ())},
        costs={(number_in(row["warehouse"]), row["zone"]): row["cost"] for row in question["costs"]},
        zones={number_in(row["unit"]): row["zone"] for row in question["units"]},
    )


def edits_wanted(wanted: Mapping[str, Any]) -> list[Edit]:
    """The edits of a command; raises TypeError or LookupError where they are none."""
    names = ("request_id", "request_line", "lot_id", "location_id", "quantity")
    edits = []
    for each in wanted["edits"]:
        request_id, request_line, lot_id, place, quantity = (_whole(each[name]) for name in names)
        reason = normalize("NFC", " ".join(each["reason"].split()))
        edits.append(Edit((request_id, request_line, lot_id, place), quantity, reason))
    return edits


def line_of(row: Row) -> Line:
    """Request, line, lot and place of a row that names them as questions do."""
    return (*_claim_key(row["claim"]), number_in(row["lot"]), number_in(row["warehouse"]))


def packing_of(wanted: Mapping[str, Any]) -> str:
    """By which packing a plan goes: a list's is that of its steps."""
    if "quantity" in wanted:
        return "pieces" if wanted["pack"] == 1 else "whole"
    return str(wanted["packing"])


def number_in(key: str) -> int:
    """The number at the beginning of what is called so; raises ValueError unless there is one, well written."""
    text = key.partition(" ")[0]
    number = int(text)
    if str(number) != text or number < 1:
        raise ValueError(key)
    return number


def by_number(names: Iterator[str]) -> dict[int, str]:
    """Names by their numbers; raises ValueError where two have the same one."""
    found: dict[int, str] = {}
    for name in names:
        if found.setdefault(number_in(name), name) != name:
            raise ValueError(name)
    return found


def _listed(wanted: Mapping[str, Any]) -> ListWanted:
    item, quantity, pack = (_whole(wanted[name]) for name in ("item_id", "quantity", "pack"))
    numbers = tuple(dict.fromkeys(map(_whole, wanted["request_ids"])))
    if min(item, quantity, pack, *numbers) < 1:
        raise ValueError("request_ids")
    return ListWanted(item, quantity, pack, numbers)


def _lot(row: Row) -> LotAsked:
    for_unit = number_in(row["for_unit"]) if row["for_unit"] else 0
    amounts = (row["quantity"], row["held"], row["expires"], row["standard"], row["quarantined"])
    return LotAsked(number_in(row["item"]), *amounts, for_unit, row["for_class"], row["for_zone"])


def _coming(row: Row) -> tuple[tuple[int, int], ComingAsked]:
    """Arrival and line, and what is said of them; raises ValueError where it says what nobody knows yet."""
    called, _, numbers = row["lot"].partition(" ")
    if called != COMING or row["held"] or row["expires"] or row["quarantined"]:
        raise ValueError("lots")
    for_unit = number_in(row["for_unit"]) if row["for_unit"] else 0
    about = (row["quantity"], row["arrives"], for_unit, row["for_class"], row["for_zone"], row["standard"])
    return _claim_key(numbers), ComingAsked(number_in(row["warehouse"]), number_in(row["item"]), *about)


def _claim(row: Row) -> ClaimAsked:
    amounts = (row["class"], row["asked"], row["already"], row["minimum"], row["approved"], row["debt"])
    figures = (row["people"], row["daily_use"], row["held_there"])
    others = tuple(map(number_in, row["accepts"]))
    return ClaimAsked(
        number_in(row["unit"]), number_in(row["item"]), *amounts, others, *figures, tuple(row["standards"])
    )


def _claim_key(text: str) -> tuple[int, int]:
    request, _, line = text.partition(":")
    return number_in(request), number_in(line)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value
