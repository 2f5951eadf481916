"""Other ways of sharing, for comparison: by head-count, days of cover, equal shares, pro rata, first come first served.

Each keeps the same limits as the plan: stock, boxes, caps, directions, standards, days, reserves, substitutes. Three
serve class after class as the plan does, two know no classes; minima and weights count in none of them. All but the
last raise whoever stands lowest, only what "low" means is another: base units by head, days that stock lasts, base
units, part of the ask.
Where nobody is to be favoured by class, goods below a reserve are set apart for the classes that may use them, those
that last longest first: so whoever comes first, what is kept for others is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.sharing.answer import Answer, Told, document_of
from liangcao.sharing.arrays import problem_of_question
from liangcao.sharing.drawing import draw
from liangcao.sharing.first_come import first_come_first_served
from liangcao.sharing.floors import Floors
from liangcao.sharing.layers import in_layers, unlayered
from liangcao.sharing.needs import Needs, boxes_wanted, put_together
from liangcao.sharing.plan import Sharing, share_out
from liangcao.sharing.pools import Layout, lay_out
from liangcao.sharing.problem import MOST_WEIGHTED, Problem, Whole, whole
from liangcao.sharing.question import Question
from liangcao.sharing.routing import route
from liangcao.sharing.sentences import Said
from liangcao.sharing.tiers import Amounts, serve


@dataclass(frozen=True, slots=True)
class Way:
    """A way of sharing: its name, whether class after class, and which figures every claim must have."""

    name: str
    by_class: bool
    figures: tuple[str, ...] = ()


WAYS: dict[str, Way] = {
    "people": Way(N_("按人头"), True, ("people",)),
    "cover": Way(N_("按可用天数"), True, ("daily_use", "held_there")),
    "equal": Way(N_("每家一样多"), True),
    "pro_rata": Way(N_("按比例"), False),
    "first_come": Way(N_("先批先给"), False),
}
"""The ways there are."""


def missing_figures(question: Question, way: str) -> list[str]:
    """The claims that lack a figure which `way` goes by, by name; nothing is invented for them."""
    unsaid = {"people": 0, "daily_use": 0, "held_there": -1}
    figures = WAYS[way].figures
    return [row["claim"] for row in question["claims"] if any(row[name] == unsaid[name] for name in figures)]


def shared_by(question: Question, way: str) -> Answer:
    """Share out by another way (of `WAYS`), as a plan whose `way` says so.

    Raises Refused ``figures_missing`` where claims lack what the way goes by, ``quantity_too_large`` where heads or
    days are so unlike that they cannot be counted with.
    """
    missing = missing_figures(question, way)
    if missing:
        named = "、".join(missing[:5]) + ("…" if len(missing) > 5 else "")
        raise refused("figures_missing", "claims", way=WAYS[way].name, count=len(missing), claims=named)
    problem, names = problem_of_question(question)
    needs = put_together(problem)
    layout = lay_out(problem, needs)
    wish = _wish(question, problem, needs, layout, way)
    sharing = _by_class(problem, needs, layout, wish) if WAYS[way].by_class else _at_once(problem, needs, layout, wish)
    told = Told(np.zeros(len(needs), dtype=np.int64), needs.debt, _reasons(sharing, way))
    made_by = {"by": way, "by_class": WAYS[way].by_class}
    return Answer(question, names, sharing, document_of(question, names, sharing, told, made_by))


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """How low each need stands: (start + pack x boxes) / scale; `most` and `tie` as in `tiers.Amounts`."""

    needs: Needs
    most: Whole
    tie: Whole
    in_turn: bool

    @property
    def wanted(self) -> tuple[Whole, Whole, Whole]:
        return np.zeros(len(self.most), dtype=np.int64), self.most, self.tie


def _wish(question: Question, problem: Problem, needs: Needs, layout: Layout, way: str) -> _Wish:
    group = layout.group_of_item[needs.item]
    pack = layout.packs[group]
    _, most = boxes_wanted(needs, pack, problem.rules)
    figure = {name: _largest(question, needs, name) for name in ("people", "daily_use", "held_there")}
    start, scale = {
        "people": (needs.already, figure["people"]),
        "cover": (needs.already + figure["held_there"], figure["daily_use"]),
        "equal": (needs.already, np.ones(len(needs), dtype=np.int64)),
        "pro_rata": (np.zeros(len(needs), dtype=np.int64), np.maximum(1, needs.asked - needs.already)),
        "first_come": (needs.already, needs.asked),
    }[way]
    # Levels must stay below 1: all scales of a group are made larger alike.
    times = np.zeros(len(layout.packs), dtype=np.int64)
    np.maximum.at(times, group, (start + pack * most) // scale + 1)
    if len(needs) and max(int(scale[row]) * int(times[group[row]]) for row in range(len(needs))) > MOST_WEIGHTED:
        raise Refused(refused("quantity_too_large", "claims", most=MOST_WEIGHTED).reasons[0])
    tie = np.empty(len(needs), dtype=np.int64)
    tie[np.lexsort((np.arange(len(needs)), needs.approved, scale))] = np.arange(len(needs))
    turned = replace(needs, already=start, scale=whole(scale * times[group]))
    return _Wish(turned, most, tie, way == "first_come")


def _largest(question: Question, needs: Needs, figure: str) -> Whole:
    """By need the largest figure of its claims: the same people, the same store."""
    found = np.zeros(len(needs), dtype=np.int64)
    np.maximum.at(found, needs.of_claim, whole([row[figure] for row in question["claims"]]))
    return found


def _by_class(problem: Problem, needs: Needs, layout: Layout, wish: _Wish) -> Sharing:
    classes = sorted(set(needs.priority_class.tolist()))
    rules = replace(
        problem.rules, tiers=tuple((each, "rest") for each in classes), whole_minima=False, is_nearest=False
    )
    amounts = serve(replace(problem, rules=rules), wish.needs, layout, wish.wanted)
    return _drawn(problem, needs, layout, (amounts, amounts), layout)


def _at_once(problem: Problem, needs: Needs, layout: Layout, wish: _Wish) -> Sharing:
    floors = share_out(problem).amounts.floors if problem.rules.expected else Floors(problem, layout)
    rules = replace(problem.rules, floors={}, expected={}, tiers=((1, "rest"),), whole_minima=False, is_nearest=False)
    apart = replace(in_layers(problem, layout, floors, sorted(set(needs.priority_class.tolist()))), rules=rules)
    layered = lay_out(apart, needs)
    if wish.in_turn:
        amounts = first_come_first_served(apart, needs, layered, wish.most, wish.tie)
    else:
        alike = replace(wish.needs, priority_class=np.ones(len(needs), dtype=np.int64))
        amounts = serve(apart, alike, layered, wish.wanted)
    return _drawn(problem, needs, layout, (amounts, amounts), layered)


def _drawn(problem: Problem, needs: Needs, layout: Layout, amounts: tuple[Amounts, Amounts], routed: Layout) -> Sharing:
    """Out of which pools (of `routed`, whose layers are then forgotten), from which warehouse and lot."""
    parts = route(needs, routed, amounts[0])
    if routed is not layout:
        parts = unlayered(parts, routed, layout)
    return Sharing(problem, needs, layout, amounts[1], draw(problem, needs, layout, amounts[1], parts))


def _reasons(sharing: Sharing, way: str) -> Sequence[Sequence[Said]]:
    """What can be said of a share that does not follow from the rules: how much, and by which way."""
    needs, amounts = sharing.needs, sharing.amounts
    pack = sharing.layout.packs[sharing.layout.group_of_item[needs.item]]
    columns = (needs.priority_class, needs.asked, needs.already, sharing.given_to_needs, pack)
    has_all = (amounts.boxes >= amounts.most).tolist()
    said = []
    for row, is_all in zip(zip(*(column.tolist() for column in columns), strict=True), has_all, strict=True):
        priority_class, asked, already, given, box = row
        left = asked - already - given
        code = "full" if left <= 0 else "all_boxes" if is_all else "short"
        told = {"priority_class": priority_class, "asked": asked, "given": given}
        sentences = [Said(code, {**told, "percent": (already + given) * 100 // asked})]
        if already:
            sentences.append(Said("already", {"already": already}))
        if is_all and left:
            sentences.append(Said("rounded_down" if left > 0 else "rounded_up", {"pack": box, "odd": abs(left)}))
        said.append([*sentences, Said(f"way_{way}", {})])
    return said
