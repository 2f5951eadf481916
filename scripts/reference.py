"""Write docs/reference/*.md from the program itself; `--check` fails when what is there is not what it would write."""

import inspect
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel

from liangcao.access.duties import DUTIES, EXCLUDES, SIGNING_EXCLUDES
from liangcao.access.roles import ROLES
from liangcao.cli.frame import ORDER
from liangcao.cli.main import program
from liangcao.cli.settings import Settings
from liangcao.kernel.command import PersonalMark
from liangcao.kernel.refusals import REFUSALS
from liangcao.language import LANGUAGES, speaking
from liangcao.language.translator import translator
from liangcao.operations.action import Action, nobody_else
from liangcao.operations.actions import ACTIONS
from liangcao.reports.evidence_rules import known_rules

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
        (f"{title} · {_english(title)}", f"`{duty}`", _names(EXCLUDES[duty]), _names(SIGNING_EXCLUDES.get(duty, ())))
        for duty, title in DUTIES.items()
    )
    return (
        "# 岗位 · Roles\n\n"
        + GENERATED
        + "\n"
        + table(("role", "name", "may"), roles)
        + "\n## 不相容岗位 · Duties one person may not join\n\n"
        + table(("duty", "name", "excludes on the same chain", "signing it excludes also"), duties)
    )


def _names(duties: Iterable[str]) -> str:
    return "、".join(DUTIES[each] for each in sorted(duties)) or "—"


def _spoken(parameter: Any) -> str:
    """How a parameter is written: ``--port, -p``, ``--serve / --no-serve``, ``FILE``."""
    names = parameter.opts if parameter.param_type_name == "option" else [parameter.name.upper()]
    return " / ".join(f"`{', '.join(each)}`" for each in (names, parameter.secondary_opts) if each)


def _common_names() -> set[str]:
    """The options every command has."""
    groups = [{each.name for each in command.params} for command in _commands("en").values()]
    return set.intersection(*groups)


def _commands(language: str) -> dict[str, Any]:
    """The commands by name, in the order of the help page, speaking `language`."""
    with speaking(language):
        commands = dict(typer.main.get_command(program).commands)  # type: ignore[attr-defined]
    ordered = sorted(commands, key=lambda name: (*ORDER, name).index(name))
    return {said: each for name in ordered for said, each in _with_parts(name, commands[name])}


def _with_parts(name: str, command: Any) -> Iterable[tuple[str, Any]]:
    """The command, or those of a group, each by its whole name."""
    parts = getattr(command, "commands", {})
    return [(f"{name} {part}", each) for part, each in parts.items()] if parts else [(name, command)]


def _parameters(chinese: Any, english: Any, names: Iterable[str]) -> str:
    pairs = [pair for pair in zip(chinese.params, english.params, strict=True) if pair[0].name in set(names)]
    rows = ((_spoken(one), one.help or "", other.help or "", _default(one)) for one, other in pairs)
    return table(("option", "中文", "English", "default"), rows) if pairs else ""


def _default(parameter: Any) -> str:
    if parameter.required:
        return "✔ 必填 required"
    value = parameter.default
    return f"`{value}`" if value not in (None, "", False, -1) and not isinstance(value, bool) else ""


def commands_page() -> str:
    """Every command of the program with its options, as ``--help`` says them."""
    chinese, english = (_commands(language) for language in LANGUAGES)
    common = _common_names()
    text = "# 命令 · Commands\n\n" + GENERATED + "\n"
    text += "`liangcao` 不带命令就启动网页服务。`liangcao <命令> --help` 说的就是这一页。\n"
    text += "Without a command `liangcao` serves. `liangcao <command> --help` says what stands here.\n\n"
    text += (
        "退出码 Exit code: 0 办成 done · 1 不予办理或有问题 refused, or something is wrong · 2 用法不对 wrong usage\n\n"
    )
    text += "## 每个命令都有 · Every command has\n\n"
    first = next(iter(chinese))
    text += _parameters(chinese[first], english[first], common)
    for name, command in chinese.items():
        own = [each.name for each in command.params if each.name not in common]
        text += f"\n## `liangcao {name}`\n\n{command.help} · {english[name].help}\n"
        text += "\n" + _parameters(command, english[name], own) if own else ""
    return text


