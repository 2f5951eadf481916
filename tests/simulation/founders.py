"""Setting up in the random days: money, days closed, places, parties, items; somebody would like to found books."""

from liangcao.catalog.commands import AddAlias, AddPack, RegisterItem
from liangcao.funds.commands import AppropriateFunds, PayParty
from liangcao.kernel.command import Command
from liangcao.kernel.moment import day_of
from liangcao.parties.commands import FoundDistrict, RegisterLocation, RegisterParty
from liangcao.storing.commands import CloseDay, CloseLocation
from simulation.askers import DAY, Askers


class Founders(Askers):
    """What treasurers, and those who keep the lists, wish for."""

    def fund(self) -> Command | None:
        """Money comes in."""
        return AppropriateFunds(
            budget_line_id=self.cast.id_of("place", "专款"), amount_fen=self.chance.randint(1, 9999)
        )

    def pay(self) -> Command | None:
        """Money goes out."""
        return PayParty(
            budget_line_id=self.cast.id_of("place", "专款"),
            party_id=self._pick("SELECT party_id FROM party"),
            amount_fen=self.chance.randint(1, 9999),
            note="货款",
        )

    def close_day(self) -> Command | None:
        """A day is closed."""
        return CloseDay(day=day_of(self.cast.clock.now() - self.chance.randint(0, 9) * DAY, "Asia/Shanghai"))

    def close_place(self) -> Command | None:
        """A place goes out of use, hardly ever a store."""
        sql = "SELECT location_id FROM location WHERE kind IN ('shelf', 'vehicle')"
        return CloseLocation(location_id=self._pick(sql))

    def _name(self, what: str) -> str:
        return f"{what}{self.chance.randint(1, 60)}"

    def place(self) -> Command | None:
        """A new shelf or vehicle."""
        store = self._pick("SELECT location_id FROM location WHERE kind = 'store'")
        return RegisterLocation(kind="shelf", name=self._name("货架"), parent_id=self.chance.choice((store, None)))

    def party(self) -> Command | None:
        """A new unit."""
        kind = self.chance.choice(("hospital", "school", "supplier"))
        return RegisterParty(kind=kind, name=self._name("单位"), phone=self.chance.choice(("", "139-0000-0000")))

    def item(self) -> Command | None:
        """A new item."""
        return RegisterItem(name=self._name("物资"), base_unit="个")

    def pack(self) -> Command | None:
        """A new pack."""
        return AddPack(item_id=self._item(), name=self._name("箱"), size=self.chance.randint(1, 9))

    def alias(self) -> Command | None:
        """A new name."""
        return AddAlias(item_id=self._item(), alias=self._name("别名"))

    def found_again(self) -> Command | None:
        """Somebody would like books of their own."""
        return FoundDistrict(name="又一个区")
