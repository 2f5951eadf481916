"""The books, or a period of them, as one file that an inspector verifies elsewhere."""

from liangcao.jobs.board import Result
from liangcao.jobs.work import Work
from liangcao.reports.evidence import period_of, write_evidence


def make_evidence(work: Work) -> Result:
    """Write the evidence of the days `first` to `last` of the argument (all where there are none) into the folder.

    Raises Refused ``date_unreadable``, ``evidence_empty``.
    """
    first, last = work.argument.get("first", ""), work.argument.get("last", "")
    period = period_of(first, last, work.office.timezone) if first or last else None
    name = "-".join(("evidence", *(period.days if period else ()))) + ".zip"
    part = work.folder / f"{name}.part"
    with part.open("w+b") as opened:
        manifest = write_evidence(work.office.database, work.office.district_id, opened, period)
    part.replace(work.folder / name)
    return Result(name, {"number": manifest.number, "first": str(manifest.first), "last": str(manifest.last)})
