"""Finding by name: what is written beside a name so that characters, pinyin, initials and other names all hit.

Only letters, digits and characters count: spaces and signs are left out on both sides, so that a search word can go
into a LIKE as it is.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

LIKENESS = 65
"""Out of 100: how alike two names must be for one to be suggested for the other."""


@lru_cache(maxsize=20_000)
def normalise_query(query: str) -> str:
    """`query` as it is looked for in search tokens: full and half width, capitals and signs make no difference."""
    folded = unicodedata.normalize("NFKC", query).casefold()
    return "".join(character for character in folded if character.isalnum())


def search_tokens(name: str, others: Iterable[str] = ()) -> str:
    """The text to keep beside `name`: each of the names as written, in full pinyin and by initials.

    >>> search_tokens("重庆", ["山城"])
    '重庆 chongqing cq 山城 shancheng sc'
    """
    words = (form for each in (name, *others) for form in _forms(normalise_query(each)))
    return " ".join(dict.fromkeys(word for word in words if word))


def matches(query: str, tokens: str) -> bool:
    """True when `query` (characters, pinyin or initials, in one piece or several) is in `tokens`.

    Characters that are not found as written are looked for by their sound: 醫用 finds 医用.
    """
    wanted = normalise_query(query)
    if wanted in tokens or all(normalise_query(part) in tokens for part in query.split()):
        return True
    heard = sound(wanted)
    return len(wanted) > 1 and heard != wanted and heard in tokens


def rank_names(query: str, names: Iterable[str], *, limit: int = 3) -> list[str]:
    """At most `limit` of `names` that look or sound like `query`, the likest first: to be shown, never used unasked."""
    wanted = normalise_query(query)
    known = list(dict.fromkeys(names))
    if not wanted:
        return []
    scored = [(_likeness(wanted, normalise_query(name)), name) for name in known]
    alike = [(score, name) for score, name in scored if score >= LIKENESS]
    return [name for _, name in sorted(alike, key=lambda pair: -pair[0])[:limit]]


def _likeness(wanted: str, name: str) -> int:
    """How alike by look or by sound, out of 100; a name inside a longer one counts for less than the whole."""
    look = max(int(fuzz.ratio(wanted, name)), int(fuzz.partial_ratio(wanted, name)) * 9 // 10)
    if len(wanted) < 2:
        return look
    ours, theirs = sound(wanted), sound(name)
    heard = max(int(fuzz.ratio(ours, theirs)), int(fuzz.partial_ratio(ours, theirs)) * 8 // 10)
    return max(look, heard)


@lru_cache(maxsize=20_000)
def sound(text: str) -> str:
    """How `text` sounds, in pinyin without tones; other letters stay."""
    from pypinyin import lazy_pinyin  # its dictionaries are read when a name is first looked for, not at every start

    return "".join(lazy_pinyin(text, v_to_u=False))


def _forms(name: str) -> tuple[str, ...]:
    if name.isascii():
        return (name,)  # it sounds as it is written
    from pypinyin import Style, lazy_pinyin  # late, as above

    return name, sound(name), "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
