"""What a scanned or typed text is: codes of ours, of GS1 (its own examples), UDIs, somebody else's, words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.catalog.codes import check_digit
from liangcao.codes.reading import Reading, read_code
from liangcao.codes.rules import KINDS, MOST_NUMBER, code_of

HERE = {"stores.example:8443"}
GS = "\x1d"
MASKS = ("6901234567892", "06901234567892")


def goods(text: str) -> Reading:
    found = read_code(text, HERE)
    assert found.kind == "goods", found
    return found


@given(st.sampled_from(sorted(KINDS)), st.integers(1, MOST_NUMBER))
def test_our_code_and_its_address_are_one(letter: str, number: int) -> None:
    code = code_of(letter, number)
    typed = read_code(code.lower())
    scanned = read_code(f"HTTPS://STORES.example:8443/sub/q/{code}", HERE)
    old = read_code(f"http://192.168.1.5:8000/q/{code}", HERE)
    assert (typed.kind, typed.letter, typed.number) == ("own", letter, number)
    assert (scanned.kind, scanned.letter, scanned.number, scanned.host) == ("own", letter, number, "")
    assert (old.kind, old.number, old.host) == ("own", number, "192.168.1.5:8000")


def test_a_damaged_code_is_told_from_words() -> None:
    assert read_code("L000CY").kind == "damaged"
    assert read_code("https://stores.example:8443/q/L000CY", HERE).kind == "damaged"
    assert read_code("医用口罩").kind == "words"
    assert read_code("http://elsewhere.example/q/L000CY", HERE).kind == "foreign"


@pytest.mark.parametrize("text", ["6901234567892", "06901234567892", "(01)06901234567892", "０１06901234567892"])
def test_one_gtin_however_it_is_written(text: str) -> None:
    assert goods(text).codes == MASKS


@pytest.mark.parametrize(
    "text",
    [
        f"]d20106901234567892102020A{GS}17220124",
        f"]C10106901234567892102020A{GS}17220124",
        f"0106901234567892102020A{GS}17220124",
        "010690123456789217220124102020A",
        "(01)06901234567892(17)220124(10)2020A",
        "https://id.gs1.org/01/06901234567892/10/2020A?17=220124",
        "https://maker.example/goods/01/06901234567892/10/2020A?17=220124",
    ],
)
def test_batch_and_expiry_of_goods_by_gs1(text: str) -> None:
    found = goods(text)
    assert (found.system, found.codes) == ("udi", MASKS)
    assert (found.batch, found.expires_on) == ("2020A", "2022-01-24")


def test_more_of_gs1() -> None:
    whole = goods("(01)06901234567892(11)141231(17)150707(10)A213B1(21)1234")  # the example of the regulator's answers
    assert (whole.made_on, whole.expires_on, whole.batch, whole.serial) == (
        "2014-12-31",
        "2015-07-07",
        "A213B1",
        "1234",
    )
    assert goods("(01)06901234567892(17)220200").expires_on == "2022-02-28"  # day 00: the last of the month
    assert goods("96385074").codes[-1] == "96385074"  # GTIN-8
    assert read_code("(00)106141412345678908").kind == "sscc"
    assert read_code("00106141412345678908").codes == ("106141412345678908",)
    for wrong in ("6901234567893", "(01)06901234567893", "0106901234567893"):  # the check digit
        assert (read_code(wrong).kind, read_code(wrong).system) == ("damaged", "gtin")
    assert read_code("20200210").kind == "words"


@given(st.integers(0, 10**12 - 1))
def test_every_ean_13_is_read_and_no_wrong_digit_passes(number: int) -> None:
    front = f"{number:012d}"
    right = check_digit(front)
    assert f"{front}{right}".lstrip("0") in {each.lstrip("0") for each in goods(f"{front}{right}").codes}
    wrong = read_code(f"{front}{(right + 1) % 10}")
    assert wrong.kind != "goods" or wrong.system != "gtin"


def test_codes_of_ma_and_ahm() -> None:
    found = goods("MA.156.M0.100133.1000001X.L2020A.S0001.M20200124.E220124")
    assert (found.system, found.codes) == ("ma", ("MA.156.M0.100133.1000001X",))
    assert (found.batch, found.serial, found.made_on, found.expires_on) == ("2020A", "0001", "2020-01-24", "2022-01-24")
    assert goods("MA.156.M0.100133.1000001X.E20221340").expires_on == ""
    assert goods("MA.156.M0.100133.1000001X").batch == ""
    piece = goods("81234560123456789012")
    assert (piece.system, piece.codes) == ("ahm", ("8123456", "81234560123456789012"))


def test_batch_and_days_in_a_second_bar_code() -> None:
    for text in ("(17)220124(10)2020A", f"]C1102020A{GS}17220124", "17220124102020A77"):
        found = read_code(text)
        assert (found.kind, found.expires_on) == ("marks", "2022-01-24")
        assert found.batch.startswith("2020A")
    assert read_code("(10)2020A").kind == "marks"
    assert read_code("102020A123456789").kind == "words"


def test_addresses_of_this_server_are_its_pages() -> None:
    old = read_code("https://stores.example:8443/lots/12", HERE)
    assert (old.kind, old.letter, old.number) == ("own", "L", 12)
    page = read_code("https://stores.example:8443/t/abc?x=1", HERE)
    assert (page.kind, page.path) == ("page", "/t/abc?x=1")
    assert read_code("https://elsewhere.example/lots/12", HERE).kind == "foreign"


def test_addresses_of_others_are_named() -> None:
    found = read_code("https://u.wechat.com/abc?x=1", HERE)
    assert (found.kind, found.host) == ("foreign", "u.wechat.com")
    assert read_code("http://[broken/q/L000CX", HERE).kind == "words"


@given(st.text(max_size=80) | st.text(alphabet="()]d0179" + GS + "AL./:htp", max_size=60))
def test_whatever_is_scanned_is_read(text: str) -> None:
    assert read_code(text, HERE).kind in {"own", "damaged", "page", "goods", "marks", "sscc", "foreign", "words"}
