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

_ED25519 = b"\x01"
_SECRET = "PRIVATE+KEY"  # noqa: S105 - the word that opens a signing key's text
_DASH = "— "
_MOST_SIGNATURES = 100


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name; `text` is the ``name+hash+key`` form that is handed out."""

    name: str
    key_id: bytes
    public: bytes

    @property
    def text(self) -> str:
        """``example.com/foo+530d903a+AekyeRrm…``"""
        return f"{self.name}+{self.key_id.hex()}+{_base64(_ED25519 + self.public)}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret key under a name. Its text goes into a file only the office's server can read, never into the books."""

    name: str
    secret: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """``PRIVATE+KEY+example.com/foo+530d903a+AQ…``, as other `signed-note` tools keep it."""
        return f"{_SECRET}+{self.name}+{self.verifier_key.key_id.hex()}+{_base64(_ED25519 + self.secret)}"

    @property
    def verifier_key(self) -> VerifierKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()
        return VerifierKey(self.name, _key_id(self.name, public), public)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note, not verified."""

    name: str
    key_id: bytes
    signature: bytes


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
        return "".join(f"{line}\n" for line in (self.origin, self.size, _base64(self.root), *self.extensions))


def generate_key(name: str) -> SigningKey:
    """A fresh signing key under `name` (``example.com/foo``); raises Refused ``key_unreadable`` for an unfit name."""
    if not _is_name(name):
        raise refused("key_unreadable")
    return SigningKey(name, Ed25519PrivateKey.generate().private_bytes_raw())


def read_signing_key(text: str) -> SigningKey:
    """The key of a ``PRIVATE+KEY+…`` text; raises Refused ``key_unreadable``."""
    if not text.startswith(f"{_SECRET}+"):
        raise refused("key_unreadable")
    name, key_id, secret = _read_key(text.removeprefix(f"{_SECRET}+"))
    key = SigningKey(name, secret)
    if key.verifier_key.key_id != key_id:
        raise refused("key_unreadable")
    return key


def read_verifier_key(text: str) -> VerifierKey:
    """The key of a ``name+hash+key`` text; raises Refused ``key_unreadable``, also when its hash does not fit."""
    name, key_id, public = _read_key(text)
    if _key_id(name, public) != key_id:
        raise refused("key_unreadable")
    return VerifierKey(name, key_id, public)


def sign_note(text: str, key: SigningKey, *others: SigningKey) -> str:
    """`text` (ending in a line break) signed with `key` and `others`; raises Refused ``note_unreadable``."""
    if not text.endswith("\n") or not _is_plain(text):
        raise refused("note_unreadable")
    return text + "\n" + "".join(_signature_line(text, each) for each in (key, *others))


def sign_checkpoint(origin: str, size: int, root: bytes, key: SigningKey) -> str:
    """The signed note of the head of `size` leaves and `root` of the log named `origin`.

    Raises Refused ``checkpoint_unreadable`` when nobody could read it back.
    """
    checkpoint = Checkpoint(origin, size, root)
    if parse_checkpoint(checkpoint.text) != checkpoint:
        raise refused("checkpoint_unreadable")
    return sign_note(checkpoint.text, key)


def parse_note(note: str) -> Note:
    """Text and signature lines of `note`, nothing verified; raises Refused ``note_unreadable``."""
    text, parted, signed = note.rpartition("\n\n")
    lines = signed.split("\n")
    if not parted or lines.pop() or not 0 < len(lines) <= _MOST_SIGNATURES or not _is_plain(note):
        raise refused("note_unreadable")
    return Note(text + "\n", tuple(_parse_signature(line) for line in lines))


def parse_checkpoint(text: str) -> Checkpoint:
    """The head that the text of a note tells of; raises Refused ``checkpoint_unreadable``."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise refused("checkpoint_unreadable")
    origin, size, root, *extensions = lines
    decoded = _bytes_of(root)
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
    own = [each for each in parsed.signatures if (each.name, each.key_id) == (key.name, key.key_id)]
    if not own:
        raise refused("note_not_signed_by", name=key.name)
    _verify(parsed.text, key, own)
    return parsed.text


def verify_checkpoint(note: str, vkey: str) -> Checkpoint:
    """The head that `note`, signed by the key of the text `vkey`, tells of.

    Raises Refused as `verify_note` and `parse_checkpoint` do.
    """
    return parse_checkpoint(verify_note(note, vkey))


def _verify(text: str, key: VerifierKey, signatures: Iterable[Signature]) -> None:
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public)
        for each in signatures:
            public.verify(each.signature, text.encode())
    except InvalidSignature:
        raise refused("note_signature_wrong", name=key.name) from None


def _signature_line(text: str, key: SigningKey) -> str:
    signature = Ed25519PrivateKey.from_private_bytes(key.secret).sign(text.encode())
    return f"{_DASH}{key.name} {_base64(key.verifier_key.key_id + signature)}\n"


def _parse_signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    decoded = _bytes_of(encoded)
    if not line.startswith(_DASH) or not _is_name(name) or decoded is None or len(decoded) < 5:
        raise refused("note_unreadable")
    return Signature(name, decoded[:4], decoded[4:])


def _read_key(text: str) -> tuple[str, bytes, bytes]:
    """Name, key id and the 32 bytes of a key's text."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    decoded = _bytes_of(encoded)
    if not _is_name(name) or decoded is None or len(decoded) != 33 or decoded[:1] != _ED25519:
        raise refused("key_unreadable")
    if len(key_id) != 8 or any(digit not in "0123456789abcdef" for digit in key_id):
        raise refused("key_unreadable")
    return name, bytes.fromhex(key_id), decoded[1:]


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(map(str.isspace, name)) and _is_plain(name)


def _is_plain(text: str) -> bool:
    """No control characters but line breaks, and encodable."""
    return not any((char < " " and char != "\n") or "\ud800" <= char <= "\udfff" for char in text)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes_of(text: str) -> bytes | None:
    """The bytes of strict standard base64; None for any other spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if _base64(raw) == text else None
