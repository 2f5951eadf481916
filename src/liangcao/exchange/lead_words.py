"""The words of a call about goods, as patterns: prices, quantities, days, papers, names. Pure; used by `lead_line`."""

import re

from liangcao.catalog.units import UNIT_WORDS
from liangcao.language import N_

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
HAN_NUMBER = "[零一二两三四五六七八九十百千万亿]"
UNIT = "(?:" + "|".join(sorted(map(re.escape, UNIT_WORDS), key=len, reverse=True)) + ")"
_PER_UNIT = rf"(?:\s?(?:/|每|一)\s?(?P<per>(?:[0-9]{{1,5}})?{UNIT}))?"
_VAGUE = r"(?!\s?(?:多|左右|上下|出头|以上|以内|几|来))"
_YUAN = r"(?:元|块钱|块|圆|rmb|RMB)"
_PREFIX = r"(?:(?:每|一)\s?(?P<each>{unit})\s?)?(?:(?P<total>总共|一共|共计|合计|总价|总计|打包价?|共)\s?)?"
_SAID = r"(?:(?P<said>单价|报价|价格|价|卖|要|@)\s?[:]?\s?)?"
_BEFORE = r"(?<![A-Za-z0-9.+])"
_HEAD = _PREFIX.format(unit=UNIT) + _SAID
CURRENCIES: dict[str, str] = {
    "美元": "USD", "美金": "USD", "USD": "USD", "US$": "USD", "$": "USD", "欧元": "EUR", "EUR": "EUR", "€": "EUR",
    "日元": "JPY", "JPY": "JPY", "港币": "HKD", "港元": "HKD", "HKD": "HKD", "韩元": "KRW", "KRW": "KRW",
    "泰铢": "THB", "THB": "THB", "英镑": "GBP", "GBP": "GBP",
}  # fmt: skip
WITHOUT_CENTS = frozenset({"JPY", "KRW"})
"""Foreign money whose smallest part is the whole."""
_MONEY = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))

PHONES = (
    re.compile(r"(?:电话|手机|tel)?[:]?\s?(?<![0-9])((?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4})(?![0-9])"),
    re.compile(r"(?:电话|tel)?[:]?\s?(?<![0-9])(\(?0[1-9][0-9]{1,2}\)?[ -]?[2-9][0-9]{6,7})(?![0-9])"),
    re.compile(r"(?:电话|tel)?[:]?\s?(?<![0-9])(400[ -]?[0-9]{3}[ -]?[0-9]{4})(?![0-9])"),
)
STANDARD = re.compile(
    rf"{_BEFORE}((?:GB|YY|FZ)(?:/T)?[ -]?[0-9]{{3,6}}(?:[-.][0-9]{{1,4}})*|EN[ -]?[0-9]{{3,5}}|NIOSH)(?![A-Za-z0-9])",
    re.I,
)
FREIGHT = re.compile(rf"运费(?:另算|要|约)?\s?({NUMBER})\s?(万)?{_YUAN}?")
FREIGHT_PAID = re.compile(r"包邮|含运费|包运费|送货上门|免运费")
FOREIGN = (
    re.compile(rf"{_HEAD}(?P<money>{_MONEY})\s?(?P<number>{NUMBER})(?P<scale>万)?{_PER_UNIT}", re.I),
    re.compile(rf"{_HEAD}{_BEFORE}(?P<number>{NUMBER})\s?(?P<scale>万)?(?P<money>{_MONEY}){_PER_UNIT}", re.I),
)
YUAN = (
    re.compile(
        rf"{_HEAD}{_BEFORE}[¥￥]?\s?(?P<number>{NUMBER}|{HAN_NUMBER}+)\s?(?P<scale>万)?{_YUAN}"
        rf"(?:(?P<jiao>[0-9一二三四五六七八九])(?:毛|角|(?!{UNIT}))(?![0-9.万千百])(?P<fen>[0-9])?)?(?:钱)?{_VAGUE}{_PER_UNIT}"
    ),
    re.compile(rf"{_HEAD}[¥￥]\s?(?P<number>{NUMBER})(?P<scale>万)?{_PER_UNIT}"),
    re.compile(
        rf"{_HEAD}{_BEFORE}(?P<jiao>[0-9一二三四五六七八九])(?:毛|角)(?P<fen>[0-9一二三四五六七八九])?(?:分|钱)?{_VAGUE}{_PER_UNIT}"
    ),
    re.compile(rf"{_HEAD}{_BEFORE}(?P<cents>[0-9]{{1,2}})分(?:钱)?(?!钟){_VAGUE}{_PER_UNIT}"),
    re.compile(
        rf"(?:(?:每|一)\s?(?P<each>{UNIT})\s?)?(?P<total>总价|总计|合计)?(?:单价|报价|价格|@)\s?[:]?\s?"
        rf"(?P<number>{NUMBER})(?P<scale>万)?(?![0-9万千百wk]){_VAGUE}{_PER_UNIT}"
    ),
    re.compile(rf"{_BEFORE}(?P<number>{NUMBER})\s?(?:/|一|每)\s?(?P<per>(?:[0-9]{{1,5}})?{UNIT})"),
)
BARE_DECIMAL = re.compile(rf"{_BEFORE}([0-9]{{1,6}}\.[0-9]{{1,3}})(?![0-9A-Za-z.%万千百])")
_AMOUNT = (
    rf"(?:{NUMBER}\s?(?:[亿万百wWkK]|千(?![克瓦米升]))?(?:[0-9]+[千百]?)?|{HAN_NUMBER}*[十百千万亿]{HAN_NUMBER}*"
    rf"|[一二两三四五六七八九](?={UNIT}))"
)
_NO_DAY = r"(?![0-9A-Za-z.%]|\s?(?:月|日|号|天|点|年|小时|周))"
_QUANTITY = rf"{_BEFORE}(?P<amount>(?>{_AMOUNT}\s?(?:{UNIT})?)){_NO_DAY}{_VAGUE}"
MINIMUM = (
    re.compile(rf"(?:起订量?|起批量?|最少要?|至少要?|不少于)[:]?\s?{_QUANTITY}"),
    re.compile(rf"{_QUANTITY}(?:起订|起批|起卖|起发|起)"),
)
PACK_SIZE = (
    re.compile(rf"(?:每|一)\s?(?P<pack>箱|盒|包|件|袋)\s?(?:装|有|是)?\s?(?P<size>[0-9]{{1,5}})\s?(?P<unit>{UNIT})"),
    re.compile(rf"{_BEFORE}(?P<size>[0-9]{{1,5}})\s?(?P<unit>{UNIT})\s?/\s?(?P<pack>箱|盒|包|件|袋)"),
)
QUANTITY = re.compile(rf"(?:数量[:]?|共有|能供|可供|供|有)?\s?{_QUANTITY}")

