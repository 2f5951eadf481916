"""What the program apart says of plans: how many stand, held against what, and what it cannot say."""

from collections.abc import Callable
from pathlib import Path

import pytest

from demo.told_story import tell_small
from journal.test_tampered_plans import propose
from journal.test_tampered_wishes import with_figures
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.journal.problems import PlansSeen
from liangcao.kernel.moment import day_of, day_span
from liangcao.reports.evidence import Period
from liangcao.verifier import layout
from liangcao.verifier.evidence import Asked, check_evidence
from liangcao.verifier.telling import as_data, as_text
from liangcao.verifier.words import Words
from scenarios.cast import Cast
from verifier.evidences import codes, export, rewritten

ZONE = "Asia/Shanghai"


@pytest.fixture
def story(copy_of: Callable[..., str]) -> str:
    """The URL of the told story."""
    return copy_of(tell_small)


def plans_by_day(url: str) -> dict[str, int]:
    """How many plans were proposed on each day."""
    database = Database(url)
    with database.read() as connection:
        moments = [row[0] for row in ask(connection, "SELECT proposed_at FROM plan")]
    database.dispose()
    days = [day_of(moment, ZONE) for moment in moments]
    return {day: days.count(day) for day in days}


def test_how_many_plans_were_certified_is_said_in_both_languages(story: str, tmp_path: Path) -> None:
    plans = sum(plans_by_day(story).values())
    checked = check_evidence(export(story, tmp_path / "e.zip"), Asked())
    assert checked.plans == PlansSeen(certified=plans, compared=plans)
    assert f"分配方案：{plans} 个重新核对" in as_text(checked, Words("zh"))
    english = as_text(checked, Words("en"))
    assert f"Allocation plans: {plans} checked anew" in english
    assert f"the questions of {plans} agree with the stock, requests and reserves" in english
    counted = {"certified": plans, "compared": plans, "unasked": 0, "otherwise": 0}
    assert as_data(checked, Words("en"))["plans"] == counted


def with_another_way(url: str) -> None:
    """One plan by the rules and two by other ways."""
    with_figures(url)
    cast = Cast(url)
    for way in ("rules", "equal", "first_come"):
        propose(cast, way=way)
    cast.close()


def test_plans_by_another_way_are_not_called_fair(copy_of: Callable[..., str], tmp_path: Path) -> None:
    checked = check_evidence(export(copy_of(with_another_way), tmp_path / "e.zip"), Asked())
    chinese, english = as_text(checked, Words("zh")), as_text(checked, Words("en"))
    assert "分配方案：3 个重新核对，守住储备、没有多分，其中 1 个按规则公平；3 个的问题" in chinese
    assert "2 个分配方案照要求用了规则以外的分法，或手工改过：只核对了不越界，没有核对公平" in chinese
    assert "3 checked anew: within reserves, nothing given twice; 1 of them fair by the rules" in english
    assert "2 allocation plans share by another way than the rules, as was asked for, or were" in english
    assert as_data(checked, Words("en"))["plans"]["otherwise"] == 2


def of_day(day: str) -> Period:
    since, until = day_span(day, ZONE)
    return Period((day, day), since, until)


def test_in_a_period_the_questions_are_held_against_the_stock_alone(story: str, tmp_path: Path) -> None:
    day, plans = max(plans_by_day(story).items())
    checked = check_evidence(export(story, tmp_path / "e.zip", of_day(day)), Asked())
    assert (codes(checked), checked.plans) == ({}, PlansSeen(certified=plans, compared=0))
    assert f"{plans} 个分配方案的问题只与当时的库存核对了" in as_text(checked, Words("zh"))


def test_in_a_period_too_the_stock_must_be_that_of_the_question(story: str, tmp_path: Path) -> None:
    """The office says that something else was there when the period began."""
    honest = export(story, tmp_path / "e.zip", of_day(max(plans_by_day(story))))

    def nothing_there(members: dict[str, bytes]) -> None:
        members[layout.OPENING_BALANCES] = b""

    assert "plan_stock_differs" in codes(check_evidence(rewritten(honest, nothing_there), Asked()))
