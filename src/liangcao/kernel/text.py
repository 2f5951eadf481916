"""Text as it is kept: NFC, no control characters, bounded."""

import unicodedata

from liangcao.kernel.errors import refused


def clean_text(text: str, *, most: int, multiline: bool = False) -> str:
    """Return `text` stripped and in NFC, for keeping in the books.

    Raises Refused ``text_too_long`` over `most` characters, ``text_control_characters`` for control, surrogate or
    private characters (line breaks and tabs pass when `multiline`).
    """
    if len(text) > most * 4:
        raise refused("text_too_long", most=most, length=len(text))
    cleaned = unicodedata.normalize("NFC", text).strip()
    if len(cleaned) > most:
        raise refused("text_too_long", most=most, length=len(cleaned))
    allowed = "\n\t" if multiline else ""
    cleaned = cleaned.replace("\r\n", "\n") if multiline else cleaned
    if any(unicodedata.category(character) in {"Cc", "Cs", "Co"} and character not in allowed for character in cleaned):
        raise refused("text_control_characters")
    return cleaned
