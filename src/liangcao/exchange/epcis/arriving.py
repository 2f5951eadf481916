"""What others' shipping events say is on its way: from whom, which classes of goods, how many. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.exchange.epcis.asking import biz_step_of, disposition_of
from liangcao.exchange.epcis.canonical import canonical_uri
from liangcao.exchange.epcis.reading import Found
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.quantity import MAX_QUANTITY

PIECES = ("", "EA", "C62", "H87", "PCE")
"""Units of measure (UN/ECE Recommendation 20) that count pieces; any other cannot be an arrival of base units."""
_Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipping event: its hash, who sent (a URI), and base units by the URI of each class, batches told apart.

    `packages` are those named in it, and those within them.
    """

    event_hash: str
    source: str
    goods: Mapping[str, int]
    packages: tuple[str, ...] = ()


Contents = Mapping[str, Mapping[str, int]]
"""What is in packages, those within them opened: by the URI of the package and of the class."""


def packages_named(document: Sequence[_Event]) -> list[str]:
    """The URIs of all packages that the events speak of."""
    found = [str(event["parentID"]) for event in document if "parentID" in event]
    found += [epc for event in document for name in ("epcList", "childEPCs") for epc in event.get(name, ())]
    return list(dict.fromkeys(map(canonical_uri, found)))


def contents_in(events: Sequence[Found], before: Contents) -> dict[str, dict[str, int]]:
    """What these events say is in packages; of packages within them also what was said `before`.

    A package whose content is not all said, or not in whole pieces, is left out.
    """
    packed = _as_events(before) | _packed([each.event for each in events])
    found: dict[str, dict[str, int]] = {}
    for each in events:
        uri = canonical_uri(str(each.event.get("parentID", "")))
        if uri in packed and packed[uri] is each.event:
            sums: dict[str, int] = {}
            try:
                _add(each, each.event, packed, sums, frozenset({uri}))
            except Refused:
                continue
            if sums:
                found[uri] = sums
    return found


def _as_events(contents: Contents) -> dict[str, _Event]:
    return {
        uri: {"childQuantityList": [{"epcClass": name, "quantity": n} for name, n in inside.items()]}
        for uri, inside in contents.items()
    }


def shipped_in(
    events: Mapping[str, Found], document: Sequence[_Event], before: Contents | None = None
) -> tuple[Shipped, ...]:
    """The shipping events among `events` (by hash), packages opened by the aggregations of the whole `document`.

    `before`: what is in packages that others told us of earlier.
    Raises Refused ``epcis_quantity_unusable``, ``epcis_source_missing``, ``epcis_package_closed``.
    """
    packed = _as_events(before or {}) | _packed(document)
    wrong = {name for name, each in events.items() if "errorDeclaration" in each.event}
    return tuple(
        Shipped(name, _source(each), _goods(each, packed), tuple(_within(each.event, packed)))
        for name, each in events.items()
        if name not in wrong and is_shipping(each.event)
    )


def is_shipping(event: _Event) -> bool:
    """Does the event say that goods left for somebody? What is returned comes to nobody as new."""
    if event.get("type") != "ObjectEvent" or event.get("action") == "DELETE":
        return False
    return biz_step_of(event).endswith("BizStep-shipping") and not disposition_of(event).endswith("Disp-returned")


def _packed(document: Sequence[_Event]) -> dict[str, _Event]:
    """By the canonical URI of a package, the last event that packed it."""
    packing = (event for event in document if event.get("type") == "AggregationEvent" and event.get("action") == "ADD")
    return {canonical_uri(str(event["parentID"])): event for event in packing if "parentID" in event}


def _source(found: Found) -> str:
    listed = {
        each["type"].rpartition(":")[2].rpartition("SDT-")[2]: each["source"]
        for each in found.event.get("sourceList", ())
    }
    for kind in ("owning_party", "possessing_party", "location"):
        if kind in listed:
            return canonical_uri(listed[kind])
    place = found.event.get("readPoint", {}).get("id", "")
    if not place:
        raise refused("epcis_source_missing", "file", path=found.path or "/")
    return canonical_uri(place)


def _within(event: _Event, packed: Mapping[str, _Event]) -> list[str]:
    """The packages on an event, and those in them, each once."""
    waiting, found = [event], dict[str, None]()
    while waiting:
        for name in ("epcList", "childEPCs"):
            for epc in waiting[0].get(name, ()):
                uri = canonical_uri(epc)
                if uri in packed and uri not in found:
                    found[uri] = None
                    waiting.append(packed[uri])
        waiting.pop(0)
    return list(found)


def _goods(found: Found, packed: Mapping[str, _Event]) -> dict[str, int]:
    sums: dict[str, int] = {}
    _add(found, found.event, packed, sums, frozenset())
    if not sums:
        raise refused("epcis_package_closed", "file", path=found.path or "/")
    return sums


def _add(
    found: Found, event: _Event, packed: Mapping[str, _Event], sums: dict[str, int], within: frozenset[str]
) -> None:
    """Add what an event has in it; a package that stands within itself is opened once."""
    for name in ("quantityList", "childQuantityList"):
        for each in event.get(name, ()):
            uri = canonical_uri(each["epcClass"])
            sums[uri] = sums.get(uri, 0) + _pieces(found, each)
    for name in ("epcList", "childEPCs"):
        for epc in event.get(name, ()):
            uri = canonical_uri(epc)
            if uri in packed and uri not in within:
                _add(found, packed[uri], packed, sums, within | {uri})
            elif uri.startswith("https://id.gs1.org/01/") and "/21/" in uri:
                kind = uri.partition("/21/")[0]
                sums[kind] = sums.get(kind, 0) + 1
            else:
                raise refused("epcis_package_closed", "file", path=found.path or "/")


def _pieces(found: Found, element: Mapping[str, Any]) -> int:
    quantity, unit = element.get("quantity"), element.get("uom", "")
    if quantity is None or unit not in PIECES or quantity != int(quantity) or not 0 < quantity <= MAX_QUANTITY:
        shown = f"{'' if quantity is None else quantity} {unit}".strip()
        raise refused("epcis_quantity_unusable", "file", path=found.path or "/", quantity=shown)
    return int(quantity)
