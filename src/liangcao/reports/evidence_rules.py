"""The office's rules as plain values: what evidence tells of them, and what the verifier is born knowing."""

import json
from collections.abc import Mapping
from typing import Any

from liangcao import __version__
from liangcao.access.duties import EXCLUDES, FOLLOWS, SIGNING_EXCLUDES
from liangcao.access.roles import CARRIED, ONES_OWN
from liangcao.journal.bounds import DISTRICT, OWN
from liangcao.operations.action import Action
from liangcao.operations.actions import ACTIONS
from liangcao.reports.verify_rows import document_tables

PROGRAM = f"liangcao {__version__}"
MEASURED = {
    "allocation.adopt_plan": "promised",
    "donations.route_unusable": "moved",
    "funds.pay_party": "money",
    "funds.return_funds": "money",
    "mobilisation.pay_compensation": "money",
    "mobilisation.return_goods": "moved",
    "procurement.approve_purchase": "committed",
    "procurement.pay_purchase": "money",
    "receiving.return_rejected": "moved",
    "requests.approve_request": "approved",
    "shipping.settle_difference": "lost",
    "storing.write_off": "moved",
}
"""How the amount that rules of signing go by can be told from what an entry moved or approved."""


def office_rules() -> dict[str, Any]:
    """Roles with what they permit and how far a deed needs them to reach, duties with what excludes them, what always
    takes two people, what people may do while no role of theirs can be used, how amounts are told, document tables.
    """
    return {
        "measured": _by_value(MEASURED),
        "reaches": _by_value({name: _reach(action) for name, action in ACTIONS.items()}),
        "ones_own": sorted(ONES_OWN),
        "excludes": {duty: sorted(others) for duty, others in EXCLUDES.items()},
        "follows": {duty: sorted(others) for duty, others in FOLLOWS.items()},
        "signing_excludes": {duty: sorted(others) for duty, others in SIGNING_EXCLUDES.items()},
        "roles": {name: sorted(role.permissions) for name, role in CARRIED.items()},
        "tables": {str(table.name): _table(table) for table in document_tables()},
        "two_people": sorted(name for name, action in ACTIONS.items() if _always_needs_another(action)),
    }


def known_rules() -> str:
    """The text of ``verifier/known.json``."""
    return json.dumps(office_rules(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _table(table: Any) -> Mapping[str, Any]:
    defaults = {str(name): value for name, value in table.defaults.items() if value is not None}
    return {"columns": list(map(str, table.columns)), "defaults": defaults, "key": list(map(str, table.key))}


def _by_value(words: Mapping[str, str]) -> dict[str, list[str]]:
    """Which names have each word."""
    return {word: sorted(name for name in words if words[name] == word) for word in sorted(set(words.values()))}


def _reach(action: Action) -> str:
    return DISTRICT if action.is_everywhere else OWN if action.is_about_oneself else "place"


def _always_needs_another(action: Action) -> bool:
    """True when the need for a second person is named without a look at the command or the books."""
    try:
        return action.need(None, None) is not None  # type: ignore[arg-type]
    except AttributeError:
        return False
