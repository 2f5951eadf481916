"""A rule that a plan breaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Violation:
    """The name of the rule (of `check.VIOLATIONS`) and what to fill its sentence with."""

    code: str
    params: Mapping[str, Any]
