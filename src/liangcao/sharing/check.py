"""A second opinion on any plan, from its question and its lines alone: nothing the planner worked out is believed.

It knows the question's rows and the plan's rows, whole numbers and fractions, and no library. Every violation has a
name in `VIOLATIONS`. A plan without violations conserves stock lot by lot, respects expiry, purposes, standards,
reserves and caps, and is fair: for nobody who goes short is there a chain of swaps by which he could get one more box
that the queue owes him before somebody who has it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from liangcao.kernel.refusals import N_
from liangcao.sharing.fairness import fairness_faults
from liangcao.sharing.goods import Spot, Want, lots_of, wants_of
from liangcao.sharing.question import Question, Row
from liangcao.sharing.reserves import Over, out_of_reserves, reserve_limits
from liangcao.sharing.roads import road_faults
from liangcao.sharing.violation import Violation

VIOLATIONS: dict[str, str] = {
    "other_question": N_("方案答的是另一个问题：哈希 {told}，这个问题的是 {digest}"),
    "unknown_claim": N_("方案里的需求 {claim} 不在问题里"),
    "unknown_lot": N_("方案用了没有的库存：批次 {lot}，仓库 {warehouse}"),
    "quantity_not_positive": N_("需求 {claim} 从批次 {lot} 得到的数量 {quantity} 不是正整数"),
    "wrong_item": N_("需求 {claim} 不接受批次 {lot} 的物资"),
    "expired": N_("批次 {lot} 到期太早，不该分给需求 {claim}"),
    "wrong_purpose": N_("批次 {lot} 是定向的，不该分给需求 {claim}"),
    "wrong_standard": N_("批次 {lot} 的标准不合需求 {claim}"),
    "over_available": N_("批次 {lot} 在仓库 {warehouse} 可用 {available}，方案用了 {used}"),
    "broken_box": N_("需求 {claim} 一家从批次 {lot} 得到 {quantity}，不是整箱（每箱 {pack}）"),
    "over_asked": N_("单位 {unit}（{item}，第 {priority_class} 类）最多 {most} 箱，方案给了 {boxes} 箱"),
    "half_minimum": N_("单位 {unit}（{item}，第 {priority_class} 类）得到的 {boxes} 箱不到最低的 {least} 箱，没有用"),
    "share_mismatch": N_("单位 {unit}（{item}，第 {priority_class} 类）的说明写给 {told}，明细合计 {given}"),
    "into_reserve": N_("物资 {item}：第 {priority_class} 类和更缓的类多用了储备里的 {over} 箱"),
    "below_reserve": N_("物资 {item} 被第 {priority_class} 类动用了储备：多出 {over} 箱"),
    "stock_left": N_("单位 {unit}（{item}，第 {priority_class} 类）没有满足，而它能用的库存还有剩"),
    "unfair": N_("单位 {unit}（{item}，第 {priority_class} 类）没有满足，而排在后面的单位 {other} 用了它能用的库存"),
    "later_expiry_elsewhere": N_("物资 {item}：仓库 {warehouse} 发得太多或太少，快到期的没有先用"),
    "prices_missing": N_("物资 {item} 的运输没有附价格，无法核对是不是最省"),
    "picking_mismatch": N_("仓库 {warehouse} 要拣 {boxes} 箱，方案写的不是这个数"),
    "cost_mismatch": N_("运费是 {cost}，不超过拣货上限至少要 {at_least}，方案写的不是这两个数"),
    "dear_road": N_("物资 {item} 从仓库 {warehouse} 到片区 {zone} 不是最省的走法"),
    "later_expiry_first": N_("需求 {claim} 用了批次 {lot}，而更早到期的批次 {earlier} 还有剩"),
}
"""What can be wrong with a plan."""


@dataclass(frozen=True, slots=True)
class Given:
    """A plan's lines sorted out: what each need and each lot gives and gets, in base units."""

    wants: Mapping[Any, Want]
    lots: Mapping[Spot, Row]
    used: dict[Spot, int]


def check_plan(question: Question, document: Mapping[str, Any]) -> list[Violation]:
    """Everything that is wrong with a plan for `question`, empty when it stands.

    `document` is the plan as `answer` writes it (only its lines and needs are read). Where the lines themselves are
    faulty, fairness is not judged.
    """
    given, faults = _sorted_out(question, document)
    if given is None or faults:
        return faults
    return [*_half_minima(given), *_choices(question, given, document)]


def check_limits(question: Question, document: Mapping[str, Any]) -> list[Violation]:
    """What no way of sharing may do, however it was made: `ways` and `editing` are held to this.

    Stock, boxes, caps, directions, standards, days, and reserves: those whom a reserve binds draw together no more
    than what lies above it.
    """
    given, faults = _sorted_out(question, document)
    if given is None or faults:
        return faults
    return list(reserve_limits(question, given.wants, given.lots))


def check_choices(question: Question, document: Mapping[str, Any]) -> list[Violation]:
    """What a document that keeps the limits does otherwise than the rules say: who is passed over, dearer roads.

    Empty where `check_limits` is not: what cannot be is not judged.
    """
    given, faults = _sorted_out(question, document)
    if given is None or faults:
        return []
    return [*_half_minima(given), *_choices(question, given, document)]


@dataclass(frozen=True, slots=True)
class Looked:
    """All that can be said of a document that need not follow the rules, found in one go."""

    limits: list[Violation]
    choices: list[Violation]
    reserves: dict[str, Over]


