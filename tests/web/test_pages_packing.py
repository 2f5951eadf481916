"""The pages of packing: boxes with numbers, labels, waybills, the driver's word, kits made and opened, repacking."""

import re

from deskwork import page, post, send
from test_pages_picking import opened
from webtools import NOON, WebOffice, pdf_words, words

from liangcao.codes.rules import code_of
from liangcao.journal.note import SigningKey
from liangcao.journal.seal import seal
from liangcao.packing.commands import KitPart, SetKit
from liangcao.picking.commands import ConfirmPick

MASK, RESPIRATOR = "医用外科口罩", "医用防护口罩"

KEY = SigningKey("office.example/liangcao", bytes(range(32)))


def test_packed_labelled_and_taken(web: WebOffice) -> None:
    assert seal(web.database, 1, KEY, NOON)
    address = opened(web)
    pick = int(address.rsplit("/", 1)[1])
    for line, quantity in web.ask("SELECT line_number, quantity FROM pick_line ORDER BY line_number"):
        web.do("keeper", ConfirmPick(pick_id=pick, line_number=line, picked=quantity))
    keeper, driver = web.signed_in("keeper"), web.signed_in("driver")
    unit = web.ids["四宝山卡口"]
    found = re.findall(r'href="(/packages/new\?[^"]+)"', page(keeper, address))
    form = next(each for each in found if f"unit={unit}" in each).replace("&amp;", "&")
    told = page(keeper, form)
    hidden = dict(re.findall(r'name="([a-z_.0-9]+)" value="(\d+)"', told))
    fields = {name.replace(".", "__"): value for name, value in hidden.items() if name != "command_id"}
    fields |= {"lines__0__quantity": "250", "count": "2"}
    packed = str(post(keeper, "/packages", **fields).headers["location"])
    assert "都装好了" in words(page(keeper, form))
    more = post(keeper, "/packages", 422, **fields)
    assert "其余的已经装箱" in words(more.text)
    shown = page(keeper, packed)
    code = web.ask("SELECT code FROM package ORDER BY package_id")[0][0]
    assert code in shown
    assert "250 只" in words(shown)
    assert keeper.get(f"/packages?q={code}").headers["location"].endswith(packed)
    assert keeper.get("/packages/labels.pdf?ids=" + packed.rsplit("/", 1)[1]).content[:5] == b"%PDF-"
    number = int(packed.rsplit("/", 1)[1])
    assert keeper.get(f"/q/{code_of('B', number)}").headers["location"] == packed
    assert "四宝山卡口" in words(page(keeper, f"/scan?q={code_of('B', number)}"))
    post(keeper, f"/labels/B/{number}", kind="package", copies="1")
    assert "第 1 次" in words(page(keeper, f"/labels/B/{number}"))
    plan = web.ask("SELECT plan_id FROM pick_list")[0][0]
    sent = str(post(keeper, f"/picking/{plan}", unit_id=unit, vehicle="鲁C 00001", driver="王示例").headers["location"])
    wrong = post(driver, f"{sent}/take", 422, packages=1)
    assert "对不上请写明" in words(wrong.text)
    post(driver, f"{sent}/take", packages=2)
    assert "点了 2 件" in words(page(driver, sent))
    board = words(page(keeper, "/on-board"))
    assert "鲁C 00001" in board
    assert "500 只" in board
    assert "司机接了" in board
    for paper in (f"{sent}/waybill.pdf", f"{sent}/waybill.pdf?size=a5", "/shipments/waybills.pdf"):
        assert "树头 第" in pdf_words(keeper.get(paper).content)
    assert keeper.get(f"{sent}/waybill.pdf?size=a3").status_code in (400, 404, 422)


def test_opened_again_and_the_prefix(sqlite_web: WebOffice) -> None:
    sent = send(sqlite_web)
    keeper, admin = sqlite_web.signed_in("keeper"), sqlite_web.signed_in("admin")
    post(admin, "/packages/prefix", 422, prefix="12", reason="试")
    post(admin, "/packages/prefix", prefix="690123456", reason="中心发的")
    assert page(admin, "/kits")
    form = page(keeper, f"/packages/new?plan={sent.plan}&unit={sqlite_web.ids['示例医院']}")
    hidden = dict(re.findall(r'name="([a-z_.0-9]+)" value="(\d+)"', form))
    fields = {name.replace(".", "__"): value for name, value in hidden.items() if name != "command_id"}
    packed = str(
        post(keeper, "/packages", **{**fields, "lines__0__quantity": "3000", "count": "1"}).headers["location"]
    )
    assert "urn:epc:id:sscc:690123456." in page(keeper, packed)
    post(keeper, f"{packed}/unpack", 422, reason="")
    post(keeper, f"{packed}/unpack", reason="数错了")
    assert "已拆开" in words(page(keeper, packed))
    assert "已拆开" in words(page(keeper, "/packages?state=unpacked"))


def test_kits_made_and_opened_and_a_lot_repacked(web: WebOffice) -> None:
    kit = web.ids[RESPIRATOR]
    keeper, coordinator = web.signed_in("keeper"), web.signed_in("coordinator")
    post(coordinator, "/kits", 422, item_id=kit, parts__0__item_id=kit, parts__0__quantity=1)
    post(coordinator, "/kits", item_id=kit, parts__0__item_id=web.ids[MASK], parts__0__quantity=5)
    assert "第 1 版" in words(page(keeper, "/kits"))
    assert MASK in page(coordinator, f"/kits/new?item={kit}")
    store = web.ids["主库"]
    form = page(keeper, f"/kits/{kit}/assemble?location_id={store}&quantity=10")
    lot, proposed = re.findall(r'lot_id" value="(\d+)".*?value="(\d+)"', form, re.DOTALL)[0]
    assert proposed == "50"
    fields = {"location_id": store, "quantity": 10, "parts__0__lot_id": lot}
    post(keeper, f"/kits/{kit}/assemble", 422, **fields, parts__0__quantity=49)
    made = str(post(keeper, f"/kits/{kit}/assemble", **fields, parts__0__quantity=50).headers["location"])
    assert "50 只" in words(page(keeper, made))
    post(keeper, f"{made}/apart", 422, location_id=store, quantity=11, reason="急用")
    post(keeper, f"{made}/apart", location_id=store, quantity=4, reason="急用")
    assert "拆了 4" in words(page(keeper, made))
    assert "改装" in words(page(keeper, f"/lots/{lot}"))
    page(keeper, f"/lots/{lot}/repack")
    post(keeper, f"/lots/{lot}/repack", 422, location_id=store, quantity=100, pack_size=0)
    post(keeper, f"/lots/{lot}/repack", location_id=store, quantity=100, pack_size=20)
    rows = web.ask("SELECT pack_size FROM lot JOIN build USING (district_id, lot_id) WHERE build.kind = 'repack'")
    assert rows == [(20,)]
    assert page(web.signed_in("driver"), "/kits", 403)
    web.do("coordinator", SetKit(item_id=kit, parts=(KitPart(item_id=web.ids[MASK], quantity=6),)))
    assert "第 2 版" in words(page(keeper, "/kits"))
