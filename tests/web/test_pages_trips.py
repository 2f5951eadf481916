"""The pages of trips: planned in two taps, put right by hand, driven; places and ways from sheets, what is late."""

import re
from dataclasses import dataclass

import pytest
from deskwork import add_checkpoint, approve, ask_for, page, post, propose
from webtools import NOON, WebOffice, pdf_words, words

from liangcao.allocation.commands import AdoptPlan
from liangcao.codes.pictures import read_picture
from liangcao.codes.rules import code_of
from liangcao.journal.note import SigningKey
from liangcao.journal.seal import seal
from liangcao.shipping.commands import DispatchShipment

KEY = SigningKey("office.example/liangcao", bytes(range(32)))
PASTED = """单位\t纬度\t经度\t收货开始\t收货结束\t交接分钟
主库\t36.8100\t118.0500\t\t\t
示例医院\t36.8200\t118.0600\t13:00\t17:00\t15
四宝山卡口\t36.8000\t118.0900\t\t\t
"""


@dataclass(frozen=True)
class Going:
    """Two shipments on their way, to the hospital and to the checkpoint."""

    hospital: int
    checkpoint: int


def going(web: WebOffice) -> Going:
    """Both sent from the store, on no trip yet."""
    add_checkpoint(web)
    for quantity, unit in ((3_000, "示例医院"), (500, "四宝山卡口")):
        approve(web, ask_for(web, quantity, unit=unit, who="coordinator"), quantity)
    plan = propose(web)
    web.do("approver", AdoptPlan(plan_id=plan))
    sent = []
    for unit in ("示例医院", "四宝山卡口"):
        command = DispatchShipment(plan_id=plan, unit_id=web.ids[unit])
        sent.append(int(web.do("keeper", command).answer["shipment_id"]))
    return Going(*sent)


def with_a_vehicle(web: WebOffice) -> None:
    """A vehicle of the driver's, and places for all."""
    desk = web.signed_in("coordinator")
    car = {"plate": "鲁C 10001", "store_id": web.ids["主库"], "boxes": "10", "driver_id": web.ids["driver"]}
    post(desk, "/vehicles/new", starts="08:00", ends="18:00", **car)
    post(desk, "/trips/places/sheet", datum="wgs84", pasted=PASTED)


def adopted(web: WebOffice) -> int:
    """A trip as it was proposed."""
    desk = web.signed_in("coordinator")
    plan = page(desk, "/trips/plan?go=1")
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', plan.split("<main")[1]))
    keys = re.findall(r'name="trips\.0\.shipment_ids" value="(\d+)"', plan)
    chosen = str(web.ids["driver"])
    post(desk, "/trips/plan", **{**fields, "trips.0.shipment_ids": keys, "trips.0.driver_id": chosen})
    return int(web.ask("SELECT MAX(trip_id) FROM trip")[0][0])


def test_planned_adopted_driven_and_back(web: WebOffice) -> None:
    assert seal(web.database, 1, KEY, NOON)
    sent = going(web)
    with_a_vehicle(web)
    desk = web.signed_in("coordinator")
    assert "2 张发货单还没排车" in words(page(desk, "/trips"))
    told = words(page(desk, "/trips/plan?go=1"))
    assert "第 1 趟 · 鲁C10001" in told
    assert "为什么没排上" not in told
    trip = adopted(web)
    assert web.ask("SELECT COUNT(*) FROM trip_stop WHERE trip_id = ? AND is_active = 1", trip) == [(2,)]
    one = page(desk, f"/trips/{trip}")
    assert "<polyline" in one
    assert "主库" in one.split("<svg", 1)[1]
    assert "树头 第" in pdf_words(desk.get(f"/trips/{trip}.pdf").content)
    driver = web.signed_in("driver")
    mine = page(driver, "/trips/mine")
    assert "geo:36.820000,118.060000" in mine
    assert f"/shipping/{sent.hospital}/hand-over" in mine
    post(driver, f"/trips/{trip}/start", back="mine")
    assert "在路上" in words(page(desk, "/trips"))
    web.clock.advance(4 * 3_600_000)
    assert "晚了" in words(page(desk, "/trips"))
    post(driver, f"/trips/{trip}/finish", note="卡口没有人", back="mine")
    assert web.ask("SELECT state, note FROM trip WHERE trip_id = ?", trip) == [("done", "卡口没有人")]
    assert "没送到" in words(page(desk, f"/trips/{trip}"))
    assert "鲁C10001" in words(page(desk, "/trips/all?state=done"))


def test_codes_of_trips_and_vehicles_open_their_pages_and_have_labels(sqlite_web: WebOffice) -> None:
    going(sqlite_web)
    with_a_vehicle(sqlite_web)
    trip, desk, keeper = adopted(sqlite_web), sqlite_web.signed_in("coordinator"), sqlite_web.signed_in("keeper")
    vehicle = int(sqlite_web.ask("SELECT vehicle_id FROM vehicle")[0][0])
    for letter, kind, number, path in (("T", "trip", trip, "/trips"), ("V", "vehicle", vehicle, "/vehicles")):
        code = code_of(letter, number)
        assert desk.get(f"/q/{code}").headers["location"] == f"{path}/{number}"
        page(desk, f"{path}/{number}")
        assert "鲁C10001" in words(page(desk, f"/scan?q={code}"))
        post(keeper, f"/labels/{letter}/{number}", kind=kind, copies="1")
        made = sqlite_web.ask("SELECT MAX(label_print_id) FROM label_print")[0][0]
        assert f"http://testserver/q/{code}" in read_picture(keeper.get(f"/labels/{made}.png").content)
    assert "没有找到" in words(page(sqlite_web.signed_in("unit"), f"/scan?q={code_of('V', vehicle)}"))


