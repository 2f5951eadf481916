"""Dossiers, prices and credit codes: pure rules, by example."""

import pytest

from liangcao.funds.ties import Tie, TiedLine, untied
from liangcao.kernel.errors import Refused
from liangcao.kernel.price import Price, is_off, median
from liangcao.ledger.judged import judge
from liangcao.parties.credit_code import check_digit, credit_code_of
from liangcao.procurement.dossier import DEMANDS, MatchLine, dossier_items, mismatches, missing
from liangcao.procurement.rules import FAR, Standing, check_payment


def test_what_is_missing_is_listed_by_its_day() -> None:
    days = {"proposed": "2020-01-31", "decided": "2020-01-31", "expected": "2020-02-01"}
    items = dossier_items(frozenset({"ground", "decision", "quotes", "price"}), days, not_asked=frozenset())
    lacking = missing(items)
    assert [(each.key, each.due_on) for each in lacking[:3]] == [
        ("delivery", "2020-02-01"), ("licence", "2020-02-03"), ("contract", "2020-02-07"),
    ]  # fmt: skip
    assert {each.key for each in lacking if not each.due_on} == {"acceptance", "invoice", "payment", "papers", "review"}
    assert [each.key for each in lacking if each.is_late("2020-02-04")] == ["delivery", "licence"]
    assert len(items) == len(DEMANDS)


def test_what_does_not_match_is_named_with_the_difference() -> None:
    line = MatchLine(1, "口罩", "只", 2_000, 1_900, 100, 1_800, 640_000, 576_000, waiting=100)
    found = {each.key: each.params for each in mismatches([line], invoiced_fen=600_000, paid_fen=500_000)}
    assert {key: params.get("difference", params.get("difference_fen")) for key, params in found.items()} == {
        "short": 100, "rejected": 100, "unaccepted": 100, "invoice_more": 24_000, "owed": 76_000,
    }  # fmt: skip
    whole = MatchLine(1, "口罩", "只", 2_000, None, 0, 2_000, 640_000, 640_000)
    assert mismatches([whole], invoiced_fen=640_000, paid_fen=640_000) == []


def test_prices_are_compared_crosswise_and_rounded_once() -> None:
    gloves = Price(350, 100)
    assert (gloves.of(30), gloves.of(1), gloves.of(3)) == (105, 4, 11)
    assert median([Price(3), Price(7, 2), Price(4)]) == Price(7, 2)
    assert is_off(Price(1_050, 100).exact, gloves.exact, FAR)
    assert not is_off(Price(1_049, 100).exact, gloves.exact, FAR)
    assert is_off(Price(1).exact, gloves.exact, FAR)
    assert median([]) is None


@pytest.mark.parametrize(
    ("paid", "amount", "is_fine"),
    [(0, 200, True), (0, 201, False), (200, 300, True), (200, 301, False), (500, 1, False)],
)
def test_an_advance_or_what_was_accepted_may_be_paid(paid: int, amount: int, is_fine: bool) -> None:
    accepted = 0 if paid == 0 else 500
    standing = Standing(amount_fen=640, accepted_fen=accepted, advance_fen=200, paid_fen=paid)
    if is_fine:
        check_payment(standing, amount)
        return
    with pytest.raises(Refused, match="paid_beyond_accepted"):
        check_payment(standing, amount)


def test_the_standards_own_example_and_every_slip_of_one_character() -> None:
    code = "91350100M000100Y43"  # GB 32100-2015
    assert credit_code_of(" 91350100m000100y43 ") == code
    assert check_digit(code[:17]) == "3"
    for place in range(18):
        slip = "1" if code[place] != "1" else "2"
        with pytest.raises(Refused, match="credit_code_wrong"):
            credit_code_of(code[:place] + slip + code[place + 1 :])


def tied() -> Tie:
    """A purchase of 100 at 3 fen: 90 came and were accepted, 200 fen are paid."""
    line = TiedLine(100, 3, 1, 300, counted=90, received=90, accepted=90, once=90)
    tie = Tie(1, 7, "approved", 300, 0, True, held_fen=100, paid_fen=200, moved_fen=200)
    tie.lines[1] = line
    return tie


def test_books_that_tie_and_each_way_they_can_differ() -> None:
    assert untied(tied()) == []
    ways = {
        "lines": ("amount_fen", 310), "committed": ("held_fen", 90), "paid": ("moved_fen", 210),
        "funded": ("strange_fen", 5),
    }  # fmt: skip
    for book, (name, value) in ways.items():
        tie = tied()
        setattr(tie, name, value)
        assert book in {each.book for each in untied(tie)}
    of_line = {"expected": ("counted", 91), "priced": ("mispriced_fen", 1), "accepted": ("differs", 1)}
    for book, (name, value) in of_line.items():
        tie = tied()
        setattr(tie.lines[1], name, value)
        assert {each.book for each in untied(tie)} >= {book}
    tie = tied()
    tie.lines[1].accepted = tie.lines[1].once = 60
    assert [(each.book, each.difference_fen) for each in untied(tie)] == [("advance", 20)]


def test_what_is_found_bad_after_it_was_paid_is_named_and_breaks_nothing() -> None:
    tie = tied()
    tie.lines[1].accepted = 60
    assert untied(tie) == []
    assert (tie.accepted_fen, tie.prepaid_fen, tie.bad_later_fen, tie.recover_fen, tie.owed_fen) == (180, 20, 90, 20, 0)


def test_what_comes_after_the_end_costs_nothing_more() -> None:
    tie = tied()
    tie.state, tie.held_fen, tie.lines[1].received, tie.lines[1].counted = "closed", 0, 100, 100
    assert untied(tie) == []
    assert (tie.accepted_fen, tie.owed_fen, tie.free_fen) == (270, 0, 70)


def test_a_lot_is_judged_by_its_inspections_and_by_where_it_lies() -> None:
    fresh = judge((100, 5, "due", 0, 0, "", False, 95))
    assert (fresh.kept, fresh.passed, fresh.waiting, fresh.differs) == (100, 0, 100, 0)
    passed = judge((100, 5, "passed", 10, 0, "passed", True, 90))
    assert (passed.kept, passed.passed, passed.once, passed.differs) == (90, 90, 90, 0)
    failed = judge((100, 5, "failed", 70, 60, "failed", True, 30))
    assert (failed.kept, failed.passed, failed.once) == (30, 0, 90)
    assert judge((100, 0, "passed", 0, 0, "passed", True, 60)).passed == 60
    assert judge((100, 0, "passed", 0, 0, "", False, 100)).differs == 100
