"""Books with a count in them: a lot short, counted again by somebody else, the difference posted by two."""

from liangcao.counting.commands import (
    Cell,
    CountedLine,
    CountGoods,
    ExplainedLine,
    FinishCount,
    PostDifferences,
    RecountLines,
    StartCount,
)
from scenarios.cast import Cast


def counted_books(cast: Cast, place_id: int, people: tuple[str, str, str, str]) -> int:
    """One lot of a place is found one short, twice; `people` count, count again, post and sign. The count."""
    counter, again, poster, signer = people
    count_id = int(cast.do(counter, StartCount(location_id=place_id)).answer["count_id"])
    expected = cast.ask(
        "SELECT lot_id, location_id, on_hand FROM count_expected WHERE count_id = ? ORDER BY on_hand DESC", count_id
    )
    lines = tuple(
        CountedLine(lot_id=lot_id, location_id=location_id, quantity=on_hand - int(not index), is_total=True)
        for index, (lot_id, location_id, on_hand) in enumerate(expected)
    )
    short = {"lot_id": lines[0].lot_id, "location_id": lines[0].location_id}
    cast.do(counter, CountGoods(count_id=count_id, lines=lines))
    cast.do(counter, FinishCount(count_id=count_id))
    cast.do(poster, RecountLines(count_id=count_id, lines=(Cell.model_validate(short),)))
    cast.do(again, CountGoods(count_id=count_id, lines=lines[:1]))
    cast.do(again, FinishCount(count_id=count_id))
    why = ExplainedLine.model_validate({**short, "reason": "lost"})
    cast.do_signed(poster, PostDifferences(count_id=count_id, round_number=2, lines=(why,)), signer)
    return count_id
