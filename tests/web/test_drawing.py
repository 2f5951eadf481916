"""Drawings say what they show, keep everything in place and trust no text."""

import xml.etree.ElementTree as ElementTree
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from liangcao.web.drawing import FlowLink, FlowNode, StockBar, fit, flow_drawing, sparkline, stock_bars
from liangcao.web.flow import NODE_WIDTH, columns_of, lay_out

SVG = "{http://www.w3.org/2000/svg}"
NODES = [
    FlowNode("buy", "上海采购", "source", "/purchases/1"),
    FlowNode("main", "主库", "store"),
    FlowNode("sub", "分库", "store"),
    FlowNode("s1", "运单一", "shipment"),
    FlowNode("s2", "运单二", "shipment"),
    FlowNode("a", "企业甲", "unit"),
    FlowNode("b", "企业乙", "unit"),
]
LINKS = [
    FlowLink("buy", "main", 20000),
    FlowLink("main", "sub", 5000),
    FlowLink("sub", "main", 100),
    FlowLink("main", "s1", 9000),
    FlowLink("sub", "s2", 4000),
    FlowLink("s1", "a", 9000),
    FlowLink("s2", "b", 4000),
]


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_a_trace_reads_from_left_to_right() -> None:
    column = columns_of(NODES, LINKS)
    assert column == {"buy": 0, "main": 1, "sub": 2, "s1": 3, "s2": 3, "a": 4, "b": 4}


def test_the_drawing_says_what_it_shows() -> None:
    root = parse(flow_drawing(NODES, LINKS, unit="只", title="口罩"))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == "口罩"
    assert "上海采购 → 主库 20,000 只" in (description.text or "")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert {"来源", "库位", "运单", "单位", "上海采购", "20,000 只"} <= set(texts(root))


def test_only_a_drawing_without_links_is_one_image() -> None:
    assert parse(flow_drawing(NODES, LINKS, unit="只", title="口罩")).get("role") == "group"
    plain = [FlowNode(node.key, node.label, node.kind) for node in NODES]
    assert parse(flow_drawing(plain, LINKS, unit="只", title="口罩")).get("role") == "img"


def test_width_goes_by_quantity() -> None:
    widths = {(link.link.source, link.link.target): link.width for link in lay_out(NODES, LINKS).links}
    assert widths["main", "s1"] > widths["sub", "s2"] > widths["sub", "main"] >= 1
    assert round(widths["buy", "main"] / widths["main", "sub"], 1) == 4.0


def test_text_is_text() -> None:
    nodes = [FlowNode("x", '<script>"&', "source", '/x?a="><b>'), FlowNode("y", "</svg>", "unit")]
    svg = flow_drawing(nodes, [FlowLink("x", "y", 1)], unit="<i>", title="<b>", name="t")
    assert "<script" not in svg
    assert "<b>" not in svg
    assert '<script>"&' in texts(parse(svg))


def test_no_style_stands_in_a_drawing() -> None:
    for svg in (
        flow_drawing(NODES, LINKS, unit="只", title="口罩"),
        stock_bars([StockBar("口罩", 10, 3, "只")], title="库存"),
        sparkline([1, 2, 3], title="库存"),
    ):
        assert all("style" not in element.attrib for element in parse(svg).iter())


def test_the_smallest_of_many_become_one() -> None:
    units = [FlowNode(f"u{n}", f"企业{n}", "unit") for n in range(312)]
    links = [FlowLink("main", f"u{n}", 1000 + n) for n in range(312)]
    layout = lay_out([FlowNode("main", "主库", "store"), *units], links, most=24)
    shown = [node for node in layout.nodes if node.node.kind == "unit"]
    assert len(shown) == 24
    rest = [node for node in shown if node.folded]
    assert [node.folded for node in rest] == [289]
    assert sum(node.quantity for node in shown) == sum(link.quantity for link in links)
    assert shown[-1] is rest[0], "the rest stands last"
    drawing = flow_drawing([FlowNode("main", "主库", "store"), *units], links, unit="只", title="口罩")
    assert "其余 289 个" in texts(parse(drawing))


def test_nothing_to_draw_is_still_a_drawing() -> None:
    assert texts(parse(flow_drawing([], [], unit="只", title="空"))) == []
    assert parse(stock_bars([], title="空")).find(f"{SVG}title") is not None
    assert parse(sparkline([], title="空")).find(f"{SVG}path") is not None


def test_links_to_nowhere_and_to_itself_are_left_out() -> None:
    layout = lay_out(NODES[:2], [FlowLink("buy", "gone", 5), FlowLink("buy", "buy", 5), FlowLink("buy", "main", 0)])
    assert layout.links == ()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 10**12)), max_size=40))
def test_any_flow_can_be_drawn(ends: list[tuple[int, int, int]]) -> None:
    kinds = ("source", "store", "store", "shipment", "unit")
    nodes = [FlowNode(str(n), f"点{n}", kinds[n % 5]) for n in range(10)]
    layout = lay_out(nodes, [FlowLink(str(a), str(b), quantity) for a, b, quantity in ends], most=4)
    for node in layout.nodes:
        assert 0 <= node.x <= layout.width - NODE_WIDTH
        assert 0 <= node.y <= node.y + node.height <= layout.height
    for column in {node.x for node in layout.nodes}:
        places = sorted((node.y, node.y + node.height) for node in layout.nodes if node.x == column)
        assert all(above[1] <= below[0] for above, below in pairwise(places)), "nodes overlap"


def test_bars_share_a_scale_within_their_unit() -> None:
    bars = [StockBar("外科口罩", 60000, 12000, "只"), StockBar("N95", 30000, 0, "只"), StockBar("84", 42, 42, "桶")]
    root = parse(stock_bars(bars, title="库存"))
    free = [int(rect.get("width", "0")) for rect in root.iter(f"{SVG}rect") if rect.get("class") == "bar-free"][1:]
    assert free[0] == round(380 * 0.8)
    assert free[1] == 190
    assert free[2] == 0
    assert "60,000 只 · 占用 12,000" in texts(root)


def test_what_is_stopped_is_not_drawn_as_free() -> None:
    root = parse(stock_bars([StockBar("主库", 1000, 100, "只", stopped=600)], title="库存"))
    widths = {
        name: [int(rect.get("width", "0")) for rect in root.iter(f"{SVG}rect") if rect.get("class") == name][-1]
        for name in ("bar-free", "bar-stopped")
    }
    assert widths == {"bar-free": round(380 * 0.3), "bar-stopped": round(380 * 0.6)}
    assert "1,000 只 · 占用 100 · 不可用 600" in texts(root)
    assert "不可用" in texts(root)


def test_a_label_is_shortened_to_its_room() -> None:
    assert fit("主库", 100) == "主库"
    assert fit("示例企业（名字很长很长）", 80) == "示例企业（…"
    assert fit("SH-20200210-001", 154) == "SH-20200210-001"
