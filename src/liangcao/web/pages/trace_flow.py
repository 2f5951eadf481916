"""A lot's way as a drawing and as a tree, out of its steps and its net flows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from liangcao.ledger.trace import Flow, Step
from liangcao.web.drawing import FlowLink, FlowNode

DRAWN_AS = {
    "supplier": "source",
    "donor": "source",
    "treasury": "source",
    "store": "store",
    "shelf": "store",
    "dock": "store",
    "packing": "store",
    "rejects": "store",
    "returns": "store",
    "loan": "store",
    "vehicle": "store",
    "shipment": "shipment",
    "difference": "shipment",
    "recipient": "unit",
    "unit_desk": "unit",
    "consumed": "unit",
}
"""What a kind of place is in a drawing; what is not named here is drawn as other."""

K = TypeVar("K", int, str)


@dataclass(slots=True)
class Branch:
    """A place on the lot's way, what came to it from the place above, and where that went on to."""

    name: str
    kind: str
    quantity: int
    branches: list["Branch"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stop:
    """A place the lot was at: its name as people know it, its kind, and the party it stands for (0 for none)."""

    name: str
    kind: str
    party_id: int = 0


def stops_of(steps: Sequence[Step], labels: Mapping[int, str], parties: Mapping[int, int]) -> dict[int, Stop]:
    """Every place on the way; `labels` names our own places, `parties` are the parties of outside places."""
    stops: dict[int, Stop] = {}
    for step in steps:
        for place, name, kind in (
            (step.source_id, step.source_name, step.source_kind),
            (step.destination_id, step.destination_name, step.destination_kind),
        ):
            stops[place] = Stop(labels.get(place, name), kind, parties.get(place, 0))
    return stops


def drawn_flow(flows: Sequence[Flow], stops: Mapping[int, Stop]) -> tuple[list[FlowNode], list[FlowLink]]:
    """The nodes and links of the drawing; suppliers, donors and units lead to their own trace."""
    seen = dict.fromkeys(place for flow in flows for place in (flow.source_id, flow.destination_id))
    nodes = []
    for place in seen:
        stop = stops.get(place, Stop(str(place), "other"))
        href = f"/trace/of/party/{stop.party_id}" if stop.party_id else ""
        nodes.append(FlowNode(str(place), stop.name, DRAWN_AS.get(stop.kind, "other"), href))
    links = [FlowLink(str(flow.source_id), str(flow.destination_id), flow.quantity) for flow in flows]
    return nodes, links


def tree_of(flows: Sequence[Flow], stops: Mapping[int, Stop]) -> list[Branch]:
    """The way as a tree from where it began; a place that it came back to is named again but not followed again."""

    def called(place: int) -> tuple[str, str]:
        stop = stops.get(place, Stop(str(place), "other"))
        return stop.name, stop.kind

    return tree_of_links([(flow.source_id, flow.destination_id, flow.quantity) for flow in flows], called)


def tree_of_links(links: Sequence[tuple[K, K, int]], called: Callable[[K], tuple[str, str]]) -> list[Branch]:
    """The same of links (from, to, how many); `called` gives the name and kind of a place."""
    onward: dict[K, list[tuple[K, int]]] = {}
    for source, destination, quantity in links:
        onward.setdefault(source, []).append((destination, quantity))
    entered = {destination for _source, destination, _quantity in links}
    roots = [place for place in onward if place not in entered] or list(onward)[:1]
    followed: set[K] = set()

    def branch(place: K, quantity: int) -> Branch:
        name, kind = called(place)
        made = Branch(name, kind, quantity)
        if place not in followed:
            followed.add(place)
            made.branches = [branch(target, moved) for target, moved in onward.get(place, ())]
        return made

    return [branch(root, sum(moved for _target, moved in onward[root])) for root in roots]
