"""Which item a line is about: by a whole name, by a part of one, by pinyin. Pure; used by `lead_line`."""

import re
from collections.abc import Sequence

from liangcao.catalog.search import matches, normalise_query, rank_names
from liangcao.exchange.cells import fold
from liangcao.exchange.lead_chips import TAKEN, KnownItem, Reading

MOST_CHOICES = 8


def read_named_items(reading: Reading) -> None:
    """Items by a whole name or alias, the longest first; a name inside a longer word of letters is none."""
    text = reading.text.casefold()
    there = [(name, known) for known in reading.known.items for name in known.names if name.casefold() in text]
    found: list[tuple[str, KnownItem]] = []
    for name, known in sorted(there, key=lambda pair: -len(pair[0])):
        pattern = _name_pattern(name)
        match = pattern.search(reading.text) if pattern else None
        if match:
            said = reading.take(match)
            if known not in [each for _, each in found]:
                found.append((said, known))
    _choose_item(reading, found, "item_name")


def read_other_items(reading: Reading) -> None:
    """Items by a part of a name or by pinyin, in the words nothing else was made of."""
    if reading.has("item"):
        return
    pieces = list(re.finditer(rf"[^\s{TAKEN}]{{2,12}}", reading.text))
    for match in pieces:
        found = [each for each in reading.known.items if _may_mean(match[0], each)]
        if found:
            said = reading.take(match)
            _choose_item(reading, [(said, each) for each in found], "item_part")
            return
    for match in pieces:
        part, found = _longest_part(reading, match[0])
        if found:
            reading.take(re.compile(re.escape(part)).search(reading.text, match.start()) or match)
            _choose_item(reading, [(part, each) for each in found], "item_part")
            return
    by_name = {each.name: each for each in reading.known.items}
    for match in pieces:
        choices = [(str(by_name[name].item_id), name) for name in rank_names(match[0], by_name)]
        if choices:
            reading.add("item", "", match[0], "item_alike", choices)
            return


def _longest_part(reading: Reading, piece: str) -> tuple[str, list[KnownItem]]:
    """The longest part of a run of words that stands in the names of goods, and those goods; none of mere letters."""
    if re.fullmatch(r"[!-~]+", piece):
        return "", []
    for length in range(len(piece) - 1, 1, -1):
        for start in range(len(piece) - length + 1):
            part = piece[start : start + length]
            wanted = normalise_query(part)
            found = [each for each in reading.known.items if len(wanted) == length and wanted in each.tokens]
            if found:
                return part, found
    return "", []


def names_goods(reading: Reading, piece: str) -> bool:
    """Whether a word stands in the names of goods."""
    return len(piece) > 1 and any(_may_mean(piece, each) for each in reading.known.items)


def _may_mean(piece: str, item: KnownItem) -> bool:
    """Whether a word is a part of a name or its pinyin; two or three letters must begin one (ref is no 自热饭)."""
    if re.fullmatch(r"[A-Za-z]{1,3}", piece):
        return any(token.startswith(piece.lower()) for token in item.tokens.split())
    return matches(piece, item.tokens)


def _choose_item(reading: Reading, found: Sequence[tuple[str, KnownItem]], how: str) -> None:
    if len(found) == 1:
        said, reading.item = found[0]
        reading.add("item", str(reading.item.item_id), said, how)
    elif found:
        choices = [(str(each.item_id), each.name) for _, each in found[:MOST_CHOICES]]
        said = " ".join(dict.fromkeys(each for each, _ in found))
        reading.add("item", "", said, "item_many", choices)


def _name_pattern(name: str) -> re.Pattern[str] | None:
    """Where a name stands in a line; None for one too short to be told from other words."""
    plain = fold(name)
    if len(plain) < 2 or not normalise_query(plain):
        return None
    before = r"(?<![A-Za-z0-9.])" if re.match(r"[A-Za-z0-9]", plain) else ""
    after = r"(?![A-Za-z0-9.])" if re.search(r"[A-Za-z0-9]$", plain) else ""
    if plain.isdigit():
        after = r"(?=\s|$|消毒)"
    return re.compile(before + re.escape(plain) + after, re.IGNORECASE)
