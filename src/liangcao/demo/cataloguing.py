"""The item master of the story: codes on boxes, what is scarce, what may serve for whom."""

from dataclasses import dataclass

from liangcao.catalog.codes import CodeSystem, check_digit
from liangcao.catalog.commands import AddCode, CorrectItem
from liangcao.demo import goods
from liangcao.demo.cast import APPROVER, BUYER, COORDINATOR
from liangcao.demo.telling import Telling
from liangcao.demo.world import World
from liangcao.parties.class_table import FOUNDING
from liangcao.requests.commands import SetSubstitute

CHECKPOINTS = FOUNDING.of_kind("checkpoint")
INTERNAL = "SHILI-{:02}"
"""An office's own code; 示例, an example."""


@dataclass(frozen=True, slots=True)
class Coded:
    """An item with the number its maker would print on the box, without its check digit.

    No real product's number: 952 is the prefix GS1 keeps for demonstrations and examples.
    """

    item: str
    maker_digits: str


CODED = (
    Coded(goods.SURGICAL, "952000000001"),
    Coded(goods.N95, "952000000002"),
    Coded(goods.KN95, "952000000003"),
)


def describe_the_goods(telling: Telling, _world: World) -> None:
    """Codes are put down by the buyer, surgical masks are marked scarce, a rule of substitution is set by two."""
    telling.at(telling.day, "11:30")
    for number, each in enumerate(CODED, start=1):
        gtin = f"{each.maker_digits}{check_digit(each.maker_digits)}"
        _code(telling, each.item, "gtin", gtin)
        _code(telling, each.item, "internal", INTERNAL.format(number))
    mask = telling.items[goods.SURGICAL]
    telling.do(BUYER, CorrectItem(item_id=mask, is_scarce=True, reason="各家都在要，哪里都买不到：列为紧缺"))
    rule = SetSubstitute(
        item_id=telling.items[goods.N95],
        other_id=telling.items[goods.KN95],
        kinds=("checkpoint",),
        classes=(CHECKPOINTS,),
        effective_on=telling.day,
        reason="卡口可以用 KN95 代替；发热门诊不行：不防液体喷溅",
    )
    telling.do_with(COORDINATOR, APPROVER, rule)


def _code(telling: Telling, item: str, system: CodeSystem, code: str) -> None:
    command = AddCode(item_id=telling.items[item], system=system, code=code, valid_from=telling.day)
    telling.do(BUYER, command)
