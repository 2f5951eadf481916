"""The pages of units: found by what people call them, registered, with what they asked for and received."""

from deskwork import add_checkpoint, page, post, send
from webtools import WebOffice, words


def test_found_by_name_kind_and_class(sqlite_web: WebOffice) -> None:
    add_checkpoint(sqlite_web)
    coordinator = sqlite_web.signed_in("coordinator")
    for query, found in (
        ("", {"示例医院", "四宝山卡口", "示例供应商"}),
        ("?q=SLYY", {"示例医院"}),
        ("?kind=checkpoint", {"四宝山卡口"}),
        ("?priority_class=1", {"示例医院"}),
        ("?kind=nonsense&sort=-name&page=1", {"示例医院", "四宝山卡口", "示例供应商"}),
    ):
        rows = page(coordinator, f"/parties{query}")
        assert {name for name in ("示例医院", "四宝山卡口", "示例供应商") if f">{name}</a>" in rows} == found, query
    assert "没有符合条件" in words(page(coordinator, "/parties?q=nobody"))
    assert "四宝山街道" in coordinator.get("/parties.csv").content.decode("utf-8-sig")
    assert sqlite_web.signed_in("unit").get("/parties").status_code == 403


def test_registered_once_with_its_contact_kept_apart(web: WebOffice) -> None:
    coordinator = web.signed_in("coordinator")
    fields = {
        "name": "示例社区",
        "kind": "subdistrict",
        "area": "四宝山街道",
        "contact": "赵示例",
        "phone": "13700003333",
    }
    made = post(coordinator, "/parties/new", **fields).headers["location"]
    assert "13700003333" in page(coordinator, made)
    assert "13700003333" not in page(web.signed_in("keeper"), made)
    taken = post(coordinator, "/parties/new", 422, **fields)
    assert "已经有了" in words(taken.text)
    empty = post(coordinator, "/parties/new", 422, name="", kind="")
    assert 'id="f-name-error"' in empty.text
    assert 'id="f-kind-error"' in empty.text
    page(coordinator, "/parties/999999", status=404)


def test_what_it_asked_for_and_received(sqlite_web: WebOffice) -> None:
    sent = send(sqlite_web)
    told = words(page(sqlite_web.signed_in("coordinator"), f"/parties/{sqlite_web.ids['示例医院']}"))
    assert "医用外科口罩 3,000 只" in told
    assert f"申请 {sent.request}" in told
    assert f"发货单 {sent.shipment}" in told
