"""Exceptions of deeds and people: for each rule a case that it shows, and one that it must not."""

import itertools
import uuid

import pytest

from inspection.looking import DAY, HOUR, cells, look
from liangcao.access.commands import BreakGlass, GrantRole, ReviewEmergency, RevokeRole
from liangcao.favours.commands import RecordFavour
from liangcao.kernel.errors import Refused
from liangcao.operations.approvals import ApproveHeld, RejectHeld
from liangcao.operations.submission import Submission
from liangcao.reports.exceptions.catalogue import EXCEPTIONS
from liangcao.requests.commands import ApproveRequest, AskLine, ChangeClass, SubmitRequest
from liangcao.storing.commands import CloseDay, ReverseEntry, WriteOff
from scenarios.cast import Cast
from scenarios.deeds import move, receive


def write_off(cast: Cast, lot_id: int, quantity: int = 10) -> WriteOff:
    return WriteOff(lot_id=lot_id, location_id=cast.id_of("place", "主库"), quantity=quantity, reason="雨淋")


@pytest.mark.parametrize("key", EXCEPTIONS)
def test_an_office_that_has_just_begun_has_no_exceptions(key: str, cast: Cast) -> None:
    cast.clock.advance(HOUR)
    founded = cast.clock.now()
    cast.clock.advance(HOUR)
    assert look(cast, key, since=founded) == []


def test_attempts_stand_where_they_belong(cast: Cast) -> None:
    lot_id, _ = receive(cast, 100)
    held_id = cast.do("全能丑", write_off(cast, lot_id)).answer["held_id"]
    with pytest.raises(Refused, match="own_submission"):
        cast.do("全能丑", ApproveHeld(held_id=held_id))
    with pytest.raises(Refused, match="not_enough"):
        cast.do("保管乙", move(cast, lot_id, 1_000))
    with pytest.raises(Refused, match="not_permitted"):
        cast.do("值班甲", CloseDay(day="2020-01-30"))
    with pytest.raises(Refused, match="unknown_lot"):  # a slip, and no attempt
        cast.do("保管乙", move(cast, 99_999, 1))
    cast.clock.advance(1)
    ((action, reason, times),) = cells(cast, "alone")
    assert (action, reason[0], times) == ("approvals.approve_held", "own_submission", 1)
    ((action, reason, _),) = cells(cast, "too_much")
    assert (action, reason[0], reason[1]["quantity"]) == ("storing.move_stock", "not_enough", 1_000)
    ((action, reason, _),) = cells(cast, "other_attempts")
    assert (action, reason[0]) == ("storing.close_day", "not_permitted")
    assert look(cast, "too_much", actor_id=cast.id_of("person", "值班甲")) == []
    assert look(cast, "too_much", since=cast.clock.now()) == []


def test_what_was_taken_back(cast: Cast) -> None:
    lot_id, _ = receive(cast, 100)
    entry = cast.do("保管乙", move(cast, lot_id, 10)).entry
    cast.do("保管乙", move(cast, lot_id, 20))
    cast.do("保管乙", ReverseEntry(entry=entry, reason="放错了"))
    assert cells(cast, "undone") == [("storing.reverse_entry", ("entry", entry), "放错了")]
    assert look(cast, "undone")[0].actor_name == "保管乙"
    assert look(cast, "undone", actor_id=cast.id_of("person", "审批丙")) == []
    assert look(cast, "undone", until=cast.clock.now()) == []


def test_news_told_late(cast: Cast) -> None:
    lot_id, _ = receive(cast, 100)
    cast.clock.advance(5 * DAY)
    keeper, now = cast.id_of("person", "保管乙"), cast.clock.now()
    for ago in (25 * HOUR, 24 * HOUR, 2 * HOUR, 0):
        command = move(cast, lot_id, 1)
        cast.office.perform(Submission(command, keeper, str(uuid.uuid4()), now - ago if ago else 0))
    assert cells(cast, "late") == [("storing.move_stock", now - 25 * HOUR, 25 * HOUR)]
    assert [case.cells[2] for case in look(cast, "late", limit=1)] == [2 * HOUR, 24 * HOUR, 25 * HOUR]
    assert len(look(cast, "late", limit=0)) == 3  # an hour is the least


def test_what_was_not_signed(cast: Cast) -> None:
    lot_id, _ = receive(cast, 100)
    held = [cast.do("保管乙", write_off(cast, lot_id, each)).answer["held_id"] for each in (1, 2, 3, 4)]
    cast.do("审批丙", RejectHeld(held_id=held[0], reason="先拍照片"))
    cast.do("保管乙", RejectHeld(held_id=held[1], reason="晾干能用"))
    cast.do("审批丙", ApproveHeld(held_id=held[2]))
    assert [(each[1], each[2:]) for each in cells(cast, "not_signed")] == [
        (("held", held[1]), ("提交人自己收回", "", "")),
        (("held", held[0]), ("第二个人退回", "审批丙", "先拍照片")),
    ]
    cast.clock.advance(4 * DAY)
    assert cells(cast, "not_signed")[0] == ("storing.write_off", ("held", held[3]), "过期没人批", "", "")


