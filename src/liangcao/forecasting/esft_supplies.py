"""Protective and hygiene goods a week, from people, beds and tests by the norms of the tool.

As published, three things are not what one would buy by. Whoever tests positive is given the goods of the whole stay in
the week of the test; of what is used again and again every person gets one, whatever the norm says; and that one anew
each week. The corrected mode gives isolated and screened people their goods in the weeks they need them, and takes
reusable goods by their norm a day, which is what wears out.
"""

from collections.abc import Sequence

from liangcao.forecasting.esft import STAY, Week, Weekly
from liangcao.forecasting.esft_norms import Supply

AMOUNTS = ("amount_inpatient_hcw", "amount_inpatient_patient", "amount_isolation", "amount_screening", "amount_lab")
INPATIENT_STAFF = {
    "hcw": "hcws_inpatient_capped",
    "cleaner": "cleaners_inpatient_capped",
    "caregiver": "inf_caregivers_hosp_uncapped",
    "ambulance": "amb_personnel_inpatient_capped",
    "engineer": "bio_eng_inpatient_capped",
}
BEDS = {"inpatient": "total_beds_inuse", "severe": "sev_beds_inuse", "critical": "crit_beds_inuse"}
LAB = {"lab_tech": "lab_staff_capped", "lab_cleaner": "cleaners_lab"}


def supplies(supply: Supply, weeks: Sequence[Week], before: Week, *, is_corrected: bool = False) -> Weekly:
    """What it takes of a good in each of `weeks` (all columns of a week together), by use and in all.

    `before` is the week before the first: whom it tested are still there.
    """
    found = []
    for week, earlier in zip(weeks, (before, *weeks), strict=False):
        amounts = _corrected(supply, week, earlier) if is_corrected else _published(supply, week)
        found.append({"total_amount": sum(amounts.values()), **amounts})
    return found


def _published(supply: Supply, week: Week) -> dict[str, float]:
    per_week = {role: norm * (1 if supply.is_reusable else 7) for role, norm in supply.per_day.items()}
    tested = {"mild": week["tests_mild"], "mod": week["tests_mod"]}
    if supply.is_reusable:
        has = {role: float(norm > 0) for role, norm in per_week.items()}
        stays = {"mild": 1, "mod": 1}
    else:
        has, stays = per_week, STAY
    isolated = sum(tested[kind] * stays[kind] for kind in tested)
    carers = week["inf_caregivers_isol_uncapped"] * stays["mild"]
    return {
        "amount_inpatient_hcw": sum(week[column] * has[role] for role, column in INPATIENT_STAFF.items()),
        "amount_inpatient_patient": sum(week[column] * per_week[role] for role, column in BEDS.items()),
        "amount_isolation": carers * has["home_caregiver"] + isolated * has["isolated"],
        "amount_screening": week["screening_hcw_capped"] * has["screener"] + isolated * has["screened"],
        "amount_lab": sum(week[column] * has[role] for role, column in LAB.items()),
    }


def _corrected(supply: Supply, week: Week, before: Week) -> dict[str, float]:
    """By the norm a day, to those who are there in that week: tested in it or the week before (stays last two)."""
    per_week = {role: norm * 7 for role, norm in supply.per_day.items()}
    isolated = sum(each["tests_mild"] + each["tests_mod"] for each in (week, before))
    carers = isolated  # one at home for each
    return {
        "amount_inpatient_hcw": sum(week[column] * per_week[role] for role, column in INPATIENT_STAFF.items()),
        "amount_inpatient_patient": sum(week[column] * per_week[role] for role, column in BEDS.items()),
        "amount_isolation": carers * per_week["home_caregiver"] + isolated * per_week["isolated"],
        "amount_screening": week["screening_hcw_capped"] * per_week["screener"] + isolated * per_week["screened"],
        "amount_lab": sum(week[column] * per_week[role] for role, column in LAB.items()),
    }
