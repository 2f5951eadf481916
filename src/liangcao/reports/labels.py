"""Labels of lots and boxes as PDF: one page each, a code with this server's address of the lot, and words to read."""

from dataclasses import dataclass
from typing import Any

from segno import make as make_code

from liangcao.language import _, current_language
from liangcao.language.formats import moment
from liangcao.language.things import measure, thing
from liangcao.ledger.trace import Origin
from liangcao.printing.documents import as_pdf
from liangcao.receiving.labelling import Printing

SIZES: dict[str, tuple[int, int]] = {"box": (100, 70), "lot": (70, 50)}
"""Width and height in millimetres, as label printers take them (design, screens G)."""
CODE_MM = {"box": 34, "lot": 24}
"""The code's side: never below 15 mm."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one printing: of which lot, and the address its code opens."""

    lot: Origin
    made: Printing
    address: str


def labels_pdf(labels: Labels) -> bytes:
    """The labels, numbered on through all printings of the lot; a second printing says that it is one."""
    lot, made = labels.lot, labels.made
    width, height = SIZES[made.kind]
    code = make_code(labels.address, error="m", micro=False).svg_inline(omitsize=True, border=2, dark="#000")
    facts = [
        (_("批号"), lot.batch_number or f"#{lot.lot_id}"),
        (_("有效期到"), lot.expires_on or "—"),
        (_("整件"), f"{lot.pack_size} {measure(lot.base_unit, lot.pack_size)}" if lot.pack_size > 1 else ""),
        (_("来自"), lot.source_name),
        (_("执行标准"), lot.standard),
    ]
    data: dict[str, Any] = {
        "title": thing(lot.item_name),
        "name": f"L{lot.lot_id}",
        "facts": [list(fact) for fact in facts if fact[1]],
        "first": made.first_number,
        "copies": made.copies,
        "width": width,
        "height": height,
        "code": code,
        "code_mm": CODE_MM[made.kind],
        "code_words": labels.address,
        "foot": _("第 %(n)s 次打印 · %(who)s · %(when)s")
        % {"n": made.times, "who": made.actor_name, "when": moment(made.printed_at, with_year=True)},
        "language": current_language().partition("_")[0],
    }
    return as_pdf("label", data, made_at=made.printed_at)
