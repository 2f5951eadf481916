"""Evidence that was not written by us: parts missing, twice, unreadable, made to confuse; each is named."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from liangcao.journal.note import sign_checkpoint
from liangcao.journal.tree import root_from_leaves
from liangcao.kernel.canonical import canonical_bytes, parse_canonical
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import Refused
from liangcao.reports.evidence_rules import office_rules
from liangcao.verifier import layout
from liangcao.verifier.evidence import Asked, check_evidence
from liangcao.verifier.known import known_rules, rules_of
from verifier.evidences import KEY, ORIGIN, MadeUp, check, codes, member_of, rewritten

ENTRIES, LINES, HOLDS = layout.stretch_names(1)
Members = dict[str, bytes]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return MadeUp().write(tmp_path / "made.zip")


def test_made_up_evidence_holds(made: Path) -> None:
    checked = check_evidence(made, Asked(key=KEY.verifier_key.text))
    assert (codes(checked), checked.entries, checked.lines, checked.heads) == ({}, 3, 2, 1)


def test_what_the_program_knows_is_what_the_office_has() -> None:
    assert known_rules() == json.loads(json.dumps(office_rules())), "run scripts/reference.py"


@pytest.mark.parametrize(
    "name",
    [ENTRIES, LINES, HOLDS, layout.LEAVES, layout.CHECKPOINTS, layout.KEYS, layout.BALANCES, layout.DUTIES,
     layout.RULES, "tables/lot.jsonl"],
)  # fmt: skip
def test_a_missing_or_emptied_or_scribbled_part_is_named(made: Path, name: str) -> None:
    def remove(members: Members) -> None:
        del members[name]

    assert check(rewritten(made, remove, keeps_manifest=True))["member_missing"] == {0}
    for content in (b"\xff\xfe", b"[[[[", b"{", b"null\n", b'[1,2,{"a":1}]\n', b"[true]\n", b"[1.5]\n", b"7\n" * 3):

        def scribble(members: Members, content: bytes = content) -> None:
            members[name] = content

        assert check(rewritten(made, scribble)), content
        assert "member_differs" in check(rewritten(made, scribble, keeps_manifest=True))


def test_a_table_left_out_of_file_and_manifest(made: Path) -> None:
    def remove(members: Members) -> None:
        del members["tables/lot.jsonl"]

    found = check(rewritten(made, remove))
    assert (found["member_missing"], found["document_missing"]) == ({0}, {2})


def test_a_part_put_in_and_a_part_twice(made: Path) -> None:
    balances = member_of(made, layout.BALANCES)  # before the file is written over
    with zipfile.ZipFile(made, "a") as pack:
        pack.writestr("extra.txt", b"more")
        with pytest.warns(UserWarning, match="Duplicate"):
            pack.writestr(layout.BALANCES, balances)
    assert check(made) == {"member_unlisted": {0}, "member_twice": {0}}


def test_an_attachment_that_no_entry_names(made: Path) -> None:
    def add(members: Members) -> None:
        members[layout.attachment_name("0" * 64)] = b"x"

    assert check(rewritten(made, add)) == {"attachment_differs": {0}}


def test_hashes_too_few_or_too_many(made: Path) -> None:
    def cut(members: Members) -> None:
        members[layout.LEAVES] = members[layout.LEAVES][:-32]

    assert check(rewritten(made, cut)) == {"leaf_count_differs": {0}}


def test_an_empty_line_is_a_missing_entry(made: Path) -> None:
    def empty(members: Members) -> None:
        bodies = members[ENTRIES].split(b"\n")
        members[ENTRIES] = b"\n".join([bodies[0], b"", *bodies[2:]])

    found = check(rewritten(made, empty))
    assert found["entry_missing"] == {2}
    assert found["balances_unproven"] == {2}


def test_entries_short_of_what_the_manifest_says(made: Path) -> None:
    def cut(members: Members) -> None:
        members[ENTRIES] = b"\n".join(members[ENTRIES].split(b"\n")[:2]) + b"\n"

    found = check(rewritten(made, cut))
    assert found["entry_missing"] == {3}
    assert found["member_unreadable"] == {0}


def test_rules_made_looser_are_named(made: Path) -> None:
    def loosen(members: Members) -> None:
        rules = parse_canonical(members[layout.RULES])
        rules["roles"]["keeper"] = sorted([*rules["roles"]["keeper"], "access.grant_role"])
        rules["excludes"]["approve"] = []
        rules["signing_excludes"] = {}
        rules["two_people"].remove("storing.write_off")
        rules["ones_own"].append("funds.pay_party")
        members[layout.RULES] = canonical_bytes(rules)

    checked = check_evidence(rewritten(made, loosen), Asked())
    told = {problem.params["what"] for problem in checked.problems}
    assert {problem.code for problem in checked.problems} == {"rules_looser"}
    assert {"keeper + access.grant_role", "approve | ask", "undo 2 | receive", "storing.write_off 2"} <= told
    assert "funds.pay_party ~" in told


def test_rules_of_another_version_are_told_not_judged(made: Path) -> None:
    def loosen(members: Members) -> None:
        rules = parse_canonical(members[layout.RULES])
        rules["two_people"] = []
        members[layout.RULES] = canonical_bytes(rules)

    changed = rewritten(made, loosen)
    with zipfile.ZipFile(changed) as pack:
        members = {name: pack.read(name) for name in pack.namelist()}
    manifest = json.loads(members[layout.MANIFEST])
    members[layout.MANIFEST] = canonical_bytes({**manifest, "program": "liangcao 9.9"})
    with zipfile.ZipFile(changed, "w") as pack:
        for name, content in members.items():
            pack.writestr(name, content)
    checked = check_evidence(changed, Asked())
    assert codes(checked) == {}
    assert "storing.write_off 2" in checked.rules_differ


def test_what_is_ones_own_was_so_before_evidence_told_it() -> None:
    told = {name: rule for name, rule in known_rules().items() if name != "ones_own"}
    assert rules_of(told) == rules_of(known_rules())
    assert "access.end_delegation" in rules_of(told).ones_own


def test_tables_and_columns_the_program_does_not_know_are_told(made: Path) -> None:
    def add(members: Members) -> None:
        members["tables/novelty.jsonl"] = b'["novelty_id"]\n[1]\n'
        head, _, rest = members["tables/lot.jsonl"].partition(b"\n")
        members["tables/lot.jsonl"] = head[:-1] + b',"colour"]\n' + rest.replace(b"]\n", b',"red"]\n')

    checked = check_evidence(rewritten(made, add), Asked())
    assert (codes(checked), sorted(checked.unknown)) == ({}, ["lot.colour", "novelty"])


def test_columns_in_another_order_mean_the_same(made: Path) -> None:
    def turn(members: Members) -> None:
        name = "tables/lot.jsonl"
        rows = [json.loads(line)[::-1] for line in members[name].splitlines()]
        members[name] = b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)

    assert check(rewritten(made, turn)) == {}


def test_an_entry_that_writes_into_no_table_of_ours(tmp_path: Path) -> None:
    made = MadeUp()
    made.add(5, "storing.move_stock", Effects(rows=(NewRow("novelty", {"novelty_id": 1}),)))
    made.lines.append(made.lines.pop())
    found = check(made.write(tmp_path / "m.zip"))
    assert set(found) <= {"document_unknown"}


@pytest.mark.parametrize(
    "change",
    [
        {"format": "liangcao-evidence/2"}, {"scope": "half"}, {"first": 0}, {"first": 2}, {"last": 9}, {"size": -1},
        {"members": 7}, {"members": [{"name": "x"}]}, {"days": ["a"]}, {"district": "1"}, {"first": True},
    ],
)  # fmt: skip
def test_a_manifest_that_is_none(made: Path, change: dict[str, object]) -> None:
    raw = canonical_bytes({**json.loads(member_of(made, layout.MANIFEST)), **change})
    with pytest.raises(Refused, match="evidence_unreadable"):
        layout.read_manifest(raw)


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_evidence_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(Refused, match="evidence_unreadable"):
        check_evidence(path, Asked())


def test_a_truncated_file_is_refused(made: Path) -> None:
    made.write_bytes(made.read_bytes()[:-100])
    with pytest.raises(Refused, match="evidence_unreadable"):
        check_evidence(made, Asked())


def test_a_damaged_member_is_named(made: Path) -> None:
    raw = bytearray(made.read_bytes())
    with zipfile.ZipFile(made) as pack:
        offset = pack.getinfo(ENTRIES).header_offset
    raw[offset + 80] ^= 0xFF
    made.write_bytes(bytes(raw))
    assert "member_unreadable" in check(made)


def test_heads_that_disagree_inside(made: Path) -> None:
    other = sign_checkpoint(ORIGIN, 3, root_from_leaves([b"\x01" * 32]), KEY)

    def add(members: Members) -> None:
        members[layout.CHECKPOINTS] += json.dumps({"note": other}).encode() + b"\n"

    assert check(rewritten(made, add)) == {"heads_disagree": {3}, "checkpoint_root_differs": {3}}


@pytest.mark.parametrize("processes", [1, 3])
def test_as_many_processes_as_wanted_find_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    """Many short stretches; one of them tampered with, and the ones after it followed all the same."""
    monkeypatch.setattr(layout, "STRETCH", 1_024)
    made = MadeUp()
    for number in range(2_500):
        made.move(1 + number % 2 * 0, (60 - number - 1, 40 + number + 1)) if number < 59 else made.add(
            5, "storing.move_stock", Effects(answer={"n": number})
        )
    path = stretched(made, tmp_path / "m.zip")
    assert check(path, processes=processes) == {}

    def edit(members: Members) -> None:
        name = layout.stretch_names(1_025)[0]
        members[name] = members[name].replace(b'"n":1100', b'"n":1101')

    found = check(rewritten(path, edit), processes=processes)
    assert found == {"leaf_hash_differs": {1_104}, "checkpoint_root_differs": {2_503}}


def stretched(made: MadeUp, path: Path) -> Path:
    """The evidence with its entries in stretches."""

    def cut(members: Members) -> None:
        bodies, lines = members.pop(ENTRIES).splitlines(True), members.pop(LINES)
        del members[HOLDS]
        for first, last in layout.stretches(1, len(bodies)):
            names = layout.stretch_names(first)
            members[names[0]] = b"".join(bodies[first - 1 : last])
            members[names[1]] = lines if first == 1 else b""
            members[names[2]] = b""

    return rewritten(made.write(path), cut)


def test_members_are_read_by_name_only(made: Path) -> None:
    seen: list[Callable[..., object]] = []
    assert check(made, progress=lambda *_: seen.append(print)) == {}
    assert len(seen) == 1
