"""What every app that shows pages carries: static files, language and colours, safe headers, nothing cross-site."""

from fastapi import FastAPI

from liangcao.web.assets import assets
from liangcao.web.preferences import Preferences
from liangcao.web.security import SameSiteOnly, SecurityHeaders


def mount_base(app: FastAPI) -> None:
    """Mount ``/static`` and wrap `app`; what is added last stands outermost, so the headers are on every answer."""
    app.mount("/static", assets(), name="static")
    app.add_middleware(SameSiteOnly)
    app.add_middleware(Preferences)
    app.add_middleware(SecurityHeaders)
