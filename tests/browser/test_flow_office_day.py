"""The office's own day on a small phone and by keyboard: a line from any page, groups, the roster, the log."""

import pytest
from handset import SignIn
from playwright.sync_api import expect

from liangcao.organisation.commands import RosterLine, SetGroup, SetRoster, SetShifts, ShiftLine
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


def test_a_line_by_one_key_from_any_page(sign_in: SignIn, office: WebOffice) -> None:
    """J, the words, Enter: it stands in the log of the day."""
    keeper = sign_in("keeper", screen="pc")
    keeper.open("/stock")
    keeper.page.keyboard.press("j")
    expect(keeper.page.get_by_label("记一行")).to_be_focused()
    keeper.look_closely()
    keeper.page.keyboard.type("捐赠的车到了")
    keeper.page.keyboard.press("Enter")
    expect(keeper.page.get_by_text("记下了")).to_be_visible()
    assert office.ask("SELECT text, kind FROM log_line") == [("捐赠的车到了", "note")]
    keeper.open("/worklog")
    keeper.sees("捐赠的车到了")
    keeper.look_closely()


def test_the_pages_of_the_office_keep_the_rules_of_access(sign_in: SignIn, office: WebOffice) -> None:
    buyer = office.ids["buyer"]
    office.do("coordinator", SetGroup(name="采购组", purpose="找货源", leader_id=buyer))
    shift = SetShifts(lines=(ShiftLine(name="白班", begins=480, ends=1200),))
    shift_id = office.do("coordinator", shift).answer["shift_ids"][0]
    line = {"day": "2020-02-10", "shift_id": shift_id, "actor_ids": (buyer,), "leader_id": buyer}
    office.do("coordinator", SetRoster(lines=(RosterLine.model_validate(line),)))
    phone = sign_in("coordinator", screen="small phone")
    for path in (
        "/worklog",
        "/worklog/chat",
        "/worklog/capture?text=到货",
        "/organisation",
        "/roster",
        "/roster/shifts",
    ):
        phone.open(path)
        phone.look_closely()
    phone.open("/roster/2020-02-10/edit")
    phone.look_closely()
    phone.page.get_by_role("button", name="随手记").last.click()
    phone.look_closely()
