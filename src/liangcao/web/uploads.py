"""Files people have handed in and still look at: the file for every server, what was found in it for this one."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from liangcao.kernel.errors import refused
from liangcao.operations.office import Office
from liangcao.operations.uploads import Upload, find_upload, keep_upload

MOST_FOUND = 20
Found = TypeVar("Found")


class Uploads(Generic[Found]):
    """Keeps files, and remembers what `look` told of the newest. Safe to share between threads."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, Found] = OrderedDict()
        self._lock = Lock()

    def keep(self, office: Office, actor_id: int, file: tuple[str, bytes], found: Found) -> str:
        """Keep `file` (name, content), in which `found` was found, for this person; returns its token."""
        token = secrets.token_urlsafe(16)
        with office.database.write() as connection:
            keep_upload(connection, office.district_id, Upload(token, actor_id, *file), office.clock.now())
        self._remember(token, found)
        return token

    def find(self, office: Office, whose: tuple[str, int], look: Callable[[Upload], Found]) -> tuple[Upload, Found]:
        """The file of `whose` (token, person) and what is in it; `look` looks again where another server looked first.

        Raises Refused ``unknown_document`` when the file is gone, and what `look` raises.
        """
        with office.database.read() as connection:
            upload = find_upload(connection, office.district_id, whose, office.clock.now())
        if upload is None:
            raise refused("unknown_document", name=whose[0][:40])
        with self._lock:
            found = self._found.get(upload.token)
        if found is None:
            found = look(upload)
            self._remember(upload.token, found)
        return upload, found

    def _remember(self, token: str, found: Found) -> None:
        with self._lock:
            self._found[token] = found
            while len(self._found) > MOST_FOUND:
                self._found.popitem(last=False)
