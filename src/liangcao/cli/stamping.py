"""timestamp …: a head stamped by an authority of time (RFC 3161), by files: the office calls nobody."""

from pathlib import Path
from typing import Annotated, Any

import typer

from liangcao.cli.books import DISTRICT, open_office
from liangcao.cli.frame import EXIT_REFUSED, OfficeCommand, OfficeGroup
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.journal.seal import last_seal
from liangcao.journal.stamped import StampedHead, keep_stamp, stamped_heads
from liangcao.journal.stamps import request_stamp, verify_stamp
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.moment import moment_text
from liangcao.language import N_, _, current_language, translate_reason

group = typer.Typer(name="timestamp", cls=OfficeGroup, help=N_("请时间戳机构给树头盖时间戳"), no_args_is_help=True)
program.add_typer(group)


@group.command(cls=OfficeCommand, help=N_("写一份时间戳请求（TSQ），送给机构"))
def request(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help=N_("写到哪个文件"))] = Path("head.tsq"),
) -> None:
    """Write what an authority needs to stamp the last head."""
    terminal = Terminal.of(context)
    with open_office(terminal) as office, office.database.read() as connection:
        seal = last_seal(connection, DISTRICT)
    if seal is None:
        raise refused("nothing_signed")
    output.write_bytes(request_stamp(seal.note))
    data = {"ok": True, "size": seal.size, "file": str(output)}
    terminal.answer(data, _("✔ 第 {size} 笔的树头请盖时间戳：{file}").format(size=f"{seal.size:,}", file=output))


@group.command(cls=OfficeCommand, help=N_("收下机构的答复（TSR）"))
def store(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("机构的答复"), exists=True, dir_okay=False)],
) -> None:
    """Keep an authority's answer beside its head."""
    terminal = Terminal.of(context)
    with open_office(terminal) as office, office.database.write() as connection:
        kept = keep_stamp(connection, DISTRICT, file.read_bytes())
    told = _("✔ 已收下第 {size} 笔树头的时间戳：{time}，{authority}")
    shown = told.format(size=f"{kept.size:,}", time=moment_text(kept.stamped_at), authority=kept.authority or "—")
    terminal.answer({"ok": True, **_data(kept)}, shown)


@group.command(cls=OfficeCommand, help=N_("用机构的根证书核验时间戳：有不对的退出码为 1"))
def check(
    context: typer.Context,
    roots: Annotated[
        list[Path], typer.Option("--root", help=N_("信得过的根证书（PEM）；可以给几个"), exists=True, dir_okay=False)
    ],
    file: Annotated[
        Path | None, typer.Argument(help=N_("只核验这份答复；默认核验收下的全部"), exists=True, dir_okay=False)
    ] = None,
    head: Annotated[
        Path | None, typer.Option("--head", help=N_("答复所盖的树头；不用账本"), exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Verify stamps: those that are kept, or one file against one head."""
    terminal = Terminal.of(context)
    trusted = [each.read_bytes() for each in roots]
    if file is not None and head is not None:
        stamp = verify_stamp(file.read_bytes(), head.read_bytes().decode("utf-8", "replace"), trusted)
        at = moment_text(stamp.stamped_at)
        terminal.answer(
            {"ok": True, "stamped_at": at, "authority": stamp.authority},
            _("✔ 时间戳成立：{time}，{authority}").format(time=at, authority=stamp.authority or "—"),
        )
        return
    if file is not None or head is not None:
        raise refused("field_missing", "head" if head is None else "file")
    _check_kept(terminal, trusted)


def _check_kept(terminal: Terminal, trusted: list[bytes]) -> None:
    with open_office(terminal) as office, office.database.read() as connection:
        kept = stamped_heads(connection, DISTRICT)
    found = [(each, _fault_of(each, trusted)) for each in kept]
    is_right = bool(found) and not any(fault for _each, fault in found)
    rows = [(moment_text(each.stamped_at), each.authority, fault or "✔", each.size) for each, fault in found]
    told = _("✔ {n} 个时间戳都成立") if is_right else _("✘ 时间戳有不成立的，或一个也没有：共 {n} 个")
    terminal.answer(
        {"ok": is_right, "stamps": [{**_data(each), "fault": fault} for each, fault in found]},
        told.format(n=len(found)),
        *([table((_("时间"), _("机构"), _("核验"), _("到第几笔")), rows, numbers=1)] if rows else []),
    )
    if not is_right:
        raise typer.Exit(EXIT_REFUSED)


def _fault_of(kept: StampedHead, trusted: list[bytes]) -> str:
    """Why a stamp does not hold, empty when it does; a certificate that cannot be read is no fault of the stamp."""
    try:
        verify_stamp(kept.raw, kept.note, trusted)
    except Refused as refusal:
        if refusal.code in {"certificate_unreadable", "stamps_not_there"}:
            raise
        return translate_reason(refusal.reasons[0], current_language())
    return ""


def _data(kept: StampedHead) -> dict[str, Any]:
    return {"size": kept.size, "stamped_at": moment_text(kept.stamped_at), "authority": kept.authority}
