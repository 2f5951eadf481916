"""What is refused and what is looked at: a favour somebody asks, a sample that an inspector draws."""

from liangcao.demo import goods
from liangcao.demo.cast import DRIVER, INSPECTOR, KEEPER
from liangcao.demo.telling import Telling
from liangcao.demo.world import World
from liangcao.favours.commands import RecordFavour
from liangcao.inspection.commands import DrawSample, NoteFinding


def refuse_favours(telling: Telling, _world: World) -> None:
    """Two people ask for masks past the proper way; both are told no, and both are on record."""
    telling.at(telling.day, "17:20")
    asked = {"asker": "示例·打电话的人", "item_id": telling.items[goods.SURGICAL], "quantity": 500}
    telling.do(
        KEEPER, RecordFavour(answer="reported", body="示例某单位", note="说先拿走、手续以后补，已报告组长", **asked)
    )
    telling.do(DRIVER, RecordFavour(asker="示例·路上的熟人", answer="declined"))


def draw_and_look(telling: Telling, _world: World) -> None:
    """The inspector draws by value among all that came in and went out, and looks at the first of what was drawn."""
    telling.at(telling.day, "10:20")
    drawn = telling.do(
        INSPECTOR,
        DrawSample(
            method="by_value", how_many=12, from_day="2020-01-26", to_day=telling.day, seed_text="二月十一，路上化了雪"
        ),
    )
    sample_id = int(drawn.answer["sample_id"])
    telling.do(INSPECTOR, NoteFinding(sample_id=sample_id, line_number=1, verdict="checked"))
    note = "付款凭证上没有写合同号，请补"
    telling.do(INSPECTOR, NoteFinding(sample_id=sample_id, line_number=2, verdict="objection", note=note))
