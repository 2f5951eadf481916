"""One table of every kind of job."""

from collections.abc import Mapping

from liangcao.access.roles import SEE_INSPECTION
from liangcao.jobs.evidence import make_evidence
from liangcao.jobs.work import JobKind
from liangcao.language import N_

EVIDENCE = "evidence"
KINDS: Mapping[str, JobKind] = {
    EVIDENCE: JobKind(N_("导出证据"), SEE_INSPECTION, make_evidence),
}
