"""A second opinion on any plan, made without the planner: it shares only the values, and trusts no figure of the plan.

Every violation has a name in `VIOLATIONS`. A plan without violations conserves stock, respects expiry, quarantine and
donors, and is fair: nothing lies idle or goes to a lower class while somebody could use it, and no last pack can be
moved between two units of a class so that the worse off gains without falling behind.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from liangcao.allocation.values import Claim, Plan, Supply, sharing_pack
from liangcao.kernel.refusals import N_

VIOLATIONS: dict[str, str] = {
    "unknown_claim": N_("方案里的需求 {claim} 不在已批需求里"),
    "unknown_supply": N_("方案用了不存在的库存：批次 {lot}，库位 {location}"),
    "wrong_item": N_("需求 {claim} 要的物资与批次 {lot} 的物资不同"),
    "quantity_not_positive": N_("需求 {claim} 从批次 {lot} 得到的数量 {quantity} 不是正数"),
    "over_available": N_("批次 {lot} 在库位 {location} 可用 {available}，方案用了 {used}"),
    "expired": N_("批次 {lot} {expires_on} 到期，不该分给需求 {claim}"),
    "quarantined": N_("批次 {lot} 在隔离待检，不该分给需求 {claim}"),
    "wrong_purpose": N_("批次 {lot} 是定向的，不该分给需求 {claim}"),
    "over_asked": N_("需求 {claim} 要 {asked}，方案给了 {given}"),
    "share_mismatch": N_("需求 {claim} 的说明写给 {told}，明细合计 {given}"),
    "directed_left": N_("单位 {unit} 用了批次 {lot}，而更该先用的定向物资还有剩"),
    "stock_left": N_("第 {priority_class} 类的单位 {unit} 没有满足，而它能用的物资 {item} 还剩 {left}"),
    "lower_class_first": N_("第 {priority_class} 类的单位 {unit} 没有满足，而第 {lower} 类用了它能用的物资 {item}"),
    "unfair": N_("第 {priority_class} 类：从单位 {from_unit} 移一包给单位 {to_unit} 会更公平（物资 {item}）"),
    "broken_pack": N_("单位 {unit} 得到 {quantity}，不是整包（每包 {pack}），也不是它的最后零头"),
    "box_opened": N_("物资 {item} 拆了 {opened} 箱，零头只需要拆 {needed} 箱"),
    "later_expiry_first": N_("单位 {unit} 用了批次 {lot}（{expires_on} 到期），而更早到期的还有剩"),
}

_Pool = tuple[int, int]
_NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks, by name; `params` fill the message (Chinese, a gettext message id)."""

    code: str
    params: Mapping[str, int | str]

    @property
    def message(self) -> str:
        """The sentence in Chinese."""
        return VIOLATIONS[self.code].format(**self.params)


@dataclass(slots=True)
class _Ask:
    """All a unit asks of one item in one class, and what the plan gives it, by supply."""

    unit_id: int
    priority_class: int
    asked: int = 0
    weighted: int = 0
    given: int = 0
    parts: Counter[Supply] = field(default_factory=Counter)

    def level(self, more: int = 0) -> Fraction:
        return Fraction(self.given + more, self.weighted)

    def may_use(self, pool: _Pool) -> bool:
        return pool[0] in (0, self.unit_id) and pool[1] in (0, self.priority_class)

    def of(self, pool: _Pool) -> int:
        return sum(quantity for supply, quantity in self.parts.items() if _pool(supply) == pool)


@dataclass(slots=True)
class _Item:
    """One item's asks and usable stock under the plan."""

    item_id: int
    pack: int
    asks: list[_Ask]
    left: dict[Supply, int]

    def left_in(self) -> dict[_Pool, int]:
        total: dict[_Pool, int] = defaultdict(int)
        for supply, quantity in self.left.items():
            total[_pool(supply)] += quantity
        return total

    def loose(self, supply: Supply, quantity: int) -> int:
        return quantity % self.pack if supply.pack_size == self.pack else quantity


def check_plan(
    plan: Plan,
    claims: Sequence[Claim],
    supplies: Sequence[Supply],
    *,
    item_packs: Mapping[int, int],
    needed_until: str,
) -> list[Violation]:
    """Everything that is wrong with `plan`, empty when it stands; quantities are base units.

    `needed_until` is the day (``YYYY-MM-DD``) until which goods must at least be usable: the day of the plan and the
    minimum life after it. When the lines themselves are faulty (unknown, too much, not allowed), fairness is not
    judged.
    """
    faults = list(_line_faults(plan, claims, supplies, needed_until))
    if faults:
        return faults
    return [
        violation
        for item in _items(plan, claims, supplies, item_packs, needed_until)
        for rule in _RULES
        for violation in rule(item)
    ]


def _pool(supply: Supply) -> _Pool:
    return supply.purpose_unit_id, supply.purpose_class


