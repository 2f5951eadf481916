"""What a list page tells the table macro: its columns and where in the list it stands."""

from dataclasses import dataclass

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `label` is a message; `sort` the value of the query's ``sort`` (``-`` before it turns it round).

    `numeric` sets it right-aligned, `primary` makes it the heading of the row (and of the card on a phone), `wide_only`
    leaves it out on a phone, `whole` keeps a short word (a name, a number, a link) on one line: Chinese may
    break after any character.
    """

    key: str
    label: str
    sort: str = ""
    numeric: bool = False
    primary: bool = False
    wide_only: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """Page `page` (from 1) of a list of `total` rows, `size` to a page; counting stopped at `most` (0: it did not)."""

    total: int
    page: int = 1
    size: int = PAGE_SIZE
    most: int = 0

    @property
    def is_more(self) -> bool:
        """Whether there may be more rows than were counted."""
        return 0 < self.most <= self.total

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first row on this page, 0 in an empty list."""
        return 0 if self.total == 0 else (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The number of the last row on this page."""
        return min(self.page * self.size, self.total)

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.page - 1) * self.size
