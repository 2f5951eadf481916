"""Fixtures every test may use: an own empty database on either engine, and a PostgreSQL server of this run.

One server for each pytest worker, made on first need (about a second) and gone with the worker, even when that is
killed; each test has its own database (about 20 ms).
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from harness.browser import MISSING, QUIET, find_chromium
from harness.copies import PostgresCopies, Prepare, SqliteCopies
from harness.memory import keep_files_in_memory
from harness.postgresql import PostgresServer

keep_files_in_memory()
expect.set_options(timeout=30_000)  # as long as one waits for a busy machine; what is there is seen at once
# How long an example takes says how busy the machine is, nothing else. The same commit is shown the same examples every
# time, so that a red run is about what was changed; new ones are looked for by `just search` (profile "searching").
hypothesis.settings.register_profile("searching", deadline=None)
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable")

ON_POSTGRESQL = frozenset({"postgres_cluster", "postgres_server", "postgres_url", "postgres_copy", "durable_postgres"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the server, so that `-m "not postgresql"` starts none; skip browser tests without a browser."""
    chromium_missing = find_chromium() is None
    for item in items:
        if ON_POSTGRESQL.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.postgresql)
        if chromium_missing and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the machine's Chromium, for Playwright's `executable_path`."""
    found = find_chromium()
    if found is None:
        pytest.skip(MISSING)
    return found


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresServer]:
    """This worker's PostgreSQL server, fast rather than durable; never stop or kill it (see `durable_postgres`)."""
    server = PostgresServer()
    try:
        server.create()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def postgres_server(postgres_cluster: PostgresServer) -> str:
    """The libpq URL of the server's own database, as a superuser."""
    return postgres_cluster.dsn()


@pytest.fixture
def postgres_url(postgres_cluster: PostgresServer) -> Iterator[str]:
    """The SQLAlchemy URL (``postgresql+psycopg://…``) of an empty database of this test's own."""
    name = postgres_cluster.create_database()
    yield postgres_cluster.sqlalchemy_url(name)
    postgres_cluster.drop_database(name)


@pytest.fixture
def durable_postgres() -> Iterator[PostgresServer]:
    """A server of this test's own with fsync on, to be stopped, killed and started again."""
    server = PostgresServer(durable=True)
    try:
        server.create()
        yield server
    finally:
        server.close()


@pytest.fixture
def sqlite_file_url(tmp_path: Path) -> str:
    """The SQLAlchemy URL of an SQLite file of this test's own that does not exist yet."""
    return f"sqlite:///{tmp_path / 'liangcao.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, once on each engine (``-k sqlite`` runs the one half)."""
    wanted = "sqlite_file_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(wanted))


@pytest.fixture(scope="session")
def sqlite_copies(tmp_path_factory: pytest.TempPathFactory) -> SqliteCopies:
    """This worker's prepared SQLite files."""
    return SqliteCopies(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="session")
def postgres_copies(postgres_cluster: PostgresServer) -> PostgresCopies:
    """This worker's prepared PostgreSQL databases."""
    return PostgresCopies(postgres_cluster)


@pytest.fixture
def postgres_copy(
    postgres_copies: PostgresCopies, postgres_cluster: PostgresServer
) -> Iterator[Callable[[Prepare], str]]:
    """`copy_of` on PostgreSQL alone."""
    made: list[str] = []

    def copy(prepare: Prepare) -> str:
        made.append(postgres_copies.copy(prepare))
        return postgres_cluster.sqlalchemy_url(made[-1])

    yield copy
    for name in made:
        postgres_cluster.drop_database(name)


@pytest.fixture
def sqlite_copy(sqlite_copies: SqliteCopies, tmp_path: Path) -> Callable[[Prepare], str]:
    """`copy_of` on SQLite alone."""
    made: list[Path] = []

    def copy(prepare: Prepare) -> str:
        made.append(tmp_path / f"copy{len(made)}.db")
        return sqlite_copies.copy(prepare, made[-1])

    return copy


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def copy_of(request: pytest.FixtureRequest) -> Callable[[Prepare], str]:
    """`copy_of(prepare)`: the URL of an own copy of what `prepare(url)` makes of an empty database, on each engine.

    `prepare`, a function of a module, runs once for each worker and engine and must close its connections.
    """
    copy: Callable[[Prepare], str] = request.getfixturevalue(f"{request.param.replace('postgresql', 'postgres')}_copy")
    return copy


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests of this worker (its driver can run only once in a process)."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()
