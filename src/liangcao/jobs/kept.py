"""How what belongs to a job is kept: as JSON, beside the books."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from liangcao.database.engine import Database
from liangcao.kernel.errors import Reason, Refused

JOBS = "jobs.db"
EXPORTS = "exports"
"""The folder of the files that jobs make, a folder for each job."""
_WHY = "why"
_DETAIL_LENGTH = 200


def url_of(database: Database, folder: Path) -> str:
    """Where jobs are kept: in a schema of their own on PostgreSQL, in a file of the data directory else."""
    if database.is_sqlite:
        return f"sqlite:///{folder / JOBS}"
    return database.url.render_as_string(hide_password=False)


class Plain:
    """Keeps arguments, answers and errors as JSON text; what cannot be plain is a programming error."""

    def serialize(self, data: Any) -> str:
        """The JSON text of `data`; of an error, of its reason."""
        return json.dumps(data, ensure_ascii=False, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:
        """What the JSON text holds; an error as Refused."""
        found = json.loads(serialized_data)
        if isinstance(found, dict) and found.keys() == {_WHY}:
            why = found[_WHY]
            return Refused(Reason(str(why["code"]), dict(why["params"]), ""))
        return found

    def name(self) -> str:
        """How rows written so are marked."""
        return "liangcao_json"


def _plain(data: Any) -> Mapping[str, Any]:
    if isinstance(data, BaseException):
        reason = reason_of(data)
        return {_WHY: {"code": reason.code, "params": dict(reason.params)}}
    raise TypeError(f"not plain: {type(data).__name__}")


def reason_of(error: object) -> Reason:
    """Why a job failed: the reason of a refusal, ``job_failed`` with what the error says of anything else."""
    if isinstance(error, Refused):
        return error.reasons[0]
    detail = f"{type(error).__name__}: {error}".partition("\n")[0][:_DETAIL_LENGTH]
    return Reason("job_failed", {"detail": detail}, "")


def clear_away(folder: Path, before: int) -> None:
    """Remove the folders of jobs that were last written to before that moment (ms since 1970)."""
    for each in folder.iterdir() if folder.is_dir() else ():
        if each.is_dir() and each.stat().st_mtime * 1_000 < before:
            shutil.rmtree(each, ignore_errors=True)
