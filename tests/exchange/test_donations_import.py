"""A charity federation's sheet: rows become donations, faults are named by their rows, the same list is noticed."""

from liangcao.exchange.donations_import import Choices, import_donations
from liangcao.exchange.sheets import write_table
from scenarios.cast import Cast

HEADS = ("捐赠单位", "物资名称", "数量", "单位", "金额（元）", "定向", "单价（元）", "备注")


def sheet(*rows: tuple[object, ...]) -> bytes:
    return write_table(("慈善总会二月六日清单", *[""] * 7), [HEADS, *rows], kind="xlsx")  # type: ignore[arg-type]


GOOD = sheet(
    ("慈善总会", "外科口罩", "1.2万", "只", "", "中心医院", "0.35", "第一批"),
    ("慈善总会", "护目镜", 30, "", "", "中心医院", "", ""),
    ("慈善总会", "", "", "", "5,000.50", "", "", ""),
    ("匿名", "外科口罩", 200, "", "", "", "", ""),
    ("合计", "", "", "", "5,000.50", "", "", ""),
)


def test_rows_of_one_donor_and_purpose_are_one_donation(cast: Cast) -> None:
    actor = cast.id_of("person", "值班甲")
    tried = import_donations(cast.office, actor, ("清单.xlsx", GOOD), Choices(keep=False))
    assert (tried.rows, tried.gifts, tried.faulty) == (4, 3, ())
    assert cast.ask("SELECT COUNT(*) FROM donation") == [(0,)]
    made = import_donations(cast.office, actor, ("清单.xlsx", GOOD))
    assert len(made.donation_ids) == 3
    found = cast.ask("SELECT donor_kind, amount_fen, purpose_party_id, channel FROM donation ORDER BY donation_id")
    hospital = cast.id_of("party", "中心医院")
    assert found == [
        ("body", 0, hospital, "import"),
        ("body", 500_050, None, "import"),
        ("anonymous", 0, None, "import"),
    ]
    lines = cast.ask("SELECT quantity, price_fen FROM donation_line ORDER BY donation_id, line_number")
    assert lines == [(12_000, 35), (30, None), (200, None)]
    again = import_donations(cast.office, actor, ("清单.xlsx", GOOD))
    assert again.donation_ids == made.donation_ids, "the very same file is the same deed"
    other = import_donations(cast.office, actor, ("清单.xlsx", GOOD), Choices(is_distinct=True))
    assert [fault.code for fault in other.faulty] == ["command_id_reused"]


def test_every_fault_by_its_row_and_nothing_taken(cast: Cast) -> None:
    actor = cast.id_of("person", "值班甲")
    bad = sheet(
        ("没登记的商会", "外科口罩", 5, "", "", "", "", ""),
        ("慈善总会", "没有的东西", 5, "", "", "", "", ""),
        ("慈善总会", "外科口罩", "许多", "", "", "", "", ""),
        ("慈善总会", "", "", "", "一千", "", "", ""),
        ("慈善总会", "外科口罩", 5, "", "", "没有这一类", "", ""),
        ("", "外科口罩", 5, "", "", "", "", ""),
    )
    found = import_donations(cast.office, actor, ("清单.xlsx", bad))
    assert [(fault.row, fault.code) for fault in found.faulty] == [
        (3, "unknown_party"), (4, "unknown_item"), (5, "quantity_unreadable"), (6, "money_unreadable"),
        (7, "unknown_party"), (8, "cell_empty"),
    ]  # fmt: skip
    assert cast.ask("SELECT COUNT(*) FROM donation") == [(0,)]


def test_what_a_clerk_took_down_already_is_noticed(cast: Cast) -> None:
    actor = cast.id_of("person", "值班甲")
    import_donations(cast.office, actor, ("清单.xlsx", GOOD))
    alike = sheet(("慈善总会", "外科口罩", 12_000, "", "", "", "", "另一张表"))
    found = import_donations(cast.office, actor, ("第二张.xlsx", alike))
    assert [(fault.row, fault.code) for fault in found.faulty] == [(3, "donation_alike")]
    assert import_donations(cast.office, actor, ("第二张.xlsx", alike), Choices(is_distinct=True)).donation_ids
