"""Counting in the random days: counts begun, counted by several, finished, recounted, posted or given up."""

from liangcao.counting.commands import (
    CancelCount,
    Cell,
    CountedLine,
    CountGoods,
    ExplainedLine,
    FinishCount,
    PostDifferences,
    Reason,
    RecountLines,
    StartCount,
)
from liangcao.kernel.command import Command
from simulation.buyers import Buyers

_REASONS: tuple[Reason, ...] = ("misplaced", "lost", "found", "miscounted")


class Counters(Buyers):
    """What those who count, and those who deal with differences, wish for."""

    def _count(self, state: str) -> int:
        return self._pick(f"SELECT count_id FROM count_session WHERE state = '{state}'")

    def begin_count(self) -> Command | None:
        """A place is to be counted, now and then of one item only."""
        place = self._pick("SELECT location_id FROM location WHERE kind IN ('store', 'shelf')")
        return StartCount(location_id=place, item_id=self._item() if self.chance.random() < 0.2 else None)

    def count_some(self) -> Command | None:
        """Lots of a count are counted, mostly as the books have them; now and then something that is not there."""
        count_id = self._count("counting")
        if not count_id:
            return None
        rows = self.cast.ask(
            "SELECT lot_id, location_id, on_hand FROM count_expected WHERE count_id = ? ORDER BY lot_id", count_id
        )
        rows = rows or self.cast.ask(
            "SELECT lot_id, location_id, 0 FROM count_session JOIN lot USING (district_id) WHERE count_id = ? LIMIT 9",
            count_id,
        )
        chosen = self.chance.sample(rows, min(len(rows), self.chance.randint(1, 4)))
        lines = tuple(
            CountedLine(
                lot_id=lot_id,
                location_id=place,
                quantity=max(0, on_hand - self.chance.choice((0, 0, 0, 1, -2))),
                is_total=self.chance.random() < 0.8,
            )
            for lot_id, place, on_hand in chosen
        )
        return CountGoods(count_id=count_id, lines=lines) if lines else None

    def end_counting(self) -> Command | None:
        """Somebody says that all is counted."""
        count_id = self._count("counting")
        return FinishCount(count_id=count_id) if count_id else None

    def _differing(self, count_id: int) -> list[tuple[int, int]]:
        rows = self.cast.ask(
            "SELECT lot_id, location_id, outcome FROM count_result WHERE count_id = ? ORDER BY round_number", count_id
        )
        last = {(lot_id, place): outcome for lot_id, place, outcome in rows}
        return sorted(key for key, outcome in last.items() if outcome != "same")

    def count_again(self) -> Command | None:
        """Differing lines are counted once more."""
        count_id = self._count("review")
        cells = tuple(Cell(lot_id=lot_id, location_id=place) for lot_id, place in self._differing(count_id))
        return RecountLines(count_id=count_id, lines=cells) if cells else None

    def post_count(self) -> Command | None:
        """Differences are posted, each with a reason."""
        count_id = self._count("review")
        lines = tuple(
            ExplainedLine(lot_id=lot_id, location_id=place, reason=self.chance.choice(_REASONS))
            for lot_id, place in self._differing(count_id)
        )
        if not lines:
            return None
        found = self.cast.ask("SELECT round_number FROM count_session WHERE count_id = ?", count_id)[0][0]
        return PostDifferences(count_id=count_id, round_number=found, lines=lines)

    def drop_count(self) -> Command | None:
        """A count is given up."""
        count_id = self._count("review") if self.chance.random() < 0.5 else self._count("counting")
        return CancelCount(count_id=count_id, reason="停电") if count_id else None