DAY = (
    r"(?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|[0-9]{1,2}月[0-9]{1,2}[日号]?|[0-9]{1,2}[日号]"
    r"|今天|今晚|明天|明晚|明早|后天|大后天)"
)
_COUNT = "(?P<count>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
VALID = (
    re.compile(rf"(?:报价|价格)?(?:有效期?|保价|截止?)(?:到|至)?[:]?\s?(?P<day>{DAY})"),
    re.compile(rf"(?P<day>{DAY})(?:之前|以前|前|内)?(?:有效|定下|付款|下单)"),
    re.compile(rf"(?:报价|价格)?(?:只保|保)?{_COUNT}(?P<unit>天|日|小时)(?:之内|内)?有效"),
)
CLOCK = r"(?P<part>上午|下午|晚上|中午|早上)?(?P<clock>[0-9]{1,2}[点:](?:半|[0-9]{1,2}分?)?)?"
CALL_AGAIN = re.compile(rf"(?P<day>{DAY})?{CLOCK}(?:再打|再联系|再问|回电话?|回话|给回话|听信|打过?去)(?:电话)?")
_ARRIVES = "(?:能|可以?)?(?:发货|到货|交货|出货|送到|发出|到|发|出)"
DELIVERY = (
    re.compile(rf"(?:货期|交期|工期|要等)\s?{_COUNT}(?P<unit>天|日|小时|周)?"),
    re.compile(rf"{_COUNT}(?:个)?(?P<unit>天|日|小时|周)(?:之内|内|后)?{_ARRIVES}"),
    re.compile(rf"(?P<day>今天|今晚|明天|明晚|明早|后天|大后天){_ARRIVES}"),
)
SPOT = re.compile(
    r"(?:有|都是|全是)?现货|现成的?|马上(?:能)?(?:发货?|拉走|提货|有)|随时(?:能)?(?:发货?|提货?|拉)|库里就有"
)
ORDERED = re.compile(r"期货|预订|预定|排产|排单|要订货|定做|没有?现货|无现货|在路上|还没到货")
_PAPER = "(?:全套|合格|注册|检测|质检|医疗|进口|出厂|任何)*(?:证件?|资质|手续|报告|证书)"
PAPERS = (
    ("none", re.compile(rf"(?:无|没有?|缺|不带){_PAPER}|三无|证不全|手续不全")),
    ("claimed", re.compile(rf"(?:证件?|手续|资质|证书)(?:都)?(?:齐全?|全)|(?:有|带){_PAPER}|医疗器械注册证?")),
)
DEATHS = (
    ("no_stock", re.compile(r"没有?货|无货|断货|缺货|卖(?:完|光)了?|售罄|一只(?:都|也)没有")),
    ("refused", re.compile(r"不卖(?:了|给我们)?|不对外|不肯卖|不给")),
)
OUTCOMES = (
    ("no_answer", re.compile(r"没人接|无人接听?|没接|没打通|打不通|占线|关机|停机")),
    ("promised", re.compile(r"答应了?|说好了?|同意给")),
)
CHANNEL_WORDS = (
    ("bonded_park", re.compile(r"保税(?:物流)?(?:园区?|区|仓库?)?")),
    ("cross_border", re.compile(r"跨境(?:电商)?|海淘|海外代购")),
    ("reserve_unit", re.compile(r"储备(?:单位|库)")),
    ("donation_appeal", re.compile(r"捐赠(?:倡议|意向)?|愿捐|想捐|要捐")),
    ("local", re.compile(r"本地|本市|我市|本区")),
)
_COMPANY_TAIL = (
    "公司|厂家|厂|集团|商行|药房|药店|医药连锁|连锁|经营部|门市部|超市|商贸|贸易|"
    "红十字会|慈善总会|商会|基金会|旗舰店|专营店"
)
COMPANY = re.compile(
    rf"(?<![\u4e00-\u9fffA-Za-z])[\u4e00-\u9fffA-Za-z0-9()·&]{{1,24}}?(?:{_COMPANY_TAIL})(?![\u4e00-\u9fff])"
)
TITLES = "经理|老板|主任|先生|女士|小姐|师傅|科长|处长|厂长|店长|院长|会长|书记|秘书|大夫|医生|老师|同志|总|哥|姐|工"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟"
    "殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时"
    "穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩"
)
_DOUBLE = "欧阳|上官|司马|诸葛|司徒|东方|独孤|南宫|夏侯|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文"
SURNAME = f"(?:{_DOUBLE}|[{_SURNAMES}])"
TITLED = re.compile(
    rf"(?:联系人?[:]?|找)?\s?(?<![\u4e00-\u9fff])((?:老|小|阿)?{SURNAME}[\u4e00-\u9fff]{{0,2}}?(?:{TITLES})|(?:老|小){SURNAME})(?=说|讲|那|[^\u4e00-\u9fff]|$)"
)
MARKED_NAME = re.compile(r"(?:联系人|找)[:]?\s?([\u4e00-\u9fff]{1,4})(?![\u4e00-\u9fff])")
BARE_NAME = re.compile(rf"{SURNAME}[\u4e00-\u9fff]{{0,2}}")

