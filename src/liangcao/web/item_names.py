"""What the items are called in English: read once, and again when one more was registered."""

from collections.abc import Mapping

from liangcao.catalog.queries import english_names, newest_item
from liangcao.operations.office import Office


class ItemNames:
    """The English names of an office's items, for pages in English."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._newest = -1
        self._names: Mapping[str, str] = {}

    def read(self) -> Mapping[str, str]:
        """English name by name. Items are never renamed: the newest tells whether all are known."""
        with self._office.database.read() as connection:
            newest = newest_item(connection, self._office.district_id)
            if newest != self._newest:
                self._names, self._newest = english_names(connection, self._office.district_id), newest
        return self._names
