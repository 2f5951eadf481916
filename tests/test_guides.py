"""The guides do not rot: every word they say is on the screen is there, every page is in one, in both languages."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from harness.repository import ROOT, text_of
from liangcao.access.roles import ROLES
from liangcao.cli.main import program
from liangcao.language import LANGUAGES, translator
from liangcao.language.translator import catalogue_path
from liangcao.web import help as help_pages
from liangcao.web.help import FOLDER, NAMES, ROLE_GUIDES, guide, screen_words, source
from liangcao.web.menu import MENU

PLACE = re.compile(r"(%\([a-z_]+\)[sd]|\{[a-z_]+\})")
LINK = re.compile(r"\]\(([^)]+)\)")
COMMAND = re.compile(r"`(?:\.venv/bin/)?liangcao ([a-z]+)|^(?:\.venv/bin/)?liangcao ([a-z]+)", re.MULTILINE)
LONGEST = 6_500
"""Characters of Markdown: a page somebody reads standing."""
EVERY = [(name, language) for language in LANGUAGES for name in sorted(NAMES)]


@cache
def said(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Everything the program says in `language`: whole messages, and patterns of those with fields."""
    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    texts = {text for message in catalogue if message.id for text in _forms(message.string)}
    patterns = [_pattern(text) for text in texts if PLACE.search(text) and len(PLACE.sub("", text).strip()) > 1]
    return frozenset(texts), tuple(patterns)


def _forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("".join(".+" if PLACE.fullmatch(part) else re.escape(part) for part in PLACE.split(text)))


def test_every_role_and_both_languages_have_their_guides() -> None:
    assert set(ROLE_GUIDES) == set(ROLES)
    written = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.md")}
    assert written == {f"{language}/{name}.md" for name, language in EVERY}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_words_in_bold_are_words_of_the_screen(name: str, language: str) -> None:
    texts, patterns = said(language)
    unknown = [
        word
        for word in screen_words(source(name, language))
        if word not in texts and not any(pattern.fullmatch(word) for pattern in patterns)
    ]
    assert unknown == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_menu_is_in_the_guide_of_some_role(language: str) -> None:
    told = {word for name in ROLE_GUIDES for word in screen_words(source(name, language))}
    say = translator(language).ngettext  # an entry that leads to a list is in the plural
    entries = [item.entry for item in MENU if item.entry.key != "help"]
    assert [entry.key for entry in entries if say(entry.label, entry.label, 2) not in told] == []


@pytest.mark.parametrize("name", ROLE_GUIDES)
def test_a_role_is_told_of_every_page_its_menu_offers(name: str) -> None:
    may = ROLES[name].permissions
    told = set(screen_words(source(name, "zh_CN")))
    offered = [item.entry for item in MENU if not item.permissions or may & set(item.permissions)]
    assert [entry.label for entry in offered if entry.key != "help" and entry.label not in told] == []


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_guide_is_short_and_begins_with_its_title_and_its_purpose(name: str, language: str) -> None:
    text = source(name, language)
    assert re.match(r"# [^\n]+\n\n[^\n#|`-]", text)
    assert len(text) <= LONGEST
    found = guide(name, language)
    assert found.title
    assert found.summary
    assert "style=" not in found.body


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_guides_lead_only_to_guides(name: str, language: str) -> None:
    targets = LINK.findall(source(name, language))
    assert [target for target in targets if target.removesuffix(".md") not in NAMES] == []


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_commands_named_in_guides_exist(name: str, language: str) -> None:
    known = {each.name or each.callback.__name__ for each in program.registered_commands if each.callback}
    known |= {str(each.typer_instance.info.name) for each in program.registered_groups}
    named = {first or second for first, second in COMMAND.findall(source(name, language))}
    assert named - known == set()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_both_languages_say_the_same(name: str) -> None:
    chinese, english = (source(name, language) for language in LANGUAGES)
    for mark in ("\n## ", "\n### ", "\n1. ", "\n| ", "```"):
        assert chinese.count(mark) == english.count(mark), mark
    assert len(list(screen_words(chinese))) == len(list(screen_words(english)))


def test_html_in_a_guide_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en/unit.md").write_text("# T\n\n<b onclick=x>P</b>\n\n<script>x</script>\n\n| a |\n|--:|\n| b |\n")
    monkeypatch.setattr(help_pages, "FOLDER", tmp_path)
    body = guide.__wrapped__("unit", "en").body
    assert "<script" not in body
    assert "<b" not in body
    assert "style=" not in body


def test_the_index_of_the_documents_lists_every_guide() -> None:
    index = text_of("docs/guide/README.md")
    folder = FOLDER.relative_to(ROOT).as_posix()
    assert [
        f"{language}/{name}" for name, language in EVERY if f"({'../' * 2}{folder}/{language}/{name}.md)" not in index
    ] == []
