"""Signed heads: C2SP `signed-note` and `tlog-checkpoint` with Ed25519, readable by any client of those formats.

A checkpoint is a few lines of text that fit into a QR code: whose log, how many entries, the root of the tree, and
who signs for it. A copy outside the building makes a cut tail visible.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from liangcao.journal.tree import HASH_SIZE
from liangcao.kernel.errors import refused

ED25519 = 1
"""The kind of key that signs a note's text as it is; others, such as a witness's, sign something around it."""
_SECRET = "PRIVATE+KEY"  # noqa: S105 - the word that opens a signing key's text
_DASH = "— "
_MOST_SIGNATURES = 100


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name; `text` is the ``name+hash+key`` form that is handed out."""

    name: str
    key_id: bytes
    public: bytes
    kind: int = ED25519

    @property
    def text(self) -> str:
        """``example.com/foo+530d903a+AekyeRrm…``"""
        return f"{self.name}+{self.key_id.hex()}+{base64_of(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret key under a name. Its text goes into a file only the office's server can read, never into the books."""

    name: str
    secret: bytes = field(repr=False)
    kind: int = field(default=ED25519, repr=False)

    @property
    def text(self) -> str:
        """``PRIVATE+KEY+example.com/foo+530d903a+AQ…``, as other `signed-note` tools keep it."""
        secret = base64_of(bytes([self.kind]) + self.secret)
        return f"{_SECRET}+{self.name}+{self.verifier_key.key_id.hex()}+{secret}"

    @property
    def verifier_key(self) -> VerifierKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()
        return VerifierKey(self.name, _key_id(self.name, self.kind, public), public, self.kind)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the Ed25519 signature over `message`."""
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(message)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note, not verified."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """As it stands in the note, with its line break."""
        return f"{_DASH}{self.name} {base64_of(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signature lines under it, not verified."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: whose it is, how many leaves it has, the root over them, and lines others may have added."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, base64_of(self.root), *self.extensions))


def generate_key(name: str, kind: int = ED25519) -> SigningKey:
    """A fresh signing key under `name` (``example.com/foo``); raises Refused ``key_unreadable`` for an unfit name."""
    if not _is_name(name):
        raise refused("key_unreadable")
    return SigningKey(name, Ed25519PrivateKey.generate().private_bytes_raw(), kind)


def read_signing_key(text: str, kind: int = ED25519) -> SigningKey:
    """The key of a ``PRIVATE+KEY+…`` text; raises Refused ``key_unreadable``, also for a key of another kind."""
    if not text.startswith(f"{_SECRET}+"):
        raise refused("key_unreadable")
    name, key_id, secret = _read_key(text.removeprefix(f"{_SECRET}+"), kind)
    key = SigningKey(name, secret, kind)
    if key.verifier_key.key_id != key_id:
        raise refused("key_unreadable")
    return key


def read_verifier_key(text: str, kind: int = ED25519) -> VerifierKey:
    """The key of a ``name+hash+key`` text.

    Raises Refused ``key_unreadable``, also for a key of another kind and when its hash does not fit.
    """
    name, key_id, public = _read_key(text, kind)
    if _key_id(name, kind, public) != key_id:
        raise refused("key_unreadable")
    return VerifierKey(name, key_id, public, kind)


def sign_note(text: str, key: SigningKey, *others: SigningKey) -> str:
    """`text` (ending in a line break) signed with `key` and `others`; raises Refused ``note_unreadable``."""
    if not text.endswith("\n") or not _is_plain(text):
        raise refused("note_unreadable")
    return text + "\n" + "".join(signature_line(each, each.sign(text.encode())) for each in (key, *others))


def sign_checkpoint(origin: str, size: int, root: bytes, *keys: SigningKey) -> str:
    """The note of the head of `size` leaves and `root` of the log named `origin`, signed with each of `keys`.

    Raises Refused ``checkpoint_unreadable`` when nobody could read it back.
    """
    checkpoint = Checkpoint(origin, size, root)
    if parse_checkpoint(checkpoint.text) != checkpoint:
        raise refused("checkpoint_unreadable")
    return sign_note(checkpoint.text, *keys)


def parse_note(note: str) -> Note:
    """Text and signature lines of `note`, nothing verified; raises Refused ``note_unreadable``."""
    text, parted, signed = note.rpartition("\n\n")
    if not parted or not _is_plain(note):
        raise refused("note_unreadable")
    return Note(text + "\n", read_signature_lines(signed))


def parse_checkpoint(text: str) -> Checkpoint:
    """The head that the text of a note tells of; raises Refused ``checkpoint_unreadable``."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise refused("checkpoint_unreadable")
    origin, size, root, *extensions = lines
    decoded = read_base64(root)
    if not (size.isascii() and size.isdigit() and len(size) < 19 and str(int(size)) == size) or decoded is None:
        raise refused("checkpoint_unreadable")
    if len(decoded) != HASH_SIZE:
        raise refused("checkpoint_unreadable")
    return Checkpoint(origin, int(size), decoded, tuple(extensions))


