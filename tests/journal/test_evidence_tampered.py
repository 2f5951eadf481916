"""Evidence of books that somebody changed who owns the database: triggers off, hashes mended, balances made to fit.

Each way is found by the program apart, from the exported file alone, and named by the entry; where only a head from
outside can show it, with that. On both databases.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from demo.told_story import SECRET, key_named, tell_small
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.journal.note import SigningKey, generate_key, parse_checkpoint, parse_note, sign_checkpoint
from liangcao.journal.seal import last_seal, seal
from liangcao.journal.signed_heads import GivenHead
from liangcao.journal.tree import root_from_leaves
from liangcao.verifier.evidence import Asked, check_evidence
from verifier.evidences import MadeUp, check, codes, export, rewritten
from verifier.tampering import data_of, forge, head_of, number, rewrite, unguarded

AFTER_THE_FACT = 1_600_000_000_000


@pytest.fixture
def story(copy_of: Callable[..., str]) -> str:
    """The URL of the told story."""
    return copy_of(tell_small)


@pytest.fixture
def database(story: str) -> Iterator[Database]:
    opened = Database(story)
    yield opened
    opened.dispose()


@pytest.fixture
def evidence(story: str, tmp_path: Path) -> Callable[[], Path]:
    """Exports the books as they are by then."""
    return lambda: export(story, tmp_path / "evidence.zip")


def test_untouched_books_hold(database: Database, evidence: Callable[[], Path]) -> None:
    checked = check_evidence(evidence(), Asked(heads=[head_of(database)]))
    assert (codes(checked), checked.ok, checked.given_heads) == ({}, True, 1)
    assert checked.entries == checked.largest_head == number(database, "SELECT size FROM journal_head")
    assert checked.rows > 1_500
    assert checked.heads == number(database, "SELECT COUNT(*) FROM checkpoint")


def test_a_quantity_edited_in_sql(database: Database, evidence: Callable[[], Path]) -> None:
    entry = number(database, "SELECT MIN(entry) FROM line WHERE kind = 'issue'")
    forge(database, f"UPDATE line SET quantity = quantity + 1 WHERE entry = {entry} AND ordinal = 0")
    assert check(evidence()) == {"line_altered": {entry}}


def test_body_and_hash_edited_together(database: Database, evidence: Callable[[], Path]) -> None:
    entry = number(database, "SELECT MIN(entry) FROM line WHERE kind = 'issue'")
    data = data_of(database, entry)
    data["effects"]["movements"][0]["lines"][0][3] -= 1
    rewrite(database, {entry: data})
    found = check(evidence())
    assert min(min(entries) for code, entries in found.items()) == entry
    assert found["line_altered"] == {entry}
    assert min(found["checkpoint_root_differs"]) >= entry
    assert "leaf_hash_differs" not in found


def test_the_tail_deleted_even_with_its_heads(database: Database, evidence: Callable[[], Path]) -> None:
    head = head_of(database)
    last = head.size - 3
    forge(
        database,
        *(f"DELETE FROM {table} WHERE entry > {last}" for table in ("line", "hold", "duty_done") if number(
            database, f"SELECT COUNT(*) FROM {table} WHERE entry > {last}"
        )),
        f"DELETE FROM journal WHERE number > {last}",
        f"UPDATE journal_head SET size = {last}",
    )  # fmt: skip
    assert last + 1 in check(evidence())["tail_cut_off"]
    forge(database, f"DELETE FROM checkpoint WHERE size > {last}")
    assert "tail_cut_off" not in check(evidence())
    assert check(evidence(), heads=[head])["tail_cut_off"] == {last + 1}


def test_the_tail_deleted_and_the_count_left(database: Database, evidence: Callable[[], Path]) -> None:
    size = number(database, "SELECT size FROM journal_head")
    forge(database, f"DELETE FROM journal WHERE number > {size - 2}")
    assert check(evidence())["entry_missing"] == {size - 1}


def test_an_entry_in_the_middle_deleted(database: Database, evidence: Callable[[], Path]) -> None:
    entry = number(database, "SELECT MIN(number) FROM journal WHERE action = 'storing.close_day'")
    forge(database, f"DELETE FROM journal WHERE number = {entry}")
    found = check(evidence())
    assert found["entry_missing"] == {entry}
    assert min(found["checkpoint_root_differs"]) >= entry


def test_rows_swapped(database: Database, evidence: Callable[[], Path]) -> None:
    one = number(database, "SELECT MIN(number) FROM journal WHERE action = 'storing.move_stock'")
    other = number(database, f"SELECT MIN(number) FROM journal WHERE action = 'storing.move_stock' AND number > {one}")
    rewrite(database, {one: data_of(database, other), other: data_of(database, one)})
    found = check(evidence())
    assert found["number_differs"] == {one, other}
    assert min(found["checkpoint_root_differs"]) >= one


def test_an_entry_inserted_back_dated(database: Database, evidence: Callable[[], Path]) -> None:
    """Put in after the fact, everything after it moved down by one: numbers, hashes, lines and all that names them."""
    place = number(database, "SELECT MIN(entry) FROM line WHERE kind = 'issue'") + 1
    size = number(database, "SELECT size FROM journal_head")
    moved = {entry + 1: {**data_of(database, entry), "number": entry + 1} for entry in range(place, size + 1)}
    forged = {**data_of(database, place - 1), "number": place, "command_id": "forged", "effects": {}}
    forged["recorded_at"] = "2020-01-27T00:00:00.000Z"
    del forged["effects"]
    with unguarded(database) as connection:
        for table, column in (("journal", "number"), ("line", "entry"), ("hold", "entry"), ("duty_done", "entry")):
            for step in (1_000_000, -999_999):  # there and back: two entries never have one number
                connection.exec_driver_sql(f"UPDATE {table} SET {column} = {column} + {step} WHERE {column} >= {place}")
        columns = "command_id, action, actor_id, occurred_at, recorded_at, body, leaf_hash"
        copied = (
            f"SELECT 1, {place}, 'forged', action, actor_id, occurred_at, recorded_at, body, leaf_hash FROM journal"
        )
        connection.exec_driver_sql(
            f"INSERT INTO journal (district_id, number, {columns}) {copied} WHERE number = {place - 1}"
        )
        connection.exec_driver_sql(f"UPDATE journal_head SET size = {size + 1}")
    rewrite(database, {place: forged, **moved})
    found = check(evidence())
    assert found["recorded_back"] == {place}
    assert "line_extra" not in found
    assert min(found["checkpoint_root_differs"]) >= place
    assert min(entry for entries in found.values() for entry in entries if entry) == place


def test_an_older_backup_restored(database: Database, evidence: Callable[[], Path]) -> None:
    """Nothing inside is wrong with it: only a head kept elsewhere knows that more had been written."""
    older = evidence()
    head = head_of(database)
    newer = GivenHead(head.size + 40, b"\x07" * 32)
    assert check(older) == {}
    assert check(older, heads=[newer]) == {"tail_cut_off": {head.size + 1}}
    other_history = GivenHead(head.size - 1, b"\x07" * 32)
    assert check(older, heads=[head, other_history]) == {"given_head_differs": {head.size - 1}}


def test_two_heads_of_one_size(database: Database, evidence: Callable[[], Path]) -> None:
    """Somebody was shown another history, signed with the same key."""
    head = head_of(database)
    with database.read() as connection:
        note = last_seal(connection, 1)
    assert note is not None
    origin = parse_checkpoint(parse_note(note.note).text).origin
    other = sign_checkpoint(origin, head.size, b"\x07" * 32, key_named(origin))
    found = check(evidence(), notes=[other])
    assert found == {
        "heads_disagree": {head.size}, "checkpoint_root_differs": {head.size}, "given_head_differs": {head.size},
    }  # fmt: skip


def test_a_head_signed_with_the_wrong_key(database: Database, evidence: Callable[[], Path]) -> None:
    size = number(database, "SELECT MAX(size) FROM checkpoint")
    with database.read() as connection:
        note = str(ask(connection, "SELECT note FROM checkpoint WHERE size = ?", (size,))[0][0])
        leaves = [bytes(row[0]) for row in ask(connection, "SELECT leaf_hash FROM journal ORDER BY number")]
    origin = parse_checkpoint(parse_note(note).text).origin
    forged = sign_checkpoint(origin, size, root_from_leaves(leaves[:size]), SigningKey(origin, b"x" * 32))
    with unguarded(database) as connection:
        mark = "?" if database.is_sqlite else "%s"
        connection.exec_driver_sql(f"UPDATE checkpoint SET note = {mark} WHERE size = {size}", (forged,))
    assert check(evidence()) == {"note_not_signed_by": {size}}
    own = key_named(origin).verifier_key.text
    assert check(evidence(), key=own) == {"note_not_signed_by": {size}}
    assert SigningKey(origin, SECRET).verifier_key.text == own
    assert set(check(evidence(), key=generate_key(origin).verifier_key.text)) == {"note_not_signed_by"}


def test_an_attachment_swapped(tmp_path: Path) -> None:
    made, paper, other = MadeUp(), b"%PDF of the delivery note", b"%PDF of another one"
    digest = sha256(paper).hexdigest()
    made.move(5, (55, 45), paper_sha256=digest)
    made.attachments = {digest: paper}
    whole = made.write(tmp_path / "made.zip")
    checked = check_evidence(whole, Asked())
    assert (codes(checked), checked.attachments) == ({}, 1)
    made.attachments = {digest: other}
    assert check(made.write(tmp_path / "swapped.zip")) == {"attachment_differs": {0}}
    made.attachments = {sha256(other).hexdigest(): other}
    checked = check_evidence(made.write(tmp_path / "added.zip"), Asked())
    assert (codes(checked), checked.attachments_missing) == ({"attachment_unknown": {0}}, 1)


def test_a_ledger_line_forged_together_with_both_balances(database: Database, evidence: Callable[[], Path]) -> None:
    entry = number(database, "SELECT MIN(entry) FROM line WHERE kind = 'receipt'")
    cell = f"(lot_id, location_id) IN (SELECT lot_id, {{}} FROM line WHERE entry = {entry} AND ordinal = 0)"
    forge(
        database,
        f"UPDATE line SET quantity = quantity + 1 WHERE entry = {entry} AND ordinal = 0",
        f"UPDATE balance SET on_hand = on_hand + 1 WHERE {cell.format('destination_id')}",
        f"UPDATE balance SET on_hand = on_hand - 1 WHERE {cell.format('source_id')}",
    )
    found = check(evidence())
    assert found["line_altered"] == {entry}
    assert "balance_differs" in found


def test_a_role_granted_by_sql(database: Database, evidence: Callable[[], Path]) -> None:
    actor = number(database, "SELECT MIN(actor_id) FROM actor WHERE login >= 'keeper'")
    forge(
        database, f"INSERT INTO role_grant (district_id, grant_id, actor_id, role) VALUES (1, 99999, {actor}, 'admin')"
    )
    checked = check_evidence(evidence(), Asked())
    assert [(each.code, each.params) for each in checked.problems] == [
        ("document_extra", {"table": "role_grant", "key": "grant_id=99999"})
    ]


def test_a_role_granted_by_sql_and_used(database: Database, evidence: Callable[[], Path]) -> None:
    """The row is deleted again; what was done with it stays in the journal."""
    entry = number(database, "SELECT MIN(number) FROM journal WHERE action = 'storing.move_stock'")
    treasurer = number(database, "SELECT actor_id FROM role_grant WHERE role = 'treasurer'")
    rewrite(database, {entry: {**data_of(database, entry), "actor": treasurer}})
    found = check(evidence())
    assert found["not_permitted_then"] == {entry}


def test_an_approval_by_the_requester(database: Database, evidence: Callable[[], Path]) -> None:
    """The deed rewritten in the requester's name, in the journal and in the table of duties."""
    entry = number(database, "SELECT MIN(number) FROM journal WHERE action = 'requests.approve_request'")
    data = data_of(database, entry)
    chain = data["effects"]["duties"][0][0]
    asker = number(database, f"SELECT actor_id FROM duty_done WHERE chain = '{chain}' AND duty = 'ask'")
    forge(database, f"UPDATE duty_done SET actor_id = {asker} WHERE chain = '{chain}' AND duty = 'approve'")
    rewrite(database, {entry: {**data, "actor": asker}})
    found = check(evidence())
    assert entry in found["duty_conflict"]
    assert min(found["checkpoint_root_differs"]) >= entry


