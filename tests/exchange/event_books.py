"""What the books say, in the names that events use: to hold a recount of events against."""

from collections import Counter
from typing import Any

from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.exchange.epcis.facts import new_facts
from liangcao.exchange.epcis.mapping import Mapped
from liangcao.exchange.epcis.stream import events_after

ZONE = "Asia/Shanghai"


def mapped_of(database: Database) -> list[Mapped]:
    with database.read() as connection:
        return list(events_after(connection, 1, new_facts(connection, 1, ZONE)))


def books_until(database: Database, entry: int) -> tuple[dict[Any, int], dict[Any, int]]:
    """On hand and promised by class and place after an entry, summed from the ledger's lines and holds.

    The place through which lots become others is the ledger's own device: nothing is ever there, no event names it.
    """
    on_hand: Counter[Any] = Counter()
    held: Counter[Any] = Counter()
    with database.read() as connection:
        facts = new_facts(connection, 1, ZONE)
        list(events_after(connection, 1, facts))
        rows = ask(connection, "SELECT location_id FROM location WHERE kind = 'transformation'", ())
        through = {row[0] for row in rows}
        for lot, source, destination, quantity in ask(
            connection, "SELECT lot_id, source_id, destination_id, quantity FROM line WHERE entry <= ?", (entry,)
        ):
            fact = facts.lots.get(lot)
            if fact and not fact.is_money:
                for place, signed in ((source, -quantity), (destination, quantity)):
                    if place not in through:
                        on_hand[fact.epc_class, facts.names.place(place)] += signed
        # What is set aside to be disposed of is promised to nobody.
        sql = "SELECT lot_id, location_id, delta FROM hold WHERE entry <= ? AND document NOT LIKE ?"
        for lot, place, delta in ask(connection, sql, (entry, "disposal:%")):
            fact = facts.lots.get(lot)
            if fact and not fact.is_money:
                held[fact.epc_class, facts.names.place(place)] += delta
    return {k: v for k, v in on_hand.items() if v}, {k: v for k, v in held.items() if v}
