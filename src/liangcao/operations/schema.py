"""All tables of all layers, known to the metadata once this module is imported."""

from liangcao.access import tables as access
from liangcao.allocation import tables as allocation
from liangcao.catalog import tables as catalog
from liangcao.codes import tables as codes
from liangcao.counting import tables as counting
from liangcao.database.schema import APPEND_ONLY, metadata
from liangcao.delivering import tables as delivering
from liangcao.disposal import tables as disposal
from liangcao.donations import tables as donations
from liangcao.favours import tables as favours
from liangcao.funds import tables as funds
from liangcao.inspection import tables as inspection
from liangcao.journal import tables as journal
from liangcao.ledger import tables as ledger
from liangcao.loans import tables as loans
from liangcao.mobilisation import tables as mobilisation
from liangcao.offline import tables as offline
from liangcao.operations import tables as operations
from liangcao.organisation import tables as organisation
from liangcao.packing import tables as packing
from liangcao.papers import tables as papers
from liangcao.parties import tables as parties
from liangcao.picking import tables as picking
from liangcao.procurement import tables as procurement
from liangcao.recall import tables as recall
from liangcao.receiving import tables as receiving
from liangcao.requests import tables as requests
from liangcao.returns import tables as returns
from liangcao.shipping import tables as shipping
from liangcao.sourcing import tables as sourcing
from liangcao.storing import tables as storing
from liangcao.tasks import tables as tasks
from liangcao.tracking import tables as tracking
from liangcao.worklog import tables as worklog

MODULES = (
    catalog,
    parties,
    access,
    organisation,
    worklog,
    journal,
    ledger,
    funds,
    codes,
    receiving,
    requests,
    packing,
    allocation,
    picking,
    shipping,
    storing,
    counting,
    donations,
    mobilisation,
    favours,
    inspection,
    procurement,
    papers,
    sourcing,
    operations,
    delivering,
    offline,
    tracking,
    returns,
    disposal,
    recall,
    loans,
    tasks,
)

__all__ = ["APPEND_ONLY_TABLES", "MODULES", "metadata"]

APPEND_ONLY_TABLES = tuple(table.name for table in metadata.sorted_tables if table.info[APPEND_ONLY])
"""Tables that the database itself lets nobody change or delete from."""
