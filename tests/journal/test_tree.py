"""The tree, held against public vectors, the definition of RFC 9162, and every small tree there is."""

import json
from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.journal.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_from_leaves,
    verify_consistency,
    verify_inclusion,
)
from liangcao.kernel.errors import Refused

VECTORS = Path(__file__).parents[1] / "data" / "vectors" / "merkle"
LEAVES = [leaf_hash(bytes([number])) for number in range(40)]
ROOTS = [root_from_leaves(LEAVES[:size]) for size in range(41)]
SIZES = range(1, 41)


def root_by_definition(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162 section 2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(root_by_definition(leaves[:split]), root_by_definition(leaves[split:]))


def vectors(kind: str) -> list[Any]:
    paths = sorted(VECTORS.glob(f"{kind}_*.json"))
    return [pytest.param(json.loads(path.read_bytes()), id=path.stem) for path in paths]


def decoded(proof: list[str] | None) -> list[bytes]:
    return [b64decode(each) for each in proof or ()]


def test_public_roots() -> None:
    known = json.loads((VECTORS / "roots.json").read_bytes())
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in known["leaves_hex"]]
    roots = [root_from_leaves(leaves[:size]).hex() for size in range(len(leaves) + 1)]
    assert roots == known["roots_by_size_hex"]


@pytest.mark.parametrize("vector", vectors("inclusion"))
def test_public_inclusion_proofs(vector: dict[str, Any]) -> None:
    leaf, root, proof = b64decode(vector["leafHash"]), b64decode(vector["root"]), decoded(vector["proof"])
    if vector["wantErr"]:
        with pytest.raises(Refused):
            verify_inclusion(leaf, vector["leafIdx"], vector["treeSize"], proof, root)
    else:
        verify_inclusion(leaf, vector["leafIdx"], vector["treeSize"], proof, root)


@pytest.mark.parametrize("vector", vectors("consistency"))
def test_public_consistency_proofs(vector: dict[str, Any]) -> None:
    root1, root2, proof = b64decode(vector["root1"]), b64decode(vector["root2"]), decoded(vector["proof"])
    if vector["wantErr"]:
        with pytest.raises(Refused):
            verify_consistency(vector["size1"], vector["size2"], proof, root1, root2)
    else:
        verify_consistency(vector["size1"], vector["size2"], proof, root1, root2)


def test_roots_are_those_of_the_definition() -> None:
    assert [root_by_definition(LEAVES[:size]) for size in range(41)] == ROOTS
    assert ROOTS[0] == EMPTY_ROOT


def test_every_inclusion_proof_of_every_small_tree_holds_for_its_place_only() -> None:
    for size in SIZES:
        for index in range(size):
            proof = inclusion_proof(LEAVES[:size], index)
            verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
            for other in {0, index - 1, index + 1, size - 1, size} - {index}:
                with pytest.raises(Refused):
                    verify_inclusion(LEAVES[index], other, size, proof, ROOTS[size])


def test_every_consistency_proof_between_small_trees_holds_between_these_only() -> None:
    for size2 in SIZES:
        for size1 in range(1, size2 + 1):
            proof = consistency_proof(LEAVES[:size2], size1)
            verify_consistency(size1, size2, proof, ROOTS[size1], ROOTS[size2])
            for other in {1, size1 - 1, size1 + 1} - {0, size1}:
                with pytest.raises(Refused):
                    verify_consistency(other, size2, proof, ROOTS[size1], ROOTS[size2])
                with pytest.raises(Refused):
                    verify_consistency(size1, size2, proof, ROOTS[other if other < 41 else 1], ROOTS[size2])


@given(st.data())
def test_a_damaged_proof_never_holds(data: st.DataObject) -> None:
    size2 = data.draw(st.integers(2, 40))
    size1 = data.draw(st.integers(1, size2))
    inclusion = inclusion_proof(LEAVES[:size2], size1 - 1)
    with pytest.raises(Refused):
        verify_inclusion(LEAVES[size1 - 1], size1 - 1, size2, damaged(data, inclusion), ROOTS[size2])
    consistency = consistency_proof(LEAVES[:size2], size1)
    with pytest.raises(Refused):
        verify_consistency(size1, size2, damaged(data, consistency), ROOTS[size1], ROOTS[size2])


