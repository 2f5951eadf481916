"""Real requests of 2020: the plan is certified, moves as much as any way could, and leaves nobody further behind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from liangcao.sharing.answer import answer
from liangcao.sharing.check import check_plan
from liangcao.sharing.question import TABLES
from liangcao.sharing.reading import question_of
from sharing.real_requests import File, first_come_first_served, getusppe, hubei, ours, outcome, pro_rata, report

DOCUMENT = Path(__file__).parents[2] / "docs" / "sharing.md"


@pytest.mark.parametrize(("read", "claims", "left_out"), [(hubei, 213, 1405), (getusppe, 2099, 279)])
def test_real_requests_are_shared_fairly(read: Callable[[], tuple[File, int]], claims: int, left_out: int) -> None:
    file, out = read()
    assert (len(file["claims"]), out) == (claims, left_out)
    question = question_of(file)
    assert check_plan(question, answer(question).document) == []
    mine, early, even = (outcome(file, way(file)) for way in (ours, first_come_first_served, pro_rata))
    assert mine.given == early.given >= even.given
    assert mine.by_class[1] >= max(early.by_class[1], even.by_class[1])
    assert mine.spread < early.spread
    first_class = [place for place in mine.lowest if place[1] == 1]
    assert all(mine.lowest[place] >= max(early.lowest[place], even.lowest[place]) for place in first_class)


def test_the_document_tells_what_comes_out() -> None:
    assert report() in DOCUMENT.read_text(encoding="utf-8")


def test_the_document_names_every_field() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, table in TABLES.items():
        for field, said in table.fields.items():
            assert f"| `{name}` {table.heading} | `{field}` | {said.heading} |" in text
