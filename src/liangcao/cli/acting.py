"""In whose name the command line acts: somebody of the office, never nobody."""

from liangcao.access.permissions import Reach, check_permission
from liangcao.access.queries import Actor, actors_of, load_actor
from liangcao.kernel.errors import Refused, refused
from liangcao.operations.office import Office

EVERYWHERE = Reach()


def acting(office: Office, permission: str, login: str, reach: Reach = EVERYWHERE) -> Actor:
    """The person named `login`, or else the first who may do `permission` as far as `reach`: in the whole district.

    Whether the deed is permitted the road decides. Raises Refused ``unknown_actor``, ``not_permitted``.
    """
    with office.database.read() as connection:
        for actor_id, known_login in actors_of(connection, office.district_id):
            actor = load_actor(connection, office.district_id, actor_id, office.clock.now())
            if actor is None or (login and login != known_login):
                continue
            if login or _may(actor, permission, reach):
                return actor
    if login:
        raise refused("unknown_actor", name=login)
    raise refused("not_permitted", action=permission)


def _may(actor: Actor, permission: str, reach: Reach) -> bool:
    try:
        check_permission(actor.grants, permission, reach)
    except Refused:
        return False
    return True
