"""Events of others taken in: shipping events become expected arrivals, the rest is kept for the trace; all or nothing.

What a name means here is never guessed: goods are known by GTIN, by a name or code of ours that the document's master
data gives, or by what a person said of that name before. What is still unknown is named, and nothing is taken in.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from liangcao.exchange.epcis.arriving import Shipped, contents_in, packages_named, shipped_in
from liangcao.exchange.epcis.asking import moment_of
from liangcao.exchange.epcis.matching import Known, batch_of, known_names
from liangcao.exchange.epcis.naming import Names
from liangcao.exchange.epcis.prehash import event_hash
from liangcao.exchange.epcis.reading import Found, events_in, read_json
from liangcao.exchange.epcis.schema import first_fault
from liangcao.journal.seal import log_name
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.operations.office import Office
from liangcao.operations.submission import Outcome, Submission
from liangcao.receiving.capturing import captured_before, contents, keep_document
from liangcao.receiving.commands import (
    AnnounceArrival,
    AnnouncedLine,
    CapturedEvent,
    CapturedPackage,
    CaptureEvents,
    ForeignName,
)

MOST_EVENTS = 500
MOST_NAMED = 200
MOST_PACKED = 5_000
"""So many classes in packages are kept of one document."""
_SSCC = "https://id.gs1.org/00/"
_IDS = uuid.UUID("7c1f61c2-6a0a-4c0e-9c55-20200203e9c1")


@dataclass(frozen=True, slots=True)
class Said:
    """What the person who brings a document says of it beside: where the goods go and how they were come by.

    `names` are meanings of names in it: by kind (``item``, ``party``) and URI.
    """

    location_id: int = 0
    source_kind: str = "purchase"
    names: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """What would come of a document: its events by their hashes, those known before, arrivals, and what is unknown."""

    raw: bytes
    events: tuple[tuple[str, Found], ...]
    known_before: Mapping[str, int]
    shipped: tuple[Shipped, ...]
    packages: Mapping[str, Mapping[str, int]]  # by URI, packed or shipped by these events: pieces of each class
    unknown: tuple[tuple[str, str, str], ...]  # kind, URI, and how the document calls it

    @property
    def new(self) -> list[tuple[str, Found]]:
        """Events that were not taken in before, each once."""
        fresh = {digest: found for digest, found in self.events if digest not in self.known_before}
        return list(fresh.items())


def plan_capture(connection: Connection, district_id: int, raw: bytes, said: Said) -> Planned:
    """Read a document and match its names; nothing is written.

    Raises Refused as `read_json` does, ``epcis_invalid`` with the failing path, ``epcis_no_events``,
    ``too_many_lines``, ``epcis_own_events``, ``epcis_quantity_unusable``.
    """
    value = read_json(raw)
    fault = first_fault(value)
    if fault:
        raise refused("epcis_invalid", "file", path=fault.path or "/", detail=fault.said())
    found = list(events_in(value))
    if not found:
        raise refused("epcis_no_events", "file")
    if len(found) > MOST_EVENTS:
        raise refused("too_many_lines", "file", most=MOST_EVENTS, length=len(found))
    _check_not_ours(found, Names(log_name(connection, district_id)))
    hashed = tuple((event_hash(each.event, each.context), each) for each in found)
    before = captured_before(connection, district_id, [digest for digest, _found in hashed])
    known = known_names(connection, district_id, value, said.names)
    fresh = {digest: each for digest, each in hashed if digest not in before}
    document = [each.event for each in found]
    told = _told_before(connection, district_id, packages_named(document))
    shipped = shipped_in(fresh, document, told)
    packed = contents_in(found, told)
    named = {uri: {**told, **packed}[uri] for each in shipped for uri in each.packages if uri in told or uri in packed}
    packages = contents_in(list(fresh.values()), {**told, **packed}) | named
    return Planned(raw, hashed, before, shipped, packages, tuple(_unknown(shipped, known)))


def _told_before(connection: Connection, district_id: int, uris: Sequence[str]) -> dict[str, dict[str, int]]:
    """What is in packages by what was taken in before."""
    by_code = {package_code(uri): uri for uri in uris}
    found: dict[str, dict[str, int]] = {}
    for each in contents(connection, district_id, list(by_code)):
        found.setdefault(by_code[each.code], {})[each.epc_class] = each.quantity
    return found


def package_code(uri: str) -> str:
    """What is kept as the number of a package: its SSCC where it has one, or else its URI."""
    return uri.removeprefix(_SSCC) if uri.startswith(_SSCC) else uri


def _check_not_ours(found: Sequence[Found], names: Names) -> None:
    """Our own events coming back would announce goods that we sent ourselves."""
    for each in found:
        if str(each.event.get("readPoint", {}).get("id", "")).startswith(names.base):
            raise refused("epcis_own_events", "file", path=each.path or "/")


def _unknown(shipped: Sequence[Shipped], known: Known) -> list[tuple[str, str, str]]:
    wanted = dict.fromkeys(("party", each.source) for each in shipped)
    wanted |= dict.fromkeys(("item", uri) for each in shipped for uri in each.goods)
    return [(kind, uri, known.called(uri)) for kind, uri in wanted if not known.target(kind, uri)]


def capture_document(office: Office, actor_id: int, raw: bytes, said: Said, *, keep: bool = True) -> int:
    """Take a document in, all of it or nothing; the number of its capture. The same events again: that of the first.

    Raises Refused as `plan_capture` does, ``epcis_name_unknown`` for every name that nobody has said the meaning of,
    and as the road does for arrivals. With `keep` False everything is tried and nothing is kept: 0.
    """
    with office.database.write() as connection:
        planned = plan_capture(connection, office.district_id, raw, said)
        if not planned.new:
            return next(iter(planned.known_before.values()))
        if planned.unknown:
            raise Refused(
                *(
                    Reason("epcis_name_unknown", {"name": called or uri, "uri": uri}, f"names.{kind}.{uri}")
                    for kind, uri, called in planned.unknown
                )
            )
        digest = keep_document(connection, office.district_id, raw, office.clock.now())
        known = known_names(connection, office.district_id, read_json(raw), said.names)
    arrivals = [_arrival(each, known, said) for each in planned.shipped]
    submissions = [Submission(command, actor_id, _id(f"{digest} {place}")) for place, command in enumerate(arrivals)]

    def whole(outcomes: Sequence[Outcome]) -> list[Submission]:
        numbers = [int(outcome.answer["arrival_id"]) for outcome in outcomes]
        return [Submission(_command(planned, digest, (numbers, known), said), actor_id, _id(digest))]

    outcomes = office.perform_all(submissions, then=(whole,), keep=keep)
    return int(outcomes[-1].answer["capture_id"]) if keep else 0


def _id(text: str) -> str:
    return str(uuid.uuid5(_IDS, text))


def _arrival(each: Shipped, known: Known, said: Said) -> AnnounceArrival:
    """The goods of one shipping event; classes that are the same item here are one line."""
    sums: dict[int, int] = {}
    for uri, quantity in each.goods.items():
        item_id = known.target("item", uri)
        sums[item_id] = sums.get(item_id, 0) + quantity
    return AnnounceArrival(
        source_kind=said.source_kind,
        source_party_id=known.target("party", each.source),
        location_id=said.location_id or None,
        note="EPCIS",
        lines=tuple(AnnouncedLine(item_id=item_id, quantity=quantity) for item_id, quantity in sums.items()),
    )


def _command(planned: Planned, digest: str, made_of: tuple[Sequence[int], Known], said: Said) -> CaptureEvents:
    arrivals, known = made_of
    made = {each.event_hash: number for each, number in zip(planned.shipped, arrivals, strict=True)}
    events = tuple(
        CapturedEvent(
            event_hash=name,
            event_type=str(found.event["type"])[:200],
            biz_step=str(found.event.get("bizStep", ""))[:200],
            event_time=max(moment_of(found.event["eventTime"]), 0),
            arrival_id=made.get(name),
        )
        for name, found in planned.new
    )
    names = tuple(ForeignName(kind=kind, uri=uri[:200], target_id=target) for (kind, uri), target in said.names.items())
    packages = tuple(_packages(planned, made, known))
    if len(packages) > MOST_PACKED:
        raise refused("too_many_lines", "file", most=MOST_PACKED, length=len(packages))
    return CaptureEvents(sha256=digest, events=events, names=names, packages=packages)


def _packages(planned: Planned, made: Mapping[str, int], known: Known) -> Iterator[CapturedPackage]:
    """A line for each class in each package; what is too long to be kept was no package of anybody."""
    coming = {uri: made[each.event_hash] for each in planned.shipped for uri in each.packages}
    for uri, inside in planned.packages.items():
        for name, quantity in inside.items():
            if max(len(uri), len(name)) <= MOST_NAMED:
                yield CapturedPackage(
                    code=package_code(uri),
                    epc_class=name,
                    quantity=quantity,
                    item_id=known.target("item", name) or None,
                    batch_number=batch_of(name),
                    arrival_id=coming.get(uri),
                )
