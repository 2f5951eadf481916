"""What takes a second person whatever the amount, where nothing about the command has to be looked at."""

from liangcao.kernel.refusals import N_
from liangcao.operations.action import Need, Needs

ACCEPTANCE = Needs(Need(N_("采购验收要两个人")))
ANNULMENT = Needs(Need(N_("作废验收或发票要第二个人批准")))
BLACKLIST = Needs(Need(N_("列入黑名单要第二个人批准")))
CLASS = Needs(Need(N_("给申请改优先类别要第二个人批准")))
CLASSES = Needs(Need(N_("改优先类别表要第二个人批准")))
CLEARING = Needs(Need(N_("移出黑名单要第二个人批准")))
DELEGATION = Needs(Need(N_("代理岗位要第二个人批准"), "approvals.sign_people"))
EMERGENCY = Needs(Need(N_("应急取得岗位要第二个人批准，并在一天内由第三个人复核"), "approvals.sign_people"))
FLOOR = Needs(Need(N_("定储备底线要第二个人批准")))
KEY = Needs(Need(N_("更换签名密钥要第二个人批准"), "approvals.sign_people"))
MONEY_BACK = Needs(Need(N_("退回资金要第二个人批准")))
PAPERS = Needs(Need(N_("定入库要带的证件，要第二个人批准")))
PASSWORD = Needs(Need(N_("重置别人的密码要第二个人批准"), "approvals.sign_people"))
PAYMENT = Needs(Need(N_("付款要第二个人批准")))
PHASE = Needs(Need(N_("宣布进入或结束非常时期要第二个人批准"), "approvals.sign_people"))
RETURN = Needs(Need(N_("物资退出仓库要第二个人批准")))
RETURN_TO_WORK = Needs(Need(N_("恢复人员要第二个人批准"), "approvals.sign_people"))
ROLE = Needs(Need(N_("授予岗位要第二个人批准"), "approvals.sign_people"))
RULE = Needs(Need(N_("改批准的规定要第二个人批准"), "approvals.sign_people"))
SUBSTITUTE = Needs(Need(N_("定哪种物资可以代替，要第二个人批准")))
UNDO = Needs(Need(N_("撤销签收要第二个人批准")))
WRITE_OFF = Needs(Need(N_("报损要第二个人批准")))
