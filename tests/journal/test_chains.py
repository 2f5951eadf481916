"""A request whose place is taken by others: the entry must say on which chains what was done before counts."""

from typing import Any

import pytest

from liangcao.journal.chains import chains_cut


def entry(olds: dict[int, int], news: list[int], origins: list[tuple[int, int]]) -> dict[str, Any]:
    """Requests `olds` go into others, `news` are made, and these go on from those."""
    values = [{"chain": f"request:{new}", "origin": f"request:{old}"} for new, old in origins]
    return {
        "changes": [
            *(
                {"table": "request", "key": {"request_id": old}, "values": {"into_id": new}}
                for old, new in olds.items()
            ),
            {"table": "request", "key": {"request_id": 90}, "values": {"state": "withdrawn"}},
        ],
        "rows": [
            *({"table": "request", "values": {"request_id": new}} for new in news),
            *({"table": "chain_origin", "values": each} for each in values),
        ],
    }


@pytest.mark.parametrize(
    ("effects", "cut"),
    [
        (entry({1: 3, 2: 3}, [3], [(3, 1), (3, 2)]), []),
        (entry({1: 3, 2: 3}, [3], [(3, 1)]), [(3, 2)]),
        (entry({1: 3}, [3, 4], [(3, 1), (4, 1)]), []),
        (entry({1: 3}, [3, 4], [(3, 1)]), [(4, 1)]),  # split: the other half
        (entry({1: 3}, [], []), [(3, 1)]),
        (entry({1: 0}, [3], []), []),
        (entry({}, [3], []), []),
        ({"rows": [{"table": "request", "values": {"request_id": 1, "into_id": 3}}]}, [(3, 1)]),
        ({}, []),
    ],
)
def test_what_takes_the_place_of_a_request_goes_on_from_it(effects: dict[str, Any], cut: list[tuple[int, int]]) -> None:
    assert chains_cut(effects) == [(f"request:{new}", f"request:{old}") for new, old in cut]