def _line_faults(
    plan: Plan, claims: Sequence[Claim], supplies: Sequence[Supply], needed_until: str
) -> Iterator[Violation]:
    """What single lines and their sums break: identity, purpose, usability, conservation, the asks."""
    claim_of = {claim.key: claim for claim in claims}
    supply_of = {(supply.lot_id, supply.location_id): supply for supply in supplies}
    used: Counter[tuple[int, int]] = Counter()
    given: Counter[str] = Counter()
    for line in plan.lines:
        claim, supply = claim_of.get(line.claim_key), supply_of.get((line.lot_id, line.location_id))
        used[line.lot_id, line.location_id] += line.quantity
        given[line.claim_key] += line.quantity
        named: dict[str, int | str] = {"claim": line.claim_key, "lot": line.lot_id, "location": line.location_id}
        named["quantity"] = line.quantity
        if claim is None:
            yield Violation("unknown_claim", named)
        elif supply is None:
            yield Violation("unknown_supply", named)
        else:
            named["expires_on"] = supply.expires_on
            for code in _forbidden(claim, supply, line.quantity, needed_until):
                yield Violation(code, named)
    for (lot, location), total in used.items():
        if (lot, location) in supply_of and total > supply_of[lot, location].available:
            facts = {"lot": lot, "location": location, "used": total}
            yield Violation("over_available", {**facts, "available": supply_of[lot, location].available})
    for claim in claims:
        if given[claim.key] > claim.asked:
            yield Violation("over_asked", {"claim": claim.key, "asked": claim.asked, "given": given[claim.key]})
    told = Counter({share.claim_key: share.given for share in plan.shares})
    for key in sorted({*told, *given, *claim_of}):
        if told[key] != given[key] or key not in told:
            yield Violation("share_mismatch", {"claim": key, "told": told[key], "given": given[key]})


def _forbidden(claim: Claim, supply: Supply, quantity: int, needed_until: str) -> Iterator[str]:
    if claim.item_id != supply.item_id:
        yield "wrong_item"
    if quantity <= 0:
        yield "quantity_not_positive"
    if supply.expires_on and supply.expires_on < needed_until:
        yield "expired"
    if supply.quarantined:
        yield "quarantined"
    if supply.purpose_unit_id not in (0, claim.unit_id) or supply.purpose_class not in (0, claim.priority_class):
        yield "wrong_purpose"


def _items(
    plan: Plan, claims: Sequence[Claim], supplies: Sequence[Supply], item_packs: Mapping[int, int], needed_until: str
) -> Iterator[_Item]:
    """The plan seen item by item: asks with what they get, supplies with what stays."""
    asks: dict[int, dict[tuple[int, int], _Ask]] = defaultdict(dict)
    ask_of: dict[str, _Ask] = {}
    for claim in claims:
        place = (claim.unit_id, claim.priority_class)
        ask = ask_of[claim.key] = asks[claim.item_id].setdefault(place, _Ask(*place))
        ask.asked += claim.asked
        ask.weighted += claim.asked * claim.weight
    supply_of = {(supply.lot_id, supply.location_id): supply for supply in supplies}
    left: dict[int, dict[Supply, int]] = defaultdict(dict)
    for supply in supplies:
        if not supply.quarantined and (not supply.expires_on or supply.expires_on >= needed_until):
            left[supply.item_id][supply] = supply.available
    for line in plan.lines:
        supply, ask = supply_of[line.lot_id, line.location_id], ask_of[line.claim_key]
        ask.given += line.quantity
        ask.parts[supply] += line.quantity
        left[supply.item_id][supply] -= line.quantity
    for item_id in sorted(asks):
        pack = sharing_pack(item_id, item_packs, left[item_id])
        yield _Item(item_id, pack, list(asks[item_id].values()), left[item_id])


def _idle_stock(item: _Item) -> Iterator[Violation]:
    """Somebody goes short while goods he could use stay in the store."""
    left = item.left_in()
    for ask in item.asks:
        usable = sum(quantity for pool, quantity in left.items() if ask.may_use(pool))
        if ask.given < ask.asked and usable:
            facts = {"priority_class": ask.priority_class, "unit": ask.unit_id}
            yield Violation("stock_left", {**facts, "item": item.item_id, "left": usable})


def _lower_class_fed(item: _Item) -> Iterator[Violation]:
    """Somebody goes short while a lower class holds goods he could use."""
    lowest_holder: dict[_Pool, int] = {}
    for ask in item.asks:
        for supply in ask.parts:
            lowest_holder[_pool(supply)] = max(lowest_holder.get(_pool(supply), 0), ask.priority_class)
    for ask in item.asks:
        lower = max((held for pool, held in lowest_holder.items() if ask.may_use(pool)), default=0)
        if ask.given < ask.asked and lower > ask.priority_class:
            facts = {"priority_class": ask.priority_class, "unit": ask.unit_id, "item": item.item_id}
            yield Violation("lower_class_first", {**facts, "lower": lower})


