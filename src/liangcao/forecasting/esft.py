"""The formulas of the WHO Essential Supplies Forecasting Tool, from weekly cases to staff, tests and supplies.

Source: the public repository mrc-ide/esft (MIT), functions `patients_weekly`, `diagnostics_weekly`, `hcws_weekly`,
`screening_hcws_weekly`, `hygiene_forecast` and `ppe_forecast`, with the defaults of `get_parameters` and
`get_diagnostic_parameters`. Numbers are people, beds and pieces a week, in fractions, as published.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STAY = {"mild": 2, "mod": 2, "sev": 1, "crit": 2}
"""Weeks in isolation or in a bed."""
DEATHS = {"sev": 0.134, "crit": 0.5}
"""The part of those in hospital who die, and need no test to be released."""
BEDS_PER_FACILITY = 40
AMBULANCE_PER_BED, ENGINEERS_PER_BED = 0.06, 0.02
BEFORE = 3
"""Weeks of cases before the first week of a forecast: the longest stay, and one."""
WEEKS = 12
STAFF_PER_LAB = 3

Week = Mapping[str, float]
Weekly = list[dict[str, float]]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a country has: beds for the severe and the critical, staff per bed, the most there are, labs that test."""

    severe_beds: float
    critical_beds: float
    hcws_per_bed: float
    hygienists_per_bed: float
    hcws_inpatients_cap: float
    cleaners_inpatient_cap: float
    hcws_screening_cap: float
    screened_per_hcw_per_day: float
    lab_staff_cap: float
    labs: float


def _at(cases: Sequence[Week], row: int, column: str) -> float:
    return cases[row][column] if row >= 0 else 0.0


def _admitted(new: float, discharged: float, in_use_before: float, beds: float) -> float:
    """Those admitted: the new ones, or as many as beds are left."""
    return beds - (in_use_before - discharged) if in_use_before - discharged + new > beds else new


def patients(cases: Sequence[Week], setting: Setting) -> Weekly:
    """Patients and beds in the `WEEKS` weeks after the first `BEFORE` of `cases`; columns as published.

    Admissions follow from those of the weeks before, so all weeks are gone through. As published, nobody critical is
    admitted in the second week of the cases, and until a stay is over nobody counts as in hospital.
    """
    told: Weekly = []
    in_use = {"sev": 0.0, "crit": 0.0}
    admitted: dict[str, list[float]] = {"sev": [], "crit": []}
    for row in range(min(len(cases), BEFORE + WEEKS)):
        nocap = {
            kind: _at(cases, row, f"cum_{name}_cases") - _at(cases, row - STAY[kind], f"cum_{name}_cases")
            if row >= STAY[kind]
            else 0.0
            for kind, name in (("sev", "severe"), ("crit", "critical"), ("mod", "mod"), ("mild", "mild"))
        }
        discharged = {kind: admitted[kind][row - STAY[kind]] if row >= STAY[kind] else 0.0 for kind in ("sev", "crit")}
        new = {"sev": cases[row]["new_severe_cases"], "crit": cases[row]["new_critical_cases"]}
        beds = {"sev": setting.severe_beds, "crit": setting.critical_beds}
        comes = {kind: _admitted(new[kind], discharged[kind], in_use[kind], beds[kind]) for kind in beds}
        if row == 0:
            comes = {"sev": 0.0, "crit": 0.0}
        if row == 1:
            comes["crit"] = 0.0
        for kind in beds:
            admitted[kind].append(comes[kind])
            in_use[kind] = min(nocap[kind], beds[kind])
        told.append(_patient_row(cases, row, (nocap, in_use, discharged, comes)))
    return told[BEFORE:]


