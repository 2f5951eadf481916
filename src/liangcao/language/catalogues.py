"""Keep the catalogues in step with the source: ``python -m liangcao.language.catalogues [--check]``.

Without an option, the messages are gathered from Python and templates and both .po files are rewritten: translations
stay, Chinese is filled in by itself, what nobody says any more goes. ``--check`` changes nothing and fails when a
message is missing, fuzzy or untranslated.
"""

import argparse
import sys
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from liangcao.language.formats import SHANGHAI
from liangcao.language.translator import DEFAULT_LANGUAGE, LANGUAGES, catalogue_path

SOURCE = Path(__file__).parents[1]
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
UNDATED = datetime(2020, 1, 26, tzinfo=SHANGHAI)
"""One date for ever, so that a catalogue changes only where its messages do."""
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "NP_": (1, 2)}


def gather() -> Catalog:
    """Every message the source marks."""
    template = Catalog(project="liangcao", charset="utf-8")
    found = extract_from_dir(str(SOURCE), METHODS, OPTIONS, KEYWORDS, strip_comment_tags=True)
    for path, _line, message, comments, context in found:
        template.add(message, None, [(path, 0)], auto_comments=comments, context=context)
    return template


def updated(language: str, template: Catalog) -> Catalog:
    """The catalogue of `language` brought in step with `template`."""
    catalogue = Catalog(locale=language, project="liangcao", charset="utf-8", fuzzy=False)
    path = catalogue_path(language)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    catalogue.update(deepcopy(template), no_fuzzy_matching=True)  # messages would be shared between languages
    catalogue.obsolete.clear()
    if language == DEFAULT_LANGUAGE:
        for message in catalogue:
            if message.id:
                message.string = message.id[:1] if isinstance(message.id, tuple) else message.id
    return catalogue


def faults(language: str, template: Catalog) -> list[str]:
    """What is wrong with the catalogue of `language`: missing, fuzzy or untranslated messages, messages nobody says."""
    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    wanted = {_shown(message.id) for message in template if message.id}
    there = {_shown(message.id): message for message in catalogue if message.id}
    wrong = [f"missing: {key}" for key in sorted(wanted - there.keys())]
    wrong += [f"no longer said: {key}" for key in sorted(there.keys() - wanted)]
    wrong += [f"fuzzy: {key}" for key, message in there.items() if message.fuzzy]
    wrong += [f"untranslated: {key}" for key, message in there.items() if not _translated(message)]
    return wrong


def write(language: str, catalogue: Catalog) -> None:
    """Write `catalogue` in an order and form that changes only where messages change."""
    catalogue.header_comment = "# The messages of Liangcao. Kept in step by: python -m liangcao.language.catalogues"
    catalogue.creation_date = catalogue.revision_date = UNDATED
    buffer = BytesIO()
    write_po(buffer, catalogue, width=120, no_location=True, sort_output=True, omit_header=False)
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())


def main(arguments: list[str] | None = None) -> int:
    """Update or check both catalogues; the exit code is 1 when a message lacks a translation."""
    parser = argparse.ArgumentParser(prog="python -m liangcao.language.catalogues", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail on anything missing")
    check = parser.parse_args(arguments).check
    template = gather()
    code = 0
    for language in LANGUAGES:
        if not check:
            write(language, updated(language, template))
        for fault in faults(language, template):
            sys.stderr.write(f"{language}: {fault}\n")
            code = 1
    return code


def _shown(key: str | Sequence[str]) -> str:
    return key if isinstance(key, str) else key[0]


def _translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


if __name__ == "__main__":
    sys.exit(main())
