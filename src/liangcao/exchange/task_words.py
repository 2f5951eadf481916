"""The words of a call to the hot-line: how urgent it is, who rings, and where a chip came from. Pure."""

import re

from liangcao.exchange.lead_words import HOW as LEAD_HOW
from liangcao.language import N_

HASTES = (
    ("usual", re.compile("不(?:着|太)?急|不慌|有空再|方便时|什么时候都行")),
    ("now", re.compile("十万火急|特急|急急急?|紧急|马上|立刻|立即|即刻|火速|现在就要|现在要|断货了?|断了")),
    ("soon", re.compile("尽快|尽早|抓紧|赶紧|赶快|快点|(?<![应救告])急(?![救诊性])|催(?:一下|了)?")),
)
"""How urgent it is said to be, the clearest first."""
HOW: dict[str, str] = {
    **{name: LEAD_HOW[name] for name in ("item_name", "item_part", "item_many", "item_alike", "title", "marked")},
    **{name: LEAD_HOW[name] for name in ("surname", "name_many", "phone", "written", "bare_whole", "quantity_many")},
    **{name: LEAD_HOW[name] for name in ("spoken", "packs_said", "day")},
    "unit_name": N_("登记过的单位"),
    "unit_part": N_("名称的一部分或拼音，只对得上这一个"),
    "unit_many": N_("对得上几个单位，请选一个"),
    "unit_said": N_("没有登记过，照原话"),
    "within": N_("从现在算起"),
    "at_once": N_("马上：半小时后再看一次"),
    "clock_many": N_("上午还是下午，请选"),
    "when_many": N_("说了几个时间，请选一个"),
    "haste_word": N_("话里说的"),
}
"""Where a chip came from, in words."""
UNIT_TAIL = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fffA-Za-z0-9]{1,20}?(?:街道办?|社区|居委会|村委会|派出所|卫生院|卫生室|医院|诊所|学校|"
    r"小学|中学|幼儿园|卡口|检查站|收费站|公司|厂|敬老院|养老院|超市|小区|物业|办事处|村|镇)(?![\u4e00-\u9fff])"
)
"""What looks like the name of a unit nobody has registered."""
