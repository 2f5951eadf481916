"""seal, proof, export tiles: a head now, a proof to take away and to check elsewhere, the log as files."""

import uuid
from pathlib import Path
from queue import Queue

import pytest

from cli.conftest import Run
from liangcao.access.commands import GrantRole
from liangcao.cli.books import office_of, seal_books
from liangcao.cli.sealer import Sealer
from liangcao.cli.settings import Settings
from liangcao.cli.terminal import Terminal
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.journal.handing_over import WitnessBoard
from liangcao.journal.note import generate_key
from liangcao.journal.seal import Seal, last_seal
from liangcao.kernel.command import Command
from liangcao.operations.approvals import ApproveHeld
from liangcao.operations.office import Office
from liangcao.operations.submission import Outcome, Submission
from liangcao.parties.commands import RegisterParty
from liangcao.storing.commands import CloseDay


def opened(url: str) -> Office:
    office = office_of(Database(url))
    assert office is not None
    return office


def actor(office: Office, login: str) -> int:
    with office.database.read() as connection:
        return int(ask(connection, "SELECT actor_id FROM actor WHERE login = ?", (login,))[0][0])


def do(office: Office, login: str, command: Command) -> Outcome:
    return office.perform(Submission(command, actor(office, login), str(uuid.uuid4())))


def sealed_size(office: Office) -> int:
    with office.database.read() as connection:
        seal = last_seal(connection, 1)
    return seal.size if seal else 0


