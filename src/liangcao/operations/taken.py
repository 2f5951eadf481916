"""What the database says of a key that is taken, in the words of people."""

from sqlalchemy.exc import IntegrityError

from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

_THINGS: dict[str, str] = {
    "actor": N_("同样的用户名"),
    "item": N_("同名的物资"),
    "item_alias": N_("同样的别名"),
    "item_pack": N_("同名的包装"),
    "party": N_("同名的单位"),
    "location": N_("同样的地点"),
    "closed_day": N_("这一天的结账"),
    "request_line": N_("导入行"),
}
"""What rows of a table are to people, where two must not be alike."""
_SOMETHING = N_("同样的一条")


def refusal_of(error: IntegrityError) -> Exception:
    """A unique key that is taken is somebody's `already_exists`; any other violation is a fault of the program.

    Rules look for what is taken before anything is written and name it themselves; this is said when two people did the
    same at the same moment, or a command names the same thing twice.
    """
    text = str(error.orig)
    if "UNIQUE" not in text and "unique" not in text:
        return error
    return refused("already_exists", name=_THINGS.get(_table(error, text), _SOMETHING))


def _table(error: IntegrityError, text: str) -> str:
    told = getattr(getattr(error.orig, "diag", None), "table_name", None)
    return str(told) if told else text.rpartition(":")[2].strip().partition(".")[0]
