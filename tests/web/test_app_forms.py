"""Reading forms: numbers as people write them, lines with gaps, faults under the posted names."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from liangcao.allocation.commands import ProposePlan
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused
from liangcao.kernel.refusals import REFUSALS
from liangcao.operations.actions import ACTIONS
from liangcao.receiving.commands import ReceiveGoods
from liangcao.requests.commands import SubmitRequest
from liangcao.web.forms import Form, FormReader, whole_number
from liangcao.web.page import safe_path
from liangcao.web.validation import reasons_of


@pytest.mark.parametrize(
    ("text", "value"),
    [("12000", 12_000), ("1,200", 1_200), ("１２００", 1_200), ("1.2万", 12_000), (" 7 ", 7), ("0", 0), ("-5", -5)],
)
def test_numbers_are_read(text: str, value: int) -> None:
    assert whole_number(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.5", "quantity_not_whole"), ("十来箱", "quantity_unreadable"), ("30箱", "quantity_unreadable"),
     ("1e9", "number_rounded"), ("nan", "quantity_unreadable"), ("1.38E+10", "number_rounded")],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused_in_its_field(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        whole_number(text, "lines.3.quantity")
    assert (refusal.value.code, refusal.value.reasons[0].field) == (code, "lines.3.quantity")


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_a_named_refusal(text: str) -> None:
    code = "quantity_unreadable"
    try:
        whole_number(text)
    except Refused as refusal:
        code = refusal.code
    assert code in REFUSALS


def test_lines_with_nothing_in_them_are_passed_over_and_faults_keep_their_names() -> None:
    reader = FormReader(
        {"unit_id": "4", "lines.2.item_id": "7", "lines.2.quantity": "", "lines.5.item_id": "", "lines.9.item_id": "x"}
    )
    assert reader.read(SubmitRequest) == {
        "unit_id": 4,
        "covered": [],
        "lines": [{"item_id": 7, "accepts": [], "standards": []}, {"accepts": [], "standards": []}],
    }
    assert [(fault.field, fault.code) for fault in reader.faults] == [("lines.9.item_id", "quantity_unreadable")]
    assert reader.sent_as("lines.1.item_id") == "lines.9.item_id"
    assert reader.sent_as("unit_id") == "unit_id"


def test_lists_of_numbers_come_by_repeated_or_by_numbered_names() -> None:
    assert FormReader({"location_id": "1", "item_ids": ["3", "", "4"]}).read(ProposePlan)["item_ids"] == [3, 4]
    assert FormReader({"location_id": "1", "item_ids": "3"}).read(ProposePlan)["item_ids"] == [3]
    assert FormReader({"location_id": "1", "item_ids.0": "3"}).read(ProposePlan)["item_ids"] == [3]
    assert FormReader({"location_id": 1}).read(ProposePlan) == {"location_id": 1, "item_ids": [], "pick_limits": []}


def test_an_empty_choice_is_not_given_and_a_check_box_is_yes() -> None:
    read = FormReader({"source_kind": "", "source_party_id": "", "lines.0.is_quarantined": "1"}).read(ReceiveGoods)
    assert read == {"lines": [{"is_quarantined": True}]}


def test_a_form_gives_first_and_all() -> None:
    form = Form({"a": ["1", "2"], "b": "3", "command_id": "x"})
    assert (form.get("a"), form.all("a"), form.all("b"), form.all("c"), form.command_id) == (
        "1", ["1", "2"], ["3"], [], "x",
    )  # fmt: skip


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["item_id", "quantity", "x"]), inner),
    max_leaves=6,
)


@given(st.sampled_from(sorted(ACTIONS)), st.data())
def test_whatever_is_sent_every_fault_has_a_name_and_its_sentence(name: str, data: Any) -> None:
    command: type[Command] = ACTIONS[name].command
    fields = st.dictionaries(st.sampled_from([*command.model_fields, "unknown"]), JUNK, max_size=6)
    try:
        command.model_validate(data.draw(fields))
    except ValidationError as error:
        for reason in reasons_of(error):
            assert reason.message


@pytest.mark.parametrize("address", ["//x", "/\\x", "http://x", "", "x", "/a\nb", "/a\rb"])
def test_an_address_that_is_not_ours_is_none(address: str) -> None:
    assert safe_path(address) == "/"
    assert safe_path("/stock?q=1") == "/stock?q=1"
