"""Reading loans, and which items can be lent."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.catalog.starter import starter_items, starter_set
from liangcao.database.bulk import Row, ask, select_by_keys, select_by_texts
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan's head; times in ms since 1970 UTC, 0 when not yet; `borrower` is a commitment, `due_on` a day."""

    loan_id: int
    party_id: int
    party_name: str
    store_id: int
    store_name: str
    store_path: str
    state: str
    borrower: str
    purpose: str
    due_on: str
    actor_id: int
    actor_name: str
    lent_at: int
    ended_at: int
    entry: int

    def is_overdue(self, today: str) -> bool:
        """Something is still out after its day; `today` is a day."""
        return self.state == "out" and self.due_on < today


@dataclass(frozen=True, slots=True)
class LoanLine:
    """A line of a loan, in base units: lent, back whole, back damaged, lost."""

    loan_id: int
    line_number: int
    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    source_id: int
    source_name: str
    serial: str
    quantity: int
    whole_back: int
    damaged: int
    lost: int
    owed_fen: int

    @property
    def out(self) -> int:
        """What has neither come back nor been given up."""
        return self.quantity - self.whole_back - self.damaged - self.lost


@dataclass(frozen=True, slots=True)
class LoanEvent:
    """Something that happened to a loan by one entry: goods back or lost, or a later day (`due_on`, else empty)."""

    entry: int
    at: int
    actor_name: str
    whole_back: int
    damaged: int
    lost: int
    owed_fen: int
    due_on: str
    note: str


@dataclass(frozen=True, slots=True)
class Reusable:
    """What is settled of an item: whether it can be lent, and whether its pieces are numbered."""

    item_id: int
    item_name: str
    base_unit: str
    is_reusable: bool
    is_serial: bool
    reason: str
    actor_name: str
    set_at: int


@dataclass(frozen=True, slots=True)
class LoanFilter:
    """Which loans to show; empty or 0 means any. ``overdue`` needs `today`; `search` is in the unit's name."""

    state: str = ""
    today: str = ""
    party_id: int = 0
    search: str = ""


_HEAD = (
    "SELECT loan.loan_id, loan.party_id, party.name, loan.store_id, location.name, location.path, loan.state, "
    "borrower, purpose, due_on, loan.actor_id, COALESCE(actor.name, ''), lent_at, ended_at, loan.entry "
)
_FROM = (
    "FROM loan JOIN party ON party.district_id = loan.district_id AND party.party_id = loan.party_id "
    "JOIN location ON location.district_id = loan.district_id AND location.location_id = loan.store_id "
    "LEFT JOIN actor ON actor.district_id = loan.district_id AND actor.actor_id = loan.actor_id "
)
_LINES = (
    "SELECT loan_line.loan_id, loan_line.line_number, loan_line.item_id, item.name, item.base_unit, loan_line.lot_id, "
    "lot.batch_number, loan_line.source_id, location.name, serial, quantity, loan_line.whole_back, loan_line.damaged, "
    "loan_line.lost, (SELECT COALESCE(SUM(owed_fen), 0) FROM loan_end "
    "WHERE loan_end.district_id = loan_line.district_id AND loan_end.loan_id = loan_line.loan_id "
    "AND loan_end.line_number = loan_line.line_number) "
    "FROM {keys} JOIN loan_line ON loan_line.loan_id = k1 "
    "JOIN item ON item.district_id = loan_line.district_id AND item.item_id = loan_line.item_id "
    "JOIN lot ON lot.district_id = loan_line.district_id AND lot.lot_id = loan_line.lot_id "
    "JOIN location ON location.district_id = loan_line.district_id AND location.location_id = loan_line.source_id "
    "WHERE loan_line.district_id = ? ORDER BY loan_line.loan_id, loan_line.line_number"
)


