"""The rows of the actions table about the office's own organisation (`actions.py` has them all)."""

from liangcao.kernel.refusals import N_
from liangcao.operations.action import Action
from liangcao.organisation import commands as organisation
from liangcao.organisation import handlers as organisation_handlers

ORGANISATION = (
    Action(N_("设小组"), organisation.SetGroup, organisation_handlers.set_group),
    Action(N_("撤销小组"), organisation.DissolveGroup, organisation_handlers.dissolve_group),
    Action(N_("加入小组"), organisation.AddMember, organisation_handlers.add_member),
    Action(N_("离开小组"), organisation.EndMembership, organisation_handlers.end_membership),
)
