"""Limits on picking as a form asks for them: a field for each store, and for the shelves in it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from liangcao.parties.queries import Place, all_places
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form

MOST_LIMITED = 40
"""So many places the form offers a limit on picking for, of each kind."""
FIELD = "pick."


class LimitField(NamedTuple):
    """A field: the place, by its name and what it lies in, and what the field is called."""

    place: str
    name: str


def limit_fields(
    connection: Any, district_id: int, stores: Sequence[Place], form: Form
) -> tuple[list[LimitField], list[LimitField]]:
    """The fields of the stores, and of the shelves in them; those that somebody filled in are always there."""
    chosen = set(_typed(form))
    names = {store.location_id: store.name for store in stores}
    shelves = []
    for shelf in all_places(connection, district_id, ("shelf",)):
        store = next((names[int(each)] for each in shelf.path.split("/") if each and int(each) in names), "")
        if store:
            shelves.append((f"{store} · {shelf.name}", shelf.location_id))
    near = form.get("location_id") or (str(stores[0].location_id) if stores else "")
    shelves.sort(
        key=lambda each: (str(each[1]) not in chosen, each[0] and names.get(row_number(near), "") not in each[0])
    )
    return (
        [LimitField(store.name, f"{FIELD}{store.location_id}") for store in stores[:MOST_LIMITED]],
        [LimitField(name, f"{FIELD}{number}") for name, number in shelves[:MOST_LIMITED]],
    )


def _typed(form: Form) -> dict[str, str]:
    """What was typed, by the number of the place."""
    typed = {name.removeprefix(FIELD): form.get(name).strip() for name in form.values if name.startswith(FIELD)}
    return {place: boxes for place, boxes in typed.items() if boxes}


def limits_typed(form: Form) -> dict[str, str]:
    """The limits that were typed, as the command names them; an empty field is no limit."""
    found: dict[str, str] = {}
    for number, (place, boxes) in enumerate(_typed(form).items()):
        found |= {f"pick_limits.{number}.location_id": place, f"pick_limits.{number}.boxes": boxes}
    return found


def limits_kept(form: Form) -> dict[str, str]:
    """The same by the names of the fields: to be handed on in an address."""
    return {f"{FIELD}{place}": boxes for place, boxes in _typed(form).items()}
