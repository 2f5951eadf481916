"""trips: which vehicles are out, and trips planned for what is on its way."""

import uuid
from dataclasses import asdict
from typing import Annotated, Any

import typer

from liangcao.access.permissions import EVERYTHING
from liangcao.cli.acting import acting
from liangcao.cli.books import open_office, seal_books
from liangcao.cli.frame import OfficeCommand, OfficeGroup
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.kernel.moment import day_of, minute_of
from liangcao.language import N_, _
from liangcao.operations.submission import Submission
from liangcao.tracking.commands import AdoptTrips, NewTrip
from liangcao.tracking.journeys import Proposal
from liangcao.tracking.proposing import Asked, ask_day, propose
from liangcao.tracking.queries import trips_of_day
from liangcao.tracking.rules import STATES, WHY_NOT, clock

group = typer.Typer(name="trips", cls=OfficeGroup, help=N_("出车：今天的车，给在途的发货单排车"), no_args_is_help=True)
program.add_typer(group)


@group.command(cls=OfficeCommand, help=N_("今天的出车：谁开、几点、送到几站、到哪里了"))
def today(context: typer.Context) -> None:
    """List the trips of the day."""
    terminal = Terminal.of(context)
    with open_office(terminal) as office, office.database.read() as connection:
        day = day_of(office.clock.now(), office.timezone)
        found = trips_of_day(connection, office.district_id, EVERYTHING, day)
    rows = [
        (str(each.trip_id), each.plate, each.driver_name, f"{clock(each.leaves)}–{clock(each.back)}",
         f"{each.delivered} / {each.stops}", _(STATES[each.state]))
        for each in found
    ]  # fmt: skip
    heads = (_("出车单"), _("车"), _("司机"), _("出车到回来"), _("送到几站"), _("状态"))
    shown = table(heads, rows) if rows else _("今天还没有出车。")
    terminal.answer({"ok": True, "day": day, "trips": [asdict(each) for each in found]}, shown)


@group.command(cls=OfficeCommand, help=N_("给在途而没排车的发货单排车：几趟、什么次序、哪些排不上、为什么"))
def plan(
    context: typer.Context,
    day: Annotated[str, typer.Option(help=N_("哪一天（2020-02-10）；默认今天"))] = "",
    adopt: Annotated[bool, typer.Option("--adopt", help=N_("排出来就定下"))] = False,
    login: Annotated[str, typer.Option("--as", help=N_("以谁的名义（登录名）；默认是第一个能定出车的人"))] = "",
) -> None:
    """Propose trips; with ``--adopt`` decide on them as well."""
    terminal = Terminal.of(context)
    with open_office(terminal) as office:
        now = office.clock.now()
        here = day_of(now, office.timezone)
        day = day or here
        with office.database.read() as connection:
            asked = ask_day(connection, office.district_id, day)
        found = propose(asked, minute_of(now, office.timezone) if day == here else 0)
        ids: list[int] = []
        if adopt and found.runs:
            actor = acting(office, "tracking.adopt_trips", login)
            command = AdoptTrips(day=day, trips=_new_trips(found, asked))
            ids = office.perform(Submission(command, actor.actor_id, str(uuid.uuid4()))).answer["trip_ids"]
            seal_books(terminal.settings, office)
    terminal.answer(_data(found, day, ids), *_shown(found, asked, ids))


def _new_trips(found: Proposal, asked: Asked) -> tuple[NewTrip, ...]:
    drivers = {car.vehicle_id: car.driver_id or None for car in asked.vehicles}
    return tuple(
        NewTrip(
            vehicle_id=each.run.vehicle_id,
            leaves=each.run.leaves,
            driver_id=drivers[each.run.vehicle_id],
            shipment_ids=each.run.stops,
        )
        for each in found.runs
    )


def _data(found: Proposal, day: str, ids: list[int]) -> dict[str, Any]:
    runs = [
        {
            "vehicle_id": each.run.vehicle_id,
            "leaves": each.run.leaves,
            "back": each.back,
            "metres": each.metres,
            "boxes": each.load.boxes,
            "shipment_ids": list(each.run.stops),
        }
        for each in found.runs
    ]
    left = [{"shipment_id": each.key, "why": each.why} for each in found.unserved]
    return {"ok": True, "day": day, "runs": runs, "unserved": left, "trip_ids": ids}


def _shown(found: Proposal, asked: Asked, ids: list[int]) -> list[Any]:
    cargo, plates = asked.known.cargo, {car.vehicle_id: car.plate for car in asked.vehicles}
    if not cargo:
        return [_("没有要排的：在途的都已经排了车。")]
    rows = [
        (plates[each.run.vehicle_id], f"{clock(each.run.leaves)}–{clock(each.back)}", f"{each.metres / 1000:.1f}",
         f"{each.load.boxes}", " → ".join(cargo[key].unit_name for key in each.run.stops))
        for each in found.runs
    ]  # fmt: skip
    shown: list[Any] = [table((_("车"), _("出车到回来"), _("公里"), _("箱数"), _("停靠")), rows)] if rows else []
    if found.unserved:
        left = [(cargo[each.key].unit_name, _(WHY_NOT[each.why])) for each in found.unserved]
        shown.append(table((_("没排上的"), _("为什么没排上")), left))
    if ids:
        shown.append(_("定了 %(n)s 趟出车") % {"n": len(ids)})
    return shown
