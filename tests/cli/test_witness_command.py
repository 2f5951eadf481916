"""Witnesses end to end: a witness serving in its own process, an office that hands it its heads; and both by files."""

import json
import signal
import subprocess
import sys
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.conftest import Run
from liangcao.cli.books import open_office
from liangcao.cli.sealer import Sealer
from liangcao.cli.settings import Settings
from liangcao.cli.terminal import Terminal
from liangcao.cli.witness_app import WitnessApp
from liangcao.cli.witnesses import named_witnesses, policy_of
from liangcao.journal.cosignature import COSIGNER, check_quorum, make_policy
from liangcao.journal.handing_over import WitnessBoard
from liangcao.journal.note import SigningKey, generate_key, sign_checkpoint
from liangcao.journal.seal import last_seal
from liangcao.journal.tree import leaf_hash
from liangcao.journal.witness import HeadSubmission
from liangcao.journal.witness_state import WitnessState
from liangcao.kernel.clock import SystemClock
from liangcao.kernel.errors import Refused

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client's own talk of what it will be built on
    from starlette.testclient import TestClient

PROGRAM = (sys.executable, "-c", "from liangcao.cli.main import app; app()")
KEYS = [SigningKey(f"w{number}.example", bytes([number]) * 32, COSIGNER) for number in (1, 2, 3)]


