"""Who may do what: the table in permissions.txt is what the program says, row by row."""

from pathlib import Path

import pytest

from liangcao.access.permissions import Grant, Reach, check_permission, has_permission
from liangcao.access.roles import CARRIED, PUBLIC, ROLES
from liangcao.kernel.errors import Refused
from liangcao.operations.actions import ACTIONS

TABLE = Path(__file__).with_name("permissions.txt")
SEES = sorted({permission for role in ROLES.values() for permission in role.permissions if permission[:4] == "see."})
SIGNS = ["approvals.sign_goods", "approvals.sign_people"]
"""What else the person who signs must be permitted: `Need.permission` of the action that waits."""
WIDTH = 12


def matrix() -> str:
    """The table as the program has it: a row for each permission, a column for each role."""
    lines = ["".ljust(30) + "".join(name.ljust(WIDTH) for name in ROLES).rstrip()]
    for permission in (*ACTIONS, *SIGNS, *SEES):
        marks = ("yes" if has_permission([Grant(role)], permission) else "-" for role in ROLES)
        lines.append(permission.ljust(30) + "".join(mark.ljust(WIDTH) for mark in marks).rstrip())
    return "\n".join(lines) + "\n"


def test_the_table_is_what_the_program_says() -> None:
    assert matrix() == TABLE.read_text(encoding="utf-8"), "a permission changed: is it meant? then change the table"


def test_roles_name_nothing_that_is_not_there() -> None:
    """A permission that is no action and no view would be a slip of the pen that refuses silently."""
    for name, role in ROLES.items():
        assert role.permissions <= {*ACTIONS, *SIGNS, *SEES}, name


def test_every_action_but_founding_and_the_public_door_belongs_to_somebody() -> None:
    nobody = [name for name in ACTIONS if not any(name in role.permissions for role in ROLES.values())]
    assert set(nobody) == {"parties.found_district", *CARRIED[PUBLIC].permissions}


def test_the_public_door_has_four_permissions_and_is_no_role_of_people() -> None:
    by_the_door = {"requests.ask_publicly", "donations.offer_publicly", "donations.confirm_publicly"}
    by_the_door |= {"delivering.sign_publicly", "recall.answer_by_link"}
    assert CARRIED[PUBLIC].permissions == by_the_door
    assert PUBLIC not in ROLES
    assert CARRIED.keys() - ROLES.keys() == {PUBLIC}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ACTIONS)
def test_the_road_asks_the_same_table(action: str, role: str) -> None:
    """With the role everywhere it is exactly the table; without a role, or with an unknown one, nothing."""
    reach = Reach(("/4/9/",), 7)
    if action in ROLES[role].permissions:
        check_permission([Grant(role)], action, reach)
    else:
        with pytest.raises(Refused, match="not_permitted"):
            check_permission([Grant(role)], action, reach)
    for grants in ([], [Grant("emperor")]):
        with pytest.raises(Refused, match="not_permitted"):
            check_permission(grants, action, reach)
