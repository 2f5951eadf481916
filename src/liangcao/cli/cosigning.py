"""cosign …: heads and cosignatures carried by hand, for an office and a witness without a line between them."""

from pathlib import Path
from typing import Annotated

import typer

from liangcao.cli.books import DISTRICT, open_office
from liangcao.cli.frame import OfficeCommand, OfficeGroup
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal
from liangcao.cli.witnesses import named_witnesses, policy_of
from liangcao.journal.cosigned import last_cosigned, take_in
from liangcao.journal.proving import head_submission
from liangcao.journal.seal import last_seal
from liangcao.kernel.errors import refused
from liangcao.language import N_, _

group = typer.Typer(name="cosign", cls=OfficeGroup, help=N_("用文件请见证人会签"), no_args_is_help=True)
program.add_typer(group)


@group.command(cls=OfficeCommand, help=N_("写一份会签请求，带给见证人"))
def request(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=N_("哪个见证人（LIANGCAO_WITNESSES 里的名字）"))],
    output: Annotated[Path, typer.Option("--output", "-o", help=N_("写到哪个文件"))] = Path("head.cosign-request"),
) -> None:
    """Write what the witness needs to cosign the last head."""
    terminal = Terminal.of(context)
    witness = next((each for each in named_witnesses(terminal.settings) if each.key.name == name), None)
    if witness is None:
        raise refused("witness_unknown", name=name)
    with open_office(terminal) as office, office.database.read() as connection:
        seal = last_seal(connection, DISTRICT)
        if seal is None:
            raise refused("nothing_signed")
        known, _at = last_cosigned(connection, DISTRICT, witness.key.text)
        text = head_submission(connection, DISTRICT, seal, known).text
    output.write_text(text, encoding="utf-8", newline="\n")
    data = {"ok": True, "witness": name, "size": seal.size, "old": known, "file": str(output)}
    told = _("✔ 第 {size} 笔的树头请 {name} 会签：{file}")
    terminal.answer(data, told.format(size=f"{seal.size:,}", name=name, file=output))


@group.command(cls=OfficeCommand, help=N_("收下见证人会签过的树头"))
def store(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("会签过的树头"), exists=True, dir_okay=False)],
) -> None:
    """Keep the cosignatures under a head that came back."""
    terminal = Terminal.of(context)
    policy = policy_of(terminal.settings)
    try:
        note = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise refused("note_unreadable") from error
    with open_office(terminal) as office, office.database.write() as connection:
        size, found = take_in(connection, DISTRICT, note, policy)
    names = [each.key.name for each in found]
    told = _("✔ 已收下 {names} 对第 {size} 笔树头的会签")
    terminal.answer(
        {"ok": True, "size": size, "witnesses": names}, told.format(names="、".join(names), size=f"{size:,}")
    )
