"""A line said on the telephone: what is read from it, what is offered to choose from, what stays as words."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.catalog.search import search_tokens
from liangcao.catalog.starter import starter_items
from liangcao.exchange.lead_chips import Known, KnownItem, KnownUnit, LeadLine
from liangcao.exchange.task_line import read_task_line
from liangcao.exchange.task_when import moments_in
from liangcao.exchange.task_words import HOW

NOW = datetime(2020, 1, 31, 15, 20)  # noqa: DTZ001 - a Friday, on the district's clocks
ITEMS = [
    KnownItem(
        number, each.name, (each.name, *each.aliases), search_tokens(each.name, each.aliases), each.base_unit,
        {pack.name: pack.size for pack in each.packs},
    )
    for number, each in enumerate(starter_items(), 1)
]  # fmt: skip
UNITS = ["四宝山街道办事处", "石桥街道", "高新区中心医院", "高新区人民医院急救中心", "东卡口", "第一小学"]
KNOWN = Known(ITEMS, units=[KnownUnit(number, name, search_tokens(name)) for number, name in enumerate(UNITS, 100)])


def told(line: LeadLine) -> dict[str, str]:
    """Chips by kind with names for numbers, choices after a question mark, and the rest."""
    names = {("item", str(each.item_id)): each.name for each in ITEMS}
    names |= {("unit", str(each.party_id)): each.name for each in KNOWN.units}
    found = {}
    for chip in line.chips:
        value = names.get((chip.kind, chip.value), chip.value)
        found[chip.kind] = value or "?" + "|".join(shown for _, shown in chip.choices[:2])
    return found | ({"rest": line.rest} if line.rest else {})


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "四宝山 赵 口罩 500 明早",
            "unit=四宝山街道办事处; contact=赵; item=?医用防护口罩|医用外科口罩; quantity=500; due_at=2020-02-01T08:00",
        ),
        (
            "sbs 赵主任 外科口罩 2万 今晚8点前 急",
            "unit=四宝山街道办事处; contact=赵主任; item=医用外科口罩; quantity=2万; "
            "due_at=2020-01-31T20:00; haste=soon",
        ),
        (
            "sibaoshan，防护服50套，马上，13900001234",
            "unit=四宝山街道办事处; item=医用一次性防护服; quantity=50套; "
            "due_at=2020-01-31T15:50; haste=now; phone=13900001234",
        ),
        (
            "石桥街道 84消毒液 20桶 后天下午3点 送到北门",
            "unit=石桥街道; item=84消毒液; quantity=20桶; due_at=2020-02-02T15:00; rest=送到北门",
        ),
        ("医院 N95 200", "unit=?高新区中心医院|高新区人民医院急救中心; item=医用防护口罩; quantity=200"),
        ("人民医院急救中心 额温枪坏了", "unit=高新区人民医院急救中心; item=红外额温计; rest=坏了"),
        ("柳泉村委会 钱 酒精 下周一", "unit_said=柳泉村委会; contact=钱; item=75%酒精; due_at=2020-02-03T18:00"),
        ("石桥 3点 N95", "unit=石桥街道; item=医用防护口罩; due_at=?2020-02-01 03:00|2020-02-01 15:00"),
        ("石桥 今天下午5点 明早 N95 不急", "unit=石桥街道; item=医用防护口罩; haste=usual; "
         "due_at=?2020-01-31 17:00|2020-02-01 08:00"),
        ("石桥 今早 N95", "unit=石桥街道; item=医用防护口罩; rest=今早"),
        ("路口封了，请绕行", "rest=路口封了 请绕行"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_read_from_a_line(said: str, wanted: str) -> None:
    line = read_task_line(said, KNOWN, NOW)
    assert told(line) == dict(part.partition("=")[::2] for part in wanted.split("; ") if part)
    assert all(chip.how in HOW for chip in line.chips)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("今晚", "01-31 20:00"), ("今晚8点前", "01-31 20:00"), ("今天", "01-31 18:00"), ("今天下班前", "01-31 18:00"),
        ("今夜12点", "02-01 00:00"), ("晚上12点", "02-01 00:00"), ("今晚凌晨", "01-31 20:00"), ("连夜", "02-01 00:00"),
        ("明早", "02-01 08:00"), ("明天", "02-01 18:00"), ("明天上午", "02-01 10:00"), ("明天中午", "02-01 12:00"),
        ("明天中午1点", "02-01 13:00"), ("明天下午三点半", "02-01 15:30"), ("明日下午3点一刻", "02-01 15:15"),
        ("明晚8点", "02-01 20:00"), ("明天凌晨2点", "02-01 02:00"), ("明天15:30", "02-01 15:30"),
        ("后天", "02-02 18:00"), ("后天早上", "02-02 08:00"), ("大后天上午9点", "02-03 09:00"),
        ("下午5点", "01-31 17:00"), ("下午3点", "02-01 15:00"), ("上午10点半", "02-01 10:30"),
        ("16:00前", "01-31 16:00"), ("15:00", "02-01 15:00"), ("16点", "01-31 16:00"), ("十六时", "01-31 16:00"),
        ("2月10日", "02-10 18:00"), ("2月10号下午", "02-10 15:00"), ("二月十日上午八点", "02-10 08:00"),
        ("2020年2月10日9:30", "02-10 09:30"), ("2020-02-10", "02-10 18:00"), ("10号", "02-10 18:00"),
        ("五号下午三点", "02-05 15:00"), ("31日", "01-31 18:00"), ("月底前", "01-31 18:00"),
        ("周日", "02-02 18:00"), ("周五前", "01-31 18:00"), ("周三", "02-05 18:00"), ("下周一上午", "02-03 10:00"),
        ("星期六晚上7点", "02-01 19:00"), ("礼拜天", "02-02 18:00"), ("下下周二", "02-11 18:00"),
        ("周末", "02-01 18:00"),
        ("半小时内", "01-31 15:50"), ("20分钟内", "01-31 15:40"), ("两小时之内", "01-31 17:20"),
        ("一个半小时内", "01-31 16:50"), ("一刻钟内", "01-31 15:35"), ("3天内", "02-03 15:20"),
        ("24小时内", "02-01 15:20"), ("马上", "01-31 15:50"), ("立刻", "01-31 15:50"),
        ("6点", "01-31 18:00"), ("12点", "02-01 00:00|02-01 12:00"), ("明天3点", "02-01 03:00|02-01 15:00"),
        ("今早", ""), ("今天上午", ""), ("1月30日", ""), ("2月30日", ""), ("2020-01-01", ""), ("25点", ""),
        ("三天的量", ""), ("500只", ""), ("没有时间", ""), ("3号楼", ""), ("明年", ""),
    ],
)  # fmt: skip
def test_when(said: str, wanted: str) -> None:
    found = moments_in(said, NOW)
    assert "|".join(f"{each:%m-%d %H:%M}" for one in found for each in one.meanings) == wanted


_NEAR = {"今天": 0, "明天": 1, "后天": 2, "大后天": 3}
_HALVES = {"上午": range(6, 13), "下午": range(1, 7), "晚上": range(6, 12)}
HALVES = st.sampled_from(sorted(_HALVES)).flatmap(lambda half: st.tuples(st.just(half), st.sampled_from(_HALVES[half])))


@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2021, 1, 1)),  # noqa: DTZ001 - the district's clocks
    near=st.sampled_from(sorted(_NEAR)),
    half=HALVES,
    minute=st.sampled_from(("", "半", "05分")),
)
def test_a_day_a_half_and_a_clock_mean_one_moment(now: datetime, near: str, half: tuple[str, int], minute: str) -> None:
    part, hour = half
    later = 12 if part != "上午" and hour < 12 else 0
    meant = now.replace(hour=hour + later, minute={"": 0, "半": 30, "05分": 5}[minute], second=0, microsecond=0)
    meant += timedelta(days=_NEAR[near])
    found = moments_in(f"请{near}{part}{hour}点{minute}前送到", now)
    assert [each.meanings for each in found] == ([(meant,)] if meant > now else [])


@given(text=st.text(alphabet="今明后天早晚上下午点半周一二三号月日0123456789:：-内小时分钟前马上 ", max_size=24))
def test_no_line_breaks_it_and_no_moment_is_over(text: str) -> None:
    for each in moments_in(text, NOW):
        assert each.meanings
        assert all(moment >= NOW.replace(second=0, microsecond=0) for moment in each.meanings)
        assert each.words in text
    line = read_task_line(text, KNOWN, NOW)
    for chip in line.chips:
        assert chip.value or chip.choices
