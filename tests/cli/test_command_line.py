"""The program as people and scripts meet it: help, languages, one JSON object, exit codes, refusals by name."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from cli.conftest import Run
from liangcao.cli.frame import language_of
from liangcao.cli.settings import Settings, default_data_dir
from liangcao.database.engine import Database, sqlite_url
from liangcao.database.migrate import newest_revision

COMMANDS = (
    *("serve", "demo", "init", "import", "export", "stock", "leads", "trace"),
    *("verify", "reconcile", "seal", "proof", "key", "cosign", "witness", "timestamp", "migrate", "doctor", "version"),
)
PARTS = (
    *("key show", "key rotate", "cosign request", "cosign store"),
    *("witness init", "witness watch", "witness list", "witness serve", "witness sign"),
    *("timestamp request", "timestamp store", "timestamp check"),
)
NEED_BOOKS = (
    ("stock",),
    ("leads",),
    ("trace", "1"),
    ("verify",),
    ("reconcile",),
    ("migrate",),
    ("export", "stock", "-o", "x.xlsx"),
    ("export", "tiles", "x"),
    ("seal",),
    ("proof", "1"),
    ("key", "show"),
    ("key", "rotate"),
    ("timestamp", "request"),
)


def test_the_list_of_commands(liangcao: Run) -> None:
    answer = liangcao("--help")
    assert answer.code == 0
    assert [name for name in COMMANDS if name not in answer.out] == []
    assert "不带命令就启动网页服务" in answer.out


@pytest.mark.parametrize("command", [*COMMANDS, *PARTS])
def test_every_command_has_help_in_chinese_and_in_english(liangcao: Run, command: str) -> None:
    chinese, english = liangcao(*command.split(), "--help"), liangcao(*command.split(), "--help", "--lang", "en")
    assert (chinese.code, english.code) == (0, 0)
    for option in ("--data-dir", "--json", "--lang", "--help"):
        assert option in chinese.out
        assert option in english.out
    assert "只输出一个 JSON 对象" in chinese.out
    left = [line for line in english.out.splitlines() if any("\u4e00" <= character <= "\u9fff" for character in line)]
    assert left == []


def test_the_language_is_asked_for_or_the_machines() -> None:
    assert language_of([], {}) == "zh_CN"
    assert language_of([], {"LANG": "en_US.UTF-8"}) == "en"
    assert language_of([], {"LANG": "C.UTF-8"}) == "zh_CN"
    assert language_of(["stock", "--lang", "en"], {"LANG": "zh_CN.UTF-8"}) == "en"
    assert language_of(["--lang=zh"], {"LANG": "en_GB"}) == "zh_CN"
    assert language_of([], {"LIANGCAO_LANG": "zh", "LANG": "en_GB"}) == "zh_CN"


@pytest.mark.parametrize("arguments", NEED_BOOKS, ids="-".join)
def test_without_books_the_answer_is_no_by_name(liangcao: Run, folder: Path, arguments: tuple[str, ...]) -> None:
    answer = liangcao(*arguments, "--json")
    assert answer.code == 1
    assert [reason["code"] for reason in answer.data["refused"]] == ["no_books"]
    assert not folder.exists(), "asking makes no files"
    assert "liangcao init" in liangcao(*arguments).err


def test_a_wrong_use_is_told_on_stderr(liangcao: Run) -> None:
    answer = liangcao("stock", "--colour", "red")
    assert answer.code == 2
    assert answer.out == ""
    assert "--colour" in answer.err


def test_init_founds_an_office_once(liangcao: Run, folder: Path) -> None:
    answer = liangcao("init", "--non-interactive", "--name", "示例保障组", "--json")
    assert answer.code == 0
    assert answer.data["name"] == "示例保障组"
    assert [person["role"] for person in answer.data["people"]] == ["admin", "admin", "coordinator"]
    assert len({person["password"] for person in answer.data["people"]}) == 3
    assert answer.data["verifier_key"].startswith("liangcao/1/")
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    again = liangcao("init", "--non-interactive", "--json")
    assert again.code == 1
    assert again.data["refused"][0]["code"] == "already_exists"
    assert liangcao("verify", "--json").data["checkpoint"]["size"] == liangcao("verify", "--json").data["entries"]


def test_passwords_are_nowhere_in_the_books(liangcao: Run, folder: Path) -> None:
    passwords = [person["password"] for person in liangcao("init", "--json").data["people"]]
    for file in folder.iterdir():
        content = file.read_bytes()
        assert [password for password in passwords if password.encode() in content] == []


@pytest.mark.parametrize("command", [("stock",), ("reconcile",), ("verify",), ("doctor",), ("version",), ("migrate",)])
def test_machines_get_one_object_and_nothing_else(liangcao: Run, plain_office: str, command: tuple[str, ...]) -> None:
    answer = liangcao(*command, "--json")
    assert answer.code == 0, answer.err
    assert answer.data.get("ok", True) is True
    assert answer.err == ""
    assert liangcao(*command).code == 0


def test_options_may_stand_before_the_command(liangcao: Run, plain_office: str) -> None:
    assert liangcao("--json", "reconcile").data["ok"] is True


def test_an_old_schema_is_not_worked_with(liangcao: Run, plain_office: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("books", "setting_up", "examining"):
        monkeypatch.setattr(f"liangcao.cli.{module}.newest_revision", lambda: "9999")
    assert liangcao("stock", "--json").data["refused"][0]["code"] == "schema_old"
    assert liangcao("serve", "--json").data["refused"][0]["code"] == "schema_old"
    assert "liangcao migrate" in liangcao("serve").err
    check = liangcao("migrate", "--check", "--json")
    assert (check.code, check.data["from"], check.data["to"]) == (1, newest_revision(), "9999")
    assert liangcao("doctor", "--json").code == 1


def test_migrate_backs_the_file_up_first(liangcao: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    liangcao("init", "--json")
    monkeypatch.setattr("liangcao.cli.setting_up.newest_revision", lambda: "9999")
    answer = liangcao("migrate", "--json")
    assert answer.code == 0
    backup = Path(answer.data["backup"])
    assert backup.parent == folder / "backups"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert liangcao("verify", "--json").data["ok"]
    (folder / "liangcao.db").unlink()
    backup.rename(folder / "liangcao.db")
    monkeypatch.undo()
    assert liangcao("verify", "--data-dir", folder, "--json").data["ok"]


def test_a_newer_schema_is_left_alone(liangcao: Run, folder: Path) -> None:
    liangcao("init", "--json")
    database = Database(sqlite_url(folder / "liangcao.db"))
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from the future'")
    database.dispose()
    for command in (("stock",), ("migrate",), ("migrate", "--check"), ("verify",)):
        assert liangcao(*command, "--json").data["refused"][0]["code"] == "schema_newer"
    assert not (folder / "backups").exists()
    bad = [check for check in liangcao("doctor", "--json").data["checks"] if check["state"] == "bad"]
    assert [check["mend"] for check in bad] == ["装上新版程序"]


def test_a_file_where_the_data_directory_should_be(liangcao: Run, folder: Path) -> None:
    folder.write_text("a file")
    for arguments in (*NEED_BOOKS, ("init",), ("serve",), ("demo", "--no-serve")):
        refused = liangcao(*arguments, "--json").data["refused"]
        assert [reason["code"] for reason in refused] == ["path_unusable"]
        assert "不是目录" in refused[0]["reason"]
    bad = [check for check in liangcao("doctor", "--json").data["checks"] if check["state"] == "bad"]
    assert ["不是目录" in check["said"] for check in bad] == [True]


def test_books_that_cannot_be_opened_are_said_to_be_no_books_to_trust(liangcao: Run, folder: Path) -> None:
    folder.mkdir()
    (folder / "liangcao.db").write_bytes(b"not a database " * 100)
    answer = liangcao("verify", "--json")
    assert (answer.code, answer.data["ok"], answer.data["entries"]) == (1, False, 0)
    assert [(problem["entry"], problem["code"]) for problem in answer.data["problems"]] == [(0, "books_unopened")]
    bad = [check for check in liangcao("doctor", "--json").data["checks"] if check["state"] == "bad"]
    assert ["备份" in check["mend"] for check in bad] == [True]


def test_doctor_says_what_is_wrong_and_how_to_mend_it(liangcao: Run, folder: Path) -> None:
    liangcao("init", "--json")
    assert liangcao("doctor", "--json").data["ok"]
    (folder / "secret.key").chmod(0o644)
    answer = liangcao("doctor", "--json")
    bad = [check for check in answer.data["checks"] if check["state"] == "bad"]
    assert answer.code == 1
    assert [check["mend"] for check in bad] == [f"chmod 600 {folder / 'secret.key'}"]
    (folder / "secret.key").unlink()
    assert "secret.key" in liangcao("doctor").out
    assert liangcao("doctor").code == 1


def test_doctor_before_there_is_anything(liangcao: Run) -> None:
    answer = liangcao("doctor", "--json")
    assert answer.code == 0
    assert {check["mend"] for check in answer.data["checks"] if check["state"] == "doubtful"} == {"liangcao init"}


def test_the_data_directory_is_the_platforms_unless_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("LIANGCAO_DATA_DIR", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform.startswith("linux"):
        assert default_data_dir() == tmp_path / "liangcao"
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/liangcao")
    assert Settings().folder == Path("/var/lib/liangcao")
    monkeypatch.setenv("LIANGCAO_DATA_DIR", str(tmp_path / "own"))
    assert Settings().folder == tmp_path / "own"


def test_a_password_in_the_database_url_is_not_shown() -> None:
    settings = Settings(db_url="postgresql+psycopg://office:secret@books/liangcao")
    assert settings.place == "books/liangcao"


def test_the_answer_can_be_written_in_any_encoding(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    target = tmp_path / "items.xlsx"
    answer = liangcao("export", "items", "-o", target, "--json")
    assert answer.code == 0
    assert json.loads(answer.out)["rows"] > 50
    assert os.listdir(tmp_path).count("items.xlsx") == 1


@pytest.fixture
def copy_on_a_card(liangcao: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Books that can be read and not written, whoever runs the tests."""
    liangcao("init", "--json")
    assert [file.name for file in folder.iterdir() if file.name.startswith("liangcao.db")] == ["liangcao.db"]
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and allowed(path, mode))
    return folder


