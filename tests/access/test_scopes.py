"""What one may see and where one may act: the union of what each role reaches, never more."""

from hypothesis import given
from hypothesis import strategies as st

from liangcao.access.permissions import EVERYTHING, NOTHING, Grant, Reach, check_permission, scope_of
from liangcao.access.roles import ROLES
from liangcao.kernel.errors import Refused
from liangcao.operations.actions import ACTIONS

PATHS = ("/1/", "/1/2/", "/1/2/3/", "/12/", "/4/")
GRANTS = st.builds(
    Grant,
    st.sampled_from([*ROLES, "emperor"]),
    st.sampled_from(("", "", *PATHS)),
    st.sampled_from((0, 0, 7, 8)),
)
PERMISSIONS = st.sampled_from(sorted({each for role in ROLES.values() for each in role.permissions}))
SETS = st.lists(GRANTS, max_size=5)


def may(grants: list[Grant], permission: str, reach: Reach) -> bool:
    try:
        check_permission(grants, permission, reach)
    except Refused:
        return False
    return True


@given(SETS, PERMISSIONS)
def test_the_scope_of_many_roles_is_the_union_of_each(grants: list[Grant], permission: str) -> None:
    each = [scope_of([grant], permission) for grant in grants]
    whole = scope_of(grants, permission)
    if any(scope == EVERYTHING for scope in each):
        assert whole == EVERYTHING
    else:
        assert set(whole.paths or ()) == {path for scope in each for path in scope.paths or ()}
        assert set(whole.party_ids or ()) == {party for scope in each for party in scope.party_ids or ()}


@given(SETS, PERMISSIONS)
def test_without_the_permission_nothing_is_seen(grants: list[Grant], permission: str) -> None:
    lacking = [grant for grant in grants if grant.role not in ROLES or permission not in ROLES[grant.role].permissions]
    assert scope_of(lacking, permission) == NOTHING
    assert scope_of([], permission) == NOTHING


@given(SETS, GRANTS, PERMISSIONS, st.sampled_from(PATHS), st.sampled_from((0, 7, 8)))
def test_another_role_never_takes_away(
    grants: list[Grant], more: Grant, permission: str, path: str, party_id: int
) -> None:
    reach = Reach((path,), party_id)
    assert not may(grants, permission, reach) or may([*grants, more], permission, reach)


@given(GRANTS, st.sampled_from(sorted(ACTIONS)), st.lists(st.sampled_from(PATHS), max_size=3))
def test_a_role_at_a_place_reaches_only_below_it(grant: Grant, action: str, paths: list[str]) -> None:
    """Of several places every one must lie below; "/1/" does not reach "/12/"; no place is the whole district."""
    if grant.path and not grant.party_id and may([grant], action, Reach(tuple(paths))):
        assert action == "access.change_own_password" or paths
        assert all(path.startswith(grant.path) for path in paths)


@given(GRANTS, st.sampled_from(sorted(ACTIONS)), st.sampled_from((0, 7, 8)))
def test_a_role_for_a_unit_speaks_for_that_unit_alone(grant: Grant, action: str, party_id: int) -> None:
    if grant.party_id and action != "access.change_own_password" and may([grant], action, Reach(PATHS, party_id)):
        assert grant.party_id == party_id
