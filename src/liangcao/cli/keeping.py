"""The key that signs the log's heads, in its file, and the one that waits to take its place."""

from dataclasses import dataclass

from liangcao.cli.settings import Settings
from liangcao.database.engine import Database
from liangcao.journal.durable import sync_folder
from liangcao.journal.key_file import read_key_file, write_key_file
from liangcao.journal.keychain import KeyChain
from liangcao.journal.keys import key_chain
from liangcao.journal.note import SigningKey, generate_key
from liangcao.journal.seal import last_seal, log_name
from liangcao.kernel.errors import refused
from liangcao.language import _


@dataclass(frozen=True, slots=True)
class KeysAtHand:
    """The keys a seal may be made with."""

    key: SigningKey
    next_key: SigningKey | None


def make_folder(settings: Settings) -> None:
    """Make the data directory, for its owner alone, where it is missing; raises Refused ``path_unusable``."""
    check_folder(settings)
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def check_folder(settings: Settings) -> None:
    """Raise Refused ``path_unusable`` when something else lies where the data directory should be."""
    if settings.folder.exists() and not settings.folder.is_dir():
        raise refused("path_unusable", "data_dir", path=settings.folder, detail=_("它是一个文件，不是目录"))


def keys_at_hand(settings: Settings, database: Database, district_id: int) -> KeysAtHand:
    """The office's key, made on first need, and the one that is to follow it.

    Raises Refused ``signing_key_lost`` when heads were signed and the key that should sign the next one is gone,
    ``key_file_open``, ``key_unreadable``.
    """
    next_key = read_key_file(settings.next_key_file) if settings.next_key_file.exists() else None
    if settings.key_file.exists():
        return KeysAtHand(read_key_file(settings.key_file), next_key)
    with database.read() as connection:
        chain = key_chain(connection, district_id)
        name = log_name(connection, district_id)
    if chain is None:
        make_folder(settings)
        write_key_file(settings.key_file, generate_key(name))  # another process may be quicker: its key is the one
        return KeysAtHand(read_key_file(settings.key_file), next_key)
    if next_key is None or next_key.verifier_key.text != chain.keys[-1]:
        raise refused("signing_key_lost", file=str(settings.key_file))
    return KeysAtHand(next_key, None)


def make_next_key(settings: Settings, chain: KeyChain) -> SigningKey:
    """The key that is to follow, made unless one waits already; raises Refused as `keys_at_hand` does."""
    name = chain.first.partition("+")[0]
    write_key_file(settings.next_key_file, generate_key(name))
    return read_key_file(settings.next_key_file)


def promote_next_key(settings: Settings, database: Database, district_id: int) -> bool:
    """Put the waiting key in the old one's place once a head is signed with it; True when that was done now.

    The old secret is gone then: it has signed its last head, and nobody else shall.
    """
    if not settings.next_key_file.exists():
        return False
    next_key = read_key_file(settings.next_key_file)
    with database.read() as connection:
        chain, seal = key_chain(connection, district_id), last_seal(connection, district_id)
    if chain is None or seal is None or chain.at(seal.size) != next_key.verifier_key.text:
        return False
    settings.next_key_file.replace(settings.key_file)
    sync_folder(settings.folder)
    return True
