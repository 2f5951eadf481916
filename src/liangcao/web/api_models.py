"""The shapes of the API's answers, for its description."""

from typing import Annotated, Any

from fastapi import Header, Query
from pydantic import BaseModel, Field

from liangcao.kernel.moment import moment_text
from liangcao.operations.submission import Outcome

MOMENT = "2020-02-10T10:05:00.000Z"
MOST_AT_ONCE = 500


class Done(BaseModel):
    """A command took effect, or waits for a second person."""

    entry: int = Field(description="Number of the journal entry", examples=[57])
    recorded_at: str = Field(description="When it was recorded, UTC", examples=[MOMENT])
    answer: dict[str, Any] = Field(description="Ids and codes of what was made")
    is_held: bool = Field(description="True: nothing has happened yet, a second person must approve")
    is_repeat: bool = Field(description="True: this Idempotency-Key was handed in before; this is the first answer")


class FieldError(BaseModel):
    """One reason, with the dotted path of the field at fault, empty when none is to blame."""

    field: str = Field(examples=["lines.0.quantity"])
    code: str = Field(examples=["quantity_not_positive"])
    detail: str = Field(examples=["数量必须大于零"])


class Problem(BaseModel):
    """A refusal (RFC 9457). `code` names it for good; `detail` is its sentence in the language of Accept-Language."""

    type: str = Field(examples=["urn:liangcao:refusal:not_enough"])
    title: str = Field(examples=["not enough"])
    status: int = Field(examples=[409])
    code: str = Field(examples=["not_enough"])
    detail: str
    errors: list[FieldError] = []
    support: str | None = Field(default=None, description="The number to quote to the administrator")


class SignIn(BaseModel):
    """Login and password."""

    login: str = Field(max_length=200, examples=["wang"])
    password: str = Field(max_length=1_000, examples=["correct horse battery"])


class WhoAmI(BaseModel):
    """The person signed in."""

    actor_id: int
    login: str
    name: str
    language: str
    permissions: list[str]


class SignedInAnswer(WhoAmI):
    """The person signed in, with the token to send as ``Authorization: Bearer …``."""

    token: str


class Page(BaseModel):
    """Rows of a list; `next` is the value of `after` that continues it, null at the end."""

    rows: list[dict[str, Any]]
    next: int | None = None


class StockPage(Page):
    """Stock after journal entry `entry`."""

    entry: int


class Document(BaseModel):
    """A document with its lines."""

    head: dict[str, Any]
    lines: list[dict[str, Any]]


class TraceAnswer(BaseModel):
    """The way of a lot: where it came from, every step, and what went between each two places in all."""

    origin: dict[str, Any]
    steps: list[dict[str, Any]]
    flows: list[dict[str, Any]]


Limit = Annotated[int, Query(ge=1, le=MOST_AT_ONCE, description="At most so many rows")]
After = Annotated[int, Query(ge=0, le=2**53 - 1, description="`next` of the answer before")]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description="A UUID made by the caller: handed in twice, the command takes effect once",
        json_schema_extra={"format": "uuid"},
        examples=["7f3f2f0a-6a51-4a52-9a0e-2f7d0f6f1c11"],
    ),
]
DryRun = Annotated[bool, Query(description="Try everything, keep nothing")]
OccurredAt = Annotated[
    str, Query(description="When it happened in the world, with a time zone; empty means now", examples=[MOMENT])
]


def done_data(outcome: Outcome) -> dict[str, Any]:
    """`outcome` as the data of `Done`."""
    return {
        "entry": outcome.entry,
        "recorded_at": moment_text(outcome.recorded_at),
        "answer": dict(outcome.answer),
        "is_held": outcome.is_held,
        "is_repeat": outcome.is_repeat,
    }