def test_a_proof_is_made_and_checked_elsewhere(
    liangcao: Run, plain_office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "three.tlog-proof"
    assert liangcao("proof", 3, "-o", file, "--json").data["refused"][0]["code"] == "nothing_signed"
    size = liangcao("seal", "--json").data["size"]
    vkey = liangcao("key", "show", "--json").data["verifier_key"]
    made = liangcao("proof", 3, "-o", file, "--json").data
    assert (made["number"], made["file"]) == (3, str(file))
    monkeypatch.delenv("LIANGCAO_DB_URL")
    monkeypatch.setenv("LIANGCAO_DATA_DIR", str(tmp_path / "nowhere"))
    found = liangcao("proof", "--check", file, "--vkey", vkey, "--json")
    assert (found.code, found.data["number"], found.data["size"]) == (0, 3, size)
    assert found.data["entry"]["number"] == 3
    assert "证明成立" in liangcao("proof", "--check", file, "--vkey", vkey).out
    assert "The proof holds" in liangcao("proof", "--check", file, "--vkey", vkey, "--lang", "en").out
    other = generate_key(vkey.partition("+")[0]).verifier_key.text
    refused = liangcao("proof", "--check", file, "--vkey", other, "--json")
    assert (refused.code, refused.data["refused"][0]["code"]) == (1, "note_not_signed_by")
    assert liangcao("proof", "--check", file, "--vkey", other, "--vkey", vkey).code == 0
    assert liangcao("proof", "--check", file, "--json").data["refused"][0]["code"] == "field_missing"
    forged = tmp_path / "forged"
    forged.write_text(file.read_text().replace("index 2", "index 1"))
    assert (
        liangcao("proof", "--check", forged, "--vkey", vkey, "--json").data["refused"][0]["code"] == "proof_wrong_root"
    )
    assert not (tmp_path / "nowhere").exists()


def test_the_entry_may_come_from_an_export_instead(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    liangcao("seal")
    vkey = liangcao("key", "show", "--json").data["verifier_key"]
    proof, journal, line = tmp_path / "p", tmp_path / "journal.jsonl", tmp_path / "line"
    liangcao("proof", 2, "-o", proof)
    liangcao("export", "journal", "-o", journal)
    lines = journal.read_bytes().splitlines(keepends=True)
    bare = proof.read_text().split("\n")
    proof.write_text("\n".join(each for each in bare if not each.startswith("extra ")))
    line.write_bytes(lines[1])
    assert (
        liangcao("proof", "--check", proof, "--vkey", vkey, "--json").data["refused"][0]["code"]
        == "proof_without_entry"
    )
    assert liangcao("proof", "--check", proof, "--vkey", vkey, "--entry", line).code == 0
    line.write_bytes(lines[2])
    wrong = liangcao("proof", "--check", proof, "--vkey", vkey, "--entry", line, "--json")
    assert wrong.data["refused"][0]["code"] == "proof_wrong_root"


@pytest.mark.parametrize("number", [0, 99_999])
def test_no_proof_of_what_is_not_there(liangcao: Run, plain_office: str, number: int) -> None:
    liangcao("seal")
    assert liangcao("proof", number, "--json").data["refused"][0]["code"] == "unknown_document"


def test_sealing_by_hand_says_what_it_did(liangcao: Run, plain_office: str) -> None:
    first = liangcao("seal", "--json").data
    again = liangcao("seal", "--rebuild", "--json").data
    assert (first["new"], again["new"], again["size"], again["rebuilt"]) == (True, False, first["size"], 0)
    assert "没有新账" in liangcao("seal").out
    assert "No new entries" in liangcao("seal", "--lang", "en").out


def test_the_log_as_files_where_it_was_asked_for(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    assert liangcao("export", "tiles", tmp_path / "a", "--json").data["refused"][0]["code"] == "nothing_signed"
    size = liangcao("seal", "--json").data["size"]
    answer = liangcao("export", "tiles", tmp_path / "log", "--json").data
    assert (answer["size"], answer["files"]) == (size, 3)
    assert sorted(file.name for file in (tmp_path / "log").rglob("*") if file.is_file()) == [
        str(size), str(size), "checkpoint",
    ]  # fmt: skip
    assert str(tmp_path / "log") in liangcao("export", "tiles", tmp_path / "log").out


def test_the_close_of_a_day_is_sealed_at_once(
    liangcao: Run, plain_office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the sealer would wait else: it looks for closed days in between, whoever closed them."""
    monkeypatch.setattr("liangcao.cli.sealer.SEAL_EVERY_SECONDS", 10**9)
    monkeypatch.setattr("liangcao.cli.sealer.LOOK_EVERY_SECONDS", 0.01)  # seconds
    heads: Queue[Seal | None] = Queue()
    monkeypatch.setattr("liangcao.cli.sealer.seal_books", lambda *given: heads.put(seal_books(*given)))
    office = opened(plain_office)
    held = do(office, "admin1", GrantRole(actor_id=actor(office, "duty"), role="treasurer"))
    do(office, "admin2", ApproveHeld(held_id=held.answer["held_id"]))
    sealer = Sealer(Terminal(Settings(), is_json=True), office, WitnessBoard())
    with sealer.running():
        assert heads.get(timeout=60) is not None, "at the start"
        do(office, "admin1", RegisterParty(kind="department", name="示例单位"))
        assert not sealer._is_day_closed()
        closed = do(office, "duty", CloseDay(day="2020-01-01"))
        made = heads.get(timeout=60)
    assert made is not None
    assert made.size == closed.entry
    office.database.dispose()


def test_a_database_that_is_away_does_not_end_the_sealer(
    liangcao: Run, plain_office: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office = opened(plain_office)
    sealer = Sealer(Terminal(Settings(), is_json=True), office, WitnessBoard())

    def away(*_given: object) -> None:
        raise ConnectionError("gone")

    monkeypatch.setattr("liangcao.cli.sealer.seal_books", away)
    capsys.readouterr()
    sealer.seal()
    sealer.seal()
    assert capsys.readouterr().err.count("gone") == 1, "said once"
    monkeypatch.undo()
    monkeypatch.setenv("LIANGCAO_DB_URL", plain_office)
    sealer.seal()
    assert sealed_size(office) > 0
    office.database.dispose()
