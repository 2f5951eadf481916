"""The evidence file: the same books give the same bytes, nothing personal is in it, a period proves itself."""

import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.told_story import tell_small
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.database.migrate import upgrade
from liangcao.journal.note import SigningKey
from liangcao.journal.queries import bodies
from liangcao.journal.seal import seal
from liangcao.kernel.clock import FixedClock
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_of, day_span
from liangcao.keys.commands import RotateKey
from liangcao.operations.office import Office
from liangcao.operations.replay import replay
from liangcao.operations.submission import Submission
from liangcao.parties.commands import RegisterParty
from liangcao.reports.evidence import Period
from liangcao.verifier import layout
from liangcao.verifier.evidence import Asked, check_evidence
from scenarios.cast import KEY, MORNING, Cast, found
from scenarios.deeds import receive
from verifier.evidences import check, codes, export, json_lines, member_of, rewritten

ZONE = "Asia/Shanghai"
DAY = 86_400_000
AFTERWARDS = 1_600_000_000_000
OURS_ALONE = {"personal_data", "session", "sign_in_failure", "upload", "journal_head", "tile"}
"""Tables of which no member bears the name."""


@pytest.fixture
def story(copy_of: Callable[..., str]) -> str:
    return copy_of(tell_small)


@pytest.fixture
def database(story: str) -> Iterator[Database]:
    opened = Database(story)
    yield opened
    opened.dispose()


def days(first: str, last: str) -> Period:
    return Period((first, last), day_span(first, ZONE)[0], day_span(last, ZONE)[1])


def test_the_same_books_give_the_same_bytes(story: str, tmp_path: Path) -> None:
    one, other = export(story, tmp_path / "one.zip"), export(story, tmp_path / "other.zip")
    assert one.read_bytes() == other.read_bytes()
    period = days("2020-01-31", "2020-02-02")
    one, other = export(story, tmp_path / "one.zip", period), export(story, tmp_path / "other.zip", period)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.postgresql
def test_both_databases_give_the_same_members(
    sqlite_copy: Callable[..., str], postgres_url: str, tmp_path: Path
) -> None:
    """The journal of the one replayed in the other; heads, keys, files and personal texts are not in it."""
    url = sqlite_copy(tell_small)
    source, target = Database(url), Database(postgres_url)
    upgrade(target)
    with source.read() as connection:
        replay(bodies(connection, 1), target, 1)
    source.dispose()
    target.dispose()
    one, other = export(url, tmp_path / "one.zip"), export(postgres_url, tmp_path / "other.zip")
    with zipfile.ZipFile(one) as pack:
        names = [name for name in pack.namelist() if not layout.attachment_of(name)]
    signed = {layout.CHECKPOINTS, layout.KEYS, layout.MANIFEST}
    assert [name for name in names if name not in signed and member_of(one, name) != member_of(other, name)] == []


def test_nothing_personal_and_no_secret_is_in_it(story: str, database: Database, tmp_path: Path) -> None:
    """Names of the story's receivers, a name and a phone of one more, and what passwords are checked by."""
    register(database, "示例第九医院", contact="李示例", phone="13800001234")
    with database.read() as connection:
        personal = {str(row[0]) for row in ask(connection, "SELECT value FROM personal_data")}
        staff = {str(row[0]) for row in ask(connection, "SELECT name FROM actor")}
    assert {"李示例", "13800001234"} < personal
    assert sum(text.startswith("$argon2id$") for text in personal) > 3
    path = export(story, tmp_path / "e.zip")
    with zipfile.ZipFile(path) as pack:
        assert not {name.rpartition("/")[2].partition(".")[0] for name in pack.namelist()} & OURS_ALONE
        content = b"\n".join(pack.read(name) for name in pack.namelist())
    assert [text for text in personal - staff if text.encode() in content] == []
    assert "示例第九医院".encode() in content
    assert [word for word in (b"$argon2", b"PRIVATE+KEY", b"salt") if word in content] == []


def register(database: Database, name: str, **personal: str) -> None:
    """One more unit, with somebody to call."""
    with database.read() as connection:
        admin = int(ask(connection, "SELECT actor_id FROM actor WHERE login = 'admin'")[0][0])
    command = RegisterParty(kind="hospital", name=name, **personal)
    Office(database, FixedClock(AFTERWARDS)).perform(Submission(command, admin, str(uuid.uuid4())))


def test_all_of_it_is_there(story: str, database: Database, tmp_path: Path) -> None:
    path = export(story, tmp_path / "e.zip")
    with database.read() as connection:
        entries = [bytes(row[0]) for row in ask(connection, "SELECT body FROM journal ORDER BY number")]
        leaves = b"".join(bytes(row[0]) for row in ask(connection, "SELECT leaf_hash FROM journal ORDER BY number"))
        lines = ask(connection, "SELECT COUNT(*) FROM line")[0][0]
        notes = {str(row[0]) for row in ask(connection, "SELECT note FROM checkpoint")}
    names = layout.stretch_names(1)
    assert member_of(path, names[0]).split(b"\n") == [*entries, b""]
    assert member_of(path, layout.LEAVES) == leaves
    assert len(json_lines(member_of(path, names[1]))) == lines
    assert {each["note"] for each in json_lines(member_of(path, layout.CHECKPOINTS))} == notes
    manifest = layout.read_manifest(member_of(path, layout.MANIFEST))
    assert (manifest.first, manifest.last, manifest.size) == (1, len(entries), len(entries))
    assert manifest.scope == layout.WHOLE
    assert len(manifest.number) == 16
    assert member_of(path, layout.READ_ME).decode().count("liangcao-verify.pyz") == 2