def test_an_inspector_can_look_at_books_nobody_can_write(liangcao: Run, copy_on_a_card: Path, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in copy_on_a_card.iterdir()}
    for command in (("verify",), ("reconcile",), ("stock",), ("export", "items", "-o", tmp_path / "items.csv")):
        answer = liangcao(*command, "--json")
        assert (answer.code, answer.data["ok"]) == (0, True), answer.err
    assert {file.name: file.read_bytes() for file in copy_on_a_card.iterdir()} == before


def test_books_nobody_can_write_are_not_written(liangcao: Run, copy_on_a_card: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("单位,物资,数量\n示例医院,防护服,20\n", "utf-8")
    refused = liangcao("import", "requests", file, "--json").data["refused"]
    assert [reason["code"] for reason in refused] == ["books_unwritable"]
    assert liangcao("serve", "--port", "0", "--json").data["refused"][0]["code"] == "path_unusable"
    assert liangcao("doctor", "--json").code == 1


def test_a_copy_with_a_log_beside_it_is_not_read_without_it(liangcao: Run, copy_on_a_card: Path) -> None:
    log = copy_on_a_card / "liangcao.db-wal"
    log.write_bytes(b"x")
    assert not Database(sqlite_url(copy_on_a_card / "liangcao.db")).is_read_only
    log.unlink()
    assert Database(sqlite_url(copy_on_a_card / "liangcao.db")).is_read_only


def test_an_export_that_cannot_be_written_names_the_file(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    for target in (tmp_path / "nowhere" / "items.csv", tmp_path / "folder.csv"):
        (tmp_path / "folder.csv").mkdir(exist_ok=True)
        answer = liangcao("export", "items", "-o", target, "--json")
        assert answer.data["refused"][0]["code"] == "path_unusable"
        assert f"{target} " in answer.data["refused"][0]["reason"]
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("url", ["nonsense", "mysql://a/b", "postgresql+psycopg://[::1/x", "postgresql+nothing://a/b"])
def test_an_address_that_is_none_is_refused_by_name(
    liangcao: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("LIANGCAO_DB_URL", url)
    assert liangcao("stock", "--json").data["refused"][0]["code"] == "books_unopened"
    assert liangcao("doctor", "--json").code == 1


def test_postgresql_may_be_spelled_as_others_do(postgres_url: str) -> None:
    database = Database(postgres_url.replace("postgresql+psycopg://", "postgres://"))
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    database.dispose()
