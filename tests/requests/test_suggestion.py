"""Which class is suggested and why: by hand, and what must always hold, whatever the table."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests_tables import ROLES, tables

from liangcao.kernel.errors import Refused
from liangcao.parties.class_table import ASKING_KINDS, FOUNDING, ClassTable
from liangcao.requests.class_rules import Choice, beyond_register, check_class
from liangcao.requests.suggestion import SENTENCES, Cover, Held, cover_left, suggested_class

KINDS = st.sampled_from(ASKING_KINDS)
COVERED = st.dictionaries(st.sampled_from(ROLES), st.integers(min_value=1, max_value=10_000_000), max_size=len(ROLES))
COVER = st.none() | st.builds(Cover, st.just(7), st.just("口罩"), st.integers(min_value=0, max_value=400))


def lifting(days: int) -> ClassTable:
    """The founding table, every class of it looking at days."""
    return replace(FOUNDING, classes=tuple(replace(each, lift_days=days) for each in FOUNDING.classes))


@pytest.mark.parametrize(
    ("kind", "covered", "days", "number", "codes"),
    [
        ("hospital", {}, None, 1, ["kind", "cover_not_asked"]),
        ("unverified", {}, None, 6, ["kind", "cover_unknown"]),
        ("school", {"student": 900}, None, 5, ["kind", "cover_unknown"]),
        ("school", {"student": 900}, 3, 5, ["kind", "cover_enough"]),
        ("school", {"student": 900}, 2, 4, ["kind", "cover_short"]),
        ("school", {"student": 900, "medical": 2}, None, 5, ["kind", "cover_unknown"]),
        ("department", {"frontline": 20, "resident": 20}, None, 2, ["kind", "exposed", "cover_unknown"]),
        ("department", {"frontline": 20, "resident": 21}, None, 3, ["kind", "cover_unknown"]),
        ("enterprise", {"medical": 5, "cleaner": 5, "worker": 10}, 0, 1, ["kind", "exposed", "cover_short"]),
        ("hospital", {"resident": 100}, 0, 1, ["kind", "cover_not_asked"]),
    ],
)
def test_by_hand(kind: str, covered: dict[str, int], days: int | None, number: int, codes: list[str]) -> None:
    cover = None if days is None else Cover(7, "口罩", days)
    found = suggested_class(lifting(3), kind, covered, cover)
    assert (found.number, [reason.code for reason in found.reasons]) == (number, codes)


def test_at_the_founding_no_days_lift_anybody() -> None:
    assert suggested_class(FOUNDING, "school", {}, Cover(7, "口罩", 0)).number == 5


@given(table=tables(), kind=KINDS, covered=COVERED, cover=COVER)
def test_a_class_in_use_never_below_that_of_the_kind_with_its_reasons(
    table: ClassTable, kind: str, covered: dict[str, int], cover: Cover | None
) -> None:
    found = suggested_class(table, kind, covered, cover)
    assert found.number in {each.number for each in table.active}
    assert found.number <= found.by_kind == table.of_kind(kind)
    assert [reason.code for reason in found.reasons if reason.code not in SENTENCES] == []
    assert min(reason.to for reason in found.reasons if reason.to) == found.number, "the last class named is the one"
    assert found.reasons[-1].code.startswith("cover"), "how long stock lasts is always spoken of"


@given(table=tables(), kind=KINDS, covered=COVERED, cover=COVER)
def test_days_lift_one_step_at_most_and_only_when_known(
    table: ClassTable, kind: str, covered: dict[str, int], cover: Cover | None
) -> None:
    unknown = suggested_class(table, kind, covered, None)
    known = suggested_class(table, kind, covered, cover)
    above = table.above(unknown.number)
    assert known.number in {unknown.number, above.number if above else unknown.number}
    if cover is None or cover.days >= table.by_number[unknown.number].lift_days:
        assert known.number == unknown.number


@given(
    table=tables(), kind=KINDS, covered=COVERED, days=st.integers(min_value=1, max_value=400), less=st.integers(1, 400)
)
def test_less_stock_is_never_less_urgent(
    table: ClassTable, kind: str, covered: dict[str, int], days: int, less: int
) -> None:
    more = suggested_class(table, kind, covered, Cover(7, "口罩", days))
    fewer = suggested_class(table, kind, covered, Cover(7, "口罩", max(0, days - less)))
    assert fewer.number <= more.number


@given(table=tables(), kind=KINDS, covered=COVERED, role=st.sampled_from(ROLES))
def test_more_people_of_the_kinds_own_class_never_lift(
    table: ClassTable, kind: str, covered: dict[str, int], role: str
) -> None:
    own = table.by_number[table.of_kind(kind)].exposures
    if role in own:
        many = {**covered, role: covered.get(role, 0) + 2 * sum(covered.values()) + 1}
        assert suggested_class(table, kind, many, None).number == table.of_kind(kind)


def test_cover_by_hand() -> None:
    """1,000 masks, 10 nurses at 4 a day and 5 patients at 1: 45 a day, 22 whole days; goggles run out first."""
    norms = {(7, "medical"): 4_000, (7, "patient"): 1_000, (8, "medical"): 100}
    covered = {"medical": 10, "patient": 5, "worker": 99}
    masks, goggles = Held(7, "口罩", 1_000), Held(8, "护目镜", 12)
    assert cover_left([masks], norms, covered) == Cover(7, "口罩", 22)
    assert cover_left([masks, goggles], norms, covered) == Cover(8, "护目镜", 12)


@given(
    held=st.none() | st.integers(min_value=0, max_value=10**12),
    norm=st.integers(min_value=0, max_value=10**9),
    heads=st.integers(min_value=0, max_value=10_000_000),
)
def test_days_are_never_invented(held: int | None, norm: int, heads: int) -> None:
    cover = cover_left([Held(7, "口罩", held)], {(7, "medical"): norm}, {"medical": heads})
    if held is None or not norm * heads:
        assert cover is None
    else:
        assert cover is not None
        assert cover.days * norm * heads <= held * 1_000 < (cover.days + 1) * norm * heads


@given(
    table=tables(), kind=KINDS, covered=COVERED, cover=COVER, own=st.integers(1, 99), wished=st.integers(0, 99),
    is_settled=st.booleans(),
)  # fmt: skip
def test_nothing_but_what_is_suggested_or_settled_goes_without_a_reason(
    table: ClassTable,
    kind: str,
    covered: dict[str, int],
    cover: Cover | None,
    own: int,
    wished: int,
    *,
    is_settled: bool,
) -> None:
    suggestion = suggested_class(table, kind, covered, cover)
    choice = Choice(own, is_settled)
    assert check_class(choice, suggestion, wished, "写明") == (wished or own)
    try:
        number = check_class(choice, suggestion, wished, "")
    except Refused:
        return
    assert number == suggestion.number or (number == own and is_settled)
    assert not beyond_register(own, suggestion.by_kind, number)
