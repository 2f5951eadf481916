"""Who cosigned: the largest head of the evidence under which witnesses put their names."""

from collections.abc import Sequence

from liangcao.journal.cosignature import NOBODY, Policy, cosignatures_of, make_policy
from liangcao.journal.problems import Findings
from liangcao.journal.signed_heads import claimed_size
from liangcao.kernel.errors import Refused


def witnesses_of(vkeys: Sequence[str], findings: Findings) -> Policy:
    """The witnesses with these keys; none when a key is unreadable, which is then found."""
    try:
        return make_policy(vkeys)
    except Refused as refusal:
        findings.add_refusal(0, refusal)
        return NOBODY


def cosigned(notes: Sequence[str], policy: Policy, findings: Findings) -> tuple[int, tuple[str, ...]]:
    """The size of the largest head that any of the witnesses cosigned, and their names; 0 and nobody when none is.

    A cosignature that is false is found on the way.
    """
    if not policy.witnesses:
        return 0, ()
    for note in sorted(notes, key=claimed_size, reverse=True):
        try:
            found = cosignatures_of(note, policy)
        except Refused as refusal:
            findings.add_refusal(claimed_size(note), refusal)
            continue
        if found:
            return claimed_size(note), tuple(sorted(each.key.name for each in found))
    return 0, ()
