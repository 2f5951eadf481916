"""Who a lead is and where: companies, places, people, and the channel that follows. Pure; used by `lead_line`."""

import re

from liangcao.exchange import lead_words as words
from liangcao.exchange.lead_chips import TAKEN, Reading
from liangcao.exchange.lead_goods import names_goods
from liangcao.exchange.place_names import ABROAD, PlaceName, channel_between, place_names


def read_companies(reading: Reading) -> None:
    """Registered parties by their names first, then what looks like the name of a company."""
    for name in sorted(reading.known.suppliers, key=len, reverse=True):
        at = reading.text.casefold().find(name.casefold())
        if at >= 0 and len(name) > 1:
            match = re.compile(re.escape(reading.text[at : at + len(name)])).search(reading.text, at)
            assert match is not None
            reading.add("supplier", str(reading.known.suppliers[name]), reading.take(match), "supplier")
            return
    match = words.COMPANY.search(reading.text)
    if match:
        reading.add("company", match[0].strip(), reading.take(match), "company")


def read_places(reading: Reading) -> None:
    """The place: a city rather than its province; where none is named, that in the name of the company."""
    found: dict[str, PlaceName] = {}
    known = place_names()
    taken: list[str] = []
    for name in sorted((each for each in known if each in reading.text), key=lambda each: -len(each)):
        match = re.search(rf"{name}(?:省|市|壮族自治区|自治区|区)?(?:发货|的)?", reading.text)
        if match:
            taken.append(reading.take(match))
            found[name] = known[name]
    if not found:
        company = reading.value("company")
        found = {name: known[name] for name in known if name in company}
        if found:
            name = max(found, key=lambda each: (found[each].is_city, len(each)))
            reading.add("place", name, company, "in_company")
        return
    inner = [each for each in found.values() if each.is_city] or list(found.values())
    if len(inner) == 1:
        reading.add("place", inner[0].name, " ".join(reversed(taken)), "place")
    else:
        reading.add("place", "", " ".join(taken), "place_many", [(each.name, each.name) for each in inner])


def read_people(reading: Reading) -> None:
    """A person: by a title, by a mark before the name, last by what only looks like a name."""
    for pattern, how in ((words.TITLED, "title"), (words.MARKED_NAME, "marked")):
        match = pattern.search(reading.text)
        if match:
            name = match[1].strip()
            reading.add("contact", name, reading.take(match), how)
            return
    like = [
        match
        for match in re.finditer(rf"[^\s{TAKEN}]+", reading.text)
        if words.BARE_NAME.fullmatch(match[0]) and not names_goods(reading, match[0])
    ]
    if len(like) == 1:
        reading.add("contact", like[0][0], reading.take(like[0]), "surname")
    elif like:
        names = [match[0] for match in like]
        for match in like:
            reading.take(match)
        reading.add("contact", "", " ".join(names), "name_many", [(name, name) for name in names])


def read_channel(reading: Reading) -> None:
    """The channel, by where the place lies or by what it was last time; nothing where nobody can know."""
    if reading.has("channel"):
        return
    name = reading.value("place")
    place = place_names().get(name)
    if place is None:
        return
    if place.province == ABROAD:
        reading.add("channel", "abroad", name, "abroad")
    elif reading.known.home is not None:
        reading.add("channel", channel_between(place, reading.known.home), name, "channel_home")
    elif name in reading.known.channels:
        reading.add("channel", reading.known.channels[name], name, "channel_before")
