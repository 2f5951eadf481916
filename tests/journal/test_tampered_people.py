"""Who acts for whom, older backups, personal texts: what the owner of the database does to them is found, on both."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from liangcao.access.commands import ChangeOwnPassword, DelegateRole, EndDelegation
from liangcao.database.bulk import ask
from liangcao.kernel.errors import Refused
from liangcao.reports.verify import verify_books
from liangcao.requests.commands import ApproveRequest, AskLine, CorrectRequest, Decision, SubmitRequest
from scenarios.cast import HASH, KEY, Cast, found
from scenarios.deeds import move, receive
from scenarios.written import written_books
from verifier.evidences import check, export
from verifier.tampering import append, data_of, forge, head_of, number, rewrite, sign_anew

HOUR = 3_600_000


def write(url: str) -> None:
    """The office founded, its first books written and signed."""
    found(url)
    cast = Cast(url)
    written_books(cast)
    cast.close()


@pytest.fixture
def url(copy_of: Callable[..., str]) -> str:
    return copy_of(write)


@pytest.fixture
def cast(url: str) -> Iterator[Cast]:
    opened = Cast(url)
    yield opened
    opened.close()


def evidence(cast: Cast, folder: Path) -> Path:
    """The books as they are, signed to the last entry with the office's key, to take away."""
    sign_anew(cast.database, KEY, cast.clock.now())
    return export(cast.database, folder / "evidence.zip")


def delegate(cast: Cast, giver: str, taker: str, role: str, **more: Any) -> int:
    """`taker` acts for `giver` in the role `role` for six hours; the new grant."""
    sql = "SELECT grant_id FROM role_grant WHERE actor_id = ? AND role = ? AND origin = 'granted'"
    grant_id = cast.ask(sql, cast.id_of("person", giver), role)[0][0]
    told = {"until": cast.clock.now() + 6 * HOUR, **more}
    command = DelegateRole(grant_id=grant_id, actor_id=cast.id_of("person", taker), reason="外出开会", **told)
    cast.do_signed(giver, command, "管理戊")
    return cast.ask("SELECT MAX(grant_id) FROM role_grant")[0][0]


def lines_of(cast: Cast) -> tuple[AskLine, ...]:
    """Masks that are asked for."""
    return (AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=40),)


def ask_for_masks(cast: Cast) -> tuple[str, ApproveRequest]:
    """值班甲 asks; the chain, and the approval that somebody may or may not give."""
    made = cast.do("值班甲", SubmitRequest(unit_id=cast.id_of("party", "中心医院"), lines=lines_of(cast)))
    request_id = made.answer["request_id"]
    return f"request:{request_id}", ApproveRequest(request_id=request_id, lines=(Decision(line_number=1, approved=40),))


def approve_by_sql(cast: Cast, who: str, chain: str) -> int:
    """What the road refuses, written behind its back; the entry."""
    told = {"command": {"request_id": int(chain.partition(":")[2])}, "effects": {"duties": [[chain, "approve"]]}}
    return append(cast.database, actor=cast.id_of("person", who), action="requests.approve_request", **told)


def test_honest_delegations_are_no_fault(cast: Cast, tmp_path: Path) -> None:
    """What one did for another before and after, and others meanwhile; what was approved before the two were one."""
    delegate(cast, "审批丙", "闲人寅", "approver")
    _, approval = ask_for_masks(cast)
    cast.do("闲人寅", approval)  # for the approver, asked by somebody who has nothing to do with either
    cast.clock.advance(7 * HOUR)
    delegate(cast, "审批丙", "值班甲", "approver")  # the two are one now; what was asked and approved lies before
    cast.clock.advance(HOUR)
    assert check(evidence(cast, tmp_path)) == {}


@pytest.mark.parametrize("who", ["审批丙", "闲人寅"])
@pytest.mark.parametrize(
    ("begins", "passed"), [(0, 1), (3, 1), (0, 7)], ids=["handed over", "not begun", "over by itself"]
)
def test_ending_a_delegation_while_no_role_can_be_used_is_no_fault(
    who: str, begins: int, passed: int, cast: Cast, tmp_path: Path
) -> None:
    """The giver's only role is handed over, the deputy's has not begun or is over: the road lets either end it."""
    since = cast.clock.now() + begins * HOUR
    grant_id = delegate(cast, "审批丙", "闲人寅", "approver", since=since, is_handed_over=True)
    cast.clock.advance(passed * HOUR)
    cast.do(who, EndDelegation(grant_id=grant_id, reason="提前回来"))
    assert check(evidence(cast, tmp_path)) == {}


