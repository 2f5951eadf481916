"""Static files, held in memory under an address that names their content, so that a browser may keep them for ever."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

STATIC_FOLDER = Path(__file__).parent / "static"
STYLES = ("tokens", "base", "layout", "actions", "fields", "tables", "feedback", "cards", "drawing", "print")
"""The style sheets in the order they apply; served as one file, ``all.css``."""
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
COMPRESSED = {".css", ".js", ".svg"}
KEPT = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent, plain and compressed (empty when compressing is of no use)."""

    content: bytes
    packed: bytes
    media_type: str


class Assets:
    """Every static file. One hash over all of them is part of each address, so modules may import by relative path."""

    def __init__(self, folder: Path = STATIC_FOLDER) -> None:
        contents = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        contents["all.css"] = b"".join(contents[f"css/{name}.css"] for name in STYLES)
        digest = hashlib.sha256()
        for name, content in sorted(contents.items()):
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        self.version = digest.hexdigest()[:12]
        self._assets = {name: _asset(name, content) for name, content in contents.items()}

    def url(self, name: str) -> str:
        """The address of the file `name`, below the place the assets are mounted.

        Raises KeyError when there is no such file (a programming error).
        """
        _ = self._assets[name]
        return f"/static/{self.version}/{name}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET ``/<version>/<name>``; mount this at ``/static``."""
        request = Request(scope)
        path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        version, _, name = path.partition("/")
        asset = self._assets.get(name)
        if asset is None or request.method not in {"GET", "HEAD"}:
            await Response(status_code=404 if asset is None else 405)(scope, receive, send)
            return
        # A page opened before an upgrade still asks by the old version: it gets today's file, but not for ever.
        headers = {"Cache-Control": KEPT if version == self.version else "no-cache", "Vary": "Accept-Encoding"}
        content = asset.content
        if asset.packed and "gzip" in request.headers.get("accept-encoding", ""):
            content = asset.packed
            headers["Content-Encoding"] = "gzip"
        await Response(content, headers=headers, media_type=asset.media_type)(scope, receive, send)


def _asset(name: str, content: bytes) -> Asset:
    suffix = Path(name).suffix
    media_type = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(content, gzip.compress(content, mtime=0) if suffix in COMPRESSED else b"", media_type)


@cache
def assets() -> Assets:
    """The static files of this process, read on first use."""
    return Assets()
