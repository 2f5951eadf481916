"""Reading recalls: the lots, where they lie, who holds them, who was told and what they said."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.database.schema import metadata
from liangcao.kernel.errors import refused
from liangcao.recall.rules import STATES, Held


@dataclass(frozen=True, slots=True)
class Recall:
    """A recall's head; times in ms since 1970 UTC, 0 when not yet."""

    recall_id: int
    state: str
    batch_number: str
    ground: str
    advice: str
    public_text: str
    end_note: str
    actor_id: int
    actor_name: str
    opened_at: int
    ended_by: int
    ender_name: str
    ended_at: int
    entry: int


@dataclass(frozen=True, slots=True)
class RecalledLot:
    """A lot that is stopped, and as what it stood before; `made_of` is the recalled lot it was made of, 0 for none."""

    lot_id: int
    item_id: int
    item_name: str
    base_unit: str
    batch_number: str
    expires_on: str
    status: str
    status_before: str
    made_of: int
    acceptance: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """So many base units of a recalled lot lie at a place of ours now, `held` of them promised."""

    lot_id: int
    location_id: int
    kind: str
    name: str
    path: str
    on_hand: int
    held: int


@dataclass(frozen=True, slots=True)
class Promised:
    """What an adopted plan holds of a recalled lot: it cannot be sent."""

    plan_id: int
    unit_name: str
    lot_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A holder was told by some way at a moment (ms)."""

    notice_id: int
    party_id: int
    way: str
    sent_at: int
    actor_name: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer on one lot, in base units."""

    answer_id: int
    party_id: int
    party_name: str
    lot_id: int
    way: str
    left_over: int
    used: int
    missing: int
    handed_on: int
    handed_to: str
    said_by: str
    note: str
    answered_at: int
    actor_name: str
    entry: int


@dataclass(frozen=True, slots=True)
class RecallFilter:
    """Which recalls to show; empty means any. `search` is a normalised search word for the name of a thing, `typed` the
    same as it was typed, for a batch number."""

    state: str = ""
    search: str = ""
    typed: str = ""


_HEAD = (
    "SELECT recall.recall_id, state, batch_number, ground, advice, public_text, end_note, recall.actor_id, "
    "COALESCE(actor.name, ''), opened_at, ended_by, COALESCE(ender.name, ''), ended_at, entry FROM recall "
    "LEFT JOIN actor ON actor.district_id = recall.district_id AND actor.actor_id = recall.actor_id "
    "LEFT JOIN actor AS ender ON ender.district_id = recall.district_id AND ender.actor_id = recall.ended_by "
)
_LOTS = (
    "SELECT recall_lot.recall_id, lot.lot_id, lot.item_id, item.name, item.base_unit, lot.batch_number, "
    "lot.expires_on, lot.status, status_before, made_of, lot.acceptance FROM {keys} "
    "JOIN recall_lot ON recall_lot.recall_id = k1 "
    "JOIN lot ON lot.district_id = recall_lot.district_id AND lot.lot_id = recall_lot.lot_id "
    "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
    "WHERE recall_lot.district_id = ? ORDER BY recall_lot.recall_id, made_of, lot.lot_id"
)


def _conditions(district_id: int, wanted: RecallFilter) -> tuple[str, Row]:
    parts, values = ["recall.district_id = ?"], [district_id]
    if wanted.state in STATES:
        parts.append("recall.state = ?")
        values.append(wanted.state)  # type: ignore[arg-type]
    if wanted.search:
        parts.append(
            "EXISTS (SELECT 1 FROM recall_lot "
            "JOIN lot ON lot.district_id = recall_lot.district_id AND lot.lot_id = recall_lot.lot_id "
            "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
            "WHERE recall_lot.district_id = recall.district_id AND recall_lot.recall_id = recall.recall_id "
            "AND (item.search LIKE ? OR LOWER(lot.batch_number) LIKE ?))"
        )
        values += [f"%{wanted.search}%", f"%{wanted.typed.strip().lower()}%"]  # type: ignore[list-item]
    return " AND ".join(parts), tuple(values)


def recalls_page(
    connection: Connection, district_id: int, wanted: RecallFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Recall]:
    """Recalls, the open ones first, then the newest; `page` is (how many, from which)."""
    where, values = _conditions(district_id, wanted)
    order = "ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, recall.recall_id DESC LIMIT ? OFFSET ?"
    return [Recall(*row) for row in ask(connection, f"{_HEAD} WHERE {where} {order}", (*values, *page))]


