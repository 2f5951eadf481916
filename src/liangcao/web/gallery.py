"""Every macro in all its states on one page: to look at, to test, and to copy from."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from liangcao.kernel.quantity import Pack
from liangcao.web.mounting import mount_base
from liangcao.web.rendering import render
from liangcao.web.shell import Identity, MenuEntry, Shell
from liangcao.web.tables import Column, Paging

FOUNDED = 1_581_329_100_000
"""2020-02-10 18:05 in Shanghai."""

SAMPLE_MENU = (
    MenuEntry("home", "工作台", "/gallery", "home", 7),
    MenuEntry("requests", "需求", "/gallery#lists", "request", 12),
    MenuEntry("allocation", "分配", "/gallery#drawings", "allocate"),
    MenuEntry("stock", "库存", "/gallery#lists", "stock"),
    MenuEntry("trace", "追溯", "/gallery#drawings", "trace"),
    MenuEntry("settings", "设置", "/gallery#forms", "settings"),
)
SAMPLE_BAR = (
    MenuEntry("home", "待办", "/gallery", "todo", 7),
    MenuEntry("stock", "库存", "/gallery#lists", "stock"),
    MenuEntry("scan", "扫码", "/gallery#forms", "scan"),
    MenuEntry("requests", "需求", "/gallery#lists", "request", 12),
    MenuEntry("me", "我的", "/gallery#feedback", "me"),
)
SAMPLE_SHELL = Shell(
    home="/gallery",
    identity=Identity("示例·王保管", "仓管", "/gallery"),
    menu=SAMPLE_MENU,
    bar=SAMPLE_BAR,
    search="/gallery",
    demo=True,
    as_of=FOUNDED,
    version="0.1.0",
)
SAMPLE_COLUMNS = (
    Column("item", "物资", sort="item", primary=True),
    Column("place", "地点", sort="place"),
    Column("on_hand", "现有", sort="on_hand", numeric=True),
    Column("held", "已占用", numeric=True),
    Column("expires_on", "最早到期", wide_only=True),
    Column("state", "状态"),
)
SAMPLE_ROWS: tuple[dict[str, Any], ...] = (
    {"id": 1, "item": "医用外科口罩", "place": "主库", "on_hand": 60000, "held": 12000, "unit": "只",
     "expires_on": "2021-06-30", "state": "充足", "tone": "ok"},
    {"id": 2, "item": "N95 口罩", "place": "主库", "on_hand": 340, "held": 300, "unit": "只",
     "expires_on": "2020-12-31", "state": "紧缺", "tone": "danger"},
    {"id": 3, "item": "医用防护服（连体、带帽）", "place": "四宝山分库", "on_hand": 50, "held": 0, "unit": "套",
     "expires_on": "2020-03-01", "state": "近效期", "tone": "warn"},
    {"id": 4, "item": "84 消毒液", "place": "四宝山分库", "on_hand": 42, "held": 0, "unit": "桶",
     "expires_on": "2020-08-15", "state": "待检", "tone": "wait"},
)  # fmt: skip
SAMPLE_EVENTS: tuple[dict[str, Any], ...] = (
    {"at": FOUNDED, "text": "企业签收 2,000 只", "who": "示例企业·李", "tone": "ok", "href": "/gallery"},
    {"at": FOUNDED - 7_200_000, "text": "装车发出", "who": "仓管"},
    {"at": FOUNDED - 9_000_000, "text": "误扫入库 200 只", "who": "仓管", "undone": True},
    {"at": FOUNDED - 86_400_000, "text": "两箱受潮，拒收 400 只", "tone": "danger"},
)


def gallery_page(request: Request) -> HTMLResponse:
    """The gallery; its samples are invented."""
    request.state.shell = SAMPLE_SHELL
    return render(
        request,
        "gallery.html",
        fragment="rows",
        active="stock",
        sort=request.query_params.get("sort", "item"),
        columns=SAMPLE_COLUMNS,
        rows=SAMPLE_ROWS,
        paging=Paging(1284, 2),
        events=SAMPLE_EVENTS,
        packs=(Pack("箱", 2000), Pack("盒", 50)),
        moment=FOUNDED,
        errors={"quantity": "数量“十来箱”不是整数：请按最小单位填整数", "unit": "没有这个单位：示例企业"},
    )


def create_gallery_app() -> FastAPI:
    """An app that shows nothing but the gallery, with the same frame, files and headers as the product."""
    app = FastAPI(openapi_url=None)
    mount_base(app)
    app.add_api_route("/gallery", gallery_page, methods=["GET"])
    return app
