"""From the shelf to the door: household kits, a list walked, packages with numbers, a trip, a code to sign by."""

from hashlib import sha256

from liangcao.access.permissions import EVERYTHING
from liangcao.allocation.commands import AdoptPlan
from liangcao.catalog.commands import RegisterItem
from liangcao.delivering.commands import IssueLink, SignedLine, SignPublicly
from liangcao.demo import goods
from liangcao.demo.cast import ADMIN, APPROVER, BUYER, COORDINATOR, DRIVER, KEEPER, STORE, Player
from liangcao.demo.telling import Sent, Telling
from liangcao.demo.world import World
from liangcao.packing.commands import AssembleKits, KitPart, PackedLine, PackGoods, PartLot, SetKit, SetPrefix
from liangcao.packing.queries import planned_to_pack
from liangcao.picking.commands import ConfirmPick, OpenPickList, StartPicking
from liangcao.picking.queries import pick_rows
from liangcao.requests.commands import OpenDoor
from liangcao.requests.queries import door
from liangcao.shipping.commands import DispatchShipment, TakeOver
from liangcao.shipping.queries import shipment_lines, shipments_page
from liangcao.tracking.commands import (
    AdoptTrips,
    FinishTrip,
    NewTrip,
    RegisterVehicle,
    SetSites,
    SetSizes,
    SiteLine,
    SizeLine,
    StartTrip,
)

KIT = "家庭生活包"
KITS, BATCH = 40, "SHB-01"
IN_A_KIT = ((goods.NOODLES, "FB-2002", 5), (goods.WATER, "KQ-2002", 6), (goods.SANITIZER, "SX-2001", 1))
"""What one household in isolation gets for some days, out of what the charity gave: item, lot, base units."""
PLATES = ("鲁C·示01", "鲁C·示02")
PREFIX = "9520000"
"""Of the numbers that GS1 keeps for demonstrations: nobody's."""
PUBLIC = Player("public", "公众", "public")
SECRET = "demo-hand-over-0209"  # noqa: S105 - known to everybody: a demonstration
PHONE = sha256(b"the driver's phone").hexdigest()
NORTH, EAST = 36_815_000, 118_020_000
"""Somewhere in the zone, in microdegrees; units lie around it on a made-up ring."""
EAST_OF, NORTH_OF = 9_000, 6_000


def make_kits(telling: Telling, _world: World) -> None:
    """Households that may not leave their homes get a bag each, made of what the charity gave."""
    telling.at(telling.day, "15:00")
    kit = telling.do(BUYER, RegisterItem(name=KIT, name_en="Household kit", base_unit="包", category="生活物资"))
    telling.items[KIT] = int(kit.answer["item_id"])
    parts = tuple(KitPart(item_id=telling.items[item], quantity=each) for item, _, each in IN_A_KIT)
    telling.do(COORDINATOR, SetKit(item_id=telling.items[KIT], parts=parts, note="居家隔离一户三天"))
    lots = tuple(PartLot(lot_id=telling.lots[batch], quantity=each * KITS) for _, batch, each in IN_A_KIT)
    place = telling.places["C-01"]
    command = AssembleKits(
        item_id=telling.items[KIT], location_id=place, quantity=KITS, parts=lots, batch_number="SHB-01"
    )
    telling.lots["SHB-01"] = int(telling.do(KEEPER, command).answer["lot_id"])


def know_the_ways(telling: Telling, world: World) -> None:
    """Two vehicles, where the store and the units lie, what a box holds; packages get numbers, the public its door."""
    telling.at(telling.day, "09:00")
    driver, store = telling.actors[DRIVER.login], telling.places[STORE]
    for plate, boxes in zip(PLATES, (120, 60), strict=True):
        vehicle = RegisterVehicle(plate=plate, store_id=store, boxes=boxes, driver_id=driver)
        telling.vehicles[plate] = int(telling.do(COORDINATOR, vehicle).answer["vehicle_id"])
    units = [name for kind in ("hospital", "checkpoint", "subdistrict", "department") for name in world.names(kind)]
    sites = [SiteLine(site_id=store, north=NORTH, east=EAST)]
    for number, unit in enumerate(units[:24]):
        east, north = EAST + EAST_OF * (number % 5 - 2), NORTH + NORTH_OF * (number * 3 % 7 - 3)
        sites.append(SiteLine(site_id=telling.parties[unit], north=north, east=east, opens=480, closes=1140))
    telling.do(COORDINATOR, SetSites(datum="gcj02", lines=tuple(sites)))
    packs = ((goods.SURGICAL, 2_000), (goods.GLOVES, 1_000), (goods.SANITIZER, 24), (KIT, 1))
    sizes = tuple(SizeLine(item_id=telling.items[item], pack=pack) for item, pack in packs)
    telling.do(COORDINATOR, SetSizes(lines=sizes))
    telling.do(ADMIN, SetPrefix(prefix=PREFIX, reason="包装件从今天起编 SSCC（示范用前缀）"))
    telling.do(COORDINATOR, OpenDoor(hotline="0533-0000000"))
    with telling.office.database.read() as connection:
        found = door(connection, telling.office.district_id)
    telling.actors[PUBLIC.login] = found.actor_id if found else 0


