"""Every refusal the core can give is shown: by a worked example, or by a test that names it."""

import ast
import re

from harness.repository import ROOT, python_files, text_of, tree_of
from liangcao.kernel.refusals import REFUSALS

CORE = tuple(
    f"src/liangcao/{package}/"
    for package in (
        *("operations", "ledger", "database", "catalog", "parties", "access"),
        *(
            "receiving",
            "storing",
            "funds",
            "keys",
            "requests",
            "allocation",
            "shipping",
            "favours",
            "inspection",
            "papers",
            "sourcing",
        ),
    )
)


def raised() -> dict[str, str]:
    """Codes that the core gives by name, with a place where it does."""
    found = {}
    for name in python_files(*CORE):
        for node in ast.walk(tree_of(name)):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and bool(node.args)
            if is_call and node.func.id in ("refused", "Reason"):  # type: ignore[attr-defined]
                for each in ast.walk(node.args[0]):  # type: ignore[attr-defined]
                    if isinstance(each, ast.Constant) and each.value in REFUSALS:
                        found[str(each.value)] = f"{name}:{node.lineno}"  # type: ignore[attr-defined]
    return found


def shown() -> set[str]:
    """Codes that an example or a test expects."""
    codes = set()
    for path in (ROOT / "tests").rglob("*.txt"):
        codes |= set(re.findall(r"^\s*拒绝 (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    for name in python_files("tests/"):
        codes |= set(re.findall(r"\w+", text_of(name))) & set(REFUSALS)
    return codes


def test_every_refusal_of_the_core_is_shown() -> None:
    seen = shown()
    unseen = {code: place for code, place in raised().items() if code not in seen}
    assert unseen == {}
