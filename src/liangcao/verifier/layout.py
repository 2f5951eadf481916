"""How evidence is laid out: one ZIP of plain members, and a manifest that names each with its SHA-256.

Writer and verifier agree on this page and on nothing else. Rows lie as JSON lists, one a line, in the order of the
columns given here; those of tables below a line that names the columns. Entries, lines and holds lie in stretches of
``STRETCH`` entries, so that several processes can read them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from liangcao.kernel.canonical import canonical_bytes, parse_canonical
from liangcao.kernel.errors import Refused, refused

FORMAT = "liangcao-evidence/1"
STRETCH = 16_384
MANIFEST = "manifest.json"
READ_ME = "README.txt"
RULES = "rules.json"
LEAVES = "journal/leaf_hashes.bin"
CHECKPOINTS = "journal/checkpoints.jsonl"
KEYS = "journal/keys.jsonl"
CONSISTENCY = "journal/consistency.jsonl"
BALANCES = "ledger/balances.jsonl"
DUTIES = "tables/duty_done.jsonl"
OPENING_BALANCES = "opening/balances.jsonl"
OPENING_PEOPLE = "opening/people.json"
_FOLDERS = ("journal/entries/", "ledger/lines/", "ledger/holds/")
_TABLES = "tables/"
_ATTACHMENTS = "attachments/"

WHOLE, PERIOD = "whole", "period"


def stretch_names(first: int) -> tuple[str, str, str]:
    """The members with the entries, lines and holds of the stretch that begins with entry `first`."""
    entries, lines, holds = (f"{folder}{first:09}.jsonl" for folder in _FOLDERS)
    return entries, lines, holds


def stretches(first: int, last: int) -> list[tuple[int, int]]:
    """First and last entry of each stretch of the entries `first` to `last`: they end at multiples of ``STRETCH``."""
    found: list[tuple[int, int]] = []
    while first <= last:
        end = min(last, (first - 1) // STRETCH * STRETCH + STRETCH)
        found.append((first, end))
        first = end + 1
    return found


def table_name(table: str) -> str:
    """The member with the rows of a document table."""
    return f"{_TABLES}{table}.jsonl"


def table_of(member: str) -> str:
    """The document table whose rows the member holds, else nothing."""
    is_table = member.startswith(_TABLES) and member.endswith(".jsonl") and member != DUTIES
    return member.removeprefix(_TABLES).removesuffix(".jsonl") if is_table else ""


def attachment_name(digest: str) -> str:
    """The member with the attachment whose SHA-256 (hexadecimal) is `digest`."""
    return f"{_ATTACHMENTS}{digest}"


def attachment_of(member: str) -> str:
    """The SHA-256 that an attachment's member is named after, else nothing."""
    return member.removeprefix(_ATTACHMENTS) if member.startswith(_ATTACHMENTS) else ""


@dataclass(frozen=True, slots=True)
class Member:
    """A part of the evidence: its name, how many bytes it has, and their SHA-256 (hexadecimal)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the evidence says it is. Nothing in it is proven but what the members prove.

    Entries `first` to `last` of a journal of `size` entries; `scope` is the whole journal or a period of days.
    """

    program: str
    district: int
    district_name: str
    origin: str
    scope: str
    days: tuple[str, str]
    first: int
    last: int
    size: int
    recorded: tuple[str, str]
    members: Sequence[Member]

    def to_bytes(self) -> bytes:
        """Canonical bytes: the same evidence has the same manifest everywhere."""
        data: dict[str, Any] = {
            "format": FORMAT,
            "program": self.program,
            "district": self.district,
            "district_name": self.district_name,
            "origin": self.origin,
            "scope": self.scope,
            "days": list(self.days),
            "first": self.first,
            "last": self.last,
            "size": self.size,
            "recorded": list(self.recorded),
            "members": [{"name": each.name, "size": each.size, "sha256": each.sha256} for each in self.members],
        }
        return canonical_bytes(data)

    @property
    def number(self) -> str:
        """The number of the evidence: 16 digits of the manifest's SHA-256, to be compared by eye."""
        return sha256(self.to_bytes()).hexdigest()[:16]


_SHAPE: dict[str, type] = {
    "program": str, "district": int, "district_name": str, "origin": str, "scope": str, "first": int, "last": int,
    "size": int,
}  # fmt: skip


def read_manifest(raw: bytes) -> Manifest:
    """The manifest of these bytes; raises Refused ``evidence_unreadable`` for anything else."""
    try:
        data = parse_canonical(raw)
        if data["format"] != FORMAT or any(type(data[name]) is not kind for name, kind in _SHAPE.items()):
            raise refused("evidence_unreadable", detail=MANIFEST)
        manifest = Manifest(
            **{name: data[name] for name in _SHAPE},
            days=_two_texts(data["days"]),
            recorded=_two_texts(data["recorded"]),
            members=[Member(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in data["members"]],
        )
    except (LookupError, TypeError, ValueError, AttributeError, Refused) as error:
        raise refused("evidence_unreadable", detail=MANIFEST) from error
    is_sound = manifest.scope in (WHOLE, PERIOD) and 1 <= manifest.first <= manifest.last + 1 <= manifest.size + 1
    if not is_sound or (manifest.scope == WHOLE and (manifest.first, manifest.last) != (1, manifest.size)):
        raise refused("evidence_unreadable", detail=MANIFEST)
    return manifest


def _two_texts(value: Any) -> tuple[str, str]:
    first, second = value
    return str(first), str(second)
