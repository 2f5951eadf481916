"""The guides: one short page for each role and each larger matter, in Chinese and English, shipped with the program.

A guide is a Markdown file: its first line the title, then one paragraph that says what it is for. **Bold** is kept for
the very words of the screen; `tests/test_guides.py` looks each of them up in the message catalogue.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from liangcao.language import DEFAULT_LANGUAGE, LANGUAGES

FOLDER = Path(__file__).parent
ROLE_GUIDES = ("coordinator", "buyer", "keeper", "approver", "treasurer", "driver", "unit", "inspector", "admin")
"""One for each role, by the role's name."""
FIRST_GUIDE = "everybody"
TOPIC_GUIDES = (
    FIRST_GUIDE,
    "hotline",
    "public",
    "importing",
    "donations",
    "mobilisation",
    "packing",
    "counts",
    "returns",
    "scanning",
    "sharing",
    "trips",
    "office",
    "inspection",
    "operating",
    "keys",
)
NAMES = frozenset((*ROLE_GUIDES, *TOPIC_GUIDES))
_CLASSES = {"table": "guide-table", "ul": "guide-list", "ol": "guide-steps"}


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as it is shown: title and summary in plain text, `body` the whole below the title as safe HTML."""

    name: str
    title: str
    summary: str
    body: str


@cache
def guide(name: str, language: str) -> Guide:
    """The guide `name` in `language`; raises KeyError when there is none of that name."""
    if name not in NAMES:
        raise KeyError(name)
    title, _line, rest = source(name, language).partition("\n")
    parser = _parser()
    tokens = [_dressed(token) for token in parser.parse(rest.strip())]
    body = parser.renderer.render(tokens, parser.options, {})
    return Guide(name, title.removeprefix("# ").strip(), _first_words(tokens), body)


def source(name: str, language: str) -> str:
    """The Markdown of the guide `name`."""
    folder = language if language in LANGUAGES else DEFAULT_LANGUAGE
    return (FOLDER / folder / f"{name}.md").read_text(encoding="utf-8")


def screen_words(text: str) -> Iterator[str]:
    """What stands in bold in a guide's Markdown: the words it says are on the screen."""
    for block in _parser().parse(text):
        children = block.children or []
        for position, token in enumerate(children):
            if token.type == "strong_open":
                yield children[position + 1].content


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables; HTML in the text stays text."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _first_words(tokens: list[Token]) -> str:
    first = next(token for token in tokens if token.type == "inline")
    return "".join(child.content for child in first.children or [])


def _dressed(token: Token) -> Token:
    """Links between guides lead from page to page; no inline styles, which the policy of the page forbids."""
    for each in (token, *(token.children or [])):
        each.attrs.pop("style", None)
        href = str(each.attrs.get("href", ""))
        if href:
            each.attrs["href"] = href.replace(".md", "", 1)
        if each.type.endswith("_open") and each.tag in _CLASSES:
            each.attrs["class"] = _CLASSES[each.tag]
    return token
