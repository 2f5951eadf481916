"""Books long enough to have tiles: an office that registered a few hundred units, by one transaction."""

import uuid

from liangcao.journal.seal import seal
from liangcao.operations.submission import Submission
from liangcao.parties.commands import RegisterParty
from scenarios.cast import KEY, MORNING, Cast, found

SIZE = 700
"""Entries in the books: two full tiles of leaves and a part of a third."""


def register(cast: Cast, until: int) -> None:
    """Register units until the journal has `until` entries."""
    size = int(cast.ask("SELECT size FROM journal_head")[0][0])
    admin = cast.id_of("person", "管理戊")
    names = [f"单位{number}" for number in range(size, until)]
    cast.office.perform_all(
        [
            Submission(RegisterParty(kind="department", name=name), admin, str(uuid.uuid5(uuid.NAMESPACE_OID, name)))
            for name in names
        ]
    )


def long_books(url: str) -> None:
    """Found the office, register units, sign the head."""
    found(url)
    cast = Cast(url)
    register(cast, SIZE)
    assert seal(cast.database, 1, KEY, MORNING) is not None
    cast.close()
