"""Every page router of the app, one a line. How to add a page: docs/pages.md."""

from fastapi import APIRouter

from liangcao.web.pages import approvals, home, journal, people, sign_in

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    home.router,
    approvals.router,
    journal.router,
    people.router,
)  # fmt: skip
