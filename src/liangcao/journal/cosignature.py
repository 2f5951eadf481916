"""Cosignatures: C2SP `tlog-cosignature` v1 with Ed25519, and how many of which witnesses are enough.

A witness that cosigns a head says: at this time this was the largest head I had seen of this log, and it continues
every head of it that I cosigned before. To show two histories to two people an office needs all its witnesses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liangcao.journal.note import (
    Signature,
    SigningKey,
    VerifierKey,
    parse_checkpoint,
    parse_note,
    read_verifier_key,
    signature_line,
    verify_signature,
)
from liangcao.kernel.errors import refused

COSIGNER = 4
"""The kind of a witness's key."""
_TIME_SIZE = 8
_MOST_TIME = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Cosignature:
    """That a witness cosigned a head; `timestamp` in seconds since 1970 UTC, `line` as it stands in the note."""

    key: VerifierKey
    timestamp: int
    line: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Which witnesses are trusted, and how many of them (`quorum`) must have cosigned a head."""

    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0

    def is_met_by(self, keys: Iterable[VerifierKey]) -> bool:
        """True when enough of the witnesses are among `keys`."""
        return len(set(keys).intersection(self.witnesses)) >= self.quorum


NOBODY = Policy()
"""No witness is asked, none is needed."""


def read_cosigner_key(text: str) -> VerifierKey:
    """The key of a witness's ``name+hash+key`` text; raises Refused ``key_unreadable``."""
    return read_verifier_key(text, COSIGNER)


def make_policy(vkeys: Sequence[str], quorum: int = 0) -> Policy:
    """The policy that `quorum` of the witnesses with these keys are enough; all of them when it is 0.

    Raises Refused ``key_unreadable``, ``witness_twice`` (one key under two names is one witness), ``quorum_too_large``.
    """
    witnesses = tuple(read_cosigner_key(text) for text in vkeys)
    seen: set[bytes] = set()
    for each in witnesses:
        if each.public in seen:
            raise refused("witness_twice", name=each.name)
        seen.add(each.public)
    if not 0 <= quorum <= len(witnesses):
        raise refused("quorum_too_large", quorum=quorum, witnesses=len(witnesses))
    return Policy(witnesses, quorum or len(witnesses))


def cosign(text: str, key: SigningKey, timestamp: int) -> str:
    """The signature line by which `key` cosigns the checkpoint `text` at `timestamp` (seconds since 1970 UTC).

    Raises Refused ``checkpoint_unreadable``, ``key_unreadable`` for a key that is none of a witness.
    """
    parse_checkpoint(text)
    if key.kind != COSIGNER:
        raise refused("key_unreadable")
    return signature_line(key, timestamp.to_bytes(_TIME_SIZE, "big") + key.sign(_message(text, timestamp)))


def verify_cosignatures(text: str, signatures: Iterable[Signature], keys: Iterable[VerifierKey]) -> list[Cosignature]:
    """The cosignatures that `keys` put under the checkpoint `text`, the latest of each; others are passed over.

    Raises Refused ``note_signature_wrong`` when one of a known key is false.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found: dict[VerifierKey, Cosignature] = {}
    for each in signatures:
        key = known.get((each.name, each.key_id))
        if key is not None:
            made = _verify(text, each, key)
            if key not in found or found[key].timestamp < made.timestamp:
                found[key] = made
    return list(found.values())


def cosignatures_of(note: str, policy: Policy) -> list[Cosignature]:
    """The cosignatures of the policy's witnesses under a signed head; whose log it is is not looked at.

    Raises Refused ``note_unreadable``, ``note_signature_wrong``.
    """
    parsed = parse_note(note)
    return verify_cosignatures(parsed.text, parsed.signatures, policy.witnesses)


def check_quorum(note: str, policy: Policy) -> list[Cosignature]:
    """The cosignatures under a head if they are enough; raises Refused ``quorum_missed``, or as `cosignatures_of`."""
    found = cosignatures_of(note, policy)
    if not policy.is_met_by(each.key for each in found):
        raise refused("quorum_missed", found=len(found), quorum=policy.quorum)
    return found


def _verify(text: str, signature: Signature, key: VerifierKey) -> Cosignature:
    stamped = signature.signature
    timestamp = int.from_bytes(stamped[:_TIME_SIZE], "big")
    if timestamp > _MOST_TIME:
        raise refused("note_signature_wrong", name=key.name)
    verify_signature(key, stamped[_TIME_SIZE:], _message(text, timestamp))
    return Cosignature(key, timestamp, signature.line)


def _message(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()
