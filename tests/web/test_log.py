"""The public log: head and tiles for anybody, cacheable; bundles for who may see the journal; proofs to download."""

import uuid

import pytest
from webtools import NOON, WebOffice, problem, words

from liangcao.journal.cosignature import COSIGNER, cosign, make_policy, verify_cosignatures
from liangcao.journal.cosigned import store_cosignatures
from liangcao.journal.handing_over import WitnessBoard, Word
from liangcao.journal.note import SigningKey, parse_note, verify_checkpoint
from liangcao.journal.proof import read_proof, verify_proof
from liangcao.journal.seal import Seal, seal
from liangcao.journal.tiles import ENTRIES, Tile, TileReader, read_bundle, tiles_of
from liangcao.journal.tree import entry_leaf
from liangcao.kernel.errors import Reason
from liangcao.operations.submission import Submission
from liangcao.parties.commands import RegisterParty
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.reports.verify import verify_books
from liangcao.web.app import open_books

KEY = SigningKey("office.example/liangcao", bytes(range(32)))
VKEY = KEY.verifier_key.text
WITNESS = SigningKey("witness.example/w1", b"w" * 32, COSIGNER)
OTHER = SigningKey("witness.example/w2", b"o" * 32, COSIGNER)


def sealed(web: WebOffice, entries: int = 0) -> Seal:
    """Fill the journal up to `entries`, and sign its head."""
    size = int(web.ask("SELECT size FROM journal_head")[0][0])
    names = [f"单位{number}" for number in range(size, entries)]
    web.office.perform_all(
        [Submission(RegisterParty(kind="department", name=name), web.ids["admin"], str(uuid.uuid4())) for name in names]
    )
    made = seal(web.database, 1, KEY, NOON)
    assert made is not None
    return made


def test_anybody_can_mirror_and_check_the_log(web: WebOffice) -> None:
    size = sealed(web, 600).size
    stranger, inspector = web.client(), web.program("inspector")
    note = stranger.get("/log/checkpoint").text
    head = verify_checkpoint(note, VKEY)
    assert head.size == size
    reader = TileReader(size, lambda tile: stranger.get(f"/log/{tile.path}").content)
    assert reader.root() == head.root
    for tile in (each for each in tiles_of(size) if each.level == 0):
        bundle = inspector.get(f"/log/{Tile(ENTRIES, tile.index, tile.width).path}").content
        leaves = [entry_leaf(body, tile.index * 256 + place) for place, body in enumerate(read_bundle(bundle), 1)]
        assert b"".join(leaves) == stranger.get(f"/log/{tile.path}").content


