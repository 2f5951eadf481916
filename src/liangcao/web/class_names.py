"""What the priority classes are called: by the table in force, read once and again when there is a new version."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from liangcao.language import DEFAULT_LANGUAGE, _, current_language
from liangcao.operations.office import Office
from liangcao.parties.class_table import FOUNDING, ClassTable
from liangcao.parties.classes import class_names, classes_in_force, newest_version


@dataclass(frozen=True, slots=True)
class KnownClasses:
    """The table in force, and the names (also the English ones) of all classes there ever were."""

    table: ClassTable
    names: Mapping[int, tuple[str, str]]


_BEGINNING = KnownClasses(FOUNDING, {each.number: (each.name, each.name_en) for each in FOUNDING.classes})
_known: ContextVar[KnownClasses] = ContextVar("classes", default=_BEGINNING)


class ClassNames:
    """The classes of an office's district, for its pages."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._classes = _BEGINNING

    def read(self) -> KnownClasses:
        """The classes as they are now. Versions are only ever added: the newest tells whether all are known."""
        district = self._office.district_id
        with self._office.database.read() as connection:
            if newest_version(connection, district) != self._classes.table.version:
                self._classes = KnownClasses(classes_in_force(connection, district), class_names(connection, district))
        return self._classes


def call_classes(classes: KnownClasses) -> None:
    """From here on in this request classes are called so."""
    _known.set(classes)


def known_classes() -> KnownClasses:
    """The classes as this request knows them."""
    return _known.get()


def class_name(number: int) -> str:
    """What a class is called in the reader's language: as the office called it, empty where there never was one."""
    return in_words(*_known.get().names.get(number, ("", "")))


def in_words(name: str, name_en: str) -> str:
    """A name as it was given, or the English one where that is the reader's language and there is one."""
    if name_en and current_language() != DEFAULT_LANGUAGE:
        return name_en
    return _(name) if name else ""


def class_words(number: int) -> str:
    """A class of urgency in the reader's language: ``1 类 一线医疗``."""
    return _("%(n)s 类 %(name)s") % {"n": number, "name": class_name(number)}


def class_options() -> list[tuple[int, str]]:
    """The classes something can be put into, as options of a field."""
    return [(each.number, class_words(each.number)) for each in _known.get().table.active]


def class_filters() -> list[tuple[int, str]]:
    """All classes there ever were, as options of a filter."""
    return [(number, class_words(number)) for number in sorted(_known.get().names)]
