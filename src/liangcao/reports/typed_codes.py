"""What somebody typed or scanned into a box that takes codes as well as words."""

from liangcao.codes.reading import read_code
from liangcao.codes.rules import looks_like_code, parse_code
from liangcao.kernel.errors import refused


def code_in(text: str) -> tuple[str, int] | None:
    """Kind and number of the code of ours that `text` is, bare or as the address in a QR code; None for other words.

    A text that merely looks like a code (a maker's batch number may) and fails its check character is None too.
    """
    said = read_code(text)
    return (said.letter, said.number) if said.kind == "own" else None


def check_code(text: str, field: str) -> None:
    """Raise Refused for a text that nothing else knows and that looks like a damaged code, or is another system's."""
    said = read_code(text)
    if said.kind == "foreign":
        raise refused("foreign_code", field, text=text.strip()[:80])
    if said.kind == "damaged" and looks_like_code(said.text):
        parse_code(said.text, field)
