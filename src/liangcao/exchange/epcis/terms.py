"""Names of other people's fields written out in full, by the prefixes a document's JSON-LD context gives.

The standard's own prefixes are read from its context file beside this module; contexts named by an address are never
fetched.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

_Prefixes = Mapping[str, str]


@lru_cache(maxsize=1)
def standard_prefixes() -> dict[str, str]:
    """Prefix to namespace, as the EPCIS context defines them (epcis, cbv, cbvmda, gs1, rdfs …)."""
    text = (files("liangcao.exchange.epcis") / "standard" / "epcis-context.jsonld").read_text(encoding="utf-8")
    return _defined(json.loads(text)["@context"])


def prefixes_of(*contexts: Any) -> dict[str, str]:
    """Prefixes and names of these contexts (an address, a mapping, or a list of both) over the standard's own."""
    known = dict(standard_prefixes())
    for context in contexts:
        for part in context if isinstance(context, list) else [context]:
            if isinstance(part, Mapping):
                known |= _defined(part)
    return known


def _defined(context: Mapping[str, Any]) -> dict[str, str]:
    known: dict[str, str] = {}
    for name, meant in context.items():
        address = meant.get("@id") if isinstance(meant, Mapping) else meant
        if isinstance(address, str) and ":" in address and not name.startswith("@"):
            known[name] = address
    return known


def full_name(name: str, prefixes: _Prefixes) -> str:
    """``example:box`` as ``{https://ns.example.com/}box``: namespace in braces, name (CBV 8.9.2, 19)."""
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        return f"{{{prefixes[prefix]}}}{local}"
    whole = prefixes.get(name, name)
    if ":" not in whole:
        return whole
    cut = max(whole.rfind(sign) for sign in "/#:") + 1
    return f"{{{whole[:cut]}}}{whole[cut:]}"


def full_uri(value: str, prefixes: _Prefixes) -> str:
    """``gs1:Temperature`` as ``https://gs1.org/voc/Temperature``; anything but a known prefix stays as it is."""
    prefix, colon, local = value.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        return prefixes[prefix] + local
    return value
