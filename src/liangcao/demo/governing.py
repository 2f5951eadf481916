"""The scenes about the office itself: its own rules and ranks, a role taken at night, and what was made of it."""

from dataclasses import asdict

from liangcao.access.commands import BreakGlass, ReviewEmergency
from liangcao.demo.cast import APPROVER, COORDINATOR, INSPECTOR, SECOND_ADMIN, STORE
from liangcao.demo.telling import Telling
from liangcao.demo.world import World
from liangcao.operations.signing import SetSigningRule
from liangcao.parties.class_table import FOUNDING
from liangcao.requests.commands import ClassLine, SetClasses

LARGE_LOSS = 500
LOW_DAYS = 2


def rule_on_losses(telling: Telling, _world: World) -> None:
    """Nobody writes off much with one colleague only."""
    telling.at(telling.day, "11:00")
    rule = SetSigningRule(of_action="storing.write_off", at_least=LARGE_LOSS, signers=2, reason="数量大的报损从严")
    telling.do_with(APPROVER, SECOND_ADMIN, rule)


def lift_who_runs_out(telling: Telling, _world: World) -> None:
    """Masks arrive by the day: a unit that has less than two days' worth is to be looked at one class higher."""
    telling.at(telling.day, "11:30")
    lines = tuple(
        ClassLine(**{**asdict(each), "lift_days": 0 if each.number == 1 else LOW_DAYS}) for each in FOUNDING.classes
    )
    command = SetClasses(based_on=0, lines=lines, reason="货到得慢：现有不足两天的，建议提一级")
    telling.do_with(COORDINATOR, APPROVER, command)


def keep_the_store_at_night(telling: Telling, _world: World) -> None:
    """The keeper is asleep, a hospital calls; it turns out to have been enough to look."""
    telling.at(telling.day, "22:10")
    asked = BreakGlass(
        role="keeper", location_id=telling.places[STORE], hours=2, reason="夜里医院来电急要，保管员联系不上"
    )
    taken = telling.do_with(COORDINATOR, APPROVER, asked)
    telling.emergency = int(taken.answer["grant_id"])


def review_the_night(telling: Telling, _world: World) -> None:
    """Within the day somebody who had no part in it looks into the journal."""
    telling.at(telling.day, "08:20")
    finding = "核对账本：两小时内没有移动过物资，医院当晚撤回了要求"
    review = ReviewEmergency(grant_id=telling.emergency, is_justified=True, finding=finding)
    telling.do(INSPECTOR, review)
