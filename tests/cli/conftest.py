"""Running the program inside the test: what it says, and how it ends."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.plain_books import found_plain
from liangcao.cli.main import run


@dataclass(frozen=True)
class Answer:
    """What one run of the program came to."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """Its one JSON object; anything else beside it fails the test."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        assert self.out.count("\n") == 1
        return found


Run = Callable[..., Answer]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own data directory that does not exist yet, named in the environment; the language is Chinese."""
    for name in ("LIANGCAO_DB_URL", "LIANGCAO_LANG", "LC_ALL", "LC_MESSAGES", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("LIANGCAO_DATA_DIR", str(tmp_path / "office"))
    return tmp_path / "office"


@pytest.fixture
def liangcao(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program: ``liangcao("stock", "--json")``."""

    def run_it(*arguments: object) -> Answer:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run_it


@pytest.fixture
def plain_office(copy_of: Callable[..., str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A newly founded office on either engine, named in the environment; its database's URL."""
    url = copy_of(found_plain)
    monkeypatch.setenv("LIANGCAO_DB_URL", url)
    return url
