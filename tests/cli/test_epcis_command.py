"""``liangcao epcis``: event files of others, checked and hashed without an office."""

from pathlib import Path

from cli.conftest import Run

VECTORS = Path(__file__).parents[1] / "data" / "vectors"
STEPS = VECTORS / "epcis" / "operation-steps.jsonld"


def test_check_says_of_each_file_whether_it_is_valid(liangcao: Run, folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonld"
    bad.write_text(STEPS.read_text().replace('"OBSERVE"', '"WATCH"', 1))
    answer = liangcao("epcis", "check", STEPS, bad, tmp_path / "none.json", "--json")
    assert answer.code == 1
    assert [each["valid"] for each in answer.data["files"]] == [True, False, False]
    assert [each["path"] for each in answer.data["files"]] == ["", "epcisBody.eventList[0].action", ""]
    told = liangcao("epcis", "check", bad, "--lang", "en")
    assert told.code == 1
    assert "epcisBody.eventList[0].action" in told.out
    assert "WATCH" in told.out
    fine = liangcao("epcis", "check", *sorted((VECTORS / "epcis" / "documents").iterdir()))
    assert (fine.code, fine.out.count("✔")) == (0, 47)
    assert not folder.exists()


def test_hash_prints_one_hash_a_line(liangcao: Run, tmp_path: Path) -> None:
    for file in (VECTORS / "epcis-hash").glob("*.jsonld"):
        answer = liangcao("epcis", "hash", file)
        assert (answer.code, answer.out) == (0, file.with_suffix(".hashes").read_text().rstrip() + "\n")
    empty = tmp_path / "empty.json"
    empty.write_text("[]")
    assert liangcao("epcis", "hash", empty).code == 1
