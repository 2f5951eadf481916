"""`liangcao-verify` as a person runs it: plain words in two languages, JSON, exit codes, heads from outside."""

import json
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from liangcao.journal.note import SigningKey, sign_checkpoint
from liangcao.journal.proof import Proof
from liangcao.journal.signed_heads import GivenHead
from liangcao.journal.tree import entry_leaf, inclusion_proof, root_from_leaves
from liangcao.kernel.errors import Refused
from liangcao.verifier.evidence import Asked, check_evidence
from liangcao.verifier.options import MANY, NO, ONE, read_options
from liangcao.verifier.outside import read_head, typed_head
from liangcao.verifier.program import run
from liangcao.verifier.words import Words, english, language_of, read_catalogue
from verifier.evidences import KEY, ORIGIN, MadeUp, rewritten


@dataclass(frozen=True)
class Said:
    """What one run came to."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("LIANGCAO_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    def run_it(*arguments: object) -> Said:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run_it


@pytest.fixture
def books() -> MadeUp:
    return MadeUp()


@pytest.fixture
def evidence(books: MadeUp, tmp_path: Path) -> Path:
    return books.write(tmp_path / "e.zip")


def root_of(books: MadeUp, size: int = 3) -> bytes:
    return root_from_leaves([entry_leaf(body, number) for number, body in enumerate(books.bodies[:size], 1)])


def test_what_holds_is_said_with_what_is_not_proven(verify: Any, evidence: Path) -> None:
    said = verify(evidence)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("✔ 核验通过：没有发现问题\n  示例，证据编号 ")
    proven, not_proven = said.out.split("没有证明：")
    assert "第 1 笔到第 3 笔，编号连续" in proven
    assert "2 行流转、0 行占用" in proven
    assert "没有从外面抄来的树头" in not_proven
    assert "公钥取自证据本身" in not_proven


def test_the_same_in_english_by_option_or_locale(verify: Any, evidence: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = verify("--lang", "en", evidence)
    assert said.out.startswith("✔ Verified: nothing wrong was found\n")
    assert not [char for char in said.out.replace("示例", "") if "\u4e00" <= char <= "\u9fff"]
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert verify(evidence).out == said.out
    assert verify(evidence, "--lang=zh").out.startswith("✔ 核验通过")


def test_with_a_head_and_a_key_from_outside_more_is_proven(
    verify: Any, evidence: Path, books: MadeUp, tmp_path: Path
) -> None:
    root, key = root_of(books), tmp_path / "key.txt"
    key.write_text(KEY.verifier_key.text + "\n")
    for given in (root.hex(), b64encode(root).decode(), root.hex()[:16], f"{root.hex()[:16]}…"):
        said = verify(evidence, "--size", 3, "--root", given, "--key", key)
        assert said.code == 0
        assert "您带来的树头：1 个都与账目相符" in said.out
        assert "没有从外面抄来的树头" not in said.out
        assert "公钥取自证据本身" not in said.out
        assert ("只有树根的前几位" in said.out) == (len(given) < 20)
    note = tmp_path / "head.txt"
    note.write_text(sign_checkpoint(ORIGIN, 3, root, KEY))
    bare = tmp_path / "bare.txt"
    bare.write_text(f"{ORIGIN}\r\n2\r\n{b64encode(root_of(books, 2)).decode()}\r\n")
    said = verify(evidence, "--head", note, "--head", bare, "--json")
    assert (said.code, said.data["ok"], said.data["given_heads"]) == (0, True, 2)


def test_a_head_that_does_not_fit_is_a_problem(verify: Any, evidence: Path, tmp_path: Path) -> None:
    said = verify(evidence, "--size", 2, "--root", "07" * 32)
    assert said.code == 1
    assert said.out.startswith("✘ 核验不通过：发现 1 个问题")
    assert "最早出问题的是第 2 笔：从外面抄来的第 2 笔处的树头与这本账不符" in said.out
    assert (
        verify(evidence, "--size", "1,200", "--root", "07" * 32, "--json").data["problems"][0]["code"] == "tail_cut_off"
    )
    forged = tmp_path / "head.txt"
    forged.write_text(sign_checkpoint(ORIGIN, 3, b"\7" * 32, SigningKey(ORIGIN, b"x" * 32)))
    found = {each["code"] for each in verify(evidence, "--head", forged, "--json").data["problems"]}
    assert found == {"note_not_signed_by", "given_head_differs"}


def test_the_first_bad_entry_is_named_and_the_list_kept_short(verify: Any, books: MadeUp, tmp_path: Path) -> None:
    books.lines[1] = (3, 0, "transfer", 11, 2, 3, 41, 59, 41, 0)
    path = books.write(tmp_path / "e.zip")
    said = verify(path)
    assert "最早出问题的是第 3 笔：台账第 0 行的 quantity 是 41，按账目应为 40" in said.out
    assert "[line_altered]" in said.out
    assert "已经证明" not in said.out
    found = verify(path, "--json", "--most", 1).data
    assert (found["ok"], len(found["problems"]), found["proven"]) == (False, 1, [])
    assert found["found"] > 1


def test_many_problems_are_counted_and_some_are_shown(verify: Any, books: MadeUp, tmp_path: Path) -> None:
    books.lines += [(4, number, "transfer", 11, 2, 3, 1, 0, 0, 0) for number in range(80)]
    said = verify(books.write(tmp_path / "e.zip"))
    assert said.out.count("[line_extra]") <= 50
    assert "…… 还有" in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["--nonsense"], ["a.zip", "b.zip"], ["a.zip", "--size", "3"], ["a.zip", "--root", "ff"],
        ["a.zip", "--most", "x"], ["tiles", "x", "--processes", "2"],
        ["a.zip", "--most", "0"], ["a.zip", "--json=1"], ["a.zip", "--key"], ["a.zip", "--key", "a", "--key", "b"],
        ["tiles"], ["tiles", "x"], ["proof"], ["proof", "x"], ["missing.zip"], ["a.zip", "--head", "missing.txt"],
        ["a.zip", "--size", "3", "--root", "zz"], ["a.zip", "--size", "-3", "--root", "07"],
    ],
)  # fmt: skip
def test_wrong_usage_and_missing_files_end_with_two(verify: Any, arguments: list[str]) -> None:
    said = verify(*arguments)
    assert said.code == 2
    assert said.err or not arguments
    for line in said.err.splitlines():
        assert line.startswith("✘ ")
    if arguments:
        told = verify(*arguments, "--json")
        assert (told.code, told.data["ok"]) == (2, False)


def test_help_and_version(verify: Any) -> None:
    said = verify("--help")
    assert said.code == 0
    assert "退出码：0 没有问题，1 有问题，2 打不开或用法不对" in said.out
    assert "Exit code: 0 nothing wrong" in verify("--help", "--lang", "en").out
    assert verify("tiles", "-h").out == said.out
    assert verify("--version").out.startswith("liangcao-verify ")


def test_evidence_of_somebody_else_is_no_crash(verify: Any, evidence: Path) -> None:
    def scribble(members: dict[str, bytes]) -> None:
        for name in members:
            members[name] = b"[[1," * 5

    assert verify(rewritten(evidence, scribble)).code == 1


def test_a_proof_file(verify: Any, books: MadeUp, tmp_path: Path) -> None:
    leaves = [entry_leaf(body, number) for number, body in enumerate(books.bodies, 1)]
    note = sign_checkpoint(ORIGIN, 3, root_from_leaves(leaves), KEY)
    proof = tmp_path / "entry-2.tlog-proof"
    proof.write_text(Proof(1, tuple(inclusion_proof(leaves, 1)), note, books.bodies[1]).text)
    said = verify("proof", proof, "--vkey", KEY.verifier_key.text)
    assert said.code == 0
    assert said.out.startswith(f"✔ 证明成立：第 2 笔在日志 {ORIGIN} 的 3 笔之中")
    assert books.bodies[1].decode() in said.out
    assert verify("proof", proof, "--key", KEY.verifier_key.text, "--json").data["entry"] == 2
    other = SigningKey(ORIGIN, b"x" * 32).verifier_key.text
    refused = verify("proof", proof, "--vkey", other, "--json")
    assert (refused.code, refused.data["problem"]) == (1, "note_not_signed_by")
    bare = tmp_path / "bare.tlog-proof"
    bare.write_text(Proof(1, tuple(inclusion_proof(leaves, 1)), note).text)
    body = tmp_path / "body"
    body.write_bytes(books.bodies[1])
    assert verify("proof", bare, "--vkey", KEY.verifier_key.text, "--entry", body).code == 0
    body.write_bytes(books.bodies[2])
    assert verify("proof", bare, "--vkey", KEY.verifier_key.text, "--entry", body).code == 1
    proof.write_text("scribble")
    assert verify("proof", proof, "--vkey", KEY.verifier_key.text).code == 2


def test_options_are_read_as_they_are_declared() -> None:
    given = read_options(["a", "--head", "x", "--head=y", "--json", "-"], {"--head": MANY, "--json": NO, "--key": ONE})
    assert (given.words, given.values) == (["a", "-"], {"--head": ["x", "y"], "--json": [""]})
    assert (given.one("--key"), given.number("--most", 7)) == ("", 7)


def test_heads_as_people_write_them() -> None:
    root = bytes(range(32))
    head = GivenHead(1_234, root)
    assert typed_head(" 1,234 ", root.hex()) == typed_head("1234", b64encode(root).decode()) == head
    assert typed_head("1234", " ".join(root.hex()[at : at + 4] for at in range(0, 64, 4))) == head
    note = sign_checkpoint(ORIGIN, 1_234, root, KEY)
    assert read_head(note) == read_head("\ufeff" + note.replace("\n", "\r\n")) == (note, head)
    assert read_head(note.split("\n\n")[0]) == ("", head)
    for text in ("", "x\n1\n", "x\nno\nAAAA\n", note + "\nmore\n", "a\n1\n" + "07" * 33, "a\n1\n07"):
        with pytest.raises(Refused, match="head_unreadable"):
            read_head(text)


def test_words_speak_two_languages() -> None:
    assert language_of("", {}) == "zh"
    assert language_of("", {"LANG": "en_US.UTF-8"}) == language_of("en", {"LANG": "zh_CN"}) == "en"
    assert Words("en").say("第 {entry} 笔", {"entry": 1234}) == "entry 1234"
    assert Words("zh").say("证据里没有附件") == "证据里没有附件"
    assert Words("en").say("没有译文的话 {n}", {"n": 12345}) == "没有译文的话 12,345"
    assert english()["证据里没有附件"] == "The evidence has no attachments"


def test_a_catalogue_is_read_without_a_library() -> None:
    text = '# c\nmsgid ""\nmsgstr "h"\n\nmsgid "a"\nmsgstr ""\n"b \\"c\\""\n"\\nd"\n\n'
    text += 'msgid "e"\nmsgid_plural "f"\nmsgstr[0] "g"\n'
    assert read_catalogue(text) == {"a": 'b "c"\nd'}


def test_the_librarys_own_answer_is_the_programs(evidence: Path) -> None:
    assert check_evidence(evidence, Asked()).ok
