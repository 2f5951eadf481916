"""Whether a lot is under a recall: nothing that is lets it go again but the recall's own lifting; and what bears a
recalled batch number when it is taken in joins the recall.

The tables belong to recalls, which stand above receiving and know it.
"""

from collections.abc import Iterable

from liangcao.database.bulk import ask, select_by_texts
from liangcao.database.context import Context
from liangcao.kernel.errors import Reason, Refused

_RECALL = (
    "SELECT recall.recall_id, lot.batch_number FROM recall_lot "
    "JOIN recall ON recall.district_id = recall_lot.district_id AND recall.recall_id = recall_lot.recall_id "
    "JOIN lot ON lot.district_id = recall_lot.district_id AND lot.lot_id = recall_lot.lot_id "
    "WHERE recall_lot.district_id = ? AND recall_lot.lot_id = ? AND recall.state <> 'lifted' LIMIT 1"
)


def check_not_recalled(context: Context, lot_id: int, field: str, *, code: str = "lot_recalled") -> None:
    """Raise Refused ``lot_recalled`` (or `code`) for a lot that is being recalled, or was for good."""
    for recall_id, batch_number in ask(context.connection, _RECALL, (context.district_id, lot_id)):
        raise Refused(Reason(code, {"lot": batch_number or lot_id, "recall": recall_id}, field))


_BATCHES = (
    "SELECT recall.batch_number, recall.item_id, recall.recall_id FROM {keys} JOIN recall ON recall.batch_number = k1 "
    "WHERE recall.district_id = ? AND recall.covers_batch = 1 AND recall.state <> 'lifted' ORDER BY recall.recall_id"
)


def recalls_of_batches(context: Context, wanted: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """For each (item, maker's batch number) the recall that stops it, open or closed for good; 0 where none does."""
    asked = tuple(wanted)
    batches = sorted({batch for _item, batch in asked if batch})
    rows = select_by_texts(context.connection, _BATCHES, batches, (context.district_id,))
    stopping = {(batch, item_id): recall_id for batch, item_id, recall_id in rows}
    return tuple(stopping.get((batch, item), stopping.get((batch, 0), 0)) if batch else 0 for item, batch in asked)
