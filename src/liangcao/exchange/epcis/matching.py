"""What names in others' events mean here: by GTIN, by what the document's master data calls them, by what was said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Connection

from liangcao.catalog.details import codes_named
from liangcao.catalog.queries import names_of_items
from liangcao.exchange.cells import fold
from liangcao.exchange.epcis.canonical import canonical_uri
from liangcao.parties.queries import all_parties
from liangcao.receiving.capturing import meanings

_GTIN = "https://id.gs1.org/01/"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of names: `said` by people, `words` that the document gives for a URI, and our own names."""

    said: Mapping[tuple[str, str], int]
    words: Mapping[str, tuple[str, ...]]
    gtins: Mapping[str, int]
    items: Mapping[str, int]
    parties: Mapping[str, int]

    def target(self, kind: str, uri: str) -> int:
        """The item or party that a URI means here; 0 while nobody knows."""
        found = self.said.get((kind, uri)) or self.said.get((kind, class_stem(uri)))
        if found:
            return found
        if kind == "item" and uri.startswith(_GTIN):
            by_code = self.gtins.get(uri[len(_GTIN) :].partition("/")[0].lstrip("0"))
            if by_code:
                return by_code
        ours = self.items if kind == "item" else self.parties
        return next((ours[fold(word)] for word in self.words.get(uri, ()) if fold(word) in ours), 0)

    def called(self, uri: str) -> str:
        """How the document calls it, to be shown; empty where it does not say."""
        return next(iter(self.words.get(uri, ())), "")


def class_stem(uri: str) -> str:
    """The GTIN of a batch's URI: what is said of one batch holds for the next."""
    return uri.partition("/10/")[0] if uri.startswith(_GTIN) else uri


def batch_of(uri: str) -> str:
    """The batch number in an LGTIN; empty for anything else."""
    _stem, found, batch = uri.partition("/10/")
    return unquote(batch.partition("/")[0])[:20] if found and uri.startswith(_GTIN) else ""


def known_names(connection: Connection, district_id: int, document: Any, said: Mapping[tuple[str, str], int]) -> Known:
    """What is known of the names in a document; `said` goes before all else."""
    words = dict(_master_data(document))
    codes = [text for uri in _classes(document) for text in _spellings(uri)]
    gtins = {
        each.code.lstrip("0"): each.item_id
        for each in codes_named(connection, district_id, codes)
        if each.system in ("gtin", "udi")
    }
    items = {fold(name): number for name, number in names_of_items(connection, district_id).items()}
    for each in codes_named(connection, district_id, [word for told in words.values() for word in told]):
        if each.system == "internal":
            items.setdefault(fold(each.code), each.item_id)
    parties = {fold(each.name): each.party_id for each in all_parties(connection, district_id)}
    return Known({**meanings(connection, district_id), **said}, words, gtins, items, parties)


def _spellings(uri: str) -> list[str]:
    gtin = uri[len(_GTIN) :].partition("/")[0]
    return [gtin[-length:] for length in (14, 13, 12, 8) if gtin[:-length].strip("0") == ""]


def _classes(value: Any) -> Iterator[str]:
    """Every GTIN that a document has anywhere in its events."""
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _classes(part)
    elif isinstance(value, list):
        for part in value:
            yield from _classes(part)
    elif isinstance(value, str) and ("urn:epc:" in value or "/01/" in value):
        uri = canonical_uri(value)
        if uri.startswith(_GTIN):
            yield uri


def _master_data(document: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """URIs with the texts that the document's header gives for them (EPCIS 2.0, 9.4: vocabularyList)."""
    header = document.get("epcisHeader") if isinstance(document, Mapping) else None
    data = header.get("epcisMasterData") if isinstance(header, Mapping) else None
    for vocabulary in data.get("vocabularyList", ()) if isinstance(data, Mapping) else ():
        for element in vocabulary.get("vocabularyElementList", ()):
            texts = tuple(
                each["attribute"] for each in element.get("attributes", ()) if isinstance(each.get("attribute"), str)
            )
            yield canonical_uri(element["id"]), texts
