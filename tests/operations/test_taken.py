"""What is taken is said in people's words, never in the database's."""

import pytest
from sqlalchemy.exc import IntegrityError

from liangcao.database.bulk import ask, tell
from liangcao.kernel.errors import Refused
from liangcao.language import translate_reason
from liangcao.operations.taken import refusal_of
from scenarios.cast import Cast

AGAIN = {
    "actor": "同样的用户名",
    "party": "同名的单位",
    "item": "同名的物资",
    "item_alias": "同样的别名",
    "item_pack": "同名的包装",
    "journal_head": "同样的一条",
}


@pytest.mark.parametrize("table", AGAIN)
def test_a_row_made_twice(cast: Cast, table: str) -> None:
    with cast.database.read() as connection:
        assert ask(connection, f"SELECT COUNT(*) FROM {table}")[0][0]
    with pytest.raises(IntegrityError) as caught, cast.database.write() as connection:
        tell(connection, f"INSERT INTO {table} SELECT * FROM {table}")
    refusal = refusal_of(caught.value)
    assert isinstance(refusal, Refused)
    reason = refusal.reasons[0]
    said = translate_reason(reason, "zh_CN")
    assert said == f"已经有了：{AGAIN[table]}" or reason.params["name"] == "同样的一条"
    theirs = ("constraint", "UNIQUE", "district_id", "duplicate", "_")
    for language in ("zh_CN", "en"):  # an English sentence may well say "party"
        assert not [word for word in theirs if word in translate_reason(reason, language)]
    assert table not in said


def test_another_violation_stays_a_fault(cast: Cast) -> None:
    with pytest.raises(IntegrityError) as caught, cast.database.write() as connection:
        tell(connection, "UPDATE actor SET login = NULL")
    assert refusal_of(caught.value) is caught.value