def test_what_is_served_may_be_kept_as_long_as_it_holds(sqlite_web: WebOffice) -> None:
    sealed(sqlite_web, 300)
    stranger = sqlite_web.client()
    head = stranger.get("/log/checkpoint")
    assert (head.headers["content-type"], head.headers["cache-control"]) == (
        "text/plain; charset=utf-8", "public, max-age=2",
    )  # fmt: skip
    for path in ("0/000", "0/001.p/44", "1/000.p/1", "0/000.p/17"):
        tile = stranger.get(f"/log/tile/{path}")
        assert (tile.status_code, tile.headers["content-type"]) == (200, "application/octet-stream")
        assert tile.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "set-cookie" not in tile.headers
        assert len(tile.content) == 32 * int(path.partition(".p/")[2] or 256)
    nothing = stranger.head("/log/tile/0/000")
    assert (nothing.status_code, nothing.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    ["0/001", "0/001.p/45", "0/002.p/1", "1/000", "1/000.p/2", "2/000.p/1", "0/000.p/256", "00/000", "x", "64/000"],
)
def test_what_no_head_covers_is_not_there(sqlite_web: WebOffice, path: str) -> None:
    sealed(sqlite_web, 300)
    answer = sqlite_web.client().get(f"/log/tile/{path}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert "tile_unknown" in answer.text


def test_before_the_first_head_there_is_nothing(sqlite_web: WebOffice) -> None:
    stranger = sqlite_web.client()
    assert (stranger.get("/log/checkpoint").status_code, stranger.get("/log/tile/0/000.p/1").status_code) == (404, 404)
    assert stranger.post("/log/checkpoint").status_code == 405


def test_entries_are_for_who_may_see_the_journal(sqlite_web: WebOffice) -> None:
    size = sealed(sqlite_web).size
    path = f"/log/tile/entries/000.p/{size}"
    nobody = sqlite_web.client().get(path)
    assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
    assert "sign_in_needed" in nobody.text
    for role in ("driver", "unit", "keeper"):
        assert sqlite_web.program(role).get(path).status_code == 403
    given = sqlite_web.program("inspector", **{"Accept-Encoding": "identity"}).get(path)
    assert given.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert len(read_bundle(given.content)) == size
    assert "content-encoding" not in given.headers
    packed = sqlite_web.program("inspector", **{"Accept-Encoding": "gzip"}).get(path)
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == given.content, "the client unpacks"
    assert int(packed.headers["content-length"]) < len(given.content)
    assert sqlite_web.program("inspector").get(f"/log/tile/entries/000.p/{size + 1}").status_code == 404


def test_a_proof_can_be_downloaded_by_person_and_program(web: WebOffice) -> None:
    before = web.program("inspector").get("/api/v1/journal/5/proof")
    problem(before, 404, "nothing_signed")
    size = sealed(web).size
    page = web.signed_in("inspector").get("/journal/5").text
    assert "/journal/5/proof" in page
    for answer in (
        web.signed_in("inspector").get("/journal/5/proof"),
        web.program("inspector").get("/api/v1/journal/5/proof"),
    ):
        assert answer.headers["content-disposition"] == 'attachment; filename="liangcao-entry-5.tlog-proof"'
        assert answer.headers["content-type"].startswith("text/plain")
        proof = read_proof(answer.text)
        assert (proof.number, verify_proof(proof, proof.extra, [VKEY]).size) == (5, size)
    made = web.do("admin", RegisterParty(kind="department", name="示例单位"))
    problem(web.program("inspector").get(f"/api/v1/journal/{made.entry}/proof"), 409, "not_sealed_yet")
    late = web.signed_in("inspector").get(f"/journal/{made.entry}").text
    assert "过几秒才有证明" in late
    problem(web.program("driver").get("/api/v1/journal/5/proof"), 403, "not_permitted")
    problem(web.program("inspector").get(f"/api/v1/journal/{made.entry + 1}/proof"), 404, "unknown_document")


def cosigned(web: WebOffice, head: Seal, *keys: SigningKey) -> None:
    text = parse_note(head.note).text
    lines = [cosign(text, key, 1_581_307_260) for key in keys]
    found = verify_cosignatures(
        text, parse_note(head.note + "".join(lines)).signatures, [key.verifier_key for key in keys]
    )
    with web.database.write() as connection:
        store_cosignatures(connection, 1, head.size, found)


def test_cosignatures_are_served_under_the_head_and_told_on_the_page(web: WebOffice) -> None:
    policy = make_policy([WITNESS.verifier_key.text, OTHER.verifier_key.text])
    board = WitnessBoard(policy)
    open_books(web.app, web.office, board)
    head = sealed(web)
    page = words(web.signed_in("inspector").get("/journal").text)
    assert "会签不够" in page
    assert "2 个见证人里 0 个会签了这个树头，要 2 个" in page
    cosigned(web, head, WITNESS, OTHER)
    note = web.client().get("/log/checkpoint").text
    assert note.startswith(head.note)
    assert [line.split()[1] for line in note.splitlines()[-2:]] == [WITNESS.name, OTHER.name]
    page = words(web.signed_in("inspector").get("/journal").text)
    assert "会签够了" in page
    assert "立即核查" not in page
    web.do("admin", RegisterParty(kind="department", name="示例单位"))
    later = sealed(web)
    cosigned(web, later, WITNESS)
    board.write(OTHER.name, Word(NOON, Reason("witness_ahead", {"name": OTHER.name, "size": 900, "own": later.size})))
    page = words(web.signed_in("inspector").get("/journal").text)
    assert "2 个见证人里 1 个会签了这个树头" in page
    assert "有见证人见过另一段历史" in page
    assert "见过 900 笔的树头" in page


def test_an_entry_too_long_for_the_log_is_shown_with_its_stub(web: WebOffice) -> None:
    supplier, store = web.ids["示例供应商"], web.ids["主库"]
    lines = tuple(
        ReceiptLine(item_id=web.ids["医用外科口罩"], accepted=5, batch_number=f"B{number}", expires_on="2022-01-01")
        for number in range(600)
    )
    goods = ReceiveGoods(source_kind="purchase", source_party_id=supplier, location_id=store, lines=lines)
    entry = web.do("keeper", goods).entry
    (body,) = web.ask("SELECT body FROM journal WHERE number = ?", entry)[0]
    assert len(body) > 65_535
    size = sealed(web).size
    inspector = web.program("inspector")
    told = inspector.get(f"/api/v1/journal/{entry}").json()
    assert told["log_entry"].startswith('{"body_sha256":"')
    assert told["canonical"].encode() == bytes(body)
    page = web.signed_in("inspector").get(f"/journal/{entry}").text
    assert "liangcao-long-body/1" in page
    proof = read_proof(inspector.get(f"/api/v1/journal/{entry}/proof").text)
    assert verify_proof(proof, bytes(body), [VKEY]).size == size
    bundle = read_bundle(inspector.get(f"/log/tile/entries/000.p/{size}").content)
    assert bundle[entry - 1].decode() == told["log_entry"]
    assert verify_books(web.database, 1).ok
    short = inspector.get("/api/v1/journal/5").json()
    assert short["log_entry"] == short["canonical"]
