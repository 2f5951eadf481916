"""The pages of picking: a list of several units, walked line by line by code, put back, changed, ended."""

import re

from deskwork import page, post
from test_pages_shipping import adopted
from webtools import WebOffice, words


def opened(web: WebOffice) -> str:
    """The address of a list for the hospital and the checkpoint, taken by the keeper."""
    plan = adopted(web)
    keeper = web.signed_in("keeper")
    units = [str(web.ids[name]) for name in ("示例医院", "四宝山卡口")]
    address = str(post(keeper, "/pick-lists", plan_id=plan, unit_ids=units).headers["location"])
    assert "在拣货单" in words(page(keeper, "/picking"))
    post(keeper, f"{address}/start")
    return address


def test_walked_by_code_and_sent(web: WebOffice) -> None:
    address = opened(web)
    keeper = web.signed_in("keeper")
    assert "拣了" in words(page(keeper, address))
    assert "不在这张拣货单上" in words(page(keeper, f"{address}?scan=B9"))
    lines = web.ask("SELECT line_number, quantity FROM pick_line ORDER BY line_number")
    for number, quantity in lines:
        found = page(keeper, f"{address}?scan=A1")
        assert f'name="line_number" value="{number}"' in found
        assert "码对上了" in words(found)
        more = post(keeper, f"{address}/confirm", 422, line_number=number, picked=quantity + 1, scanned="A1", reason="")
        assert "多拿的请放回" in words(more.text)
        post(keeper, f"{address}/confirm", line_number=number, picked=quantity, scanned="A1", reason="")
    assert "都拣过了" in words(page(keeper, f"{address}?scan=A1")) or "拣完" in words(page(keeper, address))
    done = page(keeper, address)
    assert "拣齐了，可以发出" in words(done)
    where = re.search(r'href="(/picking/\d+\?unit=\d+)"', done)
    assert where is not None
    assert "拣好了，发出" in words(page(keeper, where[1].replace("&amp;", "&")))
    assert "备货区" in words(page(keeper, f"{address}/sheet"))
    assert "拣完" in words(page(keeper, "/pick-lists"))


def test_less_back_another_lot_and_ended(sqlite_web: WebOffice) -> None:
    address = opened(sqlite_web)
    keeper = sqlite_web.signed_in("keeper")
    short = post(keeper, f"{address}/confirm", 422, line_number=1, picked=1, reason="")
    assert "请写明原因" in words(short.text)
    post(keeper, f"{address}/confirm", line_number=1, picked=1, reason="找不到", more="只见一只")
    assert "找不到：只见一只" in words(page(keeper, address))
    post(keeper, f"{address}/back", line_numbers=1, reason="拣错了")
    other = page(keeper, f"{address}/lines/2")
    cells = re.findall(r'value="(\d+@\d+)"', other)
    assert cells
    post(keeper, f"{address}/lines/2", 422, cell=cells[-1], reason="")
    post(keeper, f"{address}/lines/2", cell=cells[-1], reason="近")
    assert len(sqlite_web.ask("SELECT 1 FROM held_command WHERE action = 'picking.change_lot'")) == 1
    post(keeper, f"{address}/cancel", reason="车不来了")
    assert "已取消" in words(page(keeper, address))
    assert page(sqlite_web.signed_in("treasurer"), address, 403)
    assert page(keeper, "/pick-lists/99999", 404)