def count_recalls(connection: Connection, district_id: int, wanted: RecallFilter) -> int:
    """How many there are."""
    where, values = _conditions(district_id, wanted)
    return int(ask(connection, f"SELECT COUNT(*) FROM recall WHERE {where}", values)[0][0])


def recall(connection: Connection, district_id: int, recall_id: int) -> Recall:
    """One recall; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_HEAD} WHERE recall.district_id = ? AND recall.recall_id = ?", (district_id, recall_id))
    if not rows:
        raise refused("unknown_document", "recall_id", name=recall_id)
    return Recall(*rows[0])


def recalled_lots(connection: Connection, district_id: int, recall_ids: list[int]) -> dict[int, list[RecalledLot]]:
    """The lots of recalls, by recall, those named first."""
    found: dict[int, list[RecalledLot]] = {number: [] for number in recall_ids}
    for row in select_by_keys(connection, _LOTS, [(number,) for number in sorted(set(recall_ids))], (district_id,)):
        found[row[0]].append(RecalledLot(*row[1:]))
    return found


def recall_of_lot(connection: Connection, district_id: int, lot_id: int) -> int:
    """The recall a lot is under or was closed by; 0 when there is none, or it was lifted."""
    rows = ask(
        connection,
        "SELECT COALESCE(MAX(recall_lot.recall_id), 0) FROM recall_lot "
        "JOIN recall ON recall.district_id = recall_lot.district_id AND recall.recall_id = recall_lot.recall_id "
        "WHERE recall_lot.district_id = ? AND recall_lot.lot_id = ? AND recall.state <> 'lifted'",
        (district_id, lot_id),
    )
    return int(rows[0][0])


def lots_of_batch(connection: Connection, district_id: int, batch_number: str, item_id: int = 0) -> list[int]:
    """All lots of goods that bear a maker's batch number, of one item when `item_id` is given."""
    of_item, values = ("AND lot.item_id = ? ", (item_id,)) if item_id else ("", ())
    sql = (
        "SELECT lot_id FROM lot JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        f"WHERE lot.district_id = ? AND lot.batch_number = ? AND item.kind = 'goods' {of_item}ORDER BY lot_id"
    )
    return [row[0] for row in ask(connection, sql, (district_id, batch_number, *values))]


def made_of(connection: Connection, district_id: int, lot_ids: list[int]) -> dict[int, int]:
    """The lots made of these by kits and re-packs, and of those in turn: the lot made, and one it was made of."""
    if "transformation" not in metadata.tables:
        return {}
    found: dict[int, int] = {}
    waiting = set(lot_ids)
    while waiting:
        rows = select_by_keys(
            connection,
            "SELECT to_lot_id, MIN(from_lot_id) FROM {keys} JOIN transformation ON from_lot_id = k1 "
            "WHERE district_id = ? GROUP BY to_lot_id",
            [(number,) for number in sorted(waiting)],
            (district_id,),
        )
        new = {made: source for made, source in rows if made not in found and made not in lot_ids}
        found |= new
        waiting = set(new)
    return found


_WITH_UNITS = (
    "SELECT location.party_id, balance.lot_id, SUM(on_hand) FROM {keys} JOIN balance ON balance.lot_id = k1 "
    "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
    "WHERE balance.district_id = ? AND balance.is_outside = 1 AND location.kind = 'recipient' AND on_hand > 0 "
    "GROUP BY location.party_id, balance.lot_id ORDER BY location.party_id, balance.lot_id"
)


def with_units(connection: Connection, district_id: int, lot_ids: list[int]) -> list[tuple[int, int, int]]:
    """(unit, lot, base units) that units were given and have not sent back, by the ledger."""
    keys = [(number,) for number in sorted(set(lot_ids))]
    return [(row[0], row[1], int(row[2])) for row in select_by_keys(connection, _WITH_UNITS, keys, (district_id,))]


