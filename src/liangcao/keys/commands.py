"""What one can ask about the log's key. Only public keys are named; the secret one never leaves its file."""

from pydantic import Field

from liangcao.kernel.command import Command, ShortText


class RotateKey(Command):
    """Let the heads of the log be signed with another key from this entry on.

    `verifier_key` is the new public key, as `liangcao key rotate` makes it. `is_lost`: the old secret key is gone, so
    that it cannot sign together with the new one, and only the two people of this entry vouch for it.
    """

    action = "keys.rotate_key"
    verifier_key: ShortText = Field(min_length=1)
    reason: ShortText = Field(min_length=1)
    is_lost: bool = False