@contextmanager
def witness_serving(state: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The witness in its own process, and its address."""
    process = subprocess.Popen(
        [*PROGRAM, "witness", "serve", "--state", str(state), "--port", "0", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read() if process.stderr else ""
        yield process, json.loads(line)["url"]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def change_books(liangcao: Run, tmp_path: Path, name: str) -> None:
    """One entry more."""
    sheet = tmp_path / f"{name}.csv"
    sheet.write_text(f"单位,物资,数量\n{name},医用外科口罩,100\n", encoding="utf-8")
    assert liangcao("import", "requests", sheet, "--json").code == 0


@pytest.mark.slow
def test_an_office_is_witnessed_over_the_network(
    liangcao: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "witness"
    vkey = liangcao("witness", "init", "w1.example", "--state", state, "--json").data["verifier_key"]
    assert liangcao("init", "--non-interactive", "--json").code == 0
    office_key = liangcao("key", "show", "--json").data["verifier_key"]
    assert liangcao("witness", "watch", office_key, "--state", state, "--json").data["size"] == 0
    with witness_serving(state) as (process, url):
        assert urllib.request.urlopen(url, timeout=30).read().decode() == f"{vkey}\n"
        monkeypatch.setenv("LIANGCAO_WITNESSES", f"{vkey} {url}")
        first = liangcao("seal", "--json").data
        assert first["witnesses"] == [{"name": "w1.example", "cosigned": True, "code": "", "said": ""}]
        change_books(liangcao, tmp_path, "示例一院")
        second = liangcao("seal", "--json").data
        assert second["size"] > first["size"]
        assert second["witnesses"][0]["cosigned"] is True
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert liangcao("witness", "list", "--state", state, "--json").data["logs"][0]["size"] == second["size"]
    exported = tmp_path / "log"
    assert liangcao("export", "tiles", exported, "--json").data["size"] == second["size"]
    check_quorum((exported / "checkpoint").read_text(encoding="utf-8"), make_policy([vkey]))
    found = next(check for check in liangcao("doctor", "--json").data["checks"] if check["check"] == "见证人")
    assert (found["state"], "1/1" in found["said"]) == ("good", True)

    change_books(liangcao, tmp_path, "示例二院")
    down = liangcao("seal", "--json")
    assert (down.code, down.data["new"] or down.data["size"] > second["size"]) == (0, True)
    assert down.data["witnesses"][0]["code"] == "witness_silent"
    found = next(check for check in liangcao("doctor", "--json").data["checks"] if check["check"] == "见证人")
    assert "0/1" in found["said"]


@pytest.mark.slow
def test_killed_and_started_again_the_witness_goes_on(
    liangcao: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "witness"
    vkey = liangcao("witness", "init", "w1.example", "--state", state, "--json").data["verifier_key"]
    liangcao("init", "--non-interactive", "--json")
    liangcao("witness", "watch", liangcao("key", "show", "--json").data["verifier_key"], "--state", state)
    for name in ("示例一院", "示例二院"):
        with witness_serving(state) as (process, url):
            monkeypatch.setenv("LIANGCAO_WITNESSES", f"{vkey} {url}")
            change_books(liangcao, tmp_path, name)
            assert liangcao("seal", "--json").data["witnesses"][0]["cosigned"] is True
            process.kill()


def test_an_office_is_witnessed_by_files(
    liangcao: Run, plain_office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, carried, back = tmp_path / "witness", tmp_path / "request", tmp_path / "cosigned"
    vkey = liangcao("witness", "init", "w1.example", "--state", state, "--json").data["verifier_key"]
    monkeypatch.setenv("LIANGCAO_WITNESSES", vkey)
    assert liangcao("seal", "--json").data["witnesses"] == []
    office_key = liangcao("key", "show", "--json").data["verifier_key"]
    asked = liangcao("cosign", "request", "w1.example", "-o", carried, "--json").data
    assert asked["old"] == 0
    unknown = liangcao("witness", "sign", carried, "--state", state, "--json")
    assert (unknown.code, unknown.data["refused"][0]["code"]) == (1, "not_cosigned")
    liangcao("witness", "watch", office_key, "--state", state)
    signed = liangcao("witness", "sign", carried, "-o", back, "--state", state, "--json")
    assert (signed.code, signed.data["size"]) == (0, asked["size"])
    assert liangcao("cosign", "store", back, "--json").data == {
        "ok": True, "size": asked["size"], "witnesses": ["w1.example"],
    }  # fmt: skip
    change_books(liangcao, tmp_path, "示例一院")
    onward = liangcao("cosign", "request", "w1.example", "-o", carried, "--json").data
    assert (onward["old"], onward["size"] > asked["size"]) == (asked["size"], True)
    assert "w1.example" in liangcao("witness", "sign", carried, "--state", state).out
    assert liangcao("cosign", "request", "w9.example", "--json").data["refused"][0]["code"] == "witness_unknown"
    assert liangcao("cosign", "store", carried, "--json").code == 1


def test_a_bare_head_can_be_signed_with_its_proof_beside_it(
    liangcao: Run, plain_office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, carried = tmp_path / "witness", tmp_path / "request"
    vkey = liangcao("witness", "init", "w1.example", "--state", state, "--json").data["verifier_key"]
    monkeypatch.setenv("LIANGCAO_WITNESSES", vkey)
    first = tmp_path / "first"
    first.write_text(liangcao("seal", "--json").data["note"], encoding="utf-8")
    liangcao("witness", "watch", liangcao("key", "show", "--json").data["verifier_key"], "--state", state)
    signed = liangcao("witness", "sign", first, "--state", state, "-o", tmp_path / "cosigned", "--json")
    assert signed.code == 0
    assert liangcao("cosign", "store", tmp_path / "cosigned").code == 0
    change_books(liangcao, tmp_path, "示例一院")
    liangcao("cosign", "request", "w1.example", "-o", carried)
    lines, _, note = carried.read_text(encoding="utf-8").partition("\n\n")
    head, proof = tmp_path / "head", tmp_path / "proof"
    head.write_text(note, encoding="utf-8")
    assert liangcao("witness", "sign", head, "--state", state, "--json").code == 1, "nothing shows that it continues"
    proof.write_text("\n".join(lines.split("\n")[1:]) + "\n", encoding="utf-8")
    assert liangcao("witness", "sign", head, "--proof", proof, "--state", state, "--json").code == 0
    proof.write_text(lines + "\n", encoding="utf-8")
    assert liangcao("witness", "sign", head, "--proof", proof, "--state", state, "--json").code == 1, "old again"


@pytest.mark.parametrize(
    ("text", "quorum", "code"),
    [
        ("no-key http://a.example", 0, "key_unreadable"),
        ("{0} ftp://a.example", 0, "witnesses_unreadable"),
        ("{0} file:///etc/passwd", 0, "witnesses_unreadable"),
        ("{0} http://a.example?x=1", 0, "witnesses_unreadable"),
        ("{0} http://a.example extra", 0, "witnesses_unreadable"),
        ("{0} http://a.example; {0}", 0, "witness_twice"),
        ("{0}; {1}", 3, "quorum_too_large"),
    ],
)
def test_settings_that_cannot_be_are_refused(text: str, quorum: int, code: str) -> None:
    vkeys = [key.verifier_key.text for key in KEYS]
    with pytest.raises(Refused, match=code):
        named_witnesses(Settings(witnesses=text.format(*vkeys), witness_quorum=quorum))


def test_witnesses_are_named_between_semicolons_or_lines() -> None:
    vkeys = [key.verifier_key.text for key in KEYS]
    settings = Settings(
        witnesses="{} http://a.example:8010/w/ ;\n{}\n{} https://[::1]/".format(*vkeys), witness_quorum=2
    )
    assert [(each.key.name, each.url) for each in named_witnesses(settings)] == [
        ("w1.example", "http://a.example:8010/w"),
        ("w2.example", ""),
        ("w3.example", "https://[::1]"),
    ]
    assert (policy_of(settings).quorum, policy_of(Settings()).quorum) == (2, 0)


def test_a_witness_that_is_down_is_no_matter_to_serving(
    liangcao: Run, plain_office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sealer beside the server seals at its end although the only witness cannot be reached."""
    monkeypatch.setattr("liangcao.cli.sealer.ASK_EVERY_SECONDS", 0)
    assert liangcao("seal").code == 0
    vkey = KEYS[0].verifier_key.text
    settings = Settings(witnesses=f"{vkey} http://127.0.0.1:1")
    terminal = Terminal(settings, is_json=True)
    with open_office(terminal) as office:
        board = WitnessBoard(policy_of(settings))
        sealer = Sealer(terminal, office, board)
        with sealer.running():
            while board.word_of("w1.example") is None:
                pass
        with office.database.read() as connection:
            assert last_seal(connection, 1) is not None
    word = board.word_of("w1.example")
    assert word is not None
    assert word.refusal is not None
    assert word.refusal.code == "witness_silent"


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[TestClient]:
    state = WitnessState(tmp_path / "w")
    state.create("w1.example")
    client = TestClient(WitnessApp(state, SystemClock()))
    yield client
    client.close()


def test_the_witness_speaks_http_as_the_specification_has_it(witness: TestClient, tmp_path: Path) -> None:
    key = generate_key("log.example")
    state = WitnessState(tmp_path / "w")
    body = HeadSubmission(0, (), sign_checkpoint(key.name, 1, leaf_hash(b"a"), key)).text
    post = witness.post
    assert post("/add-checkpoint", content=body).status_code == 404
    state.watch(key.verifier_key.text)
    answer = post("/add-checkpoint", content=body)
    assert (answer.status_code, answer.text.startswith("\u2014 w1.example ")) == (200, True)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    conflict = post("/add-checkpoint", content=body)
    assert (conflict.status_code, conflict.text, conflict.headers["content-type"]) == (409, "1\n", "text/x.tlog.size")
    assert post("/add-checkpoint", content=b"\xff").status_code == 400
    assert post("/add-checkpoint", content=b"x" * 70_000).status_code == 413
    assert witness.get("/add-checkpoint").status_code == 405
    assert witness.get("/elsewhere").status_code == 404
    (state.folder / "witness.key").chmod(0o644)
    assert post("/add-checkpoint", content=body).status_code == 500


def test_no_witness_without_its_key(liangcao: Run, tmp_path: Path) -> None:
    assert Settings(witness_dir=tmp_path / "here").witness_folder == tmp_path / "here"
    answer = liangcao("witness", "list", "--state", tmp_path / "none", "--json")
    assert answer.data["refused"][0]["code"] == "witness_not_made"
