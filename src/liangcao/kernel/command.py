"""The base of every command: a frozen description of what somebody asks for."""

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from liangcao.kernel.canonical import MAX_WHOLE
from liangcao.kernel.errors import Reason, Refused
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.kernel.text import clean_text


class Command(BaseModel):
    """What one can ask; subclasses name their `action` (``capability.verb_noun``) and list their fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=20_000)

    action: ClassVar[str]


class CommandLine(BaseModel):
    """A line inside a command."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonalMark:
    """Marks a field whose text is personal: the journal gets a salted commitment, the text lies in a side table."""


def _fault(reason: Reason) -> PydanticCustomError:
    """`reason` as an error that pydantic collects with all others: its type is the code, its context the fields."""
    return PydanticCustomError(reason.code, reason.message, dict(reason.params))


def _clean(text: str, *, most: int, multiline: bool = False) -> str:
    try:
        return clean_text(text, most=most, multiline=multiline)
    except Refused as refusal:
        raise _fault(refusal.reasons[0]) from refusal


def _short(text: str) -> str:
    return _clean(text, most=200)


def _long(text: str) -> str:
    return _clean(text, most=4_000, multiline=True)


def _real_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise _fault(Reason("date_unreadable", {"text": text})) from None
    return text


ShortText = Annotated[str, AfterValidator(_short)]
"""One line of at most 200 characters, NFC, no control characters."""
LongText = Annotated[str, AfterValidator(_long)]
"""Up to 4,000 characters, NFC, line breaks allowed."""
PersonalText = Annotated[str, AfterValidator(_short), PersonalMark()]
"""A name, phone or contact of a person: kept out of the journal by commitment."""
Quantity = Annotated[int, Field(gt=0, le=MAX_QUANTITY, strict=True)]
"""A positive whole number of base units."""
Amount = Annotated[int, Field(gt=0, le=MAX_QUANTITY, strict=True)]
"""A positive amount of money in fen."""
Id = Annotated[int, Field(gt=0, le=MAX_WHOLE, strict=True)]
"""The number of a row in its district."""
DateText = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_real_day)]
"""A calendar day, ``2020-02-10``."""


def personal_fields(model: type[Command]) -> frozenset[str]:
    """Names of the top-level fields of `model` that hold personal text."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if any(isinstance(mark, PersonalMark) for mark in info.metadata)
    )


def command_data(command: Command) -> dict[str, Any]:
    """`command` as plain data for canonical bytes: empty optional fields are left out (the journal has no nulls)."""
    return command.model_dump(mode="json", exclude_none=True)
