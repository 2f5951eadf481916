"""Evidence of as many entries as wanted, by a bookkeeper that keeps no more of the books than the next entry needs.

The mix is that of a working office: half of the entries move stock, the others are receipts with their lots and
documents, requests, approvals, promises; now and then a plan shares out one item among those who ask for it. Nothing
of it goes down the road: making a million entries takes minutes.
"""

import random
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

from bench.evidence_plans import LOTS, REQUESTS, approved, asked, proposed, received
from liangcao.journal.entry import Entry, entry_bytes
from liangcao.journal.note import SigningKey, sign_checkpoint
from liangcao.journal.tree import Frontier, entry_leaf
from liangcao.kernel.canonical import canonical_bytes
from liangcao.kernel.effects import Change, DutyDone, Effects, Hold, Line, Movement, NewRow
from liangcao.kernel.moment import moment_text
from liangcao.reports.evidence_file import EvidenceFile, object_line, row_line, table_lines
from liangcao.reports.evidence_rules import PROGRAM, office_rules
from liangcao.verifier import layout
from liangcao.verifier.known import known_tables

ORIGIN = "bench.example/liangcao"
SEALED_EVERY = 500
PLANNED_EVERY = 2_000
"""Two plans on each working day, in a year of a million entries."""
_START = 1_580_428_800_000
_SUPPLIER, _STORE, _SHELF, _UNIT = 1, 2, 3, 4
_KEEPER, _ASKER, _APPROVER = 11, 12, 13
_PEOPLE = ((_KEEPER, "keeper"), (_ASKER, "coordinator"), (_APPROVER, "approver"))
_DUTIES = ("chain", "duty", "actor_id", "entry")
_NOTE = "一线防护告急，请尽快"
_Deed = tuple[int, str, dict[str, Any], Effects]


def write_evidence(path: Path, entries: int) -> None:
    """Write the evidence of an office with so many entries."""
    office, key = _Office(), SigningKey(ORIGIN, bytes(range(32)))
    frontier, leaves, notes = Frontier(), bytearray(), []
    with path.open("wb") as opened:
        file = EvidenceFile(opened)
        file.add(layout.RULES, canonical_bytes(office_rules()))
        for first, last in layout.stretches(1, entries):
            office.lines, office.holds, bodies = [], [], []
            for number in range(first, last + 1):
                body = office.next_body()
                leaf = entry_leaf(body, number)
                frontier.append(leaf)
                leaves += leaf
                bodies.append(body + b"\n")
                if number % SEALED_EVERY == 0 or number == entries:
                    notes.append(sign_checkpoint(ORIGIN, number, frontier.root(), key))
            for name, parts in zip(layout.stretch_names(first), (bodies, office.lines, office.holds), strict=True):
                file.add(name, b"".join(parts))
        file.add(layout.LEAVES, bytes(leaves), is_dense=True)
        file.add_parts(layout.CHECKPOINTS, (object_line(("note",), (note,)) for note in notes))
        file.add(layout.KEYS, object_line(("signs", "verifier_key"), ("heads", key.verifier_key.text)))
        office.write_rows(file)
        recorded = (moment_text(_START), moment_text(_START + entries * 1000))
        scope = (layout.WHOLE, ("", ""), 1, entries, entries)
        file.finish(layout.Manifest(PROGRAM, 1, "测速区", ORIGIN, *scope, recorded, tuple(file.members)))


