"""Changes made by hand to a plan: every changed line is marked with its reason; the limits hold, fairness is told.

What a person decides otherwise than the rules is his to answer for; so the plan says who, by lot and reason, and the
checker (`check.check_choices`) says whom it passes over. Stock, boxes, directions, days, caps and reserves hold.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.sharing.check import VIOLATIONS, check_choices, check_limits, used_reserves
from liangcao.sharing.comparing import percent
from liangcao.sharing.goods import packs_of, sites_of, wants_of
from liangcao.sharing.hashes import hashes_of
from liangcao.sharing.question import Question
from liangcao.sharing.reading import read_json
from liangcao.sharing.violation import Violation

FIELDS = ("claim", "lot", "warehouse", "quantity", "reason")
MOST_REASON = 500
MOST_QUANTITY = 10**11

Line = tuple[str, str, str]
"""Claim, lot and warehouse."""


class LimitsBroken(Refused):
    """The plan as edited cannot be: `violations` says which limits it breaks."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        first = violations[0]
        detail = VIOLATIONS[first.code].format(**first.params)
        super().__init__(Reason("limits_broken", {"count": len(violations), "detail": detail}, "edits"))
        self.violations = violations


@dataclass(frozen=True, slots=True)
class Edited:
    """The plan with its edits, and what it now does otherwise than the rules say."""

    document: Mapping[str, Any]
    choices: Sequence[Violation]


def edits_of_json(text: str) -> list[Any]:
    """The edits in a file: a list, or an object with `edits`; raises Refused."""
    content = read_json(text)
    found = content.get("edits") if isinstance(content, dict) else content
    if not isinstance(found, list):
        raise refused("plan_file_unreadable", "edits", detail="edits")
    return found


def edited(question: Question, document: Mapping[str, Any], edits: Sequence[Any]) -> Edited:
    """The plan with the quantities that `edits` say; 0 takes a line out. Raises Refused, LimitsBroken.

    An edit names claim, lot, warehouse, quantity (base units, of that line in all) and reason. Later edits of a line
    count; the reasons of needs that no edit touches are those of the plan before.
    """
    lines = {(line["claim"], line["lot"], line["warehouse"]): dict(line) for line in document["lines"]}
    claims = {row["claim"]: row for row in question["claims"]}
    done: list[dict[str, Any]] = []
    for number, edit in enumerate(edits, 1):
        place = f"edits.{number}"
        read = _read(edit, place)
        if read["claim"] not in claims:
            raise refused("no_such_row", f"{place}.claim", name=read["claim"])
        key = (read["claim"], read["lot"], read["warehouse"])
        before = lines[key]["quantity"] if key in lines else 0
        lines[key] = {name: read[name] for name in FIELDS} | {"before": lines.get(key, {}).get("before", before)}
        done.append({**read, "before": before})
    kept = [line for _, line in sorted(lines.items()) if line["quantity"]]
    made = dict(document) | {"lines": kept, "edits": [*document.get("edits", []), *done]}
    made["needs"] = _needs(document, kept, done, claims)
    made["picking"] = _picking(question, document, kept)
    made |= hashes_of(made)
    broken = check_limits(question, made) or _deeper(question, document, made)
    if broken:
        raise LimitsBroken(broken)
    return Edited(made, check_choices(question, made))


