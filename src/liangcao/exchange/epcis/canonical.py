"""GS1 identifiers spelled one way: EPC URNs and Digital Links of any domain as constrained canonical Digital Links.

The rules are those of CBV 2.0, 8.9.2 (17 and 18): https://id.gs1.org, no query, only the finest level of
identification. How an EPC URN is taken apart is from the EPC Tag Data Standard 1.13, section 6.3.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote

_Maker = Callable[[str, str, bool], str]
"""How a scheme's company prefix and local part (of a pattern?) become a Digital Link; empty when they do not fit."""

DOMAIN = "https://id.gs1.org"
_URN = re.compile(r"urn:epc:(id|class|idpat):([a-z]+):(.+)")
_LINK = re.compile(r"https?://[^/?#]+(/[^?#]*)", re.IGNORECASE)
_ESCAPED = re.compile(r"[!(),*+:&#/% ]")
_SHORT = {
    "gtin": "01",
    "itip": "8006",
    "cpid": "8010",
    "gln": "414",
    "party": "417",
    "gsrnp": "8017",
    "gsrn": "8018",
    "gcn": "255",
    "sscc": "00",
    "gdti": "253",
    "ginc": "401",
    "gsin": "402",
    "grai": "8003",
    "giai": "8004",
    "cpv": "22",
    "lot": "10",
    "ser": "21",
}
"""The names Digital Link 1.0 allowed for application identifiers."""
_KEYS = {
    "00": r"\d{18}",
    "01": r"\d{8}|\d{12,14}",
    "253": r"\d{13}.{0,17}",
    "255": r"\d{13}\d{0,12}",
    "401": r".{4,30}",
    "402": r"\d{17}",
    "414": r"\d{13}",
    "417": r"\d{13}",
    "8003": r"\d{14}.{0,16}",
    "8004": r".{4,30}",
    "8006": r"\d{18}",
    "8010": r".{4,30}",
    "8017": r"\d{18}",
    "8018": r"\d{18}",
}
"""Primary keys, and what their value must look like."""
_PATTERNS = {key: re.compile(pattern, re.ASCII) for key, pattern in _KEYS.items()}
_QUALIFIERS = {"01": ("21", "10", "235"), "8006": ("21", "10"), "414": ("254",), "8010": ("8011",)}
"""What may stand behind a key, the finest first: only the finest stays."""


def check_digit(digits: str) -> str:
    """The GS1 check digit (modulo 10, weights 3 and 1 from the right) of `digits`."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


@lru_cache(maxsize=65_536)
def canonical_uri(uri: str) -> str:
    """`uri` as a constrained canonical Digital Link; what carries no GS1 key comes back as it is."""
    if uri.startswith("urn:epc:"):
        found = _URN.fullmatch(uri)
        return (_of_urn(*found.groups()) if found else "") or uri
    link = _LINK.match(uri)
    return (_of_path(link[1]) if link else "") or uri


def _of_path(path: str) -> str:
    steps = [_SHORT.get(step, step) for step in path.split("/")[1:]]
    for place, key in enumerate(steps[:-1]):
        value = steps[place + 1]
        if key in _PATTERNS and _PATTERNS[key].fullmatch(unquote(value)):
            return _with_finest(key, value, steps[place + 2 :])
    return ""


def _with_finest(key: str, value: str, rest: list[str]) -> str:
    """The key, and of the qualifiers in `rest` the finest that there is."""
    given = dict(zip(rest[::2], rest[1::2], strict=False))
    shown = f"{DOMAIN}/{key}/{value.zfill(14) if key == '01' else value}"
    for qualifier in _QUALIFIERS.get(key, ()):
        if given.get(qualifier):
            return f"{shown}/{qualifier}/{given[qualifier]}"
    return shown


def _of_urn(kind: str, scheme: str, rest: str) -> str:
    """A URN's parts put together to the key they were taken from; empty when they do not fit."""
    company, _dot, local = rest.partition(".")
    if not company.isdecimal() or not 6 <= len(company) <= 12 or not local:
        return ""
    is_pattern = kind == "idpat" and local.endswith(".*")
    maker = _MAKERS.get(scheme if kind != "class" else f"{kind}:{scheme}")
    return maker(company, local[:-2] if is_pattern else local, is_pattern) if maker else ""


