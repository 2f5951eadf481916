"""What one can ask about people and their roles. Passwords arrive as argon2 texts and leave only a commitment."""

from pydantic import Field

from liangcao.kernel.command import Command, Id, PersonalText, ShortText


class AddActor(Command):
    """Take in a person who may sign in. `password_hash` is an argon2id text, never a password."""

    action = "access.add_actor"
    login: ShortText = Field(min_length=2, pattern=r"^[a-z][a-z0-9_.-]*$")
    name: ShortText = Field(min_length=1)
    password_hash: PersonalText = Field(min_length=20, pattern=r"^(\$argon2id\$|[0-9a-f]{64}$)")
    language: ShortText = "zh_CN"


class ChangeOwnPassword(Command):
    """Replace one's own password."""

    action = "access.change_own_password"
    password_hash: PersonalText = Field(min_length=20, pattern=r"^(\$argon2id\$|[0-9a-f]{64}$)")


class SetPassword(Command):
    """Replace somebody's password, who has lost it; two people do it, or one could sign in as the other."""

    action = "access.set_password"
    actor_id: Id
    password_hash: PersonalText = Field(min_length=20, pattern=r"^(\$argon2id\$|[0-9a-f]{64}$)")


class DisableActor(Command):
    """Let a person sign in no more; what they did stays."""

    action = "access.disable_actor"
    actor_id: Id
    reason: ShortText = Field(min_length=1)


class GrantRole(Command):
    """Give a person a role: in the whole district, at one place and below it, or for one unit."""

    action = "access.grant_role"
    actor_id: Id
    role: ShortText
    location_id: Id | None = None
    party_id: Id | None = None


class RevokeRole(Command):
    """Take a role back."""

    action = "access.revoke_role"
    grant_id: Id
    reason: ShortText = Field(min_length=1)
