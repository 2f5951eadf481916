"""`liangcao esft DIR`: six tables beside the three that are there, or a refusal in words."""

from pathlib import Path

from cli.conftest import Run
from forecasting.test_esft import WRITTEN, changed, laid_out


def test_the_command_writes_and_refuses_in_words(liangcao: Run, tmp_path: Path, folder: Path) -> None:
    place = laid_out(tmp_path)
    answer = liangcao("esft", place, "--json")
    assert answer.data["written"]["ppe.csv"] == WRITTEN["ppe"]
    assert not folder.exists(), "no books are made"
    changed(place / "cases.csv", 4, "new_mild_cases", "x")
    refused = liangcao("esft", place)
    assert refused.code == 1
    assert "cases.csv 第 6 行的 new_mild_cases 看不懂：“x”" in refused.err
