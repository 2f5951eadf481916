"""The rows of the actions table about handing over (`actions.py` has them all): a code is shown, somebody signs by it,
or on the phone of whoever hands over."""

from liangcao.delivering import commands as delivering
from liangcao.delivering import handlers as delivering_handlers
from liangcao.kernel.refusals import N_
from liangcao.operations.action import Action

HANDING_OVER = (
    Action(
        N_("出示签收码"),
        delivering.IssueLink,
        delivering_handlers.issue_link,
        duty="carry",
        reach=delivering_handlers.reach_of_handing_over,
    ),
    Action(N_("扫码签收"), delivering.SignPublicly, delivering_handlers.sign_publicly, duty="receive"),
    Action(
        N_("在送货人手机上签收"),
        delivering.TakeSignature,
        delivering_handlers.take_signature,
        duty="carry",
        reach=delivering_handlers.reach_of_handing_over,
    ),
)
