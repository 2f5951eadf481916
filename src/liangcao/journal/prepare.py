"""A stretch of the journal looked at by itself: all that can be checked of entries without knowing those before them.

`prepare` only ever says "nothing to see": the entries it counts as plain are in canonical bytes, of the right shape,
numbered through, hashed as stored, and the lines and holds stored beside them are those they make. It stops before the
first batch in which one is not, and from there on the verifier looks closely, entry by entry, and names what is wrong.
What depends on the past (balances, roles, who did what) it hands on in a few numbers and events, to be followed in
order.

Stretches do not depend on one another, so that several processes can prepare them at the same time.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from liangcao.journal.asked import ASKED_TABLE, told_of_lines
from liangcao.journal.bounds import ITEMS, PHASES, SIGNING_RULES
from liangcao.journal.chains import CHAIN_ORIGINS, chains_cut
from liangcao.journal.forms import HEAD, OF_PLACES, Filled, Form, Forms
from liangcao.journal.keychain import TABLE as KEY_CHANGES
from liangcao.journal.plain import (
    Values,
    are_names,
    are_normalized,
    are_plain_moments,
    are_whole,
    keys_of_plain_objects,
    plain_values,
)
from liangcao.journal.plain_effects import PlainEffects
from liangcao.journal.plans import PLAN_TABLES, Proposed, proposed_in
from liangcao.journal.rewound import UNTOLD, Rewinding, Rewound, Tables
from liangcao.journal.shape import FORMAT
from liangcao.journal.touched import PLACE_TABLES, told_of_places
from liangcao.journal.tree import entry_leaf
from liangcao.kernel.moment import moment_of

PEOPLE_TABLES = frozenset(
    {"actor", "role_grant", "held_command", "held_signature", KEY_CHANGES, SIGNING_RULES, PHASES, CHAIN_ORIGINS, ITEMS}
)
OF_APPROVALS = "approvals."
_TOLD_OF = PLAN_TABLES | PLACE_TABLES | PEOPLE_TABLES | {ASKED_TABLE}
_WITHOUT_FORM = _TOLD_OF - OF_PLACES.keys() - {ASKED_TABLE}
"""Entries that write into these tables are few, and looked at as a whole."""
MARK_SIZE = 8
_BATCH = 64
"""So few that what they hold stays near at hand."""
_LAYOUTS = frozenset(
    tuple(sorted((*HEAD, *optional)))
    for optional in (
        (), ("approved_by",), ("command",), ("effects",), ("approved_by", "command"), ("approved_by", "effects"),
        ("command", "effects"), ("approved_by", "command", "effects"),
    )
)  # fmt: skip
_required = itemgetter(*HEAD)
_NOTHING: Mapping[str, Any] = {}
_forms = Forms({}, _WITHOUT_FORM, OF_APPROVALS)
"""What this process learned of the entries it looked at last."""
_Read = tuple[Form | None, Any]
"""An entry by its form and what fills it, or without one by its data."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a journal, (number, body, leaf hash) each, with the rows of lines and holds stored beside it."""

    entries: Sequence[tuple[int, bytes, bytes]]
    lines: Sequence[Sequence[Any]]
    holds: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Preparing:
    """How stretches of a journal are to be prepared.

    `secret` is for `command_mark`, the same for all stretches; what entries write into `tables` is rewound.
    """

    district: int
    secret: bytes
    tables: Tables = field(default_factory=dict)


class Event(NamedTuple):
    """What has to be known of an entry that changes who may what, or that others signed.

    `time` in ms since 1970 UTC; `rows` and `changes` are those of ``PEOPLE_TABLES``; `command` only of approvals and
    of what was approved.
    """

    number: int
    time: int
    actor: int
    action: str
    command_id: str
    approved_by: Sequence[int]
    duties: Sequence[Sequence[str]]
    rows: Sequence[Mapping[str, Any]]
    changes: Sequence[Mapping[str, Any]]
    command: Mapping[str, Any] | None


