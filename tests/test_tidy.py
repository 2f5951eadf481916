"""The repository keeps itself tidy: what CONTRIBUTING.md asks for in sizes, names and places is checked here."""

import ast
import re
import tomllib
from collections import Counter

import pytest

from harness.repository import (
    SOURCE,
    defined_names,
    files,
    functions,
    is_vendored,
    parts_of,
    python_files,
    text_of,
    tree_of,
    words_not_said,
)

FILE_LINES = 400
FUNCTION_LINES = 60
PARAMETERS = 5
FILE_BYTES = 500_000
FONTS = "src/liangcao/printing/fonts/NotoSansCJKsc-"
READER = "src/liangcao/web/static/vendor/zxing-wasm-3.1.4/zxing_reader.wasm"
CATALOGUES = {f"src/liangcao/language/locale/{each}/LC_MESSAGES/liangcao.po" for each in ("en", "zh_CN")}
LARGE_FILES = {*CATALOGUES, "uv.lock", f"{FONTS}Regular.otf", f"{FONTS}Bold.otf", READER}
"""Files that may be larger than FILE_BYTES; a catalogue grows with the screens and stays one file."""
CODE = (".py", ".js", ".html", ".sh", "start", "test", "justfile")
EMPTY_NAMES = {"utils", "util", "services", "service", "models", "helpers", "helper", "misc", "common", "managers"}
BOOKS = tuple(
    f"src/liangcao/{package}/"
    for package in (
        *("kernel", "database", "journal", "ledger", "catalog", "parties", "access", "operations"),
        *("requests", "receiving", "storing", "funds", "keys", "allocation", "shipping", "favours", "inspection"),
        "sharing",
    )
)
"""Packages whose figures are in the books: whole numbers only."""
CLOCK = "src/liangcao/kernel/clock.py"
CLOCK_READS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime"),
}
MIGRATIONS = "src/liangcao/database/migrations/versions/"
"""Written by Alembic from the tables and never touched again: as long as the schema is."""
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")


def own_files(*endings: str) -> list[str]:
    """Our own files whose names end so."""
    return [name for name in files() if name.endswith(endings) and not is_vendored(name)]


def test_files_stay_short() -> None:
    lengths = {name: text_of(name).count("\n") for name in own_files(*CODE) if not name.startswith(MIGRATIONS)}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_functions_stay_short() -> None:
    written = [each for each in functions() if not each.file.startswith(MIGRATIONS)]
    assert [f"{each.place}: {each.lines} lines" for each in written if each.lines > FUNCTION_LINES] == []


def test_functions_take_few_parameters() -> None:
    asked = [each for each in functions("src/") if not each.is_declared_to_a_framework]
    assert [f"{each.place}: {each.parameters}" for each in asked if each.parameters > PARAMETERS] == []


def test_no_module_is_named_after_nothing() -> None:
    said = {name: set(name.removesuffix(".py").split("/")) & EMPTY_NAMES for name in python_files()}
    assert [name for name, found in said.items() if found] == []


def test_nothing_is_left_unfinished() -> None:
    own = [name for name in files() if not is_vendored(name) and name not in LARGE_FILES]
    assert [name for name in own if UNFINISHED.search(text_of(name))] == []


def test_every_package_says_what_it_is() -> None:
    packages = sorted(path.name for path in SOURCE.iterdir() if any(path.glob("*.py")))
    silent = []
    for package in packages:
        name = f"src/liangcao/{package}/__init__.py"
        if name not in files() or not ast.get_docstring(tree_of(name)):
            silent.append(package)
    assert silent == []


def test_lines_end_where_their_text_ends() -> None:
    faults = []
    for name in own_files(".py", ".md", ".toml", ".html", ".css", ".js", ".sh", ".po", "start", "test", "justfile"):
        lines = text_of(name).split("\n")
        faults += [f"{name}:{number}" for number, line in enumerate(lines, 1) if line != line.rstrip()]
        faults += [f"{name}: no line end at the end"] if lines[-1] else []
    assert faults == []


def test_no_large_files() -> None:
    sizes = {name: len(text_of(name).encode()) or (SOURCE.parents[1] / name).stat().st_size for name in files()}
    assert {name: size for name, size in sizes.items() if size > FILE_BYTES and name not in LARGE_FILES} == {}


def test_test_files_have_names_of_their_own() -> None:
    names = Counter(name.rsplit("/", 1)[-1] for name in python_files("tests/") if "/test_" in name)
    assert [name for name, times in names.items() if times > 1] == []


def test_the_books_know_no_fractions() -> None:
    faults = []
    for name in python_files(*BOOKS):
        for node in ast.walk(tree_of(name)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
                faults.append(f"{name}:{node.lineno}")
            if isinstance(node, ast.Constant) and isinstance(node.value, float) and not _is_seconds(name, node.lineno):
                faults.append(f"{name}:{node.lineno}")
    assert faults == []


def _is_seconds(name: str, number: int) -> bool:
    """A waiting time is no figure of the books: its line says so by the word seconds or timeout."""
    line = text_of(name).splitlines()[number - 1]
    return "second" in line.lower() or "timeout" in line.lower()


def test_only_the_clock_reads_the_clock() -> None:
    faults = []
    for name in python_files("src/"):
        for node in ast.walk(tree_of(name)):
            if isinstance(node, ast.Attribute) and name != CLOCK:
                dotted = ".".join(ast.unparse(node).split(".")[-2:])
                faults += [f"{name}:{node.lineno} {dotted}"] if dotted in CLOCK_READS else []
    assert faults == []


def test_each_thing_has_one_word() -> None:
    instead = words_not_said()
    assert instead, "docs/words.md lists no words"
    faults = []
    for place, name in defined_names("src/"):
        said = f"_{'_'.join(parts_of(name))}_"
        faults += [f"{place} {name}: say {word}" for wrong, word in instead.items() if f"_{wrong}_" in said]
    assert faults == []


def test_the_changelog_is_open_for_the_next_change() -> None:
    assert "\n## [Unreleased]\n" in text_of("CHANGELOG.md")


def test_the_lock_knows_every_dependency() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    asked += [each for extra in project["project"]["optional-dependencies"].values() for each in extra]
    packages = tomllib.loads(text_of("uv.lock"))["package"]
    own = next(package for package in packages if package["name"] == project["project"]["name"])
    locked = [*own["metadata"]["requires-dist"], *own["metadata"]["requires-dev"]["dev"]]
    names = {re.split(r"[^A-Za-z0-9._-]", each)[0] for each in asked}
    assert names == {each["name"] for each in locked}, "run `uv lock`"


@pytest.mark.parametrize("name", ["start", "test", ".ci/run"])
def test_commands_can_be_run(name: str) -> None:
    assert (SOURCE.parents[1] / name).stat().st_mode & 0o111 == 0o111