def verify_note(note: str, vkey: str) -> str:
    """The text of `note`, signed by the key of the text `vkey`; signatures of others are passed over.

    Raises Refused ``note_unreadable``, ``key_unreadable``, ``note_not_signed_by``, ``note_signature_wrong``.
    """
    key = read_verifier_key(vkey.strip())
    parsed = parse_note(note)
    if not signed_by(parsed, [key]):
        raise refused("note_not_signed_by", name=key.name)
    return parsed.text


def signed_by(note: Note, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
    """Which of `keys` signed `note`; signatures of others are passed over.

    Raises Refused ``note_signature_wrong`` when a signature of one of them is false.
    """
    found = []
    for key in keys:
        own = [each for each in note.signatures if (each.name, each.key_id) == (key.name, key.key_id)]
        for each in own:
            verify_signature(key, each.signature, note.text.encode())
        found += [key] if own else []
    return found


def verify_checkpoint(note: str, vkey: str) -> Checkpoint:
    """The head that `note`, signed by the key of the text `vkey`, tells of.

    Raises Refused as `verify_note` and `parse_checkpoint` do.
    """
    return parse_checkpoint(verify_note(note, vkey))


def verify_signature(key: VerifierKey, signature: bytes, message: bytes) -> None:
    """Return if `signature` over `message` is by `key`; raises Refused ``note_signature_wrong``."""
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):  # the latter for a key that is no point of the curve
        raise refused("note_signature_wrong", name=key.name) from None


def signature_line(key: SigningKey, signature: bytes) -> str:
    """The line that says in a note that `key` signed it."""
    return Signature(key.name, key.verifier_key.key_id, signature).line


def read_signature_lines(text: str) -> tuple[Signature, ...]:
    """The signatures of one or more signature lines; raises Refused ``note_unreadable``."""
    lines = text.split("\n")
    if lines.pop() or not 0 < len(lines) <= _MOST_SIGNATURES or not _is_plain(text):
        raise refused("note_unreadable")
    return tuple(_parse_signature(line) for line in lines)


def _parse_signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    decoded = read_base64(encoded)
    if not line.startswith(_DASH) or not _is_name(name) or decoded is None or len(decoded) < 5:
        raise refused("note_unreadable")
    return Signature(name, decoded[:4], decoded[4:])


def _read_key(text: str, kind: int) -> tuple[str, bytes, bytes]:
    """Name, key id and the 32 bytes of the text of a key of this kind."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    decoded = read_base64(encoded)
    if not _is_name(name) or decoded is None or len(decoded) != 33 or decoded[0] != kind:
        raise refused("key_unreadable")
    if len(key_id) != 8 or any(digit not in "0123456789abcdef" for digit in key_id):
        raise refused("key_unreadable")
    return name, bytes.fromhex(key_id), decoded[1:]


def _key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(map(str.isspace, name)) and _is_plain(name)


def _is_plain(text: str) -> bool:
    """No control characters but line breaks, and encodable."""
    return not any((char < " " and char != "\n") or "\ud800" <= char <= "\udfff" for char in text)


def base64_of(raw: bytes) -> str:
    """`raw` in standard base64, as notes spell bytes."""
    return base64.b64encode(raw).decode()


def read_base64(text: str) -> bytes | None:
    """The bytes of strict standard base64; None for any other spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64_of(raw) == text else None
