"""Which barcode goods had when: one registered later changes no event of the past."""

import json
from dataclasses import dataclass, field

from sqlalchemy import Connection

from liangcao.database.bulk import ask


@dataclass
class _Code:
    """A GTIN: whose it is, since which entry, until which (0: still), and whose it was before which entries."""

    code: str
    item_id: int
    since: int
    ended: int = 0
    before: list[tuple[int, int]] = field(default_factory=list)


class Codes:
    """Which GTIN an item had at an entry: by when a code was added, and by the entries that ended or moved it."""

    def __init__(self, connection: Connection, district_id: int) -> None:
        rows = ask(
            connection,
            "SELECT code_id, code, item_id, entry FROM item_code WHERE district_id = ? AND system = 'gtin' "
            "ORDER BY code_id",
            (district_id,),
        )
        self._codes = {row[0]: _Code(*row[1:]) for row in rows}
        if rows:
            self._read_changes(connection, district_id)

    def _read_changes(self, connection: Connection, district_id: int) -> None:
        sql = (
            "SELECT number, body FROM journal WHERE district_id = ? AND action IN ('catalog.end_code', "
            "'catalog.merge_items') ORDER BY number"
        )
        for number, body in ask(connection, sql, (district_id,)):
            for change in json.loads(bytes(body)).get("effects", {}).get("changes", ()):
                code = self._codes.get(change["key"].get("code_id", 0)) if change["table"] == "item_code" else None
                if code is None:
                    continue
                if "item_id" in change["values"]:
                    code.before.append((number, change["expected"]["item_id"]))
                else:
                    code.ended = code.ended or number

    def gtin(self, item_id: int, entry: int) -> str:
        """The newest GTIN that the item had before an entry; empty where it had none."""
        found = ""
        for each in self._codes.values():
            owner = next((before for number, before in each.before if number > entry), each.item_id)
            if owner == item_id and each.since < entry and not 0 < each.ended < entry:
                found = each.code
        return found
