"""What stands around a page: who is signed in, the menus, the marks of the foot; plain data handed to the templates."""

from dataclasses import dataclass

from liangcao.language import N_


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of a menu: `label` is a message, `key` is compared with the page's `active`, `count` waits there."""

    key: str
    label: str
    href: str
    icon: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Entries of the full menu under one head; `head` is a message, "" where they need none."""

    head: str
    entries: tuple[MenuEntry, ...]


SHORT_MENU = 10
"""A menu of so many entries is taken in at a glance: heads would only make it longer."""


def headed(groups: tuple[MenuGroup, ...]) -> tuple[MenuGroup, ...]:
    """The groups that have entries; one without a head when they are few in all."""
    filled = tuple(group for group in groups if group.entries)
    entries = tuple(entry for group in filled for entry in group.entries)
    return filled if len(entries) > SHORT_MENU else (MenuGroup("", entries),)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is signed in: name and role as shown, and where to go to change or leave."""

    name: str
    role: str
    href: str = "/me"
    actor_id: int = 0


@dataclass(frozen=True, slots=True)
class DutyAtFoot:
    """Somebody on duty, as the foot names them; `phone` is "" where it is not to be shown."""

    name: str
    stands_in_for: str
    shift: str
    is_leader: bool
    phone: str


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page; the caller has already left out what the person may not see.

    `menu` is the full menu in groups (left on a PC), `bar` the five entries of the phone's bottom bar, the middle one
    the scan button, `doors` those that are used most after them. `as_of` is the moment (milliseconds UTC) the figures
    were read. `on_duty` is who is on duty then; with `captures` every page has the box for a line of the work log.
    """

    title: str = N_("粮草")
    home: str = "/"
    identity: Identity | None = None
    menu: tuple[MenuGroup, ...] = ()
    bar: tuple[MenuEntry, ...] = ()
    doors: tuple[MenuEntry, ...] = ()
    search: str = ""
    demo: bool = False
    as_of: int | None = None
    on_duty: tuple["DutyAtFoot", ...] = ()
    captures: bool = False
    version: str = ""


ANONYMOUS = Shell()
"""The frame of a page nobody is signed in to."""
