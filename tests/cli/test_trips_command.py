"""trips …: what is out today, and trips planned and decided for what is on its way."""

from collections.abc import Callable

import pytest

from cli.conftest import Run
from web.trip_office import found_to_drive


def test_planned_decided_and_listed(
    liangcao: Run, sqlite_copy: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANGCAO_DB_URL", sqlite_copy(found_to_drive))
    assert liangcao("trips", "today", "--json").data["trips"] == []
    assert "今天还没有出车" in liangcao("trips", "today").out
    tomorrow = "2099-12-31"  # a day ahead of any clock: vehicles have all of it
    planned = liangcao("trips", "plan", "--day", tomorrow, "--json").data
    assert len(planned["runs"]) == 1
    assert len(planned["runs"][0]["shipment_ids"]) == 2
    assert (planned["unserved"], planned["trip_ids"]) == ([], [])
    said = liangcao("trips", "plan", "--day", tomorrow, "--lang", "en").out
    assert "鲁C10001" in said
    refused = liangcao("trips", "plan", "--day", tomorrow, "--adopt", "--as", "unit", "--json")
    assert (refused.code != 0, refused.data["refused"][0]["code"]) == (True, "not_permitted")
    decided = liangcao("trips", "plan", "--day", tomorrow, "--adopt", "--json").data
    assert len(decided["trip_ids"]) == 1
    assert "在途的都已经排了车" in liangcao("trips", "plan", "--day", tomorrow).out
