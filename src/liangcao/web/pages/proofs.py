"""What proves a signature, out of a form and onto a page: pictures kept by their hash, who signed, when and how."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liangcao.access.queries import reveal
from liangcao.delivering.commands import MOST_PHOTOS
from liangcao.delivering.queries import Proof, proofs_of
from liangcao.delivering.rules import REASONS, WAYS
from liangcao.kernel.clock import beside
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.language import _
from liangcao.language.formats import age
from liangcao.operations.office import Office
from liangcao.papers.files import find_file, keep_file
from liangcao.papers.rules import media_type_of
from liangcao.shipping.queries import Shipment
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form

_DRAWN = "data:image/png;base64,"
MOST_DRAWN = 400_000
"""Characters of a drawn signature."""
KEPT = "kept."
"""Before the name of a field: the hash of a file that came with the form before, when it is handed in once more."""


def reason_options() -> list[tuple[str, str]]:
    """Why less came, as options of a field."""
    return [(code, _(word)) for code, word in REASONS.items()]


def with_pictures(office: Office, form: Form) -> dict[str, Any]:
    """The values of a form that signs, its drawing and photos kept and named by their hash.

    Raises Refused for what is no picture or too large.
    """
    values = dict(form.values)
    drawing, photos = drawn(form.get("signature")), list[str]()
    with office.database.write() as connection:
        now = office.clock.now()
        if drawing:
            values["signature"] = keep_file(connection, office.district_id, drawing, now)
        else:
            values["signature"] = _kept(connection, office.district_id, form.get(f"{KEPT}signature")) or None
        for name, file in form.files.items():
            if name.startswith("photo") and file.content:
                _check_picture(file.content, name)
                photos.append(keep_file(connection, office.district_id, file.content, now))
        for name in form.values:
            if name.startswith(f"{KEPT}photo") and (known := _kept(connection, office.district_id, form.get(name))):
                photos.append(known)
    values["photos"] = photos[:MOST_PHOTOS]
    if told := row_number(form.get("device_at")):
        values["device_at"] = told + beside(office.clock)
    return values


def _kept(connection: Any, district_id: int, digest: str) -> str:
    return digest if digest and find_file(connection, district_id, digest) else ""


def drawn(text: str) -> bytes:
    """The PNG of a drawn signature, empty when nothing was drawn; raises Refused ``not_a_paper``."""
    if not text:
        return b""
    if not text.startswith(_DRAWN) or len(text) > MOST_DRAWN:
        raise refused("not_a_paper", "signature")
    try:
        content = base64.b64decode(text.removeprefix(_DRAWN), validate=True)
    except binascii.Error:
        raise refused("not_a_paper", "signature") from None
    _check_picture(content, "signature")
    return content


def _check_picture(content: bytes, field: str) -> None:
    try:
        if media_type_of(content).startswith("image/"):
            return
    except Refused as refusal:
        raise Refused(*(Reason(each.code, each.params, field) for each in refusal.reasons)) from None
    raise refused("not_a_paper", field)


@dataclass(frozen=True, slots=True)
class Signed:
    """How a shipment was signed for, as it is told: when (ms), in which entry, by whom ("" where only drawn or not to
    be seen), how (a message and whether it is to be looked at), and what else proves it."""

    at: int
    entry: int
    who: str
    way: str
    is_watched: bool
    carrier: str
    place: str
    clock: str
    pictures: tuple[tuple[int, str], ...]


def signed_as(connection: Any, district_id: int, head: Shipment, *, may_know: bool) -> Signed | None:
    """How a shipment was signed for; None while it is not."""
    if head.state != "delivered":
        return None
    found = {proof.entry: proof for proof in proofs_of(connection, district_id, head.shipment_id)}
    proof = found.get(head.signed_entry)
    hidden = [head.receiver, *([proof.place] if proof else [])]
    known = reveal(connection, district_id, [each for each in hidden if each]) if may_know else {}
    if proof is None:
        return Signed(head.delivered_at, head.signed_entry, known.get(head.receiver, ""), "", False, "", "", "", ())
    return _told(head, proof, known)


def _told(head: Shipment, proof: Proof, known: Mapping[str, str]) -> Signed:
    return Signed(
        at=head.delivered_at,
        entry=proof.entry,
        who=known.get(head.receiver, ""),
        way=_(WAYS[proof.way]),
        is_watched=proof.way != "link",
        carrier=proof.carrier_name,
        place=known.get(proof.place, ""),
        clock=clock_words(proof.clock_off),
        pictures=tuple((ordinal, kind) for ordinal, kind, _digest in proof.pictures),
    )


def clock_words(off: int) -> str:
    """By how much the clock of a phone was off, in words; empty when it was near enough."""
    if not off:
        return ""
    words = _("手机的钟快 %(age)s，以账本的时间为准") if off > 0 else _("手机的钟慢 %(age)s，以账本的时间为准")
    return words % {"age": age(abs(off))}
