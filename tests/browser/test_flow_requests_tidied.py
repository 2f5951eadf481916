"""Requests that repeat are seen, merged, split, corrected and decided together, on a phone and at a desk."""

import os
import re
from pathlib import Path

import pytest
from handset import Handset, SignIn
from playwright.sync_api import expect

from liangcao.access.commands import GrantRole
from liangcao.operations.approvals import ApproveHeld
from web.deskwork import MASK, RESPIRATOR, ask_for
from web.webtools import WebOffice

pytestmark = pytest.mark.browser
SCREENS = ["small phone", "pc"]


def look(person: Handset, name: str) -> None:
    """Look closely, and keep a picture where somebody wants to see it (PICTURES)."""
    if folder := os.environ.get("PICTURES"):
        size = person.page.viewport_size
        width = size["width"] if size else 0
        person.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    person.look_closely()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_the_coordinator_tidies_up(sign_in: SignIn, office: WebOffice, screen: str, language: str) -> None:
    zh = language == "zh-CN"
    first, second = ask_for(office, 3_000), ask_for(office, 500)
    ask_for(office, 40, RESPIRATOR)
    desk = sign_in("coordinator", screen=screen)
    desk.open("/requests?state=submitted" + ("" if zh else "&language=en"))
    desk.sees("七天内要过" if zh else "Asked within 7 days")
    look(desk, f"list-{language}")
    desk.open(f"/requests/{first}")
    look(desk, f"one-{language}")
    desk.tap("先看再合并" if zh else "Look, then merge")
    desk.sees("3,500")
    look(desk, f"merge-{language}")
    desk.tap("合并成一份" if zh else "Merge into one")
    desk.sees("由这些申请而来" if zh else "Made from these requests")
    look(desk, f"merged-{language}")
    merged = desk.number_in_address("/requests/([0-9]+)$")
    desk.open(f"/requests/{second}")
    desk.sees(f"申请 {merged}" if zh else f"Request {merged}")
    look(desk, f"replaced-{language}")
    desk.open(f"/requests/{merged}/split")
    desk.page.get_by_role("textbox", name="拆出多少" if zh else "How much goes apart").fill("1000")
    look(desk, f"split-{language}")
    desk.tap("拆成两份" if zh else "Make two of it")
    part = desk.number_in_address("/requests/([0-9]+)$")
    desk.sees("1,000")
    desk.open(f"/requests/{part}/correct")
    look(desk, f"correct-{language}")
    desk.page.get_by_label("数量" if zh else "Quantity", exact=True).locator("visible=true").first.fill("900")
    desk.tap("提交更正" if zh else "Hand in the correction")
    expect(desk.page).not_to_have_url(re.compile("/correct"))
    desk.sees("900")
    asked = office.ask("SELECT asked FROM request JOIN request_line USING (request_id) WHERE state = 'submitted'")
    assert sorted(asked) == [(40,), (900,), (2_500,)]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_many_are_decided_with_their_amounts_in_sight(
    sign_in: SignIn, office: WebOffice, screen: str, language: str
) -> None:
    zh = language == "zh-CN"
    held = office.do("admin", GrantRole(actor_id=office.ids["coordinator"], role="approver")).answer["held_id"]
    office.do("admin2", ApproveHeld(held_id=held))
    for quantity in (3_000, 500):
        ask_for(office, quantity)
    ask_for(office, 70, who="coordinator")
    ask_for(office, None, RESPIRATOR)
    both = sign_in("coordinator", screen=screen)
    both.open("/requests?state=submitted" + ("" if zh else "&language=en"))
    boxes = both.page.locator("td input[name=id]")
    for number in range(4):
        boxes.nth(number).check()
    look(both, f"chosen-{language}")
    both.tap("先看再批" if zh else "Look, then approve")
    look(both, f"many-{language}")
    both.tap("确认批准" if zh else "Confirm the approval")
    both.sees("一份一份的结果" if zh else "Result, request by request")
    look(both, f"decided-{language}")
    approved = office.ask("SELECT approved FROM request_line WHERE approved IS NOT NULL ORDER BY approved")
    assert approved == [(500,), (3_000,)]


def test_one_tap_approves_a_whole_request(sign_in: SignIn, office: WebOffice) -> None:
    number = ask_for(office, 300, MASK)
    approver = sign_in("approver", screen="small phone")
    approver.open(f"/requests/{number}")
    look(approver, "approve")
    approver.tap("全部同意")
    approver.sees("待分配")
    assert approver.taps == 1
