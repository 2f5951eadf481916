"""Keeping the catalogue in the random days: codes, corrections, what is used no more, what was there twice."""

from liangcao.catalog.codes import check_digit
from liangcao.catalog.commands import (
    AddCode,
    AddStarterItems,
    CorrectItem,
    EndCode,
    ImportItems,
    ItemLine,
    MergeItems,
    RestoreItem,
    RetireItem,
    SetRequiredPapers,
)
from liangcao.kernel.command import Command
from liangcao.kernel.moment import day_of
from liangcao.requests.commands import SetSubstitute
from simulation.receivers import Receivers

DAYS = ("2020-01-01", "2020-01-31", "2020-02-29")


class Cataloguers(Receivers):
    """What those wish for who keep the catalogue."""

    def _any_item(self) -> int:
        return self._pick("SELECT item_id FROM item")

    def _little_used(self) -> int:
        """An item somebody registered in these days: mostly nothing of it stands anywhere."""
        return self._pick("SELECT item_id FROM item WHERE name LIKE ? OR category = ?", "物资%", "水上救生")

    def code(self) -> Command | None:
        """A barcode, now and then with a slip of the pen; a code of the office's own."""
        digits = f"690{self.chance.randint(0, 40):09d}"
        right = f"{digits}{check_digit(digits)}"
        system, code = self.chance.choice((("gtin", right), ("gtin", f"{digits}0"), ("internal", right[-4:])))
        since = self.chance.choice((None, None, *DAYS))
        return AddCode.model_validate(
            {"item_id": self._any_item(), "system": system, "code": code, "valid_from": since}
        )

    def end_code(self) -> Command | None:
        """A maker changes its barcode."""
        code_id = self._pick("SELECT code_id FROM item_code")
        return EndCode(code_id=code_id, valid_until=self.chance.choice(DAYS)) if code_id else None

    def correct_item(self) -> Command | None:
        """Something was written wrong, or is scarce by now."""
        facts = self.chance.choice(
            (
                {"grade": self.chance.choice(("一级", "二级"))},
                {"is_scarce": self.chance.random() < 0.5},
                {"name": "改名"},
            )
        )
        return CorrectItem.model_validate({"item_id": self._any_item(), "reason": "按实物", **facts})

    def retire(self) -> Command | None:
        """An item is used no more, mostly one of which there is nothing."""
        item_id = self._little_used() if self.chance.random() < 0.8 else self._any_item()
        return RetireItem(item_id=item_id, instead_id=self._any_item(), reason="不再采购") if item_id else None

    def restore(self) -> Command | None:
        """It is wanted again."""
        item_id = self._pick("SELECT item_id FROM item WHERE state <> 'active'")
        return RestoreItem(item_id=item_id, reason="又要用") if item_id else None

    def merge_twins(self) -> Command | None:
        """Two that are one."""
        item_id = self._little_used()
        return MergeItems(item_id=item_id, into_id=self._any_item(), reason="登记了两遍") if item_id else None

    def starters(self) -> Command | None:
        """The flood season begins."""
        return AddStarterItems(starter_set=self.chance.choice(("flood", "earthquake")))

    def catalogue(self) -> Command | None:
        """A catalogue of others."""
        lines = [ItemLine(name=f"物资{self.chance.randint(1, 90)}", base_unit="个") for _ in range(2)]
        return ImportItems(
            lines=(*lines, ItemLine(item_id=self._any_item(), aliases=(f"别名{self.chance.randint(1, 90)}",)))
        )

    def required(self) -> Command | None:
        """Goods are so short that one paper must do."""
        papers = self.chance.choice(((), ("quality_report",), ("product_certificate", "quality_report")))
        return SetRequiredPapers.model_validate({"category": "口罩", "papers": papers, "reason": "货源紧"})

    def substitute(self) -> Command | None:
        """What may serve for what, for whom, from when on."""
        kinds = self.chance.choice(((), ("checkpoint",), ("hospital", "school")))
        today = day_of(self.cast.clock.now(), "Asia/Shanghai")
        alike = [row[0] for row in self._rows("SELECT item_id FROM item WHERE base_unit = '个' AND kind = 'goods'")]
        pair = self.chance.sample(alike, 2) if len(alike) > 1 else (self._item(), self._item())
        return SetSubstitute.model_validate(
            {
                "item_id": pair[0],
                "other_id": pair[1],
                "is_forbidden": self.chance.random() < 0.2,
                "kinds": kinds,
                "effective_on": self.chance.choice((today, today, "2020-02-03")),
                "reason": "专家组定",
            }
        )
