"""A plan made again while an earlier one is being carried out: what was picked stays, what was told changes little.

What was picked is given (`already`) and out of the lots; what was published and not picked yet goes into the question's
table `published`, and among equally fair plans the one that keeps more of it is preferred. Fairness is never bent.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from liangcao.kernel.errors import refused
from liangcao.sharing.question import TABLES, Question
from liangcao.sharing.reading import question_of, read_json

FIELDS = ("claim", "lot", "warehouse", "quantity")

Line = tuple[str, str, str]
"""Claim, lot and warehouse."""


def lines_of_json(text: str) -> list[Any]:
    """The lines in a file: a plan as `liangcao plan --json` writes it, or only a list of lines; raises Refused."""
    content = read_json(text)
    found = content.get("lines") if isinstance(content, dict) else content
    if not isinstance(found, list):
        raise refused("plan_file_unreadable", "lines", detail="lines")
    return found


def replanned(question: Question, lines: Sequence[Any], picked: Sequence[Any] = ()) -> Question:
    """The question whose plan follows on published `lines` (of a plan), once `picked` of them (lines) are gone.

    `question` knows nothing of the picking yet. Raises Refused where a picked line is not the plan's, or of more than
    it, or of a lot or claim that is not there any more.
    """
    content: dict[str, Any] = {"date": question.date, "rules": dict(question.rules)}
    content |= {name: [dict(row) for row in rows] for name, rows in question.tables.items()}
    content["published"] = published_rows(lines, picked)
    lots = {(row["lot"], row["warehouse"]): row for row in content["lots"]}
    claims = {row["claim"]: row for row in content["claims"]}
    for number, row in enumerate(picked, 1):
        lot, claim = lots.get((row["lot"], row["warehouse"])), claims.get(row["claim"])
        if lot is None or claim is None or lot["quantity"] < row["quantity"]:
            raise refused("no_such_row", f"picked.{number}", name=" · ".join(str(row[name]) for name in FIELDS))
        lot["quantity"] -= row["quantity"]
        claim["already"] += row["quantity"]
    return question_of(content)


def published_rows(lines: Sequence[Any], picked: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """What of a plan's lines is published and not picked yet, as rows of the table `published`; raises Refused."""
    left = {_line(row): _quantity(row, f"lines.{number}") for number, row in enumerate(lines, 1)}
    for number, row in enumerate(picked, 1):
        place = f"picked.{number}"
        quantity = _quantity(row, place)
        key = _line(row)
        if left.get(key, 0) < quantity:
            raise refused("no_such_row", place, name=" · ".join((*key, str(quantity))))
        left[key] -= quantity
    return [dict(zip(FIELDS, (*key, quantity), strict=True)) for key, quantity in sorted(left.items()) if quantity]


def _quantity(row: Any, place: str) -> int:
    """What a line is of; raises Refused where it is no line."""
    if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in FIELDS[:3]):
        raise refused("plan_file_unreadable", place, detail=str(row)[:200])
    quantity = row.get("quantity")
    if type(quantity) is not int or quantity <= 0:
        raise refused("quantity_not_positive", f"{place}.quantity")
    return quantity


def _line(row: Mapping[str, Any]) -> Line:
    claim, lot, warehouse = (row[name] for name in TABLES["published"].key)
    return claim, lot, warehouse


def against_published(question: Question, document: Mapping[str, Any]) -> dict[str, Any]:
    """What a plan keeps of the lines that were published, takes back and adds, base units; claims that change."""
    before = {_line(row): row["quantity"] for row in question["published"]}
    after = {_line(row): row["quantity"] for row in document["lines"]}
    unit_of = {row["claim"]: row["unit"] for row in question["claims"]}
    kept = sum(min(quantity, after.get(key, 0)) for key, quantity in before.items())
    totals = [_by_claim(before), _by_claim(after)]
    changed = [
        {"claim": claim, "unit": unit_of.get(claim, ""), "given": [total.get(claim, 0) for total in totals]}
        for claim in sorted(totals[0].keys() | totals[1].keys())
        if totals[0].get(claim, 0) != totals[1].get(claim, 0)
    ]
    lines = [
        {**dict(zip(FIELDS[:3], key, strict=True)), "quantity": [before.get(key, 0), after.get(key, 0)]}
        for key in sorted(before.keys() | after.keys())
        if before.get(key, 0) != after.get(key, 0)
    ]
    told = {"kept": kept, "taken_back": sum(before.values()) - kept, "added": sum(after.values()) - kept}
    return {**told, "claims": changed, "lines": lines}


def _by_claim(lines: Mapping[Line, int]) -> dict[str, int]:
    total: dict[str, int] = {}
    for (claim, _, _), quantity in lines.items():
        total[claim] = total.get(claim, 0) + quantity
    return total
