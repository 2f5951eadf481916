"""Every macro in all its states on one page: to look at, to test, and to copy from."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from liangcao.kernel.quantity import Pack
from liangcao.language import N_
from liangcao.web.drawing import FlowLink, FlowNode, StockBar, flow_drawing, sparkline, stock_bars
from liangcao.web.mounting import mount_base
from liangcao.web.pages.outbox import manifest, worker_script
from liangcao.web.rendering import render
from liangcao.web.shell import Identity, MenuEntry, MenuGroup, Shell
from liangcao.web.tables import Column, Paging

FOUNDED = 1_581_329_100_000
"""2020-02-10 18:05 in Shanghai."""

SAMPLE_MENU = (
    MenuEntry("home", N_("工作台"), "/gallery", "home", 7),
    MenuEntry("requests", N_("需求"), "/gallery#lists", "request", 12),
    MenuEntry("allocation", N_("分配"), "/gallery#drawings", "allocate"),
    MenuEntry("stock", N_("库存"), "/gallery#lists", "stock"),
    MenuEntry("trace", N_("追溯"), "/gallery#drawings", "trace"),
    MenuEntry("settings", N_("设置"), "/gallery#forms", "settings"),
)
SAMPLE_BAR = (
    MenuEntry("home", N_("待办"), "/gallery", "todo", 7),
    MenuEntry("stock", N_("库存"), "/gallery#lists", "stock"),
    MenuEntry("scan", N_("扫码"), "/gallery#forms", "scan"),
    MenuEntry("requests", N_("需求"), "/gallery#lists", "request", 12),
    MenuEntry("me", N_("我的"), "/gallery#feedback", "me"),
)
SAMPLE_SHELL = Shell(
    home="/gallery",
    identity=Identity("示例·王保管", "仓管", "/gallery"),
    menu=(MenuGroup("", SAMPLE_MENU[:1]), MenuGroup(N_("库房"), SAMPLE_MENU[1:])),
    bar=SAMPLE_BAR,
    search="/gallery",
    demo=True,
    as_of=FOUNDED,
    version="0.1.0",
)
SAMPLE_COLUMNS = (
    Column("item", N_("物资"), sort="item", primary=True),
    Column("place", N_("地点"), sort="place"),
    Column("on_hand", N_("现有"), sort="on_hand", numeric=True),
    Column("held", N_("已占用"), numeric=True),
    Column("expires_on", N_("最早到期"), wide_only=True),
    Column("state", N_("状态")),
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

SAMPLE_NODES = (
    FlowNode("p1", "上海采购 CG-0131", "source", "/gallery"),
    FlowNode("d1", "慈善总会捐赠", "source", "/gallery"),
    FlowNode("main", "主库", "store", "/gallery"),
    FlowNode("sub", "四宝山分库", "store"),
    FlowNode("s1", "SH-20200210-001", "shipment"),
    FlowNode("s2", "SH-20200210-002", "shipment"),
    FlowNode("s3", "SH-20200210-003", "shipment"),
    FlowNode("loss", "受潮报损", "other"),
    *(FlowNode(f"u{n}", f"示例企业{n}（名字很长很长的有限公司）", "unit", "/gallery") for n in range(1, 8)),
)
SAMPLE_LINKS = (
    FlowLink("p1", "main", 20000),
    FlowLink("d1", "main", 5000),
    FlowLink("main", "sub", 6000),
    FlowLink("sub", "main", 500),
    FlowLink("main", "s1", 9000),
    FlowLink("main", "s2", 4000),
    FlowLink("main", "loss", 400),
    FlowLink("sub", "s3", 3000),
    FlowLink("s1", "u1", 5000),
    FlowLink("s1", "u2", 2500),
    FlowLink("s1", "u3", 1500),
    FlowLink("s2", "u4", 3000),
    FlowLink("s2", "u5", 1000),
    FlowLink("s3", "u6", 2980),
    FlowLink("s3", "u7", 20),
)
SAMPLE_BARS = (
    StockBar("医用外科口罩", 60000, 12000, "只", "/gallery"),
    StockBar("N95 口罩", 3400, 300, "只"),
    StockBar("医用防护服（连体、带帽）", 50, 0, "套"),
    StockBar("84 消毒液", 42, 42, "桶"),
)

SHEET_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("place", N_("地点")),
    Column("on_hand", N_("数量"), numeric=True),
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
        sheet_columns=SHEET_COLUMNS,
        rows=SAMPLE_ROWS,
        paging=Paging(1284, 2),
        events=SAMPLE_EVENTS,
        packs=(Pack("箱", 2000), Pack("盒", 50)),
        moment=FOUNDED,
        flow=flow_drawing(SAMPLE_NODES, SAMPLE_LINKS, unit="只", title="口罩的来路和去向"),
        links=SAMPLE_LINKS,
        names={node.key: node.label for node in SAMPLE_NODES},
        bars=stock_bars(SAMPLE_BARS, title="现有库存"),
        spark=sparkline((0, 0, 19600, 24600, 24600, 9000, 12000, 8400), title="八天的库存"),
        errors={"quantity": "数量“十来箱”不是整数：请按最小单位填整数", "unit": "没有这个单位：示例企业"},
    )


def create_gallery_app() -> FastAPI:
    """An app that shows nothing but the gallery, with the same frame, files and headers as the product."""
    app = FastAPI(openapi_url=None)
    mount_base(app)
    app.add_api_route("/gallery", gallery_page, methods=["GET"])
    app.add_api_route("/sw.js", worker_script, methods=["GET"])
    app.add_api_route("/manifest.webmanifest", manifest, methods=["GET"])
    return app
