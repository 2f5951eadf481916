"""The states that worked examples begin from, once for each worker and engine."""

from collections.abc import Iterator

import pytest

from harness.postgresql import PostgresServer
from scenarios.scenes import PostgresScenes, Scenes, SqliteScenes


@pytest.fixture(scope="session")
def sqlite_scenes(tmp_path_factory: pytest.TempPathFactory) -> SqliteScenes:
    """States on SQLite."""
    return SqliteScenes(tmp_path_factory.mktemp("scenes"))


@pytest.fixture(scope="session")
def postgres_scenes(postgres_cluster: PostgresServer) -> Iterator[PostgresScenes]:
    """States on PostgreSQL."""
    name = postgres_cluster.create_database()
    scenes = PostgresScenes(postgres_cluster.sqlalchemy_url(name))
    yield scenes
    scenes.close()
    postgres_cluster.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgresql)])
def scenes(request: pytest.FixtureRequest) -> Scenes:
    """States on each engine."""
    found: Scenes = request.getfixturevalue(f"{request.param}_scenes")
    return found
