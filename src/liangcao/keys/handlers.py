"""Handlers of the log's key."""

from liangcao.database.context import Context
from liangcao.journal.keychain import TABLE
from liangcao.journal.keys import key_chain
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.keys.commands import RotateKey
from liangcao.keys.rules import check_new_key


def rotate_key(command: RotateKey, context: Context) -> Effects:
    """The key that signs from this entry on; raises Refused ``nothing_signed`` and as `check_new_key` does."""
    chain = key_chain(context.connection, context.district_id)
    if chain is None:
        raise refused("nothing_signed")
    check_new_key(command.verifier_key, chain)
    values = {
        "entry": context.number,
        "verifier_key": command.verifier_key,
        "replaces": chain.keys[-1],
        "is_lost": int(command.is_lost),
    }
    return Effects(rows=(NewRow(TABLE, values),), answer={"verifier_key": command.verifier_key})
