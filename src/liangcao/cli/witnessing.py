"""witness …: a small program that cosigns other offices' heads, on a machine of its own; it has no books."""

from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn

from liangcao.cli.frame import OfficeCommand, OfficeGroup
from liangcao.cli.program import program
from liangcao.cli.serving import listen, shown_host, stops_gracefully
from liangcao.cli.terminal import Terminal, table
from liangcao.cli.witness_app import WitnessApp
from liangcao.journal.note import parse_checkpoint, parse_note
from liangcao.journal.witness import HeadSubmission, read_submission
from liangcao.journal.witness_state import WitnessState
from liangcao.kernel.clock import SystemClock
from liangcao.kernel.errors import refused
from liangcao.language import N_, _

group = typer.Typer(name="witness", cls=OfficeGroup, help=N_("给别的办公室做见证人"), no_args_is_help=True)
program.add_typer(group)

State = Annotated[
    Path | None, typer.Option("--state", help=N_("见证人的目录；也可用 LIANGCAO_WITNESS_DIR 指定"), show_default=False)
]


def _state(terminal: Terminal, given: Path | None) -> WitnessState:
    return WitnessState(given.expanduser().absolute() if given else terminal.settings.witness_folder)


@group.command(cls=OfficeCommand, help=N_("做见证人的密钥，显示公钥"))
def init(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=N_("见证人的名字，像网址那样写，例如 witness.example.org/office"))],
    state: State = None,
) -> None:
    """Make the witness's key."""
    terminal = Terminal.of(context)
    made = _state(terminal, state)
    vkey = made.create(name).verifier_key.text
    terminal.answer(
        {"ok": True, "verifier_key": vkey, "state": str(made.folder)},
        _("✔ 见证人已建立：{folder}").format(folder=made.folder),
        _("  公钥，请交给要会签的办公室：{key}").format(key=vkey),
    )


@group.command(cls=OfficeCommand, help=N_("会签这把公钥的日志；换了密钥的，再加一把"))
def watch(
    context: typer.Context,
    vkey: Annotated[str, typer.Argument(help=N_("那个办公室的公钥（liangcao key show）"))],
    state: State = None,
) -> None:
    """Cosign the heads of a log from now on."""
    terminal = Terminal.of(context)
    known = _state(terminal, state).watch(vkey)
    data = {"ok": True, "origin": known.origin, "keys": list(known.vkeys), "size": known.size}
    terminal.answer(data, _("✔ 会签日志 {origin}，现有公钥 {n} 把").format(origin=known.origin, n=len(known.vkeys)))


@group.command("list", cls=OfficeCommand, help=N_("列出会签的日志，各到第几笔"))
def list_logs(context: typer.Context, state: State = None) -> None:
    """Say which logs are watched, and the last head cosigned of each."""
    terminal = Terminal.of(context)
    known = _state(terminal, state)
    vkey = known.key().verifier_key.text
    logs = known.all_watched()
    data = {
        "ok": True,
        "verifier_key": vkey,
        "logs": [
            {"origin": each.origin, "size": each.size, "root": each.root.hex(), "keys": list(each.vkeys)}
            for each in logs
        ],
    }
    rows = [(each.origin, each.root.hex()[:16], each.size) for each in logs]
    terminal.answer(data, vkey, table((_("日志"), _("树根"), _("会签到第几笔")), rows, numbers=1))


@group.command(cls=OfficeCommand, help=N_("启动见证人：等办公室把树头送来"))
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help=N_("监听的地址；默认 127.0.0.1，只有本机能进"))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help=N_("端口；0 由系统挑"))] = 8010,
    state: State = None,
) -> None:
    """Answer requests for cosignatures until stopped."""
    terminal = Terminal.of(context)
    known = _state(terminal, state)
    vkey = known.key().verifier_key.text
    with listen(host, port) as listening:
        url = f"http://{shown_host(host)}:{listening.getsockname()[1]}/"
        data = {"ok": True, "url": url, "verifier_key": vkey}
        terminal.answer(data, _("✔ {url}  （Ctrl+C 停止）").format(url=url), vkey)
        config = uvicorn.Config(
            WitnessApp(known, SystemClock()), log_level="warning", lifespan="off", limit_concurrency=256
        )
        with stops_gracefully():
            uvicorn.Server(config).run(sockets=[listening])


@group.command(cls=OfficeCommand, help=N_("会签一个送来的文件：两边没有网络时用"))
def sign(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(help=N_("会签请求（liangcao cosign request），或只是树头"), exists=True, dir_okay=False),
    ],
    proof: Annotated[
        Path | None,
        typer.Option("--proof", help=N_("树头另给的一致性证明：一行一个哈希值"), exists=True, dir_okay=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=N_("会签过的树头写到哪个文件；默认显示出来"))
    ] = None,
    state: State = None,
) -> None:
    """Cosign a head that came as a file."""
    terminal = Terminal.of(context)
    known = _state(terminal, state)
    request = _request(known, _text(file), _text(proof) if proof else "")
    verdict = known.answer(request.text, SystemClock().now() // 1000)
    if verdict.status != 200:
        raise refused("not_cosigned", status=verdict.status, why=verdict.body.strip())
    cosigned = request.note + verdict.body
    size = parse_checkpoint(parse_note(request.note).text).size
    data: dict[str, Any] = {"ok": True, "size": size, "cosignature": verdict.body, "checkpoint": cosigned}
    if output is None:
        terminal.answer(data, cosigned.rstrip("\n"))
        return
    output.write_text(cosigned, encoding="utf-8", newline="\n")
    terminal.answer({**data, "file": str(output)}, _("✔ 已会签：{file}").format(file=output))


def _request(known: WitnessState, text: str, proof: str) -> HeadSubmission:
    """The request in a file; for a bare head it is made of the proof beside it and what the witness remembers."""
    if text.startswith("old "):
        return read_submission(text)
    origin = parse_checkpoint(parse_note(text).text).origin
    watched = known.watched(origin)
    lines = [] if proof.startswith("old ") else [f"old {watched.size if watched else 0}"]
    return read_submission("\n".join([*lines, *proof.splitlines(), "", text]))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise refused("submission_unreadable") from error
