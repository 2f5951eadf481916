"""Where the nodes and links of a flow stand: columns from left to right, heights by quantity. Pure geometry."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NODE_WIDTH = 12
COLUMN_WIDTH = 204
LABEL_WIDTH = 170
SLOT = 38
"""The least height of a node's place: two lines of label."""
GAP = 10
TOP = 34
TALLEST = 300
"""The height the fullest column's quantities share."""
FOLDED = "folded"


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A place the goods were: `kind` is source, store, shipment or unit; anything else is drawn as other."""

    key: str
    label: str
    kind: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class FlowLink:
    """So many base units went from the node `source` to the node `target`."""

    source: str
    target: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A node with its place; `quantity` came in or went out, whichever is more; `folded` nodes are one."""

    node: FlowNode
    column: int
    x: int
    y: float
    height: float
    quantity: int
    folded: int = 0


@dataclass(frozen=True, slots=True)
class PlacedLink:
    """A link as a stroke from (x1, y1) to (x2, y2), `width` thick."""

    link: FlowLink
    x1: int
    y1: float
    x2: int
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole flow placed on `width` by `height`."""

    nodes: tuple[PlacedNode, ...]
    links: tuple[PlacedLink, ...]
    width: int
    height: int


def lay_out(nodes: Sequence[FlowNode], links: Sequence[FlowLink], *, most: int = 24) -> Layout:
    """Place `nodes` and `links`; where more than `most` of a kind share a column, the smallest become one."""
    known = {node.key for node in nodes}
    kept = [link for link in links if link.quantity > 0 and {link.source, link.target} <= known]
    kept = [link for link in kept if link.source != link.target]
    column = columns_of(nodes, kept)
    nodes, kept, column, folded = _fold(nodes, kept, column, most)
    through = _through(kept)
    rows = _ordered(nodes, kept, column)
    fullest = max((sum(through[node.key] for node in row) for row in rows), default=0)
    scale = TALLEST / fullest if fullest else 0.0
    placed: dict[str, PlacedNode] = {}
    for index, row in enumerate(rows):
        y = float(TOP)
        for node in row:
            height = max(2.0, through[node.key] * scale)
            count = folded.get(node.key, 0)
            placed[node.key] = PlacedNode(node, index, index * COLUMN_WIDTH, y, height, through[node.key], count)
            y += max(height, SLOT) + GAP
    bottom = max((node.y + max(node.height, SLOT) for node in placed.values()), default=TOP)
    width = max(0, len(rows) - 1) * COLUMN_WIDTH + NODE_WIDTH + LABEL_WIDTH
    return Layout(tuple(placed.values()), _strokes(kept, placed, scale), width, round(bottom + GAP))


def columns_of(nodes: Sequence[FlowNode], links: Sequence[FlowLink]) -> dict[str, int]:
    """The column of each node: one right of the furthest node before it; links that lead back do not count.

    Units stand in the last column together, so that "to whom" reads down one line, and shipments next to their targets.
    """
    after: dict[str, list[str]] = defaultdict(list)
    for link in links:
        after[link.source].append(link.target)
    keys = [node.key for node in nodes]
    order = _from_left(keys, after)
    rank = {key: place for place, key in enumerate(order)}
    column = dict.fromkeys(keys, 0)
    for key in order:
        for target in after[key]:
            if rank[target] > rank[key]:
                column[target] = max(column[target], column[key] + 1)
    last = max(column.values(), default=0)
    ends = {node.key: last for node in nodes if node.kind == "unit" and not after[node.key]}
    column.update(ends)
    for node in nodes:
        ahead = [column[target] for target in after[node.key] if column[target] > column[node.key]]
        if node.kind == "shipment" and ahead:
            column[node.key] = min(ahead) - 1
    return column


def _from_left(keys: Sequence[str], after: Mapping[str, list[str]]) -> list[str]:
    """The nodes so that each stands before what follows it, but for links that close a circle (depth first)."""
    left: list[str] = []
    seen: set[str] = set()
    for root in keys:
        if root in seen:
            continue
        seen.add(root)
        walk = [(root, iter(after[root]))]
        while walk:
            key, targets = walk[-1]
            target = next((each for each in targets if each not in seen), None)
            if target is None:
                left.append(key)
                walk.pop()
            else:
                seen.add(target)
                walk.append((target, iter(after[target])))
    return left[::-1]


def _through(links: Iterable[FlowLink]) -> dict[str, int]:
    """What passed through each node: what came in or went out, whichever is more."""
    inward: dict[str, int] = defaultdict(int)
    outward: dict[str, int] = defaultdict(int)
    for link in links:
        outward[link.source] += link.quantity
        inward[link.target] += link.quantity
    return defaultdict(int, {key: max(inward[key], outward[key]) for key in {*inward, *outward}})


def _fold(
    nodes: Sequence[FlowNode], links: Sequence[FlowLink], column: Mapping[str, int], most: int
) -> tuple[list[FlowNode], list[FlowLink], dict[str, int], dict[str, int]]:
    """Nodes, links and columns with the smallest nodes of overfull groups made one; how many are in each such one."""
    through = _through(links)
    groups: dict[tuple[int, str], list[FlowNode]] = defaultdict(list)
    for node in nodes:
        groups[column[node.key], node.kind].append(node)
    into: dict[str, str] = {}
    kept: list[FlowNode] = []
    placed, folded = dict(column), dict[str, int]()
    for (place, kind), group in groups.items():
        if len(group) <= most:
            kept += group
            continue
        group = sorted(group, key=lambda node: (-through[node.key], node.key))
        rest = FlowNode(f"{FOLDED}:{place}:{kind}", "", kind)
        kept += [*group[: most - 1], rest]
        into.update({node.key: rest.key for node in group[most - 1 :]})
        placed[rest.key] = place
        folded[rest.key] = len(group) - most + 1
    summed: dict[tuple[str, str], int] = defaultdict(int)
    for link in links:
        ends = into.get(link.source, link.source), into.get(link.target, link.target)
        if ends[0] != ends[1]:
            summed[ends] += link.quantity
    return kept, [FlowLink(*ends, quantity) for ends, quantity in summed.items()], placed, folded


def _ordered(nodes: Sequence[FlowNode], links: Sequence[FlowLink], column: Mapping[str, int]) -> list[list[FlowNode]]:
    """The nodes of each column from top to bottom, each near what it comes from, so that few links cross."""
    rows: list[list[FlowNode]] = [[] for _ in range(max((column[node.key] for node in nodes), default=-1) + 1)]
    for node in nodes:
        rows[column[node.key]].append(node)
    before: dict[str, list[str]] = defaultdict(list)
    for link in links:
        before[link.target].append(link.source)
    height: dict[str, float] = {}
    for row in rows:
        known = {node.key: [height[key] for key in before[node.key] if key in height] for node in row}
        row.sort(key=lambda node: (node.key.startswith(FOLDED), _mean(known[node.key])))
        height.update({node.key: place / len(row) for place, node in enumerate(row)})
    return rows


def _mean(heights: Sequence[float]) -> float:
    return sum(heights) / len(heights) if heights else 0.0


def _strokes(links: Sequence[FlowLink], placed: Mapping[str, PlacedNode], scale: float) -> tuple[PlacedLink, ...]:
    """The links, stacked along both their nodes in the order of the other ends, so that they cross least."""
    start = {key: node.y for key, node in placed.items()}
    end = dict(start)
    starts: dict[FlowLink, float] = {}
    for link in sorted(links, key=lambda each: placed[each.target].y):
        starts[link] = start[link.source]
        start[link.source] += link.quantity * scale
    strokes = []
    for link in sorted(links, key=lambda each: placed[each.source].y):
        half = link.quantity * scale / 2
        source, target = placed[link.source], placed[link.target]
        y1, y2 = starts[link] + half, end[link.target] + half
        end[link.target] += half * 2
        strokes.append(PlacedLink(link, source.x + NODE_WIDTH, y1, target.x, y2, max(1.0, half * 2)))
    return tuple(strokes)