def _adopted(telling: Telling, unit: str, item: str, quantity: int) -> int:
    """What a unit asks for is approved, planned and adopted; the number of the plan."""
    asked = [(item, quantity)]
    telling.approve(telling.ask(unit, asked), asked)
    plan_id = telling.propose([item], f"{unit}")
    telling.do(APPROVER, AdoptPlan(plan_id=plan_id))
    return plan_id


def _list_begun(telling: Telling, unit: str, plan_id: int) -> int:
    opened = telling.do(KEEPER, OpenPickList(plan_id=plan_id, unit_ids=(telling.parties[unit],)))
    pick_id = int(opened.answer["pick_id"])
    telling.do(KEEPER, StartPicking(pick_id=pick_id))
    return pick_id


def _send_kits(telling: Telling, unit: str, kits: int) -> Sent:
    """Kits are picked line by line, packed in two packages, loaded, and counted by the driver."""
    plan_id = _adopted(telling, unit, KIT, kits)
    pick_id = _list_begun(telling, unit, plan_id)
    telling.do(KEEPER, ConfirmPick(pick_id=pick_id, line_number=1, picked=kits, scanned=BATCH))
    with telling.office.database.read() as connection:
        (there,) = planned_to_pack(connection, telling.office.district_id, plan_id)
    line = PackedLine(lot_id=there.lot_id, quantity=kits // 2, plan_line=there.plan_line)
    telling.do(KEEPER, PackGoods(location_id=there.location_id, plan_id=plan_id, lines=(line,), count=2))
    command = DispatchShipment(plan_id=plan_id, unit_id=telling.parties[unit], vehicle=PLATES[0], driver=DRIVER.name)
    sent = Sent(int(telling.do(KEEPER, command).answer["shipment_id"]), unit)
    telling.do(DRIVER, TakeOver(shipment_id=sent.shipment_id, packages=2, vehicle=PLATES[0]))
    return sent


def _leave(telling: Telling, leaves: int, *shipments: int) -> int:
    """A trip of the first vehicle is decided on and leaves (`leaves`: minutes of the day); its number."""
    trip = NewTrip(vehicle_id=telling.vehicles[PLATES[0]], leaves=leaves, driver_id=telling.actors[DRIVER.login],
                   shipment_ids=shipments)  # fmt: skip
    adopted = telling.do(COORDINATOR, AdoptTrips(day=telling.day, trips=(trip,)))
    trip_id = int(adopted.answer["trip_ids"][0])
    telling.do(DRIVER, StartTrip(trip_id=trip_id))
    return trip_id


def hand_over_by_code(telling: Telling, world: World) -> None:
    """The first kits go out; the sub-district signs on its own phone, by the code that the driver shows."""
    telling.at(telling.day, "10:30")
    sent = _send_kits(telling, world.names("subdistrict")[0], 16)
    trip_id = _leave(telling, 660, sent.shipment_id)
    telling.at(telling.day, "11:40")
    secret = sha256(SECRET.encode()).hexdigest()
    telling.do(DRIVER, IssueLink(shipment_id=sent.shipment_id, token_hash=secret, phone=PHONE))
    with telling.office.database.read() as connection:
        lines = shipment_lines(connection, telling.office.district_id, sent.shipment_id)
    signed = tuple(SignedLine(line_number=line.line_number, received=line.quantity) for line in lines)
    command = SignPublicly(token_hash=secret, lines=signed, receiver="示例·街道收货人", place="36.815,118.002")
    telling.do(PUBLIC, command)
    telling.do(DRIVER, FinishTrip(trip_id=trip_id))


def forget_to_sign(telling: Telling, world: World) -> None:
    """Water is dropped at a checkpoint late at night; nobody has signed for it since."""
    telling.at(telling.day, "20:30")
    unit = world.names("checkpoint")[0]
    plan_id = _adopted(telling, unit, goods.WATER, 48)
    telling.do(KEEPER, DispatchShipment(plan_id=plan_id, unit_id=telling.parties[unit], driver=DRIVER.name))


def _on_the_way_to(telling: Telling, unit: str) -> list[int]:
    with telling.office.database.read() as connection:
        found = shipments_page(connection, telling.office.district_id, EVERYTHING, state="dispatched")
    return [each.shipment_id for each in found if each.unit_name == unit]


def leave_on_the_road(telling: Telling, world: World) -> None:
    """For whoever enters: a trip with two stops under way, a list half walked."""
    telling.at(telling.day, "08:50")
    waiting = _on_the_way_to(telling, world.names("hospital")[0])
    kits = _send_kits(telling, world.names("subdistrict")[1], 12)
    _leave(telling, 565, *waiting, kits.shipment_id)
    plan_id = _adopted(telling, world.names("hospital")[1], goods.SUIT, 90)
    pick_id = _list_begun(telling, world.names("hospital")[1], plan_id)
    with telling.office.database.read() as connection:
        first = pick_rows(connection, telling.office.district_id, pick_id)[0]
    telling.do(KEEPER, ConfirmPick(pick_id=pick_id, line_number=first.line_number, picked=first.quantity))
