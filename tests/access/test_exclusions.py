"""Duties that exclude each other, for every pair and every time a delegation can begin and end: refused exactly where
one person did both, or two of whom one acted for the other, at the time of the first deed or of the second."""

from itertools import combinations

import pytest

from liangcao.access.duties import CHAINS, DUTIES, EXCLUDES, SIGNING_EXCLUDES, shut_out_by
from liangcao.access.permissions import FOR_EVER, Term
from liangcao.access.queries import Conflict, Doer, Done, Link, conflict_among, find_conflict
from liangcao.database.bulk import tell
from liangcao.kernel.effects import DutyDone
from scenarios.cast import Cast

ME, OTHER, STRANGER = 1, 2, 3
FIRST, SECOND = 40, 80
"""When the first duty was done, and when the second is tried."""
EDGES = (10, 20, FIRST, FIRST + 1, 60, SECOND, SECOND + 1, 90, FOR_EVER)
"""Where a delegation can begin and end: before, at and after each of the two deeds; its end itself is outside."""
TERMS = [Term(since, until) for since, until in combinations(EDGES, 2)]
PAIRS = [(earlier, later) for later in DUTIES for earlier in DUTIES]


def says(
    earlier: str, later: str, did: int = OTHER, links: tuple[Link, ...] = (), chains: tuple[str, str] = ("c:1", "c:1")
) -> Conflict | None:
    """What keeps ME from `later`, after somebody `did` the `earlier` one."""
    done = Done(did, chains[0], earlier, FIRST)
    return conflict_among(Doer(ME, SECOND), links, [done], [DutyDone(chains[1], later)])


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_one_person_and_two_strangers(earlier: str, later: str) -> None:
    excluded = earlier in EXCLUDES[later]
    assert says(earlier, later, did=ME) == (Conflict("c:1", earlier, later) if excluded else None)
    assert says(earlier, later, did=ME, chains=("c:1", "c:2")) is None, "another chain is another matter"
    assert says(earlier, later) is None
    elsewhere = Link(STRANGER, "丁", Term())
    assert says(earlier, later, links=(elsewhere,)) is None, "a delegation with a third person says nothing"


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_who_acts_for_another_counts_as_one_with_them(earlier: str, later: str) -> None:
    """A link has no direction: it is the same whether ME delegated to OTHER or the other way round."""
    for term in TERMS:
        found = says(earlier, later, links=(Link(OTHER, "乙", term),))
        was_one = term.since <= FIRST < term.until or term.since <= SECOND < term.until
        excluded = earlier in EXCLUDES[later]
        assert found == (Conflict("c:1", earlier, later, "乙") if excluded and was_one else None), term


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_who_signs_as_a_second_person(earlier: str, later: str) -> None:
    """What shuts out whoever does it shuts out whoever signs it; of undoing also who handed over or signed."""
    done = [Done(ME, "c:1", earlier, FIRST)]
    found = conflict_among(Doer(ME, SECOND, signs=True), (), done, [DutyDone("c:1", later)])
    excluded = earlier in EXCLUDES[later] or (later == "undo" and earlier in {"carry", "receive"})
    assert found == (Conflict("c:1", earlier, later) if excluded else None)
    assert (earlier in shut_out_by(later, signs=True)) == excluded


def test_exclusion_goes_both_ways_but_for_stopping_a_lot_and_carrying_again() -> None:
    one_way = {(duty, each) for duty, others in EXCLUDES.items() for each in others if duty not in EXCLUDES[each]}
    assert one_way == {("clear", "stop"), ("inspect", "stop"), ("receive", "carry")}


def test_every_duty_stands_on_a_chain_and_excludes_only_what_stands_there_too() -> None:
    """Taking in, inspecting, valuing and paying reach over the chains told here; every other duty over one."""
    where: dict[str, set[str]] = {duty: set() for duty in DUTIES}
    for chain, (_title, duties) in CHAINS.items():
        for duty in duties:
            where[duty].add(chain)
    assert {duty: chains for duty, chains in where.items() if len(chains) != 1} == {
        "take_in": {"receipt", "purchase", "donation", "mobilisation"},
        "inspect": {"receipt", "lot", "purchase"},
        "value": {"receipt", "donation"},
        "pay": {"receipt", "purchase"},
    }
    for table in (EXCLUDES, SIGNING_EXCLUDES):
        assert [
            (duty, each) for duty, others in table.items() for each in others if not where[duty] & where[each]
        ] == []


class Linked:
    """审批丙 has just done every duty, each on a chain of its own; a delegation of theirs, taken back since."""

    def __init__(self, cast: Cast, giver: str, taker: str, term: Term) -> None:
        self.cast = cast
        self.ids = {name: cast.id_of("person", name) for name in ("审批丙", "闲人寅", "值班甲")}
        [(entry, recorded_at)] = cast.ask("SELECT number, recorded_at FROM journal ORDER BY number DESC LIMIT 1")
        self.shift = recorded_at - FIRST
        grant = (9_999, self.ids[taker], term.since + self.shift, term.until + self.shift, self.ids[giver])
        with cast.database.write() as connection:
            tell(
                connection,
                "INSERT INTO role_grant (district_id, grant_id, actor_id, role, since, until, origin, given_by, "
                "from_grant, is_handed_over, is_active) VALUES (1, ?, ?, 'approver', ?, ?, 'delegated', ?, 1, 0, 0)",
                grant,
            )
            for duty in DUTIES:
                row = (f"c:{duty}", duty, self.ids["审批丙"], entry)
                sql = "INSERT INTO duty_done (district_id, chain, duty, actor_id, entry) VALUES (1, ?, ?, ?, ?)"
                tell(connection, sql, row)

    def refused_pairs(self, who: str) -> set[tuple[str, str]]:
        """Every (earlier, later) that the books keep `who` from."""
        now = SECOND + self.shift
        with self.cast.database.read() as connection:
            return {
                (earlier, later)
                for earlier, later in PAIRS
                if find_conflict(connection, 1, Doer(self.ids[who], now), [DutyDone(f"c:{earlier}", later)])
            }


ALL = {(earlier, later) for later, others in EXCLUDES.items() for earlier in others}


@pytest.mark.parametrize(("giver", "taker"), [("审批丙", "闲人寅"), ("闲人寅", "审批丙")])
@pytest.mark.parametrize(
    ("term", "counts"),
    [
        (Term(10, 20), False), (Term(10, 41), True), (Term(FIRST, 60), True), (Term(41, SECOND), False),
        (Term(60, 81), True), (Term(SECOND, 90), True), (Term(81, 90), False), (Term(10, 90), True),
    ],
)  # fmt: skip
def test_the_books_say_the_same(cast: Cast, giver: str, taker: str, term: Term, counts: bool) -> None:
    linked = Linked(cast, giver, taker, term)
    assert linked.refused_pairs("审批丙") == ALL
    assert linked.refused_pairs("闲人寅") == (ALL if counts else set())
    assert linked.refused_pairs("值班甲") == set()
