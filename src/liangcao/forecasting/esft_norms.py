"""The norms of the WHO Essential Supplies Forecasting Tool: protective and hygiene goods for each role and day.

Source: the table `equipment` of mrc-ide/esft (MIT licence), rows of protective equipment and hygiene, unchanged, in
`data/who_esft_norms.csv`.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ROLES = {
    "hcw": "amount_per_inpatient_hcw_per_day",
    "cleaner": "amount_per_inpatient_cleaner_per_day",
    "caregiver": "amount_per_inpatient_inf_caregiver_per_day",
    "ambulance": "amount_per_inpatient_ambworker_per_day",
    "engineer": "amount_per_inpatient_biomed_eng_per_day",
    "severe": "amount_per_inpatient_sev_patient_per_day",
    "critical": "amount_per_inpatient_crit_patient_per_day",
    "inpatient": "amount_per_inpatient_sev_crit_patient_per_day",
    "home_caregiver": "amount_per_isolation_inf_caregiver_per_day",
    "isolated": "amount_per_isolation_patient_per_day",
    "screener": "amount_per_screening_hcw_per_day",
    "screened": "amount_per_screening_patient_per_day",
    "lab_tech": "amount_per_lab_tech_per_day",
    "lab_cleaner": "amount_per_lab_cleaner_per_day",
}
"""Whom a norm is for, and the column of the published table that gives it."""


@dataclass(frozen=True, slots=True)
class Supply:
    """A good and what it takes of it: `per_day` in its unit for a person of each role (of `ROLES`) and day."""

    group: str
    item: str
    unit: str
    is_reusable: bool
    per_day: dict[str, float]


@cache
def who_norms() -> tuple[Supply, ...]:
    """The goods of the published table in its order."""
    text = files(__package__).joinpath("data/who_esft_norms.csv").read_text(encoding="utf-8")
    return tuple(
        Supply(
            row["group"],
            row["item"],
            row["unit"],
            row["reusable"] == "True",
            {role: float(row[column] or 0) for role, column in ROLES.items()},
        )
        for row in csv.DictReader(text.splitlines())
    )
