"""Lists that come in: looked at first, every fault named, all or nothing, twice is once."""

from pathlib import Path
from typing import Any

import pytest
from deskwork import ask_for, page, post
from webtools import WebOffice, fresh, words

from liangcao.exchange.requests_import import import_requests
from liangcao.exchange.sheets import read_sheet
from liangcao.operations.uploads import KEPT_MS, MOST_OF_ONE_PERSON
from liangcao.requests.commands import SubmitRequest
from liangcao.web.pages.request_import import IMPORT

REAL_LIST = Path(__file__).parents[1] / "data" / "sheets" / "hubei-hospital-requests-2020.csv"
FAULTY = (
    "单位,物资,数量\n示例医院,口罩甲乙丙,200\n第二医院,,30\n第三医院,医用外科口罩,很多\n第四医院,医用外科口罩,200\n"
)
GOOD = "单位,物资,数量\n第三医院,医用外科口罩,1200\n第四医院,外科口罩,\n"


def hand_in(web: WebOffice, content: bytes, name: str = "各单位.csv", status: int = 303) -> str:
    """Where the list that was handed in is looked at, or what was said when it could not be read."""
    client = web.signed_in("coordinator")
    answer = client.post("/requests/import", data={"command_id": fresh()}, files={"file": (name, content)})
    assert answer.status_code == status, answer.text[:1_000]
    return str(answer.headers["location"]) if status == 303 else words(answer.text)


def counts(web: WebOffice) -> tuple[int, int]:
    return int(web.ask("SELECT COUNT(*) FROM request")[0][0]), int(web.ask("SELECT COUNT(*) FROM request_line")[0][0])


def test_the_real_list_comes_in_whole_and_once(web: WebOffice) -> None:
    address = hand_in(web, REAL_LIST.read_bytes(), "hubei.csv")
    coordinator = web.signed_in("coordinator")
    looked = page(coordinator, address)
    assert len(looked.encode()) < 60_000
    for told in ("1,618", "导入这 1,618 行", "来凤县中心医院"):
        assert told in words(looked)
    assert counts(web) == (0, 0), "looking keeps nothing"
    post(coordinator, address)
    made = counts(web)
    assert made[1] == 1_618
    post(coordinator, address)
    assert counts(web) == made, "the same list twice changes nothing"
    assert "不用再导入" in words(page(coordinator, hand_in(web, REAL_LIST.read_bytes(), "again.csv")))


def test_every_faulty_row_is_named_and_nothing_comes_in(web: WebOffice) -> None:
    address = hand_in(web, FAULTY.encode())
    coordinator = web.signed_in("coordinator")
    told = words(page(coordinator, address))
    assert "有 3 行要改" in told
    for row in ("第 2 行", "第 3 行", "第 4 行"):
        assert row in told
    assert "很多" in told
    assert "导入这" not in told
    refused = post(coordinator, address, 400)
    assert "一行也没有导入" in words(refused.text)
    assert counts(web) == (0, 0)


def test_the_list_goes_back_with_its_faults_beside_the_rows(sqlite_web: WebOffice) -> None:
    address = hand_in(sqlite_web, FAULTY.encode("gb18030"))
    answer = sqlite_web.signed_in("coordinator").get(f"{address}/faulty.xlsx")
    rows = read_sheet(answer.content, "faulty.xlsx").rows
    assert rows[0][-1] == "错误原因"
    assert [bool(row[3:] and row[3]) for row in rows[1:]] == [True, True, True, False]
    assert "没有这种物资" in str(rows[1][3])


def test_pasted_cells_are_a_list_too(sqlite_web: WebOffice) -> None:
    coordinator = sqlite_web.signed_in("coordinator")
    answer = post(coordinator, "/requests/import", pasted=GOOD.replace(",", "\t"))
    told = words(page(coordinator, f"{answer.headers['location']}?view=new"))
    assert "1,200 只" in told
    assert "不清楚" in told
    assert "第三医院" in words(page(coordinator, f"{answer.headers['location']}?view=units"))
    post(coordinator, answer.headers["location"])
    assert counts(sqlite_web) == (2, 2)


