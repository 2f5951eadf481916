"""Drawings as SVG text: where goods went, how much there is, how it changed.

Geometry stands in attributes and colour in classes, because a page allows no inline style; every drawing says what it
shows in its title and description, and the page prints the same figures as a table beside it.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from liangcao.language import N_, gettext
from liangcao.language.formats import clauses, joined, number, quantity
from liangcao.web.addresses import at
from liangcao.web.flow import LABEL_WIDTH, NODE_WIDTH, FlowLink, FlowNode, Layout, PlacedLink, PlacedNode, lay_out

KINDS = {"source": N_("来源"), "store": N_("库位"), "shipment": N_("运单"), "unit": N_("单位"), "other": N_("其他")}
"""The kinds of node and the word over their column."""
FONT = 13

__all__ = ["FlowLink", "FlowNode", "StockBar", "flow_drawing", "sparkline", "stock_bars"]


@dataclass(frozen=True, slots=True)
class StockBar:
    """What there is of one item, in base units: `held` and `stopped` (quarantined, expired…) are parts of `on_hand`."""

    label: str
    on_hand: int
    held: int
    unit: str
    href: str = ""
    stopped: int = 0

    @property
    def free(self) -> int:
        """What may be promised."""
        return self.on_hand - self.held - self.stopped


MOST_ALIKE = 24


def flow_drawing(
    nodes: Sequence[FlowNode], links: Sequence[FlowLink], *, unit: str, title: str, name: str = "flow"
) -> Markup:
    """Where goods came from and went, left to right, links as thick as their quantity.

    `name` makes the drawing's ids unique on its page; of more than `MOST_ALIKE` nodes alike the smallest become one.
    """
    layout = lay_out(nodes, links, most=MOST_ALIKE)
    labels = {node.node.key: _label(node) for node in layout.nodes}
    told = clauses(
        f"{labels[link.link.source]} → {labels[link.link.target]} {quantity(link.link.quantity, unit)}"
        for link in layout.links[:40]
    )
    parts = [_link(link, labels, unit) for link in layout.links]
    parts += [_node(node, labels[node.node.key], unit) for node in layout.nodes]
    parts += _heads(layout)
    hrefs = any(node.node.href for node in layout.nodes)
    return _svg(parts, size=(layout.width, layout.height), mark=(name, "flow"), told=(title, told), interactive=hrefs)


def stock_bars(bars: Sequence[StockBar], *, title: str, name: str = "stock") -> Markup:
    """How much there is of each item, lying bars: free, held (hatched), stopped (grey). One scale for a unit."""
    room, row = 380, 46
    full: dict[str, int] = {}
    for bar in bars:
        full[bar.unit] = max(full.get(bar.unit, 0), bar.on_hand, 1)
    parts = [
        Markup(
            '<defs><pattern id="{0}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect width="6" height="6" class="bar-held"/>'
            '<path d="M0 0V6" class="bar-hatch"/></pattern></defs>'
        ).format(name),
        *_legend(name, with_stopped=any(bar.stopped for bar in bars)),
    ]
    for index, bar in enumerate(bars):
        y = 30 + index * row
        held = round(room * bar.held / full[bar.unit])
        free = round(room * bar.free / full[bar.unit])
        stopped = round(room * bar.stopped / full[bar.unit])
        amount = _amount(bar)
        label = Markup('<text x="0" y="{}" font-size="14">{}</text>').format(y + 14, fit(bar.label, 210))
        parts += [
            _linked(label, bar.href),
            Markup('<text x="{}" y="{}" font-size="{}" text-anchor="end" class="soft">{}</text>').format(
                room, y + 14, FONT, amount
            ),
            Markup('<rect y="{}" width="{}" height="14" rx="3" class="bar-ground"/>').format(y + 21, room),
            Markup('<rect y="{}" width="{}" height="14" class="bar-free"/>').format(y + 21, free),
            Markup('<rect x="{}" y="{}" width="{}" height="14" fill="url(#{}-hatch)"/>').format(
                free, y + 21, held, name
            ),
            Markup('<rect x="{}" y="{}" width="{}" height="14" class="bar-stopped"/>').format(
                free + held, y + 21, stopped
            ),
        ]
    told = clauses(f"{bar.label} {_amount(bar)}" for bar in bars)
    hrefs = any(bar.href for bar in bars)
    size = (room, 30 + len(bars) * row)
    return _svg(parts, size=size, mark=(name, "bars"), told=(title, told), interactive=hrefs)


def sparkline(values: Sequence[int], *, title: str, name: str = "spark") -> Markup:
    """A small line of steps from zero up, for a quantity that stays as it is until the next event."""
    width, height = 132, 30
    top = max((*values, 1))
    step = (width - 8) / max(1, len(values))
    heights = [round(height - 3 - (height - 8) * max(value, 0) / top, 1) for value in values]
    corners = "".join(f"H{2 + index * step:.1f}V{y}H{2 + (index + 1) * step:.1f}" for index, y in enumerate(heights))
    start = heights[0] if heights else height - 3
    line = f"M2 {start}{corners}"
    parts = [
        Markup('<path d="{}V{}H2z" class="spark-ground"/>').format(line, height - 3),
        Markup('<path d="{}" class="spark-line"/>').format(line),
        Markup('<circle cx="{:.1f}" cy="{}" r="2.5" class="spark-end"/>').format(
            2 + len(values) * step, heights[-1] if heights else start
        ),
    ]
    return _svg(parts, size=(width, height), mark=(name, "spark"), told=(title, joined(map(number, values))))


def fit(text: str, width: int) -> str:
    """`text`, shortened with … to be at most about `width` wide at the drawing's size of letters."""
    for index in range(len(text)):
        if wide(text[: index + 1]) > width:
            return text[: max(index - 1, 0)] + "…"
    return text