HOW: dict[str, str] = {
    "item_name": N_("目录里的名称或别名"),
    "item_part": N_("名称的一部分或拼音，只对得上这一种"),
    "item_many": N_("对得上几种，请选一种"),
    "item_alike": N_("目录里没有，最像的是这些，请选"),
    "place": N_("地名"),
    "place_many": N_("几个地名，请选一个"),
    "in_company": N_("单位名称里的地名"),
    "title": N_("姓加称呼"),
    "marked": N_("前面写明了"),
    "surname": N_("像是人名，请核对"),
    "name_many": N_("几个都像人名，请选一个"),
    "phone": N_("号码的样子"),
    "supplier": N_("登记过的单位"),
    "company": N_("像单位名称"),
    "written": N_("照原话"),
    "bare_whole": N_("只写了数字，当作数量，请核对"),
    "bare_price": N_("只写了数字，当作单价，请核对"),
    "bare_decimal": N_("只写了小数，当作单价，请核对"),
    "quantity_many": N_("几个数都像数量，请选一个"),
    "spoken": N_("“2万5”可以是 25,000，也可以是 20,005，请选"),
    "packs_said": N_("按说的每箱装多少算"),
    "per_written": N_("写明了按什么算价"),
    "per_piece": N_("没写按什么算价，当作每个最小单位，请核对"),
    "per_open": N_("没写按什么算价，请选"),
    "price_many": N_("几个价，请选一个"),
    "day": N_("从今天推出来的日子"),
    "channel_word": N_("话里说的"),
    "channel_home": N_("和以前记过的本地线索比"),
    "channel_before": N_("这个地方上次记的渠道"),
    "abroad": N_("境外的地名"),
}
"""Where a chip came from, in words."""