def _last_step(ask: _Ask, pack: int) -> int:
    """The last pack (or remainder) that an ask got out of stock open to its whole class, 0 when it got none."""
    amount = ask.of((0, 0)) or ask.of((0, ask.priority_class))
    return amount % pack or min(pack, amount)


def _unfair(item: _Item) -> Iterator[Violation]:
    """A last pack that, moved to the worst off of the class, leaves both better than the worst off was before.

    At equal footing after the move it still counts when the receiver would stand higher than the giver did.
    """
    for priority_class in sorted({ask.priority_class for ask in item.asks}):
        fellows = [ask for ask in item.asks if ask.priority_class == priority_class]
        short = [ask for ask in fellows if ask.given < ask.asked]
        if not short:
            continue
        lowest = min(ask.level() for ask in short)
        worst = [ask for ask in short if ask.level() == lowest]
        best = max(worst, key=lambda ask: ask.level(min(item.pack, ask.asked - ask.given)))
        after_gain = best.level(min(item.pack, best.asked - best.given))
        for giver in fellows:
            step = _last_step(giver, item.pack)
            after_loss = giver.level(-step)
            gains_more = step == item.pack and after_loss == lowest and after_gain > giver.level()
            if step and (after_loss > lowest or gains_more):
                facts = {"priority_class": priority_class, "from_unit": giver.unit_id, "to_unit": best.unit_id}
                yield Violation("unfair", {**facts, "item": item.item_id})


def _directed_left(item: _Item) -> Iterator[Violation]:
    """Goods directed at the unit or its class stay, while it was given goods that others could have used."""
    left = item.left_in()
    for ask in item.asks:
        order = [(ask.unit_id, ask.priority_class), (ask.unit_id, 0), (0, ask.priority_class), (0, 0)]
        for supply in ask.parts:
            if any(left.get(pool) for pool in order[: order.index(_pool(supply))]):
                yield Violation("directed_left", {"unit": ask.unit_id, "lot": supply.lot_id})


def _broken_packs(item: _Item) -> Iterator[Violation]:
    """Packs are broken only for the last remainder of a full ask, or the last remainder of the stock."""
    left = item.left_in()
    pools: dict[_Pool, list[Supply]] = defaultdict(list)
    for supply in item.left:
        pools[_pool(supply)].append(supply)
    for pool, supplies in pools.items():
        holders = [ask for ask in item.asks if ask.may_use(pool)]
        broken = [ask for ask in holders if ask.of(pool) % item.pack]
        unfilled = [ask for ask in broken if ask.given < ask.asked]
        for ask in unfilled if left[pool] or len(unfilled) > 1 else ():
            yield Violation("broken_pack", {"unit": ask.unit_id, "quantity": ask.of(pool), "pack": item.pack})
        pieces = sum(ask.of(pool) % item.pack for ask in broken)
        needed = max(0, -(-(pieces - sum(item.loose(s, s.available) for s in supplies)) // item.pack))
        opened = sum(_opened(item, supply, holders) for supply in supplies if supply.pack_size == item.pack)
        if opened > needed:
            yield Violation("box_opened", {"item": item.item_id, "opened": opened, "needed": needed})


def _opened(item: _Item, supply: Supply, holders: Sequence[_Ask]) -> int:
    """How many boxes of a supply must have been opened to cut out the broken parts that were taken of it."""
    pieces = sum(ask.parts[supply] % item.pack for ask in holders if supply in ask.parts)
    return max(0, -(-(pieces - item.loose(supply, supply.available)) // item.pack))


def _later_expiry(item: _Item) -> Iterator[Violation]:
    """Like for like: a later box while an earlier pack stays, later pieces while earlier loose pieces stay."""
    packs: dict[_Pool, str] = {}
    pieces: dict[_Pool, str] = {}
    for supply, quantity in item.left.items():
        pool, day = _pool(supply), supply.expires_on or _NEVER
        if quantity >= item.pack:
            packs[pool] = min(packs.get(pool, _NEVER), day)
        if item.loose(supply, quantity):
            pieces[pool] = min(pieces.get(pool, _NEVER), day)
    for ask in item.asks:
        for supply, quantity in ask.parts.items():
            pool, day = _pool(supply), supply.expires_on or _NEVER
            late_pack = quantity >= item.pack and packs.get(pool, _NEVER) < day
            if late_pack or (quantity % item.pack and pieces.get(pool, _NEVER) < day):
                facts = {"unit": ask.unit_id, "lot": supply.lot_id}
                yield Violation("later_expiry_first", {**facts, "expires_on": supply.expires_on})


_RULES: tuple[Callable[[_Item], Iterator[Violation]], ...] = (
    _idle_stock,
    _lower_class_fed,
    _unfair,
    _directed_left,
    _broken_packs,
    _later_expiry,
)
