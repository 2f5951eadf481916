"""A witness's memory: its key and the last head of each log it watches, as files that survive a pulled plug.

A head is written down (new file, flushed to the disk, put in the old one's place) before its cosignature is handed out:
killed in between, the witness remembers a head it never answered for, and answers for it when it is asked again.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from liangcao.journal.cosignature import COSIGNER
from liangcao.journal.durable import write_durably
from liangcao.journal.key_file import read_key_file, write_key_file
from liangcao.journal.note import SigningKey, generate_key, read_verifier_key
from liangcao.journal.tree import EMPTY_ROOT
from liangcao.journal.witness import Verdict, Watched, judge, origin_of, read_submission
from liangcao.kernel.errors import Refused, refused

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

KEY_FILE = "witness.key"
_LOGS = "logs"


class WitnessState:
    """The memory in `folder`; safe to share between threads, and between processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()

    def create(self, name: str) -> SigningKey:
        """Make the witness's key; raises Refused ``already_exists``, ``key_unreadable`` for an unfit name."""
        key = generate_key(name, COSIGNER)
        for folder in (self.folder, self.folder / _LOGS):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not write_key_file(self.folder / KEY_FILE, key):
            raise refused("already_exists", name=str(self.folder / KEY_FILE))
        return key

    def key(self) -> SigningKey:
        """The witness's key; raises Refused ``witness_not_made``, ``key_file_open``, ``key_unreadable``."""
        file = self.folder / KEY_FILE
        if not file.exists():
            raise refused("witness_not_made", place=str(self.folder))
        return read_key_file(file, COSIGNER)

    def watch(self, vkey: str) -> Watched:
        """Watch the log whose key this is, from its next head on; of one watched already, trust this key as well.

        The log's origin is the key's name. Raises Refused ``key_unreadable``, ``witness_not_made``,
        ``witness_state_unreadable``.
        """
        key = read_verifier_key(vkey.strip())
        self.key()
        with self._alone():
            known = self.watched(key.name) or Watched(key.name, ())
            if key.text not in known.vkeys:
                known = Watched(known.origin, (*known.vkeys, key.text), known.size, known.root)
                self._remember(known)
        return known

    def watched(self, origin: str) -> Watched | None:
        """What is remembered of a log; None when it is not watched. Raises Refused ``witness_state_unreadable``."""
        file = self._file_of(origin)
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            root = bytes.fromhex(data["root"])
            known = Watched(data["origin"], tuple(data["vkeys"]), data["size"], root)
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise refused("witness_state_unreadable", file=str(file)) from error
        is_whole = type(known.size) is int and known.size >= 0 and known.origin == origin
        if not is_whole or len(root) != len(EMPTY_ROOT):
            raise refused("witness_state_unreadable", file=str(file))
        return known

    def all_watched(self) -> list[Watched]:
        """Every log that is watched, by name; raises Refused ``witness_state_unreadable``."""
        origins = []
        for file in sorted((self.folder / _LOGS).glob("*.json")):
            try:
                origins.append(str(json.loads(file.read_text(encoding="utf-8"))["origin"]))
            except (ValueError, KeyError, TypeError) as error:
                raise refused("witness_state_unreadable", file=str(file)) from error
        return [known for origin in sorted(origins) if (known := self.watched(origin))]

    def answer(self, request: str, now: int) -> Verdict:
        """What the witness answers to the body of a request, at `now` (seconds since 1970 UTC).

        Raises Refused ``witness_state_unreadable`` and as `key` does: then nothing can be answered.
        """
        key = self.key()
        try:
            submission = read_submission(request)
            origin = origin_of(submission)
        except Refused as refusal:
            return Verdict(400, f"{refusal.code}\n")
        with self._alone():
            verdict = judge(submission, self.watched(origin), key, now)
            if verdict.known is not None:
                self._remember(verdict.known)
        return verdict

    def _file_of(self, origin: str) -> Path:
        return self.folder / _LOGS / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.json"

    def _remember(self, known: Watched) -> None:
        file = self._file_of(known.origin)
        data = {"origin": known.origin, "vkeys": known.vkeys, "size": known.size, "root": known.root.hex()}
        write_durably(file, json.dumps(data, ensure_ascii=False, indent=1) + "\n")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else, in this process or another, looks at the memory and writes it meanwhile."""
        with self._lock, (self.folder / ".lock").open("a+b") as file:
            if sys.platform == "win32":
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield  # closing the file lets go