def look_at(question: Question, document: Mapping[str, Any]) -> Looked:
    """`check_limits`, `check_choices` and `used_reserves` together."""
    given, faults = _sorted_out(question, document)
    if given is None or faults:
        return Looked(faults, [], {})
    return Looked(
        list(reserve_limits(question, given.wants, given.lots)),
        [*_half_minima(given), *_choices(question, given, document)],
        out_of_reserves(question, given.wants, given.lots),
    )


def used_reserves(question: Question, document: Mapping[str, Any]) -> dict[str, Over]:
    """By item what a document that keeps the limits takes out of reserves which a plan would leave."""
    given, faults = _sorted_out(question, document)
    return {} if given is None or faults else out_of_reserves(question, given.wants, given.lots)


def _sorted_out(question: Question, document: Mapping[str, Any]) -> tuple[Given | None, list[Violation]]:
    """The lines sorted out, and what is wrong with them alone."""
    if document["input_hash"] != question.digest:
        return None, [Violation("other_question", {"told": document["input_hash"], "digest": question.digest})]
    given = Given(wants_of(question), lots_of(question), {})
    faults = list(_line_faults(question, document, given))
    return given, faults or [*_total_faults(given), *_told_faults(given, document)]


def _choices(question: Question, given: Given, document: Mapping[str, Any]) -> Iterator[Violation]:
    yield from fairness_faults(question, given.wants, given.lots)
    yield from _expiry_faults(given)
    yield from road_faults(question, document, list(given.wants.values()), given.lots)


def _line_faults(question: Question, document: Mapping[str, Any], into: Given) -> Iterator[Violation]:
    """What single lines break; those that stand are added up."""
    wants, lots, used = into.wants, into.lots, into.used
    claims = {row["claim"]: row for row in question["claims"]}
    for line in document["lines"]:
        spot = (line["lot"], line["warehouse"])
        quantity = line["quantity"]
        named = {"claim": line["claim"], "lot": spot[0], "warehouse": spot[1], "quantity": quantity}
        claim = claims.get(line["claim"])
        if claim is None:
            yield Violation("unknown_claim", named)
        elif spot not in lots:
            yield Violation("unknown_lot", named)
        elif type(quantity) is not int or quantity <= 0:
            yield Violation("quantity_not_positive", named)
        else:
            want = wants[claim["unit"], claim["item"], claim["class"]]
            why_not = want.why_not(lots[spot])
            if why_not:
                yield Violation(why_not, named)
            want.quantity[spot] = want.quantity.get(spot, 0) + quantity
            used[spot] = used.get(spot, 0) + quantity


def _total_faults(given: Given) -> Iterator[Violation]:
    """Conservation, whole boxes, caps."""
    for spot, quantity in given.used.items():
        available = given.lots[spot]["quantity"] - given.lots[spot]["held"]
        if quantity > available:
            named = {"lot": spot[0], "warehouse": spot[1], "available": available, "used": quantity}
            yield Violation("over_available", named)
    for want in given.wants.values():
        for spot, quantity in want.quantity.items():
            if quantity % want.pack:
                yield Violation(
                    "broken_box", {"claim": want.unit, "lot": spot[0], "quantity": quantity, "pack": want.pack}
                )
        if want.boxes > want.most_boxes:
            yield Violation("over_asked", {**_who(want), "most": want.most_boxes, "boxes": want.boxes})


def _half_minima(given: Given) -> Iterator[Violation]:
    """Somebody got less than the minimum where less is of no use."""
    for want in given.wants.values():
        if want.must_be_whole and 0 < want.boxes < want.least_boxes:
            yield Violation("half_minimum", {**_who(want), "least": want.least_boxes, "boxes": want.boxes})


def _told_faults(given: Given, document: Mapping[str, Any]) -> Iterator[Violation]:
    """What the plan tells of each need is what its lines come to."""
    told = {(row["unit"], row["item"], row["class"]): row["given"] for row in document["needs"]}
    for key, want in given.wants.items():
        total = sum(want.quantity.values())
        if told.get(key) != total:
            yield Violation("share_mismatch", {**_who(want), "told": str(told.get(key)), "given": total})


def _expiry_faults(given: Given) -> Iterator[Violation]:
    """A later lot given while an earlier one of the same sort, in the same warehouse, still has a box."""
    left: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    packs = {want.item: want.pack for want in given.wants.values()}
    for want in given.wants.values():
        for spot in want.quantity:
            packs[given.lots[spot]["item"]] = want.pack
    for spot, lot in given.lots.items():
        free = lot["quantity"] - lot["held"] - given.used.get(spot, 0)
        if lot["expires"] and free >= packs.get(lot["item"], free + 1):
            left.setdefault(_sort_of(lot), []).append((lot["expires"], spot[0]))
    for want in given.wants.values():
        for spot in want.quantity:
            lot = given.lots[spot]
            for expires, earlier in left.get(_sort_of(lot), ()):
                if want.needed_until <= expires < (lot["expires"] or "9999-12-31"):
                    yield Violation("later_expiry_first", {"claim": want.unit, "lot": spot[0], "earlier": earlier})


def _sort_of(lot: Row) -> tuple[str, ...]:
    return lot["item"], lot["warehouse"], lot["for_unit"], lot["for_zone"], str(lot["for_class"]), lot["standard"]


def _who(want: Want) -> dict[str, Any]:
    return {"unit": want.unit, "item": want.item, "priority_class": want.priority_class}
