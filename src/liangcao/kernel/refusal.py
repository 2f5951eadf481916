"""What a named refusal is; all of them stand in `refusals`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A named reason for saying no: the message with its fields, and the HTTP status of the same meaning."""

    message: str
    status: int


def N_(message: str) -> str:  # noqa: N802 - the gettext convention for marking a message
    """Mark `message` for the catalogues and return it as it is."""
    return message
