"""Evidence of the told story on either database, and evidence made up for what the product cannot make yet."""

import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from liangcao.database.engine import Database
from liangcao.journal.entry import Entry, entry_bytes
from liangcao.journal.note import SigningKey, sign_checkpoint
from liangcao.journal.tree import entry_leaf, root_from_leaves
from liangcao.kernel.canonical import canonical_bytes
from liangcao.kernel.effects import Effects, Line, Movement, NewRow
from liangcao.reports.evidence import Period, write_evidence
from liangcao.reports.evidence_file import EvidenceFile, object_line, row_line, table_lines
from liangcao.reports.evidence_rules import PROGRAM, office_rules
from liangcao.verifier import layout
from liangcao.verifier.evidence import Asked, Checked, check_evidence
from liangcao.verifier.known import known_tables

ORIGIN = "office.example/liangcao"
KEY = SigningKey(ORIGIN, bytes(range(32)))
MORNING = 1_580_428_800_000


def export(books: str | Database, path: Path, period: Period | None = None) -> Path:
    """The evidence of the books in a database, or at its URL, in `path`."""
    database = Database(books) if isinstance(books, str) else books
    try:
        with path.open("wb") as file:
            write_evidence(database, 1, file, period)
    finally:
        if database is not books:
            database.dispose()
    return path


def codes(checked: Checked) -> dict[str, set[int]]:
    """What is wrong: code -> entries; the sentences are made on the way, so that a missing field shows."""
    assert all(problem.detail for problem in checked.problems)
    found: dict[str, set[int]] = {}
    for problem in checked.problems:
        found.setdefault(problem.code, set()).add(problem.entry)
    return found


def check(path: Path, **asked: Any) -> dict[str, set[int]]:
    """What the verifier finds wrong with the evidence in `path`."""
    return codes(check_evidence(path, Asked(**asked)))


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None], *, keeps_manifest: bool = False) -> Path:
    """A copy of evidence with its members changed, and a manifest that fits them unless `keeps_manifest`."""
    with zipfile.ZipFile(path) as pack:
        members = {name: pack.read(name) for name in pack.namelist()}
    manifest = layout.read_manifest(members.pop(layout.MANIFEST))
    raw = {layout.MANIFEST: manifest.to_bytes()}
    change(members)
    changed = path.with_name(f"changed-{path.name}")
    with changed.open("wb") as file:
        if keeps_manifest:
            with zipfile.ZipFile(file, "w") as pack:
                for name, content in {**members, **raw}.items():
                    pack.writestr(name, content)
        else:
            evidence = EvidenceFile(file)
            for name, content in members.items():
                evidence.add(name, content)
            names = {name: getattr(manifest, name) for name in layout.Manifest.__slots__ if name != "members"}
            evidence.finish(layout.Manifest(**names, members=tuple(evidence.members)))
    return changed


class MadeUp:
    """An office of three entries: founded, masks received, masks put away; more can be added."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.lines: list[tuple[Any, ...]] = []
        self.rows: dict[str, list[Mapping[str, Any]]] = {}
        self.attachments: dict[str, bytes] = {}
        places = [
            NewRow(
                "location",
                {"location_id": number, "path": f"/{number}/", "kind": kind, "name": kind, "is_outside": out},
            )
            for number, kind, out in ((1, "supplier", 1), (2, "store", 0), (3, "shelf", 0))
        ]
        actor = {"actor_id": 5, "login": "keeper", "name": "保管", "password_hash": "0" * 64}
        role = {"grant_id": 6, "actor_id": 5, "role": "keeper"}
        self.add(
            0, "parties.found_district", Effects(rows=(*places, NewRow("actor", actor), NewRow("role_grant", role)))
        )
        lot = {"lot_id": 11, "item_id": 9, "status": "released", "source_kind": "purchase", "origin_entry": 2}
        received = Movement("receipt", (Line(11, 1, 2, 100),))
        self.add(5, "receiving.receive_goods", Effects((received,), rows=(NewRow("lot", lot),)), after=(-100, 100))
        self.move(40, (60, 40))

    def move(self, quantity: int, after: tuple[int, int], **command: Any) -> None:
        """Some of the masks go to the shelf."""
        effects = Effects((Movement("transfer", (Line(11, 2, 3, quantity),)),))
        self.add(5, "storing.move_stock", effects, after=after, command={"quantity": quantity, **command})

    def add(
        self, actor: int, action: str, effects: Effects, *, after: tuple[int, int] = (0, 0), command: Any = None
    ) -> None:
        """One more entry."""
        number = len(self.bodies) + 1
        at = MORNING + number * 1000
        self.bodies.append(
            entry_bytes(Entry(1, number, f"c{number}", action, actor, (), at, at, command or {}, effects))
        )
        for movement in effects.movements:
            for line in movement.lines:
                cells = (line.lot_id, line.source_id, line.destination_id, line.quantity)
                self.lines.append((number, 0, movement.kind, *cells, *after, 0))
        for row in effects.rows:
            self.rows.setdefault(row.table, []).append(row.values)

    def write(self, path: Path, balances: Iterable[tuple[int, ...]] = ((11, 1, 9, 1, -100, 0),)) -> Path:
        """The evidence; `balances` are those outside, the others are counted."""
        leaves = [entry_leaf(body, number) for number, body in enumerate(self.bodies, 1)]
        note = sign_checkpoint(ORIGIN, len(leaves), root_from_leaves(leaves), KEY)
        on_hand = {2: self.lines[-1][7], 3: self.lines[-1][8]}
        entries, lines, holds = layout.stretch_names(1)
        with path.open("wb") as file:
            evidence = EvidenceFile(file)
            evidence.add(layout.RULES, canonical_bytes(office_rules()))
            evidence.add(entries, b"".join(body + b"\n" for body in self.bodies))
            evidence.add(lines, b"".join(map(row_line, self.lines)))
            evidence.add(holds, b"")
            evidence.add(layout.LEAVES, b"".join(leaves))
            evidence.add(layout.CHECKPOINTS, object_line(("note",), (note,)))
            evidence.add(layout.KEYS, object_line(("signs", "verifier_key"), ("heads", KEY.verifier_key.text)))
            all_balances = [*balances, *((11, place, 9, 0, here, 0) for place, here in on_hand.items())]
            evidence.add(layout.BALANCES, b"".join(map(row_line, all_balances)))
            for name, table in known_tables().items():
                rows = (
                    [{**table.defaults, **row}.get(column) for column in table.columns]
                    for row in self.rows.get(name, ())
                )
                evidence.add_parts(layout.table_name(name), table_lines(table.columns, rows))
            evidence.add_parts(layout.DUTIES, table_lines(("chain", "duty", "actor_id", "entry"), ()))
            for digest, content in self.attachments.items():
                evidence.add(layout.attachment_name(digest), content, is_dense=True)
            size = len(self.bodies)
            evidence.finish(
                layout.Manifest(
                    PROGRAM, 1, "示例", ORIGIN, layout.WHOLE, ("", ""), 1, size, size, ("", ""), tuple(evidence.members)
                )
            )
        return path


def member_of(path: Path, name: str) -> bytes:
    """The bytes of one member."""
    with zipfile.ZipFile(path) as pack:
        return pack.read(name)


def json_lines(raw: bytes) -> list[Any]:
    """The values of a member of JSON lines."""
    return [json.loads(line) for line in BytesIO(raw)]
