"""Files people have handed in and are still looking at: kept in memory for a while, each for its person only."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from liangcao.kernel.errors import refused

KEPT_MS = 2 * 3_600_000
MOST_BYTES = 64 << 20
"""So much is kept in all: the file looked at longest ago goes first."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file under a token that only its person knows; `found` is what reading it told."""

    token: str
    actor_id: int
    name: str
    content: bytes
    kept_at: int
    found: Any = field(repr=False, compare=False, default=None)


class Uploads:
    """The files of one process. Safe to share between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Upload] = OrderedDict()
        self._lock = Lock()

    def keep(self, actor_id: int, file: tuple[str, bytes], found: Any, now: int) -> Upload:
        """Keep `file` (name, content) with what was `found` in it; `now` in ms."""
        upload = Upload(secrets.token_urlsafe(16), actor_id, *file, kept_at=now, found=found)
        with self._lock:
            self._kept[upload.token] = upload
            while sum(len(each.content) for each in self._kept.values()) > MOST_BYTES and len(self._kept) > 1:
                self._kept.popitem(last=False)
        return upload

    def find(self, token: str, actor_id: int, now: int) -> Upload:
        """The file kept under `token` for this person; raises Refused ``unknown_document`` when it is gone."""
        with self._lock:
            upload = self._kept.get(token)
            if upload is None or upload.actor_id != actor_id or now - upload.kept_at > KEPT_MS:
                raise refused("unknown_document", name=token[:40])
            self._kept.move_to_end(token)
        return upload