def test_another_password_while_the_only_role_is_handed_over_is_no_fault(cast: Cast, tmp_path: Path) -> None:
    delegate(cast, "审批丙", "闲人寅", "approver", is_handed_over=True)
    cast.clock.advance(HOUR)
    cast.do("审批丙", ChangeOwnPassword(password_hash=HASH))
    assert check(evidence(cast, tmp_path)) == {}


def test_anything_else_while_the_only_role_is_handed_over(cast: Cast, tmp_path: Path) -> None:
    delegate(cast, "审批丙", "闲人寅", "approver", is_handed_over=True)
    chain, approval = ask_for_masks(cast)
    with pytest.raises(Refused, match="not_permitted"):
        cast.do("审批丙", approval)
    entry = approve_by_sql(cast, "审批丙", chain)
    assert check(evidence(cast, tmp_path)) == {"not_permitted_then": {entry}}


def test_a_delegation_ended_by_somebody_whose_role_was_taken_back(cast: Cast, tmp_path: Path) -> None:
    grant_id = delegate(cast, "审批丙", "闲人寅", "approver")
    cast.do("闲人寅", EndDelegation(grant_id=grant_id, reason="不便"))
    with pytest.raises(Refused, match="not_permitted"):
        cast.do("闲人寅", EndDelegation(grant_id=grant_id, reason="再来一次"))
    entry = append(cast.database, actor=cast.id_of("person", "闲人寅"), action=EndDelegation.action)
    assert check(evidence(cast, tmp_path)) == {"not_permitted_then": {entry}}


def test_an_approval_by_the_requester_through_a_delegation(cast: Cast, tmp_path: Path) -> None:
    delegate(cast, "审批丙", "值班甲", "approver")
    chain, approval = ask_for_masks(cast)
    with pytest.raises(Refused, match="duty_conflict"):
        cast.do("值班甲", approval)
    entry = approve_by_sql(cast, "值班甲", chain)
    assert check(evidence(cast, tmp_path)) == {"duty_conflict": {entry}}


def test_an_approval_by_the_one_for_whom_the_requester_acts(cast: Cast, tmp_path: Path) -> None:
    delegate(cast, "审批丙", "值班甲", "approver")
    chain, approval = ask_for_masks(cast)
    with pytest.raises(Refused, match="duty_conflict_linked"):
        cast.do("审批丙", approval)
    entry = approve_by_sql(cast, "审批丙", chain)
    assert check(evidence(cast, tmp_path)) == {"duty_conflict_linked": {entry}}


def test_an_approval_by_the_one_who_acts_for_the_requester(cast: Cast, tmp_path: Path) -> None:
    """The other direction: the approver has the requester's role for some hours."""
    delegate(cast, "值班甲", "审批丙", "coordinator")
    chain, _ = ask_for_masks(cast)
    entry = approve_by_sql(cast, "审批丙", chain)
    assert check(evidence(cast, tmp_path)) == {"duty_conflict_linked": {entry}}


def test_an_approval_after_the_delegation_under_which_was_asked(cast: Cast, tmp_path: Path) -> None:
    """It is over by the time of the approval; it was not when the other one asked."""
    delegate(cast, "审批丙", "值班甲", "approver")
    chain, _ = ask_for_masks(cast)
    cast.clock.advance(7 * HOUR)
    receive(cast, 5)  # the clock of the books goes on
    entry = approve_by_sql(cast, "审批丙", chain)
    assert check(evidence(cast, tmp_path)) == {"duty_conflict_linked": {entry}}


def test_a_request_corrected_and_its_chain_cut(cast: Cast, tmp_path: Path) -> None:
    """So that whoever asked for the old one could approve the new one."""
    chain, approval = ask_for_masks(cast)
    corrected = cast.do("值班甲", CorrectRequest(request_id=approval.request_id, lines=lines_of(cast)))
    honest = evidence(cast, tmp_path)
    assert check(honest) == {}
    data, new = data_of(cast.database, corrected.entry), f"request:{corrected.answer['request_id']}"
    kept = [row for row in data["effects"]["rows"] if row["table"] != "chain_origin"]
    rewrite(cast.database, {corrected.entry: {**data, "effects": {**data["effects"], "rows": kept}}})
    forge(cast.database, f"DELETE FROM chain_origin WHERE chain = '{new}' AND origin = '{chain}'")
    assert check(evidence(cast, tmp_path)) == {"chain_cut": {corrected.entry}}
    assert "chain_cut" in {each.code for each in verify_books(cast.database, 1).problems}


