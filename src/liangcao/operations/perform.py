"""The road of a change. Every change, from any surface, is a submission that goes through here, in one transaction:

permitted? → handed in before? → duties kept apart? → a second person needed? then hold it → the handler says what
follows → the ledger takes it up or refuses by name → rows, movements and the journal entry are written together.

Submissions that arrive together share the transaction: one head lock, a few set-based statements, one durable commit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from liangcao.access.personal import Sealed
from liangcao.database.context import Context
from liangcao.database.driver import send_without_waiting
from liangcao.journal.append import Head, append_entries, make_head, save_head
from liangcao.journal.entry import Entry
from liangcao.kernel.clock import Clock
from liangcao.kernel.command import command_data
from liangcao.kernel.effects import Effects
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.moment import day_of
from liangcao.ledger.post import Posting
from liangcao.operations.action import Action, Need
from liangcao.operations.ahead import likely_cells, read_ahead
from liangcao.operations.approvals import ApproveHeld, hold_back, is_last_signature, released_submission
from liangcao.operations.books import Books
from liangcao.operations.checks import (
    check_actor,
    check_command_id,
    check_duties,
    check_time,
    is_same_command,
)
from liangcao.operations.sealing import seal_command
from liangcao.operations.signing import need_of
from liangcao.operations.submission import Outcome, Submission
from liangcao.operations.write import write_documents, write_duties, write_personal_data

Result = Outcome | Exception
"""What becomes of one submission of several: its outcome, or why not (Refused, or a fault of the program)."""

CLOCK_TOLERANCE_MS = 5 * 60_000


class Draft:
    """A submission that passed every check, with what follows from it, not yet written."""

    def __init__(self, submission: Submission, action: Action, effects: Effects, *, held_reason: str = "") -> None:
        self.submission = submission
        self.action = action
        self.effects = effects
        self.held_reason = held_reason


class MustWaitError(Exception):
    """A shared command needs a second person: it is held back alone, on the books as the ones before it leave them."""


class Transaction:
    """One transaction of one district's books: takes submissions in their order, then writes all that was taken."""

    def __init__(self, connection: Connection, books: Books, clock: Clock, submissions: Sequence[Submission]) -> None:
        self._connection = connection
        self._books = books
        self._submissions = submissions
        ahead = read_ahead(connection, books, submissions)
        self._head = Head(*ahead.head) if ahead.head else make_head(connection, books.district_id)
        if self._head.size != books.facts_size:
            books.forget()
        self._is_founding = self._head.size == 0
        self._recorded_at = _recorded_at(clock, self._head)
        self._today = day_of(self._recorded_at, books.timezone)
        self._posting = Posting(connection, books.district_id, books.facts)
        self._posting.take_balances(ahead.cells, ahead.balances)
        self._entries: list[Entry] = []
        self._secrets: list[tuple[int, Sealed]] = []
        self._effects: list[Effects] = []
        self._duties: list[tuple[int, int, Effects]] = []
        self._earlier = ahead.earlier

    def run(self) -> list[Result]:
        """Take the submissions one after the other; each is decided on the books as the ones before it leave them."""
        if any(submission.approved_by or submission.sealed for submission in self._submissions):
            raise PermissionError("only the road itself signs and seals")
        size = self._head.size
        results: list[Result] = []
        for is_shared, group in self._groups():
            results += self._take_shared(group) if is_shared else [self._take_alone(group[0])]
        if not any(effects.changes for effects in self._effects):  # a change must be seen to have hit its row
            send_without_waiting(self._connection)
        self.flush()
        if self._head.size > size:  # what is refused costs no durable commit
            save_head(self._connection, self._books.district_id, self._head)
        self._books.facts_size = self._head.size
        return results

    def first_answers(self) -> list[Result | None]:
        """What each submission was answered when it was carried out; None where it never was."""
        return [self._answer_again(each) if each.command_id in self._earlier else None for each in self._submissions]

    def _answer_again(self, submission: Submission) -> Result:
        try:
            return self._first_answer(self._earlier[submission.command_id], submission)
        except Refused as refusal:
            return refusal

    def _groups(self) -> Iterator[tuple[bool, list[Submission]]]:
        """Runs of consecutive shared commands, and every other command alone."""
        group: list[Submission] = []
        for submission in self._submissions:
            if self._books.action(submission.command).is_shared:
                group.append(submission)
                continue
            if group:
                yield True, group
                group = []
            yield False, [submission]
        if group:
            yield True, group

    def _take_shared(self, submissions: Sequence[Submission]) -> list[Result]:
        """Take them together, but those that must wait for a second person alone."""
        results = self._take_together(submissions)
        while len(results) < len(submissions):
            results.append(self._take_alone(submissions[len(results)]))
            if following := submissions[len(results) :]:
                results += self._take_together(following)
        return results

    def _take_together(self, submissions: Sequence[Submission]) -> list[Result]:
        """Ask all handlers first, read all balances they touch at once, then decide in the order of arrival.

        Ends before the first that must wait for a second person.
        """
        self.flush()  # what an unshared command before them changed, they must see
        self._posting.know(likely_cells(self._books, submissions))
        drafted: list[list[Draft] | Result] = []
        for submission in submissions:
            found = self._attempt(submission, 0)
            if isinstance(found, MustWaitError):
                break
            drafted.append(found)
        effects = [draft.effects for drafts in drafted if isinstance(drafts, list) for draft in drafts]
        self._posting.load(effects)
        return [self._enter(drafts, self._head.size + 1) if isinstance(drafts, list) else drafts for drafts in drafted]

    def _take_alone(self, submission: Submission) -> Result:
        """Decide on the books as they are written, down to the last command before this one."""
        self.flush()
        number, next_id = self._head.size + 1, self._head.next_id
        result: Result
        drafts = self._attempt(submission, number)
        if isinstance(drafts, list):
            try:
                self._posting.load([draft.effects for draft in drafts])
                result = self._enter(drafts, number)
            except Exception as error:
                result = error
        else:
            result = drafts
        if isinstance(result, Exception):
            self._give_back_ids(next_id)
        return result

    def _give_back_ids(self, next_id: int) -> None:
        """A refused command has used no numbers, and nothing it would have made is remembered."""
        for number in range(next_id, self._head.next_id):
            self._books.facts.pop(("lot", number), None)
            self._books.facts.pop(("place", number), None)
        self._head.next_id = next_id

    def _attempt(self, submission: Submission, number: int) -> list[Draft] | Result:
        """All checks and the handler; never writes. A second draft follows an approval: what was held back."""
        try:
            check_command_id(submission.command_id)
            earlier = self._earlier.get(submission.command_id)
            if earlier is not None:
                return self._first_answer(earlier, submission)
            drafts = [self._draft(submission, number)]
            command = submission.command
            if isinstance(command, ApproveHeld):
                released = released_submission(self._context(submission, number), command.held_id)
                if is_last_signature(drafts[0].effects):
                    drafts.append(self._draft(released, number + 1))
                else:
                    self._try_signed(released, number + 1)
        except Exception as error:
            return error
        return drafts

    def _draft(self, submission: Submission, number: int) -> Draft:
        """What follows from `submission` as entry `number` (0: it is decided together with others)."""
        action = self._books.action(submission.command)
        context = self._context(submission, number)
        check_time(context, self._books)
        if not (self._is_founding and submission.actor_id == 0):
            check_actor(action, submission.command, context)
        sealed = seal_command(action, submission)
        need = None if self._is_founding else need_of(action, sealed.command, context)
        if need is not None and len(sealed.approved_by) < need.signers:
            if not number:
                raise MustWaitError
            return self._hold(action, sealed, need, context)
        effects = action.handler(sealed.command, context)
        check_duties(action, effects, context)
        for signer in sealed.approved_by:  # whoever signs does the duty too
            check_duties(action, effects, replace(context, actor_id=signer), signs=True)
        return Draft(sealed, action, effects)

    def _try_signed(self, released: Submission, number: int) -> None:
        """Try a held command that more must sign: whoever may not do it may not be the first to sign it either."""
        action = self._books.action(released.command)
        next_id = self._head.next_id
        effects = action.handler(released.command, self._context(released, number))
        self._give_back_ids(next_id)
        for signer in released.approved_by:
            check_duties(action, effects, replace(self._context(released, number), actor_id=signer), signs=True)

    def _hold(self, action: Action, sealed: Submission, need: Need, context: Context) -> Draft:
        """Hold a command for its signers; nobody is asked to sign what cannot be done.

        Raises Refused ``more_signers_needed`` when it was held and signed already, by fewer than are needed now.
        """
        if sealed.approved_by:
            raise refused("more_signers_needed", signers=need.signers)
        next_id = self._head.next_id
        tried = action.handler(sealed.command, context)
        check_duties(action, tried, context)
        self._posting.load([tried])
        self._posting.check(tried)
        self._give_back_ids(next_id)
        return Draft(sealed, action, hold_back(action, sealed, need, context), held_reason=need.reason)

    def _context(self, submission: Submission, number: int) -> Context:
        return Context(
            connection=self._connection,
            district_id=self._books.district_id,
            actor_id=submission.actor_id,
            occurred_at=submission.occurred_at or self._recorded_at,
            recorded_at=self._recorded_at,
            today=self._today,
            number=number,
            new_id=self._new_id,
            facts=self._books.facts,
        )

    def _new_id(self) -> int:
        number = self._head.next_id
        self._head.next_id += 1
        return number

    def _first_answer(self, earlier: Entry, submission: Submission) -> Outcome:
        is_held = earlier.action == "approvals.hold"
        if not is_same_command(earlier, submission, self._books.action(submission.command), self._connection):
            raise refused("command_id_reused")
        answer = earlier.effects.answer
        return Outcome(earlier.number, earlier.action, earlier.recorded_at, answer, is_held=is_held, is_repeat=True)

    def _enter(self, drafts: Sequence[Draft], number: int) -> Result:
        """Let the ledger take up the drafts of one submission, then make their entries; after this they succeed."""
        earlier = self._earlier.get(drafts[0].submission.command_id)
        try:
            if earlier is not None:  # the same command twice in one transaction
                return self._first_answer(earlier, drafts[0].submission)
            for offset, draft in enumerate(drafts):
                self._posting.apply(number + offset, draft.effects)
        except Exception as error:
            return error
        answer = dict(drafts[0].effects.answer)
        for draft in drafts[1:]:
            answer |= {"released_entry": number + 1, **draft.effects.answer}
            drafts[0].effects = replace(drafts[0].effects, answer=answer)  # handed in again, it is answered the same
        for offset, draft in enumerate(drafts):
            self._enter_one(draft, number + offset)
        is_held = bool(drafts[0].held_reason)
        return Outcome(number, drafts[0].action.name, self._recorded_at, answer, is_held=is_held)

    def _enter_one(self, draft: Draft, number: int) -> None:
        submission = draft.submission
        data = command_data(submission.command)
        entry = Entry(
            district=self._books.district_id,
            number=number,
            command_id=submission.command_id,
            action="approvals.hold" if draft.held_reason else draft.action.name,
            actor=submission.actor_id,
            approved_by=submission.approved_by,
            occurred_at=submission.occurred_at or self._recorded_at,
            recorded_at=self._recorded_at,
            command={"action": draft.action.name, "command": data} if draft.held_reason else data,
            effects=draft.effects,
        )
        self._entries.append(entry)
        self._earlier[submission.command_id] = entry
        self._secrets += ((number, each) for each in submission.sealed)
        self._effects.append(draft.effects)
        self._duties += ((number, who, draft.effects) for who in (submission.actor_id, *submission.approved_by))
        self._head.size = number
        self._head.recorded_at = self._recorded_at

    def flush(self) -> None:
        """Write everything taken since the last flush; the entries first, for all else refers to them."""
        if not self._entries:
            return
        append_entries(self._connection, self._entries)
        write_personal_data(self._connection, self._books.district_id, self._secrets)
        changes_facts = write_documents(self._connection, self._books.district_id, self._effects)
        write_duties(self._connection, self._books.district_id, self._duties)
        self._posting.flush()
        self._entries, self._secrets, self._effects, self._duties = [], [], [], []
        if changes_facts:
            self._books.forget()
            self._posting = Posting(self._connection, self._books.district_id, self._books.facts)


def _recorded_at(clock: Clock, head: Head) -> int:
    """Now, but never before the last entry; a clock that is far behind the books stops them.

    Raises Refused ``clock_behind``.
    """
    now = clock.now()
    if head.recorded_at - now > CLOCK_TOLERANCE_MS:
        raise refused("clock_behind", seconds=(head.recorded_at - now) // 1000)
    return max(now, head.recorded_at)


def perform_together(
    connection: Connection, books: Books, clock: Clock, submissions: Sequence[Submission]
) -> list[Result]:
    """Carry out `submissions` inside the caller's writing transaction; one result each, in their order."""
    return Transaction(connection, books, clock, submissions).run()


def first_answers(
    connection: Connection, books: Books, clock: Clock, submissions: Sequence[Submission]
) -> list[Result | None]:
    """The first answers to those of `submissions` that are in the books; waits for whoever writes just now."""
    return Transaction(connection, books, clock, submissions).first_answers()
