"""The entry point: all commands together, in the language asked for. Without a command the program serves."""

import os
import sys
from collections.abc import Sequence

import typer

from liangcao.cli import (
    arriving,
    asking,
    checking,
    cosigning,
    epcis_files,
    exporting,
    forecasting_goods,
    importing,
    key_commands,
    labelling,
    leading,
    planning,
    playing,
    sealing,
    serving,
    setting_up,
    stamping,
    tasking,
    tracing,
    tripping,
    witnessing,
)
from liangcao.cli.frame import language_of, speak_in_headings
from liangcao.cli.program import program
from liangcao.language import speaking

MODULES = (
    serving, playing, setting_up, importing, exporting, planning, asking, leading, tasking, arriving, tracing, checking,
    tripping, labelling, forecasting_goods, epcis_files, sealing, key_commands, cosigning, witnessing, stamping,
)  # fmt: skip
"""Importing them puts their commands into the program."""


def run(arguments: Sequence[str]) -> int:
    """Run the program with `arguments`; returns its exit code."""
    with speaking(language_of(arguments, os.environ)):
        speak_in_headings()
        command = typer.main.get_command(program)
        try:
            command.main(args=list(arguments), prog_name="liangcao", standalone_mode=True)
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 1
    return 0


def app() -> None:
    """The entry point."""
    sys.exit(run(sys.argv[1:]))
