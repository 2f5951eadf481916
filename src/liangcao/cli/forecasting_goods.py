"""esft: what a wave of illness takes of goods, by the published formulas of WHO's tool; needs no books."""

from pathlib import Path
from typing import Annotated

import typer

from liangcao.cli.frame import EXIT_REFUSED, OfficeCommand
from liangcao.cli.plan_words import refuse
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal
from liangcao.forecasting.esft_files import forecast_folder
from liangcao.kernel.errors import Refused
from liangcao.language import N_, _


@program.command(
    cls=OfficeCommand, help=N_("按世卫组织必需物资预测工具的公式，由每周病例算出病人、人员、检测和防护、卫生用品")
)
def esft(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(
            help=N_("放着 capacity.csv、caps.csv、cases.csv 的文件夹；另六张表写在旁边"), exists=True, file_okay=False
        ),
    ],
    corrected: Annotated[
        bool, typer.Option("--corrected", help=N_("按周给隔离的人、按损耗算可重复用的，不照原公式一次给足"))
    ] = False,
    labs: Annotated[float | None, typer.Option(help=N_("能检测的实验室数；不是已知国家时要给"), min=0)] = None,
) -> None:
    """Forecast what a folder describes."""
    terminal = Terminal.of(context)
    try:
        written = forecast_folder(folder, labs=labs, is_corrected=corrected)
    except Refused as refusal:
        refuse(terminal, refusal)
        raise typer.Exit(EXIT_REFUSED) from refusal
    if terminal.is_json:
        terminal.answer({"ok": True, "corrected": corrected, "written": written})
        return
    mode = _("改正的算法") if corrected else _("原公式")
    terminal.note(f"✔ {mode}")
    terminal.note("  " + _("、").join(f"{name} {rows}" for name, rows in written.items()))
