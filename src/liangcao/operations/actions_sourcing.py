"""The rows of the actions table about leads (`actions.py` has them all)."""

from liangcao.kernel.refusals import N_
from liangcao.operations.action import Action
from liangcao.sourcing import commands as sourcing
from liangcao.sourcing import handlers as sourcing_handlers

SOURCING = (
    Action(N_("记线索"), sourcing.CaptureLead, sourcing_handlers.capture_lead),
    Action(N_("补正线索"), sourcing.CorrectLead, sourcing_handlers.correct_lead),
    Action(N_("记通话"), sourcing.LogLeadCall, sourcing_handlers.log_lead_call),
    Action(N_("记报价"), sourcing.AddOffer, sourcing_handlers.add_offer),
    Action(N_("报价作废"), sourcing.EndOffer, sourcing_handlers.end_offer),
    Action(N_("线索作罢"), sourcing.CloseLead, sourcing_handlers.close_lead),
    Action(N_("重新跟进线索"), sourcing.ReopenLead, sourcing_handlers.reopen_lead),
    Action(N_("合并线索"), sourcing.MergeLeads, sourcing_handlers.merge_leads),
)