def damaged(data: st.DataObject, proof: list[bytes]) -> list[bytes]:
    """`proof` with one hash changed, dropped or put in."""
    how = data.draw(st.sampled_from(["change", "drop", "put in"])) if proof else "put in"
    place = data.draw(st.integers(0, len(proof) - (how != "put in")))
    if how == "put in":
        return [*proof[:place], data.draw(st.binary(min_size=32, max_size=32)), *proof[place:]]
    if how == "drop":
        return proof[:place] + proof[place + 1 :]
    bit = 1 << data.draw(st.integers(0, 255))
    changed = (int.from_bytes(proof[place], "big") ^ bit).to_bytes(32, "big")
    return [*proof[:place], changed, *proof[place + 1 :]]


def test_arguments_go_by_these_names() -> None:
    """Others call these two by position and by name."""
    inclusion, consistency = inclusion_proof(LEAVES[:5], 2), consistency_proof(LEAVES[:5], 3)
    verify_inclusion(LEAVES[2], 2, 5, inclusion, ROOTS[5])
    verify_inclusion(leaf_hash=LEAVES[2], index=2, size=5, proof=inclusion, root=ROOTS[5])
    verify_consistency(3, 5, consistency, ROOTS[3], ROOTS[5])
    verify_consistency(size1=3, size2=5, proof=consistency, root1=ROOTS[3], root2=ROOTS[5])


def test_nothing_is_consistent_with_an_empty_tree() -> None:
    with pytest.raises(Refused, match="proof_from_nothing"):
        verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    with pytest.raises(Refused, match="proof_from_nothing"):
        verify_consistency(0, 5, [], EMPTY_ROOT, ROOTS[5])
    with pytest.raises(Refused, match="proof_from_nothing"):
        consistency_proof(LEAVES[:5], 0)


def test_faults_are_named() -> None:
    with pytest.raises(Refused, match="proof_out_of_range"):
        verify_inclusion(LEAVES[0], 5, 5, [], ROOTS[5])
    with pytest.raises(Refused, match="proof_out_of_range"):
        inclusion_proof(LEAVES[:5], -1)
    with pytest.raises(Refused, match="proof_out_of_range"):
        verify_consistency(6, 5, [], ROOTS[6], ROOTS[5])
    with pytest.raises(Refused, match="proof_out_of_range"):
        consistency_proof(LEAVES[:5], 6)
    with pytest.raises(Refused, match="proof_wrong_length"):
        verify_inclusion(LEAVES[0], 0, 5, [], ROOTS[5])
    with pytest.raises(Refused, match="proof_wrong_root"):
        verify_consistency(5, 5, [], ROOTS[5], ROOTS[4])
    with pytest.raises(Refused, match="hash_wrong_length"):
        verify_inclusion(LEAVES[0], 0, 2, [b"short"], ROOTS[2])


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70), st.integers(0, 70))
def test_a_frontier_goes_on_where_it_was_stored(leaves: list[bytes], stop: int) -> None:
    frontier = Frontier()
    for leaf in leaves[:stop]:
        frontier.append(leaf)
    frontier = Frontier.from_bytes(frontier.to_bytes())
    for leaf in leaves[stop:]:
        frontier.append(leaf)
    assert (frontier.size, frontier.root()) == (len(leaves), root_by_definition(leaves))


@pytest.mark.parametrize("stored", [b"", b"\0" * 7, b"\0" * 9, (3).to_bytes(8, "big") + b"\0" * 32])
def test_a_broken_frontier_is_refused(stored: bytes) -> None:
    with pytest.raises(Refused, match="frontier_unreadable"):
        Frontier.from_bytes(stored)
