"""The import contracts catch what they are there for: seeded violations in a skeleton of the real layout."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CLEAN = {
    "kernel.clock": "import time",
    "kernel.errors": "",
    "kernel.quantity": "from liangcao.kernel import errors",
    "database.engine": "import sqlalchemy\nfrom liangcao.kernel import errors",
    "language.catalogues": "from liangcao.kernel import errors",
    "journal.append": "from liangcao.database import engine",
    "journal.entry": "from liangcao.kernel import quantity",
    "journal.verify": "from liangcao.journal import entry",
    "catalog.queries": "from liangcao.database import engine",
    "parties.queries": "from liangcao.database import engine",
    "parties.class_table": "from liangcao.kernel import errors",
    "access.roles": "from liangcao.kernel import errors",
    "ledger.post": "from liangcao.database import engine",
    "ledger.lots": "from liangcao.catalog import queries",
    "requests.rules": "from liangcao.kernel import errors",
    "requests.commands": "import datetime",
    "requests.class_rules": "from liangcao.parties import class_table",
    "requests.suggestion": "from liangcao.parties import class_table",
    "requests.handlers": "from liangcao.requests import rules",
    "requests.door": "from liangcao.requests import rules",
    "requests.calls": "from liangcao.requests import rules",
    "requests.norms": "from liangcao.requests import rules",
    "requests.classes": "from liangcao.requests import rules",
    "donations.handlers": "from liangcao.requests import rules",
    "donations.door": "from liangcao.requests import rules",
    "donations.valuing": "from liangcao.requests import rules",
    "receiving.handlers": "from liangcao.ledger import lots",
    "storing.handlers": "from liangcao.ledger import lots",
    "funds.handlers": "from liangcao.ledger import lots",
    "keys.rules": "from liangcao.journal import entry",
    "allocation.rules": "from liangcao.kernel import quantity",
    "allocation.handlers": "from liangcao.requests import rules",
    "sharing.problem": "import numpy",
    "sharing.plan": "from liangcao.sharing import problem",
    "sharing.check": "from liangcao.kernel import errors",
    "sharing.comparing": "",
    "sharing.editing": "from liangcao.sharing import check",
    "sharing.judging": "from liangcao.sharing import check",
    "sharing.replanning": "",
    "sharing.what_if": "",
    "favours.rules": "from liangcao.kernel import errors",
    "inspection.handlers": "from liangcao.ledger import lots",
    "procurement.dossier": "",
    "procurement.fulfilling": "from liangcao.receiving import rules",
    "parties.credit_code": "from liangcao.kernel import errors",
    "kernel.price": "from liangcao.kernel import quantity",
    "picking.changing": "from liangcao.allocation import rules",
    "packing.making": "from liangcao.ledger import lots",
    "shipping.taking": "from liangcao.allocation import rules",
    "shipping.handlers": "from liangcao.allocation import rules",
    "counting.handlers": "from liangcao.ledger import lots",
    "offline.handlers": "from liangcao.ledger import lots",
    "catalog.handlers": "",
    "tracking.handlers": "from liangcao.shipping import rules",
    "tracking.driving": "from liangcao.shipping import rules",
    "tasks.shifts": "from liangcao.shipping import rules",
    "delivering.handlers": "from liangcao.shipping import rules",
    "sourcing.handlers": "from liangcao.ledger import lots",
    "shipping.corrections": "from liangcao.allocation import rules",
    "sourcing.prices": "",
    "operations.actions": "from liangcao.requests import handlers",
    "operations.actions_catalog": "from liangcao.catalog import handlers",
    "operations.actions_counting": "from liangcao.counting import handlers",
    "operations.actions_handing_over": "from liangcao.delivering import handlers",
    "operations.actions_trips": "from liangcao.tracking import driving",
    "operations.actions_sourcing": "from liangcao.sourcing import handlers",
    "worklog.handlers": "from liangcao.parties import queries",
    "worklog.rules": "from liangcao.kernel import errors",
    "operations.actions_worklog": "from liangcao.worklog import handlers",
    "organisation.handlers": "from liangcao.access import queries",
    "organisation.rostering": "from liangcao.access import queries",
    "organisation.absences": "from liangcao.access import queries",
    "organisation.rules": "from liangcao.kernel import errors",
    "operations.actions_organisation": "from liangcao.organisation import handlers",
    "operations.actions_tasks": "from liangcao.tasks import shifts",
    "operations.actions_offline": "from liangcao.offline import handlers",
    "operations.actions_returns": "from liangcao.recall import handlers",
    "operations.actions_packing": "from liangcao.picking import changing",
    "operations.perform": "import liangcao.operations.actions, liangcao.journal.append, liangcao.ledger.post",
    "operations.replay": "import liangcao.journal.append, liangcao.ledger.post",
    "reports.stock": "from liangcao.ledger import lots",
    "exchange.cells": "from liangcao.kernel import quantity",
    "demo.story": "from liangcao.operations import perform",
    "web.pages": "import fastapi\nfrom liangcao.operations import perform",
    "verifier.program": "from liangcao.journal import verify",
    "cli.main": "import typer\nfrom liangcao.operations import perform",
}

SEEDED = [
    ("layers", "ledger.lots", "liangcao.requests.rules"),
    ("layers", "requests.rules", "liangcao.receiving.handlers"),
    ("layers", "journal.entry", "liangcao.access.roles"),
    ("layers", "exchange.cells", "liangcao.reports.stock"),
    ("reports", "reports.stock", "liangcao.operations.perform"),
    ("layers", "operations.actions", "liangcao.web.pages"),
    ("cycles", "requests.rules", "liangcao.requests.handlers"),
    ("append", "demo.story", "liangcao.journal.append"),
    ("post", "operations.actions", "liangcao.ledger.post"),
    ("handlers", "web.pages", "liangcao.requests.handlers"),
    ("pure", "requests.rules", "liangcao.kernel.clock"),
    ("pure", "requests.commands", "random"),
    ("pure", "requests.suggestion", "liangcao.parties.queries"),
    ("pure", "allocation.rules", "liangcao.catalog.queries"),
    ("pure", "sourcing.prices", "liangcao.catalog.queries"),
    ("sharing", "sharing.plan", "liangcao.database.engine"),
    ("sharing", "sharing.problem", "random"),
    ("second", "sharing.check", "numpy"),
    ("second", "sharing.check", "liangcao.sharing.plan"),
    ("second", "sharing.editing", "liangcao.sharing.problem"),
    ("kernel", "kernel.quantity", "sqlalchemy"),
    ("surfaces", "cli.main", "sqlalchemy"),
    ("surfaces", "web.pages", "sqlite3"),
    ("verifier", "journal.verify", "liangcao.journal.append"),
    ("verifier", "journal.verify", "liangcao.sharing.plan"),
    ("apart", "verifier.program", "liangcao.sharing.plan"),
]


def lint_imports(directory: Path, modules: dict[str, str], *contracts: str) -> tuple[int, str]:
    """Exit code and text of lint-imports with this project's contracts, on a package made of `modules`."""
    for name, text in modules.items():
        path = directory / "liangcao" / f"{name.replace('.', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        (path.parent / "__init__.py").touch()
    (directory / "liangcao" / "__init__.py").touch()
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    program = str(Path(sys.executable).with_name("lint-imports"))
    command = [program, "--config", str(ROOT / "pyproject.toml"), "--no-cache", *chosen]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, env={**os.environ, "COLUMNS": "300"})
    return done.returncode, done.stdout + done.stderr


def test_the_skeleton_itself_keeps_every_contract(tmp_path: Path) -> None:
    code, output = lint_imports(tmp_path, CLEAN)
    assert code == 0, output
    assert re.search(r"\b0 broken", output), output


@pytest.mark.parametrize(("contract", "importer", "imported"), SEEDED)
def test_a_seeded_violation_is_caught_by_its_contract(
    tmp_path: Path, contract: str, importer: str, imported: str
) -> None:
    guilty = {**CLEAN, importer: f"{CLEAN[importer]}\nimport {imported}"}
    code, output = lint_imports(tmp_path, guilty, contract)
    assert code == 1
    assert re.search(r"\b1 broken", output), output


def test_a_new_package_must_be_given_its_layer(tmp_path: Path) -> None:
    code, output = lint_imports(tmp_path, {**CLEAN, "unplaced.rules": ""}, "layers")
    assert code == 1
    assert "unplaced" in output
