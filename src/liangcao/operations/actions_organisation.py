"""The rows of the actions table about the office's own organisation (`actions.py` has them all)."""

from liangcao.kernel.refusals import N_
from liangcao.operations.action import Action, Need, Needs, on_oneself
from liangcao.organisation import absences, rostering
from liangcao.organisation import commands as organisation
from liangcao.organisation import handlers as organisation_handlers

_DEPUTY_NEED = Needs(Need(N_("代理岗位要第二个人批准"), "approvals.sign_people"), absences.hands_over_roles)

ORGANISATION = (
    Action(N_("设小组"), organisation.SetGroup, organisation_handlers.set_group),
    Action(N_("撤销小组"), organisation.DissolveGroup, organisation_handlers.dissolve_group),
    Action(N_("加入小组"), organisation.AddMember, organisation_handlers.add_member),
    Action(N_("离开小组"), organisation.EndMembership, organisation_handlers.end_membership),
    Action(N_("登记借调"), organisation.LendMember, organisation_handlers.lend_member),
    Action(N_("登记值班电话"), organisation.SetContact, organisation_handlers.set_contact),
    Action(N_("定班次"), organisation.SetShifts, rostering.set_shifts),
    Action(N_("排班"), organisation.SetRoster, rostering.set_roster),
    Action(N_("提出换班"), organisation.AskSwap, rostering.ask_swap, reach=on_oneself),
    Action(N_("答复换班"), organisation.AnswerSwap, rostering.answer_swap, reach=on_oneself),
    Action(N_("请假"), organisation.RecordAbsence, absences.record_absence, reach=on_oneself, need=_DEPUTY_NEED),
    Action(N_("销假"), organisation.EndAbsence, absences.end_absence, reach=on_oneself),
)
