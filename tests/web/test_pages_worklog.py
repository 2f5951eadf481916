"""The work log: a line from any page, corrections, to-dos carried over, events kept or hidden, talk taken apart."""

from io import BytesIO

from deskwork import page, post
from pypdf import PdfReader
from webtools import WebOffice, words

A_DAY = 86_400_000


def test_a_day_is_written_and_put_right(web: WebOffice) -> None:
    keeper, duty = web.signed_in("keeper"), web.signed_in("coordinator")
    assert 'aria-keyshortcuts="j"' in page(keeper, "/stock")
    post(keeper, "/worklog/lines", **{"lines.0.text": "到了2000只", "lines.0.kind": "note"})
    post(duty, "/worklog/lines", **{"lines.0.text": "催防护服", "lines.0.kind": "todo"})
    post(duty, "/worklog/weather", day="2020-02-10", weather="小雪")
    first, todo = (row[0] for row in web.ask("SELECT line_id FROM log_line ORDER BY line_id"))
    post(keeper, "/worklog/lines", **{"lines.0.text": "到了20000只", "lines.0.strikes_id": first})
    text = page(duty, "/worklog")
    assert "<s>到了2000只</s>" in text
    assert "星期一 小雪" in words(text)
    assert "入库 1 笔" in words(text)
    post(duty, "/worklog/events", day="2020-02-10", of_action="receiving.receive_goods", is_hidden="1")
    assert "不留的" in words(page(duty, "/worklog"))
    assert "13900000000" not in page(duty, "/worklog")
    paper = duty.get("/worklog/2020-02-10.pdf")
    told = "".join(each.extract_text() for each in PdfReader(BytesIO(paper.content)).pages).replace(" ", "")
    for wanted in ("小雪", "到了20000只", "【要办的事】催防护服"):
        assert wanted in told
    assert "到了2000只" not in told
    assert "入库" not in told
    text_file = duty.get("/worklog/2020-02-10.html")
    assert "attachment" in text_file.headers["content-disposition"]
    assert "<td>到了20000只</td>" in text_file.text
    assert "催防护服" in duty.get("/worklog/2020-02-10.csv").text
    for nothing in ("/worklog/2020-02-11.pdf", "/worklog/2020-02-10.exe", "/worklog/x.pdf"):
        assert duty.get(nothing).status_code in (404, 422)
    page(web.signed_in("unit"), "/worklog/2020-02-10.pdf", 403)
    wrong = post(keeper, "/worklog/lines", status=422, **{"lines.0.text": "打13900000000"}).text
    assert "打13900000000" in wrong
    web.clock.advance(A_DAY)
    duty = web.signed_in("coordinator")
    text = words(page(duty, "/worklog"))
    assert "以前留下、还没办完的 催防护服" in text
    assert "小雪（照上一天）" in text
    post(duty, "/worklog/todo", line_id=todo, outcome="done", day="2020-02-11")
    assert "催防护服" not in words(page(duty, "/worklog"))
    for wanted in ("防护服", "fanghufu", "fhf"):
        assert "催防护服" in words(page(duty, f"/worklog?q={wanted}"))
    page(web.signed_in("unit"), "/worklog", 403)
    page(web.signed_in("inspector"), "/worklog")
    page(web.signed_in("inspector"), "/worklog/chat", 403)


def test_talk_is_taken_apart_and_what_is_wanted_written(web: WebOffice) -> None:
    duty = web.signed_in("coordinator")
    seen = duty.post("/worklog/chat", data={"talk": "张三 2020/2/9 21:12: 口罩不够\n李四 2020/2/9 21:13: 马上送"}).text
    assert "张三：口罩不够" in seen
    lines = {"lines.0.text": "张三：口罩不够", "lines.0.day": "2020-02-09", "lines.0.part": "evening"}
    lines |= {"lines.1.text": "", "lines.1.day": "2020-02-09", "lines.1.part": "evening"}
    post(duty, "/worklog/lines", **lines)
    assert web.ask("SELECT day, part, text FROM log_line") == [("2020-02-09", "evening", "张三：口罩不够")]
    assert "share_target" in duty.get("/manifest.webmanifest").json()
    assert "捐赠的车到了" in page(duty, "/worklog/capture?text=捐赠的车到了")
