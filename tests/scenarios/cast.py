"""The fixed cast: one founded office with its people, places and units, in which every worked example plays.

The clock stands at 31 January 2020, 10:00 in Zibo, and moves only when it is told to.
"""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from liangcao.access.commands import AddActor, GrantRole
from liangcao.access.roles import ROLES
from liangcao.catalog.queries import names_of_items
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.database.migrate import upgrade
from liangcao.journal.note import SigningKey
from liangcao.kernel.clock import FixedClock
from liangcao.kernel.command import Command
from liangcao.operations.approvals import ApproveHeld
from liangcao.operations.founding import Founder, found_office
from liangcao.operations.office import Office
from liangcao.operations.schema import metadata
from liangcao.operations.submission import Outcome, Submission
from liangcao.parties.commands import FoundDistrict, RegisterLocation, RegisterParty

MORNING = 1_580_436_000_000
"""31 January 2020, 10:00 in Asia/Shanghai, in ms since 1970 UTC."""
KEY = SigningKey("office.example/liangcao", bytes(range(32)))
"""What signs the heads of this office's journal."""
HASH = "$argon2id$v=19$m=1,t=1,p=1$aaaaaaaaaaaaaaaaaaaaaaaa"

PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "管理戊": ("admin.wu", ("admin",)),
    "管理己": ("admin.ji", ("admin",)),
    "值班甲": ("duty.jia", ("coordinator",)),
    "保管乙": ("keeper.yi", ("keeper",)),
    "审批丙": ("approver.bing", ("approver",)),
    "财务丁": ("treasurer.ding", ("treasurer",)),
    "采购壬": ("buyer.ren", ("buyer",)),
    "司机癸": ("driver.gui", ("driver",)),
    "检查子": ("inspector.zi", ("inspector",)),
    "全能丑": ("all.chou", tuple(ROLES)),
    "闲人寅": ("nobody.yin", ()),
    "医院庚": ("unit.geng", ()),
    "卡口辛": ("unit.xin", ()),
    "分库卯": ("keeper.mao", ()),
}
"""People by name: login, and the roles held in the whole district. 医院庚, 卡口辛 and 分库卯 hold theirs for one unit
or one store; 闲人寅 holds none."""
LIMITED = {"医院庚": ("unit", "party", "中心医院"), "卡口辛": ("unit", "party", "东卡口")} | {
    "分库卯": ("keeper", "place", "分库")
}
PARTIES = {
    "中心医院": "hospital",
    "东卡口": "checkpoint",
    "第一小学": "school",
    "上海供应": "supplier",
    "慈善总会": "donor",
}
PLACES = {
    "主库": ("store", ""),
    "货架一": ("shelf", "主库"),
    "货架二": ("shelf", "主库"),
    "收货区": ("dock", "主库"),
    "退货区": ("rejects", "主库"),
    "分库": ("store", ""),
    "货车": ("vehicle", ""),
    "专款": ("budget_line", ""),
}


class Cast:
    """The office with its people, on the database (or that at the URL) `place`; `close` it when the scene is over."""

    def __init__(self, place: str | Database, now: int = MORNING) -> None:
        self.database = Database(place) if isinstance(place, str) else place
        self.clock = FixedClock(now)
        self.office = Office(self.database, self.clock)
        self.known: dict[str, dict[str, int]] = {}

    def close(self) -> None:
        """Close all connections."""
        self.database.dispose()

    def learn(self) -> None:
        """Read who and what there is, by name."""
        with self.database.read() as connection:
            self.known = {
                "person": dict(ask(connection, "SELECT name, actor_id FROM actor")),
                "item": names_of_items(connection, 1),
                "site": dict(
                    ask(
                        connection,
                        "SELECT name, party_id FROM party UNION ALL "
                        "SELECT name, location_id FROM location WHERE kind = 'store'",
                    )
                ),
                "party": dict(ask(connection, "SELECT name, party_id FROM party")),
                # inside wins over outside, our own place over a shipment that bears the unit's name
                "place": dict(
                    ask(
                        connection,
                        "SELECT name, location_id FROM location ORDER BY kind = 'shipment' DESC, is_outside DESC",
                    )
                ),
            }

    def id_of(self, kind: str, name: str) -> int:
        """The id of a ``person``, ``item``, ``party`` or ``place`` by its name."""
        if name not in self.known.get(kind, ()):
            self.learn()
        return self.known[kind][name]

    def do(self, who: str, command: Command, command_id: str = "", occurred_at: int = 0) -> Outcome:
        """Let `who` hand in `command`; raises Refused."""
        actor_id = self.id_of("person", who)
        return self.office.perform(Submission(command, actor_id, command_id or str(uuid.uuid4()), occurred_at))

    def do_signed(self, who: str, command: Command, signer: str = "审批丙") -> Outcome:
        """Hand in what needs a second person, and let `signer` approve it at once."""
        return self.do(signer, ApproveHeld(held_id=self.do(who, command).answer["held_id"]))

    def ask(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows of a SELECT with ``?`` for its parameters."""
        with self.database.read() as connection:
            return ask(connection, sql, parameters)

    def state_hash(self) -> str:
        """One hash over everything that is in the books."""
        with self.database.read() as connection:
            return state_hash(connection)


def tables_of(connection: Connection, leave_out: tuple[str, ...] = ()) -> Mapping[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in the order of their keys."""
    found = {}
    for table in metadata.sorted_tables:
        if table.name not in leave_out:
            order = ", ".join(column.name for column in table.primary_key)
            columns = ", ".join(column.name for column in table.columns)
            found[table.name] = [
                tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
                for row in ask(connection, f"SELECT {columns} FROM {table.name} ORDER BY {order}")
            ]
    return found


def state_hash(connection: Connection) -> str:
    """One hash over everything that is in the books; what was refused is taken down beside them."""
    names = [name for name in metadata.tables if name != "refused_attempt"]
    if connection.dialect.name == "postgresql":  # the same in one round trip
        one = "SELECT '{0}', md5(string_agg(t::text, '' ORDER BY t::text)) FROM {0} AS t"
        return repr(sorted(ask(connection, " UNION ALL ".join(map(one.format, names)))))  # it may look in parallel
    cursor = connection.connection.cursor()
    rows = [(name, cursor.execute(f"SELECT * FROM {name}").fetchall()) for name in names]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def empty(url: str) -> None:
    """Make the schema in the empty database at `url`, and nothing else."""
    database = Database(url)
    upgrade(database)
    database.dispose()


def found(url: str) -> None:
    """Make the schema and the founded office with its cast in the empty database at `url`."""
    empty(url)
    cast = Cast(url)
    founders = [
        Founder(AddActor(login=login, name=name, password_hash=HASH), roles) for name, (login, roles) in PEOPLE.items()
    ]
    found_office(cast.office, FoundDistrict(name="高新区", timezone="Asia/Shanghai", is_demo=True), founders)
    for name, kind in PARTIES.items():
        cast.do("管理戊", RegisterParty.model_validate({"kind": kind, "name": name}))
    for name, (kind, parent) in PLACES.items():
        place: dict[str, Any] = {"kind": kind, "name": name}
        if parent:
            place["parent_id"] = cast.id_of("place", parent)
        cast.do("管理戊", RegisterLocation.model_validate(place))
    for person, (role, kind, name) in LIMITED.items():
        limit = {"party_id": cast.id_of(kind, name)} if kind == "party" else {"location_id": cast.id_of(kind, name)}
        grant = GrantRole.model_validate({"actor_id": cast.id_of("person", person), "role": role, **limit})
        cast.do_signed("管理戊", grant, "管理己")
    cast.close()
