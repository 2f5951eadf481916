"""What norms propose where nobody said how much: by hand, and what must always hold."""

from hypothesis import given
from hypothesis import strategies as st

from liangcao.kernel.quantity import MAX_QUANTITY, Pack
from liangcao.requests.proposals import DAYS_ASSUMED, propose

BOX, CARTON = Pack("盒", 50), Pack("箱", 2_000)
ROLES = ("medical", "patient", "worker")


def test_by_hand() -> None:
    """4 a day for 10 nurses and 1 for 5 patients, a week: 280 + 35 = 315; 50 are there; 265 are 6 boxes of 50."""
    found = propose(
        {"medical": 4_000, "patient": 1_000},
        {"medical": 10, "patient": 5, "worker": 99},
        cover_days=7,
        stock_held=50,
        packs=[CARTON, BOX],
    )
    assert found is not None
    assert (found.needed, found.quantity, found.pack) == (315, 300, BOX)
    assert [part.role for part in found.parts] == ["medical", "patient"]


def test_a_tenth_of_a_thing_is_rounded_up() -> None:
    found = propose({"medical": 100}, {"medical": 3}, cover_days=1, stock_held=None)
    assert found is not None
    assert (found.needed, found.quantity, found.is_stock_unknown) == (1, 1, True)


def test_what_was_not_said_is_assumed_and_told() -> None:
    found = propose({"medical": 1_000}, {"medical": 2}, cover_days=0, stock_held=3)
    assert found is not None
    assert (found.days, found.is_days_assumed, found.quantity) == (DAYS_ASSUMED, True, 2 * DAYS_ASSUMED - 3)


def test_without_people_or_norms_nothing_is_proposed() -> None:
    assert propose({}, {"medical": 2}, cover_days=7, stock_held=0) is None
    assert propose({"medical": 1_000}, {}, cover_days=7, stock_held=0) is None
    assert propose({"medical": 0}, {"medical": 2}, cover_days=7, stock_held=0) is None


def test_enough_is_there() -> None:
    found = propose({"medical": 1_000}, {"medical": 2}, cover_days=1, stock_held=10**12, packs=[BOX])
    assert found is not None
    assert found.quantity == 0


MANY = st.integers(min_value=0, max_value=10_000_000)


@given(
    norms=st.dictionaries(st.sampled_from(ROLES), st.integers(min_value=0, max_value=10**9)),
    people=st.dictionaries(st.sampled_from(ROLES), MANY),
    days=st.integers(min_value=0, max_value=365),
    stock=st.none() | st.integers(min_value=0, max_value=10**12),
    size=st.integers(min_value=1, max_value=10_000),
)
def test_whole_packs_never_too_few_and_never_a_pack_too_many(
    norms: dict[str, int], people: dict[str, int], days: int, stock: int | None, size: int
) -> None:
    found = propose(norms, people, cover_days=days, stock_held=stock, packs=[Pack("盒", size)])
    if found is None:
        assert not any(people.get(role, 0) and norms.get(role, 0) for role in ROLES)
        return
    exact = sum(people.get(role, 0) * norms.get(role, 0) for role in ROLES) * found.days / 1000
    assert found.needed - 1 < exact <= found.needed
    rest = max(0, found.needed - (stock or 0))
    if found.quantity < MAX_QUANTITY:
        assert rest <= found.quantity < rest + size
        assert found.quantity % size == 0
