"""What a list says about people stays out of the journal: remarks sealed, numbers masked, its name unsaid."""

import hashlib

import pytest
from dirty_sheets import HEAD, need, needs, text_sheet

from liangcao.access.queries import reveal
from liangcao.exchange.requests_import import RequestImport, import_requests, preview_requests
from scenarios.cast import Cast

HEADINGS = (*HEAD, "联系人", "联系电话", "备注")


def row(note: str, *, unit: str = "中心医院", specification: str = "", quantity: int = 30) -> list[object]:
    return [*need(quantity, unit=unit, specification=specification), "李四", "13912345678", note]


def bring(cast: Cast, data: bytes) -> RequestImport:
    return import_requests(cast.office, cast.id_of("person", "值班甲"), data, "赵六家属名单.csv")


def journal(cast: Cast) -> str:
    return b"".join(bytes(body) for (body,) in cast.ask("SELECT body FROM journal")).decode()


def remarks(cast: Cast) -> list[str]:
    commitments = [text for (text,) in cast.ask("SELECT remark FROM request ORDER BY request_id")]
    with cast.database.read() as connection:
        known = reveal(connection, 1, commitments)
    return [known[text] for text in commitments]


def test_nobody_stands_in_the_journal(cast: Cast) -> None:
    data = text_sheet(needs(row("急用 找王五主任 13700001111", specification="送 13700002222"), head=HEADINGS))
    answer = bring(cast, data)
    assert (answer.new, answer.masked, answer.faulty) == (1, 1, ())
    kept = journal(cast)
    for text in ("李四", "13912345678", "王五", "13700001111", "13700002222", "赵六"):
        assert text not in kept
    assert cast.ask("SELECT specification FROM request_line") == [("送 137****2222",)]
    assert cast.ask("SELECT note FROM request") == [(f"SHA-256 {hashlib.sha256(data).hexdigest()}",)]
    assert remarks(cast) == ["急用 找王五主任 13700001111"]


def test_remarks_say_which_lines_they_are_about(cast: Cast) -> None:
    rows = [row("急", quantity=1), row("", quantity=2), row("找王五", quantity=3), row("急", quantity=4)]
    data = text_sheet(needs(*rows, row("全部", unit="东卡口"), head=HEADINGS))
    bring(cast, data)
    assert remarks(cast) == ["第 1、4 行：急\n第 3 行：找王五", "全部"]


def test_many_long_remarks_make_several_requests(cast: Cast) -> None:
    rows = [row(f"{number}" + "长" * 190, quantity=number) for number in range(1, 41)]
    answer = bring(cast, text_sheet(needs(*rows, head=HEADINGS)))
    assert (answer.new, answer.faulty) == (40, ())
    assert len(answer.request_ids) == 3
    assert all(len(text) <= 4_000 for text in remarks(cast))


def test_a_masked_row_is_known_again(cast: Cast) -> None:
    data = text_sheet(needs(row("", specification="送 13700002222"), head=HEADINGS))
    bring(cast, data)
    again = bring(cast, data)
    assert (again.new, again.same, again.masked) == (0, 1, 1)


@pytest.mark.parametrize("unit", ["王五 13700001111", "示例医院（370303199001012345）"])
def test_a_number_in_the_units_name_is_a_fault(cast: Cast, unit: str) -> None:
    data = text_sheet(needs(row("", unit=unit), head=HEADINGS))
    answer = preview_requests(cast.office, cast.id_of("person", "值班甲"), data, "a.csv")
    assert [(fault.row, fault.column, fault.code) for fault in answer.faulty] == [(2, "单位", "personal_number")]