def _patient_row(cases: Sequence[Week], row: int, parts: tuple[Week, Week, Week, Week]) -> dict[str, float]:
    nocap, in_use, discharged, comes = parts
    total = in_use["sev"] + in_use["crit"]
    gone = {
        kind: _at(cases, row - STAY[kind], f"cum_{name}_cases") - _at(cases, row - STAY[kind] - 1, f"cum_{name}_cases")
        for kind, name in (("sev", "severe"), ("crit", "critical"))
    }
    return {
        "crit_patients_nocap": nocap["crit"],
        "sev_patients_nocap": nocap["sev"],
        "mod_patients_nocap": nocap["mod"],
        "mild_patients_nocap": nocap["mild"],
        "crit_beds_inuse": in_use["crit"],
        "sev_beds_inuse": in_use["sev"],
        "total_beds_inuse": total,
        "hosp_facilities_inuse": float(math.ceil(total / BEDS_PER_FACILITY)),
        "rem_crit_patients": gone["crit"],
        "rem_sev_patients": gone["sev"],
        "rem_mod_patients": _at(cases, row - STAY["mod"], "new_mod_cases"),
        "rem_mild_patients": _at(cases, row - STAY["mild"], "new_mild_cases"),
        "discharged_crit_patients": discharged["crit"],
        "discharged_sev_patients": discharged["sev"],
        "sev_patients_admitted_cap": comes["sev"],
        "crit_patients_admitted_cap": comes["crit"],
    }


def tests(cases: Sequence[Week], ill: Sequence[Week]) -> Weekly:
    """Tests a week where all are tested: one to know, one to be released; columns as published."""
    found = []
    for case, row in zip(cases[BEFORE:], ill, strict=False):
        lives = {kind: 1 - part for kind, part in DEATHS.items()}
        found.append(
            {
                "tests_diagnosis_uncapped_sev_crit": case["new_severe_cases"] + case["new_critical_cases"],
                "tests_release_uncapped_sev_crit": row["rem_sev_patients"] * lives["sev"]
                + row["rem_crit_patients"] * lives["crit"],
                "tests_diagnosis_capped_sev_crit": row["sev_patients_admitted_cap"] + row["crit_patients_admitted_cap"],
                "tests_release_capped_sev_crit": row["discharged_sev_patients"] * lives["sev"]
                + row["discharged_crit_patients"] * lives["crit"],
                "tests_mod": case["new_mod_cases"],
                "tests_mild": case["new_mild_cases"],
                "tests_suspected": case["sus_cases_but_negative"],
            }
        )
    return found


def staff(ill: Sequence[Week], tested: Sequence[Week], setting: Setting) -> Weekly:
    """Staff a week, each kind within what there is of it; columns as published."""
    lab_staff = min(float(math.ceil(STAFF_PER_LAB * setting.labs)), setting.lab_staff_cap)
    found = []
    for row, test in zip(ill, tested, strict=True):
        beds = row["total_beds_inuse"]
        found.append(
            {
                "hcws_inpatient_capped": min(beds * setting.hcws_per_bed, setting.hcws_inpatients_cap),
                "hcws_inpatient_uncapped": beds * setting.hcws_per_bed,
                "inf_caregivers_hosp_uncapped": 0.0,
                "cleaners_inpatient_capped": min(beds * setting.hygienists_per_bed, setting.cleaners_inpatient_cap),
                "amb_personnel_inpatient_capped": float(round(beds * AMBULANCE_PER_BED)),
                "bio_eng_inpatient_capped": float(round(beds * ENGINEERS_PER_BED)),
                "inf_caregivers_isol_uncapped": test["tests_mild"] + test["tests_mod"],
                "lab_staff_capped": lab_staff,
                "cleaners_lab": float(math.ceil(setting.labs)),
            }
        )
    return found


def screening(tested: Sequence[Week], setting: Setting) -> Weekly:
    """Staff for screening: those who come divided by what one of them sees in a week; within what there is."""
    found = []
    for test in tested:
        seen = test["tests_suspected"] + test["tests_mild"] + test["tests_mod"]
        wanted = seen / (7 * setting.screened_per_hcw_per_day)
        found.append(
            {"screening_hcw_uncapped": wanted, "screening_hcw_capped": min(wanted, setting.hcws_screening_cap)}
        )
    return found
