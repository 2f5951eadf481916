"""An open office: its database, its district's books, and the ways to hand in commands."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from liangcao.database.context import Context
from liangcao.database.engine import Database
from liangcao.kernel.clock import Clock
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.moment import day_of
from liangcao.operations.actions import ACTIONS
from liangcao.operations.books import Books
from liangcao.operations.group import GroupCommit, Told
from liangcao.operations.perform import Result, first_answers, perform_together
from liangcao.operations.refused_attempts import RefusedAttempts
from liangcao.operations.signing import need_of
from liangcao.operations.submission import Outcome, Submission
from liangcao.operations.taken import refusal_of
from liangcao.parties.queries import district as find_district

Follow = Callable[[Sequence[Outcome]], Sequence[Submission]]


class Office:
    """The one way in for every surface. Safe to share between threads."""

    def __init__(self, database: Database, clock: Clock, *, district_id: int = 1) -> None:
        self.database = database
        self.clock = clock
        self.district_id = district_id
        self._books = Books(district_id, ACTIONS)
        self._group = GroupCommit(self._settle_and_note)
        self._attempts = RefusedAttempts(database, clock, district_id)
        self.learn_timezone()

    @property
    def timezone(self) -> str:
        """The district's time zone name."""
        return self._books.timezone

    def learn_timezone(self) -> None:
        """Read the district's time zone: on opening, and once more when the books have just been founded."""
        with self.database.read() as connection:
            found = find_district(connection, self.district_id)
        if found is not None:
            self._books.timezone = found.timezone

    def perform(self, submission: Submission) -> Outcome:
        """Carry out one command, together with whatever else waits; raises Refused."""
        return self._group.perform(submission)

    def hand_in(self, submission: Submission, told: Told) -> None:
        """The same without waiting: `told` is called with the outcome, or with what `perform` would have raised.

        It is called in another thread, one that all answers wait for: it must only pass the answer on.
        """
        self._group.hand_in(submission, told)

    def perform_all(
        self, submissions: Sequence[Submission], *, then: Sequence[Follow] = (), keep: bool = True
    ) -> list[Outcome]:
        """Carry out all `submissions` in one transaction, or none.

        Each of `then` is given the outcomes so far and names further submissions of the same transaction (a request by
        a unit that was only just registered).
        Raises Refused with the reasons of all that were refused; each reason's field begins with the number of its
        submission. With `keep` False everything is tried and rolled back: a preview.
        """
        try:
            return self._perform_whole(submissions, then, keep)
        except IntegrityError as error:
            raise refusal_of(error) from error
        except Refused as refusal:
            if not keep or refusal.code != "books_unwritable" or self.database.is_read_only:
                raise
            outcomes = self._after_lost_connection_whole(submissions, refusal)
            for follow in then:
                outcomes += self._after_lost_connection_whole(follow(outcomes), refusal)
            return outcomes

    def _perform_whole(self, submissions: Sequence[Submission], then: Sequence[Follow], keep: bool) -> list[Outcome]:
        books = Books(self.district_id, ACTIONS, timezone=self.timezone)
        handed_in, results = [*submissions], list[Result]()
        try:
            with self.database.write(keep=keep) as connection:
                results += perform_together(connection, books, self.clock, submissions)
                for follow in then:
                    if not all(isinstance(result, Outcome) for result in results):
                        break
                    following = follow([result for result in results if isinstance(result, Outcome)])
                    handed_in += following
                    results += perform_together(connection, books, self.clock, following)
                return _all_done(results)
        except Refused as refusal:
            if keep:
                told = [(each, why) for each, why in zip(handed_in, results, strict=False) if isinstance(why, Refused)]
                self._attempts.take_down(told or [(each, refusal) for each in handed_in[:1]])
            raise

    def preview(self, submission: Submission) -> Outcome:
        """What `perform` would answer now; nothing is kept. Raises Refused."""
        return self.perform_all([submission], keep=False)[0]

    def signers_needed(self, connection: Connection, command: Command, actor_id: int) -> int:
        """How many others would have to sign `command` if this person handed it in now; only reads.

        So that a button can say what it will do. Raises Refused when what the command names is not there.
        """
        now = self.clock.now()
        today = day_of(now, self.timezone)
        context = Context(connection, self.district_id, actor_id, now, now, today, number=0, new_id=_no_id)
        need = need_of(ACTIONS[command.action], command, context)
        return need.signers if need else 0

    def _settle_and_note(self, submissions: Sequence[Submission]) -> list[Result]:
        results = self._settle(submissions)
        told = [(each, why) for each, why in zip(submissions, results, strict=True) if isinstance(why, Refused)]
        if told or self._attempts.has_gathered:
            self._attempts.take_down(told)
        return results

    def _settle(self, submissions: Sequence[Submission]) -> list[Result]:
        """One transaction for all; when the database refuses the whole, halve it until the culprit stands alone."""
        try:
            with self.database.write() as connection:
                return perform_together(connection, self._books, self.clock, submissions)
        except Refused as refusal:
            self._books.facts_size = -1
            if refusal.code == "books_unwritable" and not self.database.is_read_only:
                return self._after_lost_connection(submissions, refusal)
            if len(submissions) == 1 or refusal.code in {"books_busy", "clock_behind", "books_unwritable"}:
                return [refusal] * len(submissions)
        except IntegrityError as error:
            self._books.facts_size = -1
            if len(submissions) == 1:
                return [refusal_of(error)]
        except Exception as error:
            self._books.facts_size = -1
            if len(submissions) == 1:
                return [error]
        middle = len(submissions) // 2
        return self._settle(submissions[:middle]) + self._settle(submissions[middle:])

    def _after_lost_connection(self, submissions: Sequence[Submission], refusal: Refused) -> list[Result]:
        """The connection broke: look which commands the books know; of the rest nothing was written.

        Looked up under the head's lock: a commit that is still under way in the server is waited for.
        """
        try:
            with self.database.write(keep=False) as connection:
                known = first_answers(connection, self._books, self.clock, submissions)
        except (DBAPIError, Refused):
            return [refused("books_unreachable")] * len(submissions)
        return [answer or refusal for answer in known]

    def _after_lost_connection_whole(self, submissions: Sequence[Submission], refusal: Refused) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for result in self._after_lost_connection(submissions, refusal):
            if not isinstance(result, Outcome):
                raise result
            outcomes.append(result)
        return outcomes


def _all_done(results: Sequence[Result]) -> list[Outcome]:
    """The outcomes when nothing was refused; raises Refused with all reasons, each under its submission's number."""
    outcomes: list[Outcome] = []
    reasons: list[Reason] = []
    for number, result in enumerate(results):
        if isinstance(result, Outcome):
            outcomes.append(result)
        elif isinstance(result, Refused):
            reasons += [replace(each, field=f"{number}.{each.field}".rstrip(".")) for each in result.reasons]
        else:
            raise result
    if reasons:
        raise Refused(*reasons)
    return outcomes


def _no_id() -> int:
    raise AssertionError("whoever only looks makes nothing new")
