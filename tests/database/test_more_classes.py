"""A district that kept books with six classes can have more: the CHECK is widened where the rows already lie."""

import pytest
from alembic import command
from sqlalchemy.exc import DBAPIError

from liangcao.database.engine import Database
from liangcao.database.migrate import migration_config, upgrade

BEFORE = "0011"
DISTRICT = "INSERT INTO district (district_id, name) VALUES (1, '示例区')"
PARTY = "INSERT INTO party (district_id, party_id, kind, name, priority_class) VALUES (1, 7, 'school', '第一小学', {})"


def test_units_of_older_books_may_stand_in_a_seventh_class(database_url: str) -> None:
    database = Database(database_url)
    with database.write() as connection:
        command.upgrade(migration_config(connection), BEFORE)
    with database.write() as connection:
        connection.exec_driver_sql(DISTRICT)
        connection.exec_driver_sql(PARTY.format(5))
    with pytest.raises(DBAPIError), database.write() as connection:
        connection.exec_driver_sql("UPDATE party SET priority_class = 7")
    upgrade(database)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE party SET priority_class = 7")
    with pytest.raises(DBAPIError, match="priority_class"), database.write() as connection:
        connection.exec_driver_sql("UPDATE party SET priority_class = 100")
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT party_id, priority_class FROM party").fetchall() == [(7, 7)]
        if database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA writable_schema").scalar_one() == 0
    database.dispose()
