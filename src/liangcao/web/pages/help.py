"""使用说明: the guides, one's own role first; open to everybody, also without signing in."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from liangcao.kernel.errors import Refused, refused
from liangcao.language import current_language
from liangcao.web.help import FIRST_GUIDE, NAMES, ROLE_GUIDES, TOPIC_GUIDES, guide
from liangcao.web.page import show
from liangcao.web.visitor import Visitor, visitor

router = APIRouter(include_in_schema=False)


async def _anybody(request: Request) -> Visitor | None:
    try:
        return await visitor(request)
    except Refused:
        return None


Anybody = Annotated[Visitor | None, Depends(_anybody)]


@router.get("/help")
def guides(request: Request, visitor: Anybody) -> HTMLResponse:
    """All guides by title: those of one's own roles, then what everybody should know, then the others."""
    held = {grant.role for grant in visitor.actor.grants} if visitor else set()
    own = [name for name in ROLE_GUIDES if name in held]
    groups = ([*own, FIRST_GUIDE], [name for name in ROLE_GUIDES if name not in held], _without_first(TOPIC_GUIDES))
    language = current_language()
    mine, others, topics = ([guide(name, language) for name in group] for group in groups)
    return show(request, "help/list.html", active="help", mine=mine, others=others, topics=topics)


@router.get("/help/{name}")
def one_guide(request: Request, _visitor: Anybody, name: str) -> HTMLResponse:
    """One guide, made to be printed as well."""
    if name not in NAMES:
        raise refused("unknown_page")
    found = guide(name, current_language())
    body = Markup(found.body)  # noqa: S704 - our own text, parsed with HTML switched off
    return show(request, "help/one.html", active="help", guide=found, body=body)


def _without_first(names: Sequence[str]) -> list[str]:
    return [name for name in names if name != FIRST_GUIDE]
