"""What somebody typed or scanned into a box that takes codes as well as words."""

from liangcao.codes.rules import looks_like_code, parse_code
from liangcao.kernel.errors import Refused, refused

_PATH = "/q/"


def code_in(text: str) -> tuple[str, int] | None:
    """Kind and number of the code of ours that `text` is, bare or as the address in a QR code; None for other words.

    A text that merely looks like a code (a maker's batch number may) and fails its check character is None too.
    """
    words = text.strip()
    if _PATH in words:
        words = words.rsplit(_PATH, 1)[1].split("?")[0].strip("/")
    if not looks_like_code(words):
        return None
    try:
        return parse_code(words)
    except Refused:
        return None


def check_code(text: str, field: str) -> None:
    """Raise Refused for a text that nothing else knows and that looks like a damaged code, or is another system's."""
    words = text.strip()
    if _PATH in words:
        words = words.rsplit(_PATH, 1)[1].split("?")[0].strip("/")
    elif words.lower().startswith(("http://", "https://")):
        raise refused("foreign_code", field, text=words[:80])
    if looks_like_code(words):
        parse_code(words, field)
