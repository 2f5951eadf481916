"""May this key take the place of the present one?"""

from liangcao.journal.keychain import KeyChain
from liangcao.journal.note import read_verifier_key
from liangcao.kernel.errors import Refused, refused


def check_new_key(verifier_key: str, chain: KeyChain) -> None:
    """Return if the key of this text may follow on `chain`.

    Raises Refused ``key_unreadable``, ``key_of_other_log`` when its name is not the log's, ``key_known`` when it was
    used before: a key that was given up may be in other hands.
    """
    try:
        new = read_verifier_key(verifier_key)
    except Refused as refusal:
        raise refused("key_unreadable", "verifier_key") from refusal
    used = [read_verifier_key(text) for text in chain.keys]
    if new.name != used[0].name:
        raise refused("key_of_other_log", "verifier_key", name=used[0].name)
    if new.public in {each.public for each in used}:
        raise refused("key_known", "verifier_key")
