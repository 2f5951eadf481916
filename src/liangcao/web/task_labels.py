"""What the fields of commands about tasks and shifts are called (`describe` has all of them)."""

from liangcao.language import N_
from liangcao.tasks.rules import CALL_BACKS, HASTES

TASK_LABELS: dict[str, str] = {
    "task_id": N_("交办"),
    "unit_said": N_("哪里的"),
    "matter": N_("什么事"),
    "haste": N_("多急"),
    "due_at": N_("期限"),
    "done": N_("办成什么样"),
    "call_back": N_("回电"),
    "told": N_("告诉了谁"),
    "now": N_("马上的，几分钟没人应就上报"),
    "soon": N_("尽快的，几分钟没人应就上报"),
    "usual": N_("平常的，几分钟没人应就上报"),
    "grace": N_("逾期几分钟就上报"),
    "deputy_id": N_("没人应报给谁"),
    "head_id": N_("逾期报给谁"),
    "note_id": N_("交班记录"),
}
TASK_WORDS = {"haste": HASTES, "call_back": CALL_BACKS}
"""What a code in a field of theirs means (gettext messages)."""