def test_signed_by_the_one_who_asked(database: Database, evidence: Callable[[], Path]) -> None:
    entry = number(database, "SELECT MIN(number) FROM journal WHERE action = 'funds.pay_party'")
    data = data_of(database, entry)
    rewrite(database, {entry: {**data, "approved_by": [data["actor"]]}})
    found = check(evidence())
    assert found["approved_own"] == {entry}
    assert found["approval_unproven"] == {entry}
    del data["approved_by"]
    rewrite(database, {entry: data})
    assert check(evidence())["second_person_missing"] == {entry}


def test_a_document_changed_and_one_made_away_with(database: Database, evidence: Callable[[], Path]) -> None:
    shipment = number(database, "SELECT MIN(shipment_id) FROM shipment")
    forge(database, f"UPDATE shipment SET state = 'cancelled' WHERE shipment_id = {shipment}")
    found = check_evidence(evidence(), Asked())
    assert [(each.code, each.params["column"]) for each in found.problems] == [("document_altered", "state")]
    payment = number(database, "SELECT MIN(entry) FROM payment")
    forge(database, f"DELETE FROM payment WHERE entry = {payment}")
    assert check(evidence())["document_missing"] == {payment}


def test_duties_made_up_taken_away_and_given_to_another_entry(database: Database, evidence: Callable[[], Path]) -> None:
    entry = number(database, "SELECT MIN(entry) FROM duty_done")
    forge(database, f"UPDATE duty_done SET entry = {entry + 1} WHERE entry = {entry}")
    assert check(evidence())["duty_altered"] == {entry}
    forge(database, f"DELETE FROM duty_done WHERE entry = {entry + 1}")
    assert entry in check(evidence())["duty_missing"]
    forge(database, f"INSERT INTO duty_done VALUES (1, 'request:1', 'approve', 1, {entry})")
    assert check(evidence())["duty_extra"] == {entry}


