"""The office's rules as plain values: what evidence tells of them, and what the verifier is born knowing."""

import json
from collections.abc import Mapping
from typing import Any

from liangcao import __version__
from liangcao.access.duties import EXCLUDES, SIGNING_EXCLUDES
from liangcao.access.roles import ROLES
from liangcao.operations.action import Action
from liangcao.operations.actions import ACTIONS
from liangcao.reports.verify_rows import document_tables

PROGRAM = f"liangcao {__version__}"


def office_rules() -> dict[str, Any]:
    """Roles with what they permit, duties with what excludes them, what always takes two people, document tables."""
    return {
        "excludes": {duty: sorted(others) for duty, others in EXCLUDES.items()},
        "signing_excludes": {duty: sorted(others) for duty, others in SIGNING_EXCLUDES.items()},
        "roles": {name: sorted(role.permissions) for name, role in ROLES.items()},
        "tables": {str(table.name): _table(table) for table in document_tables()},
        "two_people": sorted(name for name, action in ACTIONS.items() if _always_needs_another(action)),
    }


def known_rules() -> str:
    """The text of ``verifier/known.json``."""
    return json.dumps(office_rules(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _table(table: Any) -> Mapping[str, Any]:
    defaults = {str(name): value for name, value in table.defaults.items() if value is not None}
    return {"columns": list(map(str, table.columns)), "defaults": defaults, "key": list(map(str, table.key))}


def _always_needs_another(action: Action) -> bool:
    """True when the need for a second person is named without a look at the command or the books."""
    try:
        return action.need(None, None) is not None  # type: ignore[arg-type]
    except AttributeError:
        return False
