"""serve: one line when ready, graceful at the end, heads sealed beside it; a taken port and a wrong schema refused."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.conftest import Run
from liangcao.cli import serving
from liangcao.cli.terminal import Terminal

PROGRAM = (sys.executable, "-c", "from liangcao.cli.main import app; app()")


@contextmanager
def served(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program serving in its own process, and its address."""
    environment = {**os.environ, "LIANGCAO_DATA_DIR": str(folder)}
    process = subprocess.Popen(
        [*PROGRAM, *arguments, "--port", "0", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read() if process.stderr else ""
        yield process, json.loads(line)["url"]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.slow
def test_serving_ends_gracefully_and_sealed(liangcao: Run, folder: Path) -> None:
    with served(folder, "serve") as (process, url):
        assert urllib.request.urlopen(f"{url}readyz", timeout=30).status == 200
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out == "", "one JSON object, when it is ready"
    assert "admin1" in err, "an empty directory gets a plain office, and it says so"
    answer = liangcao("verify", "--json")
    assert answer.data["ok"]
    assert answer.data["checkpoint"]["size"] == answer.data["entries"]


@pytest.mark.slow
def test_the_demonstration_is_served_with_its_figures(folder: Path) -> None:
    with served(folder, "demo", "--no-open") as (_process, url):
        page = urllib.request.urlopen(f"{url}sign-in", timeout=30).read().decode()
    assert "演示" in page


def test_a_taken_port_is_refused_by_name(liangcao: Run, plain_office: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = liangcao("serve", "--port", port, "--json")
    assert (answer.code, answer.data["refused"][0]["code"]) == (1, "address_taken")
    assert "while attempting" not in answer.err


def test_without_a_command_it_serves(liangcao: Run, plain_office: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Terminal, serving.Address]] = []
    monkeypatch.setattr(serving, "serve_books", lambda terminal, where: asked.append((terminal, where)))
    monkeypatch.setenv("LIANGCAO_PORT", "8765")
    assert liangcao().code == 0
    assert [where for _, where in asked] == [("127.0.0.1", 8765)]
