"""How much a line offers and for how much: quantities, packs, prices, freight. Pure; used by `lead_line`."""

import re
from collections.abc import Sequence

from liangcao.catalog.units import fold_unit
from liangcao.exchange import lead_words as words
from liangcao.exchange.cells import read_quantity
from liangcao.exchange.lead_amounts import Packing, decimal_of, packed, plain, price_in, readings
from liangcao.exchange.lead_chips import TAKEN, Reading

_PACKS = frozenset([
    "箱", "盒", "包", "袋", "提", "托", "板", "捆", "打", "大箱", "中箱", "小箱", "大盒", "中盒", "小盒",
])  # fmt: skip


def read_freight(reading: Reading) -> None:
    """What comes on top for bringing it here."""
    match = words.FREIGHT.search(reading.text)
    if match:
        amount = decimal_of(match[1]) * (10_000 if match[2] else 1)
        reading.add("extra", plain(amount), reading.take(match), "written")
        return
    match = words.FREIGHT_PAID.search(reading.text)
    if match:
        reading.add("extra", "0", reading.take(match), "written")


def read_prices(reading: Reading) -> None:
    """The price, the money it is in, what it is for; several prices are all offered."""
    found: list[tuple[str, str, str, str]] = []  # price, per, currency, said
    for pattern in (*words.FOREIGN, *words.YUAN):
        for match in list(pattern.finditer(reading.text)):
            price = price_in(match)
            if price is None or TAKEN in match[0]:
                continue
            groups = match.groupdict()
            per = groups.get("per") or groups.get("each") or ("total" if groups.get("total") else "")
            currency = _currency(groups.get("money") or "")
            if not currency and not per and groups.get("scale"):
                per = "?total"
            found.append((plain(price), per, currency, reading.take(match)))
    if not found:
        bare = words.BARE_DECIMAL.search(reading.text)
        if bare:
            reading.add("price", bare[1], reading.take(bare), "bare_decimal")
        return
    said = " ".join(each[3] for each in found)
    if len({each[:3] for each in found}) == 1:
        reading.add("price", found[0][0], said, "written")
    else:
        reading.add("price", "", said, "price_many", [(each[0], each[3]) for each in found])
    if found[0][2]:
        reading.add("currency", found[0][2], found[0][3], "written")
    if found[0][1]:
        _per_said(reading, found[0][1], found[0][3])


def _currency(money: str) -> str:
    return words.CURRENCIES.get(money) or words.CURRENCIES.get(money.upper(), "")


def _per_said(reading: Reading, per: str, said: str) -> None:
    if per == "?total":
        reading.add("per", "", said, "per_open", [("total", ""), ("piece", "")])
    else:
        reading.add("per", per, said, "per_written")


def read_amounts(reading: Reading) -> None:
    """What a pack holds, the least one must take, how much there is; and what the price is for, where nobody said."""
    packing = next((match for each in words.PACK_SIZE if (match := each.search(reading.text))), None)
    pack = Packing(packing["pack"], int(packing["size"]), packing["unit"], reading.take(packing)) if packing else None
    for pattern in words.MINIMUM:
        match = pattern.search(reading.text)
        if match and not reading.has("minimum") and readings(match["amount"]):
            reading.add("minimum", match["amount"].strip(), reading.take(match), "written")
    found: list[tuple[list[str], str]] = []
    for match in list(words.QUANTITY.finditer(reading.text)):
        meanings = readings(match["amount"])
        if meanings:
            found.append((meanings, reading.take(match)))
    found = _bare_price(reading, found)
    _choose_quantity(reading, found, pack)
    if reading.has("price") and not reading.has("per"):
        _per_guessed(reading)


def _bare_price(reading: Reading, found: list[tuple[list[str], str]]) -> list[tuple[list[str], str]]:
    """Of two amounts, one counted and one a mere number, the number is the price, where no other is said."""
    bare = [each for each in found if re.fullmatch(r"[0-9]{1,6}", each[1])]
    if reading.has("price") or len(found) != 2 or len(bare) != 1:
        return found
    reading.add("price", bare[0][1], bare[0][1], "bare_price")
    return [each for each in found if each is not bare[0]]


def _choose_quantity(reading: Reading, found: Sequence[tuple[list[str], str]], pack: Packing | None) -> None:
    said = " ".join(each for _, each in found)
    meanings = list(dict.fromkeys(text for each, _ in found for text in each))
    if pack and len(meanings) == 1 and (in_pieces := packed(meanings[0], pack)):
        reading.add("quantity", in_pieces, f"{said} {pack.said}", "packs_said")
        return
    if pack:
        reading.text += f" {pack.said}"
    if len(meanings) == 1:
        how = "bare_whole" if re.fullmatch(r"[0-9,]+", meanings[0]) and meanings[0] == said else "written"
        reading.add("quantity", meanings[0], said, how)
    elif meanings:
        how = "spoken" if len(found) == 1 else "quantity_many"
        reading.add("quantity", "", said, how, [(each, each) for each in meanings])


def _per_guessed(reading: Reading) -> None:
    """Nobody said what the price is for: clear when pieces were counted, open when packs were."""
    price = next(each for each in reading.chips if each.kind == "price")
    counted = read_quantity(reading.value("quantity")) if reading.value("quantity") else None
    unit = fold_unit(counted.unit) if counted else ""
    base = fold_unit(reading.item.base_unit) if reading.item else ""
    if unit in _PACKS and unit != base:
        reading.add("per", "", price.said, "per_open", [("piece", ""), (unit, unit), ("total", "")])
    else:
        reading.add("per", "piece", price.said, "per_piece")