def wide(text: str) -> float:
    """About how wide `text` is at the drawing's size of letters."""
    return sum(FONT if unicodedata.east_asian_width(each) in "WF" else FONT * 0.58 for each in text)


def _svg(
    parts: Iterable[Markup],
    *,
    size: tuple[int, int],
    mark: tuple[str, str],
    told: tuple[str, str],
    interactive: bool = False,
) -> Markup:
    """The drawing around its `parts`; `mark` is the name its ids begin with and its class."""
    name, shape = mark
    # With links inside, it must not be one image: those inside an image cannot be reached.
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="{2}" '
        'aria-labelledby="{3}-title {3}-desc" class="{4}"><title id="{3}-title">{5}</title>'
        '<desc id="{3}-desc">{6}</desc>{7}</svg>'
    ).format(
        *size,
        "group" if interactive else "img",
        name,
        shape,
        told[0],
        told[1],
        Markup("").join(parts),
    )


def _label(node: PlacedNode) -> str:
    return gettext("其余 {n} 个").format(n=number(node.folded)) if node.folded else node.node.label


def _node(node: PlacedNode, label: str, unit: str) -> Markup:
    kind = node.node.kind if node.node.kind in KINDS else "other"
    bar = Markup(
        '<rect x="{}" y="{:.1f}" width="{}" height="{:.1f}" rx="2" class="node-{}"><title>{}</title></rect>'
    ).format(node.x, node.y, NODE_WIDTH, node.height, kind, f"{label} {quantity(node.quantity, unit)}")
    # Beside a tall bar the label stands in its middle, beside a low one at its top.
    middle = node.y + max(0.0, (node.height - 34) / 2)
    x = node.x + NODE_WIDTH + 8
    text = Markup('<text x="{}" y="{:.1f}" font-size="{}" class="name">{}</text>').format(
        x, middle + 13, FONT, fit(label, LABEL_WIDTH - 16)
    )
    amount = Markup('<text x="{}" y="{:.1f}" font-size="{}" class="soft">{}</text>').format(
        x, middle + 29, FONT - 1, quantity(node.quantity, unit)
    )
    return bar + _linked(text, node.node.href) + amount


def _link(link: PlacedLink, labels: dict[str, str], unit: str) -> Markup:
    start, end, middle = f"{link.x1} {link.y1:.1f}", f"{link.x2} {link.y2:.1f}", (link.x1 + link.x2) // 2
    path = f"M{start}C{middle} {link.y1:.1f} {middle} {link.y2:.1f} {end}"
    told = f"{labels[link.link.source]} → {labels[link.link.target]} {quantity(link.link.quantity, unit)}"
    return Markup('<path d="{}" class="link" stroke-width="{:.1f}"><title>{}</title></path>').format(
        path, link.width, told
    )


def _heads(layout: Layout) -> list[Markup]:
    """The word over each column: the kind of its nodes, none where kinds mix."""
    kinds: dict[int, set[str]] = {}
    for node in layout.nodes:
        kinds.setdefault(node.x, set()).add(node.node.kind)
    return [
        Markup('<text x="{}" y="14" font-size="{}" class="column-head">{}</text>').format(
            x, FONT - 1, gettext(KINDS.get(next(iter(kind)), KINDS["other"]))
        )
        for x, kind in kinds.items()
        if len(kind) == 1
    ]


def _legend(name: str, *, with_stopped: bool) -> list[Markup]:
    stopped = [
        Markup('<rect x="210" y="4" width="12" height="12" class="bar-stopped"/>'),
        Markup('<text x="228" y="15" font-size="{}" class="soft">{}</text>').format(FONT, gettext("不可用")),
    ]
    return [
        Markup('<rect y="4" width="12" height="12" class="bar-free"/>'),
        Markup('<text x="18" y="15" font-size="{}" class="soft">{}</text>').format(FONT, gettext("可用")),
        Markup('<rect x="100" y="4" width="12" height="12" fill="url(#{}-hatch)"/>').format(name),
        Markup('<text x="118" y="15" font-size="{}" class="soft">{}</text>').format(FONT, gettext("已占用")),
        *(stopped if with_stopped else ()),
    ]


def _amount(bar: StockBar) -> str:
    told = [quantity(bar.on_hand, bar.unit)]
    if bar.held:
        told.append(gettext("占用 {held}").format(held=number(bar.held)))
    if bar.stopped:
        told.append(gettext("不可用 {n}").format(n=number(bar.stopped)))
    return " · ".join(told)


def _linked(part: Markup, href: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(at(href), part) if href else part
