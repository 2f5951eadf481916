"""What one can ask about people and their roles. Passwords arrive as argon2 texts and leave only a commitment."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from liangcao.kernel.command import Command, Id, LongText, PersonalMark, ShortText
from liangcao.kernel.refusals import REFUSALS

MOST_MEMORY_KIB = 65_536
MOST_ROUNDS = 3
MOST_LANES = 4
"""What checking a password may cost: the argon2id parameters that we use ourselves. Dearer ones would let anybody who
may change a password make every sign-in of that login take minutes and gigabytes."""
_PARAMETERS = re.compile(r"\$m=([0-9]+),t=([0-9]+),p=([0-9]+)\$")
_WRITTEN = (
    r"^(\$argon2id\$v=19\$m=[1-9][0-9]{0,5},t=[1-9][0-9]?,p=[1-9][0-9]?(\$[A-Za-z0-9+/]{8,86}){1,2}"
    r"|[0-9a-f]{64})$"  # a commitment, where a command held back is read again
)


def _affordable(text: str) -> str:
    found = _PARAMETERS.search(text)
    most = (MOST_MEMORY_KIB, MOST_ROUNDS, MOST_LANES)
    if found and any(int(given) > bound for given, bound in zip(found.groups(), most, strict=True)):
        params = dict(zip(("memory", "rounds", "lanes"), most, strict=True))
        raise PydanticCustomError("password_hash_too_costly", REFUSALS["password_hash_too_costly"].message, params)
    return text


PasswordText = Annotated[
    str, Field(min_length=20, max_length=200, pattern=_WRITTEN), AfterValidator(_affordable), PersonalMark()
]
"""An argon2id text, no dearer to check than our own; kept out of the journal by commitment."""


class AddActor(Command):
    """Take in a person who may sign in. `password_hash` is an argon2id text, never a password."""

    action = "access.add_actor"
    login: ShortText = Field(min_length=2, pattern=r"^[a-z][a-z0-9_.-]*$")
    name: ShortText = Field(min_length=1)
    password_hash: PasswordText
    language: ShortText = "zh_CN"


class ChangeOwnPassword(Command):
    """Replace one's own password."""

    action = "access.change_own_password"
    password_hash: PasswordText


class SetPassword(Command):
    """Replace somebody's password, who has lost it; two people do it, or one could sign in as the other."""

    action = "access.set_password"
    actor_id: Id
    password_hash: PasswordText


class DisableActor(Command):
    """Let a person sign in no more; what they did stays."""

    action = "access.disable_actor"
    actor_id: Id
    reason: ShortText = Field(min_length=1)


class EnableActor(Command):
    """Let a person who had been disabled sign in again."""

    action = "access.enable_actor"
    actor_id: Id
    reason: ShortText = Field(min_length=1)


class GrantRole(Command):
    """Give a person a role: in the whole district, at one place and below it, or for one unit.

    `until` is the moment it ends (ms since 1970 UTC), none: until it is taken back.
    """

    action = "access.grant_role"
    actor_id: Id
    role: ShortText
    location_id: Id | None = None
    party_id: Id | None = None
    until: Id | None = None


class RevokeRole(Command):
    """Take a role back."""

    action = "access.revoke_role"
    grant_id: Id
    reason: ShortText = Field(min_length=1)


class DelegateRole(Command):
    """Let somebody else use a role of one's own from `since` (none: now) to `until` (ms since 1970 UTC).

    With `is_handed_over` it is meanwhile not one's own: somebody who is away. Both count as one person where duties
    exclude each other. A second person must agree.
    """

    action = "access.delegate_role"
    grant_id: Id
    actor_id: Id
    until: Id
    since: Id | None = None
    is_handed_over: bool = False
    reason: ShortText = Field(min_length=1)


class EndDelegation(Command):
    """End a delegation before its time; whoever gave the role or got it may."""

    action = "access.end_delegation"
    grant_id: Id
    reason: ShortText = Field(min_length=1)


class BreakGlass(Command):
    """Take a role for some hours in an emergency; a second person must agree, a third reviews it within a day."""

    action = "access.break_glass"
    role: ShortText
    location_id: Id | None = None
    hours: int = Field(default=4, ge=1, le=24, strict=True)
    reason: LongText = Field(min_length=1)


class ReviewEmergency(Command):
    """Say whether a role taken in an emergency was justified; neither who took it nor who agreed may."""

    action = "access.review_emergency"
    grant_id: Id
    is_justified: bool
    finding: LongText = Field(min_length=1)
