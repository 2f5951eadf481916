"""The key changes on the record: heads are held against the key of their time, and a change against both signatures."""

import pytest
from journal_books import KEY, MemoryBooks, faults, office_books

from liangcao.journal.keychain import KeyChain, KeyChange
from liangcao.journal.note import SigningKey, sign_checkpoint
from liangcao.journal.tree import root_from_leaves
from liangcao.kernel.effects import Effects, NewRow

NEW = SigningKey(KEY.name, b"n" * 32)
THIRD = SigningKey(KEY.name, b"t" * 32)
OLD_TEXT, NEW_TEXT, THIRD_TEXT = (key.verifier_key.text for key in (KEY, NEW, THIRD))


def change_key(books: MemoryBooks, new: SigningKey = NEW, old: SigningKey = KEY, *, lost: bool = False) -> int:
    """The entry by which `new` replaces `old`."""
    values = {"verifier_key": new.verifier_key.text, "replaces": old.verifier_key.text, "is_lost": int(lost)}
    return books.keep(Effects(rows=(NewRow("key_change", {"entry": len(books.entries) + 1, **values}),)))


def sign_head(books: MemoryBooks, *keys: SigningKey) -> None:
    """Sign the head as it is now with these keys."""
    root = root_from_leaves(leaf for _, _, leaf in books.entries)
    books.checkpoints.append(sign_checkpoint(KEY.name, len(books.entries), root, *keys))


def something(books: MemoryBooks) -> int:
    return books.keep(Effects(rows=(NewRow("note", {"note_id": len(books.entries)}),)))


def changed_books(*bridge: SigningKey, lost: bool = False) -> MemoryBooks:
    """Eight entries with heads by the old key, a change at 9, a head at 9 by `bridge`, one at 10 by the new key."""
    books = office_books()
    change_key(books, lost=lost)
    sign_head(books, *bridge)
    something(books)
    sign_head(books, NEW)
    return books


@pytest.mark.parametrize("trusted", [OLD_TEXT, NEW_TEXT])
def test_any_key_of_the_chain_is_enough_to_trust_all_its_heads(trusted: str) -> None:
    report = changed_books(NEW, KEY).check(vkey=trusted)
    assert faults(report) == []
    assert report.heads == 4
    (proven,) = report.key_changes
    assert proven.is_vouched
    assert (proven.change.entry, proven.change.replaces, proven.change.verifier_key) == (9, OLD_TEXT, NEW_TEXT)


def test_a_lost_key_is_said_and_is_no_fault() -> None:
    report = changed_books(NEW, lost=True).check()
    assert faults(report) == []
    assert [(each.is_vouched, each.change.is_lost) for each in report.key_changes] == [(False, True)]


def test_a_change_the_old_key_did_not_sign_is_a_fault() -> None:
    assert faults(changed_books(NEW).check()) == [(9, "key_change_unvouched")]


def test_before_its_first_head_a_change_is_no_fault() -> None:
    books = office_books()
    change_key(books)
    report = books.check()
    assert faults(report) == []
    assert [each.is_vouched for each in report.key_changes] == [None]


@pytest.mark.parametrize("bridge", [(THIRD,), (THIRD, NEW), (THIRD, KEY)])
def test_two_changes_without_a_head_between_need_the_key_of_the_last_head(bridge: tuple[SigningKey, ...]) -> None:
    """Or whoever has neither key could put a key of their own between and let it vouch."""
    books = office_books()
    change_key(books)
    change_key(books, THIRD, NEW)
    sign_head(books, *bridge)
    is_honest = KEY in bridge
    report = books.check()
    assert faults(report) == ([] if is_honest else [(10, "key_change_unvouched")])
    assert [each.is_vouched for each in report.key_changes] == [is_honest, is_honest]


def test_a_loss_followed_by_another_change_is_still_a_loss() -> None:
    books = office_books()
    change_key(books, lost=True)
    change_key(books, THIRD, NEW)
    sign_head(books, THIRD)
    report = books.check()
    assert faults(report) == []
    assert [(each.change.is_lost, each.is_vouched) for each in report.key_changes] == [(True, False), (False, False)]


def test_the_old_key_signs_no_more_after_the_change() -> None:
    books = changed_books(NEW, KEY)
    something(books)
    sign_head(books, KEY)
    assert faults(books.check()) == [(11, "note_not_signed_by")]


def test_the_new_key_signs_nothing_before_its_change() -> None:
    books = changed_books(NEW, KEY)
    root = root_from_leaves(leaf for _, _, leaf in books.entries[:5])
    books.checkpoints.append(sign_checkpoint(KEY.name, 5, root, NEW))
    assert faults(books.check()) == [(5, "note_not_signed_by")]


def test_a_key_the_journal_does_not_name_is_not_trusted() -> None:
    stranger = SigningKey(KEY.name, b"s" * 32).verifier_key.text
    assert faults(changed_books(NEW, KEY).check(vkey=stranger)) == [(0, "key_not_in_chain")]


def test_a_change_that_does_not_continue_the_chain_is_a_fault() -> None:
    books = changed_books(NEW, KEY)
    change_key(books, THIRD, SigningKey(KEY.name, b"s" * 32))
    sign_head(books, THIRD, NEW)
    assert (11, "key_change_broken") in faults(books.check())


def test_two_changes_one_after_the_other() -> None:
    books = changed_books(NEW, KEY)
    change_key(books, THIRD, NEW)
    sign_head(books, THIRD, NEW)
    for trusted in (OLD_TEXT, NEW_TEXT, THIRD_TEXT):
        report = books.check(vkey=trusted)
        assert faults(report) == []
        assert [each.is_vouched for each in report.key_changes] == [True, True]


def test_a_history_made_anew_after_a_false_loss_still_breaks_the_heads_outside() -> None:
    """Whoever has the database says the key was lost and signs another past: the old heads still deny it."""
    honest = changed_books(NEW, KEY)
    forged = office_books()
    forged.entries.pop()
    forged.lines.pop()
    forged.checkpoints.clear()
    change_key(forged, THIRD, lost=True)
    sign_head(forged, THIRD)
    found = faults(forged.check(checkpoints=[*forged.checkpoints, honest.checkpoints[1]]))
    assert (8, "note_not_signed_by") in found


def test_a_cut_tail_shows_with_a_head_of_the_new_key() -> None:
    books = changed_books(NEW, KEY)
    del books.entries[8:]
    assert (9, "tail_cut_off") in faults(books.check(vkey=NEW_TEXT, checkpoints=books.checkpoints[-1:]))


def test_which_key_signs_when() -> None:
    chain = KeyChain("a", (KeyChange(5, "b", "a", False), KeyChange(9, "c", "b", True)))
    assert [chain.at(size) for size in (0, 4, 5, 8, 9, 100)] == ["a", "a", "b", "b", "c", "c"]
    assert chain.keys == ("a", "b", "c")
    assert [(change.entry, sizes.start) for change, sizes in chain.spans()] == [(5, 5), (9, 9)]
