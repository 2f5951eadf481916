"""Every page router of the app, one a line. How to add a page: docs/pages.md."""

from fastapi import APIRouter

from liangcao.web.pages import (
    approvals,
    catalogue,
    funds,
    home,
    journal,
    lot,
    move,
    people,
    places,
    receipts,
    receive,
    reverse,
    sign_in,
    stock,
    trace,
)

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    home.router,
    approvals.router,
    journal.router,
    people.router,
    stock.router,
    lot.router,
    move.router,
    trace.router,
    receive.router,
    receipts.router,
    reverse.router,
    funds.router,
    catalogue.router,
    places.router,
)  # fmt: skip
