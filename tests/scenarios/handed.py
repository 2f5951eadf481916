"""A delivery handed over: a code is shown, somebody signs by it with a drawing and a photo."""

import uuid

from harness.pictures import picture
from liangcao.delivering.commands import IssueLink, SignedLine, SignPublicly
from liangcao.offline.commands import KeepRefused, KeptFile
from liangcao.offline.queries import Came, note_came
from liangcao.papers.files import keep_file
from liangcao.requests.commands import OpenDoor
from scenarios.cast import MORNING, Cast

DRAWING, PHOTO = picture("PNG"), picture(comment=b" boxes")


def handed_over(cast: Cast, coordinator: str = "值班甲", driver: str = "司机癸") -> int:
    """The first shipment on its way is signed for by its link, one short of all; its number."""
    shipment_id = int(cast.ask("SELECT MIN(shipment_id) FROM shipment WHERE state = 'dispatched'")[0][0])
    if not cast.ask("SELECT 1 FROM public_door WHERE is_open = 1"):
        cast.do(coordinator, OpenDoor())
    cast.do(driver, IssueLink(shipment_id=shipment_id, token_hash="e" * 64, phone="a" * 64))
    with cast.database.write() as connection:
        drawing, photo = (keep_file(connection, 1, content, MORNING) for content in (DRAWING, PHOTO))
    sent = cast.ask("SELECT line_number, quantity FROM shipment_line WHERE shipment_id = ?", shipment_id)
    lines = tuple(SignedLine(line_number=n, received=quantity - 1, reason="short") for n, quantity in sent)
    proof = {"receiver": "李某", "place": "36.81,118.05", "device_at": MORNING, "signature": drawing}
    command = SignPublicly.model_validate({"token_hash": "e" * 64, "lines": lines, "photos": (photo,), **proof})
    cast.do("公众", command)
    _too_late(cast, driver, photo)
    return shipment_id


def _too_late(cast: Cast, driver: str, photo: str) -> None:
    """The driver had it signed on their own phone, without signal: refused, and kept."""
    command_id, device = str(uuid.uuid4()), str(uuid.uuid4())
    kept = KeepRefused(
        path="/shipping/1/hand-over/sign",
        form_command_id=command_id,
        code="delivered_already",
        device=device,
        counter=1,
        device_at=MORNING,
        fields='[["receiver", "李某"]]',
        files=(KeptFile(field="photo", sha256=photo),),
    )
    cast.do(driver, kept)
    with cast.database.write() as connection:
        note_came(connection, 1, Came(device, 1, command_id, 1, MORNING, 0, MORNING, 0))
