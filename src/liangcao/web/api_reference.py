"""The API's reference as a page of this app: every call, what it takes, an example; nothing loaded from elsewhere."""

import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from liangcao.kernel.refusals import REFUSALS
from liangcao.web.menu import dress
from liangcao.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API as the page shows it."""

    method: str
    path: str
    summary: str
    description: str
    tag: str
    example: str


@router.get("/api/v1/docs")
def reference(request: Request) -> HTMLResponse:
    """All calls by theme, and every refusal by its code."""
    dress(request)
    groups: dict[str, list[Call]] = {}
    for path, operations in request.app.openapi()["paths"].items():
        for method, operation in operations.items():
            call = _call(method, path, operation)
            groups.setdefault(call.tag, []).append(call)
    return render(request, "api/reference.html", groups=groups, refusals=REFUSALS)


def _call(method: str, path: str, operation: dict[str, Any]) -> Call:
    examples = (
        operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {}).values()
    )
    example = next((json.dumps(each["value"], ensure_ascii=False, indent=2) for each in examples), "")
    tag = operation.get("tags", [""])[0]
    return Call(method.upper(), path, operation["summary"], operation.get("description", ""), tag, example)
