"""export evidence: the books, or a period of them, as one file that an inspector verifies elsewhere."""

from pathlib import Path

from liangcao.cli.books import open_office, seal_books
from liangcao.cli.terminal import Terminal
from liangcao.cli.whole_file import written_whole
from liangcao.kernel.errors import Refused
from liangcao.language import _, current_language, translate_reason
from liangcao.reports.evidence import period_of, write_evidence


def export_evidence(terminal: Terminal, target: Path | None, first: str, last: str) -> None:
    """Write the evidence of the days `first` to `last`, of all when there are none; the head is signed before."""
    with open_office(terminal) as office:
        period = period_of(first, last, office.timezone) if first or last else None
        _sign_first(terminal, office)
        name = "-".join(("evidence", *(period.days if period else ())))
        file = target or Path(f"{name}.zip")
        with written_whole(file) as opened:
            manifest = write_evidence(office.database, office.district_id, opened, period)
    entries = manifest.last - manifest.first + 1
    data = {
        "ok": True, "what": "evidence", "file": str(file), "evidence": manifest.number,
        "first": manifest.first, "last": manifest.last, "entries": entries,
    }  # fmt: skip
    told = _("✔ 已导出第 {first} 笔到第 {last} 笔的证据：{file}\n  证据编号 {number}，核验：liangcao-verify {file}")
    shown = told.format(first=manifest.first, last=manifest.last, file=file, number=manifest.number)
    terminal.answer(data, shown)


def _sign_first(terminal: Terminal, office: object) -> None:
    """Let a signed head cover the last entry; books that nobody can sign are evidence all the same."""
    try:
        seal_books(terminal.settings, office)  # type: ignore[arg-type]
    except Refused as refusal:
        why = translate_reason(refusal.reasons[0], current_language())
        terminal.note(_("没能先签名树头，照样导出：{why}").format(why=why))
