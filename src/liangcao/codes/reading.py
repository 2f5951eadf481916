"""What a text is that was scanned or typed: a code of ours, of GS1, a UDI, somebody else's, or plain words. Pure.

GS1 element strings, Digital Link and check digits are read by `biip` (GS1 General Specifications, EPC Tag Data
Standard); MA codes as their issuer writes them: ``MA.156.M0.`` six characters of who registered, eight of the product,
then ``.L`` batch, ``.S`` serial number, ``.M`` made on, ``.V`` and ``.E`` good until (ZIIOT, rules of the MA code).
"""

import re
import unicodedata
from base64 import b32encode
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal
from urllib.parse import SplitResult, urlsplit

import biip
from biip.gs1_messages import GS1Message

from liangcao.codes.rules import looks_like_code, parse_code
from liangcao.kernel.errors import Refused

LONGEST = 400
"""Characters of a code that are read; what is longer is no code of goods."""
Kind = Literal["own", "page", "damaged", "goods", "marks", "sscc", "foreign", "words"]
_MA = re.compile(r"(MA\.\d{3}\.[A-Z]\d\.[0-9A-Z]{6}\.[0-9A-Z]{8})((?:\.[LSMDVE][0-9A-Z/_-]+)*)", re.IGNORECASE)
_AHM = re.compile(r"8\d{19}|AHM[0-9A-Z.:/_-]{6,60}", re.IGNORECASE)
_OUR_PATH = re.compile(r"/q/([0-9A-Za-z]{5,10})/?")
_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z./+_-]{0,59}")
_SHOP = re.compile(r"\d{13,14}")
_PAGES = {"lots": "L", "shipments": "D", "requests": "R", "receipts": "C", "items": "I"}
_OUR_PAGE = re.compile(f"/({'|'.join(_PAGES)})/([1-9][0-9]{{0,14}})/?$")
_DIGITS = re.compile(r"\d{8}|\d{12,14}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says. `kind` decides which of the others are filled.

    ``own``: `letter` and `number` of a thing of ours; `host` where the code names another server than this one.
    ``page``: any other address of this server; `path` is what stands behind its name, root and all.
    ``damaged``: the shape of our short code, or (`system` ``gtin``) of a bar code, but the last character does not fit.
    ``goods``: `system` says who issued the code (``gtin``, ``udi``, ``ma``, ``ahm``); `codes` are the ways in which the
    catalogue may keep it (GTIN with and without leading zeros, UDI-DI); `batch`, `serial`, `made_on` and `expires_on`
    (ISO days) are "" where it does not say. ``marks``: the same of goods that another code names. ``sscc``: the number
    of a logistic unit. ``foreign``: an address of `host`.
    Of all but our own, `codes` is what an item may be kept under: the text, or its fingerprint where it is too long.
    """

    kind: Kind
    text: str
    letter: str = ""
    number: int = 0
    host: str = ""
    path: str = ""
    system: str = ""
    codes: tuple[str, ...] = ()
    batch: str = ""
    serial: str = ""
    made_on: str = ""
    expires_on: str = ""


def read_code(text: str, hosts: Collection[str] = ()) -> Reading:
    """What `text` is. `hosts` are the names under which this server is reached (``host:port``).

    Never raises: what is nothing else is ``words``.
    """
    plain = unicodedata.normalize("NFKC", text).strip()[:LONGEST]
    if plain.lower().startswith(("http://", "https://")):
        return _address(plain, hosts)
    if looks_like_code(plain):
        with suppress(Refused):
            letter, number = parse_code(plain)
            return Reading("own", plain, letter, number)
    found = _ma(plain) or _gs1(plain) or _ahm(plain)
    if found:
        return found
    return Reading("damaged" if looks_like_code(plain) else "words", plain, codes=(kept_as(plain),))


def kept_as(text: str) -> str:
    """`text` as the catalogue keeps a code of its own making: as it is where it can be, else its fingerprint."""
    if _PLAIN.fullmatch(text):
        return text
    return f"QR{b32encode(sha256(text.encode()).digest()[:15]).decode()}"


def _address(text: str, hosts: Collection[str]) -> Reading:
    """A code that is an address: ours, a GS1 Digital Link, or somebody else's."""
    try:
        parts = urlsplit(text)
        host = parts.netloc.rpartition("@")[2].lower()
    except ValueError:  # no address after all: [ without ]
        return Reading("words", text)
    ours = _OUR_PATH.search(parts.path)
    if ours and parts.path.rstrip("/").endswith(ours[0].rstrip("/")):
        elsewhere = "" if host in hosts else host
        try:
            letter, number = parse_code(ours[1])
        except Refused:
            return Reading("foreign" if elsewhere else "damaged", ours[1], host=elsewhere)
        return Reading("own", text, letter, number, host=elsewhere)
    found = _gs1(text)
    if found is None and host in hosts:
        return _page(text, parts)
    return found or Reading("foreign", text, host=host, codes=(kept_as(text),))


def _page(text: str, parts: SplitResult) -> Reading:
    """An address of this server: of a thing, as labels and waybills bore them before there were codes, or another."""
    thing = _OUR_PAGE.search(parts.path)
    if thing:
        return Reading("own", text, _PAGES[thing[1]], int(thing[2]))
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return Reading("page", text, path=path)


def _gs1(text: str) -> Reading | None:
    """A bar code of a shop, an element string as a gun sends it or as it is printed, a Digital Link."""
    with suppress(biip.ParseError, ValueError, IndexError):  # the last two: biip 5.2 on a lone "]" and on odd addresses
        if text.startswith("("):
            return _of_message(text, GS1Message.parse_hri(text))
        found = biip.parse(text)
        if found.gs1_digital_link_uri:
            return _of_message(text, GS1Message(value=text, element_strings=found.gs1_digital_link_uri.element_strings))
        if found.gtin and _DIGITS.fullmatch(text):
            return Reading("goods", text, system="gtin", codes=_written(found.gtin.value))
        if found.gs1_message and len(text) >= len("01") + 14:
            said = _of_message(text, found.gs1_message)
            if said:
                return said
        if _SHOP.fullmatch(text):
            return Reading("damaged", text, system="gtin")
        if found.sscc:
            return Reading("sscc", text, codes=(found.sscc.value,))
    return None


def _of_message(text: str, message: GS1Message) -> Reading | None:
    parts = {each.ai.ai: each for each in message.element_strings}
    days = {ai: each.date.isoformat() for ai, each in parts.items() if each.date}
    values = {ai: each.value for ai, each in parts.items()}
    item = parts.get("01") or parts.get("02")
    if item:
        if item.gtin is None:
            return Reading("damaged", text, system="gtin")
        codes = _written(item.value)
        return Reading(
            "goods",
            text,
            system="udi" if len(parts) > 1 else "gtin",
            codes=codes,
            batch=values.get("10", ""),
            serial=values.get("21", ""),
            made_on=days.get("11", ""),
            expires_on=days.get("17") or days.get("15", ""),
        )
    if "00" in values:
        return Reading("sscc", text, codes=(values["00"],))
    return _marks(text, values, days)


def _marks(text: str, values: Mapping[str, str], days: Mapping[str, str]) -> Reading | None:
    """Batch and days by themselves, as a second bar code beside the one of the shop carries them.

    Plain digits are taken for that only when they give both: shorter ones are numbers of somebody's papers.
    """
    batch, expires_on = values.get("10", ""), days.get("17") or days.get("15", "")
    if not ((batch and expires_on) or (text[0] in "(]" and (batch or expires_on))):
        return None
    return Reading(
        "marks", text, batch=batch, serial=values.get("21", ""), made_on=days.get("11", ""), expires_on=expires_on
    )


def _written(gtin: str) -> tuple[str, ...]:
    """The ways to write one GTIN: 14 digits, and shorter by the zeros in front (8, 12 and 13 digits)."""
    whole = gtin.zfill(14)
    return (*dict.fromkeys(whole[14 - length :] for length in (13, 14, 12, 8) if not whole[: 14 - length].strip("0")),)


def _ma(text: str) -> Reading | None:
    """A UDI of the MA system."""
    found = _MA.fullmatch(text)
    if not found:
        return None
    said = {part[0].upper(): part[1:] for part in found[2].split(".") if part}
    return Reading(
        "goods",
        text,
        system="ma",
        codes=(found[1].upper(), found[1]) if found[1] != found[1].upper() else (found[1],),
        batch=said.get("L", ""),
        serial=said.get("S", ""),
        made_on=_day(said.get("M", "")),
        expires_on=_day(said.get("E") or said.get("V", "")),
    )


def _ahm(text: str) -> Reading | None:
    """A code of Alibaba Health (AHM), as far as one may know: it is taken whole.

    Twenty digits are what China's drug trace codes look like: seven name maker, product and pack, the rest is one
    piece's (NMPAB/T 1002-2019 says so, as it is cited; the paper itself was not at hand). How AHM builds its UDI inside
    is not published: only that it holds maker, product, batch, serial number and days. So batch and days are not read
    out of it, and that a text which begins with ``AHM`` is one of its codes is an assumption.
    """
    if not _AHM.fullmatch(text):
        return None
    return Reading("goods", text, system="ahm", codes=(text[:7], text) if text.isdecimal() else (text,))


def _day(text: str) -> str:
    """``YYMMDD`` or ``YYYYMMDD`` as an ISO day; "" for anything else."""
    digits = f"20{text}" if len(text) == len("YYMMDD") else text
    if len(digits) != len("YYYYMMDD") or not (digits.isascii() and digits.isdecimal()):
        return ""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        return ""
