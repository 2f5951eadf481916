"""What one can ask when goods are handed over."""

from typing import Annotated, Literal

from pydantic import Field

from liangcao.kernel.canonical import MAX_WHOLE
from liangcao.kernel.command import Command, CommandLine, Id, LongText, PersonalText
from liangcao.kernel.quantity import MAX_QUANTITY

MOST_PHOTOS = 6
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256, in hexadecimal: of a link's secret, of a phone's mark, or of a file kept beside the journal."""
Reason = Literal["short", "broken", "wet", "wrong", "expiring", "unwanted", "other"]
"""Why less was received than sent."""


class IssueLink(Command):
    """Whoever hands goods over shows a link to sign by; an earlier one of the same shipment is good no longer.

    `phone` is the mark of the phone that shows it, so that a link opened on the very same phone is told from others.
    """

    action = "delivering.issue_link"
    shipment_id: Id
    token_hash: Digest
    phone: Digest


class SignedLine(CommandLine):
    """What was received on one line; `returned` goes back on the vehicle, the rest is missing until it is settled.

    A `reason` is due when less was received than sent, and a `note` where the reason is another.
    """

    line_number: Id
    received: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    returned: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    reason: Reason | None = None
    note: LongText = ""


class _Signing(Command):
    """What is said in both ways of signing. `receiver` is a name, `place` where it was (coordinates, if given); the
    drawn `signature` and the `photos` are files handed in before, named by their hash. `device_at` is what the clock of
    the phone showed, ms since 1970 UTC: it is kept beside the server's."""

    lines: tuple[SignedLine, ...] = Field(min_length=1)
    receiver: PersonalText = ""
    signature: Digest | None = None
    photos: tuple[Digest, ...] = Field(default=(), max_length=MOST_PHOTOS)
    place: PersonalText = ""
    device_at: int = Field(default=0, ge=0, le=MAX_WHOLE, strict=True)
    note: LongText = ""


class SignPublicly(_Signing):
    """Whoever receives goods signs by the link that was shown to them, without an account.

    `phone` is the mark of the phone it was opened on, `is_staff` says that somebody of the office was signed in on it.
    """

    action = "delivering.sign_publicly"
    token_hash: Digest
    phone: Digest | None = None
    is_staff: bool = False


class TakeSignature(_Signing):
    """Whoever hands over lets the receiver sign on their own phone: where there is no signal, or no other phone."""

    action = "delivering.take_signature"
    shipment_id: Id