def test_a_period_is_proven_without_what_came_before(story: str, database: Database, tmp_path: Path) -> None:
    period = days("2020-01-31", "2020-02-02")
    checked = check_evidence(export(story, tmp_path / "p.zip", period), Asked())
    with database.read() as connection:
        sql = "SELECT MIN(number), MAX(number), COUNT(*) FROM journal WHERE recorded_at >= ? AND recorded_at < ?"
        first, last, count = ask(connection, sql, (period.since, period.until))[0]
        size = ask(connection, "SELECT size FROM journal_head")[0][0]
    assert codes(checked) == {}
    assert (checked.manifest.first, checked.manifest.last, checked.entries, checked.manifest.size) == (
        first, last, count, size,
    )  # fmt: skip
    assert 1 < first < last < size
    assert checked.proofs >= 1
    assert checked.lines > 0
    assert checked.balances > 0
    assert not [name for name in zipfile.ZipFile(tmp_path / "p.zip").namelist() if name.startswith("tables/")]


def test_every_day_of_the_story_can_be_proven_by_itself(sqlite_copy: Callable[..., str], tmp_path: Path) -> None:
    """On SQLite alone: that both databases give the same members is shown above."""
    story = sqlite_copy(tell_small)
    database = Database(story)
    with database.read() as connection:
        moments = [row[0] for row in ask(connection, "SELECT DISTINCT recorded_at FROM journal")]
    database.dispose()
    told = sorted({day_of(moment, ZONE) for moment in moments})
    assert len(told) > 10
    for day in told:
        assert check(export(story, tmp_path / "day.zip", days(day, day))) == {}, day


def change_keys(url: str) -> None:
    """An office that changed its key twice, and some days on which it did not."""
    found(url)
    cast, keys = Cast(url), [KEY]
    for day in range(5):
        receive(cast, 10)
        if day in (1, 3):
            keys.append(SigningKey(KEY.name, bytes([day]) * 32))
            cast.do_signed("管理戊", RotateKey(verifier_key=keys[-1].verifier_key.text, reason="例行更换"), "管理己")
        for _ in range(2):
            receive(cast, 10)
            seal(cast.database, 1, keys[0], cast.clock.now(), next_key=keys[-1])
            keys = keys[-1:]
        cast.clock.advance(DAY)
    cast.close()


def test_keys_changed_before_and_after_a_period_are_vouched_for(copy_of: Callable[..., str], tmp_path: Path) -> None:
    url = copy_of(change_keys)
    assert check(export(url, tmp_path / "e.zip")) == {}
    for day in range(5):
        name = day_of(MORNING + day * DAY, ZONE)
        checked = check_evidence(export(url, tmp_path / "e.zip", days(name, name)), Asked())
        assert (codes(checked), checked.ok, checked.heads > 2) == ({}, True, True), name


def test_a_period_that_ends_with_the_journal_has_the_stored_balances(story: str, tmp_path: Path) -> None:
    path = export(story, tmp_path / "p.zip", days("2020-02-10", "2020-02-29"))
    assert check(path) == {}

    def edit(members: dict[str, bytes]) -> None:
        first, _, rest = members[layout.BALANCES].partition(b"\n")
        members[layout.BALANCES] = first.rpartition(b",")[0].rpartition(b",")[0] + b",7,0]\n" + rest

    assert "balance_differs" in check(rewritten(path, edit))


def test_a_period_changed_afterwards_is_found_by_the_heads(story: str, tmp_path: Path) -> None:
    path = export(story, tmp_path / "p.zip", days("2020-01-31", "2020-02-02"))
    manifest = layout.read_manifest(member_of(path, layout.MANIFEST))
    name = layout.stretch_names(manifest.first)[0]

    def edit(members: dict[str, bytes]) -> None:
        members[name] = members[name].replace(b'"actor":', b'"actor":1', 1)

    found = check(rewritten(path, edit))
    assert found["leaf_hash_differs"] == {manifest.first}
    assert min(found["checkpoint_root_differs"]) >= manifest.first

    def cut(members: dict[str, bytes]) -> None:
        proofs = members[layout.CONSISTENCY]
        members[layout.CONSISTENCY] = proofs.replace(b'"proof":["', b'"proof":["AAAA', 1)

    assert check(rewritten(path, cut)).keys() & {"consistency_broken", "member_unreadable"}

    def other_opening(members: dict[str, bytes]) -> None:
        members[layout.OPENING_PEOPLE] = b"{}"

    assert check(rewritten(path, other_opening))["member_unreadable"] == {0}


def test_days_without_entries_are_refused(story: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="evidence_empty"):
        export(story, tmp_path / "p.zip", days("2019-01-01", "2019-12-31"))


def test_books_without_an_entry_have_evidence_too(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    upgrade(database)
    database.dispose()
    checked = check_evidence(export(database_url, tmp_path / "e.zip"), Asked())
    assert (codes(checked), checked.entries, checked.manifest.size) == ({}, 0, 0)