def _conditions(district_id: int, scope: Scope, wanted: LoanFilter) -> tuple[str, Row]:
    parts, values = ["loan.district_id = ?"], [district_id]
    if not scope.is_all:
        seen = ["location.path LIKE ?" for _ in scope.paths or ()] + [
            "loan.party_id = ?" for _ in scope.party_ids or ()
        ]
        parts.append(f"({' OR '.join(seen) or '1 = 0'})")
        values += [*(f"{path}%" for path in scope.paths or ()), *(scope.party_ids or ())]  # type: ignore[list-item]
    if wanted.state == "overdue":
        parts.append("loan.state = 'out' AND loan.due_on < ?")
        values.append(wanted.today)  # type: ignore[arg-type]
    elif wanted.state:
        parts.append("loan.state = ?")
        values.append(wanted.state)  # type: ignore[arg-type]
    if wanted.party_id:
        parts.append("loan.party_id = ?")
        values.append(wanted.party_id)
    if wanted.search:
        parts.append("party.search LIKE ?")
        values.append(f"%{wanted.search}%")  # type: ignore[arg-type]
    return " AND ".join(parts), tuple(values)


def loans_page(
    connection: Connection, district_id: int, scope: Scope, wanted: LoanFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Loan]:
    """Loans: what is out first, the earliest due at the head; `page` is (how many, from which)."""
    where, values = _conditions(district_id, scope, wanted)
    order = "ORDER BY loan.state DESC, loan.due_on, loan.loan_id LIMIT ? OFFSET ?"
    return [Loan(*row) for row in ask(connection, f"{_HEAD}{_FROM} WHERE {where} {order}", (*values, *page))]


def count_loans(connection: Connection, district_id: int, scope: Scope, wanted: LoanFilter) -> int:
    """How many there are."""
    where, values = _conditions(district_id, scope, wanted)
    return int(ask(connection, f"SELECT COUNT(*) {_FROM} WHERE {where}", values)[0][0])


def loan(connection: Connection, district_id: int, scope: Scope, loan_id: int) -> Loan:
    """One loan; raises Refused ``unknown_document`` when there is none that this person may see."""
    where, values = _conditions(district_id, scope, LoanFilter())
    rows = ask(connection, f"{_HEAD}{_FROM} WHERE {where} AND loan.loan_id = ?", (*values, loan_id))
    if not rows:
        raise refused("unknown_document", "loan_id", name=loan_id)
    return Loan(*rows[0])


def loan_lines(connection: Connection, district_id: int, loan_ids: list[int]) -> dict[int, list[LoanLine]]:
    """The lines of loans, by loan."""
    found: dict[int, list[LoanLine]] = {number: [] for number in loan_ids}
    for row in select_by_keys(connection, _LINES, [(number,) for number in sorted(set(loan_ids))], (district_id,)):
        found[row[0]].append(LoanLine(*(*row[:-1], int(row[-1]))))
    return found


def loan_events(connection: Connection, district_id: int, loan_id: int) -> list[LoanEvent]:
    """What happened to a loan since it went out, in the order of the books."""
    who = "LEFT JOIN actor ON actor.district_id = {0}.district_id AND actor.actor_id = {0}.actor_id "
    ends = ask(
        connection,
        "SELECT loan_end.entry, MIN(ended_at), MIN(COALESCE(actor.name, '')), SUM(whole_back), SUM(damaged), "
        f"SUM(lost), SUM(owed_fen), '', MIN(note) FROM loan_end {who.format('loan_end')}"
        "WHERE loan_end.district_id = ? AND loan_id = ? GROUP BY loan_end.entry",
        (district_id, loan_id),
    )
    longer = ask(
        connection,
        "SELECT loan_extension.entry, extended_at, COALESCE(actor.name, ''), 0, 0, 0, 0, due_on, reason "
        f"FROM loan_extension {who.format('loan_extension')}"
        "WHERE loan_extension.district_id = ? AND loan_id = ?",
        (district_id, loan_id),
    )
    found = [LoanEvent(*row[:3], *map(int, row[3:7]), *row[7:]) for row in (*ends, *longer)]
    return sorted(found, key=lambda each: each.entry)


_REUSABLE = (
    "SELECT reusable_item.item_id, item.name, item.base_unit, is_reusable, is_serial, reason, "
    "COALESCE(actor.name, ''), set_at FROM reusable_item "
    "JOIN item ON item.district_id = reusable_item.district_id AND item.item_id = reusable_item.item_id "
    "LEFT JOIN actor ON actor.district_id = reusable_item.district_id AND actor.actor_id = reusable_item.actor_id "
    "WHERE reusable_item.district_id = ? AND setting_id = (SELECT MAX(setting_id) FROM reusable_item AS later "
    "WHERE later.district_id = reusable_item.district_id AND later.item_id = reusable_item.item_id) "
)


