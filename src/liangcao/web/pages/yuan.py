"""Money as people write it: yuan with at most two decimals."""

import re
import unicodedata

from liangcao.kernel.errors import refused

_YUAN = re.compile(r"(?P<yuan>[0-9]{1,13})(?:\.(?P<fen>[0-9]{1,2}))?")


def fen_of(text: str) -> int | None:
    """The fen of ``1.60``, ``1,234.5``, ``¥３２０``, ``100元``; None when empty.

    Raises Refused ``money_unreadable``.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    bare = plain.removeprefix("¥").removeprefix("￥").removesuffix("元").replace(",", "").replace(" ", "")
    found = _YUAN.fullmatch(bare)
    if found is None:
        raise refused("money_unreadable", text=plain[:40])
    return int(found["yuan"]) * 100 + int((found["fen"] or "").ljust(2, "0") or 0)
