"""An office with goods in it, ready to be moved: the same on either database."""

import uuid
from dataclasses import dataclass

from argon2 import PasswordHasher

from liangcao.access.commands import AddActor
from liangcao.database.bulk import ask, tell
from liangcao.database.engine import Database
from liangcao.database.migrate import upgrade
from liangcao.kernel.clock import SystemClock
from liangcao.operations.founding import Founder, found_office
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission
from liangcao.parties.commands import FoundDistrict, RegisterLocation, RegisterParty
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.storing.commands import MoveStock

LOTS = 1_000
PLENTY = 1_000_000_000
PASSWORD = "correct horse battery"


def know_sizes(database: Database) -> None:
    """Let PostgreSQL's planner know how large the tables are, as its autovacuum does within a minute."""
    if not database.is_sqlite:
        with database.write() as connection:
            tell(connection, "ANALYZE")


@dataclass(frozen=True, slots=True)
class Stocked:
    """An open office whose `lots` lie at `store`; `shelf` hangs below it."""

    database: Database
    office: Office
    actors: dict[str, int]
    store: int
    shelf: int
    lots: tuple[int, ...]

    def move(self, lot_id: int, quantity: int = 1) -> Submission:
        """A fresh movement of `lot_id` from the store to the shelf, as a client would hand it in."""
        command = MoveStock(lot_id=lot_id, source_id=self.store, destination_id=self.shelf, quantity=quantity)
        return Submission(command, self.actors["keeper"], str(uuid.uuid4()))


def open_stocked(url: str, *, lots: int = LOTS) -> Stocked:
    """Build the schema in the empty database at `url`, found an office and receive `lots` lots of plenty."""
    database = Database(url)
    upgrade(database)
    office = Office(database, SystemClock())
    people = {"admin": ("admin",), "second": ("admin",), "keeper": ("keeper",)}
    hashed = PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1).hash(PASSWORD)
    founders = [Founder(AddActor(login=name, name=name, password_hash=hashed), has) for name, has in people.items()]
    actors = found_office(office, FoundDistrict(name="测速区"), founders)

    def do(who: str, command: object) -> dict[str, object]:
        submission = Submission(command, actors[who], str(uuid.uuid4()))  # type: ignore[arg-type]
        return dict(office.perform(submission).answer)

    store = do("admin", RegisterLocation(kind="store", name="主库"))["location_id"]
    shelf = do("admin", RegisterLocation(kind="shelf", name="A-01", parent_id=store))["location_id"]
    supplier = do("admin", RegisterParty(kind="supplier", name="厂家"))["party_id"]
    with database.read() as connection:
        items = [row[0] for row in ask(connection, "SELECT item_id FROM item WHERE kind = 'goods' ORDER BY item_id")]
    found: list[int] = []
    while len(found) < lots:
        lines = tuple(
            ReceiptLine(item_id=items[number % len(items)], accepted=PLENTY, batch_number=f"B{number}")
            for number in range(len(found), min(len(found) + 500, lots))
        )
        receipt = ReceiveGoods(source_kind="donation", source_party_id=supplier, location_id=store, lines=lines)
        found += do("keeper", receipt)["lot_ids"]
    know_sizes(database)
    return Stocked(database, office, actors, store, shelf, tuple(found))
