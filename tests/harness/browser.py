"""The machine's own Chromium, for tests that drive a real browser."""

import shutil

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium on this machine: sudo apt install chromium fonts-noto-cjk"


def find_chromium() -> str | None:
    """The path of the browser, or None where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Chromium without services of its own: nothing but the pages under test."""
