"""label …: labels of a thing or blank ones, counted in the books as at the screen, as PDF or PNG files."""

import uuid
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.cli.acting import acting
from liangcao.cli.books import open_office
from liangcao.cli.frame import OfficeCommand, OfficeGroup
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal
from liangcao.codes.commands import PrintLabels, PrintRoll
from liangcao.codes.printings import printing, roll
from liangcao.codes.reading import read_code
from liangcao.codes.rules import code_of, parse_code
from liangcao.codes.sizes import LETTERS, PAPERS
from liangcao.kernel.command import Command
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission
from liangcao.reports.found_codes import Thing, found_by
from liangcao.reports.label_words import labelled
from liangcao.reports.labels import Sheet, sheet_of, sheet_of_roll

group = typer.Typer(name="label", cls=OfficeGroup, help=N_("打标签"), no_args_is_help=True)
program.add_typer(group)

Output = Annotated[Path, typer.Option("--output", "-o", help=N_("写到哪个文件：.pdf，或者 .png"))]
Copies = Annotated[int, typer.Option("--copies", "-n", help=N_("张数"))]
SizeName = Annotated[str, typer.Option("--size", help=N_("大小：100x70、70x50、60x40、50x30、40x30、a4-3x8"))]
Dots = Annotated[int, typer.Option("--dpi", help=N_("图片的分辨率：203 或 300"), min=72, max=600)]
Person = Annotated[str, typer.Option("--as", help=N_("以谁的名义（用户名），默认第一个可以做的人"))]
Base = Annotated[str, typer.Option("--base-url", help=N_("二维码里的网址，默认 LIANGCAO_BASE_URL"))]


@group.command("thing", cls=OfficeCommand, help=N_("打一样东西的标签：批次、货位、物资、单据"))
def thing_labels(
    context: typer.Context,
    wanted: Annotated[str, typer.Argument(help=N_("它的码、单号或批号"))],
    output: Output = Path("labels.pdf"),
    kind: Annotated[str, typer.Option("--kind", help=N_("批次的：box 箱贴，lot 批次签"))] = "",
    copies: Copies = 1,
    size: SizeName = "",
    dpi: Dots = 203,
    login: Person = "",
    base_url: Base = "",
) -> None:
    """Count a printing of a thing's labels and write them to a file."""
    terminal = Terminal.of(context)
    base = base_of(terminal, base_url)
    with open_office(terminal) as office:
        thing = _thing(office, wanted)
        kinds = [name for name, letter in LETTERS.items() if letter == thing.letter]
        asked = {"kind": kind or kinds[-1], "thing_id": thing.number, "copies": copies, "size": size}
        if asked["kind"] not in kinds:
            raise refused("unknown_document", "kind", name=kind)
        number = _hand_in(office, PrintLabels, asked, login)["label_print_id"]
        with office.database.read() as connection:
            made = printing(connection, office.district_id, number)
            told = labelled(connection, office.district_id, _everything, thing.letter, thing.number)
    files = _write(sheet_of(made, told, base), output, dpi)
    said = _("✔ {name} {code}：{copies} 张，第 {times} 次打印，在 {file}")
    code = code_of(thing.letter, thing.number)
    shown = said.format(name=told.title, code=code, copies=copies, times=made.times, file=files[0])
    data = {"ok": True, "label_print_id": number, "code": code, "times": made.times, "files": files}
    terminal.answer(data, shown)


@group.command("roll", cls=OfficeCommand, help=N_("印一卷空白标签，第一次扫的时候再绑定"))
def blank_labels(
    context: typer.Context,
    output: Output = Path("labels.pdf"),
    copies: Copies = 24,
    size: SizeName = "a4-3x8",
    dpi: Dots = 203,
    login: Person = "",
    base_url: Base = "",
) -> None:
    """Number the labels of another roll and write them to a file."""
    terminal = Terminal.of(context)
    base = base_of(terminal, base_url)
    with open_office(terminal) as office:
        number = _hand_in(office, PrintRoll, {"copies": copies, "size": size}, login)["roll_id"]
        with office.database.read() as connection:
            made = roll(connection, office.district_id, number)
    files = _write(sheet_of_roll(made, base), output, dpi)
    first, last = (code_of("S", made.first_serial + each) for each in (0, made.copies - 1))
    said = _("✔ 空白标签 {first} 到 {last}，在 {file}").format(first=first, last=last, file=files[0])
    terminal.answer({"ok": True, "roll_id": number, "first": first, "last": last, "files": files}, said)


def base_of(terminal: Terminal, given: str) -> str:
    """The address that codes begin with; raises Refused ``field_missing`` where nobody said it."""
    base = (given or terminal.settings.base_url).rstrip("/")
    if not base:
        raise refused("field_missing", "base-url")
    return base


def _everything(_permission: str) -> Any:
    return EVERYTHING


def _thing(office: Office, wanted: str) -> Thing:
    """The one thing that `wanted` names.

    Raises Refused ``short_code_damaged``, ``code_names_nothing``, ``code_names_many``.
    """
    reading = read_code(wanted)
    if reading.kind == "damaged" and not reading.system:
        parse_code(wanted, "wanted")
    today = day_of(office.clock.now(), office.timezone)
    with office.database.read() as connection:
        things = found_by(connection, office.district_id, _everything, reading, today=today).things
    if not things:
        raise refused("code_names_nothing", "wanted", text=wanted[:60])
    if len(things) > 1 and things[0].letter == things[1].letter:
        raise refused("code_names_many", "wanted", text=wanted[:60])
    return things[0]


def _hand_in(office: Office, kind: type[Command], asked: dict[str, Any], login: str) -> dict[str, Any]:
    """Hand the command in; raises Refused, ``input_invalid`` for values that it does not take."""
    try:
        command = kind.model_validate(asked)
    except ValidationError as error:
        first = error.errors()[0]
        raise refused("input_invalid", str(first["loc"][0]), detail=", ".join(PAPERS)) from error
    actor = acting(office, kind.action, login, Reach(is_own=True))
    return dict(office.perform(Submission(command, actor.actor_id, str(uuid.uuid4()))).answer)


def _write(sheet: Sheet, output: Path, dots_per_inch: int) -> list[str]:
    """The files written: one PDF, or a PNG for each page (``labels-002.png`` beside the first)."""
    if output.suffix.lower() != ".png":
        output.write_bytes(sheet.pdf())
        return [str(output)]
    files = []
    for number, picture in enumerate(sheet.pictures(dots_per_inch), 1):
        target = output if number == 1 else output.with_stem(f"{output.stem}-{number:03d}")
        target.write_bytes(picture)
        files.append(str(target))
    return files
