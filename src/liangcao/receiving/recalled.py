"""Whether a lot is under a recall: nothing that is lets it go again but the recall's own lifting.

The tables belong to recalls, which stand above receiving and know it.
"""

from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.errors import Reason, Refused

_RECALL = (
    "SELECT recall.recall_id, lot.batch_number FROM recall_lot "
    "JOIN recall ON recall.district_id = recall_lot.district_id AND recall.recall_id = recall_lot.recall_id "
    "JOIN lot ON lot.district_id = recall_lot.district_id AND lot.lot_id = recall_lot.lot_id "
    "WHERE recall_lot.district_id = ? AND recall_lot.lot_id = ? AND recall.state <> 'lifted' LIMIT 1"
)


def check_not_recalled(context: Context, lot_id: int, field: str) -> None:
    """Raise Refused ``lot_recalled`` for a lot that is being recalled, or was for good."""
    for recall_id, batch_number in ask(context.connection, _RECALL, (context.district_id, lot_id)):
        raise Refused(Reason("lot_recalled", {"lot": batch_number or lot_id, "recall": recall_id}, field))
