"""A prepared database is prepared once, and what one test does to its copy no other test sees."""

from collections.abc import Callable

from sqlalchemy import create_engine, text

from harness.copies import Prepare

prepared: list[str] = []


def twenty_thousand_masks(url: str) -> None:
    """Prepare a table with one row."""
    prepared.append(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mask (pieces BIGINT NOT NULL)"))
        connection.execute(text("INSERT INTO mask VALUES (20000)"))
    engine.dispose()


def test_copies_are_separate_and_prepared_once(copy_of: Callable[[Prepare], str]) -> None:
    prepared.clear()
    first, second = create_engine(copy_of(twenty_thousand_masks)), create_engine(copy_of(twenty_thousand_masks))
    with first.begin() as connection:
        connection.execute(text("DELETE FROM mask"))
    with second.begin() as connection:
        assert connection.execute(text("SELECT pieces FROM mask")).scalar_one() == 20_000
    first.dispose()
    second.dispose()
    assert len(prepared) == 1
