"""The papers of the story: made-up delivery notes, put behind what the keeper took in."""

from liangcao.demo.awaiting import accept_what_waits
from liangcao.demo.cast import KEEPER
from liangcao.demo.goods import SMALL_PURCHASES, WITHOUT_CERTIFICATE, Delivery
from liangcao.demo.telling import Telling
from liangcao.language.formats import money
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import keep_file
from liangcao.reports.printed_table import Table, TakenOut, table_pdf

WITHOUT_PAPERS = (SMALL_PURCHASES["2020-01-30"], WITHOUT_CERTIFICATE)
"""What came in haste and has no paper to this day: the inspection room asks for it."""


def receive(telling: Telling, delivery: Delivery, arrival_id: int = 0) -> None:
    """Goods are counted in, inspected where they wait for it, and the note that came with them is put on file."""
    receipt_id = int(telling.receive(delivery, arrival_id=arrival_id).answer["receipt_id"])
    accept_what_waits(telling, receipt_id)
    if delivery in WITHOUT_PAPERS:
        return
    content = table_pdf(_note(delivery), TakenOut(delivery.source, telling.clock.now_ms))
    with telling.office.database.write() as connection:
        digest = keep_file(connection, telling.office.district_id, content, telling.clock.now_ms)
    name = f"送货单 {delivery.document_number}.pdf"
    telling.do(KEEPER, AttachPaper(kind="receipt", document_id=receipt_id, sha256=digest, name=name))


def _note(delivery: Delivery) -> Table:
    rows = [
        (batch.item, batch.batch_number, batch.expires_on, batch.accepted + batch.rejected, money(batch.price_fen))
        for batch in delivery.batches
    ]
    facts = [("送货", delivery.source), ("单号", delivery.document_number), ("说明", "演示用，内容是编的")]
    return Table(f"送货单 {delivery.document_number}", facts, ("物资", "批号", "有效期", "数量", "单价"), rows)
