"""What it means that goods meet a standard: the standard printed on them is the one asked for, of whatever year.

Standards are written in many ways (``GB19083``, ``GB 19083—2010``), and who asks often leaves out the year. This is
part of what a question means, so the planner and its checker both go by it.
"""

import re
from collections.abc import Collection, Sequence
from unicodedata import normalize

from liangcao.sharing.question import Question

_PARTED = re.compile("[、,;]")
_DASHES = str.maketrans("—–−", "---")


def meets(printed: str, asked: str) -> bool:
    """Whether goods on which `printed` stands (several standards are parted by 、 or ;) meet the standard `asked`.

    Without a year (``GB 19083``) every year of it will do; spaces, width and case do not matter.
    """
    wanted = _plain(asked)
    return any(each == wanted or each.startswith(f"{wanted}-") for each in _PARTED.split(_plain(printed)))


def standards_in(question: Question) -> tuple[str, ...]:
    """All standards that goods have or claims ask for, in order; goods without one have the empty one."""
    named = {each for row in question["claims"] for each in row["standards"]}
    return tuple(sorted({*named, *(row["standard"] for row in question["lots"])}))


def meeting(asked: Sequence[str], known: Collection[str]) -> list[str]:
    """Those of the `known` standards that meet one of those `asked`, which are among them; none asked: none."""
    return [each for each in known if any(meets(each, one) for one in asked)]


def _plain(text: str) -> str:
    return "".join(normalize("NFKC", text).translate(_DASHES).casefold().split())
