"""Labels of packages as PDF: the number, for whom, what is in it, and a code to scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from segno import make as make_code

from liangcao.language import _, current_language
from liangcao.language.formats import moment, quantity
from liangcao.language.things import thing
from liangcao.packing.queries import PackageHead, PackageLine
from liangcao.printing.documents import as_pdf

MOST_TOLD = 6
"""So many lines of the contents stand on a label; its code tells the rest."""


@dataclass(frozen=True, slots=True)
class PackageLabel:
    """A package, what is in it, and the address its code opens."""

    head: PackageHead
    lines: Sequence[PackageLine]
    address: str


def package_labels_pdf(labels: Sequence[PackageLabel], *, made_at: int) -> bytes:
    """One page of 100 by 70 mm each, in the order given."""
    data: dict[str, Any] = {
        "title": _("箱标"),
        "labels": [_label(each) for each in labels],
        "language": current_language().partition("_")[0],
    }
    return as_pdf("package_labels", data, made_at=made_at)


def _label(label: PackageLabel) -> dict[str, Any]:
    head, lines = label.head, label.lines
    held = [
        f"{thing(line.item_name)} {quantity(line.quantity, line.base_unit)}　{line.batch_number or line.lot_id}"
        for line in lines[:MOST_TOLD]
    ]
    held += [_("另有 %(n)s 行，扫码看") % {"n": len(lines) - MOST_TOLD}] if len(lines) > MOST_TOLD else []
    number = f"(00) {head.code}" if head.prefix else head.code
    return {
        "to": head.unit_name or _("库存"),
        "number": number,
        "kind": _("SSCC") if head.prefix else _("箱号"),
        "held": held,
        "code": make_code(label.address, error="m", micro=False).svg_inline(omitsize=True, border=2, dark="#000"),
        "code_words": label.address,
        "foot": f"{head.location_name} · {moment(head.packed_at, with_year=True)}",
    }
