"""Bad input: whatever is sent, the answer is a named refusal or a named fault of a field, and nothing is half done.

What each action refuses by its own rules stands in the worked examples (tests/scenarios).
"""

from typing import Any

import pytest
from pydantic import ValidationError

from liangcao.kernel.errors import Refused
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.kernel.refusals import REFUSALS
from liangcao.operations.actions import ACTIONS
from liangcao.receiving.commands import QuarantineLot
from liangcao.storing.commands import MoveStock
from scenarios.cast import Cast
from scenarios.deeds import receive

WHOLE = {"source_id": 1, "destination_id": 2, "lot_id": 3}
QUANTITIES: dict[str, Any] = {
    "negative": -1, "zero": 0, "a fraction": 1.5, "a whole fraction": 2.0, "enormous": MAX_QUANTITY + 1,
    "beyond the database": 2**63, "beyond everything": 10**400, "text": "12", "yes": True, "nothing": None,
    "infinite": float("inf"), "no number": float("nan"), "a list": [1],
}  # fmt: skip
TEXTS = {
    "10 MB": ("字" * 3_500_000, "text_too_long"),
    "just too long": ("字" * 4_001, "text_too_long"),
    "a bell": ("a\x07b", "text_control_characters"),
    "a zero byte": ("a\x00b", "text_control_characters"),
    "private use": ("a\ue000b", "text_control_characters"),
    "half a pair": ("a\ud800b", "string_unicode"),
}


@pytest.mark.parametrize("name", QUANTITIES)
def test_quantities_that_are_none(name: str) -> None:
    with pytest.raises(ValidationError) as fault:
        MoveStock.model_validate({**WHOLE, "quantity": QUANTITIES[name]})
    assert [each["loc"] for each in fault.value.errors()] == [("quantity",)]


@pytest.mark.parametrize("name", TEXTS)
def test_texts_that_cannot_be_kept(name: str) -> None:
    text, code = TEXTS[name]
    with pytest.raises(ValidationError) as fault:
        QuarantineLot.model_validate({"lot_id": 1, "reason": text})
    found = fault.value.errors()[0]["type"]
    assert found in (code, "string_too_long" if code == "text_too_long" else code)


@pytest.mark.parametrize("text", ["汉字 ", "e\u0301", "第一行\n第二行\t末", "😷", "\u202e反"])
def test_texts_that_are_kept_in_one_spelling(text: str, cast: Cast) -> None:
    lot_id, _ = receive(cast)
    cast.do("保管乙", QuarantineLot(lot_id=lot_id, reason=text))


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.name)
def test_no_action_takes_what_it_does_not_know(action: Any) -> None:
    with pytest.raises(ValidationError) as fault:
        action.command.model_validate({"is_admin": True})
    assert ("is_admin",) in [each["loc"] for each in fault.value.errors()]


@pytest.mark.parametrize("number", [2**53 - 1, 999_999])
def test_numbers_of_nothing(number: int, cast: Cast) -> None:
    before = cast.state_hash()
    store = cast.id_of("place", "主库")
    with pytest.raises(Refused, match="unknown_lot"):
        cast.do("保管乙", MoveStock(lot_id=number, source_id=store, destination_id=store + 1, quantity=1))
    assert cast.state_hash() == before


@pytest.mark.parametrize("occurred_at", [-(10**15), 10**15, 2**62, -(2**62)])
def test_moments_that_are_none(occurred_at: int, cast: Cast) -> None:
    lot_id, _ = receive(cast)
    before = cast.state_hash()
    with pytest.raises(Refused) as refusal:
        cast.do("保管乙", QuarantineLot(lot_id=lot_id, reason="有异味"), occurred_at=occurred_at)
    assert refusal.value.code in REFUSALS
    assert cast.state_hash() == before