def test_all_made_anew_and_signed_again_is_found_by_a_head_from_outside(
    database: Database, evidence: Callable[[], Path]
) -> None:
    """Whoever has the database and the key can make books that hold by themselves; a head elsewhere does not fit."""
    head = head_of(database)
    entry = number(database, "SELECT MIN(number) FROM journal WHERE action = 'requests.submit_request'")
    data = data_of(database, entry)
    data["command"] = {**data["command"], "note": "另外写的"}
    rewrite(database, {entry: data})
    forge(database, "DELETE FROM checkpoint WHERE 1 = 1")
    with unguarded(database) as connection:
        connection.exec_driver_sql("DELETE FROM tile")
    with database.read() as connection:
        name = str(ask(connection, "SELECT name FROM signing_key")[0][0])
    seal(database, 1, key_named(name), AFTER_THE_FACT)
    assert check(evidence()) == {}
    assert check(evidence(), heads=[head]) == {"given_head_differs": {head.size}}


def test_a_file_changed_after_it_was_written(evidence: Callable[[], Path]) -> None:
    written = evidence()
    name = "ledger/balances.jsonl"

    def edit(members: dict[str, bytes]) -> None:
        members[name] = members[name].replace(b"0", b"1", 1)

    found = check(rewritten(written, edit, keeps_manifest=True))
    assert found["member_differs"] == {0}
    assert "member_differs" not in check(rewritten(written, edit))
    assert check(rewritten(written, edit)).keys() & {"balance_differs", "balance_extra", "balance_missing"}
