"""Where the books are and how to serve them: options of the command line, else LIANGCAO_… in the environment."""

import os
import sys
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from liangcao.database.engine import sqlite_url

BOOKS = "liangcao.db"
SECRET_KEY = "secret.key"  # noqa: S105 - the name of the file
NEXT_KEY = "secret.key.next"


class Settings(BaseSettings):
    """The settings of one run. `data_dir` holds everything; nothing is kept elsewhere."""

    model_config = SettingsConfigDict(env_prefix="LIANGCAO_", env_ignore_empty=True, extra="ignore")

    data_dir: Path | None = None
    db_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    witnesses: str = ""
    witness_quorum: int = 0
    witness_dir: Path | None = None

    @property
    def folder(self) -> Path:
        """The one data directory."""
        return (self.data_dir or default_data_dir()).expanduser().absolute()

    @property
    def database_url(self) -> str:
        """Where the books are: PostgreSQL when asked for, else the file in the data directory."""
        return self.db_url or sqlite_url(self.folder / BOOKS)

    @property
    def is_embedded(self) -> bool:
        """True when the books are a file of the data directory."""
        return not self.db_url

    @property
    def key_file(self) -> Path:
        """Where the key lies that signs the journal's heads."""
        return self.folder / SECRET_KEY

    @property
    def next_key_file(self) -> Path:
        """Where the key lies that waits to take its place."""
        return self.folder / NEXT_KEY

    @property
    def witness_folder(self) -> Path:
        """The memory of the witness that runs on this machine, where one does."""
        return (self.witness_dir or self.folder / "witness").expanduser().absolute()

    @property
    def place(self) -> str:
        """Where the books are, without any password, to be shown."""
        return str(self.folder / BOOKS) if self.is_embedded else self.db_url.rpartition("@")[2]


def default_data_dir() -> Path:
    """The platform's place for a person's data; under systemd the service's state directory."""
    state = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    if state:
        return Path(state)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "liangcao"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "liangcao"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "liangcao"
