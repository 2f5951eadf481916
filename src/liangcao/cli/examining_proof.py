"""What `doctor` looks at of the proof: the key that signs the heads, and the witnesses behind them."""

from pathlib import Path

from liangcao.cli.books import DISTRICT
from liangcao.cli.finding import Finding, said_of
from liangcao.cli.settings import Settings
from liangcao.cli.witnesses import policy_of
from liangcao.database.engine import Database
from liangcao.journal.cosigned import standing
from liangcao.journal.key_file import is_open_to_others, read_key_file
from liangcao.journal.keychain import KeyChain
from liangcao.journal.keys import is_vouched, key_chain
from liangcao.kernel.errors import Refused
from liangcao.language import N_, _
from liangcao.language.formats import moment_long

KEY = N_("签名密钥")
WITNESSES = N_("见证人")


def look_at_key(database: Database, settings: Settings) -> Finding:
    """The key in its file, the one that waits, and which one the books name."""
    with database.read() as connection:
        chain = key_chain(connection, DISTRICT)
    next_file = settings.next_key_file
    for file in (settings.key_file, next_file):
        if file.exists():
            fault = _fault_of(file)
            if fault:
                return fault
    next_key = read_key_file(next_file).verifier_key.text if next_file.exists() else ""
    if not settings.key_file.exists():
        return _missing(settings.key_file, chain, next_key)
    own = read_key_file(settings.key_file).verifier_key.text
    if chain is None:
        return Finding(KEY, "good", own)
    if next_key and next_key == chain.keys[-1]:
        return Finding(KEY, "good", _("换密钥已批准：下一个树头就用新密钥 {key}").format(key=next_key))
    if own != chain.keys[-1]:
        return Finding(KEY, "bad", _("不是账本登记的那一把"), _mend_lost())
    if next_key:
        said = _("{own}；新密钥已做好，等第二个人批准").format(own=own)
        return Finding(KEY, "doubtful", said, _("在页面“待批”里批准，或退回后删去 {file}").format(file=next_file))
    return Finding(KEY, "good", own + _history(database, chain))


def _fault_of(file: Path) -> Finding | None:
    if is_open_to_others(file):
        return Finding(KEY, "bad", _("{file} 别的用户也能读").format(file=file), f"chmod 600 {file}")
    try:
        read_key_file(file)
    except (Refused, OSError):
        return Finding(KEY, "bad", _("{file} 读不懂").format(file=file), _mend_lost())
    return None


def _missing(file: Path, chain: KeyChain | None, next_key: str) -> Finding:
    if chain is None:
        return Finding(KEY, "doubtful", _("还没有签过名"), "liangcao serve")
    if next_key and next_key == chain.keys[-1]:
        return Finding(KEY, "good", _("换密钥已批准：下一个树头就用新密钥 {key}").format(key=next_key))
    return Finding(KEY, "bad", _("{file} 不见了").format(file=file), _mend_lost())


def _mend_lost() -> str:
    return _("从备份放回 secret.key；确实丢了就运行 liangcao key rotate --lost")


def _history(database: Database, chain: KeyChain) -> str:
    """In words: when the key was last changed, and who vouches for it."""
    if not chain.changes:
        return ""
    last = chain.changes[-1]
    with database.read() as connection:
        vouched = is_vouched(connection, DISTRICT, last)
    told = _("；第 {entry} 笔换的，由新旧密钥一起签名") if vouched else _("；第 {entry} 笔换的，没有旧密钥的签名")
    return told.format(entry=f"{last.entry:,}")


def look_at_witnesses(database: Database, settings: Settings) -> Finding:
    """How many witnesses stand behind the last head, and since when too few."""
    try:
        policy = policy_of(settings)
    except Refused as refusal:
        return Finding(WITNESSES, "bad", said_of(refusal), _("改正 LIANGCAO_WITNESSES、LIANGCAO_WITNESS_QUORUM"))
    if not policy.witnesses:
        return Finding(WITNESSES, "good", _("没有设"))
    with database.read() as connection:
        found = standing(connection, DISTRICT, policy)
    if found is None:
        return Finding(WITNESSES, "good", _("还没有树头"))
    counted = {"found": len(found.cosigned), "all": len(policy.witnesses), "size": f"{found.size:,}"}
    said = _("第 {size} 笔的树头 {found}/{all} 会签").format(**counted)
    if found.is_met:
        return Finding(WITNESSES, "good", said)
    said += _("，要 {quorum} 个；从 {since} 起不够").format(quorum=policy.quorum, since=moment_long(found.since))
    return Finding(WITNESSES, "doubtful", said, _("看见证人开着没有；两边没有网络就用 liangcao cosign"))
