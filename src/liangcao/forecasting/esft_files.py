"""The tables of the tool as files of a folder: three are read, six are written beside them, all of these or none.

The form is that of the package mrc-ide/esft when its results are written with R's `write.csv` without row names:
comma, quotes around texts, up to fifteen digits.
"""

import csv
import io
import math
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from liangcao.forecasting import esft
from liangcao.forecasting.esft_norms import who_norms
from liangcao.forecasting.esft_supplies import AMOUNTS, supplies
from liangcao.kernel.errors import Reason, Refused, refused

LABS = {"AFG": 78.25, "KEN": 284.0}
"""Labs that can test, for the countries whose published results are known: worked back from their staff of labs."""
CAPACITY = ("severe_beds_covid", "crit_beds_covid")
CAPS = (
    "cases_screened_per_hcw_per_day", "cleaners_inpatient_cap", "hcws_inpatients_cap", "hcws_per_bed",
    "hcws_screening_cap", "hygienists_per_bed", "lab_staff_cap",
)  # fmt: skip
CASES = (
    "new_critical_cases", "new_severe_cases", "new_mod_cases", "new_mild_cases", "cum_critical_cases",
    "cum_severe_cases", "cum_mod_cases", "cum_mild_cases", "sus_cases_but_negative",
)  # fmt: skip
MOST = 1e12
Cell = str | float
Table = tuple[Sequence[str], list[Sequence[Cell]]]


def forecast_folder(folder: Path, *, labs: float | None = None, is_corrected: bool = False) -> dict[str, int]:
    """Read ``capacity.csv``, ``caps.csv`` and ``cases.csv`` of `folder`, write the other six; rows written by file.

    `labs` is how many labs can test, for a country of which that is not known. Raises Refused ``esft_file_missing``,
    ``esft_column_missing``, ``esft_value_unreadable`` (each wrong value), ``esft_weeks_too_few``,
    ``esft_labs_unknown``; nothing is written then.
    """
    setting = _setting(folder, labs)
    weeks, cases = _cases(folder)
    tables = _tables(weeks[esft.BEFORE :][: esft.WEEKS], cases, setting, is_corrected=is_corrected)
    _write_all(folder, {name: _text(table) for name, table in tables.items()})
    return {name: len(rows) for name, (_columns, rows) in tables.items()}


