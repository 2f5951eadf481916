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
class Identity:
    """Who is signed in: name and role as shown, and where to go to change or leave."""

    name: str
    role: str
    href: str = "/me"


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page; the caller has already left out what the person may not see.

    `menu` is the full menu (left on a PC), `bar` the five entries of the phone's bottom bar, the middle one the scan
    button. `as_of` is the moment (milliseconds UTC) the figures were read.
    """

    title: str = N_("粮草")
    home: str = "/"
    identity: Identity | None = None
    menu: tuple[MenuEntry, ...] = ()
    bar: tuple[MenuEntry, ...] = ()
    search: str = ""
    demo: bool = False
    as_of: int | None = None
    version: str = ""


ANONYMOUS = Shell()
"""The frame of a page nobody is signed in to."""