def escaped(text: str) -> str:
    """An EPC's serial with those characters escaped that a Digital Link must escape (DL 1.2, table 7-1)."""
    return _ESCAPED.sub(lambda found: f"%{ord(found[0]):02X}", unquote(text))


def _number(company: str, reference: str, length: int, *, leads: bool = False) -> str:
    """Company prefix and reference of `length` digits together, with the check digit; empty when they do not fit.

    `leads`: the first digit of the reference (indicator or extension) stands before the company prefix.
    """
    if len(company) + len(reference) != length or not (reference.isdecimal() or not reference):
        return ""
    digits = reference[0] + company + reference[1:] if leads and reference else company + reference
    return digits + check_digit(digits)


def _plain(key: str, length: int, *, leads: bool = False) -> _Maker:
    """Keys that are a number and nothing else: SSCC, GSRN, PGLN, GSIN."""

    def make(company: str, local: str, is_pattern: bool) -> str:
        number = _number(company, local, length, leads=leads)
        return f"{DOMAIN}/{key}/{number}" if number and not is_pattern else ""

    return make


def _qualified(key: str, length: int, qualifier: str, *, leads: bool = False) -> _Maker:
    """Keys with a serial or lot behind a second identifier: SGTIN, LGTIN, SGLN, UPUI."""

    def make(company: str, local: str, is_pattern: bool) -> str:
        reference, _dot, serial = local.partition(".")
        number = _number(company, reference, length, leads=leads)
        if not number or bool(serial) == is_pattern:
            return ""
        is_whole = is_pattern or (key == "414" and serial == "0")
        return f"{DOMAIN}/{key}/{number}" + ("" if is_whole else f"/{qualifier}/{escaped(serial)}")

    return make


def _joined(key: str, first: str = "") -> _Maker:
    """Keys whose serial follows the number at once: GRAI, GDTI, SGCN."""

    def make(company: str, local: str, is_pattern: bool) -> str:
        reference, _dot, serial = local.partition(".")
        number = _number(company, reference, 12)
        if not number or bool(serial) == is_pattern:
            return ""
        return f"{DOMAIN}/{key}/{first}{number}{escaped(serial)}"

    return make


def _free(key: str) -> _Maker:
    """Keys without a check digit: GIAI, GINC."""

    def make(company: str, local: str, is_pattern: bool) -> str:
        return "" if is_pattern else f"{DOMAIN}/{key}/{company}{escaped(local)}"

    return make


def _part(company: str, local: str, is_pattern: bool) -> str:
    """CPI: component, and its serial unless it is a pattern."""
    component, _dot, serial = (local, "", "") if is_pattern else local.rpartition(".")
    if not component:
        return ""
    return f"{DOMAIN}/8010/{company}{escaped(component)}" + (f"/8011/{serial}" if serial else "")


def _piece(company: str, local: str, is_pattern: bool) -> str:
    """ITIP: a GTIN, which piece of how many, and its serial unless it is a pattern."""
    parts = local.split(".", 3)
    if len(parts) != (3 if is_pattern else 4):
        return ""
    number = _number(company, parts[0], 13, leads=True)
    if not number:
        return ""
    return f"{DOMAIN}/8006/{number}{parts[1]}{parts[2]}" + ("" if is_pattern else f"/21/{escaped(parts[3])}")


_MAKERS: dict[str, _Maker] = {
    "sgtin": _qualified("01", 13, "21", leads=True),
    "class:lgtin": _qualified("01", 13, "10", leads=True),
    "upui": _qualified("01", 13, "235", leads=True),
    "sgln": _qualified("414", 12, "254"),
    "sscc": _plain("00", 17, leads=True),
    "pgln": _plain("417", 12),
    "gsrn": _plain("8018", 17),
    "gsrnp": _plain("8017", 17),
    "gsin": _plain("402", 16),
    "grai": _joined("8003", first="0"),
    "gdti": _joined("253"),
    "sgcn": _joined("255"),
    "giai": _free("8004"),
    "ginc": _free("401"),
    "cpi": _part,
    "itip": _piece,
}
