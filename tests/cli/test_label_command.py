"""label …: counted in the books, written as PDF or PNG, and read back from the picture."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import Run
from liangcao.codes.pictures import read_picture
from web.webtools import found

BASE = "https://stores.example"


@pytest.fixture
def office(sqlite_copy: Callable[..., str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The small office of the pages, with a keeper and a lot, named in the environment."""
    url = sqlite_copy(found)
    monkeypatch.setenv("LIANGCAO_DB_URL", url)
    return url


def test_labels_are_counted_and_written(liangcao: Run, office: str, tmp_path: Path) -> None:
    file = tmp_path / "labels.png"
    roll = ("label", "roll", "-n", 3, "--size", "60x40", "-o", file, "--base-url", BASE, "--json")
    made = liangcao(*roll).data
    assert made["first"] == "S0001G"
    assert made["files"] == [str(tmp_path / name) for name in ("labels.png", "labels-002.png", "labels-003.png")]
    assert read_picture(Path(made["files"][0]).read_bytes()) == [f"{BASE}/q/S0001G"]
    assert liangcao(*roll).data["first"] == "S0004T"
    pdf = tmp_path / "labels.pdf"
    said = liangcao("label", "thing", "A1", "--kind", "box", "-o", pdf, "--base-url", BASE, "--lang", "en").out
    assert "printing 1" in said
    assert pdf.read_bytes().startswith(b"%PDF-")
    again = liangcao("label", "thing", "A1", "--kind", "box", "-o", pdf, "--base-url", BASE, "--json").data
    assert again["times"] == 2


def test_what_cannot_be_labelled_is_refused(
    liangcao: Run, office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def code_of_refusal(*arguments: object) -> str:
        return str(liangcao("label", *arguments, "-o", tmp_path / "x.pdf", "--json").data["refused"][0]["code"])

    assert code_of_refusal("roll") == "field_missing"
    monkeypatch.setenv("LIANGCAO_BASE_URL", BASE)
    assert code_of_refusal("thing", "L000CY") == "short_code_damaged"
    assert code_of_refusal("thing", "什么也不是") == "code_names_nothing"
    assert code_of_refusal("thing", "A1", "--kind", "item") == "unknown_document"
    assert code_of_refusal("roll", "--size", "1x1") == "input_invalid"
    assert code_of_refusal("roll", "--as", "nobody") == "unknown_actor"
    assert list(tmp_path.glob("x*")) == []
