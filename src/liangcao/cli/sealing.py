"""seal, proof: a signed head now, and what it proves of one entry."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from liangcao.cli.books import DISTRICT, open_office, seal_books
from liangcao.cli.frame import OfficeCommand
from liangcao.cli.program import program
from liangcao.cli.sealer import ask_witness
from liangcao.cli.terminal import Terminal
from liangcao.cli.witnesses import named_witnesses, policy_of, post_to
from liangcao.journal.cosignature import Policy, make_policy
from liangcao.journal.handing_over import WitnessBoard
from liangcao.journal.note import Checkpoint
from liangcao.journal.proof import SUFFIX, Proof, read_proof, verify_proof
from liangcao.journal.proving import entry_proof
from liangcao.journal.seal import last_seal, rebuild_tiles
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import moment_text
from liangcao.language import N_, _, current_language, translate_reason
from liangcao.operations.office import Office


@program.command(cls=OfficeCommand, help=N_("给日志签一个树头，交给见证人会签"))
def seal(
    context: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help=N_("按账目原文重做瓦片：缺的补上，错的换成新版"))] = False,
) -> None:
    """Sign the head of everything written so far, and ask the witnesses."""
    terminal = Terminal.of(context)
    with open_office(terminal) as office:
        made = seal_books(terminal.settings, office)
        rebuilt = rebuild_tiles(office.database, DISTRICT) if rebuild else 0
        asked = _ask_all(terminal, office)
        with office.database.read() as connection:
            last = last_seal(connection, DISTRICT)
    if last is None:
        raise refused("nothing_signed")
    data = {
        "ok": True,
        "new": made is not None,
        "size": last.size,
        "root": last.root.hex(),
        "sealed_at": moment_text(last.sealed_at),
        "note": last.note,
        "rebuilt": rebuilt,
        "witnesses": asked,
    }
    said = _("✔ 已签树头：到第 {size} 笔") if made else _("✔ 没有新账：树头仍到第 {size} 笔")
    shown = [said.format(size=f"{last.size:,}")]
    if rebuild:
        shown.append(_("  重做的瓦片：{n} 个").format(n=rebuilt))
    shown += [f"  {'✔' if each['cosigned'] else '!'} {each['name']}  {each['said']}".rstrip() for each in asked]
    terminal.answer(data, *shown)


def _ask_all(terminal: Terminal, office: Office) -> list[dict[str, Any]]:
    """Ask every witness that has an address; none of them can make the seal fail."""
    board = WitnessBoard(policy_of(terminal.settings))
    asked = []
    for witness in named_witnesses(terminal.settings):
        if witness.url:
            refusal, _is_news = ask_witness(office, witness, post_to(witness), board)
            said = translate_reason(refusal.reasons[0], current_language()) if refusal else ""
            code = refusal.code if refusal else ""
            asked.append({"name": witness.key.name, "cosigned": refusal is None, "code": code, "said": said})
    return asked


@program.command(cls=OfficeCommand, help=N_("一笔账在日志里的证明：做一份，或核一份"))
def proof(
    context: typer.Context,
    number: Annotated[int, typer.Argument(min=0, help=N_("第几笔"), show_default=False)] = 0,
    file: Annotated[Path | None, typer.Option("--output", "-o", help=N_("写到哪个文件；默认在当前目录起名"))] = None,
    check: Annotated[
        Path | None, typer.Option("--check", help=N_("核验这份证明；不用账本，也不联网"), exists=True, dir_okay=False)
    ] = None,
    vkeys: Annotated[list[str] | None, typer.Option("--vkey", help=N_("日志的公钥，抄在别处的；可以给几把"))] = None,
    witnesses: Annotated[list[str] | None, typer.Option("--witness", help=N_("见证人的公钥；可以给几个"))] = None,
    quorum: Annotated[int, typer.Option("--quorum", min=0, help=N_("至少几个见证人会签；默认全部"))] = 0,
    entry: Annotated[
        Path | None, typer.Option("--entry", help=N_("账目原文的文件；默认用证明里附的"), exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Make a proof, or check one."""
    terminal = Terminal.of(context)
    if check is not None:
        body = entry.read_bytes().removesuffix(b"\n") if entry else b""
        _check(terminal, check, body, vkeys or [], make_policy(witnesses or [], quorum))
        return
    with open_office(terminal) as office, office.database.read() as connection:
        made = entry_proof(connection, DISTRICT, number)
    target = file or Path(f"liangcao-entry-{made.number}{SUFFIX}")
    target.write_text(made.text, encoding="utf-8", newline="\n")
    terminal.answer(
        {"ok": True, "number": made.number, "file": str(target)},
        _("✔ 第 {number} 笔的证明：{file}").format(number=f"{made.number:,}", file=target),
    )


def _check(terminal: Terminal, file: Path, body: bytes, vkeys: Sequence[str], policy: Policy) -> None:
    if not vkeys:
        raise refused("field_missing", "vkey")
    try:
        found = read_proof(file.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise refused("proof_unreadable") from error
    body = body or found.extra
    if not body:
        raise refused("proof_without_entry")
    head = verify_proof(found, body, vkeys, policy)
    terminal.answer(_proven(found, head, body, policy), *_proven_shown(found, head, body, policy))


def _proven(found: Proof, head: Checkpoint, body: bytes, policy: Policy) -> dict[str, Any]:
    return {
        "ok": True,
        "number": found.number,
        "origin": head.origin,
        "size": head.size,
        "root": head.root.hex(),
        "witnesses": policy.quorum,
        "entry": json.loads(body) if _is_object(body) else None,
    }


def _proven_shown(found: Proof, head: Checkpoint, body: bytes, policy: Policy) -> list[str]:
    told = _("✔ 证明成立：这是日志 {origin} 的第 {number} 笔，在 {size} 笔的树头之下")
    shown = [told.format(origin=head.origin, number=f"{found.number:,}", size=f"{head.size:,}")]
    if policy.quorum:
        shown.append(_("  至少 {n} 个见证人会签了这个树头").format(n=policy.quorum))
    return [*shown, body.decode("utf-8", "replace")]


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False
