"""One line said during a call, taken apart: 上海 李 KN95 2万 3.2元 现货 有证.

Nothing is guessed in silence: each chip keeps the words it was read from and how it was understood, what has several
meanings offers them all and chooses none, and what is not understood stays as words. Pure: what is known of goods,
parties and earlier leads is handed in.
"""

import re
from datetime import date

from liangcao.exchange import lead_words as words
from liangcao.exchange.lead_chips import TAKEN, Known, LeadLine, Reading
from liangcao.exchange.lead_figures import read_amounts, read_freight, read_prices
from liangcao.exchange.lead_goods import read_named_items, read_other_items
from liangcao.exchange.lead_when import read_days
from liangcao.exchange.lead_who import read_channel, read_companies, read_people, read_places


def read_lead_line(text: str, known: Known, today: date) -> LeadLine:
    """`text` taken apart, as said on the day `today`; what is written most clearly is read first."""
    reading = Reading(text, known, today)
    reading.first("phone", words.PHONES, "phone")
    read_companies(reading)
    read_named_items(reading)
    reading.first("standard", (words.STANDARD,), "written")
    reading.coded("outcome", words.OUTCOMES, "written")
    read_days(reading)
    read_freight(reading)
    read_prices(reading)
    read_amounts(reading)
    reading.coded("channel", words.CHANNEL_WORDS, "channel_word")
    reading.coded("certificate", words.PAPERS, "written")
    reading.coded("availability", (("ordered", words.ORDERED), ("spot", words.SPOT)), "written")
    reading.coded("died", words.DEATHS, "written")
    read_places(reading)
    read_people(reading)
    read_other_items(reading)
    read_channel(reading)
    rest = " ".join(re.sub(TAKEN, " ", reading.text).split())
    return LeadLine(tuple(reading.chips), rest)
