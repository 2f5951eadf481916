"""The formulas of WHO's tool: the published results to one part in a million, caps, faulty files, the other mode."""

import csv
import shutil
from pathlib import Path

import pytest

from liangcao.forecasting.esft_files import forecast_folder
from liangcao.kernel.errors import Refused

GOLDEN = Path(__file__).parents[1] / "data" / "who-esft"
GIVEN = ("capacity", "caps", "cases")
WRITTEN = {"patients": 12, "hcw": 12, "tests": 12, "ppe": 132, "hygiene": 48, "screening": 12}
WHERE = ("AFG_2021-03-01", "AFG_2022-01-03", "KEN_2021-03-01", "KEN_2022-01-03")


def laid_out(folder: Path, where: str = WHERE[0]) -> Path:
    for name in GIVEN:
        shutil.copy(GOLDEN / f"{name}_{where}.csv", folder / f"{name}.csv")
    return folder


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def changed(path: Path, row: int, column: str, value: str) -> None:
    """One value of a table, written anew."""
    rows = read(path)
    rows[row][column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def by_item_and_week(rows: list[dict[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    return {(row.get("item", ""), row["week_begins"]): row for row in rows}


@pytest.mark.parametrize("where", WHERE)
def test_the_published_results_are_reproduced(where: str, tmp_path: Path) -> None:
    folder = laid_out(tmp_path, where)
    assert forecast_folder(folder) == {f"{name}.csv": rows for name, rows in WRITTEN.items()}
    for name in WRITTEN:
        published, made = read(GOLDEN / f"{name}_{where}.csv"), read(folder / f"{name}.csv")
        assert list(made[0]) == list(published[0])
        wanted, found = by_item_and_week(published), by_item_and_week(made)
        assert found.keys() == wanted.keys()
        for key, row in wanted.items():
            for column, text in row.items():
                try:
                    number = float(text)
                except ValueError:
                    assert found[key][column] == text
                else:
                    assert float(found[key][column]) == pytest.approx(number, rel=1e-6, abs=1e-6), (name, key, column)
        assert list(found) == list(wanted), "in the published order"


def test_no_more_beds_and_staff_are_in_use_than_there_are(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, "KEN_2022-01-03")
    changed(folder / "capacity.csv", 0, "severe_beds_covid", "1000")
    changed(folder / "caps.csv", 0, "hcws_inpatients_cap", "500")
    forecast_folder(folder)
    patients = read(folder / "patients.csv")
    assert max(float(row["sev_beds_inuse"]) for row in patients) == 1000
    assert float(patients[0]["sev_patients_admitted_cap"]) < float(patients[0]["sev_patients_nocap"])
    assert max(float(row["hcws_inpatient_capped"]) for row in read(folder / "hcw.csv")) == 500


def test_the_corrected_mode_gives_in_the_week_of_need_and_by_wear(tmp_path: Path) -> None:
    folder = laid_out(tmp_path)
    forecast_folder(folder)
    published = by_item_and_week(read(folder / "ppe.csv"))
    forecast_folder(folder, is_corrected=True)
    corrected = by_item_and_week(read(folder / "ppe.csv"))
    mask, week, before = "Mask, medical / surgical for patient", "2021-03-08", 53.2
    assert float(published[mask, week]["amount_isolation"]) == pytest.approx(2 * 7 * 2 * 55.2)
    assert float(corrected[mask, week]["amount_isolation"]) == pytest.approx(7 * 2 * (55.2 + before))
    first = corrected[mask, "2021-03-01"]
    assert float(first["amount_isolation"]) == pytest.approx(7 * 2 * (53.2 + 44)), "whom the week before tested"
    goggles = corrected["Goggles, protective", week]
    staff = {row["week_begins"]: row for row in read(folder / "screening.csv")}[week]
    assert float(goggles["amount_screening"]) == pytest.approx(0.1 * 7 * float(staff["screening_hcw_capped"]))
    for item in {item for item, _week in corrected}:
        assert all(float(row["total_amount"]) >= 0 for key, row in corrected.items() if key[0] == item)


FAULTS = [
    ("cases.csv", 4, "new_mild_cases", "-3", "esft_value_unreadable", "cases.csv.6.new_mild_cases"),
    ("cases.csv", 0, "cum_mod_cases", "many", "esft_value_unreadable", "cases.csv.2.cum_mod_cases"),
    ("cases.csv", 2, "new_mod_cases", "1e99", "esft_value_unreadable", "cases.csv.4.new_mod_cases"),
    ("cases.csv", 3, "week_begins", "2021-13-01", "esft_value_unreadable", "cases.csv.5.week_begins"),
    ("cases.csv", 5, "week_begins", "2021-03-16", "esft_week_missing", "cases.csv.7.week_begins"),
    ("caps.csv", 0, "hcws_per_bed", "", "esft_value_unreadable", "caps.csv.2.hcws_per_bed"),
    ("caps.csv", 0, "cases_screened_per_hcw_per_day", "0", "esft_value_unreadable", None),
    ("capacity.csv", 0, "iso3c", "CHN", "esft_labs_unknown", "capacity.csv.iso3c"),
]


@pytest.mark.parametrize(("name", "row", "column", "value", "code", "field"), FAULTS)
def test_a_faulty_value_is_named_and_nothing_written(
    name: str, row: int, column: str, value: str, code: str, field: str | None, tmp_path: Path
) -> None:
    folder = laid_out(tmp_path)
    changed(folder / name, row, column, value)
    with pytest.raises(Refused) as refused:
        forecast_folder(folder)
    assert refused.value.code == code
    assert field in (None, refused.value.reasons[0].field)
    assert sorted(path.name for path in folder.iterdir()) == ["capacity.csv", "caps.csv", "cases.csv"]


def test_files_columns_and_weeks_that_are_missing(tmp_path: Path) -> None:
    folder = laid_out(tmp_path)
    lines = (folder / "cases.csv").read_text(encoding="utf-8").splitlines()
    for text, code in (
        ("\n".join(lines[:4]), "esft_weeks_too_few"),
        (lines[0].replace("new_mild_cases", "mild"), "esft_column_missing"),
    ):
        (folder / "cases.csv").write_text(text, encoding="utf-8")
        with pytest.raises(Refused) as refused:
            forecast_folder(folder)
        assert refused.value.code == code
    (folder / "cases.csv").write_bytes(b"\xff\xfe\x00")
    (folder / "caps.csv").write_text((folder / "caps.csv").read_text("utf-8").splitlines()[0], encoding="utf-8")
    with pytest.raises(Refused) as refused:
        forecast_folder(folder)
    assert refused.value.code == "esft_one_row"
    shutil.copy(GOLDEN / f"caps_{WHERE[0]}.csv", folder / "caps.csv")
    with pytest.raises(Refused) as refused:
        forecast_folder(folder)
    assert refused.value.code == "esft_file_unreadable"
    (folder / "cases.csv").unlink()
    with pytest.raises(Refused) as refused:
        forecast_folder(folder)
    assert refused.value.code == "esft_file_missing"


def test_a_short_forecast_and_another_country(tmp_path: Path) -> None:
    folder = laid_out(tmp_path)
    changed(folder / "capacity.csv", 0, "iso3c", "CHN")
    lines = (folder / "cases.csv").read_text(encoding="utf-8").splitlines()
    (folder / "cases.csv").write_text("\n".join(lines[:6]), encoding="utf-8")
    assert forecast_folder(folder, labs=10.5)["patients.csv"] == 2
    assert read(folder / "hcw.csv")[0]["lab_staff_capped"] == "32"