def test_who_needs_the_same_again_says_so(sqlite_web: WebOffice) -> None:
    coordinator = sqlite_web.signed_in("coordinator")
    for again, lines in (("", 2), ("", 2), ("1", 4), ("1", 4)):
        looked = post(coordinator, "/requests/import", pasted=GOOD).headers["location"]
        post(coordinator, looked, again=again)
        assert counts(sqlite_web)[1] == lines


def test_rows_asked_before_are_named_and_asked_again_by_choice(sqlite_web: WebOffice) -> None:
    coordinator = sqlite_web.signed_in("coordinator")
    post(coordinator, hand_in(sqlite_web, GOOD.encode()))
    first = sqlite_web.ask("SELECT MIN(request_id) FROM request")[0][0]
    address = hand_in(sqlite_web, (GOOD + "第五医院,外科口罩,5\n").encode(), "第二周.csv")
    told = words(page(coordinator, f"{address}?view=same"))
    assert "另外 2 行已经申请过" in told
    assert f"申请 {first}" in told
    for _ in range(2):
        post(coordinator, address, again="1")
    assert counts(sqlite_web)[1] == 5
    address = hand_in(sqlite_web, GOOD.encode())
    assert "再申请这 2 行" in words(page(coordinator, address))
    post(coordinator, address)
    assert counts(sqlite_web)[1] == 5


def test_what_a_list_says_of_people_is_for_those_who_may(sqlite_web: WebOffice) -> None:
    listed = "单位,物资,数量,规格,备注\n示例医院,医用外科口罩,5,送13700002222,找王五\n"
    address = hand_in(sqlite_web, listed.encode())
    coordinator = sqlite_web.signed_in("coordinator")
    assert "遮住的号码" in words(page(coordinator, address))
    post(coordinator, address)
    number = sqlite_web.ask("SELECT request_id FROM request")[0][0]
    seen = words(page(coordinator, f"/requests/{number}"))
    assert "找王五" in seen
    assert "137****2222" in seen
    hidden = words(page(sqlite_web.signed_in("unit"), f"/requests/{number}"))
    assert "找王五" not in hidden
    assert sqlite_web.program("approver").get(f"/api/v1/requests/{number}").json()["head"]["remark"] == "找王五"
    assert "remark" not in sqlite_web.program("unit").get(f"/api/v1/requests/{number}").json()["head"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "打不开这个文件"),
        (b"", "没有内容"),
        ("名字,东西\n甲,乙\n".encode(), "找不到这些列"),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(sqlite_web: WebOffice, content: bytes, said: str) -> None:
    assert said in hand_in(sqlite_web, content, status=422)


def test_a_list_is_for_the_person_who_handed_it_in_and_not_for_ever(sqlite_web: WebOffice) -> None:
    address = hand_in(sqlite_web, GOOD.encode())
    assert sqlite_web.signed_in("approver").get(address).status_code == 403
    sqlite_web.clock.advance(KEPT_MS + 1)
    answer = sqlite_web.signed_in("coordinator").get(address)
    assert answer.headers["location"] == "/requests/import"
    assert sqlite_web.ask("SELECT COUNT(*) FROM upload") == [(0,)]  # whoever signs in next clears it away


def test_a_list_handed_in_at_one_server_is_looked_at_and_imported_at_another(web: WebOffice) -> None:
    address = hand_in(web, GOOD.encode())
    IMPORT.uploads.__init__()  # type: ignore[misc]  # another process remembers nothing of it
    coordinator = web.signed_in("coordinator")
    assert "1,200 只" in words(page(coordinator, f"{address}?view=new"))
    post(coordinator, address)
    assert counts(web) == (2, 2)


