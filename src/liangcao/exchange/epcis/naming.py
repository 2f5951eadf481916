"""What things of this office are called in events: URIs that never change, whatever address the office is served from.

They begin with the name of the office's log, so that no two offices' are the same. No path segment of them is a GS1
application identifier, so that nobody reads a GS1 key out of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liangcao.exchange.epcis.canonical import DOMAIN, escaped

SPACE = "https://ns.liangcao.example/"
"""The namespace of our own terms; ``.example`` belongs to nobody and leads nowhere (RFC 2606)."""
TERMS = f"{SPACE}epcis/"
CONTEXT: list[Any] = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"liangcao": TERMS}]
"""The @context of every document of ours."""
_BATCH = re.compile(r"[!\"%-?A-Z_a-z]{1,20}", re.ASCII)
"""What GS1 allows as a batch number (AI 10): General Specifications, figure 7.11-1."""


def word(kind: str, name: str) -> str:
    """A business step, a disposition or a kind of document of our own (``bizstep``, ``disp``, ``btt``)."""
    return f"{TERMS}{kind}/{name}"


@dataclass(frozen=True, slots=True)
class Names:
    """The URIs of one office; `log` is the name of its log, ``liangcao/1/3f2a…``."""

    log: str

    @property
    def base(self) -> str:
        """What all of them begin with."""
        return f"{SPACE}{self.log.removeprefix('liangcao/')}"

    def place(self, location_id: int) -> str:
        """A place: a store, a shelf, a shipment on its way, what a unit holds."""
        return f"{self.base}/place/{location_id}"

    def who(self, party_id: int) -> str:
        """A supplier, donor, reserve unit or unit; by number, for a donor may be a person."""
        return f"{self.base}/who/{party_id}"

    def paper(self, kind: str, number: object) -> str:
        """A document: ``receipt``, ``shipment``, ``plan`` …"""
        return f"{self.base}/paper/{kind}/{number}"

    def package(self, package_id: int, sscc: str) -> str:
        """A package by its SSCC as a Digital Link; one without, by our own number."""
        return f"{DOMAIN}/00/{sscc}" if sscc else f"{self.base}/package/{package_id}"

    def batch(self, lot_id: int) -> str:
        """A lot by its own number."""
        return f"{self.base}/batch/{lot_id}"

    def numbered(self, kind: str, uri: str) -> int:
        """The number in a URI of ours of this kind (``place``, ``who``, ``batch``); 0 for anybody else's."""
        begin = f"{self.base}/{kind}/"
        rest = uri[len(begin) :]
        return int(rest) if uri.startswith(begin) and rest.isascii() and rest.isdecimal() and len(rest) < 16 else 0


def lot_class(gtin: str, batch_number: str) -> str:
    """The LGTIN of a batch as a Digital Link; empty where there is no GTIN, or GS1 does not allow such a number."""
    if not gtin or not _BATCH.fullmatch(batch_number):
        return ""
    return f"{DOMAIN}/01/{gtin.zfill(14)}/10/{escaped(batch_number)}"


def document(events: list[Mapping[str, Any]], created: str, name: str) -> dict[str, Any]:
    """An EPCIS document of these events; `created` is its date-time, `name` its URI."""
    return {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "id": name,
        "schemaVersion": "2.0",
        "creationDate": created,
        "epcisBody": {"eventList": events},
    }
