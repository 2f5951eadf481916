"""epcis check, epcis hash: anybody's event files held against the standard, and hashed. No office is needed."""

from pathlib import Path
from typing import Annotated, Any

import typer

from liangcao.cli.finding import said_of
from liangcao.cli.frame import EXIT_REFUSED, OfficeCommand, OfficeGroup
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal
from liangcao.exchange.epcis.prehash import event_hash
from liangcao.exchange.epcis.reading import MOST_BYTES, events_in, read_json
from liangcao.exchange.epcis.schema import first_fault
from liangcao.kernel.errors import Refused, refused
from liangcao.language import N_, _

group = typer.Typer(
    name="epcis", cls=OfficeGroup, help=N_("EPCIS 2.0 事件文件：核对格式、算事件哈希"), no_args_is_help=True
)
program.add_typer(group)


@group.command(cls=OfficeCommand, help=N_("核对文件是不是有效的 EPCIS 2.0；有一个无效，退出码就是 1"))
def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help=N_("事件文件（JSON-LD），可以几个"), show_default=False)],
) -> None:
    """Say for each file whether it is valid, or where it is not."""
    terminal = Terminal.of(context)
    found = [_checked(file) for file in files]
    is_valid = all(each["valid"] for each in found)
    lines = (
        f"✔ {each['file']}：" + _("有效，{count} 个事件").format(count=f"{each['events']:,}")
        if each["valid"]
        else f"✘ {each['file']}：" + (f"{each['path']}：" if each["path"] else "") + each["reason"]
        for each in found
    )
    terminal.answer({"ok": is_valid, "files": found}, *lines)
    if not is_valid:
        raise typer.Exit(EXIT_REFUSED)


def _checked(file: Path) -> dict[str, Any]:
    answer: dict[str, Any] = {"file": str(file), "valid": False, "path": "", "reason": "", "events": 0}
    try:
        value = read_json(_content(file))
    except Refused as refusal:
        return answer | {"reason": said_of(refusal)}
    except OSError as error:
        return answer | {
            "reason": said_of(refused("path_unusable", path=str(file), detail=error.strerror or str(error)))
        }
    fault = first_fault(value)
    if fault:
        return answer | {"path": fault.path, "reason": fault.said()}
    return answer | {"valid": True, "events": sum(1 for _event in events_in(value))}


@group.command(name="hash", cls=OfficeCommand, help=N_("算事件哈希（CBV 2.0），一行一个"))
def hashes(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("事件文件（JSON-LD）"), show_default=False)],
) -> None:
    """Print the event hashes of a file, one a line."""
    terminal = Terminal.of(context)
    value = read_json(_content(file))
    fault = first_fault(value)
    if fault:
        raise refused("epcis_invalid", "file", path=fault.path or "/", detail=fault.said())
    found = [event_hash(each.event, each.context) for each in events_in(value)]
    if not found:
        raise refused("epcis_no_events", "file")
    terminal.answer({"ok": True, "file": str(file), "hashes": found}, *found)


def _content(file: Path) -> bytes:
    """The file's bytes, no more than it takes to see that there are too many."""
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)
