"""What a fake camera sees: a film of two frames of a label that somebody holds askew before it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import segno
from handset import QUIET
from PIL import Image
from playwright.sync_api import Browser

SIZE = (640, 480)
LETS = "--use-fake-ui-for-media-stream"
FAKE = "--use-fake-device-for-media-stream"


def film(text: str, target: Path) -> None:
    """Two frames in YUV4MPEG2 of the QR code of a text."""
    content = io.BytesIO()
    segno.make(text, error="m").save(content, kind="png", scale=7, border=4)
    label = Image.open(content).convert("L").rotate(12, expand=True, fillcolor=255)
    frame = Image.new("L", SIZE, 255)
    frame.paste(label, ((SIZE[0] - label.width) // 2, (SIZE[1] - label.height) // 2))
    colours = bytes([128]) * (SIZE[0] * SIZE[1] // 2)
    picture = b"FRAME\n" + frame.tobytes() + colours
    target.write_bytes(f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F10:1 Ip A1:1 C420jpeg\n".encode() + picture * 2)


@contextmanager
def filming(browser: Browser, chromium: str, source: Path) -> Iterator[Browser]:
    """A browser whose camera sees the film at `source`, and whose user lets pages look."""
    shown = f"--use-file-for-fake-video-capture={source}"
    opened = browser.browser_type.launch(executable_path=chromium, args=[*QUIET, LETS, FAKE, shown])
    yield opened
    opened.close()