class _Office:
    """The books; `lines` and `holds` are those of the entries since somebody emptied them."""

    def __init__(self) -> None:
        self._random = random.Random(20_200_126)
        self._number, self._next_id = 0, max(*LOTS, *REQUESTS)
        self._on_hand: Counter[tuple[int, int]] = Counter()
        self._held: Counter[tuple[int, int]] = Counter()
        self._items: dict[int, int] = {}
        self._tables: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}
        self._duties: list[tuple[str, str, int, int]] = []
        self._lots: list[int] = []
        self._requests: list[int] = []
        self._approved: list[int] = []
        self.lines: list[bytes] = []
        self.holds: list[bytes] = []

    def next_body(self) -> bytes:
        """The next entry."""
        self._number += 1
        actor, action, command, effects = self._founding() if self._number == 1 else self._begun() or self._deed()
        self._keep(actor, effects)
        moment = _START + self._number * 1000
        command_id = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        return entry_bytes(Entry(1, self._number, command_id, action, actor, (), moment, moment, command, effects))

    def write_rows(self, file: EvidenceFile) -> None:
        """Balances, tables, duties."""
        outside = (_SUPPLIER, _UNIT)
        balances = (
            (*cell, self._items[cell[0]], int(cell[1] in outside), self._on_hand[cell], self._held[cell])
            for cell in sorted(self._on_hand.keys() | self._held.keys())
        )
        file.add_parts(layout.BALANCES, map(row_line, balances))
        for name, table in sorted(known_tables().items()):
            found = self._tables.get(name, {})
            rows = ([{**table.defaults, **found[key]}.get(column) for column in table.columns] for key in sorted(found))
            file.add_parts(layout.table_name(name), table_lines(table.columns, rows))
        file.add_parts(layout.DUTIES, table_lines(_DUTIES, sorted(self._duties)))

    def _id(self) -> int:
        self._next_id += 1
        return self._next_id

    def _founding(self) -> _Deed:
        rows = []
        for place, kind in ((_SUPPLIER, "supplier"), (_STORE, "store"), (_SHELF, "shelf"), (_UNIT, "recipient")):
            values = {"location_id": place, "path": f"/{place}/", "kind": kind, "name": kind}
            rows.append(NewRow("location", {**values, "is_outside": int(place in (_SUPPLIER, _UNIT))}))
        for actor, role in _PEOPLE:
            values = {"actor_id": actor, "login": role, "name": role, "password_hash": "0" * 64}
            rows += [
                NewRow("actor", values),
                NewRow("role_grant", {"grant_id": 20 + actor, "actor_id": actor, "role": role}),
            ]
        return 0, "parties.found_district", {"name": "测速区"}, Effects(rows=tuple(rows))

    def _begun(self) -> _Deed | None:
        """What plans share out, who asks for it, and the plans."""
        match self._number:
            case 2:
                return _KEEPER, *received(_SUPPLIER, _STORE, self._number)
            case 3:
                return _ASKER, *asked(_ASKER, self._number)
            case 4:
                return _APPROVER, *approved(_APPROVER)
        if self._number % PLANNED_EVERY:
            return None
        return _ASKER, *proposed(self._id(), _STORE, _ASKER, _START + self._number * 1000, self._number)

    def _deed(self) -> _Deed:
        chance = self._random.random()
        if not self._lots or chance < 0.1:
            return self._receive()
        if chance < 0.25:
            return self._ask()
        if chance < 0.4 and self._requests:
            return self._approve()
        if chance < 0.5 and self._approved:
            return self._promise()
        return self._move()

    def _receive(self) -> _Deed:
        receipt_id = self._id()
        rows, lines, asked = [], [], []
        for number in range(1, 4):
            lot_id, item_id = self._id(), self._random.randrange(30, 90)
            told = {"item_id": item_id, "batch_number": f"批{lot_id}", "expires_on": "2022-12-31"}
            more = {"status": "released", "source_kind": "purchase", "unit_cost_fen": 350, "origin_entry": self._number}
            booked = {"receipt_id": receipt_id, "line_number": number, "lot_id": lot_id, "item_id": item_id}
            rows += [
                NewRow("lot", {**told, **more, "lot_id": lot_id, "receipt_id": receipt_id}),
                NewRow("receipt_line", {**booked, "accepted": 10_000}),
            ]
            lines.append(Line(lot_id, _SUPPLIER, _STORE, 10_000))
            asked.append({**told, "accepted": 10_000})
            self._lots.append(lot_id)
        command = {"source_kind": "purchase", "location_id": _STORE, "note": "上海紧急采购，货到先验", "lines": asked}
        effects = Effects((Movement("receipt", tuple(lines)),), rows=tuple(rows), answer={"receipt_id": receipt_id})
        return _KEEPER, "receiving.receive_goods", command, effects

    def _ask(self) -> _Deed:
        request_id = self._id()
        told = {"request_id": request_id, "unit_id": 5, "state": "submitted", "channel": "form", "priority_class": 1}
        more = {"actor_id": _ASKER, "submitted_at": _START, "entry": self._number, "note": _NOTE}
        rows = [NewRow("request", {**told, **more})]
        for number in (1, 2):
            line = {"request_id": request_id, "line_number": number, "item_id": 30 + number, "asked": 200}
            rows.append(NewRow("request_line", line))
        self._requests.append(request_id)
        command = {"unit_id": 5, "note": _NOTE, "lines": [{"item_id": 30 + number, "asked": 200} for number in (1, 2)]}
        duties = (DutyDone(f"request:{request_id}", "ask"),)
        effects = Effects(rows=tuple(rows), duties=duties, answer={"request_id": request_id})
        return _ASKER, "requests.submit_request", command, effects

    def _approve(self) -> _Deed:
        request_id = self._requests.pop(self._random.randrange(len(self._requests)))
        decided = {"state": "approved", "decided_by": _APPROVER}
        changes = [Change("request", {"request_id": request_id}, decided, {"state": "submitted"})]
        for number in (1, 2):
            key = {"request_id": request_id, "line_number": number}
            changes.append(Change("request_line", key, {"approved": 150}))
        self._approved.append(request_id)
        lines = [{"line_number": number, "approved": 150} for number in (1, 2)]
        duties = (DutyDone(f"request:{request_id}", "approve"),)
        effects = Effects(changes=tuple(changes), duties=duties)
        return _APPROVER, "requests.approve_request", {"request_id": request_id, "lines": lines}, effects

    def _promise(self) -> _Deed:
        request_id, lot_id = self._approved.pop(), self._random.choice(self._lots)
        if self._on_hand[lot_id, _STORE] - self._held[lot_id, _STORE] < 150:
            return self._move()
        effects = Effects(holds=(Hold(lot_id, _STORE, 150, f"request:{request_id}:1"),))
        return _APPROVER, "allocation.adopt_plan", {"plan_id": request_id}, effects

    def _move(self) -> _Deed:
        lot_id = self._random.choice(self._lots)
        source, destination = (_STORE, _SHELF) if self._random.random() < 0.5 else (_SHELF, _STORE)
        if self._on_hand[lot_id, source] - self._held[lot_id, source] < 1:
            source, destination = destination, source
        free = self._on_hand[lot_id, source] - self._held[lot_id, source]
        quantity = self._random.randint(1, max(1, free // 10))
        command = {"lot_id": lot_id, "source_id": source, "destination_id": destination, "quantity": quantity}
        movement = Movement("transfer", (Line(lot_id, source, destination, quantity),))
        return _KEEPER, "storing.move_stock", command, Effects((movement,))

    def _keep(self, actor: int, effects: Effects) -> None:
        for row in effects.rows:
            key = tuple(row.values[name] for name in known_tables()[row.table].key)
            self._tables.setdefault(row.table, {})[key] = dict(row.values)
            if row.table == "lot":
                self._items[row.values["lot_id"]] = row.values["item_id"]
        for change in effects.changes:
            self._tables[change.table][tuple(change.key.values())].update(change.values)
        for movement in effects.movements:
            for ordinal, line in enumerate(movement.lines):
                source, destination = (line.lot_id, line.source_id), (line.lot_id, line.destination_id)
                self._on_hand[source] -= line.quantity
                self._on_hand[destination] += line.quantity
                ids = (line.lot_id, line.source_id, line.destination_id, line.quantity)
                after = (self._on_hand[source], self._on_hand[destination])
                self.lines.append(row_line((self._number, ordinal, movement.kind, *ids, *after, 0)))
        for ordinal, hold in enumerate(effects.holds):
            self._held[hold.lot_id, hold.location_id] += hold.delta
            cells = (hold.lot_id, hold.location_id, hold.delta, hold.document)
            self.holds.append(row_line((self._number, ordinal, *cells)))
        self._duties += ((done.chain, done.duty, actor, self._number) for done in effects.duties)
