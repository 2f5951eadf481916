"""The reference pages say what the program does today."""

import subprocess
import sys

from harness.repository import ROOT, text_of
from liangcao.cli.frame import ORDER
from liangcao.cli.main import program
from liangcao.cli.settings import Settings


def test_the_reference_is_up_to_date() -> None:
    made = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr


def test_every_command_is_in_the_reference() -> None:
    names = {each.name or each.callback.__name__ for each in program.registered_commands if each.callback}
    groups = {each.typer_instance.info.name: each.typer_instance for each in program.registered_groups}
    page = text_of("docs/reference/commands.md")
    assert names | set(groups) == set(ORDER)
    parts = {
        f"{name} {each.name or each.callback.__name__}"
        for name, group in groups.items()
        for each in group.registered_commands
        if each.callback
    }
    assert [name for name in names | parts if f"\n## `liangcao {name}`\n" not in page] == []


def test_every_setting_is_in_the_reference() -> None:
    page = text_of("docs/reference/settings.md")
    assert [name for name in Settings.model_fields if f"`LIANGCAO_{name.upper()}`" not in page] == []
