"""Something to drive: two shipments on their way, a vehicle of the driver's, places for all."""

from typing import NamedTuple

from liangcao.allocation.commands import AdoptPlan
from liangcao.shipping.commands import DispatchShipment
from liangcao.tracking.commands import RegisterVehicle, SetSites, SiteLine
from web.deskwork import add_checkpoint, approve, ask_for, propose
from web.webtools import WebOffice, found

NORTH, EAST = 36_810_000, 118_050_000


class ToDrive(NamedTuple):
    """The shipments to the hospital and to the checkpoint, and the vehicle."""

    hospital: int
    checkpoint: int
    vehicle: int


def to_drive(web: WebOffice) -> ToDrive:
    """Sent from the store, on no trip yet."""
    add_checkpoint(web)
    units = ("示例医院", "四宝山卡口")
    for unit in units:
        approve(web, ask_for(web, 500, unit=unit, who="coordinator"), 500)
    plan = propose(web)
    web.do("approver", AdoptPlan(plan_id=plan))
    sent = [web.do("keeper", DispatchShipment(plan_id=plan, unit_id=web.ids[unit])) for unit in units]
    car = RegisterVehicle(plate="鲁C 10001", store_id=web.ids["主库"], boxes=10, driver_id=web.ids["driver"])
    vehicle = int(web.do("coordinator", car).answer["vehicle_id"])
    lines = tuple(
        SiteLine(site_id=web.ids[name], north=NORTH + far * 9_000, east=EAST)
        for far, name in enumerate(("主库", *units))
    )
    web.do("coordinator", SetSites(datum="bd09", lines=lines))
    return ToDrive(*(int(each.answer["shipment_id"]) for each in sent), vehicle)


def found_to_drive(url: str) -> None:
    """The books of an office with something to drive."""
    found(url)
    web = WebOffice(url)
    to_drive(web)
    web.close()
