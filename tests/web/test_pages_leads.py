"""货源 on the web: a line is read and saved, offers are compared, calls logged, doubles merged, lists taken in."""

import re

from deskwork import approve, ask_for, page, post
from webtools import WebOffice, words

from liangcao.parties.commands import RegisterParty
from liangcao.sourcing.commands import CaptureLead

LINE = "上海 李 KN95 2万 3.2元 现货 有证 13900000000"


def read(client: object, said: str) -> dict[str, str]:
    """The fields of the form a line becomes."""
    text = client.post("/leads/read", data={"said": said}).text  # type: ignore[attr-defined]
    form = text[text.index('action="/leads/new"') :]
    fields = dict(re.findall(r'<input type="(?:text|tel|date|hidden)"[^>]*? name="(\w+)"[^>]*? value="([^"]*)"', form))
    fields |= dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select id="f-\w+" name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return {name: value for name, value in fields.items() if name != "said" and not name.endswith("_text")}


def test_a_line_is_read_looked_at_and_saved(sqlite_web: WebOffice) -> None:
    buyer = sqlite_web.signed_in("buyer")
    shown = words(buyer.post("/leads/read", data={"said": LINE}).text)
    assert "“2万”：照原话" in shown
    assert "“李”：像是人名，请核对" in shown
    fields = read(buyer, LINE)
    assert fields["channel"] == ""  # nobody has said yet where the office is
    refused = post(buyer, "/leads/new", 422, **fields)
    assert 'id="f-channel-error"' in refused.text
    post(buyer, "/leads/new", **{**fields, "channel": "other_province"})
    assert sqlite_web.ask("SELECT quantity, price_fen, price_units, availability, certificate FROM offer") == [
        (20_000, 320, 1, "spot", "claimed")
    ]
    assert read(buyer, "上海 王 KN95 100 3元")["channel"] == "other_province"
    post(buyer, "/leads/new", **{**read(buyer, "淄博 陈明 护目镜 没货"), "channel": "local"})
    assert read(buyer, "济南 赵 护目镜")["channel"] == "other_city"  # now it is known where the office is
    listed = words(page(buyer, "/leads?state=all"))
    assert "李" in listed
    assert "3.2 元/只" in listed
    assert "没有货" in listed
    assert "李" in words(page(buyer, "/leads?q=13900000000"))
    assert "没有这样的线索" in words(page(buyer, "/leads?q=nobody"))
    assert "上海" in buyer.get("/leads.csv?state=all").content.decode("utf-8-sig")
    assert sqlite_web.signed_in("keeper").get("/leads").status_code == 403


def test_what_is_not_certain_is_asked(sqlite_web: WebOffice) -> None:
    buyer = sqlite_web.signed_in("buyer")
    text = buyer.post("/leads/read", data={"said": "老李 手套 10箱 6400元"}).text
    assert len(re.findall(r'type="radio" name="item_id" value="\d+"(?! checked)', text)) == 5
    assert 'type="radio" name="per" value="箱" required' in text
    item = sqlite_web.ids["丁腈手套"]
    fields = {"channel": "local", "contact": "老李", "item_id": str(item), "quantity": "10箱", "price": "6400"}
    assert 'id="f-per-error"' in post(buyer, "/leads/new", 422, **fields, per="").text
    post(buyer, "/leads/new", **fields, per="箱")
    post(buyer, "/leads/new", **{**fields, "price": "64000"}, per="total")
    assert sqlite_web.ask("SELECT quantity, price_fen, price_units FROM offer ORDER BY offer_id") == [
        (5_000, 640_000, 500), (5_000, 6_400_000, 5_000)
    ]  # fmt: skip
    far = post(buyer, "/leads/new", 422, **{**fields, "price": "6400"}, per="piece")
    assert "相差 30 倍以上" in words(far.text)
    post(buyer, "/leads/new", **{**fields, "price": "6400"}, per="piece", is_checked="1")
    for name, value in (("price", "3块多"), ("quantity", "一些"), ("extra", "x"), ("delivery", "很快"), ("rate", "")):
        sent = {**fields, "per": "piece", "currency": "USD" if name == "rate" else "CNY", name: value}
        assert f'id="f-{name}-error"' in post(buyer, "/leads/new", 422, **sent).text, name
    dollars = {**fields, "per": "piece", "price": "0.45", "currency": "USD", "rate": "6.9355", "rate_source": "中行"}
    post(buyer, "/leads/new", **dollars, is_checked="1")
    fen, units, foreign = sqlite_web.ask(
        "SELECT price_fen, price_units, foreign_price FROM offer ORDER BY offer_id DESC"
    )[0]
    assert (fen * 10_000, foreign) == (3_120_975 * units, 45 * units)  # 0.45 * 6.9355 yuan for one


