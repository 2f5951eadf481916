"""Handing over in the random days: codes shown, signed by once, twice and late, forms that come too late."""

import hashlib
import uuid
from typing import Any

from harness.pictures import picture
from liangcao.delivering.commands import IssueLink, SignedLine, SignPublicly, TakeSignature
from liangcao.kernel.command import Command
from liangcao.offline.commands import DropRefused, KeepRefused, KeptFile
from liangcao.papers.files import keep_file
from liangcao.requests.commands import OpenDoor
from simulation.staff import HOUR, Staff


def _mark(of: str) -> str:
    return hashlib.sha256(of.encode()).hexdigest()


class Signers(Staff):
    """What drivers, and those who receive, wish for at the door."""

    def show_code(self) -> Command | None:
        """The driver shows a code to sign by, now and then one more of the same goods."""
        where = "WHERE state = 'dispatched'" if self.chance.random() < 0.9 else ""
        shipment_id = self._pick(f"SELECT shipment_id FROM shipment {where}")
        if not shipment_id:
            return None
        secret = _mark(f"secret {self.chance.getrandbits(40)}")
        return IssueLink(shipment_id=shipment_id, token_hash=secret, phone=_mark("the driver's phone"))

    def sign_by_link(self) -> Command | None:
        """Whoever receives signs by a code: mostly of goods still on their way; also again, and by one that is old."""
        if not self.cast.ask("SELECT 1 FROM public_door"):
            return OpenDoor()
        self.speaker = self._pick("SELECT actor_id FROM actor WHERE is_person = 0")
        newest = "WHERE link_id IN (SELECT MAX(link_id) FROM delivery_link GROUP BY shipment_id)"
        waiting = f" JOIN shipment USING (district_id, shipment_id) {newest} AND state = 'dispatched'"
        which = waiting if self.chance.random() < 0.8 else ""
        row = self._row(f"SELECT token_hash, shipment_id FROM delivery_link{which}")
        if row is None:
            return None
        phone = self.chance.choice((None, _mark("the driver's phone"), _mark("another phone")))
        said = {"token_hash": row[0], "phone": phone, "is_staff": self.chance.random() < 0.1, **self._signed(row[1])}
        return SignPublicly.model_validate(said)

    def sign_on_my_phone(self) -> Command | None:
        """There is only the driver's phone; now and then with nothing to show for it."""
        where = "WHERE state = 'dispatched'" if self.chance.random() < 0.8 else ""
        shipment_id = self._pick(f"SELECT shipment_id FROM shipment {where}")
        if not shipment_id:
            return None
        return TakeSignature.model_validate({"shipment_id": shipment_id, **self._signed(shipment_id)})

    def _signed(self, shipment_id: int) -> dict[str, Any]:
        """What is signed for: all of it as a rule, less with its reason, now and then more than was sent."""
        sql = "SELECT line_number, quantity FROM shipment_line WHERE shipment_id = ?"
        lines = tuple(self._line_signed(*row) for row in self._rows(sql, shipment_id))
        has_picture = self.chance.random() < 0.6
        return {
            "lines": lines or (SignedLine(line_number=1, received=1),),
            "receiver": self.chance.choice(("李主任", "李主任", "")),
            "signature": self._file("PNG") if has_picture else None,
            "photos": (self._file("JPEG"),) if has_picture and self.chance.random() < 0.5 else (),
            "place": self.chance.choice(("", "36.81,118.05")),
            "device_at": self.chance.choice((0, self.cast.clock.now(), self.cast.clock.now() - 24 * HOUR)),
        }

    def _line_signed(self, number: int, quantity: int) -> SignedLine:
        received = self.chance.choice((*(quantity,) * 6, quantity // 2, 0, quantity + 1))
        returned = self.chance.choice((0, max(0, quantity - received)))
        reason = self.chance.choice(("short", "wet", "broken", None)) if received < quantity else None
        return SignedLine(line_number=number, received=received, returned=returned, reason=reason)

    def _file(self, form: str) -> str:
        """A file handed in before; now and then one that never arrived."""
        content = picture(form, comment=str(self.chance.getrandbits(20)).encode())
        if self.chance.random() < 0.05:
            return hashlib.sha256(content).hexdigest()
        with self.cast.database.write() as connection:
            return keep_file(connection, 1, content, self.cast.clock.now())

    def come_late(self) -> Command | None:
        """A form filled in without signal was refused when it came: it is kept, or let go."""
        kept = self._row("SELECT form_id, actor_id FROM refused_form WHERE state = 'waiting'")
        if kept and self.chance.random() < 0.5:
            self.speaker = self.chance.choice((kept[1], kept[1], 0))
            return DropRefused(form_id=kept[0], reason="已经签过了")
        number = self.chance.getrandbits(122)
        files = (KeptFile(field="photo", sha256=self._file("JPEG")),) if number % 2 else ()
        return KeepRefused(
            path="/shipping/1/hand-over/sign",
            form_command_id=str(uuid.UUID(int=number, version=4)),
            code="delivered_already",
            device=str(uuid.UUID(int=7, version=4)),
            counter=1 + number % 99,
            device_at=self.cast.clock.now() - HOUR,
            fields='[["receiver", "李某"]]',
            files=files,
        )
