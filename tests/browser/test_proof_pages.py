"""The proof on the pages: who stands behind the last head, and a proof of one entry to take away."""

import re

import pytest
from handset import SignIn

from liangcao.journal.cosignature import COSIGNER, cosign, make_policy
from liangcao.journal.cosigned import take_in
from liangcao.journal.handing_over import WitnessBoard, Word
from liangcao.journal.note import SigningKey, parse_note
from liangcao.journal.proof import read_proof, verify_proof
from liangcao.journal.seal import seal
from liangcao.kernel.errors import Reason
from web.webtools import NOON, WebOffice

pytestmark = pytest.mark.browser

KEY = SigningKey("office.example/liangcao", bytes(range(32)))
WITNESSES = [SigningKey(f"witness.example.org/office-{number}", bytes([number]) * 32, COSIGNER) for number in (1, 2)]


@pytest.fixture
def office(office: WebOffice) -> WebOffice:
    """The office with a signed head that one of two witnesses cosigned; the other knows another history."""
    made = seal(office.database, 1, KEY, NOON)
    assert made is not None
    policy = make_policy([key.verifier_key.text for key in WITNESSES])
    note = made.note + cosign(parse_note(made.note).text, WITNESSES[0], NOON // 1000)
    with office.database.write() as connection:
        take_in(connection, 1, note, policy)
    board = WitnessBoard(policy)
    params = {"name": WITNESSES[1].name, "size": 900, "own": made.size}
    board.write(WITNESSES[1].name, Word(NOON, Reason("witness_ahead", params)))
    office.app.state.board = board
    return office


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_stands_behind_the_head_is_read_on_a_small_phone(sign_in: SignIn, scheme: str) -> None:
    inspector = sign_in("inspector", screen="small phone", color_scheme=scheme)
    inspector.open("/journal")
    inspector.sees("会签不够")
    inspector.sees("2 个见证人里 1 个会签了这个树头，要 2 个。")
    inspector.sees("有见证人见过另一段历史：请立即核查。")
    inspector.page.get_by_text("签名原文").click()
    inspector.look_closely()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_proof_is_two_taps_away(sign_in: SignIn, javascript: bool) -> None:
    inspector = sign_in("inspector", screen="small phone", java_script_enabled=javascript)
    inspector.open("/journal")
    inspector.tap(inspector.page.get_by_role("link", name=re.compile("^第 [0-9,]+ 笔$")).first)
    if javascript:
        inspector.look_closely()
    with inspector.page.expect_download() as download:
        inspector.tap(inspector.page.get_by_role("link", name="下载证明"))
    proof = read_proof(download.value.path().read_text(encoding="utf-8"))
    assert download.value.suggested_filename == f"liangcao-entry-{proof.number}.tlog-proof"
    assert verify_proof(proof, proof.extra, [KEY.verifier_key.text]).size == proof.number, "the newest stands first"
    assert inspector.taps == 2


def test_the_proof_is_reached_by_keyboard(sign_in: SignIn) -> None:
    inspector = sign_in("inspector", screen="pc")
    inspector.open("/journal/5")
    link = inspector.page.get_by_role("link", name="下载证明")
    for _ in range(60):
        inspector.page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    with inspector.page.expect_download() as download:
        inspector.page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".tlog-proof")
