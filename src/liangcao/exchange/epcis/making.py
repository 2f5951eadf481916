"""Kits and re-packs as TransformationEvents: what went in, what came of it. Pure."""

from collections.abc import Sequence
from typing import Any

from liangcao.exchange.epcis.facts import Facts, Posted
from liangcao.exchange.epcis.steps import MADE
from liangcao.exchange.epcis.writing import StockLine, Told, finished, head, lots_told, papers_of, quantities

THROUGH = "transformation"
"""The kind of the outside place that the ledger has lots become others through: no place where anything ever is."""


def transformed(entry: Posted, lines: Sequence[StockLine], facts: Facts) -> Told | None:
    """The event of making or taking apart, at the bench where it was done; None where it was not done at one."""
    went = [line for line in lines if facts.places[line[2]].kind == THROUGH]
    came = [line for line in lines if facts.places[line[1]].kind == THROUGH]
    benches = {line[1] for line in went} | {line[2] for line in came}
    if not went or not came or len(benches) != 1 or len(went) + len(came) != len(lines):
        return None
    bench = benches.pop()
    event = head(entry, MADE, facts, "TransformationEvent")
    event["transformationID"] = facts.names.paper("transformation", entry.number)
    event["readPoint"] = event["bizLocation"] = {"id": facts.names.place(bench)}
    event["inputQuantityList"] = quantities(went, facts)
    event["outputQuantityList"] = quantities(came, facts)
    papers = papers_of(entry, "", MADE, facts)
    if papers:
        event["bizTransactionList"] = papers
    marks = _marks(entry, came, facts)
    if marks:
        event["ilmd"] = marks
    for name, side in (("liangcao:inputLots", went), ("liangcao:outputLots", came)):
        told = lots_told(side, facts, with_origin=False)
        if told:
            event[name] = told
    return finished(entry, event), (bench,)


def _marks(entry: Posted, came: Sequence[StockLine], facts: Facts) -> dict[str, Any]:
    """What the new lot is from its beginning on (ILMD); lots that were there before have theirs."""
    built = entry.rows("build")
    if not built or len(came) != 1:
        return {}
    lot, recipe_id = facts.lots[came[0][0]], built[0].get("recipe_id", 0)
    marks = {
        "cbvmda:lotNumber": lot.batch_number,
        "cbvmda:itemExpirationDate": lot.expires_on,
        "liangcao:producedOn": lot.produced_on,
        "liangcao:kitRecipe": facts.names.paper("recipe", recipe_id) if recipe_id else "",
    }
    return {name: value for name, value in marks.items() if value}