def test_a_role_delegated_by_sql_and_used(cast: Cast, tmp_path: Path) -> None:
    giver, taker = cast.id_of("person", "审批丙"), cast.id_of("person", "闲人寅")
    columns = "district_id, grant_id, actor_id, role, since, until, origin, given_by, from_grant"
    own = number(cast.database, f"SELECT grant_id FROM role_grant WHERE actor_id = {giver}")
    until = cast.clock.now() + HOUR
    forge(
        cast.database,
        f"INSERT INTO role_grant ({columns}) "
        f"VALUES (1, 99999, {taker}, 'approver', 1, {until}, 'delegated', {giver}, {own})",
    )
    _, approval = ask_for_masks(cast)
    done = cast.do("闲人寅", approval)  # the road believes the table
    assert check(evidence(cast, tmp_path)) == {"document_extra": {0}, "not_permitted_then": {done.entry}}


def test_a_delegation_taken_out_of_journal_and_table(cast: Cast, tmp_path: Path) -> None:
    """Who hides that the two were one leaves a role nobody gave, and a tree that is not the one somebody noted."""
    delegate(cast, "审批丙", "闲人寅", "approver")
    _, approval = ask_for_masks(cast)
    done = cast.do("闲人寅", approval)
    sign_anew(cast.database, KEY, cast.clock.now())
    noted = head_of(cast.database)
    granted = number(cast.database, "SELECT MAX(number) FROM journal WHERE action = 'access.delegate_role'")
    data = data_of(cast.database, granted)
    del data["effects"]["rows"]
    rewrite(cast.database, {granted: data})
    taker = cast.id_of("person", "闲人寅")
    forge(cast.database, f"DELETE FROM role_grant WHERE origin = 'delegated' AND actor_id = {taker}")
    found_out = check(evidence(cast, tmp_path), heads=[noted])
    assert found_out == {"not_permitted_then": {done.entry}, "given_head_differs": {noted.size}}


def test_an_older_backup_restored_and_gone_on_with(copy_of: Callable[..., str], cast: Cast, tmp_path: Path) -> None:
    """What was written after the backup is done again, otherwise; the head somebody noted in between finds it."""
    lot_id = number(cast.database, "SELECT MIN(lot_id) FROM lot")
    cast.do("保管乙", move(cast, lot_id, 5))
    sign_anew(cast.database, KEY, cast.clock.now())
    noted = head_of(cast.database)
    restored = Cast(copy_of(write))
    only_restored = export(restored.database, tmp_path / "restored.zip")
    assert check(only_restored) == {}
    assert check(only_restored, heads=[noted]) == {"tail_cut_off": {noted.size}}
    restored.do("保管乙", move(restored, lot_id, 6))
    gone_on = evidence(restored, tmp_path)
    assert check(gone_on) == {}
    assert check(gone_on, heads=[noted]) == {"given_head_differs": {noted.size}}
    restored.close()


def test_a_personal_text_swapped(cast: Cast) -> None:
    """Names and phones are in the journal by commitment only, and in no evidence: the office's own check finds them."""
    assert verify_books(cast.database, 1).ok
    forge(cast.database, "UPDATE personal_data SET value = 'x' WHERE entry = (SELECT MIN(entry) FROM personal_data)")
    assert {each.code for each in verify_books(cast.database, 1).problems} == {"personal_altered"}


def test_a_paper_swapped(cast: Cast, tmp_path: Path) -> None:
    """A file changed under its hash: the office's own check names it, and so does the program apart."""
    entry = number(cast.database, "SELECT entry FROM paper")
    honest = export(cast.database, tmp_path / "honest.zip")
    assert check(honest) == {}
    forge(cast.database, "UPDATE paper_file SET content = (SELECT MIN(body) FROM journal)")
    assert [(each.entry, each.code) for each in verify_books(cast.database, 1).problems] == [
        (entry, "attachment_differs")
    ]
    assert check(export(cast.database, tmp_path / "swapped.zip")) == {"attachment_differs": {0}}


def test_a_paper_swapped_together_with_its_row(cast: Cast, tmp_path: Path) -> None:
    """Another file under another hash, the row made to fit: the entry still names the first."""
    body = "SELECT MIN(body) FROM journal"
    with cast.database.read() as connection:
        digest = sha256(bytes(ask(connection, body)[0][0])).hexdigest()
        first = ask(connection, "SELECT MIN(sha256) FROM paper")[0][0]
    forge(
        cast.database,
        f"UPDATE paper_file SET content = ({body}), sha256 = '{digest}' WHERE sha256 = '{first}'",
        f"UPDATE paper SET sha256 = '{digest}' WHERE sha256 = '{first}'",
    )
    assert not verify_books(cast.database, 1).ok
    found = check(export(cast.database, tmp_path / "swapped.zip"))
    assert "attachment_unknown" in found


def test_a_paper_taken_away_is_missing_and_no_fault(cast: Cast, tmp_path: Path) -> None:
    forge(cast.database, "DELETE FROM paper_file")
    assert verify_books(cast.database, 1).ok
    assert check(export(cast.database, tmp_path / "without.zip")) == {}
