"""The program as one file: the same bytes each time, run where nothing of the office is installed."""

import ast
import io
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path

import pytest

from demo.told_story import tell_small
from harness.repository import text_of
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.verifier import packing
from liangcao.verifier.packing import NAME, digest, packed_program
from verifier.evidences import MadeUp, export

ALLOWED = {"liangcao", "cryptography"}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of libraries with cryptography and what it needs, nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    site = Path(sysconfig.get_paths()["purelib"])
    for name in ("cryptography", "cffi", "pycparser"):
        for file in metadata.files(name) or ():
            target = folder / file
            if ".." not in file.parts and (site / file).is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.symlink_to(site / file)
    return folder


def run_packed(folder: Path, program: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Python without site packages and without our environment, but for `folder`."""
    start = f"import sys, runpy; sys.path.append({str(folder)!r}); sys.argv = sys.argv[1:]; "
    start += "runpy.run_path(sys.argv[0], run_name='__main__')"
    command = [sys.executable, "-I", "-S", "-c", start, str(program), *map(str, arguments)]
    environment = {"PATH": os.environ["PATH"], "LANG": "en_US.UTF-8", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=program.parent, check=False)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_bytes(packed_program())
    return path


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    made = tmp_path / "made.pyz"
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "liangcao.verifier.packing", str(made)],
            check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert made.read_bytes() == packed_program()
    assert len(digest()) == 64


def test_it_runs_where_nothing_of_the_office_is(program: Path, bare: Path, tmp_path: Path) -> None:
    evidence = MadeUp().write(tmp_path / "e.zip")
    run = run_packed(bare, program, evidence)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("✔ Verified: nothing wrong was found")
    evidence.write_bytes(b"no zip")
    assert run_packed(bare, program, evidence, "--lang", "zh").returncode == 2


def test_with_several_processes_too(program: Path, bare: Path, tmp_path: Path) -> None:
    made = MadeUp()
    for number in range(2_100):
        made.move(1, (60 - number - 1, 40 + number + 1)) if number < 59 else made.bodies.append(made.bodies[-1])
    run = run_packed(bare, program, made.write(tmp_path / "e.zip"), "--processes", "2")
    assert run.returncode == 1
    assert "[number_differs]" in run.stdout


def test_it_certifies_plans_without_the_planner(
    program: Path, bare: Path, copy_of: Callable[..., str], tmp_path: Path
) -> None:
    url = copy_of(tell_small)
    database = Database(url)
    with database.read() as connection:
        ((made,),) = ask(connection, "SELECT COUNT(*) FROM plan")
    database.dispose()
    run = run_packed(bare, program, export(url, tmp_path / "e.zip"))
    assert (run.returncode, run.stderr) == (0, "")
    assert made > 5
    assert f"Allocation plans: {made} checked anew" in run.stdout


def test_without_cryptography_it_says_what_to_install(program: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    run = run_packed(nothing, program, "e.zip")
    assert run.returncode == 2
    assert "-m pip install cryptography" in run.stderr


def test_only_our_values_the_standard_library_and_cryptography_are_in_it() -> None:
    with zipfile.ZipFile(io.BytesIO(packed_program())) as pack:
        names = pack.namelist()
        sources = {name: pack.read(name) for name in names if name.endswith(".py")}
        assert {info.compress_type for info in pack.infolist()} == {zipfile.ZIP_STORED}
    folders = {name.split("/")[1] for name in names if name.count("/") > 1}
    assert folders == {"kernel", "journal", "sharing", "verifier"}
    assert "liangcao/sharing/check.py" in names
    assert not {f"liangcao/sharing/{each}.py" for each in ("answer", "plan", "problem", "leximin")} & set(names)
    assert not {"liangcao/journal/append.py", "liangcao/journal/tables.py", "liangcao/kernel/clock.py"} & set(names)
    imported = set()
    for source in sources.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                imported |= {each.name.split(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").split(".")[0])
    assert imported - set(sys.stdlib_module_names) == ALLOWED


def test_it_can_be_read_as_it_is() -> None:
    content = packed_program()
    assert content.startswith(b"#!/usr/bin/env python3\n")
    assert packing.__doc__ is not None
    assert b'"""The quick look at values of entries' in content


def test_the_wheel_has_a_command_of_this_name() -> None:
    scripts = tomllib.loads(text_of("pyproject.toml"))["project"]["scripts"]
    module, _, function = scripts["liangcao-verify"].partition(":")
    assert callable(getattr(import_module(module), function))
