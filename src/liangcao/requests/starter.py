"""Norms to begin with, where somebody published one: an office takes them over, or sets its own."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from liangcao.catalog.starter import starter_item

SOURCE = "WHO COVID-19 Essential Supplies Forecasting Tool (ESFT): inpatient health workers, cleaners, severe patients"
"""Where the figures come from: its table of use per person and day, as in the package mrc-ide/esft (MIT)."""


@dataclass(frozen=True, slots=True)
class StarterNorm:
    """A published norm: `item` is the name in the starter catalogue, `milli_per_day` thousandths a head and day."""

    item: str
    role: str
    milli_per_day: int


@cache
def starter_norms() -> tuple[StarterNorm, ...]:
    """The published norms, by item and role."""
    text = files("liangcao.requests").joinpath("starter_norms.csv").read_text("utf-8")
    return tuple(
        StarterNorm(starter_item(row["item"]).name, row["role"], int(row["milli_per_day"]))
        for row in csv.DictReader(text.splitlines())
    )
