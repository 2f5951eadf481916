"""No list weighs more than a phone on a bad line bears: 60 KB of HTML, in either language, full to the last row."""

import uuid

from deskwork import MASK, RESPIRATOR, add_checkpoint, approve, ask_for, propose
from webtools import WebOffice, fresh

from liangcao.operations.submission import Submission
from liangcao.requests.commands import ApproveRequest, Decision
from liangcao.requests.queries import lines_of

MOST_BYTES = 60_000
UNITS = 120


def list_of_needs() -> bytes:
    """A long list: many units with long names, each needing two kinds of goods of a wordy standard."""
    rows = ["单位,物资,数量,规格"]
    for number in range(UNITS):
        unit = f"示例第{number:03d}人民医院医疗集团（四宝山街道社区卫生服务中心）"
        rows += [f"{unit},{item},{number + 20},GB 19083-2010 防飞沫血液体液款" for item in (MASK, RESPIRATOR)]
    return "\n".join(rows).encode()


def approve_most(web: WebOffice) -> None:
    """All but sixty requests are approved, in one transaction."""
    numbers = [int(row[0]) for row in web.ask("SELECT request_id FROM request ORDER BY request_id")][60:]
    with web.database.read() as connection:
        lines = lines_of(connection, 1, numbers)
    commands = [
        ApproveRequest(
            request_id=number,
            lines=tuple(Decision(line_number=line.line_number, approved=line.asked or 1) for line in lines[number]),
        )
        for number in numbers
    ]
    web.office.perform_all([Submission(command, web.ids["approver"], str(uuid.uuid4())) for command in commands])


def test_full_lists_stay_light(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    add_checkpoint(web)
    coordinator = web.signed_in("coordinator")
    sent = {"data": {"command_id": fresh()}, "files": {"file": ("needs.csv", list_of_needs())}}
    preview = coordinator.post("/requests/import", **sent).headers["location"]
    faulty = list_of_needs().replace(MASK.encode(), "说不清的口罩".encode())
    sent = {"data": {"command_id": fresh()}, "files": {"file": ("faulty.csv", faulty)}}
    returned = coordinator.post("/requests/import", **sent).headers["location"]
    pages = [("coordinator", f"{preview}?view={view}") for view in ("new", "units")]
    pages.append(("coordinator", returned))
    heavy = weigh(web, pages)
    assert coordinator.post(preview, data={"command_id": fresh()}).status_code == 303
    approve_most(web)
    approve(web, ask_for(web, 9_000, unit="四宝山卡口", who="coordinator"), 9_000)
    plan = propose(web)
    heavy += weigh(
        web,
        [
            ("coordinator", "/requests"),
            ("approver", "/requests?state=submitted"),
            ("approver", "/requests?state=open&priority_class=1"),
            ("coordinator", "/parties"),
            ("coordinator", "/plans"),
            ("coordinator", "/plans/new?try=1"),
            ("approver", f"/plans/{plan}"),
            ("keeper", "/picking"),
            ("keeper", "/shipments"),
        ],
    )
    assert heavy == []


def weigh(web: WebOffice, pages: list[tuple[str, str]]) -> list[str]:
    """The pages that weigh too much, with their weight."""
    heavy = []
    for who, path in pages:
        for language in ("zh_CN", "en"):
            client = web.signed_in(who)
            client.cookies.set("language", language)
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.text[:500])
            if len(answer.content) > MOST_BYTES:
                heavy.append(f"{path} {language} {len(answer.content)}")
    return heavy
