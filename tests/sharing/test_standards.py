"""Standards as they are printed on goods, and as people ask for them."""

import pytest

from liangcao.sharing.answer import answer
from liangcao.sharing.check import check_plan
from liangcao.sharing.reading import question_of
from liangcao.sharing.standards import meets


@pytest.mark.parametrize(
    ("printed", "asked", "does"),
    [
        ("GB 19083-2010", "GB 19083-2010", True),
        ("GB 19083-2010", "GB 19083", True),
        ("gb19083—2010", "ＧＢ 19083", True),
        ("GB 2626-2006、GB 19083-2010", "GB 19083", True),
        ("GB 19083-2010", "GB 1908", False),
        ("GB 19083", "GB 19083-2010", False),
        ("GB/T 19083-2010", "GB 19083", False),
        ("", "GB 19083", False),
    ],
)
def test_a_standard_without_its_year_takes_every_year(printed: str, asked: str, does: bool) -> None:
    assert meets(printed, asked) is does


def test_a_fever_clinic_gets_only_what_meets_its_standard_and_is_told_so() -> None:
    question = question_of(
        {
            "date": "2020-02-10",
            "items": [{"item": "N95"}],
            "lots": [
                {"lot": "medical", "item": "N95", "warehouse": "W", "quantity": 30, "standard": "GB 19083-2010"},
                {"lot": "dust", "item": "N95", "warehouse": "W", "quantity": 100, "standard": "GB 2626-2006"},
            ],
            "claims": [
                {"claim": "1", "unit": "clinic", "item": "N95", "class": 1, "asked": 50, "standards": ["GB 19083"]},
                {"claim": "2", "unit": "gate", "item": "N95", "class": 2, "asked": 90},
            ],
        }
    )
    plan = answer(question).document
    assert {need["unit"]: need["given"] for need in plan["needs"]} == {"clinic": 30, "gate": 90}
    assert "standards" in [said["code"] for said in plan["needs"][0]["why"]]
    assert not check_plan(question, plan)
    other = [{**line, "lot": "dust"} if line["claim"] == "1" else line for line in plan["lines"]]
    assert "wrong_standard" in {each.code for each in check_plan(question, {**plan, "lines": other})}


def test_warehouses_picked_together_count_against_one_limit() -> None:
    lots = [
        {"lot": place, "item": "mask", "warehouse": place, "quantity": 60, "expires": "2021-01-01"}
        for place in ("shelf 1", "shelf 2", "branch")
    ]
    limit = {"warehouse": "store", "boxes": 40, "together": ["shelf 1", "shelf 2"]}
    file = {
        "date": "2020-02-10",
        "items": [{"item": "mask"}],
        "lots": lots,
        "claims": [{"claim": "1", "unit": "clinic", "item": "mask", "class": 1, "asked": 100}],
        "rules": {"drain_days": 0},
        "pick_limits": [limit],
    }
    question = question_of(file)
    plan = answer(question).document
    picked = {row["warehouse"]: row["boxes"] for row in plan["picking"]["warehouses"]}
    assert picked == {"store": 40}
    assert not check_plan(question, plan)
    wrong = {**plan["picking"], "warehouses": [{**plan["picking"]["warehouses"][0], "boxes": 10}]}
    assert "picking_mismatch" in {each.code for each in check_plan(question, {**plan, "picking": wrong})}
