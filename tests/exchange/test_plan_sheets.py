"""A plan's workbook: nothing in it is a formula, and its question reads back as the same question."""

import random
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.exchange.plan_sheets import Results, plan_workbook
from liangcao.exchange.plan_workbook import question_in_workbook
from liangcao.exchange.sheets import read_sheet
from liangcao.exchange.workbooks import MOST_ROWS
from liangcao.kernel.errors import Refused
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of
from sharing.sample_files import random_file

NAMES = st.one_of(
    st.sampled_from(
        ["=1+1", "+1", "-1", "@x", "'a", "1e5", "0012", "2020-02-10", "a、b", "a,b;c|d", "[x]", '["a"]', "TRUE"]
    ),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Cf"]), min_size=1, max_size=8),
)


def read_back(question: Question, *, in_chinese: bool) -> Question:
    return question_of(question_in_workbook(plan_workbook(question, [], in_chinese=in_chinese), "plan.xlsx"))


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.booleans())
def test_a_question_reads_back_as_the_same(chance: random.Random, in_chinese: bool) -> None:
    question = question_of(random_file(chance))
    assert read_back(question, in_chinese=in_chinese).digest == question.digest


@settings(max_examples=100, deadline=None)
@given(st.lists(NAMES, min_size=4, max_size=4), st.booleans())
def test_names_of_any_letters_read_back(names: list[str], in_chinese: bool) -> None:
    item, other, unit, lot = names
    items = dict.fromkeys([item, other])
    file: dict[str, Any] = {
        "date": "2020-02-10",
        "items": [{"item": each, "base_unit": unit} for each in items],
        "lots": [{"lot": lot, "item": item, "warehouse": unit, "quantity": 10**11, "standard": lot}],
        "claims": [
            {"claim": lot, "unit": unit, "item": item, "class": 1, "asked": 5, "debt": -3, "most": 0}
            | {"accepts": [other], "standards": [lot, unit], "approved": "2020-02-09T09:00", "held_there": 0}
        ],
    }
    try:
        question = question_of(file)
    except Refused:
        return
    assert read_back(question, in_chinese=in_chinese).digest == question.digest


def test_nothing_in_a_workbook_is_a_formula() -> None:
    evil = '=HYPERLINK("http://x","y")'
    question = question_of(
        {
            "date": "2020-02-10",
            "items": [{"item": evil}],
            "lots": [{"lot": evil, "item": evil, "warehouse": "=1+1", "quantity": 1}],
            "claims": [{"claim": "@SUM(1)", "unit": "-1+1", "item": evil, "class": 1, "asked": 1}],
        }
    )
    made = plan_workbook(question, [Results("各家", ["=a", "b"], [[evil, "=1"], ["+1", 3]])])
    with ZipFile(BytesIO(made)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/")]
        texts = parts.read("xl/sharedStrings.xml").decode()
    assert len(sheets) == 5
    assert texts.count("HYPERLINK") == 1
    assert not any(mark in sheet for sheet in sheets for mark in ("<f>", "<f ", "<hyperlink"))
    assert read_sheet(made, "plan.xlsx").rows[1][0] == evil


def test_results_are_passed_over_when_the_question_is_read() -> None:
    question = question_of(random_file(random.Random(3)))
    made = plan_workbook(question, [Results("各家", ["x"], [["y"]]), Results("说明", ["", ""], [])])
    assert question_of(question_in_workbook(made, "plan.xlsx")).digest == question.digest


def test_more_rows_than_can_be_read_again_are_refused() -> None:
    question = question_of(random_file(random.Random(3)))
    with pytest.raises(Refused, match="too_many_lines"):
        plan_workbook(question, [Results("各家", ["x"], [["y"]] * MOST_ROWS)])