def marked(lines: Sequence[Mapping[str, Any]], edits: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines as `edited` writes them: those that edits are about carry the last reason and what they were before."""
    marks: dict[Line, dict[str, Any]] = {}
    for edit in edits:
        key = (edit["claim"], edit["lot"], edit["warehouse"])
        before = marks.get(key, edit)["before"]
        marks[key] = {"reason": edit["reason"], "before": before}
    return [{**line, **marks.get((line["claim"], line["lot"], line["warehouse"]), {})} for line in lines]


def _deeper(question: Question, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Violation]:
    """Reserves that edits go into, further than the plan did."""
    known = used_reserves(question, before)
    return [
        Violation("into_reserve", {"item": item, "priority_class": over.priority_class, "over": over.boxes})
        for item, over in used_reserves(question, after).items()
        if item not in known or over.boxes > known[item].boxes
    ]


def _read(edit: Any, place: str) -> dict[str, Any]:
    """One edit, its fields read; raises Refused."""
    if not isinstance(edit, dict):
        raise refused("plan_file_unreadable", place, detail=json.dumps(edit, ensure_ascii=False)[:200])
    for name in edit:
        if name not in FIELDS:
            raise refused("unknown_field", f"{place}.{name}", name=str(name)[:200])
    for name in ("claim", "lot", "warehouse"):
        if not isinstance(edit.get(name), str):
            raise refused("field_missing", f"{place}.{name}")
    quantity = edit.get("quantity")
    if type(quantity) is not int:
        raise refused("quantity_not_whole", f"{place}.quantity", text=str(quantity)[:200])
    if quantity < 0:
        raise refused("number_too_small", f"{place}.quantity", least=0)
    if quantity > MOST_QUANTITY:
        raise refused("quantity_too_large", f"{place}.quantity", most=MOST_QUANTITY)
    return {name: edit[name] for name in FIELDS} | {"reason": _reason(edit.get("reason"), f"{place}.reason")}


def _reason(given: Any, place: str) -> str:
    reason = normalize("NFC", given).strip() if isinstance(given, str) else ""
    if not reason:
        raise refused("reason_needed", place)
    if len(reason) > MOST_REASON:
        raise refused("text_too_long", place, most=MOST_REASON, length=len(reason))
    if any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in reason):
        raise refused("text_control_characters", place)
    return reason


def _needs(
    document: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    edits: Sequence[Mapping[str, Any]],
    claims: Mapping[str, Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """The needs with what the lines now come to; those that an edit touched say so instead of the plan's reasons."""
    given: dict[tuple[str, str, int], int] = {}
    touched: dict[tuple[str, str, int], list[Mapping[str, Any]]] = {}
    for line in lines:
        key = _need_of(claims[line["claim"]])
        given[key] = given.get(key, 0) + line["quantity"]
    for edit in edits:
        touched.setdefault(_need_of(claims[edit["claim"]]), []).append(edit)
    return [_need(need, given.get(_need_of(need), 0), touched.get(_need_of(need), [])) for need in document["needs"]]


def _need_of(row: Mapping[str, Any]) -> tuple[str, str, int]:
    return row["unit"], row["item"], row["class"]


def _need(need: Mapping[str, Any], given: int, edits: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if not edits:
        return dict(need)
    has = need["already"] + given
    share = {"priority_class": need["class"], "asked": need["asked"], "given": given}
    code = "full" if has >= need["asked"] else "short"
    why: list[dict[str, Any]] = [{"code": code, "params": {**share, "percent": percent(has, need["asked"])}}]
    if need["already"]:
        why.append({"code": "already", "params": {"already": need["already"]}})
    earlier = [each for each in need["why"] if each["code"] == "edited"]
    names = ("lot", "warehouse", "before", "quantity", "reason")
    why += [*earlier, *({"code": "edited", "params": {name: edit[name] for name in names}} for edit in edits)]
    return {**need, "given": given, "promised": 0, "why": why}


def _picking(question: Question, document: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What is to be picked now, and what carrying it costs, at the plan's prices."""
    told: Mapping[str, Any] = document["picking"]
    if not told["warehouses"]:
        return told
    packs = packs_of(question, wants_of(question).values())
    claims = {row["claim"]: row for row in question["claims"]}
    zone_of = {row["unit"]: row["zone"] for row in question["units"]}
    cost = {(row["warehouse"], row["zone"]): row["cost"] for row in question["costs"]}
    site = sites_of(question)
    sent: dict[tuple[tuple[str, str, int], str, str], int] = {}
    for line in lines:
        place = (_need_of(claims[line["claim"]]), line["lot"], line["warehouse"])
        sent[place] = sent.get(place, 0) + line["quantity"]  # the claims of a need may part a box
    boxes: dict[str, int] = {}
    paid = 0
    for ((unit, item, _), _, warehouse), quantity in sent.items():
        count = quantity // packs[item]
        at = site.get(warehouse, warehouse)
        boxes[at] = boxes.get(at, 0) + count
        paid += count * cost.get((warehouse, zone_of.get(unit, "")), 0)
    rows = [{**row, "boxes": boxes.get(row["warehouse"], 0)} for row in told["warehouses"]]
    least = paid + sum(row["price"] * (row["boxes"] - row["limit"]) for row in rows)
    return {"warehouses": rows, "cost": paid, "at_least": least}