class Acts(NamedTuple):
    """Entries by which one person did one thing, while nobody's roles changed."""

    actor: int
    action: str
    numbers: "array[int]"


class Duties(NamedTuple):
    """Duties done while nobody's roles changed: entry, person, and (chain, duty) each."""

    done: Sequence[tuple[int, int, Sequence[Sequence[str]]]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of a chunk. All but `leaves` (the hash of every entry, joined) tells of its first `plain` entries.

    `first` is the number of the first entry; `is_all` says that nothing of the chunk is left, no entry and no row.
    `lines` and `holds` count the stored rows that belong to the plain entries; `times` are the moments at which these
    were recorded (`Times`); `steps` are those of the ledger (``STEP``); `places` is what rows tell of places
    (``TOLD``), `asked` of lines of requests (``ASKED``); `marks` are ``MARK_SIZE`` bytes for each command id; `plans`
    are those they propose; `rewound` is what they write into tables.
    """

    leaves: bytes
    first: int = 0
    is_all: bool = False
    plain: int = 0
    lines: int = 0
    holds: int = 0
    times: bytes = b""
    steps: bytes = b""
    places: bytes = b""
    asked: bytes = b""
    marks: bytes = b""
    plans: Sequence[Proposed] = ()
    events: Sequence[Event | Acts | Duties] = ()
    rewound: Sequence[Rewound] | None = None


def command_mark(command_id: str, secret: bytes) -> bytes:
    """64 bits that stand for a command id; without the `secret` of the run nobody can make two that fall together."""
    return blake2b(command_id.encode(), digest_size=MARK_SIZE, key=secret).digest()


def event_of(number: int, data: Mapping[str, Any]) -> Event:
    """What `People` need to know of the entry `number` with this `data`."""
    action, approved_by, effects = data["action"], data.get("approved_by", ()), data.get("effects", {})
    is_of_approvals = approved_by or action.startswith(OF_APPROVALS)
    return Event(
        number=number,
        time=moment_of(data["recorded_at"]),
        actor=data["actor"],
        action=action,
        command_id=data["command_id"],
        approved_by=approved_by,
        duties=effects.get("duties", ()),
        rows=[row for row in effects.get("rows", ()) if row["table"] in PEOPLE_TABLES],
        changes=[change for change in effects.get("changes", ()) if change["table"] in PEOPLE_TABLES],
        command=data.get("command", {}) if is_of_approvals else None,
    )


def prepare(chunk: Chunk, preparing: Preparing) -> Prepared:
    """Look at `chunk`; never raises for what it finds there."""
    leaves = [entry_leaf(body, number) for number, body, _ in chunk.entries]
    stretch = _Stretch(chunk, preparing)
    try:
        stretch.run(leaves)
        steps = array("q", stretch.steps).tobytes()
    except (TypeError, OverflowError):  # a stored figure that is no figure: let it be looked at closely
        return Prepared(b"".join(leaves))
    stretch.tell()
    stretch.rewind()
    return Prepared(
        leaves=b"".join(leaves),
        first=chunk.entries[0][0] if chunk.entries else 0,
        is_all=(stretch.plain, *stretch.rows) == (len(chunk.entries), len(chunk.lines), len(chunk.holds)),
        plain=stretch.plain,
        lines=stretch.rows[0],
        holds=stretch.rows[1],
        times="".join(stretch.times).encode(),
        steps=steps,
        places=array("q", stretch.places).tobytes(),
        asked=array("q", stretch.asked).tobytes(),
        marks=b"".join(stretch.marks),
        plans=[each for each in stretch.plans if each.number < chunk.entries[0][0] + stretch.plain],
        events=stretch.events,
        rewound=stretch.rewound,
    )


def _forms_for(tables: Tables) -> Forms:
    global _forms
    if _forms.tables is not tables and (_forms.tables or tables):
        _forms = Forms(tables, _WITHOUT_FORM, OF_APPROVALS)
    return _forms


class _Stretch:
    """One pass over a chunk, a batch of entries at a time: a batch is plain as a whole or not at all."""

    def __init__(self, chunk: Chunk, preparing: Preparing) -> None:
        self._chunk, self._preparing = chunk, preparing
        self._hasher = blake2b(digest_size=MARK_SIZE, key=preparing.secret)
        self._effects = PlainEffects(chunk.lines, chunk.holds)
        self._forms = _forms_for(preparing.tables)
        self.plain = 0
        self.rows = (0, 0)
        self.steps: list[int] = []
        self.places: list[int] = []
        self.asked: list[int] = []
        self.times: list[str] = []
        self.marks: list[bytes] = []
        self.plans: list[Proposed] = []
        self.events: list[Event | Acts | Duties] = []
        self.rewound: list[Rewound] | None = [] if preparing.tables else None
        self._rewinding = Rewinding(preparing.tables)
        self._acts: dict[tuple[int, str], array[int]] = {}
        self._duties: list[tuple[int, int, Sequence[Sequence[str]]]] = []

    def run(self, leaves: Sequence[bytes]) -> None:
        entries = self._chunk.entries
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH]
            numbers, bodies, stored = zip(*batch, strict=True)
            if numbers != tuple(range(entries[0][0] + start, entries[0][0] + start + len(batch))):
                return
            if list(stored) != leaves[start : start + len(batch)]:
                return
            try:
                if not self._read(numbers, bodies):
                    return
            except (TypeError, ValueError, LookupError, AttributeError):
                return
            self.plain += len(batch)
            self.rows = (self._effects.line, self._effects.hold)
            self.steps += self._effects.steps
            self._effects.steps = []

    def rewind(self) -> None:
        """Make small what was gathered of documents."""
        if self.rewound is not None and not self._rewinding.is_empty:
            try:
                self.rewound.append(self._rewinding.packed())
            except UNTOLD:
                self.rewound = None
        self._rewinding = Rewinding(self._preparing.tables)

    def tell(self) -> None:
        """Hand on what was gathered of who did what."""
        self.events += (Acts(actor, action, numbers) for (actor, action), numbers in self._acts.items())
        if self._duties:
            self.events.append(Duties(self._duties))
        self._acts, self._duties = {}, []

    def _read(self, numbers: Sequence[int], bodies: Sequence[bytes]) -> bool:
        """True when these entries are plain: those that fit no form are read as JSON, and learned from."""
        filled = [self._forms.fill(body) for body in bodies]
        others = [body for body, each in zip(bodies, filled, strict=True) if each is None]
        found = plain_values(others) if others else Values([], 0)
        if found is None or not are_normalized(
            [body for body, each in zip(bodies, filled, strict=True) if each is not None]
        ):
            return False
        rest = iter(found.values)
        read: list[_Read] = [(None, next(rest)) if each is None else each for each in filled]
        if not self._take(numbers, read, found.values, found.keys):
            return False
        for body, value in zip(others, found.values, strict=True):
            self._forms.learn(body, value)
        return True

    def _take(self, numbers: Sequence[int], read: Sequence[_Read], values: list[Any], keys: int) -> bool:
        """True when the entries so `read` are plain; the `values` of those without a form spell so many keys."""
        if not {tuple(value) for value in values} <= _LAYOUTS:
            return False
        heads = [_required(what) if form is None else form.head(what) for form, what in read]
        columns = tuple(zip(*heads, strict=True))
        formats, districts, inside, actors, actions, command_ids, occurred, recorded = columns
        if not are_whole((*formats, *districts, *inside, *actors)) or not are_names((*actions, *command_ids)):
            return False
        if {*formats} != {FORMAT} or {*districts} != {self._preparing.district} or inside != numbers or min(actors) < 0:
            return False
        if not are_plain_moments((*self.times[-1:], *recorded), occurred):
            return False
        commands = [value["command"] for value in values if "command" in value]
        signers = [value["approved_by"] for value in values if "approved_by" in value]
        command_keys = keys_of_plain_objects(commands)
        if not all(commands) or command_keys < 0 or not _are_signers(signers):
            return False
        effects = self._effects
        effects.keys = 0
        for number, (form, what) in zip(numbers, read, strict=True):
            if form is not None:
                if not effects.take_filled(number, form, what):
                    return False
            elif "effects" in what and (not effects.take(number, what["effects"]) or chains_cut(what["effects"])):
                return False
        if not self._effects.ends_at(numbers[-1]) or sum(map(len, values)) + command_keys + self._effects.keys != keys:
            return False
        self._tell_batch(numbers, read, actors, actions)
        self.times += recorded
        for command_id in command_ids:
            hasher = self._hasher.copy()
            hasher.update(command_id.encode())
            self.marks.append(hasher.digest())
        return True

    def _tell_batch(
        self, numbers: Sequence[int], read: Sequence[_Read], actors: Sequence[int], actions: Sequence[str]
    ) -> None:
        for number, (form, data), actor, action in zip(numbers, read, actors, actions, strict=True):
            if form is not None:
                if form.places or form.asked or form.rows or form.changes:
                    self._tell_filled(number, form, data)
                self._act(number, actor, action, [duty(data) for duty in form.duties] if form.duties else ())
                continue
            effects = data.get("effects", _NOTHING)
            is_event = False
            if "rows" in effects or "changes" in effects:
                is_event = self._tell_documents(number, data, effects)
            if is_event or "approved_by" in data or action.startswith(OF_APPROVALS):
                event = event_of(number, data)
                if event.rows or event.changes or event.duties:
                    self.tell()
                self.events.append(event)
                continue
            self._act(number, actor, action, effects.get("duties", ()))

    def _act(self, number: int, actor: int, action: str, duties: Sequence[Sequence[str]]) -> None:
        acts = self._acts.get((actor, action))
        if acts is None:
            acts = self._acts[actor, action] = array("q")
        acts.append(number)
        if duties:
            self._duties.append((number, actor, duties))

    def _tell_filled(self, number: int, form: Form, filled: Filled) -> None:
        """Gather what an entry that fills a form tells of places and writes into tables."""
        for place in form.places:
            self.places += (number, *place(filled))
        for line in form.asked:
            self.asked += (number, *line(filled))
        if self.rewound is not None:
            for table, row in form.rows:
                self._rewinding.make(table, row(filled))
            for table, key, names, cells in form.changes:
                self._rewinding.change(table, key(filled), dict(zip(names, cells(filled), strict=True)))

    def _tell_documents(self, number: int, data: Mapping[str, Any], effects: Mapping[str, Any]) -> bool:
        """Gather what an entry writes into tables; True when it tells of people."""
        rows = effects.get("rows", ())
        tables = _TOLD_OF.intersection([each["table"] for each in rows])
        if not tables.isdisjoint(PLAN_TABLES):
            self.rewind()  # what was there before a plan must be told apart
            self.plans += proposed_in(number, data, len(self.rewound or ()))
        if self.rewound is not None:
            try:
                self._rewinding.take(effects)
            except UNTOLD:
                self.rewound = None
        changed = _TOLD_OF.intersection([each["table"] for each in effects.get("changes", ())])
        tables |= changed
        if not tables.isdisjoint(PLACE_TABLES):
            self.places += chain.from_iterable(told_of_places(number, effects))
        if ASKED_TABLE in tables:
            self.asked += chain.from_iterable(told_of_lines(number, effects))
        return not tables.isdisjoint(PEOPLE_TABLES)


def _are_signers(lists: Sequence[Any]) -> bool:
    """True when each is a list of at least one number of a person."""
    return all(type(each) is list and bool(each) and are_whole(each) and min(each) > 0 for each in lists)
