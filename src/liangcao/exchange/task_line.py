"""One line said on the telephone, taken apart: 四宝山 赵 口罩 500 明早.

Like `lead_line`: each chip keeps the words it was read from and how; what has several meanings offers them all and
chooses none; what is not understood stays as words. Pure: goods, units and the moment are handed in.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from liangcao.catalog.search import matches
from liangcao.exchange import lead_words
from liangcao.exchange.cells import fold
from liangcao.exchange.lead_chips import TAKEN, Known, KnownUnit, LeadLine, Reading
from liangcao.exchange.lead_figures import read_amounts
from liangcao.exchange.lead_goods import MOST_CHOICES, names_goods, read_named_items, read_other_items
from liangcao.exchange.lead_who import read_people
from liangcao.exchange.task_when import moments_in
from liangcao.exchange.task_words import HASTES, UNIT_TAIL


def read_task_line(text: str, known: Known, now: datetime) -> LeadLine:
    """`text` taken apart, as said at the moment `now` on the district's clocks; the clearest is read first."""
    reading = Reading(text, known, now.date())
    reading.text = _clocks_kept(text)
    reading.first("phone", lead_words.PHONES, "phone")
    _read_named_unit(reading)
    _read_haste(reading)
    _read_due(reading, now)
    read_named_items(reading)
    read_amounts(reading)
    _titled(reading)
    _read_unit(reading)
    if not reading.has("contact"):
        read_people(reading)
    read_other_items(reading)
    for chip in [each for each in reading.chips if each.kind == "minimum"]:
        reading.chips.remove(chip)
    rest = " ".join(re.sub(TAKEN, " ", reading.text).split())
    return LeadLine(tuple(reading.chips), rest)


def _clocks_kept(text: str) -> str:
    """The line as `Reading` folds it: full width, signs between words."""
    return re.sub(r"[;、!?~|。]|,(?![0-9]{3}(?![0-9]))|\.(?![0-9])", " ", fold(text[:1_000]))


def _read_named_unit(reading: Reading) -> None:
    """A unit by its whole name, the longest first."""
    for unit in sorted(reading.known.units, key=lambda each: -len(each.name)):
        at = reading.text.casefold().find(unit.name.casefold()) if len(unit.name) > 1 else -1
        if at >= 0:
            match = re.compile(re.escape(reading.text[at : at + len(unit.name)])).search(reading.text, at)
            assert match is not None
            reading.add("unit", str(unit.party_id), reading.take(match), "unit_name")
            return


def _read_unit(reading: Reading) -> None:
    """A unit by a part of its name, its pinyin or initials; else by what looks like the name of one."""
    if reading.has("unit"):
        return
    for match in list(re.finditer(rf"[^\s{TAKEN}]{{2,20}}", reading.text)):
        if names_goods(reading, match[0]):
            continue
        found = [each for each in reading.known.units if _may_mean(match[0], each)]
        if found:
            _choose_unit(reading, found, reading.take(match))
            return
    named = UNIT_TAIL.search(reading.text)
    if named:
        said = reading.take(named)
        reading.add("unit_said", said, said, "unit_said")


def _may_mean(piece: str, unit: KnownUnit) -> bool:
    """Whether a word is a part of a unit's name or its pinyin; letters must begin one of its forms."""
    if re.fullmatch(r"[A-Za-z]{1,20}", piece):
        return any(token.startswith(piece.lower()) for token in unit.tokens.split())
    return matches(piece, unit.tokens)


def _choose_unit(reading: Reading, found: Sequence[KnownUnit], said: str) -> None:
    if len(found) == 1:
        reading.add("unit", str(found[0].party_id), said, "unit_part")
    else:
        choices = [(str(each.party_id), each.name) for each in found[:MOST_CHOICES]]
        reading.add("unit", "", said, "unit_many", choices)


def _titled(reading: Reading) -> None:
    """A person with a title, before units are looked for in what is left."""
    for pattern, how in ((lead_words.TITLED, "title"), (lead_words.MARKED_NAME, "marked")):
        match = pattern.search(reading.text)
        if match:
            name = match[1].strip()
            reading.add("contact", name, reading.take(match), how)
            return


def _read_haste(reading: Reading) -> None:
    """How urgent it is; the words stay in the line where they also say when."""
    for code, pattern in HASTES:
        match = pattern.search(reading.text)
        if match and not reading.has("haste"):
            reading.add("haste", code, match[0], "haste_word")
            if not moments_in(match[0], datetime(2020, 1, 1)):  # noqa: DTZ001 - a clock of the district
                reading.take(match)


def _read_due(reading: Reading, now: datetime) -> None:
    """Until when; several moments are all offered."""
    said = moments_in(reading.text, now)
    if len(said) > 1 and any(each.how != "at_once" for each in said):
        at_once = [each for each in said if each.how == "at_once"]
        said = [each for each in said if each not in at_once]
        for each in at_once:
            _blank(reading, each.start, each.end)
    if not said:
        return
    words = " ".join(each.words for each in said)
    for each in said:
        _blank(reading, each.start, each.end)
    meanings = sorted({f"{each:%Y-%m-%dT%H:%M}" for one in said for each in one.meanings})
    if len(meanings) == 1:
        reading.add("due_at", meanings[0], words, said[0].how)
    else:
        how = "clock_many" if len(said) == 1 else "when_many"
        reading.add("due_at", "", words, how, [(each, each.replace("T", " ")) for each in meanings])


def _blank(reading: Reading, start: int, end: int) -> None:
    reading.text = reading.text[:start] + TAKEN * (end - start) + reading.text[end:]
