"""The answer in plain words: what every need and claim gets, out of which lots, and hashes of question and answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from liangcao.sharing.arrays import Names, problem_of_question
from liangcao.sharing.debts import debts_after
from liangcao.sharing.hashes import plan_document
from liangcao.sharing.plan import Sharing, share_out
from liangcao.sharing.problem import Whole, for_zone
from liangcao.sharing.question import Question
from liangcao.sharing.reasons import plain, reasons_of
from liangcao.sharing.sentences import Said


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan in plain words (`document`, fit for JSON) and the arrays it came from."""

    question: Question
    names: Names
    sharing: Sharing
    document: Mapping[str, Any]


def answer(question: Question) -> Answer:
    """Share out what is there by `question`; what is on its way is shared out as well and shown apart as promised."""
    problem, names = problem_of_question(question)
    sharing = share_out(problem)
    promised = np.zeros(len(sharing.needs), dtype=np.int64)
    if any(row["arrives"] > question.date for row in question["lots"]):
        later = share_out(problem_of_question(question, with_arrivals=True)[0])
        promised = np.maximum(0, later.given_to_needs - sharing.given_to_needs)
    told = Told(promised, debts_after(sharing), reasons_of(sharing, names, promised))
    return Answer(question, names, sharing, document_of(question, names, sharing, told))


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of the needs besides what they get: promised, the new debt, and why."""

    promised: Whole
    debts: Whole
    why: Sequence[Sequence[Said]]


def document_of(
    question: Question, names: Names, sharing: Sharing, told: Told, way: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A sharing as a document with its hashes; `way` says how else than by the rules it was made, and is hashed too."""
    proof = {"prices": _prices(sharing, names), "picking": _picking(sharing, names)} | (
        {"way": dict(way)} if way else {}
    )
    return plan_document(question, _needs(sharing, names, told), _lines(sharing, names, question), proof)


def _needs(sharing: Sharing, names: Names, told: Told) -> list[dict[str, Any]]:
    needs = sharing.needs
    columns = zip(
        needs.unit.tolist(),
        needs.item.tolist(),
        needs.priority_class.tolist(),
        needs.asked.tolist(),
        needs.already.tolist(),
        sharing.given_to_needs.tolist(),
        told.promised.tolist(),
        told.debts.tolist(),
        strict=True,
    )
    return [
        {
            "unit": names.units[unit],
            "item": names.items[item],
            "class": priority_class,
            "asked": asked,
            "already": already,
            "given": given,
            "promised": later,
            "debt": debt,
            "why": [plain(said) for said in why],
        }
        for (unit, item, priority_class, asked, already, given, later, debt), why in zip(columns, told.why, strict=True)
    ]


def _lines(sharing: Sharing, names: Names, question: Question) -> list[dict[str, Any]]:
    claims, lines = question["claims"], sharing.lines
    return [
        {
            "claim": claims[claim]["claim"],
            "lot": names.lots[lot]["lot"],
            "warehouse": names.lots[lot]["warehouse"],
            "quantity": quantity,
        }
        for claim, lot, quantity in zip(lines.claim.tolist(), lines.lot.tolist(), lines.quantity.tolist(), strict=True)
    ]


def _picking(sharing: Sharing, names: Names) -> dict[str, Any]:
    """What limits on picking came to; the prices for picking are part of what proves the roads."""
    picking = sharing.lines.picking
    return {
        "warehouses": [
            {
                "warehouse": names.warehouses[each],
                "price": picking.prices[each],
                "boxes": picking.boxes[each],
                "limit": sharing.problem.rules.pick_limits[each],
            }
            for each in picking.prices
        ],
        "cost": picking.cost,
        "at_least": picking.at_least,
    }


def _prices(sharing: Sharing, names: Names) -> list[dict[str, Any]]:
    """The prices of each pool that more than one warehouse holds, by the names of warehouses and zones."""
    pools = sharing.layout.pools
    told = []
    for each in sharing.lines.prices:
        unit = int(pools.purpose_unit[each.pool])
        standard = int(pools.standard[each.pool])
        at_warehouse = zip(each.warehouses.tolist(), each.warehouse_prices.tolist(), strict=True)
        at_zone = zip(each.zones.tolist(), each.zone_prices.tolist(), strict=True)
        told.append(
            {
                "item": names.items[int(pools.item[each.pool])],
                "for_unit": names.units[unit] if unit >= 0 else "",
                **({"for_zone": names.zones[for_zone(unit)]} if unit < -1 else {}),
                "for_class": int(pools.purpose_class[each.pool]),
                "life": int(pools.life[each.pool]),
                "standard": names.standards[standard] if standard >= 0 else "",
                "warehouses": [{"warehouse": names.warehouses[place], "price": price} for place, price in at_warehouse],
                "zones": [{"zone": names.zones[place], "price": price} for place, price in at_zone],
            }
        )
    return told
