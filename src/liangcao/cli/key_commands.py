"""key show, key rotate: the key that signs the log's heads, and another in its place by two people."""

import uuid
from contextlib import suppress
from typing import Annotated, Any

import typer

from liangcao.cli.acting import acting
from liangcao.cli.books import DISTRICT, open_office, seal_books
from liangcao.cli.frame import OfficeCommand, OfficeGroup
from liangcao.cli.keeping import make_next_key
from liangcao.cli.program import program
from liangcao.cli.settings import Settings
from liangcao.cli.terminal import Terminal, table
from liangcao.journal.key_file import read_key_file
from liangcao.journal.keychain import KeyChain
from liangcao.journal.keys import key_chain
from liangcao.kernel.errors import Refused, refused
from liangcao.keys.commands import RotateKey
from liangcao.language import N_, _
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission

group = typer.Typer(name="key", cls=OfficeGroup, help=N_("日志的签名密钥"), no_args_is_help=True)
program.add_typer(group)


@group.command(cls=OfficeCommand, help=N_("显示公钥：现在的和以前的"))
def show(context: typer.Context) -> None:
    """Say which public keys the log's heads are signed with."""
    terminal = Terminal.of(context)
    with open_office(terminal) as office:
        chain = _chain(office)
    rows = [(1, chain.first, ""), *((each.entry, each.verifier_key, _why(each.is_lost)) for each in chain.changes)]
    data = {
        "ok": True,
        "verifier_key": chain.keys[-1],
        "keys": [{"from_entry": entry, "verifier_key": vkey} for entry, vkey, _said in rows],
    }
    terminal.answer(data, table((_("从第几笔起"), _("公钥"), _("说明")), [(f"{n:,}", *rest) for n, *rest in rows]))


def _why(is_lost: bool) -> str:
    return _("旧密钥已丢失，没有由它一起签名") if is_lost else _("由新旧两把密钥一起签名交接")


@group.command(cls=OfficeCommand, help=N_("换一把签名密钥：提出以后，要第二个人在页面上批准"))
def rotate(
    context: typer.Context,
    is_lost: Annotated[bool, typer.Option("--lost", help=N_("旧密钥丢了，不能和新密钥一起签名"))] = False,
    reason: Annotated[str, typer.Option("--reason", help=N_("为什么换，记在账上"))] = "",
    login: Annotated[str, typer.Option("--as", help=N_("以谁的名义（登录名）；默认是在册的管理员"))] = "",
) -> None:
    """Ask for another key: it is made here, and takes effect when a second person has approved it."""
    terminal = Terminal.of(context)
    settings = terminal.settings
    with open_office(terminal) as office:
        with suppress(Refused):  # a change that is approved takes effect first; a lost key is what this is for
            seal_books(settings, office)
        chain = _chain(office)
        _check_loss(settings, chain, is_lost=is_lost)
        actor = acting(office, RotateKey.action, login)
        key = make_next_key(settings, chain)
        command = RotateKey(verifier_key=key.verifier_key.text, reason=reason or _usual(is_lost), is_lost=is_lost)
        outcome = office.perform(Submission(command, actor.actor_id, str(uuid.uuid4())))
    data: dict[str, Any] = {"ok": True, "verifier_key": key.verifier_key.text, "is_held": outcome.is_held}
    data |= {"held_id": outcome.answer.get("held_id", 0), "file": str(settings.next_key_file)}
    terminal.answer(
        data,
        _("✔ 新密钥已做好：{file}").format(file=settings.next_key_file),
        _("  新公钥，请抄到别处保存：{key}").format(key=key.verifier_key.text),
        _("  还没有换：请另一位能批准的人在页面“待批”里批准，之后的第一个树头就用新密钥"),
    )


def _usual(is_lost: bool) -> str:
    return _("旧密钥丢失") if is_lost else _("例行更换")


def _chain(office: Office) -> KeyChain:
    with office.database.read() as connection:
        chain = key_chain(connection, DISTRICT)
    if chain is None:
        raise refused("nothing_signed")
    return chain


def _check_loss(settings: Settings, chain: KeyChain, *, is_lost: bool) -> None:
    """Nobody says lost of a key that is there, and nobody changes a key that is not without saying so."""
    try:
        own = read_key_file(settings.key_file).verifier_key.text if settings.key_file.exists() else ""
    except Refused:
        own = ""
    is_there = own == chain.keys[-1]
    if is_there and is_lost:
        raise refused("key_not_lost", file=str(settings.key_file))
    if not is_there and not is_lost:
        raise refused("signing_key_lost", file=str(settings.key_file))
