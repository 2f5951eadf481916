"""Changing the key: asked for on the server, approved by a second person, bridged by a head that both keys signed."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.conftest import Run
from liangcao.cli.books import office_of
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.journal.note import generate_key, parse_note, read_verifier_key, signed_by
from liangcao.operations.approvals import ApproveHeld, RejectHeld
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission
from liangcao.parties.commands import RegisterParty


@pytest.fixture
def office(liangcao: Run, plain_office: str) -> Iterator[Office]:
    """The plain office with a first signed head."""
    assert liangcao("seal").code == 0
    database = Database(plain_office)
    found = office_of(database)
    assert found is not None
    yield found
    database.dispose()


def decide(office: Office, held_id: int, command: type[ApproveHeld] | type[RejectHeld] = ApproveHeld) -> None:
    """The second administrator decides on the page."""
    with office.database.read() as connection:
        (actor,) = ask(connection, "SELECT actor_id FROM actor WHERE login = 'admin2'")
    more = {"reason": "不必"} if command is RejectHeld else {}
    office.perform(Submission(command.model_validate({"held_id": held_id, **more}), actor[0], str(uuid.uuid4())))


def signers(liangcao: Run, *vkeys: str) -> list[bool]:
    """Which of these keys signed the last head."""
    note = parse_note(liangcao("seal", "--json").data["note"])
    return [bool(signed_by(note, [read_verifier_key(vkey)])) for vkey in vkeys]


def findings(liangcao: Run) -> dict[str, str]:
    (found,) = (each for each in liangcao("doctor", "--json").data["checks"] if each["check"] == "签名密钥")
    return dict(found)


def test_a_key_is_changed_by_two_people_and_both_keys_sign_the_next_head(
    liangcao: Run, office: Office, folder: Path
) -> None:
    old = liangcao("key", "show", "--json").data["verifier_key"]
    asked = liangcao("key", "rotate", "--reason", "轮岗", "--json").data
    new = asked["verifier_key"]
    assert (asked["is_held"], new != old) == (True, True)
    assert (folder / "secret.key.next").stat().st_mode & 0o777 == 0o600
    assert findings(liangcao)["state"] == "doubtful"
    assert signers(liangcao, old, new) == [True, False], "nothing is changed before the second person"
    decide(office, asked["held_id"])
    assert "下一个树头" in findings(liangcao)["said"]
    assert signers(liangcao, old, new) == [True, True]
    assert not (folder / "secret.key.next").exists()
    assert liangcao("key", "show", "--json").data["verifier_key"] == new
    assert "由新旧密钥一起签名" in findings(liangcao)["said"]
    for trusted in (old, new):
        answer = liangcao("verify", "--key", trusted, "--json")
        assert (answer.code, answer.data["problems"]) == (0, [])
        assert [(each["vouched"], each["was_lost"]) for each in answer.data["key_changes"]] == [(True, False)]
    assert "由新旧两把密钥一起签名" in liangcao("verify").out
    write(office)
    assert signers(liangcao, old, new) == [False, True], "the old key has signed its last head"
    assert liangcao("verify", "--json").code == 0


def write(office: Office) -> None:
    """One entry more."""
    with office.database.read() as connection:
        (actor,) = ask(connection, "SELECT actor_id FROM actor WHERE login = 'admin2'")
    name = f"单位{uuid.uuid4().hex[:6]}"
    office.perform(Submission(RegisterParty(kind="department", name=name), actor[0], str(uuid.uuid4())))


def test_a_lost_key_is_followed_by_the_new_one_alone_and_that_is_said(
    liangcao: Run, office: Office, folder: Path
) -> None:
    old = liangcao("key", "show", "--json").data["verifier_key"]
    (folder / "secret.key").unlink()
    write(office)
    assert liangcao("seal", "--json").data["refused"][0]["code"] == "signing_key_lost"
    assert "key rotate --lost" in findings(liangcao)["mend"]
    assert not (folder / "secret.key").exists(), "no other key is made behind anybody's back"
    assert liangcao("key", "rotate", "--json").data["refused"][0]["code"] == "signing_key_lost"
    asked = liangcao("key", "rotate", "--lost", "--json").data
    assert liangcao("seal", "--json").data["refused"][0]["code"] == "signing_key_lost"
    decide(office, asked["held_id"])
    assert signers(liangcao, old, asked["verifier_key"]) == [False, True]
    assert (folder / "secret.key").exists()
    assert "没有旧密钥的签名" in findings(liangcao)["said"]
    answer = liangcao("verify", "--key", old, "--json")
    assert (answer.code, answer.data["key_changes"][0]["was_lost"]) == (0, True)
    assert "旧密钥已丢失" in liangcao("verify").out


def test_nobody_says_lost_of_a_key_that_is_there(liangcao: Run, office: Office, folder: Path) -> None:
    answer = liangcao("key", "rotate", "--lost", "--json")
    assert answer.data["refused"][0]["code"] == "key_not_lost"
    assert not (folder / "secret.key.next").exists()


def test_asked_again_the_same_key_waits(liangcao: Run, office: Office, folder: Path) -> None:
    first = liangcao("key", "rotate", "--json").data
    decide(office, first["held_id"], RejectHeld)
    second = liangcao("key", "rotate", "--json").data
    assert second["verifier_key"] == first["verifier_key"]
    decide(office, second["held_id"])
    third = liangcao("key", "rotate", "--json").data
    assert third["verifier_key"] != second["verifier_key"], "what was approved took effect first"
    assert liangcao("key", "show", "--json").data["verifier_key"] == second["verifier_key"]


def test_stopped_between_signing_and_putting_away(
    liangcao: Run, office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head is stored, the files are as they were: the next seal goes on with the new key."""
    asked = liangcao("key", "rotate", "--json").data
    decide(office, asked["held_id"])
    monkeypatch.setattr("liangcao.cli.books.promote_next_key", lambda *_: False)
    assert liangcao("seal").code == 0
    assert (folder / "secret.key.next").exists()
    monkeypatch.undo()
    monkeypatch.setenv("LIANGCAO_DATA_DIR", str(folder))
    monkeypatch.setenv("LIANGCAO_DB_URL", office.database.url.render_as_string(hide_password=False))
    write(office)
    assert signers(liangcao, asked["verifier_key"]) == [True]
    assert not (folder / "secret.key.next").exists()
    assert liangcao("verify", "--json").code == 0


def test_a_key_file_others_can_read_is_not_used(liangcao: Run, office: Office, folder: Path) -> None:
    write(office)
    (folder / "secret.key").chmod(0o640)
    assert liangcao("seal", "--json").data["refused"][0]["code"] == "key_file_open"
    assert findings(liangcao)["mend"] == f"chmod 600 {folder / 'secret.key'}"
    (folder / "secret.key").chmod(0o600)
    assert liangcao("seal").code == 0


def test_another_key_in_its_place_is_not_used(liangcao: Run, office: Office, folder: Path) -> None:
    name = liangcao("key", "show", "--json").data["verifier_key"].partition("+")[0]
    write(office)
    (folder / "secret.key").write_text(generate_key(name).text + "\n")
    assert liangcao("seal", "--json").data["refused"][0]["code"] == "signing_key_other"
    assert findings(liangcao)["state"] == "bad"


def test_before_anything_is_signed_there_is_no_key_to_show(liangcao: Run, plain_office: str) -> None:
    assert liangcao("key", "show", "--json").data["refused"][0]["code"] == "nothing_signed"
    assert liangcao("key", "rotate", "--json").code == 0, "its first key is made and signs, then the next is asked for"