def _rows(folder: Path, name: str, columns: Iterable[str]) -> list[dict[str, str]]:
    try:
        text = (folder / name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise refused("esft_file_missing", name, name=name) from None
    except UnicodeDecodeError:
        raise refused("esft_file_unreadable", name, name=name) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for column in columns:
        if column not in (reader.fieldnames or ()):
            raise refused("esft_column_missing", f"{name}.{column}", name=name, column=column)
    return list(reader)


def _numbers(rows: Sequence[dict[str, str]], name: str, columns: Sequence[str]) -> list[dict[str, float]]:
    """The numbers of these columns; a refusal names every one that cannot be."""
    wrong, found = [], []
    for line, row in enumerate(rows, 2):
        numbers = {}
        for column in columns:
            text = (row[column] or "").strip()
            try:
                value = float(text)
            except ValueError:
                value = math.nan
            if not 0 <= value <= MOST:
                place = {"name": name, "line": line, "column": column, "text": text[:40]}
                wrong.append(Reason("esft_value_unreadable", place, f"{name}.{line}.{column}"))
            numbers[column] = value
        found.append(numbers)
    if wrong:
        raise Refused(*wrong[:50])
    return found


def _setting(folder: Path, labs: float | None) -> esft.Setting:
    capacity, caps = _rows(folder, "capacity.csv", CAPACITY), _rows(folder, "caps.csv", CAPS)
    for name, rows in (("capacity.csv", capacity), ("caps.csv", caps)):
        if len(rows) != 1:
            raise refused("esft_one_row", name, name=name, rows=len(rows))
    country = (capacity[0].get("iso3c") or caps[0].get("iso3c") or "").strip()
    known = LABS.get(country) if labs is None else labs
    if known is None:
        raise refused("esft_labs_unknown", "capacity.csv.iso3c", country=country or "—")
    has = _numbers(capacity, "capacity.csv", CAPACITY)[0]
    most = _numbers(caps, "caps.csv", CAPS)[0]
    if not most["cases_screened_per_hcw_per_day"]:
        place = {"name": "caps.csv", "line": 2, "column": "cases_screened_per_hcw_per_day", "text": "0"}
        raise refused("esft_value_unreadable", "caps.csv.2.cases_screened_per_hcw_per_day", **place)
    return esft.Setting(
        severe_beds=has["severe_beds_covid"],
        critical_beds=has["crit_beds_covid"],
        hcws_per_bed=most["hcws_per_bed"],
        hygienists_per_bed=most["hygienists_per_bed"],
        hcws_inpatients_cap=most["hcws_inpatients_cap"],
        cleaners_inpatient_cap=most["cleaners_inpatient_cap"],
        hcws_screening_cap=most["hcws_screening_cap"],
        screened_per_hcw_per_day=most["cases_screened_per_hcw_per_day"],
        lab_staff_cap=most["lab_staff_cap"],
        labs=known,
    )


def _cases(folder: Path) -> tuple[list[tuple[str, str]], list[dict[str, float]]]:
    rows = _rows(folder, "cases.csv", ("week_begins", "week_ends", *CASES))
    numbers = _numbers(rows, "cases.csv", CASES)
    if len(rows) <= esft.BEFORE:
        raise refused("esft_weeks_too_few", "cases.csv", weeks=len(rows), least=esft.BEFORE + 1)
    weeks = [(row["week_begins"].strip(), row["week_ends"].strip()) for row in rows]
    for line, (begins, ends) in enumerate(weeks, 2):
        for column, text in (("week_begins", begins), ("week_ends", ends)):
            try:
                date.fromisoformat(text)
            except ValueError:
                place = {"name": "cases.csv", "line": line, "column": column, "text": text[:40]}
                raise refused("esft_value_unreadable", f"cases.csv.{line}.{column}", **place) from None
        expected = date.fromisoformat(weeks[0][0]) + timedelta(weeks=line - 2)
        if date.fromisoformat(begins) != expected:
            place = {"line": line, "expected": expected.isoformat(), "text": begins}
            raise refused("esft_week_missing", f"cases.csv.{line}.week_begins", **place)
    return weeks, numbers


def _tables(
    weeks: Sequence[tuple[str, str]],
    cases: Sequence[dict[str, float]],
    setting: esft.Setting,
    *,
    is_corrected: bool,
) -> dict[str, Table]:
    ill = esft.patients(cases, setting)
    tested = esft.tests(cases, ill)
    staff = esft.staff(ill, tested, setting)
    screened = esft.screening(tested, setting)
    whole = [{**a, **b, **c, **d} for a, b, c, d in zip(ill, tested, staff, screened, strict=True)]
    earlier = cases[esft.BEFORE - 1]
    before = {"tests_mild": earlier["new_mild_cases"], "tests_mod": earlier["new_mod_cases"]}
    goods: dict[str, list[Sequence[Cell]]] = {"Hygiene": [], "PPE": []}
    for supply in who_norms():
        found = supplies(supply, whole, before, is_corrected=is_corrected)
        for (begins, ends), amounts in zip(weeks, found, strict=True):
            told = [amounts[name] for name in ("total_amount", *AMOUNTS)]
            goods[supply.group].append((supply.group, begins, ends, supply.item, supply.unit, *told))
    goods["Hygiene"] = as_merged(goods["Hygiene"])
    columns = ("category", "week_begins", "week_ends", "item", "unit", "total_amount", *AMOUNTS)
    dates = ("week_begins", "week_ends")
    return {
        "patients.csv": _of_weeks(dates, weeks, ill),
        "hcw.csv": _of_weeks(dates[::-1], [week[::-1] for week in weeks], staff),
        "tests.csv": _of_weeks(dates, weeks, tested, ("testing_strategy", "all")),
        "ppe.csv": (columns, goods["PPE"]),
        "hygiene.csv": (columns, goods["Hygiene"]),
        "screening.csv": _of_weeks(dates, weeks, screened),
    }


def as_merged(rows: list[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """Rows by week, within a week in the order that R's `merge` leaves: a file is the published one line by line.

    R sorts the weeks by a Shell sort (gaps 1, 4, 13, ...), which does not keep equals in their order.
    """
    order = list(range(len(rows)))
    gap = 1
    while gap <= len(rows) // 9:
        gap = 3 * gap + 1
    while gap:
        for place in range(gap, len(order)):
            moved, to = order[place], place
            while to >= gap and str(rows[order[to - gap]][1]) > str(rows[moved][1]):
                order[to] = order[to - gap]
                to -= gap
            order[to] = moved
        gap //= 3
    return [rows[each] for each in order]


def _of_weeks(heads: Sequence[str], weeks: Sequence[Sequence[str]], rows: esft.Weekly, *more: tuple[str, str]) -> Table:
    columns = (*heads, *rows[0], *(name for name, _text in more))
    cells: list[Sequence[Cell]] = []
    for week, row in zip(weeks, rows, strict=True):
        cells.append((*week, *row.values(), *(text for _name, text in more)))
    return columns, cells


def _text(table: Table) -> str:
    """As R's `write.csv` writes it: texts in quotes, days bare."""
    columns, rows = table
    days = {number for number, name in enumerate(columns) if name in ("week_begins", "week_ends")}

    def cell(number: int, value: Cell) -> str:
        if isinstance(value, float):
            return f"{value:.15g}"
        return value if number in days else '"' + value.replace('"', '""') + '"'

    lines = [",".join(f'"{name}"' for name in columns)]
    lines += [",".join(cell(number, value) for number, value in enumerate(row)) for row in rows]
    return "\n".join(lines) + "\n"


def _write_all(folder: Path, texts: dict[str, str]) -> None:
    """All files, or where one cannot be written none: each is whole before the first takes its name."""
    mark = secrets.token_hex(4)
    made = {name: folder / f".{name}.{mark}" for name in texts}
    try:
        for name, text in texts.items():
            made[name].write_text(text, encoding="utf-8", newline="")
        for name, path in made.items():
            path.replace(folder / name)
    finally:
        for path in made.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)
