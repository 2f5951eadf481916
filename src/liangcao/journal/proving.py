"""Proofs made from the books: that an entry stands under the last signed head, and that this head continues another."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.journal.cosigned import served_checkpoint
from liangcao.journal.proof import Proof
from liangcao.journal.seal import Seal
from liangcao.journal.tile_store import tile_reader
from liangcao.journal.tiles import TileReader
from liangcao.journal.tree import entry_leaf, verify_inclusion
from liangcao.journal.witness import HeadSubmission
from liangcao.kernel.errors import Refused, refused


def entry_proof(connection: Connection, district_id: int, number: int) -> Proof:
    """The proof of entry `number` under the last signed head, with the entry itself; it is verified before it is given.

    Raises Refused ``unknown_document``, ``nothing_signed``, ``not_sealed_yet``, ``tiles_wrong``.
    """
    return next(entry_proofs(connection, district_id, [number]))


def entry_proofs(connection: Connection, district_id: int, numbers: Iterable[int]) -> Iterator[Proof]:
    """The same of many entries, all under one head; raises Refused as `entry_proof` does."""
    found: tuple[Seal, str] | None = None
    reader: TileReader | None = None
    for number in numbers:
        rows = ask(connection, "SELECT body FROM journal WHERE district_id = ? AND number = ?", (district_id, number))
        if not rows:
            raise refused("unknown_document", name=number)
        found = found or served_checkpoint(connection, district_id)
        if found is None:
            raise refused("nothing_signed")
        seal, note = found
        if number > seal.size:
            raise refused("not_sealed_yet", number=number, size=seal.size)
        reader = reader or tile_reader(connection, district_id, seal.size)
        body, hashes = bytes(rows[0][0]), tuple(reader.inclusion_proof(number - 1))
        try:
            verify_inclusion(entry_leaf(body, number), number - 1, seal.size, hashes, seal.root)
        except Refused as refusal:
            raise refused("tiles_wrong") from refusal
        yield Proof(number - 1, hashes, note, body)


def head_submission(connection: Connection, district_id: int, seal: Seal, known: int) -> HeadSubmission:
    """What a witness that knows our head of `known` entries (0: none) is handed to cosign `seal`.

    Raises Refused ``proof_out_of_range`` when it knows more than there is, ``tiles_wrong``.
    """
    reader = tile_reader(connection, district_id, seal.size)
    if reader.root() != seal.root:
        raise refused("tiles_wrong")
    return HeadSubmission(known, tuple(reader.consistency_proof(known)) if known else (), seal.note)
