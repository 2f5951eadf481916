"""The verifier on honest books, and on each single rule broken by an office that keeps its own hashes in order."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from journal_books import (
    LOT,
    MASKS,
    ORIGIN,
    RECIPIENT,
    SHELF,
    STORE,
    SUPPLIER,
    MemoryBooks,
    detail,
    duty,
    faults,
    lot,
    move,
    office_books,
    place,
)

from liangcao.journal.tree import EMPTY_ROOT, root_from_leaves
from liangcao.kernel.effects import Effects, Hold, Line, Movement


def test_honest_books_hold() -> None:
    books = office_books()
    report = books.check()
    assert (report.ok, report.entries, report.lines, report.heads, report.problems) == (True, 8, 4, 2, ())
    assert report.root == root_from_leaves(leaf for _, _, leaf in books.entries)


def test_empty_books_hold_and_their_head_too() -> None:
    books = MemoryBooks()
    books.seal()
    report = books.check()
    assert (report.ok, report.entries, report.heads, report.root) == (True, 0, 1, EMPTY_ROOT)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 50), st.booleans()), max_size=25))
def test_any_honest_run_of_movements_holds(steps: list[tuple[int, int, int, bool]]) -> None:
    books = office_books()
    for source, destination, quantity, is_hold in steps:
        if is_hold:
            free = books.on_hand[LOT, STORE] - books.held[LOT, STORE]
            if free >= quantity:
                books.keep(Effects(holds=(Hold(LOT, STORE, quantity, "request_line:8"),)))
        elif source != destination:
            free = books.on_hand[LOT, source] - books.held[LOT, source]
            if source in books.outside or free >= quantity:
                books.keep(move(source, destination, quantity))
    books.seal()
    assert faults(books.check()) == []


def test_lines_of_several_movements_are_numbered_through() -> None:
    books = office_books()
    there, back = Line(LOT, STORE, SHELF, 5), Line(LOT, SHELF, STORE, 5)
    books.keep(Effects(movements=(Movement("transfer", (there, back)), Movement("reversal", (there, back), 4))))
    assert [line.ordinal for line in books.lines[-4:]] == [0, 1, 2, 3]
    assert faults(books.check()) == []


def test_places_outside_may_be_told_instead_of_declared() -> None:
    books = MemoryBooks(outside={50})
    books.keep(Effects(rows=(place(STORE, outside=False), lot(LOT, MASKS))))
    books.keep(move(50, STORE, 10))
    assert faults(books.check(outside=frozenset({50}))) == []
    assert faults(books.check(outside=frozenset()))[0] == (2, "below_zero")


def test_more_than_there_is_cannot_have_left() -> None:
    books = office_books()
    books.keep(move(STORE, RECIPIENT, 9_001, "issue"))
    report = books.check()
    assert faults(report) == [(9, "below_zero")]
    assert detail(report, "below_zero")["on_hand"] == -1


def test_a_dip_below_zero_within_one_entry_shows() -> None:
    books = office_books()
    out, back = Line(LOT, STORE, SHELF, 9_500), Line(LOT, SHELF, STORE, 9_500)
    books.keep(Effects(movements=(Movement("transfer", (out, back)),)))
    assert faults(books.check()) == [(9, "below_zero")]


def test_what_is_promised_to_one_cannot_go_to_another() -> None:
    books = office_books()
    books.keep(Effects(holds=(Hold(LOT, STORE, 9_000, "request_line:8"),)))
    books.keep(move(STORE, RECIPIENT, 1, "issue"))
    assert faults(books.check()) == [(10, "held_not_there")]


def test_a_promise_of_what_is_not_there_and_a_release_of_none() -> None:
    books = office_books()
    books.keep(Effects(holds=(Hold(LOT, STORE, 9_001, "request_line:8"),)))
    books.keep(Effects(holds=(Hold(LOT, STORE, -9_002, "request_line:8"),)))
    assert faults(books.check()) == [(9, "held_not_there"), (10, "held_below_zero")]


def test_two_duties_that_exclude_each_other_on_one_chain() -> None:
    books = office_books()
    books.keep(duty("request:12", "approve"), actor=6)  # asked in entry 3
    books.keep(duty("request:13", "approve"), actor=6)  # another chain
    books.keep(duty("request:12", "carry"), actor=7)  # excluded by nothing
    report = books.check()
    assert faults(report) == [(9, "duty_conflict")]
    assert detail(report, "duty_conflict") == {"person": 6, "chain": "request:12", "done": "ask", "duty": "approve"}


def test_an_exclusion_holds_in_the_order_it_is_told() -> None:
    """Whoever cleared a lot may stop it later, but not the other way about."""
    later = {"clear": frozenset({"stop"})}
    for first, second, found in (("clear", "stop", []), ("stop", "clear", [(10, "duty_conflict")])):
        books = office_books()
        books.keep(duty("lot:12", first), actor=7)
        books.keep(duty("lot:12", second), actor=7)
        assert faults(books.check(excludes=later)) == found


def test_whoever_signs_did_the_duty_too() -> None:
    books = office_books()
    books.keep(duty("request:12", "pick"), actor=8, approved_by=(7,))  # 7 approved in entry 5
    assert faults(books.check(excludes={"pick": frozenset({"approve"})})) == [(9, "duty_conflict")]


def test_some_duties_shut_out_only_whoever_signs() -> None:
    """Whoever signed for a delivery may ask that it be undone; they may not be the second person."""
    shut = {"undo": frozenset({"approve"})}  # 7 approved in entry 5
    for actor, signer, found in ((7, 8, []), (8, 7, [(9, "duty_conflict")])):
        books = office_books()
        books.keep(duty("request:12", "undo"), actor=actor, approved_by=(signer,))
        assert faults(books.check(signing_excludes=shut)) == found


def test_nobody_approves_their_own() -> None:
    books = office_books()
    books.keep(move(STORE, SHELF, 1), actor=5, approved_by=(8, 5))
    assert faults(books.check()) == [(9, "approved_own")]


def test_a_command_counts_once() -> None:
    books = office_books()
    number = books.keep(move(STORE, SHELF, 1))
    books.rewrite(number, lambda entry: replace(entry, command_id="command-4"))
    report = books.check()
    assert faults(report) == [(9, "command_id_twice")]
    assert detail(report, "command_id_twice") == {"first": 4}


def test_time_never_goes_back_but_may_stand_still() -> None:
    books = office_books()
    books.keep(move(STORE, SHELF, 1), at=8)
    assert faults(books.check()) == []
    books.keep(move(STORE, SHELF, 1), at=2)
    assert faults(books.check()) == [(10, "recorded_back")]


def test_an_entry_of_another_district_or_of_another_place_in_the_log() -> None:
    books = office_books()
    books.rewrite(books.keep(move(STORE, SHELF, 1)), lambda entry: replace(entry, district=2))
    books.rewrite(books.keep(move(STORE, SHELF, 1)), lambda entry: replace(entry, number=3))
    assert faults(books.check()) == [(9, "district_differs"), (10, "number_differs")]


def test_only_the_first_problems_are_listed_but_all_are_counted() -> None:
    books = office_books()
    for _ in range(1_100):
        books.keep(duty("request:1", "ask"), approved_by=(5,))
    report = books.check()
    assert (report.found, len(report.problems), report.ok) == (1_100, 1_000, False)


def test_heads_of_another_log_are_named() -> None:
    books = office_books()
    assert faults(books.check(origin="other.example")) == [
        (4, "checkpoint_of_other_log"),
        (8, "checkpoint_of_other_log"),
    ]
    assert books.check(origin=ORIGIN).heads == 2


def test_stock_from_nowhere_is_a_balance_without_entries() -> None:
    books = office_books()
    extra = books.balances()[0]._replace(lot_id=99, on_hand=500)
    assert faults(books.check([*books.balances(), extra])) == [(0, "balance_extra")]
    assert faults(books.check([*books.balances(), extra._replace(on_hand=0)])) == []


def test_the_verifier_reads_streams_once() -> None:
    books = office_books()
    report = books.check(
        entries=iter(books.entries),
        lines=iter(books.lines),
        holds=iter(books.holds),
        checkpoints=iter(books.checkpoints),
    )
    assert report.ok
    assert books.lines[0].source_id == SUPPLIER
