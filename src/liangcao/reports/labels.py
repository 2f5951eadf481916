"""Labels as PDF or as pictures for a thermal printer: a code with this server's address of the thing, words to read,
and the bar code of the goods (GS1-128 or DataMatrix) where the item has a GTIN."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import zxingcpp
from segno import make as make_code

from liangcao.codes.printings import Printing, Roll
from liangcao.codes.rules import code_of
from liangcao.codes.sizes import LETTERS, PAPERS, Paper
from liangcao.language import _, current_language
from liangcao.language.formats import moment
from liangcao.printing.documents import as_pdf, as_png
from liangcao.reports.label_words import Labelled

MOST_PICTURES = 50
"""Pictures of one printing; who prints more takes the PDF."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Labels ready to be set: `labels` as the template takes them, `codes` the drawings of their codes."""

    title: str
    paper: Paper
    labels: Sequence[dict[str, Any]]
    codes: Sequence[str]
    made_at: int

    def data(self) -> dict[str, Any]:
        """What the template is given."""
        return {
            "title": self.title,
            "paper": asdict(self.paper),
            "labels": list(self.labels),
            "codes": list(self.codes),
            "language": current_language().partition("_")[0],
        }

    def pdf(self) -> bytes:
        """One page for each label, or A4 sheets of them."""
        return as_pdf("label", self.data(), made_at=self.made_at)

    def pictures(self, dots_per_inch: int = 203) -> list[bytes]:
        """PNG, one for each page; 203 and 300 dots to the inch are what thermal printers have."""
        return as_png("label", self.data(), dots_per_inch=dots_per_inch)


def sheet_of(printing: Printing, thing: Labelled, base_url: str) -> Sheet:
    """The labels of one printing, numbered on through all printings; a second printing says that it is one."""
    paper = PAPERS[printing.size]
    name = code_of(LETTERS[printing.kind], printing.thing_id)
    strip, matrix = goods_codes(thing.gs1, paper)
    foot = _("第 %(n)s 次打印 · %(who)s · %(when)s") if paper.height >= 40 else _("第 %(n)s 次打印")
    said = {"n": printing.times, "who": printing.actor_name, "when": moment(printing.printed_at, with_year=True)}
    is_counted = printing.kind in ("box", "lot")
    common = {
        "title": thing.title,
        "name": name,
        "facts": [list(fact) for fact in thing.facts[: _lines(paper)]],
        "code": 0,
        "address": f"{base_url}/q/{name}",
        "gs1": thing.gs1,
        "strip": strip,
        "matrix": matrix,
        "lines": 0,
        "foot": foot % said if paper.height > LOW else "",
    }
    last = printing.first_number + printing.copies
    labels = [{**common, "number": n if is_counted else 0} for n in range(printing.first_number, last)]
    return Sheet(thing.title, paper, labels, (qr_code(f"{base_url}/q/{name}"),), printing.printed_at)


def sheet_of_roll(roll: Roll, base_url: str) -> Sheet:
    """The labels of a roll: each another serial number, with lines to write on."""
    paper = PAPERS[roll.size]
    names = [code_of("S", serial) for serial in range(roll.first_serial, roll.first_serial + roll.copies)]
    blank = {"title": "", "facts": [], "gs1": "", "strip": "", "matrix": "", "foot": "", "number": 0}
    blank["lines"] = max(1, (paper.height - 16) // 8)
    labels = [
        {**blank, "title": name, "name": _("首次扫码时绑定"), "code": place, "address": f"{base_url}/q/{name}"}
        for place, name in enumerate(names)
    ]
    return Sheet(names[0], paper, labels, [qr_code(f"{base_url}/q/{name}") for name in names], roll.printed_at)


LOW = 35
"""Labels up to this height (mm) have no room for who printed them; the page of the printings tells it."""


def _lines(paper: Paper) -> int:
    """How many facts fit beside the code."""
    return max(1, int((paper.height - paper.title * 0.9 - 10) / (paper.text * 0.7)))


def qr_code(address: str) -> str:
    """The QR code of an address as SVG, error level M."""
    return str(make_code(address, error="m", micro=False).svg_inline(omitsize=True, border=2, dark="#000"))


@lru_cache(maxsize=64)
def goods_codes(gs1: str, paper: Paper) -> tuple[str, str]:
    """The GS1-128 strip of a large label, or else the DataMatrix of a smaller one, as SVG; both empty without room."""
    if not gs1:
        return "", ""
    if paper.width >= 100:
        return _svg(gs1, zxingcpp.BarcodeFormat.Code128), ""
    return "", _svg(gs1, zxingcpp.BarcodeFormat.DataMatrix) if paper.width >= 70 else ""


def _svg(gs1: str, kind: zxingcpp.BarcodeFormat) -> str:
    try:
        return str(zxingcpp.create_barcode(gs1, kind, gs1=True).to_svg())
    except ValueError:  # what the standard does not let stand in a code: the label goes without
        return ""