SETTINGS = {
    "data_dir": (
        "数据目录，一切都在里面；命令行 `--data-dir` 优先",
        "the one data directory; `--data-dir` goes before it",
    ),
    "db_url": (
        "账本改放 PostgreSQL：`postgresql+psycopg://用户@主机/库`；不设就是数据目录里的 `liangcao.db`",
        "keep the books in PostgreSQL, `postgresql+psycopg://user@host/name`; else `liangcao.db` in the data directory",
    ),
    "host": ("网页服务监听的地址", "where the web pages are served"),
    "port": ("网页服务的端口，0 由系统挑", "the port of the web pages; 0 lets the system choose"),
    "base_url": (
        "别人打开本系统的网址，例如 `https://liangcao.example.gov.cn`：印在二维码里；不设就用打标签的人自己打开的网址",
        "the address by which others open this system, say `https://liangcao.example.gov.cn`: it goes into QR codes; "
        "unset, the address by which whoever prints the label opened it",
    ),
    "witnesses": (
        "请谁见证日志：每个见证人写“公钥 网址”，之间用分号隔开；没有网址的用文件会签。不设就不请人，也不往外连",
        "who witnesses the journal: `public-key address` for each, with semicolons between them; one without an "
        "address cosigns by files. Unset, nobody is asked and nothing is called outside",
    ),
    "witness_quorum": (
        "至少几个见证人会签才算够；0 是全部",
        "how many witnesses must have cosigned a tree head; 0 means all",
    ),
    "witness_dir": (
        "本机做见证人时（`liangcao witness`）的目录；不设就是数据目录里的 `witness`",
        "the folder of the witness on this machine (`liangcao witness`); else `witness` in the data directory",
    ),
}
"""What each setting means; one without its words here fails the reference."""
OTHER_VARIABLES = (
    (
        "LIANGCAO_LANG",
        "",
        "命令行说的语言：`zh`、`en`；不设就看 `LC_ALL`、`LC_MESSAGES`、`LANG`",
        "the language of the command line: `zh`, `en`; else that of `LC_ALL`, `LC_MESSAGES`, `LANG`",
    ),
    (
        "STATE_DIRECTORY",
        "",
        "systemd 的 `StateDirectory=`：没有设数据目录时用它",
        "`StateDirectory=` of systemd: the data directory where none is set",
    ),
)


def settings_page() -> str:
    """Every setting read from the environment."""
    rows = []
    for name, info in Settings.model_fields.items():
        default = f"`{info.default}`" if info.default else ""
        rows.append((f"`LIANGCAO_{name.upper()}`", default, *SETTINGS[name]))
    rows += [(f"`{name}`", *words) for name, *words in OTHER_VARIABLES]
    text = "# 设置 · Settings\n\n" + GENERATED + "\n"
    text += "都用环境变量；命令行选项优先。页面上的语言和颜色各人自己选，不在这里。\n"
    text += "All are environment variables; options of the command line go before them.\n"
    text += "Language and colours of the pages are chosen by each person there.\n\n"
    return text + table(("variable", "default", "中文", "English"), rows)


KNOWN = FOLDER.parents[1] / "src" / "liangcao" / "verifier" / "known.json"
"""What the verifier is born knowing of the office's rules and tables."""
PAGES = {
    "actions.md": actions_page,
    "commands.md": commands_page,
    "refusals.md": refusals_page,
    "roles.md": roles_page,
    "settings.md": settings_page,
}


def main() -> int:
    """Write the pages, or with ``--check`` say which are out of date."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale: list[str] = []
    pages = {FOLDER / name: page for name, page in PAGES.items()} | {KNOWN: known_rules}
    for path, page in pages.items():
        name, text = path.name, page()
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
