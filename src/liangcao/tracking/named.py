"""Whatever a command of tracking names: a store, a vehicle, a driver; refused where there is none."""

from liangcao.access.permissions import Reach, reaches
from liangcao.access.queries import load_actor
from liangcao.database.context import Context
from liangcao.kernel.errors import refused
from liangcao.parties.queries import Place, place
from liangcao.tracking.day import Vehicle, vehicles


def store(context: Context, location_id: int, field: str) -> Place:
    """A store; raises Refused ``unknown_location`` for any other place."""
    found = place(context, location_id, field)
    if found.kind != "store":
        raise refused("unknown_location", field, name=location_id)
    return found


def check_driver(context: Context, actor_id: int | None, field: str = "driver_id") -> None:
    """Raise Refused ``unknown_actor`` or ``not_a_driver`` unless this person may set out, or nobody is named."""
    if actor_id is None:
        return
    actor = load_actor(context.connection, context.district_id, actor_id, context.recorded_at, context.facts)
    if actor is None:
        raise refused("unknown_actor", field, name=actor_id)
    if not reaches(actor.grants, "tracking.start_trip", Reach(is_own=True)):
        raise refused("not_a_driver", field, name=actor.name)


def vehicle(context: Context, vehicle_id: int, field: str = "vehicle_id") -> Vehicle:
    """A vehicle; raises Refused ``unknown_document``."""
    for found in vehicles(context.connection, context.district_id):
        if found.vehicle_id == vehicle_id:
            return found
    raise refused("unknown_document", field, name=vehicle_id)
