"""What an inspector takes along of one list: the paper, the sheet, and a proof of every entry that it stands on.

The same table and head give the same files in the same order. How each is checked without us stands in it.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from io import BytesIO

from sqlalchemy import Connection

from liangcao.exchange.sheets import write_table
from liangcao.journal.cosigned import served_checkpoint
from liangcao.journal.keys import verifier_keys
from liangcao.journal.proof import SUFFIX
from liangcao.journal.proving import entry_proofs
from liangcao.kernel.errors import refused
from liangcao.language import _
from liangcao.reports.printed_table import Table, TakenOut, table_pdf

MOST_PROVEN = 2_000
"""So many entries are proven in one pack: more is what the whole export is for."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The moment every file in the archive bears: when it was packed says nothing of what is in it."""


def evidence_pack(connection: Connection, district_id: int, table: Table, taken: TakenOut) -> bytes:
    """`table` with its proofs, as a zip archive.

    Raises Refused ``too_many_lines`` beyond `MOST_PROVEN` entries, or as `entry_proofs` does.
    """
    wanted = sorted({entry for entry in table.entries if entry})
    if len(wanted) > MOST_PROVEN:
        raise refused("too_many_lines", most=MOST_PROVEN, length=len(wanted))
    content = dict(_content(connection, district_id, (table, taken), wanted))
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in content.items())
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**content, "SHA256SUMS": sums.encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _content(
    connection: Connection, district_id: int, what: tuple[Table, TakenOut], wanted: list[int]
) -> Iterator[tuple[str, bytes]]:
    """Every file but the sums: name and bytes."""
    table, taken = what
    served = served_checkpoint(connection, district_id)
    size, note = (served[0].size, served[1]) if served else (0, "")
    later = [entry for entry in wanted if entry > size]
    keys = verifier_keys(connection, district_id)
    yield "READ-ME.txt", _read_me(table, (wanted, later), keys).encode()
    yield "report.pdf", table_pdf(table, taken)
    yield "table.xlsx", write_table(table.headings, table.rows)
    if note:
        yield "checkpoint", note.encode()
    for proof in entry_proofs(connection, district_id, [entry for entry in wanted if entry <= size]):
        yield f"entries/{proof.number:09}.json", proof.extra
        yield f"proofs/{proof.number:09}{SUFFIX}", proof.text.encode()


def _read_me(table: Table, entries: tuple[list[int], list[int]], keys: list[str]) -> str:
    wanted, later = entries
    key = keys[-1] if keys else "…"
    parts = [
        table.title,
        *(f"{label}: {value}" for label, value in table.facts),
        "",
        _("report.pdf 是纸面，table.xlsx 是同样的明细。"),
        _("entries 里是明细所依据的账目原文，一笔一个文件，共 {n} 笔；proofs 里是每一笔在日志里的证明。").format(
            n=len(wanted)
        ),
        _("这样核验一份证明，不需要原来的系统，也不联网（公钥请用别处抄来的那一把）："),
        f"  liangcao-verify proof proofs/{min(wanted, default=1):09}{SUFFIX} --vkey {key}",
        _("SHA256SUMS 是各个文件的校验和：sha256sum -c SHA256SUMS"),
    ]
    if later:
        numbers = ", ".join(map(str, later[:50])) + (" …" if len(later) > 50 else "")
        parts += ["", _("这几笔还没有签进树头，等下一个树头签好再取证明：{numbers}").format(numbers=numbers)]
    return "\n".join(parts) + "\n"
