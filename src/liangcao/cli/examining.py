"""What `doctor` looks at; each finding is good (✔), doubtful (!) or bad (✘), and says how to mend it."""

import os
import platform
import shutil
from collections.abc import Callable
from urllib.parse import urlsplit

from liangcao import __version__
from liangcao.cli.books import DISTRICT, office_of, open_database
from liangcao.cli.examining_proof import look_at_key, look_at_witnesses
from liangcao.cli.finding import Finding, said_of
from liangcao.cli.settings import Settings
from liangcao.database.append_only import missing_guards
from liangcao.database.engine import Database
from liangcao.database.migrate import is_known, newest_revision, revision_of
from liangcao.database.upkeep import SQLITE_VERSION, faults_of_file, is_writable
from liangcao.journal.queries import last_recorded_at
from liangcao.kernel.clock import SystemClock
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.moment import moment_of, moment_text
from liangcao.language import N_, _
from liangcao.operations.schema import APPEND_ONLY_TABLES

LITTLE_DISK = 1_000_000_000
BUILT_AT = moment_of("2026-01-01T00:00:00.000Z")
"""No machine's clock stands before this version was made."""


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; never raises for what it finds."""
    findings = [_versions(), _clock()]
    try:
        findings.append(_folder(settings))
    except OSError as error:
        said = f"{settings.folder}: {error.strerror or error}"
        return [*findings, Finding(N_("数据目录"), "bad", said, _("用 --data-dir 另指一个"))]
    if settings.folder.exists() and not settings.folder.is_dir():
        return findings
    if not settings.folder.exists() and settings.is_embedded:
        return [*findings, _no_books(settings)]
    findings += [_disk(settings), _address(settings)]
    try:
        with open_database(settings) as database:
            findings += _books(database, settings)
    except Refused as refusal:
        findings.append(Finding(N_("账本"), "bad", said_of(refusal), _mend_of(refusal, settings)))
    except Exception as error:
        findings.append(
            Finding(N_("账本"), "bad", f"{type(error).__name__}: {error}", _("检查数据库是否开着、地址对不对"))
        )
    return findings


def _mend_of(refusal: Refused, settings: Settings) -> str:
    if refusal.code == "no_books":
        return "liangcao init"
    if settings.is_embedded:
        return _("停下服务，从备份恢复，再运行 liangcao verify")
    return _("检查数据库是否开着、地址对不对")


def _versions() -> Finding:
    said = f"liangcao {__version__} · Python {platform.python_version()} · SQLite {SQLITE_VERSION}"
    return Finding(N_("版本"), "good", said)


def _clock() -> Finding:
    now = SystemClock().now()
    if now < BUILT_AT:
        return Finding(N_("时钟"), "bad", moment_text(now), _("校准服务器的日期和时间"))
    return Finding(N_("时钟"), "good", moment_text(now))


def _address(settings: Settings) -> Finding:
    """Whether the codes on labels will lead here, and cameras work behind them."""
    name, base = N_("网址"), settings.base_url
    if not base:
        said = _("没有设 LIANGCAO_BASE_URL：二维码用打标签的人打开的网址")
        return Finding(name, "doubtful", said, "LIANGCAO_BASE_URL=https://…")
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return Finding(name, "bad", _("{base} 不是网址").format(base=base), "LIANGCAO_BASE_URL=https://…")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1"):
        said = _("{base} 不是 https：手机浏览器不给摄像头").format(base=base)
        return Finding(name, "doubtful", said, _("配上 https（反向代理或证书）"))
    return Finding(name, "good", base)


def _folder(settings: Settings) -> Finding:
    folder = settings.folder
    if not folder.exists():
        return Finding(N_("数据目录"), "doubtful", _("{folder} 还没有").format(folder=folder), "liangcao init")
    if not folder.is_dir():
        return Finding(N_("数据目录"), "bad", _("{folder} 不是目录").format(folder=folder), _("用 --data-dir 另指一个"))
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Finding(N_("数据目录"), "bad", _("{folder} 不能读写").format(folder=folder), f"chmod u+rwx {folder}")
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        said = _("{folder} 别的用户也能进").format(folder=folder)
        return Finding(N_("数据目录"), "doubtful", said, f"chmod 700 {folder}")
    return Finding(N_("数据目录"), "good", str(folder))


def _no_books(settings: Settings) -> Finding:
    return Finding(N_("账本"), "doubtful", _("{place} 还没有").format(place=settings.place), "liangcao init")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.folder if settings.folder.exists() else ".").free
    said = _("剩余 {free} MB").format(free=f"{free // 1_000_000:,}")
    return Finding(
        N_("磁盘"), "good" if free > LITTLE_DISK else "bad", said, "" if free > LITTLE_DISK else _("腾出空间")
    )


def _books(database: Database, settings: Settings) -> list[Finding]:
    findings = [_schema(database)]
    if findings[0].state == "bad":
        return findings
    findings += [_carefully(look, database) for look in (_whole, _guarded, _writable, _behind)]
    return [*findings, look_at_key(database, settings), look_at_witnesses(database, settings)]


def _carefully(look: Callable[[Database], Finding], database: Database) -> Finding:
    try:
        return look(database)
    except Refused as refusal:
        return Finding(N_("账本"), "bad", said_of(refusal))


def _schema(database: Database) -> Finding:
    found, needed = revision_of(database), newest_revision()
    if not found:
        return Finding(N_("账本结构"), "bad", _("还没有账本"), "liangcao init")
    if found != needed and not is_known(found):
        said = said_of(refused("schema_newer", found=found))
        return Finding(N_("账本结构"), "bad", said, _("装上新版程序"))
    if found != needed:
        return Finding(N_("账本结构"), "bad", f"{found} → {needed}", "liangcao migrate")
    return Finding(N_("账本结构"), "good", found)


def _whole(database: Database) -> Finding:
    faults = faults_of_file(database)
    if faults:
        return Finding(N_("账本文件"), "bad", "; ".join(faults), _("停下服务，从备份恢复，再运行 liangcao verify"))
    return Finding(N_("账本文件"), "good", _("完整"))


def _guarded(database: Database) -> Finding:
    with database.read() as connection:
        missing = missing_guards(connection, APPEND_ONLY_TABLES)
    if missing:
        said = _("这些触发器不见了或被换过：{names}").format(names=", ".join(missing))
        return Finding(N_("只增不改"), "bad", said, _("先 liangcao verify，再 liangcao migrate 装回去，并查是谁动的"))
    return Finding(N_("只增不改"), "good", _("改不了、删不了已写的"))


def _writable(database: Database) -> Finding:
    is_writable(database)
    return Finding(N_("写账"), "good", _("可以写"))


def _behind(database: Database) -> Finding:
    office = office_of(database)
    if office is None:
        return Finding(N_("办公室"), "bad", _("还没有开账"), "liangcao init")
    with database.read() as connection:
        last = last_recorded_at(connection, DISTRICT)
    if office.clock.now() < last:
        return Finding(N_("账上的时间"), "bad", moment_text(last), _("服务器的时钟慢了：校准后才能记账"))
    return Finding(N_("账上的时间"), "good", moment_text(last))
