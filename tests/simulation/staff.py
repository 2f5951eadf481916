"""The people's own deeds in the random days: taking in, roles for good and for a time, passwords, rules of signing."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from liangcao.access.commands import (
    AddActor,
    BreakGlass,
    ChangeOwnPassword,
    DelegateRole,
    DisableActor,
    EnableActor,
    EndDelegation,
    GrantRole,
    ReviewEmergency,
    RevokeRole,
    SetPassword,
)
from liangcao.access.people import roles_held
from liangcao.access.roles import ROLES
from liangcao.database.bulk import ask
from liangcao.journal.keys import key_chain
from liangcao.journal.note import SigningKey
from liangcao.journal.seal import last_seal, seal
from liangcao.kernel.command import Command
from liangcao.keys.commands import RotateKey
from liangcao.operations.signing import EndSigningRule, SetSigningRule, measured_actions
from scenarios.cast import HASH, KEY, Cast

HOUR = 3_600_000
_OFF = "SELECT actor_id FROM actor WHERE is_active = 0 OR password_by NOT IN (0, actor_id)"
"""Who left, or has to choose a password first."""


class Staff:
    """Chance, what it picks from, and the deeds about people."""

    def __init__(self, cast: Cast, chance: Random) -> None:
        self.cast, self.chance = cast, chance
        self.speaker = 0  # whose word the next deed is, when it must be somebody's
        self.came_of: dict[str, set[str]] = {}  # what each deed came to, by its name
        self.keys = {KEY.verifier_key.text: KEY}

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return sorted(self.cast.ask(sql, *values))

    def _row(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        rows = self._rows(sql, *values)
        return self.chance.choice(rows) if rows else None

    def _pick(self, sql: str, *values: Any) -> int:
        """A random first column; now and then a number that is nobody's; 0 when there is none."""
        row = self._row(sql, *values)
        if self.chance.random() < 0.01:
            return 999_999
        return int(row[0]) if row else 0

    def _ready(self, key: str, table: str, ready: str) -> int:
        """Mostly one that waits for a deed (0 when none does); one time in eight any at all."""
        return self._pick(f"SELECT {key} FROM {table} " + (f"WHERE {ready}" if self.chance.random() < 0.88 else ""))

    def _amount(self, most: int) -> int:
        """A quantity up to `most`, sometimes all of it, sometimes one too many."""
        return max(1, self.chance.choice((most, most + 1, most // 2, *(self.chance.randint(1, max(1, most)),) * 3)))

    def _found(
        self, deeds: Sequence[Callable[[], Command | None]], happened: Mapping[tuple[str, str], int]
    ) -> Command | None:
        """A deed to do: who finds nothing, or what was done before, mostly looks for something else."""
        command, speaker = None, 0
        for _ in range(8):
            self.speaker = 0
            deed = self.chance.choice(deeds)
            found = deed()
            command, speaker = (found, self.speaker) if found else (command, speaker)
            if found:
                self.came_of.setdefault(deed.__name__, set()).add(found.action)
            if found and ((found.action, "done") not in happened or self.chance.random() < 0.6):
                break
        self.speaker = speaker
        return command

    def _able(self, action: str, *, is_everywhere: bool = False) -> dict[int, int]:
        """Who may do it at this moment (for all the office where said), by how many roles they have."""
        with self.cast.database.read() as connection:
            held = roles_held(connection, 1, self.cast.clock.now())
            off = {row[0] for row in ask(connection, _OFF)}
        now = self.cast.clock.now()
        return {
            actor_id: len(roles)
            for actor_id, roles in held.items()
            if actor_id not in off
            and any(
                each.role in ROLES and action in ROLES[each.role].permissions and each.state(now) == "in_force"
                for each in roles
                if not (is_everywhere and (each.place or each.unit))
            )
        }

    def seal(self) -> Command | None:
        """The head is signed, with whichever keys of the log are due."""
        with self.cast.database.read() as connection:
            chain, last = key_chain(connection, 1), last_seal(connection, 1)
        due = (chain.at(last.size if last else 0), chain.keys[-1]) if chain else (KEY.verifier_key.text,) * 2
        seal(self.cast.database, 1, self.keys[due[0]], self.cast.clock.now(), next_key=self.keys[due[1]])
        return None

    def rotate_key(self) -> Command | None:
        """Another key is to sign the heads from now on; now and then one that was used before."""
        key = SigningKey(KEY.name, bytes([self.chance.randint(1, 40)]) * 32)
        self.keys[key.verifier_key.text] = key
        return RotateKey(verifier_key=key.verifier_key.text, reason="例行更换", is_lost=self.chance.random() < 0.2)

    def person(self) -> Command | None:
        """A new person."""
        number = self.chance.randint(1, 30)
        return AddActor(login=f"lent.{number}", name=f"借调{number}", password_hash=HASH)

    def grant(self) -> Command | None:
        """A role for somebody."""
        return GrantRole(actor_id=self._pick("SELECT actor_id FROM actor"), role=self.chance.choice((*ROLES, "none")))

    def revoke(self) -> Command | None:
        """A role ends; those of the founders' admins stay, or nobody could set anything right."""
        grant_id = self._pick("SELECT grant_id FROM role_grant WHERE role <> 'admin' ORDER BY grant_id DESC LIMIT 3")
        return RevokeRole(grant_id=grant_id, reason="回原单位") if self.chance.random() < 0.4 else None

    def disable(self) -> Command | None:
        """A lent person leaves."""
        actor_id = self._pick("SELECT actor_id FROM actor WHERE login LIKE ?", "lent.%")
        return DisableActor(actor_id=actor_id, reason="回原单位") if actor_id else None

    def let_back(self) -> Command | None:
        """Somebody who left is lent again."""
        actor_id = self._pick("SELECT actor_id FROM actor WHERE is_active = 0")
        return EnableActor(actor_id=actor_id, reason="又借调来了") if actor_id else None

    def password(self) -> Command | None:
        """Somebody forgot a password."""
        return SetPassword(actor_id=self._pick("SELECT actor_id FROM actor"), password_hash=HASH)

    def own_password(self) -> Command | None:
        """Somebody wants another password, first of all those who can do nothing else before."""
        row = self._row(
            "SELECT actor_id FROM actor WHERE password_by NOT IN (0, actor_id) AND is_active = 1 "
            "AND EXISTS (SELECT 1 FROM role_grant WHERE role_grant.actor_id = actor.actor_id AND is_active = 1)"
        )
        if row is None and self.chance.random() < 0.8:
            return None
        self.speaker = row[0] if row else 0
        return ChangeOwnPassword(password_hash=HASH)

    def delegate(self) -> Command | None:
        """Somebody is away for a while; mostly it is the owner of the role who says so."""
        row = self._row("SELECT grant_id, actor_id FROM role_grant WHERE is_active = 1 AND origin = 'granted'")
        if row is None:
            return None
        self.speaker = row[1]
        now = self.cast.clock.now()
        return DelegateRole(
            grant_id=row[0],
            actor_id=self._pick("SELECT actor_id FROM actor"),
            since=self.chance.choice((None, None, now + HOUR)),
            until=now + self.chance.choice((-1, 3, 12, 40)) * HOUR,
            is_handed_over=self.chance.random() < 0.3,
            reason="外出",
        )

    def end_delegation(self) -> Command | None:
        """Back earlier than thought."""
        row = self._row(
            "SELECT grant_id, given_by, actor_id FROM role_grant WHERE origin = 'delegated' AND is_active = 1"
        )
        if row is None:
            return None
        self.speaker = self.chance.choice(row[1:])
        return EndDelegation(grant_id=row[0], reason="提前回来")

    def break_glass(self) -> Command | None:
        """The keeper cannot be reached at night."""
        role = self.chance.choice(("keeper", "driver", "approver"))
        return BreakGlass(role=role, hours=self.chance.randint(1, 24), reason="夜里联系不上")

    def review(self) -> Command | None:
        """Was it justified?"""
        grant_id = self._pick("SELECT grant_id FROM emergency")
        if not grant_id:
            return None
        return ReviewEmergency(grant_id=grant_id, is_justified=self.chance.random() < 0.9, finding="查了记录")

    def rule(self) -> Command | None:
        """More signers from some amount on."""
        return SetSigningRule(
            of_action=self.chance.choice(measured_actions()),
            at_least=self.chance.choice((900, 5_000)),
            share_permille=self.chance.choice((0, 300, 900)),
            scarce_only=self.chance.random() < 0.2,
            signers=self.chance.choice((1, 1, 2)),
            phase=self.chance.choice(("", "", "surge")),
            reason="紧缺",
        )

    def end_rule(self) -> Command | None:
        """Less scarce by now."""
        rule_id = self._pick("SELECT rule_id FROM signing_rule WHERE is_active = 1")
        return EndSigningRule(rule_id=rule_id, reason="不缺了") if rule_id else None
