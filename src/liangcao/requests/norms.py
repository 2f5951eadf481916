"""The handler of local norms: versions are added, none is changed."""

from liangcao.catalog.queries import goods
from liangcao.database.context import Context
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.requests.commands import SetNorm


def set_norm(command: SetNorm, context: Context) -> Effects:
    """One more version of the norm of an item and a role; the last one that is in effect counts."""
    check_texts({"source": command.source})
    try:
        goods(context, [command.item_id])
    except Refused as refusal:
        raise refused(refusal.code, "item_id", **refusal.reasons[0].params) from None
    norm_id = context.new_id()
    values = {
        "norm_id": norm_id,
        **command.model_dump(),
        "actor_id": context.actor_id,
        "set_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("norm", values),), answer={"norm_id": norm_id})
