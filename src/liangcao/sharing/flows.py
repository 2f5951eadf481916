"""A maximum flow in a small graph, in whole numbers of any size: what can be served, and the bottleneck when not all.

Edmonds and Karp's algorithm: the shortest way with room left, again and again. Nodes are any hashable values; graphs
have tens of nodes, so plain dictionaries are fast enough.
"""

from collections import deque
from collections.abc import Hashable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
Arcs = dict[Node, dict[Node, int]]
"""What may still go from node to node; a flow lowers it and raises the way back."""


def send(room: Arcs[Node], source: Node, sink: Node) -> int:
    """Send as much as can be from `source` to `sink`; lowers `room` along the ways used. Returns how much went."""
    sent = 0
    while came := _shortest(room, source, sink):
        path = [sink]
        while path[-1] != source:
            path.append(came[path[-1]])
        steps = list(zip(path[1:], path[:-1], strict=True))
        amount = min(room[one][other] for one, other in steps)
        for one, other in steps:
            room[one][other] -= amount
            room[other][one] = room[other].get(one, 0) + amount
        sent += amount
    return sent


def reached(room: Mapping[Node, Mapping[Node, int]], source: Node) -> set[Node]:
    """The nodes that `source` can still send to: after a maximum flow, its side of the bottleneck."""
    found = {source}
    queue = deque([source])
    while queue:
        for node, amount in room[queue.popleft()].items():
            if amount > 0 and node not in found:
                found.add(node)
                queue.append(node)
    return found


def _shortest(room: Arcs[Node], source: Node, sink: Node) -> dict[Node, Node]:
    """By node the one before it on a shortest way from `source`; empty when `sink` is out of reach."""
    came = {source: source}
    queue = deque([source])
    while queue:
        here = queue.popleft()
        for node, amount in room[here].items():
            if amount > 0 and node not in came:
                came[node] = here
                if node == sink:
                    return came
                queue.append(node)
    return {}
