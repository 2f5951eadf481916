"""What takes a second person whatever the amount, where nothing about the command has to be looked at."""

from liangcao.kernel.refusals import N_
from liangcao.operations.action import Need, Needs

ACCEPTANCE = Needs(Need(N_("采购验收要两个人")))
ANNULMENT = Needs(Need(N_("作废验收或发票要第二个人批准")))
BLACKLIST = Needs(Need(N_("列入黑名单要第二个人批准")))
CLEARING = Needs(Need(N_("移出黑名单要第二个人批准")))
MONEY_BACK = Needs(Need(N_("退回资金要第二个人批准")))
PHASE = Needs(Need(N_("宣布进入或结束非常时期要第二个人批准"), "approvals.sign_people"))
