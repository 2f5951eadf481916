"""./start and ./test prepare a bare machine, say in one line what is missing, and pass their arguments on.

The scripts run in a copy of the project with a pretended uv, so nothing is fetched.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.repository import ROOT

PRETENDED_UV = """#!/bin/sh
if [ "$1" = "--version" ]; then echo "uv {version}"; exit; fi
echo "$@" "certs=$UV_SYSTEM_CERTS" >> "{log}"
mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"
for name in liangcao ruff mypy lint-imports pytest python; do
    printf '#!/bin/sh\\necho "%s $*"\\n[ "$FAILING" != %s ]\\n' "$name" "$name" > "$UV_PROJECT_ENVIRONMENT/bin/$name"
    chmod +x "$UV_PROJECT_ENVIRONMENT/bin/$name"
done
"""
NEEDED = ("bash", "sh", "env", "dirname", "cat", "cksum", "rm", "mkdir", "chmod", "id", "ls")


class Machine:
    """A copy of the scripts and a PATH on which only what a test puts there is found."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "a project 粮草"
        self.programs = folder / "bin"
        self.lost = folder / "lost"
        self.log = folder / "uv.log"
        self.lost.mkdir()
        self.programs.mkdir(parents=True)
        (self.project / "scripts").mkdir(parents=True)
        for name in ("start", "test", "scripts/bootstrap.sh", "uv.lock", "pyproject.toml"):
            shutil.copy(ROOT / name, self.project / name)
        for name in NEEDED:
            (self.programs / name).symlink_to(shutil.which(name) or "")

    def put(self, name: str, script: str) -> None:
        """Place an executable script on the PATH."""
        path = self.programs / name
        path.write_text(script)
        path.chmod(0o755)

    def put_python(self, *, blocked: tuple[str, ...] = ()) -> None:
        """Place this Python on the PATH, unable to import the modules `blocked`."""
        for module in blocked:
            (self.lost / f"{module}.py").write_text(f"raise ImportError('{module} is not installed')")
        self.put("python3", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')

    def put_uv(self, version: str) -> None:
        """Place a pretended uv on the PATH that writes its arguments down."""
        self.put("uv", PRETENDED_UV.format(version=version, log=self.log))

    def start(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run ./start from another folder."""
        return self.run("start", *arguments, **environment)

    def run(self, name: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run one of the scripts from another folder."""
        known = {"PATH": str(self.programs), "HOME": str(self.project), "PYTHONPATH": str(self.lost), **environment}
        return subprocess.run(
            [self.project / name, *arguments], cwd=self.programs, env=known, capture_output=True, text=True
        )

    def syncs(self) -> list[str]:
        """The arguments of each `uv sync` so far."""
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("name", ["start", "test", ".ci/run", "scripts/bootstrap.sh"])
def test_scripts_are_bash_that_parses(name: str) -> None:
    assert subprocess.run(["bash", "-n", ROOT / name], capture_output=True, text=True).stderr == ""


def test_ci_runs_exactly_the_test_command() -> None:
    commands = (ROOT / ".ci/run").read_text().splitlines()
    assert commands[-1] == "exec ./test"


def test_start_passes_every_argument_on(machine: Machine) -> None:
    machine.put_python()
    machine.put_uv("99.0.0")
    done = machine.start("--no-serve", "--data-dir", "two words")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "liangcao demo --serve --no-serve --data-dir two words\n"
    assert "--frozen" in machine.syncs()[0]


def test_a_second_start_says_nothing_and_installs_nothing(machine: Machine) -> None:
    machine.put_python()
    machine.put_uv("99.0.0")
    machine.start()
    again = machine.start()
    assert (again.returncode, again.stderr, len(machine.syncs())) == (0, "", 1)


def test_a_changed_lock_is_installed(machine: Machine) -> None:
    machine.put_python()
    machine.put_uv("99.0.0")
    machine.start()
    with (machine.project / "uv.lock").open("a") as lock:
        lock.write("\n")
    machine.start()
    assert len(machine.syncs()) == 2


def test_a_moved_project_makes_its_environment_anew(machine: Machine) -> None:
    machine.put_python()
    machine.put_uv("99.0.0")
    machine.start()
    (machine.project / ".venv" / "left over").touch()
    machine.project = machine.project.rename(machine.project.with_name("elsewhere"))
    assert machine.start().returncode == 0
    assert len(machine.syncs()) == 2
    assert not (machine.project / ".venv" / "left over").exists()


def test_books_in_postgresql_bring_the_driver(machine: Machine) -> None:
    machine.put_python()
    machine.put_uv("99.0.0")
    machine.start(LIANGCAO_DB_URL="postgresql+psycopg://office@books/liangcao")
    assert "--extra postgres" in machine.syncs()[0]


def test_packages_are_fetched_trusting_whom_the_machine_trusts(machine: Machine) -> None:
    bundles = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
    machine.put_python()
    machine.put_uv("99.0.0")
    machine.start()
    machine.run("test", UV_SYSTEM_CERTS="false")
    told = "true" if any(map(os.path.exists, bundles)) else ""
    assert [sync.rpartition("certs=")[2] for sync in machine.syncs()] == [told, "false"]


def test_no_python_is_said_in_one_line_of_each_language(machine: Machine) -> None:
    done = machine.start()
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if "3.11" in line] == done.stderr.splitlines()
    assert len(done.stderr.splitlines()) == 2


def test_a_python_that_cannot_run_us_is_passed_over(machine: Machine) -> None:
    machine.put_python(blocked=("sqlite3",))
    done = machine.start()
    assert done.returncode == 1
    assert "No Python 3.11" in done.stderr


def test_neither_venv_nor_pip_is_said_in_one_line_of_each_language(machine: Machine) -> None:
    machine.put_python(blocked=("ensurepip", "pip"))
    done = machine.start()
    told = [line for line in done.stderr.splitlines() if "python3-venv" in line]
    assert done.returncode == 1
    assert len(told) == 2


def test_an_old_uv_is_not_used(machine: Machine) -> None:
    machine.put_python(blocked=("ensurepip", "pip"))
    machine.put_uv("0.4.30")
    assert machine.start().returncode == 1
    assert machine.syncs() == []


def test_a_failed_installation_says_that_one_may_try_again(machine: Machine) -> None:
    machine.put_python()
    machine.put("uv", '#!/bin/sh\n[ "$1" = "--version" ] && echo "uv 99.0.0" && exit\nexit 2\n')
    done = machine.start()
    assert done.returncode == 1
    assert "run this again" in done.stderr
    assert os.listdir(machine.project / "scripts") == ["bootstrap.sh"]
    assert not (machine.project / ".venv").exists()  # uv makes no environment where something stands already


def test_the_tests_run_every_check_and_pytest_last(machine: Machine) -> None:
    machine.put_python()
    machine.put_uv("99.0.0")
    done = machine.run("test", "-k", "sqlite and lot")
    ran = [line.split()[0] for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert ran == ["ruff", "ruff", "python", "pytest"]
    assert done.stdout.endswith("-k sqlite and lot\n")
    beside = [line.split()[0] for line in done.stderr.splitlines() if line.startswith(("mypy", "lint-imports"))]
    assert beside == ["mypy", "lint-imports"]  # beside the tests; what they said comes last


@pytest.mark.parametrize("name", ["ruff", "mypy", "lint-imports", "python", "pytest"])
def test_one_failing_check_fails_the_whole_but_stops_nothing(machine: Machine, name: str) -> None:
    machine.put_python()
    machine.put_uv("99.0.0")
    done = machine.run("test", FAILING=name)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("pytest")


def test_a_missing_browser_is_named_loudly_and_stops_nothing(machine: Machine) -> None:
    machine.put_python()
    machine.put_uv("99.0.0")
    done = machine.run("test")
    assert "!!!" in done.stderr
    assert "sudo apt install chromium" in done.stderr
    assert done.returncode == 0
