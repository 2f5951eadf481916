"""Every page router of the app, one a line. How to add a page: docs/pages.md."""

from fastapi import APIRouter

from liangcao.web.pages import home, sign_in

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    home.router,
)  # fmt: skip
