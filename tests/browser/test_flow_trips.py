"""Today's trips: the coordinator in three clicks, a stop moved by keyboard alone, the driver off in one tap."""

import re

import pytest
from handset import SignIn
from playwright.sync_api import expect

from liangcao.allocation.commands import AdoptPlan
from liangcao.shipping.commands import DispatchShipment
from liangcao.tracking.commands import RegisterVehicle, SetSites, SiteLine
from web.deskwork import add_checkpoint, approve, ask_for, propose
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


def ready(office: WebOffice) -> None:
    """Two shipments on their way, a vehicle, and places for all."""
    add_checkpoint(office)
    for quantity, unit in ((3_000, "示例医院"), (500, "四宝山卡口")):
        approve(office, ask_for(office, quantity, unit=unit, who="coordinator"), quantity)
    plan = propose(office)
    office.do("approver", AdoptPlan(plan_id=plan))
    for unit in ("示例医院", "四宝山卡口"):
        office.do("keeper", DispatchShipment(plan_id=plan, unit_id=office.ids[unit]))
    points = {"主库": (36_810_000, 118_050_000), "示例医院": (36_820_000, 118_060_000)}
    points["四宝山卡口"] = (36_800_000, 118_090_000)
    lines = tuple(SiteLine(site_id=office.ids[name], north=north, east=east) for name, (north, east) in points.items())
    office.do("coordinator", SetSites(datum="wgs84", lines=lines))
    known = {"store_id": office.ids["主库"], "driver_id": office.ids["driver"], "boxes": 10}
    office.do("coordinator", RegisterVehicle(plate="鲁C10001", **known))


def order(office: WebOffice) -> list[int]:
    """The stops of the trip."""
    return [row[0] for row in office.ask("SELECT shipment_id FROM trip_stop ORDER BY position")]


def test_planned_moved_and_driven(sign_in: SignIn, office: WebOffice) -> None:
    ready(office)
    desk = sign_in("coordinator", screen="pc")
    desk.open("/trips")
    desk.tap(desk.page.get_by_role("link", name="排车", exact=True))
    desk.look_closely()
    expect(desk.page.locator("svg.map")).to_be_visible()
    desk.tap("就这样定")
    expect(desk.page).to_have_url(re.compile("/trips$"))
    assert desk.taps <= 3
    before = order(office)
    desk.open(f"/trips/{office.ask('SELECT trip_id FROM trip')[0][0]}")
    desk.look_closely()
    desk.page.get_by_role("button", name=re.compile("下移")).first.focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_text("停靠已调整")).to_be_visible()
    assert order(office) == before[::-1]
    driver = sign_in("driver", screen="small phone")
    driver.open("/trips/mine")
    expect(driver.page.locator("a[href^='geo:']").first).to_be_visible()
    driver.look_closely()
    driver.tap("出发")
    driver.sees("在路上")
    driver.tap(driver.page.get_by_role("link", name=re.compile("交给")).first)
    expect(driver.page).to_have_url(re.compile(r"/shipping/\d+/hand-over$"))
