"""A list of needs comes in once; a real need that looks the same is not lost, and nobody takes another unit's row."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from dirty_sheets import need, needs, text_sheet

from liangcao.exchange.request_sheet import read_requests
from liangcao.exchange.requests_import import Choices, RequestImport, import_requests, preview_requests
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.errors import Refused
from liangcao.requests.commands import (
    ApproveRequest,
    AskLine,
    Decision,
    RejectRequest,
    SubmitRequest,
    WithdrawRequest,
)
from scenarios.cast import Cast

A_WEEK_MS = 7 * 24 * 3_600_000
AGAIN = Choices(again=True)
ONE = text_sheet(needs(need(300, unit="中心医院")))
TWO = text_sheet(needs(need(300, unit="中心医院"), need(700, unit="东卡口")))


def bring(cast: Cast, data: bytes, choices: Choices = Choices(), *, looks: bool = False) -> RequestImport:
    deed = preview_requests if looks else import_requests
    return deed(cast.office, cast.id_of("person", "值班甲"), data, "各单位.csv", choices)


def counts(answer: RequestImport) -> tuple[int, int, int]:
    return answer.rows, answer.new, answer.same


def lines(cast: Cast) -> int:
    return int(cast.ask("SELECT COUNT(*) FROM request_line")[0][0])


def test_the_same_list_twice_changes_nothing(cast: Cast) -> None:
    assert counts(bring(cast, TWO)) == (2, 2, 0)
    before = cast.state_hash()
    cast.clock.advance(A_WEEK_MS)
    again = bring(cast, TWO)
    assert counts(again) == (2, 0, 2)
    assert [(known.row.row_number, known.asked_at) for known in again.known] == [
        (2, cast.clock.now() - A_WEEK_MS),
        (3, cast.clock.now() - A_WEEK_MS),
    ]
    assert cast.state_hash() == before


@pytest.mark.parametrize("how", ["withdrawn", "rejected", "refused line"])
def test_what_was_taken_back_or_refused_counts_as_new(cast: Cast, how: str) -> None:
    (request_id,) = bring(cast, ONE).request_ids
    if how == "withdrawn":
        cast.do("值班甲", WithdrawRequest(request_id=request_id))
    elif how == "rejected":
        cast.do("审批丙", RejectRequest(request_id=request_id, reason="写错了单位"))
    else:
        refused_line = Decision(line_number=1, approved=0, note="先用存货")
        cast.do("审批丙", ApproveRequest(request_id=request_id, lines=(refused_line,)))
    answer = bring(cast, ONE)
    assert counts(answer) == (1, 1, 0)
    assert answer.request_ids != (request_id,)
    assert counts(bring(cast, ONE)) == (1, 0, 1)


def test_an_approved_row_stays_known(cast: Cast) -> None:
    (request_id,) = bring(cast, ONE).request_ids
    cast.do("审批丙", ApproveRequest(request_id=request_id, lines=(Decision(line_number=1, approved=300),)))
    assert counts(bring(cast, ONE)) == (1, 0, 1)


def test_the_same_need_a_week_later_is_asked_again_by_choice(cast: Cast) -> None:
    (first,) = bring(cast, ONE).request_ids
    cast.clock.advance(A_WEEK_MS)
    told = bring(cast, TWO)
    assert counts(told) == (2, 1, 1), "told, not swallowed: the row is named with its request"
    assert [known.request_id for known in told.known] == [first]
    looked = bring(cast, ONE, AGAIN, looks=True)
    assert counts(looked) == (1, 1, 0)
    (second,) = bring(cast, ONE, AGAIN).request_ids
    assert second != first
    assert lines(cast) == 3
    assert counts(bring(cast, ONE, AGAIN)) == (1, 0, 1), "sent twice by mistake, it is still once"
    assert counts(bring(cast, ONE)) == (1, 0, 1)
    cast.clock.advance(A_WEEK_MS)
    assert counts(bring(cast, ONE, AGAIN)) == (1, 1, 0)


def test_again_brings_rows_that_are_new_anyway_only_once(cast: Cast) -> None:
    bring(cast, ONE)
    assert counts(bring(cast, TWO, AGAIN)) == (2, 2, 0)
    assert counts(bring(cast, TWO, AGAIN)) == (2, 0, 2)
    assert counts(bring(cast, TWO)) == (2, 0, 2)
    assert lines(cast) == 3


def test_a_second_list_of_one_day_may_ask_again_too(cast: Cast) -> None:
    bring(cast, ONE, AGAIN)
    assert counts(bring(cast, ONE, AGAIN)) == (1, 0, 1), "this very file, on this very day"
    other = text_sheet([*needs(need(300, unit="中心医院")), []])
    assert other != ONE
    assert counts(bring(cast, other, AGAIN)) == (1, 1, 0)


def test_no_unit_can_take_the_row_of_another(cast: Cast) -> None:
    with cast.database.read():
        sheet = read_requests(read_sheet(TWO, "a.csv"), {"医用外科口罩": cast.id_of("item", "医用外科口罩")})
    mine, theirs = (row.row_hash for row in sheet.rows)
    assert mine != theirs
    line = AskLine(item_id=cast.id_of("item", "医用外科口罩"), quantity=1, source_hash=theirs)
    command = SubmitRequest(unit_id=cast.id_of("party", "中心医院"), channel="import", lines=(line,))
    cast.do("医院庚", command)
    assert counts(bring(cast, TWO)) == (2, 2, 0)


@pytest.mark.parametrize("channel", ["form", "call", "api"])
def test_only_a_list_has_rows(cast: Cast, channel: str) -> None:
    line = AskLine(item_id=cast.id_of("item", "医用外科口罩"), quantity=1, source_hash="a" * 64)
    command = SubmitRequest.model_validate(
        {"unit_id": cast.id_of("party", "中心医院"), "channel": channel, "lines": (line,)}
    )
    with pytest.raises(Refused) as refusal:
        cast.do("医院庚", command)
    assert [(each.code, each.field) for each in refusal.value.reasons] == [("input_invalid", "lines.0.source_hash")]


def test_one_row_twice_in_one_request_is_refused_by_name(cast: Cast) -> None:
    line = AskLine(item_id=cast.id_of("item", "医用外科口罩"), quantity=1, source_hash="a" * 64)
    command = SubmitRequest(unit_id=cast.id_of("party", "中心医院"), channel="import", lines=(line, line))
    with pytest.raises(Refused) as refusal:
        cast.do("医院庚", command)
    assert [(each.code, each.field) for each in refusal.value.reasons] == [("already_exists", "lines.1.source_hash")]


def test_two_hands_bring_one_list_at_the_same_instant(cast: Cast) -> None:
    cast.learn()
    data = text_sheet(needs(need(300, unit="新医院"), need(700, unit="东卡口")))
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: bring(cast, data), range(2)))
    assert sorted(answer.new for answer in answers) == [0, 2]
    assert lines(cast) == 2