def test_requests_whose_class_was_changed(cast: Cast) -> None:
    numbers = []
    for _ in range(3):
        lines = (AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=5),)
        asked = SubmitRequest(unit_id=cast.id_of("party", "第一小学"), lines=lines)
        numbers.append(cast.do("值班甲", asked).answer["request_id"])
    lifted, lowered, kept = (
        {"request_id": number, "lines": ({"line_number": 1, "approved": 5},)} for number in numbers
    )
    note = {"note": "专家组进驻"}
    cast.do_signed("审批丙", ApproveRequest.model_validate({**lifted, **note, "priority_class": 1}), "全能丑")
    cast.do("审批丙", ApproveRequest.model_validate(kept))
    change = ChangeClass(request_id=numbers[1], priority_class=6, reason="放假了")
    entry = cast.do_signed("值班甲", change).entry
    cast.do("审批丙", ApproveRequest.model_validate(lowered))
    later, earlier = look(cast, "reclassed")
    assert later.cells == ("第一小学", ("request", numbers[1]), 5, 6, "放假了")
    assert (later.actor_name, later.entry) == ("值班甲", entry + 1)
    assert earlier.cells == ("第一小学", ("request", numbers[0]), 5, 1, "专家组进驻")
    assert earlier.actor_name == "审批丙"


def test_roles_given_and_taken(cast: Cast) -> None:
    cast.clock.advance(1)
    since = cast.clock.now()
    assert look(cast, "people", since=since) == []
    grant = GrantRole(actor_id=cast.id_of("person", "闲人寅"), role="keeper")
    grant_id = cast.do_signed("管理戊", grant, "管理己").answer["grant_id"]
    cast.do("管理戊", RevokeRole(grant_id=grant_id, reason="回原单位"))
    assert cells(cast, "people", since=since) == [
        ("access.revoke_role", "闲人寅 · 保管", "", "回原单位"),
        ("access.grant_role", "闲人寅", "保管", ""),
    ]


def test_roles_taken_in_an_emergency(cast: Cast) -> None:
    taken = [
        cast.do_signed("值班甲", BreakGlass(role="keeper", hours=2, reason="保管晕倒"), "审批丙").answer["grant_id"]
        for _ in range(2)
    ]
    cast.do("检查子", ReviewEmergency(grant_id=taken[0], is_justified=True, finding="属实"))
    assert [each[2:] for each in cells(cast, "emergencies")] == [("等复核", "", ""), ("复核：有理由", "检查子", "属实")]
    cast.clock.advance(25 * HOUR)
    assert cells(cast, "emergencies")[0] == ("保管", "保管晕倒", "超过 24 小时没有复核", "", "")


def test_favours_on_record(cast: Cast) -> None:
    mask = cast.id_of("item", "外科口罩")
    cast.do("保管乙", RecordFavour(asker="某人", answer="reported", body="某单位", item_id=mask, quantity=50))
    cast.do("司机癸", RecordFavour(asker="别人", answer="declined"))
    later, first = look(cast, "favours")
    assert first.cells[1:] == ("某单位", "医用外科口罩", (50, "只"), "谢绝，并报告了领导", "")
    assert len(first.cells[0]) == 64  # a commitment, no name
    assert (later.actor_name, later.cells[2:4]) == ("司机癸", ("", ("", "")))
    assert len(look(cast, "favours", actor_id=cast.id_of("person", "保管乙"))) == 1


def test_the_clock(cast: Cast) -> None:
    """A day and more without an entry; several people in one millisecond; a clock that stands behind the books."""
    cast.clock.advance(1_000)
    since = cast.clock.now()
    lot_id, before = receive(cast, 100)
    was = cast.clock.now()
    cast.clock.advance(25 * HOUR)
    entry = cast.do("保管乙", move(cast, lot_id, 1)).entry
    cast.clock.advance(23 * HOUR)  # not quite a day: nothing
    cast.do("保管乙", move(cast, lot_id, 1))
    (case,) = look(cast, "clock", since=since)
    assert (case.entry, case.cells) == (entry, ("停了很久，或者拨快了", was, 25 * HOUR, 0))
    assert before < entry
    cast.clock.advance(1_000)
    for who in ("保管乙", "保管乙", "全能丑"):
        cast.do(who, move(cast, lot_id, 1))
    cast.clock.advance(1_000)
    for _ in range(4):  # one person alone, a whole list in one go, say
        cast.do("保管乙", move(cast, lot_id, 1))
    assert cells(cast, "clock", since=since)[0] == ("同一毫秒里几个人记了几笔", cast.clock.now() - 1_000, 0, 3)
    assert len(look(cast, "clock", since=since)) == 2
    cast.clock.advance(-HOUR)
    with pytest.raises(Refused, match="clock_behind"):
        cast.do("保管乙", move(cast, lot_id, 1))
    cast.clock.advance(2 * HOUR)
    assert [each[0] for each in cells(cast, "clock", since=since)][1] == "时钟早于账本，那时的事没有记上"
    assert len(look(cast, "clock", since=since, limit=1)) == 4


def test_releases_of_held_commands_are_no_sign_of_a_clock_standing_still(cast: Cast) -> None:
    cast.clock.advance(1_000)
    since = cast.clock.now()
    lot_id, _ = receive(cast, 100)
    cast.clock.advance(1_000)
    held_id = cast.do("保管乙", write_off(cast, lot_id)).answer["held_id"]
    cast.clock.advance(1_000)
    cast.do("审批丙", ApproveHeld(held_id=held_id))
    assert look(cast, "clock", since=since) == []


def test_gaps_are_found_wherever_they_lie(cast: Cast) -> None:
    """The way from bound to bound misses none: held against walking through all entries."""
    lot_id, _ = receive(cast, 1_000)
    for hours in (1, 1, 5, 1, 1, 1, 9, 6, 1, 2, 1, 4, 30, 1):
        cast.clock.advance(hours * HOUR)
        cast.do("保管乙", move(cast, lot_id, 1))
    rows = cast.ask("SELECT number, recorded_at FROM journal ORDER BY number")
    for limit in (1, 2, 4, 5, 8):
        steps = itertools.pairwise(rows)
        walked = [later[0] for former, later in steps if later[1] - former[1] > limit * HOUR]
        found = [case.entry for case in look(cast, "clock", limit=limit) if case.cells[2]]
        assert found == walked[::-1], limit
