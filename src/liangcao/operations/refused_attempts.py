"""Attempts that were refused and that an inspector must see. A refusal leaves nothing in the journal, and by that alone
nobody would ever learn that somebody tried to sign for themselves.

Written beside the road after the refusal, in a transaction of its own: best effort, never for previews, and bounded, so
that whoever hammers at a door fills no disk. See docs/decisions/0090-refused-attempts.md.
"""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError

from liangcao.database.bulk import Row, tell
from liangcao.database.engine import Database
from liangcao.kernel.canonical import canonical_bytes
from liangcao.kernel.clock import Clock
from liangcao.kernel.command import Command, command_data, personal_fields
from liangcao.kernel.errors import Reason, Refused
from liangcao.operations.submission import Submission

ALONE = frozenset(
    {"own_submission", "duty_conflict", "duty_conflict_linked", "already_signed", "signer_linked", "last_admins"}
)
"""Somebody tried to do alone what takes others, or to leave nobody who could be the second."""
NOT_PERMITTED = frozenset({"not_permitted", "not_permitted_here", "not_yours", "cannot_delegate"})
TOO_MUCH = frozenset(
    {
        *("not_enough", "not_enough_money", "overpaid", "approved_more_than_asked", "exceeds_approved"),
        *("exceeds_shipped", "reversal_blocked"),
    }
)
"""More goods or money than there is, or than was asked, approved, sent or owed."""
NOT_FIT = frozenset(
    {"lot_expired", "lot_quarantined", "purpose_restricted", "held_expired", "place_outside", "not_a_payee"}
)
"""Expired or stopped goods, a donor's purpose passed over, a way out of the stores or of the till that is none."""
AGAINST_THE_BOOKS = frozenset(
    {
        *("command_id_reused", "day_closed", "occurred_in_future", "cannot_reverse", "already_reversed"),
        "clock_behind",
    }
)
"""Another content under a number that was used, a closed day or the future, undoing twice, a clock set back."""
TAKEN_DOWN: frozenset[str] = ALONE | NOT_PERMITTED | TOO_MUCH | NOT_FIT | AGAINST_THE_BOOKS
"""The refusals that are taken down. Left out are slips that say nothing of intent and would bury what does: the shape
of what was typed, names and numbers that are nobody's, a reason not given, what somebody else did a moment before
(`wrong_state`, `changed_meanwhile`, `plan_stale`, `already_exists`), and the machine's own troubles."""

MOST_A_MINUTE = 10
"""So many attempts of one person are written one by one within a minute; further ones are counted, and a row written
each time their number has doubled."""
MINUTE_MS = 60_000
_TRIES = 5
_WHAT = 200
_INSERT = (
    "INSERT INTO refused_attempt (district_id, attempt_id, at, actor_id, action, code, params, command_id, "
    "command_hash, times) SELECT ?, COALESCE(MAX(attempt_id), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM refused_attempt "
    "WHERE district_id = ?"
)
_log = structlog.get_logger("liangcao.operations")


@dataclass(slots=True)
class _Minute:
    """One person's attempts since `since`: written one by one, gathered since the last row, when the next is due."""

    since: int
    written: int = 0
    gathered: int = 0
    due: int = MOST_A_MINUTE
    last: Row = ()

    def is_over(self, now: int) -> bool:
        return not 0 <= now - self.since < MINUTE_MS


class RefusedAttempts:
    """Takes attempts down for one district; safe to share between threads."""

    def __init__(self, database: Database, clock: Clock, district_id: int) -> None:
        self._database = database
        self._clock = clock
        self._district_id = district_id
        self._mutex = threading.Lock()
        self._minutes: dict[int, _Minute] = {}
        self._gathered = 0

    @property
    def has_gathered(self) -> bool:
        """True while attempts were counted that no row says yet: `take_down` writes them once their minute is over."""
        return self._gathered > 0

    def take_down(self, refused: Sequence[tuple[Submission, Refused]]) -> None:
        """Write those of the `refused` that matter. Never raises: the refusal stands, whatever becomes of this."""
        try:
            self._write(self._rows(refused))
        except Exception as error:
            _log.warning("a refused attempt was not taken down", error=repr(error))

    def _rows(self, refused: Sequence[tuple[Submission, Refused]]) -> list[Row]:
        found = [(each, reason) for each, refusal in refused if (reason := _reason_taken_down(refusal)) is not None]
        now = self._clock.now()
        with self._mutex:
            rows = self._settle(now)
            for submission, reason in found:
                rows += self._count(submission.actor_id, _row(submission, reason), now)
            self._gathered = sum(minute.gathered for minute in self._minutes.values())
        return rows

    def _settle(self, now: int) -> list[Row]:
        """Forget the minutes that are over; what was gathered in one and not written yet is written now."""
        over = [actor_id for actor_id, minute in self._minutes.items() if minute.is_over(now)]
        ended = [self._minutes.pop(actor_id) for actor_id in over]
        return [(minute.since, *minute.last, minute.gathered) for minute in ended if minute.gathered]

    def _count(self, actor_id: int, row: Row, now: int) -> list[Row]:
        minute = self._minutes.setdefault(actor_id, _Minute(now))
        if minute.written < MOST_A_MINUTE:
            minute.written += 1
            return [(now, *row, 1)]
        minute.gathered += 1
        minute.last = row
        if minute.gathered < minute.due:
            return []
        times, minute.gathered, minute.due = minute.gathered, 0, minute.due * 2
        return [(now, *row, times)]

    def _write(self, rows: Sequence[Row]) -> None:
        """Attempts are numbered without gaps; two processes that take the same number try again."""
        if not rows:
            return
        for tried in range(1, _TRIES + 1):
            try:
                with self._database.write() as connection:
                    for row in rows:
                        tell(connection, _INSERT, (self._district_id, *row, self._district_id))
                return
            except IntegrityError:
                if tried == _TRIES:
                    raise


def _reason_taken_down(refusal: Refused) -> Reason | None:
    return next((reason for reason in refusal.reasons if reason.code in TAKEN_DOWN), None)


def _row(submission: Submission, reason: Reason) -> Row:
    """Who, what and why, without a person's data: names of goods and places only, the command as a hash."""
    command = submission.command
    params = canonical_bytes(_plain(reason.params)).decode()
    return submission.actor_id, command.action, reason.code, params, submission.command_id, command_hash(command)


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int) and abs(value) < 2**53 else str(value)[:_WHAT]
        for name, value in params.items()
    }


def command_hash(command: Command) -> str:
    """SHA-256, in hexadecimal, of the canonical bytes of a command with its personal texts left out.

    A hash over a telephone number would give the number away: there are too few of them.
    """
    data = command_data(command)
    for name in personal_fields(type(command)):
        data.pop(name, None)
    return hashlib.sha256(canonical_bytes({"action": command.action, "command": data})).hexdigest()
