"""Rules of labels printed beforehand. Pure."""

from liangcao.codes.commands import BindSerial
from liangcao.codes.rules import code_of
from liangcao.kernel.errors import refused


def check_printed(serial: int, following: int) -> None:
    """Raise Refused ``serial_not_printed`` for a label of no roll; the next roll begins with `following`."""
    if serial >= following:
        raise refused("serial_not_printed", "serial", label=code_of("S", serial))


def check_bound_anew(command: BindSerial, before: tuple[str, int] | None) -> None:
    """Raise Refused where the label is on that thing already, or on another one and no reason is given."""
    code = code_of("S", command.serial)
    if before == (command.kind, command.thing_id):
        raise refused("already_exists", "serial", name=code)
    if before is not None and not command.reason:
        raise refused("serial_bound", "reason", label=code, other=code_of(*before))
