"""The catalogue: found by class, scarceness and code; one item with all that is known; a catalogue brought in."""

from deskwork import MASK, RESPIRATOR, add_checkpoint, page, post
from webtools import WebOffice, words

from liangcao.exchange.sheets import write_table

SHEET = write_table(
    ("物资名称", "计量单位", "包装", "执行标准", "条码"),
    [("示例皂", "块", "箱=72", "GB/T 1", "6901234567892"), (MASK, "只", "", "YY 9", "")],
)


def item_id(web: WebOffice, name: str) -> int:
    return int(web.ask("SELECT item_id FROM item WHERE name = ?", name)[0][0])


def test_an_item_is_described_corrected_retired_and_found(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    buyer = web.signed_in("buyer")
    mask, other = (f"/items/{item_id(web, name)}" for name in (MASK, RESPIRATOR))
    post(buyer, f"{mask}/codes", system="gtin", code="6901234567892", valid_from="2020-01-01", valid_until="")
    assert "校验位不对" in words(post(buyer, f"{mask}/codes", 422, system="gtin", code="6901234567891").text)
    facts = {"name": MASK, "name_en": "Surgical mask", "category": "口罩", "grade": "一级", "shelf_life_days": "730"}
    post(buyer, f"{mask}/correct", **facts, standard="YY 0469-2023", is_scarce="1", reason="出了新标准")
    told = words(page(buyer, mask))
    for part in ("6901234567892", "YY 0469-2011 → YY 0469-2023", "紧缺：否 → 是", "检验报告", "出了新标准", "主库"):
        assert part in told
    assert f">{MASK}</a>" in page(buyer, "/items?q=6901234567892&scarce=1&category=口罩")
    assert f">{MASK}</a>" not in page(buyer, "/items?state=retired")
    listed = buyer.get("/api/v1/items?q=6901234567892&scarce=true&category=口罩").json()["rows"]
    assert [(each["name"], each["is_scarce"]) for each in listed] == [(MASK, 1)]
    assert buyer.get("/api/v1/items?state=retired").json()["rows"] == []
    first = buyer.get("/api/v1/items?limit=1").json()
    assert (len(first["rows"]), first["next"]) == (1, 1)
    head = buyer.get(f"/api/v1{mask}").json()["head"]
    assert [(each["code"], each["holds_today"]) for each in head["codes"]] == [("6901234567892", True)]
    assert "quality_report" in head["papers"]
    assert head["changes"][0]["reason"] == "出了新标准"
    assert buyer.get("/api/v1/items/999999").status_code == 404
    post(buyer, f"{other}/retire", instead_id=str(item_id(web, MASK)), reason="不再采购")
    assert "请改用" in words(page(buyer, other))
    assert f">{RESPIRATOR}</a>" in page(buyer, "/items?state=retired&sort=-standard")
    assert RESPIRATOR not in buyer.get("/find/items?q=" + RESPIRATOR).text
    post(buyer, f"{other}/restore", reason="又要用")
    page(buyer, "/items/999999", status=404)
    post(buyer, f"{mask}/nonsense", 404)
    assert "停用物资" not in page(web.signed_in("keeper"), mask)


def test_what_may_serve_is_set_by_two_and_shown_on_both(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    mask, other = item_id(web, MASK), item_id(web, RESPIRATOR)
    rule = {"other_id": str(other), "effective_on": "2020-01-31", "rank": "1", "reason": "专家组定"}
    post(web.signed_in("coordinator"), f"/items/{mask}/substitutes", **rule, kinds=["checkpoint", "school"])
    held = web.ask("SELECT MAX(held_id) FROM held_command")[0][0]
    approver = web.signed_in("approver")
    assert "检查点" in words(page(approver, f"/approvals/{held}")) or "卡口" in words(
        page(approver, f"/approvals/{held}")
    )
    post(approver, f"/approvals/{held}/approve")
    assert RESPIRATOR in words(page(approver, f"/items/{mask}"))
    assert "它可以代替" in words(page(approver, f"/items/{other}"))
    rules = approver.get(f"/api/v1/items/{mask}").json()["lines"]
    assert [(each["other_id"], each["kinds"]) for each in rules] == [(other, ["checkpoint", "school"])]
    assert approver.get(f"/api/v1/items/{other}").json()["head"]["serves_for"] == [mask]
    add_checkpoint(web)
    coordinator, named = web.signed_in("coordinator"), {"lines.0.item_id": str(mask), "more": "1"}
    for unit, is_proposed in (("四宝山卡口", True), ("示例医院", False)):
        unit_id = web.ids.get(unit) or web.ask("SELECT party_id FROM party WHERE name = ?", unit)[0][0]
        found = coordinator.get(f"/find/substitutes?item={mask}&unit={unit_id}").json()
        assert found == ([[other, RESPIRATOR]] if is_proposed else [])
        form = post(coordinator, "/requests/new", 200, **named, unit_id=str(unit_id)).text
        assert (f'name="lines.0.accepts" value="{other}"' in form) is is_proposed
    asked = {"lines.0.item_id": str(mask), "lines.0.quantity": "50", "lines.0.accepts": str(other)}
    post(coordinator, "/requests/new", **asked, unit_id=str(web.ids["示例医院"]))
    assert web.ask("SELECT item_id FROM request_substitute") == [(other,)]


def test_a_catalogue_is_looked_at_then_taken_in(sqlite_web: WebOffice) -> None:
    buyer = sqlite_web.signed_in("buyer")
    sent = buyer.post("/items/import", data={"command_id": "x"}, files={"file": ("目录.xlsx", SHEET)})
    there = sent.headers["location"]
    assert "示例皂" in words(page(buyer, there))
    assert "YY 0469-2011 → YY 9" in words(page(buyer, f"{there}?view=different"))
    post(buyer, there, corrects="1")
    assert "示例皂" in page(buyer, "/items?q=slz")
    again = buyer.post("/items/import", data={"command_id": "y"}, files={"file": ("目录.xlsx", SHEET)})
    assert "都已经有了" in words(page(buyer, again.headers["location"]))
    faulty = write_table(("物资名称", "计量单位", "条码"), [("示例二", "块", "6901234567891")])
    bad = buyer.post("/items/import", data={"command_id": "z"}, files={"file": ("目录.xlsx", faulty)})
    there = bad.headers["location"]
    assert "校验位不对" in words(page(buyer, there))
    assert buyer.get(f"{there}/faulty.xlsx").content[:2] == b"PK"
    assert sqlite_web.signed_in("keeper").get("/items/import").status_code == 403


def test_starters_and_papers(sqlite_web: WebOffice) -> None:
    buyer = sqlite_web.signed_in("buyer")
    post(buyer, "/items/starters", starter_set="flood")
    assert "冲锋舟" in page(buyer, "/items?category=水上救生")
    assert "没有要加的" in words(post(buyer, "/items/starters", 422, starter_set="flood").text)
    approver = sqlite_web.signed_in("approver")
    post(
        sqlite_web.signed_in("coordinator"),
        "/items/papers",
        category="口罩",
        papers=["quality_report"],
        reason="货源紧",
    )
    post(approver, f"/approvals/{sqlite_web.ask('SELECT MAX(held_id) FROM held_command')[0][0]}/approve")
    assert "货源紧" in words(page(approver, "/items/papers"))
    assert "定一类" not in page(buyer, "/items/papers")
