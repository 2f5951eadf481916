"""Rules of packages: their numbers, and what may be in them. Pure."""

from collections.abc import Mapping, Sequence

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.packing.commands import PackedLine

STATES: dict[str, str] = {"packed": N_("已装箱"), "unpacked": N_("已拆开")}
EXTENSION = "0"
"""The extension digit of all our SSCC: the serial reference has room enough."""
SSCC_DIGITS = 17
OWN_DIGITS = 15


def check_digit(digits: str) -> str:
    """The check digit of a GS1 key (GS1 General Specifications, 7.9): weights 3, 1, 3 … from the right, modulo 10.

    >>> check_digit("37610425002123456"), check_digit("629104150021")
    ('9', '3')
    """
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def sscc_of(prefix: str, serial: int) -> str:
    """The 18 digits of an SSCC: extension digit, company prefix, serial reference, check digit.

    Raises Refused ``sscc_used_up`` when the prefix leaves no room for this serial.

    >>> sscc_of("690123456", 12)
    '069012345600000121'
    """
    room = SSCC_DIGITS - len(EXTENSION) - len(prefix)
    if serial >= 10**room:
        raise refused("sscc_used_up", prefix=prefix)
    digits = f"{EXTENSION}{prefix}{serial:0{room}d}"
    return digits + check_digit(digits)


def own_code_of(district_id: int, serial: int) -> str:
    """A package's number where the district has no GS1 prefix: 16 digits (no GS1 key has so many), the last the check.

    >>> own_code_of(1, 12)
    '0000100000000120'
    """
    digits = f"{district_id:05d}{serial:010d}"
    return digits + check_digit(digits)


def is_package_code(text: str) -> bool:
    """Whether `text` is an SSCC or a number of our own with the right check digit; ``(00)`` or ``00`` may precede."""
    digits = bare_code(text)
    return (
        digits.isascii() and digits.isdecimal() and len(digits) in (16, 18) and check_digit(digits[:-1]) == digits[-1]
    )


def bare_code(text: str) -> str:
    """The number without the application identifier that a barcode of an SSCC begins with."""
    plain = text.strip().removeprefix("(00)")
    return plain[2:] if len(plain) == SSCC_DIGITS + 3 and plain.startswith("00") else plain


def uri_of(code: str, prefix: str, base: str) -> str:
    """How the package is named to others: an EPC URI for an SSCC, else an address of this server.

    >>> uri_of("069012345600000121", "690123456", "")
    'urn:epc:id:sscc:690123456.00000012'
    """
    if not prefix:
        return f"{base}/packages/number/{code}"
    return f"urn:epc:id:sscc:{prefix}.{code[0]}{code[1 + len(prefix) : -1]}"


def check_room(
    lines: Sequence[PackedLine], count: int, room: Mapping[tuple[int, int], int], names: Mapping[int, str]
) -> None:
    """Raise Refused ``packed_already`` for each line that wants more than there is to pack.

    `room` is what is there and in no package yet, by (lot, plan line); `names` calls the lots.
    """
    wanted: dict[tuple[int, int], int] = {}
    reasons: list[Reason] = []
    for index, line in enumerate(lines):
        key = (line.lot_id, line.plan_line)
        wanted[key] = wanted.get(key, 0) + line.quantity * count
        if wanted[key] > room.get(key, 0):
            params = {"lot": names.get(line.lot_id, line.lot_id), "room": room.get(key, 0), "quantity": wanted[key]}
            reasons.append(Reason("packed_already", params, f"lines.{index}.quantity"))
    if reasons:
        raise Refused(*reasons)
