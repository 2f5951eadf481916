"""Opening the books of the data directory, making them where there are none, and sealing what was written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from liangcao.cli.founding import PlainOffice, found_plain_office
from liangcao.cli.keeping import check_folder, keys_at_hand, make_folder, promote_next_key
from liangcao.cli.settings import BOOKS, Settings
from liangcao.cli.terminal import Terminal
from liangcao.database.engine import Database
from liangcao.database.migrate import is_known, newest_revision, revision_of, upgrade
from liangcao.journal.note import SigningKey
from liangcao.journal.seal import Seal, seal
from liangcao.kernel.clock import SystemClock
from liangcao.kernel.errors import Refused, refused
from liangcao.language import _
from liangcao.operations import schema
from liangcao.operations.office import Office
from liangcao.parties.queries import district

DISTRICT = 1
_TABLES = schema.metadata


@contextmanager
def open_database(settings: Settings, *, make: bool = False) -> Iterator[Database]:
    """The database of the data directory, closed at the end; its schema is not looked at.

    Raises Refused ``no_books`` when there is none and it is not to be made, ``path_unusable``.
    """
    check_folder(settings)
    if make:
        make_folder(settings)
    elif settings.is_embedded and not (settings.folder / BOOKS).exists():
        raise refused("no_books", place=settings.place)
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.dispose()


def check_schema(database: Database, place: str) -> None:
    """Raise Refused ``no_books``, ``schema_old`` or ``schema_newer`` unless the schema is this program's."""
    found = revision_of(database)
    if not found:
        raise refused("no_books", place=place)
    if found != newest_revision():
        if is_known(found):
            raise refused("schema_old", found=found, needed=newest_revision())
        raise refused("schema_newer", found=found)


@contextmanager
def open_office(terminal: Terminal, *, found: bool = False) -> Iterator[Office]:
    """The office of the data directory. With `found`, a plain one is set up (and said so) where there is none.

    Raises Refused ``no_books``, ``schema_old``, ``schema_newer``.
    """
    settings = terminal.settings
    with open_database(settings, make=found) as database:
        if found and not revision_of(database):
            upgrade(database)
        check_schema(database, settings.place)
        office = office_of(database)
        if office is None and found:
            _found_unless_another_does(terminal, database)
            office = office_of(database)
        if office is None:
            raise refused("no_books", place=settings.place)
        yield office


def _found_unless_another_does(terminal: Terminal, database: Database) -> None:
    try:
        announce(terminal, found_plain_office(database, DISTRICT))
    except Refused as refusal:
        if refusal.code != "already_exists":
            raise


@contextmanager
def open_rehearsal(terminal: Terminal) -> Iterator[Office]:
    """The office to try something in: where there is none, a plain one that is gone afterwards.

    Raises Refused ``schema_old``, ``schema_newer``.
    """
    if _has_books(terminal.settings):
        with open_office(terminal) as office:
            yield office
        return
    with TemporaryDirectory(prefix="liangcao-") as folder:
        elsewhere = terminal.settings.model_copy(update={"data_dir": Path(folder), "db_url": ""})
        with open_database(elsewhere, make=True) as database:
            upgrade(database)
            found_plain_office(database, DISTRICT)
            yield Office(database, SystemClock(), district_id=DISTRICT)


def _has_books(settings: Settings) -> bool:
    check_folder(settings)
    if settings.is_embedded and not (settings.folder / BOOKS).exists():
        return False
    with open_database(settings) as database:
        found = revision_of(database)
        return bool(found) and (found != newest_revision() or office_of(database) is not None)


def office_of(database: Database) -> Office | None:
    """The office on its own clock, or None while its books are not opened."""
    with database.read() as connection:
        known = district(connection, DISTRICT)
    return Office(database, SystemClock(known.clock_offset_ms), district_id=DISTRICT) if known else None


def announce(terminal: Terminal, made: PlainOffice) -> None:
    """Say on stderr that an office was set up, and its passwords, this once."""
    terminal.note(
        _("这里还没有账本，已建立一个新的：{name}（{place}）").format(name=made.name, place=terminal.settings.place)
    )
    terminal.note(_("下面的密码只显示这一次，请记下："))
    for person in made.people:
        terminal.note(f"  {person.login}  {person.password}  {_(person.name)}")


def signing_key(settings: Settings, database: Database) -> SigningKey:
    """The key that signs this office's heads; made on first need. Raises Refused as `keys_at_hand` does."""
    return keys_at_hand(settings, database, DISTRICT).key


def seal_books(settings: Settings, office: Office) -> Seal | None:
    """Sign the head of everything written so far; None when there is nothing new.

    Raises Refused as `keys_at_hand` and `seal` do.
    """
    database = office.database
    keys = keys_at_hand(settings, database, DISTRICT)
    made = seal(database, DISTRICT, keys.key, office.clock.now(), next_key=keys.next_key)
    promote_next_key(settings, database, DISTRICT)
    return made
