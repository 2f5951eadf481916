"""Somebody with full access to the database changes it afterwards. Each way to do so is found and named."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_books import LOT, ORIGIN, RECIPIENT, SHELF, STORE, detail, faults, move, office_books

from liangcao.journal.entry import Entry, entry_bytes, read_entry
from liangcao.journal.note import SigningKey, sign_checkpoint
from liangcao.journal.problems import PROBLEMS
from liangcao.journal.recount import StoredLine
from liangcao.journal.tree import leaf_hash, root_from_leaves
from liangcao.sharing.check import VIOLATIONS


def fewer(entry: Entry) -> Entry:
    """`entry` with one base unit less in its first line."""
    movement = entry.effects.movements[0]
    line = replace(movement.lines[0], quantity=movement.lines[0].quantity - 1)
    return replace(entry, effects=replace(entry.effects, movements=(replace(movement, lines=(line,)),)))


def test_an_altered_quantity_on_the_ledger() -> None:
    books = office_books()
    books.lines[2] = books.lines[2]._replace(quantity=4_999)
    report = books.check()
    assert faults(report) == [(7, "line_altered")]
    wanted = {"ordinal": 0, "column": "quantity", "stored": 4_999, "expected": 5_000}
    assert detail(report, "line_altered") == wanted
    assert report.problems[0].detail == "台账第 0 行的 quantity 是 4999，按账目应为 5000"


@pytest.mark.parametrize("column", StoredLine._fields[2:])
def test_any_altered_column_of_a_line(column: str) -> None:
    books = office_books()
    value = "loss" if column == "kind" else getattr(books.lines[1], column) + 1
    books.lines[1] = books.lines[1]._replace(**{column: value})
    report = books.check()
    assert faults(report) == [(4, "line_altered")]
    assert detail(report, "line_altered")["column"] == column


def test_a_removed_line() -> None:
    books = office_books()
    del books.lines[1]
    assert faults(books.check()) == [(4, "line_missing")]


def test_a_forged_line_with_both_balances_made_to_fit() -> None:
    books = office_books()
    forged = StoredLine(8, 1, "issue", LOT, STORE, RECIPIENT, 300, 8_700, 5_300, 0)
    books.lines.append(forged)
    books.on_hand[LOT, STORE] -= 300
    books.on_hand[LOT, RECIPIENT] += 300
    report = books.check()
    assert faults(report) == [(7, "balance_differs"), (8, "line_extra"), (8, "balance_differs")]
    assert detail(report, "line_extra")["quantity"] == 300


@pytest.mark.parametrize("entry", [0, 9, 10_000])
def test_a_forged_line_of_an_entry_there_never_was(entry: int) -> None:
    books = office_books()
    books.lines.append(StoredLine(entry, 0, "issue", LOT, STORE, RECIPIENT, 300, 8_700, 5_300, 0))
    books.lines.sort()
    assert faults(books.check()) == [(entry, "line_extra")]


def test_a_line_stored_twice_and_a_line_of_the_wrong_ordinal() -> None:
    books = office_books()
    books.lines.insert(1, books.lines[1])
    assert faults(books.check()) == [(4, "line_extra")]
    books.lines[1] = books.lines[1]._replace(ordinal=7)
    assert faults(books.check()) == [(4, "line_extra")]


def test_altered_removed_and_forged_holds() -> None:
    books = office_books()
    kept = list(books.holds)
    books.holds[0] = kept[0]._replace(document="request_line:99")
    assert faults(books.check()) == [(6, "hold_altered")]
    books.holds[:] = kept[1:]
    assert faults(books.check()) == [(6, "hold_missing")]
    books.holds[:] = [*kept, kept[0]._replace(entry=8)]
    assert faults(books.check()) == [(8, "hold_extra")]


@pytest.mark.parametrize("column", ["item_id", "is_outside", "on_hand", "held"])
def test_an_altered_balance(column: str) -> None:
    books = office_books()
    balances = books.balances()
    place = next(index for index, balance in enumerate(balances) if balance.location_id == SHELF)
    value = 1 if column == "is_outside" else getattr(balances[place], column) + 1
    balances[place] = balances[place]._replace(**{column: value})
    report = books.check(balances)
    assert faults(report) == [(8, "balance_differs")]
    assert detail(report, "balance_differs")["column"] == column


def test_a_removed_balance() -> None:
    books = office_books()
    assert faults(books.check(books.balances()[:-1])) == [(8, "balance_missing")]


def test_an_altered_body_keeping_its_hash() -> None:
    books = office_books()
    books.rewrite(7, fewer, keeps_hash=True)
    found = faults(books.check())
    assert (7, "leaf_hash_differs") in found
    assert (7, "line_altered") in found
    assert (8, "checkpoint_root_differs") in found


def test_an_altered_body_with_its_hash_altered_too() -> None:
    books = office_books()
    books.rewrite(7, fewer)
    found = faults(books.check())
    assert (7, "leaf_hash_differs") not in found
    assert (7, "line_altered") in found
    assert (8, "checkpoint_root_differs") in found


def test_a_history_rewritten_to_the_last_row_still_breaks_the_heads_outside() -> None:
    books, heads = office_books(), office_books().checkpoints
    books.entries.pop()
    books.lines.pop()
    books.on_hand[LOT, SHELF] += 1_000
    books.on_hand[LOT, STORE] -= 1_000
    books.keep(move(SHELF, STORE, 999))
    assert faults(books.check(checkpoints=[])) == []  # nothing inside gives it away
    assert faults(books.check(checkpoints=heads)) == [(8, "checkpoint_root_differs")]


def test_a_changed_command_that_moved_nothing_else() -> None:
    books = office_books()
    books.rewrite(5, lambda entry: replace(entry, actor=8))
    assert faults(books.check()) == [(8, "checkpoint_root_differs")]


def test_a_cut_tail() -> None:
    books = office_books()
    books.entries.pop()
    books.lines.pop()
    books.on_hand[LOT, SHELF] += 1_000
    books.on_hand[LOT, STORE] -= 1_000
    report = books.check()
    assert faults(report) == [(8, "tail_cut_off")]
    assert detail(report, "tail_cut_off") == {"size": 8, "entries": 7}


def test_a_removed_entry_in_the_middle() -> None:
    books = office_books()
    del books.entries[3]
    report = books.check()
    assert faults(report) == [
        (4, "entry_missing"),
        (4, "line_extra"),
        (4, "checkpoint_root_differs"),
        (4, "balances_unproven"),
        (8, "tail_cut_off"),
    ]


def test_swapped_rows() -> None:
    books = office_books()
    books.entries[1], books.entries[3] = books.entries[3], books.entries[1]
    found = faults(books.check())
    assert found[0] == (2, "entry_missing")
    assert (2, "entry_out_of_order") in found
    assert (4, "checkpoint_root_differs") in found


def test_swapped_bodies_under_their_old_numbers() -> None:
    books = office_books()
    (second, *two), (fourth, *four) = books.entries[1], books.entries[3]
    books.entries[1], books.entries[3] = (second, *four), (fourth, *two)
    found = faults(books.check())
    assert {(2, "number_differs"), (4, "number_differs"), (4, "checkpoint_root_differs")} <= set(found)
    assert {(3, "recorded_back"), (4, "recorded_back")} <= set(found)


def test_an_inserted_back_dated_entry_with_all_later_ones_renumbered() -> None:
    books = office_books()
    heads = list(books.checkpoints)
    late = [read_entry(body) for _, body, _ in books.entries[5:]]
    old = [read_entry(body) for _, body, _ in books.entries[:5]]
    inserted = replace(old[1], number=6, command_id="forged", effects=move(STORE, RECIPIENT, 10, "issue"))
    history = [*old, inserted, *(replace(entry, number=entry.number + 1) for entry in late)]
    books.entries = [(entry.number, entry_bytes(entry), leaf_hash(entry_bytes(entry))) for entry in history]
    found = faults(books.check(checkpoints=heads))
    assert (6, "recorded_back") in found
    assert (8, "checkpoint_root_differs") in found
    assert (4, "checkpoint_root_differs") not in found  # up to there the log is what it was


@pytest.mark.parametrize("body", [b"", b"{}", b"not json", b'{"a":1.5}', b"\xff", b"[[[[", b'{"effects":{"rows":7}}'])
def test_a_body_that_is_no_entry(body: bytes) -> None:
    books = office_books()
    books.entries[3] = (4, body, leaf_hash(body))
    found = faults(books.check())
    assert found[0] in {(4, "bytes_not_canonical"), (4, "entry_unreadable")}
    assert found[1:] == [
        (4, "checkpoint_root_differs"),
        (4, "balances_unproven"),
        (8, "checkpoint_root_differs"),
    ]


def test_the_same_content_spelt_otherwise() -> None:
    books = office_books()
    _, body, _ = books.entries[3]
    body = body.replace(b'":', b'": ')
    books.entries[3] = (4, body, leaf_hash(body))
    assert faults(books.check())[0] == (4, "bytes_not_canonical")


def test_heads_signed_with_a_wrong_key() -> None:
    books = office_books()
    other = SigningKey(ORIGIN, b"x" * 32)
    assert faults(books.check(vkey=other.verifier_key.text)) == [(4, "note_not_signed_by"), (8, "note_not_signed_by")]
    root = root_from_leaves(leaf for _, _, leaf in books.entries)
    forged = sign_checkpoint(ORIGIN, 8, root, other)
    assert faults(books.check(checkpoints=[forged])) == [(8, "note_not_signed_by")]


def test_heads_that_are_no_heads() -> None:
    books = office_books()
    changed = books.checkpoints[1].replace("\n8\n", "\n7\n")
    assert faults(books.check(checkpoints=[changed])) == [(7, "note_signature_wrong")]
    assert faults(books.check(checkpoints=["", "scribble\n\n"])) == [(0, "note_unreadable")] * 2
    assert faults(books.check(checkpoints=books.checkpoints, vkey="")) == [(4, "key_unreadable"), (8, "key_unreadable")]


@given(st.data())
def test_no_single_changed_byte_of_the_journal_passes(data: st.DataObject) -> None:
    books = office_books()
    index = data.draw(st.integers(0, 7))
    number, body, leaf = books.entries[index]
    place = data.draw(st.integers(0, len(body) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != body[place]))
    body = body[:place] + bytes([byte]) + body[place + 1 :]
    books.entries[index] = (number, body, data.draw(st.sampled_from([leaf, leaf_hash(body)])))
    found = faults(books.check())
    assert (8, "checkpoint_root_differs") in found
    assert all(entry > 0 for entry, _ in found)


@given(st.sampled_from(["drop", "repeat", "swap"]), st.sampled_from(["entries", "lines"]), st.data())
def test_no_dropped_repeated_or_swapped_row_passes(way: str, part: str, data: st.DataObject) -> None:
    books = office_books()
    rows: list[Any] = getattr(books, part)
    first = data.draw(st.integers(0, len(rows) - 2))
    second = data.draw(st.integers(first + 1, len(rows) - 1))
    if way == "drop":
        del rows[first]
    elif way == "repeat":
        rows.insert(second, rows[first])
    else:
        rows[first], rows[second] = rows[second], rows[first]
    assert not books.check().ok


def test_every_problem_there_is_can_be_met() -> None:
    """A code nobody can cause would be a check that does not work."""
    tests = Path(__file__).parents[1]
    folders = (
        tests / "journal",
        tests / "cli",
        tests / "reports",
        tests / "verifier",
        tests / "sharing",  # where every fault of a plan is made
    )  # what lies beside entries needs a database
    source = " ".join(path.read_text() for folder in folders for path in folder.glob("test_*.py"))
    violations = {f"plan_{code}": code for code in VIOLATIONS}
    assert [code for code in PROBLEMS if f'"{violations.get(code, code)}"' not in source] == []
