"""Words about a plan: what each need gets and why, and how the plan was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.allocation.queries import PlanNeedRow, PlanShareRow
from liangcao.allocation.rules import name_of, names_in
from liangcao.language import N_, _
from liangcao.language.formats import clauses, day_short, number
from liangcao.language.things import thing
from liangcao.sharing.question import Question
from liangcao.sharing.sentences import SENTENCES

PACKING_WORDS: dict[str, str] = {
    "fit": N_("整件分，拆到刚好"),
    "whole": N_("只分整箱，不足一箱的不分"),
    "pieces": N_("按最小单位分，可以拆箱"),
}
ORDER_WORDS: dict[str, str] = {"class": N_("一类一类来，先急后缓"), "minima": N_("先保各类的最低，再一类一类来")}
WAY_WORDS: dict[str, str] = {
    "rules": N_("按规则：先急后缓，同类同一水位"),
    "people": N_("按人头"),
    "cover": N_("按可用天数"),
    "equal": N_("每家一样多"),
    "pro_rata": N_("按比例"),
    "first_come": N_("先批先给"),
}
MINIMA_WORDS: dict[str, str] = {"part": N_("有多少给多少"), "whole": N_("凑不齐就不给：不足最低没有用")}
_WHAT_MORE = frozenset({"more_needed", "more_needed_at_least", "next_box", "promised"})
"""Sentences that say what would change it, told apart from why it is so."""
_THINGS = frozenset({"item", "items"})


@dataclass(frozen=True, slots=True)
class ShownNeed:
    """A need with its reasons in the reader's language; `dropped` of it was taken out again.

    `requests` are the requests it comes of.
    """

    row: PlanNeedRow
    given: int
    dropped: int
    requests: tuple[int, ...]
    why: str
    needed: str

    @property
    def percent(self) -> int:
        """How much of all that was asked it has now, in hundredths."""
        return (self.row.already + self.given) * 100 // self.row.asked


def shown_needs(
    needs: Sequence[PlanNeedRow],
    shares: Sequence[PlanShareRow],
    dropped: Mapping[tuple[int, int], int] | None = None,
) -> list[ShownNeed]:
    """`needs` with their words; `dropped` is what was taken out of the plan again, by (request, line)."""
    claims: dict[tuple[int, int, int], list[PlanShareRow]] = {}
    for share in shares:
        claims.setdefault((share.unit_id, share.item_id, share.priority_class), []).append(share)
    return [
        _shown(need, claims.get((need.unit_id, need.item_id, need.priority_class), []), dropped or {}) for need in needs
    ]


def _shown(need: PlanNeedRow, claims: Sequence[PlanShareRow], dropped: Mapping[tuple[int, int], int]) -> ShownNeed:
    gone = sum(dropped.get((claim.request_id, claim.request_line), 0) for claim in claims)
    requests = tuple(sorted({claim.request_id for claim in claims}))
    why = clauses([said(each) for each in need.why if each["code"] not in _WHAT_MORE])
    more = [said(each) for each in need.why if each["code"] in _WHAT_MORE]
    return ShownNeed(need, need.given - gone, gone, requests, why, clauses(more) if more else "")


def said(sentence: Mapping[str, Any]) -> str:
    """A sentence of a plan in the reader's language, with names of goods as they are called in it."""
    fields: dict[str, Any] = {}
    for name, value in names_in(sentence["params"]).items():
        if isinstance(value, int):
            fields[name] = number(value)
        else:
            fields[name] = _("、").join(map(thing, value.split("、"))) if name in _THINGS else value
    message = SENTENCES[sentence["code"]]
    return _(message).format(**fields)


def picking_words(picking: Mapping[str, Any]) -> list[str]:
    """What limits on picking came to: boxes of each place, what is over, and how far carrying is from the least."""
    told = []
    for row in picking["warehouses"]:
        values = {"place": name_of(row["warehouse"]), "limit": number(row["limit"]), "n": number(row["boxes"])}
        over = row["boxes"] - row["limit"]
        if over > 0:
            told.append(
                _("%(place)s 上限 %(limit)s 箱，要拣 %(n)s 箱，超 %(over)s 箱") % {**values, "over": number(over)}
            )
        else:
            told.append(_("%(place)s 上限 %(limit)s 箱，要拣 %(n)s 箱") % values)
    if told and picking["cost"]:
        values = {"cost": number(picking["cost"]), "least": number(max(picking["at_least"], 0))}
        told.append(_("运费一共 %(cost)s；守住上限的，怎么走也不会少于 %(least)s") % values)
    return told


def _named_amount(row: Mapping[str, Any]) -> dict[str, str]:
    return {"item": thing(name_of(row["item"])), "n": number(row["quantity"])}


def how_made(
    question: Question, packing: str, way: str = "rules", picking: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """How a plan was made, in pairs of a name and what was chosen."""
    rules = question.rules
    order, boxes = ORDER_WORDS[rules["order"]], PACKING_WORDS.get(packing)
    word = WAY_WORDS[way]
    opened = (_("怎么拆箱"), _(boxes) if boxes else "—")
    if rules["rounding"] == "up":  # the question of a list: its reserve is what is not to be given out
        kept = [_("%(item)s %(n)s") % _named_amount(row) for row in question["floors"]]
        return [
            (_("分法"), _("按名单：一人一样多，说了要多少的不超过")),
            opened,
            (_("留下不分"), _("；").join(kept) or "—"),
        ]
    pairs = [(_("分法"), _(word)), (_("先后"), _(order)), opened]
    if rules["minima"] != "part":
        minima = MINIMA_WORDS[rules["minima"]]
        pairs.append((_("最低凑不齐时"), _(minima)))
    if rules["life_days"]:
        pairs.append((_("至少还能用几天"), number(rules["life_days"])))
    if rules["drain_days"] >= 0:
        pairs.append((_("多少天内到期的先用"), number(rules["drain_days"])))
    floors = [
        _("%(item)s 从第 %(class_)s 类起留 %(n)s")
        % {"item": thing(name_of(row["item"])), "class_": row["class"], "n": number(row["quantity"])}
        for row in question["floors"]
    ]
    if floors:
        pairs.append((_("储备底线"), _("；").join(floors)))
    expected = [
        _("%(item)s 估计更急的还要 %(n)s") % {"item": thing(name_of(row["item"])), "n": number(row["quantity"])}
        for row in question["expected"]
    ]
    if expected:
        pairs.append((_("往后几天"), _("；").join(expected)))
    coming = [
        _("%(item)s %(n)s，%(day)s 到%(place)s")
        % {
            "item": thing(name_of(row["item"])),
            "n": number(row["quantity"]),
            "day": day_short(row["arrives"]),
            "place": name_of(row["warehouse"]),
        }
        for row in question["lots"]
        if row["arrives"] > question.date
    ]
    if coming:
        pairs.append((_("在途（另算，没有占用）"), _("；").join(coming)))
    if picking:
        pairs.append((_("拣货上限"), _("；").join(picking)))
    return pairs
