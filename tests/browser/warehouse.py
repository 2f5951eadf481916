"""The warehouse's own office for the browser: the small one, with a place for rejects, more shelves and a donor."""

from liangcao.parties.commands import RegisterLocation, RegisterParty
from web.webtools import WebOffice, found


def found_warehouse(url: str) -> None:
    """Make its books."""
    found(url)
    office = WebOffice(url)
    store = office.ids["主库"]
    for kind, name in (("rejects", "退货区"), ("shelf", "A-02"), ("shelf", "B-01")):
        office.do("admin", RegisterLocation(kind=kind, name=name, parent_id=store))  # type: ignore[arg-type]
    office.do("admin", RegisterParty(kind="supplier", name="上海示例医疗"))
    office.do("admin", RegisterParty(kind="donor", name="示例慈善总会"))
    office.close()


def on_hand(office: WebOffice, batch: str) -> dict[str, int]:
    """What each of our places has of a batch."""
    rows = office.ask(
        "SELECT location.name, on_hand FROM balance JOIN lot ON lot.lot_id = balance.lot_id "
        "JOIN location ON location.location_id = balance.location_id "
        "WHERE batch_number = ? AND on_hand > 0 AND balance.is_outside = 0",
        batch,
    )
    return dict(rows)