def test_stops_are_moved_by_buttons(sqlite_web: WebOffice) -> None:
    sent = going(sqlite_web)
    with_a_vehicle(sqlite_web)
    trip = adopted(sqlite_web)
    desk = sqlite_web.signed_in("coordinator")

    def order() -> list[int]:
        sql = "SELECT shipment_id FROM trip_stop WHERE trip_id = ? AND position > 0 ORDER BY position"
        return [row[0] for row in sqlite_web.ask(sql, trip)]

    first, second = order()
    post(desk, f"/trips/{trip}/arrange", do=f"down-{first}", version="1")
    assert order() == [second, first]
    stale = post(desk, f"/trips/{trip}/arrange", 422, do=f"up-{first}", version="1")
    assert "别人刚刚改动了出车单" in words(stale.text)
    post(desk, f"/trips/{trip}/arrange", do=f"off-{first}", version="2")
    assert order() == [second]
    post(desk, f"/trips/{trip}/arrange", do="add", shipment_id=first, version="3")
    assert sorted(order()) == sorted([sent.hospital, sent.checkpoint])
    post(desk, f"/trips/{trip}/arrange", do="leaves", leaves="14:30", version="4")
    assert sqlite_web.ask("SELECT leaves FROM trip WHERE trip_id = ?", trip) == [(870,)]
    assert "看不懂的钟点" in words(
        post(desk, f"/trips/{trip}/arrange", 422, do="leaves", leaves="早上", version="5").text
    )
    post(desk, f"/trips/{trip}/cancel", reason="车坏了")
    assert "2 张发货单还没排车" in words(page(desk, "/trips"))


def test_a_unit_without_a_place_is_listed_and_never_lost(sqlite_web: WebOffice) -> None:
    going(sqlite_web)
    desk = sqlite_web.signed_in("coordinator")
    car = {"plate": "鲁C10001", "store_id": sqlite_web.ids["主库"], "boxes": "10"}
    post(desk, "/vehicles/new", starts="08:00", ends="18:00", **car)
    post(desk, "/trips/places/sheet", datum="wgs84", pasted="\n".join(PASTED.splitlines()[:3]))
    told = words(page(desk, "/trips/plan?go=1"))
    assert "1 张发货单的单位没有坐标" in told
    left = told.split("为什么没排上")[1]
    assert "四宝山卡口" in left
    assert "不知道在哪里" in left


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("示例医院\t118.06\t36.82\t\t\t", "像是填反了"),
        ("示例医院\t36.82\t118.06\t17:00\t13:00\t", "时间不对"),
        ("示例医院\t三十六\t118.06\t\t\t", "看不懂的经纬度"),
        ("不认识的医院\t36.82\t118.06\t\t\t", "没有这个地点"),
        ("示例医院\t22.54\t114.05\t\t\t", "公里"),
    ],
)
def test_wrong_places_are_named_by_row_and_nothing_is_kept(sqlite_web: WebOffice, row: str, said: str) -> None:
    desk = sqlite_web.signed_in("coordinator")
    pasted = "\n".join([*PASTED.splitlines()[:2], row])
    answer = post(desk, "/trips/places/sheet", 422, datum="wgs84", pasted=pasted)
    assert said in words(answer.text)
    assert sqlite_web.ask("SELECT COUNT(*) FROM site") == [(0,)]


def test_settings_sizes_and_ways(sqlite_web: WebOffice) -> None:
    add_checkpoint(sqlite_web)
    desk = sqlite_web.signed_in("coordinator")
    post(desk, "/trips/settings/rule", detour_percent="150", speed_kmh="20", loading="15", service="8", most_runs="2",
         reason="封路")  # fmt: skip
    post(desk, "/trips/settings/sizes", item_id=sqlite_web.ids["医用外科口罩"], pack="2500", grams="9000")
    ways = "从\t到\t公里\t分钟\n主库\t示例医院\t2.6\t8\n示例医院\t主库\t2.9\t9\n主库\t四宝山卡口\t5\t14\n"
    post(desk, "/trips/settings/ways", pasted=ways)
    told = words(page(desk, "/trips/settings"))
    assert "现在知道 3 段实际路程" in told
    assert "9,000" in told
    wrong = post(desk, "/trips/settings/ways", 422, pasted="从\t到\t公里\t分钟\n主库\t月球\t2.6\t8\n")
    assert "第 2 行" in words(wrong.text)


def test_who_may_not_plan_sees_no_plan(sqlite_web: WebOffice) -> None:
    assert sqlite_web.signed_in("driver").get("/trips/plan").status_code == 403
    assert sqlite_web.signed_in("unit").get("/trips").status_code == 403
    assert "现在没有派给您的出车" in words(page(sqlite_web.signed_in("driver"), "/trips/mine"))
