"""The documents tell the truth: links lead somewhere, decisions are listed, commands and settings are explained."""

import re
import tomllib

import pytest

from harness.repository import ROOT, files, is_vendored, text_of

LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
SETTING = re.compile(r"LIANGCAO_[A-Z][A-Z_]*[A-Z]")
DECISIONS = "docs/decisions/"
DOCUMENTS = [name for name in files() if name.endswith(".md") and not is_vendored(name)]


def decisions() -> list[str]:
    """The decision files, by name."""
    return [name for name in files() if name.startswith(DECISIONS) and not name.endswith("README.md")]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    targets = [first or second for first, second in LINK.findall(text_of(name))]
    local = [target.split("#")[0] for target in targets if "://" not in target and not target.startswith("mailto:")]
    folder = (ROOT / name).parent
    assert [target for target in local if target and not (folder / target).exists()] == []


def test_every_decision_is_listed() -> None:
    listed = text_of(f"{DECISIONS}README.md")
    assert [name for name in decisions() if f"]({name.removeprefix(DECISIONS)})" not in listed] == []


def test_decisions_are_numbered_once() -> None:
    numbers = [name.removeprefix(DECISIONS).split("-")[0] for name in decisions()]
    assert [name for name in decisions() if not re.match(r"\d{4}-[a-z0-9-]+\.md$", name.removeprefix(DECISIONS))] == []
    assert len(set(numbers)) == len(numbers), numbers


def test_the_readme_begins_in_chinese_and_shows_both_commands() -> None:
    first_screen = "\n".join(text_of("README.md").splitlines()[:40])
    assert "./start" in first_screen
    assert "./test" in first_screen
    paragraph = first_screen.split("\n\n")[1]
    assert re.search(r"[\u4e00-\u9fff]{4}", paragraph), paragraph


def test_every_setting_is_explained() -> None:
    code = [name for name in files() if name.endswith((".py", ".sh")) or name in {"start", "test", "justfile"}]
    used = {found for name in code if name != "tests/test_docs.py" for found in SETTING.findall(text_of(name))}
    explained = {found for name in DOCUMENTS for found in SETTING.findall(text_of(name))}
    assert sorted(used - explained) == []


def test_every_recipe_of_the_justfile_says_what_it_does() -> None:
    lines = text_of("justfile").splitlines()
    recipes = [number for number, line in enumerate(lines) if re.match(r"[a-z][a-z-]*( [^:=]*)?:(?!=)", line)]
    assert recipes
    assert [lines[number] for number in recipes if not lines[number - 1].startswith(("#", "["))] == []


def test_contributing_names_every_layer() -> None:
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    packages = {package for layer in layers for package in re.findall(r"[a-z]+", layer)}
    told = text_of("CONTRIBUTING.md")
    assert sorted(package for package in packages if f"{package}/" not in told) == []
