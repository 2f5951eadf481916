"""RFC 3161 time stamps of heads: that a head was there at a time, by an authority that knows nothing of the office.

The library that reads them is an extra (``liangcao[timestamps]``): without it everything else works.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import ModuleType

from cryptography.x509 import InvalidVersion, load_der_x509_certificate, load_pem_x509_certificates

from liangcao.kernel.errors import refused

_BEGAN = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_GRANTED = 0
_SHA256 = "2.16.840.1.101.3.4.2.1"


@dataclass(frozen=True, slots=True)
class Stamp:
    """An authority's answer, read but not verified: of which SHA-256, at what time (ms since 1970 UTC), by whom."""

    digest: bytes
    stamped_at: int
    authority: str
    raw: bytes


def request_stamp(note: str) -> bytes:
    """The request (TSQ) that asks an authority to stamp the signed head `note`; raises Refused ``stamps_not_there``."""
    library = _library()
    builder = library.TimestampRequestBuilder().data(note.encode())
    request: bytes = builder.hash_algorithm(library.HashAlgorithm.SHA256).build().as_bytes()
    return request


def read_stamp(raw: bytes) -> Stamp:
    """The stamp in an authority's answer (TSR).

    Raises Refused ``stamps_not_there``, ``stamp_unreadable``, ``stamp_declined`` when the authority said no.
    """
    try:
        response = _library().decode_timestamp_response(raw)
        if response.status != _GRANTED:
            raise refused("stamp_declined", why="; ".join(response.status_string) or str(response.status))
        info = response.tst_info
        is_sha256 = info.message_imprint.hash_algorithm.dotted_string == _SHA256
        certificates = [load_der_x509_certificate(each) for each in response.signed_data.certificates]
        authority = ", ".join(sorted(each.subject.rfc4514_string() for each in certificates))
    except (ValueError, InvalidVersion) as error:
        raise refused("stamp_unreadable", detail=str(error)[:200]) from error
    if not is_sha256:
        raise refused("stamp_unreadable", detail="SHA-256")
    return Stamp(info.message_imprint.message, (info.gen_time - _BEGAN) // _MILLISECOND, authority, raw)


def verify_stamp(raw: bytes, note: str, roots: Sequence[bytes]) -> Stamp:
    """The stamp in `raw` when it is of the head `note` by an authority under one of the PEM certificates `roots`.

    Raises Refused as `read_stamp` does, ``certificate_unreadable``, ``stamp_false``.
    """
    library = _library()
    stamp = read_stamp(raw)
    try:
        trusted = [each for pem in roots for each in load_pem_x509_certificates(pem)]
        verifier = library.VerifierBuilder(roots=trusted).build()
    except (ValueError, InvalidVersion) as error:
        raise refused("certificate_unreadable") from error
    try:
        verifier.verify_message(library.decode_timestamp_response(raw), note.encode())
    except library.VerificationError as error:
        raise refused("stamp_false", detail=str(error).split("(")[0].strip()[:200]) from error
    return stamp


def _library() -> ModuleType:
    try:
        import rfc3161_client
    except ImportError as error:
        raise refused("stamps_not_there") from error
    return rfc3161_client