def _reusable(row: Row) -> Reusable:
    return Reusable(*(*row[:3], bool(row[3]), bool(row[4]), *row[5:]))


@cache
def _reusable_by_name() -> tuple[str, ...]:
    """The names of what comes back after use in the sets that every office begins with."""
    known = (*starter_items(), *starter_set("flood"), *starter_set("earthquake"))
    return tuple(sorted({each.name for each in known if each.is_reusable}))


def _by_name(connection: Connection, district_id: int) -> list[Reusable]:
    sql = "SELECT item_id, name, base_unit FROM {keys} JOIN item ON name = k1 WHERE district_id = ? AND kind = 'goods'"
    rows = select_by_texts(connection, sql, _reusable_by_name(), (district_id,))
    return [Reusable(*(*row, True, False, "", "", 0)) for row in rows]


def reusable_items(connection: Connection, district_id: int) -> list[Reusable]:
    """What can be lent, by name: as settled by the office, or, of common things, as they are everywhere."""
    settled = {row[0]: _reusable(row) for row in ask(connection, _REUSABLE, (district_id,))}
    found = {each.item_id: each for each in _by_name(connection, district_id)} | settled
    return sorted((each for each in found.values() if each.is_reusable), key=lambda each: each.item_name)


def reusable(connection: Connection, district_id: int, item_id: int) -> Reusable | None:
    """What is settled of an item, or known of it by its common name; None when nothing is."""
    rows = ask(connection, f"{_REUSABLE} AND reusable_item.item_id = ?", (district_id, item_id))
    if rows:
        return _reusable(rows[0])
    return next((each for each in _by_name(connection, district_id) if each.item_id == item_id), None)


def loan_of_serial(connection: Connection, district_id: int, item_id: int, serial: str) -> int:
    """The loan by which the piece with this serial number is out, or was lost; 0 when it is here."""
    rows = ask(
        connection,
        "SELECT COALESCE(MAX(loan_id), 0) FROM loan_line WHERE district_id = ? AND item_id = ? AND serial = ? "
        "AND quantity > whole_back + damaged",
        (district_id, item_id, serial),
    )
    return int(rows[0][0])


@dataclass(frozen=True, slots=True)
class Lendable:
    """So many base units of a reusable item's lot lie free at a place."""

    item_id: int
    item_name: str
    base_unit: str
    is_serial: bool
    lot_id: int
    batch_number: str
    location_id: int
    place_name: str
    available: int


def lendable_stock(connection: Connection, district_id: int, scope: Scope, *, today: str) -> list[Lendable]:
    """What could be lent now: reusable, released, not expired on the day `today`, free, in places one may see."""
    known = {each.item_id: each for each in reusable_items(connection, district_id)}
    if not known:
        return []
    where, values = "", []
    if not scope.is_all:
        paths = scope.paths or ()
        where = f"AND ({' OR '.join('location.path LIKE ?' for _ in paths) or '1 = 0'}) "
        values = [f"{path}%" for path in paths]
    rows = select_by_keys(
        connection,
        "SELECT balance.item_id, lot.lot_id, lot.batch_number, location.location_id, location.name, on_hand - held "
        "FROM {keys} JOIN balance ON balance.item_id = k1 AND is_here = 1 "
        "JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
        "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
        "WHERE balance.district_id = ? AND on_hand > held AND lot.status = 'released' "
        "AND (lot.expires_on = '' OR lot.expires_on >= ?) "
        f"AND location.kind IN ('store', 'shelf', 'dock', 'vehicle') {where}"
        "ORDER BY balance.item_id, lot.expires_on, lot.lot_id, location.location_id",
        [(number,) for number in sorted(known)],
        (district_id, today, *values),
    )
    return [
        Lendable(item_id, known[item_id].item_name, known[item_id].base_unit, known[item_id].is_serial, *rest)
        for item_id, *rest in rows
    ]