def test_of_one_person_the_newest_few_are_kept(web: WebOffice) -> None:
    addresses = []
    for number in range(MOST_OF_ONE_PERSON + 2):
        web.clock.advance(1)
        addresses.append(hand_in(web, f"{GOOD}第{number}医院,外科口罩,5\n".encode()))
    coordinator = web.signed_in("coordinator")
    assert [coordinator.get(address).status_code for address in addresses] == [303] * 2 + [200] * MOST_OF_ONE_PERSON


def test_the_template_is_a_list_without_news(sqlite_web: WebOffice) -> None:
    answer = sqlite_web.signed_in("coordinator").get("/requests/import-template.xlsx")
    assert answer.content[:2] == b"PK"
    assert "没有内容" in hand_in(sqlite_web, answer.content, "template.xlsx", status=422)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_list_that_was_taken_away_comes_in_again_as_it_was(sqlite_web: WebOffice, language: str) -> None:
    """Unit, goods, amounts, people by role, stock, days, last day, purpose and substitutes survive the way."""
    web = sqlite_web
    items = [row[0] for row in web.ask("SELECT item_id FROM item WHERE kind = 'goods' ORDER BY item_id LIMIT 4")]
    asks: list[dict[str, Any]] = [
        {
            "lines": [
                {"item_id": items[0], "quantity": 3_000, "stock_held": 0, "accepts": items[1:3]},
                {"item_id": items[3], "specification": "小号"},
            ],
            "covered": [{"role": "medical", "heads": 30}, {"role": "patient", "heads": 12}],
            "cover_days": 7, "needed_by": "2020-02-20", "purpose": "发热门诊",
        },
        {"lines": [{"item_id": items[0], "quantity": 5, "stock_held": 4}], "covered": [{"role": "worker", "heads": 8}]},
        {"lines": [{"item_id": items[1], "quantity": 6}], "people_covered": 9},
    ]  # fmt: skip
    for each in asks:
        web.do("unit", SubmitRequest.model_validate({**each, "unit_id": web.ids["示例医院"]}))
    coordinator = web.signed_in("coordinator")
    if language == "en":
        coordinator.get("/requests?language=en")
    exported = coordinator.get("/requests.xlsx")
    before = told_of(web, 0)
    last = web.ask("SELECT MAX(request_id) FROM request")[0][0]
    assert ("Kind of people" if language == "en" else "人员类别") in str(read_sheet(exported.content, "a.xlsx").rows[0])
    done = import_requests(web.office, web.ids["coordinator"], exported.content, "requests.xlsx")
    assert done.faulty == ()
    assert sorted(told_of(web, last)) == sorted(before)


def told_of(web: WebOffice, after: int) -> list[tuple[Any, ...]]:
    """What the requests after number `after` say, line by line."""
    heads = web.ask(
        "SELECT request_id, unit_id, people_covered, cover_days, needed_by, purpose FROM request WHERE request_id > ?",
        after,
    )
    found = []
    for number, *said in heads:
        people = web.ask("SELECT role, heads FROM request_people WHERE request_id = ? ORDER BY role", number)
        sql = "SELECT line_number, item_id, asked, specification, stock_held FROM request_line WHERE request_id = ?"
        for line_number, *line in web.ask(sql, number):
            sql = "SELECT item_id FROM request_substitute WHERE request_id = ? AND line_number = ? ORDER BY rank"
            found.append((str(said), str(people), str(line), str(web.ask(sql, number, line_number))))
    return found


def test_a_unit_that_asked_for_the_same_goods_lately_is_marked_before_anything_comes_in(web: WebOffice) -> None:
    ask_for(web, 500)
    rows = "示例医院,医用外科口罩,1200\n示例医院,医用防护口罩,20\n第四医院,外科口罩,30\n"
    where = hand_in(web, f"单位,物资,数量\n{rows}".encode())
    client = web.signed_in("coordinator")
    html = page(client, where)
    assert "七天内要过同样物资的 1 行" in words(html)
    assert html.count("七天内要过</span>") == 1
    web.clock.advance(8 * 24 * 3_600_000)
    again = hand_in(web, f"单位,物资,数量\n{rows}".encode())
    assert "七天内要过" not in page(web.signed_in("coordinator"), again)
