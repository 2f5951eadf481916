"""No list of the warehouse weighs more than a phone on a bad line bears: 60 KB of HTML with every row full."""

from webtools import WebOffice

from liangcao.receiving.commands import ReceiptLine, ReceiveGoods

MOST_BYTES = 60 * 1024


def test_full_lists_stay_light(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    items = [row[0] for row in web.ask("SELECT item_id FROM item WHERE kind = 'goods'")]
    where = {"source_kind": "purchase", "source_party_id": web.ids["示例供应商"], "location_id": web.ids["主库"]}
    lines = [
        ReceiptLine(item_id=item, accepted=1_234_567, batch_number=f"BATCH-2020-{item}", expires_on="2020-03-01")
        for item in items
    ]
    for _ in range(60):
        web.do("keeper", ReceiveGoods(lines=tuple(lines[:1]), document_number="SH-0131", **where))
    web.do("keeper", ReceiveGoods(lines=tuple(lines), **where))
    lot = web.ask("SELECT MAX(lot_id) FROM lot")[0][0]
    pages = [
        "/stock",
        "/stock?view=lots",
        "/stock?view=matrix",
        "/stock?view=lots&day=2020-02-10",
        "/receipts",
        "/items",
    ]
    pages += ["/trace?q=kz", f"/trace/of/party/{web.ids['示例供应商']}", f"/lots/{lot}", "/funds", "/places"]
    heavy = {}
    for who, asked in (("inspector", pages), ("keeper", ["/receive", "/stock?view=lots", "/receipts"])):
        client = web.signed_in(who)
        for language in ("zh_CN", "en"):
            client.cookies.set("language", language)
            for path in asked:
                answer = client.get(path)
                assert answer.status_code == 200, path
                if len(answer.content) > MOST_BYTES:
                    heavy[f"{who} {language} {path}"] = len(answer.content)
    assert heavy == {}
