"""Any table of priority classes that could be signed."""

from hypothesis import strategies as st

from liangcao.parties.class_table import ASKING_KINDS, ClassTable, PriorityClass, check_table
from liangcao.requests.rules import PEOPLE_ROLES

ROLES = tuple(PEOPLE_ROLES)


@st.composite
def tables(draw: st.DrawFn) -> ClassTable:
    """Any table that could be signed: numbers with gaps, kinds and exposures dealt out, some classes retired."""
    numbers = sorted(draw(st.sets(st.integers(min_value=1, max_value=99), min_size=1, max_size=8)))
    retired = set(draw(st.lists(st.sampled_from(numbers), max_size=3))) if len(numbers) > 3 else set()
    active = [number for number in numbers if number not in retired]
    home = {kind: draw(st.sampled_from(active)) for kind in ASKING_KINDS}
    place = {role: draw(st.sampled_from([0, *active])) for role in ROLES}
    classes = tuple(
        PriorityClass(
            number,
            f"类别{number}",
            kinds=tuple(kind for kind in ASKING_KINDS if home[kind] == number),
            exposures=tuple(role for role in ROLES if place[role] == number),
            lift_days=draw(st.integers(min_value=0, max_value=365)),
            is_retired=number in retired,
            moves_to=draw(st.sampled_from([0, *active])) if number in retired else 0,
        )
        for number in numbers
    )
    check_table(classes)
    return ClassTable(3, classes)
