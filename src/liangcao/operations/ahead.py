"""What the road reads together with taking the lock, in one round trip: the head, earlier commands, likely balances."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import by_keys, by_texts
from liangcao.database.driver import Row, ask_together
from liangcao.journal.entry import Entry, read_entry
from liangcao.journal.queries import EARLIER, head_query
from liangcao.ledger.queries import BALANCES
from liangcao.operations.books import Books
from liangcao.operations.checks import is_command_id
from liangcao.operations.submission import Submission

Cells = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """`head` is the locked row of the journal's head, None in an empty district; `balances` are those of `cells`."""

    head: Row | None
    earlier: dict[str, Entry]
    cells: Cells
    balances: Sequence[Row]


def likely_cells(books: Books, submissions: Sequence[Submission]) -> Cells:
    """The (lot, place) that `submissions` will most likely move; actions nobody knows are passed over."""
    cells: Cells = set()
    for submission in submissions:
        action = books.actions.get(submission.command.action)
        if action is not None:
            cells.update(action.cells(submission.command))
    return cells


def read_ahead(connection: Connection, books: Books, submissions: Sequence[Submission]) -> Ahead:
    """Take the head's lock and read what will be needed; each statement sees the books as the lock found them."""
    district = (books.district_id,)
    ids = [each.command_id for each in submissions if is_command_id(each.command_id)]
    cells = likely_cells(books, submissions)
    queries = [head_query(connection, books.district_id), by_texts(connection, EARLIER, ids, district)]
    if cells:
        queries.append(by_keys(connection, BALANCES, sorted(cells), district))
    head, earlier, *balances = ask_together(connection, queries)
    return Ahead(
        head=head[0] if head else None,
        earlier={command_id: read_entry(body) for command_id, body in earlier},
        cells=cells,
        balances=balances[0] if balances else (),
    )