def test_a_lead_is_followed_compared_and_merged(sqlite_web: WebOffice) -> None:
    web, buyer = sqlite_web, sqlite_web.signed_in("buyer")
    approve(web, ask_for(web, item="KN95防颗粒物口罩"), 3_000)
    board = words(page(buyer, "/leads"))
    assert "还缺这些" in board
    assert "KN95防颗粒物口罩 3,000 只" in board
    kn95, supplier = web.ids["KN95防颗粒物口罩"], web.ids["示例供应商"]
    numbers = []
    for fen, more in ((320, {"supplier_id": supplier}), (310, {"phone": "13900000000"}), (330, {"company": "某某厂"}),
                      (900, {"contact": "王", "phone": "139-0000-0000"})):  # fmt: skip
        offer = {"item_id": kn95, "quantity": 1_000, "price_fen": fen, "extra_fen": 5_000, "delivery_days": 3}
        made = CaptureLead.model_validate({"channel": "other_province", "place": "上海", "offers": (offer,), **more})
        numbers.append(int(web.do("buyer", made).answer["lead_id"]))
    by_channel = page(buyer, "/leads")
    assert "外省 4" in words(by_channel)
    assert "境外 0" in words(by_channel)
    assert "示例供应商 上海 KN95防颗粒物口罩 1,000 只 3.25 元/只" in words(by_channel)
    assert "data-board" not in page(buyer, "/leads?shape=list")
    assert "data-board" not in page(buyer, "/leads?channel=local")
    compared = words(page(buyer, f"/offers?item={kn95}"))
    assert "3.15 /只 最便宜 含运费等 ¥50.00" in compared
    assert "留意 偏高：比今天别的 3 个报价，中位数 3.25 元，一般相差 0.1 元" in compared
    assert "没登记，没有交过货的记录" in compared
    assert "还没有交过货" in compared or "拒收" in compared
    assert "3.15" in buyer.get(f"/offers.csv?item={kn95}").content.decode("utf-8-sig")
    assert "同一个电话" in words(page(buyer, "/leads/doubles"))
    one, other = numbers[1], numbers[3]
    post(buyer, f"/leads/{one}/call", outcome="call_back", call_at="2020-02-10T15:00", said="下午回话")
    assert "下午回话" in words(page(buyer, f"/leads/{one}"))
    web.clock.advance(4 * 3_600_000)
    assert "该打了" in words(page(buyer, "/leads?state=due"))
    post(buyer, f"/leads/{one}/merge", other_ids=str(other))
    assert f"并入线索 {one}" in words(page(buyer, f"/leads/{other}"))
    post(buyer, f"/leads/{one}/offer", item_id=str(kn95), price="3.05", per="piece")
    refused = post(buyer, f"/leads/{one}/offer", 422, item_id=str(kn95), price="", per="piece")
    assert "这一项要填" in words(refused.text)
    post(buyer, f"/leads/{one}/correct", company="某公司", supplier_id=str(supplier))
    post(buyer, f"/leads/{one}/close", reason="price_too_high")
    post(buyer, f"/leads/{one}/reopen", reason="降价了")
    assert "没成；价格太高" in words(page(buyer, f"/leads/{one}"))
    offer_id = web.ask("SELECT offer_id FROM offer WHERE lead_id = ? AND state = 'live'", numbers[2])[0][0]
    post(buyer, f"/offers/{offer_id}/end", reason="sold_out")
    assert "卖完了" in words(page(buyer, f"/leads/{numbers[2]}"))
    inspector = words(page(web.signed_in("inspector"), f"/leads/{one}"))
    assert "记通话" not in inspector
    page(buyer, "/leads/999999", status=404)


def test_a_list_comes_in_whole_or_not_at_all(sqlite_web: WebOffice) -> None:
    buyer = sqlite_web.signed_in("buyer")
    sqlite_web.do("coordinator", RegisterParty(kind="supplier", name="示例医药连锁公司"))
    good = "示例医药连锁公司 酒精 96瓶 12元\n上海 李 KN95 2万 3.2元 现货\n"
    faulty = post(buyer, "/leads/import", 422, pasted=f"{good}老王 手套 10箱 6400元\n", channel="local", take="1")
    assert "第 3 行 老王 手套 10箱 6400元 这一项填得不对：对得上几种，请选一种" in words(faulty.text)
    assert "没有说清渠道" in words(post(buyer, "/leads/import", 422, pasted=good).text)
    assert sqlite_web.ask("SELECT COUNT(*) FROM lead") == [(0,)]
    looked = buyer.post("/leads/import", data={"pasted": good, "channel": "local"})
    assert "2 条都读得准" in words(looked.text)
    for count in ("导入了 2 条线索，0 条已经记过", "导入了 0 条线索，2 条已经记过"):
        post(buyer, "/leads/import", pasted=good, channel="local", take="1")
        assert count in page(buyer, "/leads")
    assert sqlite_web.ask("SELECT COUNT(*) FROM offer") == [(2,)]


def test_programs_read_leads_and_offers(sqlite_web: WebOffice) -> None:
    item_id = sqlite_web.ids["KN95防颗粒物口罩"]
    offer = {"item_id": item_id, "quantity": 3, "price_fen": 320, "extra_fen": 100}
    said = {
        "channel": "abroad",
        "place": "日本",
        "contact": "李示例",
        "offers": (offer,),
        "calls": ({"outcome": "reached"},),
    }
    number = sqlite_web.do("buyer", CaptureLead.model_validate(said)).answer["lead_id"]
    buyer = sqlite_web.signed_in("buyer")
    listed = buyer.get("/api/v1/leads?channel=abroad").json()["rows"]
    assert [(each["lead_id"], each["state"]) for each in listed] == [(number, "offer")]
    assert "contact" not in listed[0]
    told = buyer.get(f"/api/v1/leads/{number}").json()
    assert told["head"]["contact"] == "李示例"
    assert [each["outcome"] for each in told["head"]["calls_made"]] == ["reached"]
    assert (told["lines"][0]["unit_price"], told["lines"][0]["landed_price"]) == ("3.2", "3.5333")
    beside = buyer.get(f"/api/v1/offers?item_id={item_id}").json()["rows"][0]
    assert (beside["standing"], beside["by_others"]["verdict"]) == ("live", "few")
    assert buyer.get("/api/v1/leads/999999").status_code == 404
    assert buyer.get("/api/v1/leads?channel=nowhere").status_code == 422
    assert sqlite_web.signed_in("keeper").get("/api/v1/leads").status_code == 403
