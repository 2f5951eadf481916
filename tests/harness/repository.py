"""The repository as text: its files, its Python functions, its words."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "liangcao"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[str, ...]:
    """Paths, relative to the root, of all files that are in git or about to be (not the ignored ones)."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(sorted(name for name in set(listed.split("\0")) if name and (ROOT / name).is_file()))


def is_vendored(name: str) -> bool:
    """True for files of others that we only carry along."""
    return "/vendor/" in name or name.endswith(".min.js")


def text_of(name: str) -> str:
    """The text of a file of `files`; empty when it is not UTF-8 text."""
    try:
        return (ROOT / name).read_bytes().decode()
    except UnicodeDecodeError:
        return ""


def python_files(*below: str) -> tuple[str, ...]:
    """The Python files under the named folders (all, when none is named)."""
    return tuple(name for name in files() if name.endswith(".py") and (not below or name.startswith(below)))


@cache
def tree_of(name: str) -> ast.Module:
    """The syntax tree of the Python file `name`."""
    return ast.parse(text_of(name), name)


@dataclass(frozen=True, slots=True)
class Definition:
    """A function somewhere in the repository."""

    file: str
    node: Function

    @property
    def place(self) -> str:
        """Where it is, for a message."""
        return f"{self.file}:{self.node.lineno} {self.node.name}"

    @property
    def lines(self) -> int:
        """From its `def` to its last line."""
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1

    @property
    def parameters(self) -> int:
        """How many parameters one has to know, not counting self, cls and the starred."""
        arguments = self.node.args
        named = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        return len([name for name in named if name not in {"self", "cls"}])

    @property
    def is_declared_to_a_framework(self) -> bool:
        """True for a page, an endpoint, a terminal command or a callback: its parameters are the form's fields."""
        calls = (each.func if isinstance(each, ast.Call) else each for each in self.node.decorator_list)
        verbs = {"command", "callback", "get", "post", "put", "patch", "delete", "route"}
        return any(isinstance(each, ast.Attribute) and each.attr in verbs for each in calls)


def functions(*below: str) -> Iterator[Definition]:
    """Every function and method in the Python files under the named folders."""
    for name in python_files(*below):
        for node in ast.walk(tree_of(name)):
            if isinstance(node, Function):
                yield Definition(name, node)


def defined_names(*below: str) -> Iterator[tuple[str, str]]:
    """(place, name) of every class and function under the named folders."""
    for name in python_files(*below):
        for node in ast.walk(tree_of(name)):
            if isinstance(node, Function | ast.ClassDef):
                yield f"{name}:{node.lineno}", node.name


def parts_of(identifier: str) -> list[str]:
    """The lower-case words of a name: ``StockLevel`` and ``stock_level`` are both stock, level."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", identifier)]


def words_not_said() -> dict[str, str]:
    """Word → the word to say instead, from the marked words in the last column of docs/words.md."""
    instead: dict[str, str] = {}
    for line in text_of("docs/words.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4:
            instead.update(dict.fromkeys(re.findall(r"`([^`]+)`", cells[3]), cells[0]))
    return instead
