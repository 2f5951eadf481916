"""A command in a person's words: no code, no bare number where a unit, a name or a moment belongs."""

from typing import Any

import pytest

from liangcao.language import speaking
from liangcao.language.things import calling
from liangcao.web.describe import facts_of

NAMES = {
    ("lot", 7): "医用外科口罩 A1",
    ("lot item", 7): "医用外科口罩",
    ("lot unit", 7): "只",
    ("item", 3): "75%酒精",
    ("item unit", 3): "瓶",
}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ({"lot_id": 7, "quantity": 12_000}, [("批次", "医用外科口罩 A1"), ("数量", "12,000 只")]),
        (
            {"item_id": 3, "accepted": 96, "rejected": 2},
            [("物资", "75%酒精"), ("验收数量", "96 瓶"), ("拒收数量", "2 瓶")],
        ),
        ({"quantity": 5}, [("数量", "5")]),
        ({"source_kind": "purchase"}, [("来源", "购买")]),
        ({"kind": "hospital"}, [("种类", "医院")]),
        ({"kind": "budget_line"}, [("种类", "资金渠道")]),
        ({"channel": "call"}, [("途径", "电话代填")]),
        ({"role": "keeper"}, [("岗位", "保管")]),
        ({"of_action": "funds.pay_party"}, [("哪种操作", "付款")]),
        ({"language": "zh_CN"}, [("语言", "中文")]),
        ({"priority_class": 2}, [("优先级", "2 类 卡口、公安、消杀")]),
        ({"until": 1_581_307_200_000}, [("到何时", "2020年2月10日 星期一 12:00")]),
        ({"kind": "something new"}, [("种类", "something new")]),
        ({"budget_line_id": 9}, [("资金渠道", "#9")]),
    ],
)
def test_what_a_command_says(command: dict[str, Any], said: list[tuple[str, str]]) -> None:
    with speaking("zh_CN"):
        assert facts_of(command, NAMES) == said


def test_goods_are_called_what_the_language_calls_them() -> None:
    english = {"医用外科口罩": "Surgical mask", "75%酒精": "75% alcohol"}
    with speaking("en"), calling(english):
        assert facts_of({"lot_id": 7, "quantity": 12}, NAMES) == [
            ("Lot", "Surgical mask A1"),
            ("Quantity", "12 pieces"),
        ]
        assert facts_of({"item_ids": [3, 5]}, NAMES) == [("Item", "75% alcohol, #5")]
