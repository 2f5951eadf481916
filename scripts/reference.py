"""Write docs/reference/*.md from the program itself; `--check` fails when what is there is not what it would write."""

import inspect
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from liangcao.access.duties import DUTIES, EXCLUDES
from liangcao.access.roles import ROLES
from liangcao.kernel.command import PersonalMark
from liangcao.kernel.refusals import REFUSALS
from liangcao.language.translator import translator
from liangcao.operations.action import Action, nobody_else
from liangcao.operations.actions import ACTIONS

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
GENERATED = "<!-- made by scripts/reference.py: `just reference` -->\n"
_english = translator("en").gettext


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    names = list(heads)
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _type_name(schema: dict[str, Any]) -> str:
    """What a field holds, in the words of JSON Schema: ``integer``, ``list of AskLine``, ``one of a, b``."""
    if "anyOf" in schema:
        return " or ".join(_type_name(each) for each in schema["anyOf"] if each.get("type") != "null")
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema:
        return "one of " + ", ".join(str(each) or '""' for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type_name(schema['items'])}"
    return str(schema.get("const", schema.get("type", "")))


def _fields(model: type[BaseModel]) -> Iterable[Iterable[str]]:
    properties = model.model_json_schema()["properties"]
    for name, info in model.model_fields.items():
        needed = "✔" if info.is_required() else ""
        personal = "✔" if any(isinstance(mark, PersonalMark) for mark in info.metadata) else ""
        yield f"`{name}`", f"`{_type_name(properties[name])}`", needed, personal


def _action(action: Action) -> str:
    holders = "、".join(role.title for role in ROLES.values() if action.name in role.permissions) or "—"
    second = "" if action.need is nobody_else else " · 视情况要第二人批准 / may need a second person"
    text = f"### {action.title} · {_english(action.title)} `{action.name}`\n\n"
    text += f"{inspect.cleandoc(action.command.__doc__ or '')}\n\n岗位 Roles: {holders}{second}\n\n"
    return text + table(("field", "type", "required", "personal"), _fields(action.command))


def actions_page() -> str:
    """Everything that can happen."""
    parts = [_action(action) for _, action in sorted(ACTIONS.items())]
    return "# 操作 · Actions\n\n" + GENERATED + "\n" + "\n".join(parts)


def refusals_page() -> str:
    """Every named refusal."""
    rows = (
        (f"`{code}`", str(refusal.status), refusal.message, _english(refusal.message))
        for code, refusal in sorted(REFUSALS.items())
    )
    return "# 不予办理的原因 · Refusals\n\n" + GENERATED + "\n" + table(("code", "HTTP", "中文", "English"), rows)


def roles_page() -> str:
    """Roles and what they may, and the duties that exclude each other."""
    roles = (
        (
            f"{role.title} · {_english(role.title)}",
            f"`{name}`",
            ", ".join(f"`{each}`" for each in sorted(role.permissions)),
        )
        for name, role in ROLES.items()
    )
    duties = (
        (f"{title} · {_english(title)}", f"`{duty}`", "、".join(DUTIES[each] for each in sorted(EXCLUDES[duty])) or "—")
        for duty, title in DUTIES.items()
    )
    return (
        "# 岗位 · Roles\n\n"
        + GENERATED
        + "\n"
        + table(("role", "name", "may"), roles)
        + "\n## 不相容岗位 · Duties one person may not join\n\n"
        + table(("duty", "name", "excludes on the same chain"), duties)
    )


PAGES = {"actions.md": actions_page, "refusals.md": refusals_page, "roles.md": roles_page}


def main() -> int:
    """Write the pages, or with ``--check`` say which are out of date."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale: list[str] = []
    for name, page in PAGES.items():
        path, text = FOLDER / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.stderr.write(f"docs/reference is out of date: {', '.join(stale)}; run scripts/reference.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