def holders(connection: Connection, district_id: int, recall_id: int, *, party_id: int = 0) -> list[Held]:
    """Who held what when it began, with what came back of it by returns and what they say of the rest."""
    of_party, values = ("AND recall_holder.party_id = ? ", (party_id,)) if party_id else ("", ())
    rows = ask(
        connection,
        "SELECT recall_holder.party_id, party.name, recall_holder.lot_id, lot.batch_number, item.name, item.base_unit, "
        "recall_holder.quantity, (SELECT COALESCE(SUM(return_line.received), 0) FROM return_line "
        "JOIN goods_return ON goods_return.district_id = return_line.district_id "
        "AND goods_return.return_id = return_line.return_id WHERE return_line.district_id = recall_holder.district_id "
        "AND return_line.recall_id = recall_holder.recall_id AND return_line.lot_id = recall_holder.lot_id "
        "AND goods_return.unit_id = recall_holder.party_id), left_over, used, missing, handed_on, answers, "
        "answered_at, is_disputed FROM recall_holder "
        "JOIN party ON party.district_id = recall_holder.district_id AND party.party_id = recall_holder.party_id "
        "JOIN lot ON lot.district_id = recall_holder.district_id AND lot.lot_id = recall_holder.lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        f"WHERE recall_holder.district_id = ? AND recall_id = ? {of_party}ORDER BY party.name, recall_holder.lot_id",
        (district_id, recall_id, *values),
    )
    return [Held(*(*row[:7], int(row[7]), *row[8:])) for row in rows]


def whereabouts(connection: Connection, district_id: int, lot_ids: list[int]) -> list[Whereabouts]:
    """Where these lots lie in places of ours now."""
    rows = select_by_keys(
        connection,
        "SELECT balance.lot_id, location.location_id, location.kind, location.name, location.path, "
        "on_hand, held "
        "FROM {keys} JOIN balance ON balance.lot_id = k1 AND is_here = 1 "
        "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
        "WHERE balance.district_id = ? ORDER BY balance.lot_id, location.path",
        [(number,) for number in sorted(set(lot_ids))],
        (district_id,),
    )
    return [Whereabouts(*row) for row in rows]


def promised(connection: Connection, district_id: int, lot_ids: list[int]) -> list[Promised]:
    """What adopted plans hold of these lots and nobody has sent."""
    rows = select_by_keys(
        connection,
        "SELECT plan_line.plan_id, party.name, plan_line.lot_id, plan_line.quantity FROM {keys} "
        "JOIN balance ON balance.lot_id = k1 AND balance.held > 0 "
        "JOIN plan_line ON plan_line.district_id = balance.district_id AND plan_line.lot_id = balance.lot_id "
        "AND plan_line.location_id = balance.location_id AND plan_line.state = 'held' "
        "JOIN party ON party.district_id = plan_line.district_id AND party.party_id = plan_line.unit_id "
        "WHERE balance.district_id = ? ORDER BY plan_line.plan_id, plan_line.line_number",
        [(number,) for number in sorted(set(lot_ids))],
        (district_id,),
    )
    return [Promised(*row) for row in rows]


def notices(connection: Connection, district_id: int, recall_id: int) -> list[Notice]:
    """Who was told when, the first at the head."""
    rows = ask(
        connection,
        "SELECT notice_id, party_id, way, sent_at, COALESCE(actor.name, '') FROM recall_notice "
        "LEFT JOIN actor ON actor.district_id = recall_notice.district_id AND actor.actor_id = recall_notice.actor_id "
        "WHERE recall_notice.district_id = ? AND recall_id = ? ORDER BY notice_id",
        (district_id, recall_id),
    )
    return [Notice(*row) for row in rows]


def notice_of_token(connection: Connection, district_id: int, token_hash: str) -> tuple[int, int] | None:
    """(recall, party) of the link with this hash, or None."""
    sql = "SELECT recall_id, party_id FROM recall_notice WHERE district_id = ? AND token_hash = ? AND token_hash <> ''"
    rows = ask(connection, sql, (district_id, token_hash))
    return (rows[0][0], rows[0][1]) if rows else None


def answers(connection: Connection, district_id: int, recall_id: int) -> list[AnswerRow]:
    """All that was answered, the last word first."""
    rows = ask(
        connection,
        "SELECT answer_id, recall_answer.party_id, party.name, lot_id, way, left_over, used, missing, handed_on, "
        "handed_to, said_by, note, answered_at, COALESCE(actor.name, ''), entry FROM recall_answer "
        "JOIN party ON party.district_id = recall_answer.district_id AND party.party_id = recall_answer.party_id "
        "LEFT JOIN actor ON actor.district_id = recall_answer.district_id AND actor.actor_id = recall_answer.actor_id "
        "WHERE recall_answer.district_id = ? AND recall_id = ? ORDER BY answer_id DESC, lot_id",
        (district_id, recall_id),
    )
    return [AnswerRow(*row) for row in rows]
