"""Printing: every figure is a ratio with the two rates behind it, medians over the rounds of one run."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Measured:
    """One row: what `ours` and `theirs` came to in each round, and the goal for their ratio."""

    what: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    goal: str
    unit: str = "/s"

    @property
    def ratio(self) -> float:
        """The median of the rounds' own ratios."""
        return median(one / other for one, other in zip(self.ours, self.theirs, strict=True))

    @property
    def spread(self) -> str:
        """The lowest and the highest ratio of a round."""
        ratios = [one / other for one, other in zip(self.ours, self.theirs, strict=True)]
        return f"{min(ratios):.2f}-{max(ratios):.2f}"


def show(title: str, against: str, rows: list[Measured]) -> None:
    """Print `rows` as a Markdown table under `title`, so that docs/speed.md takes it as it is."""
    print(f"\n### {title}\n\nAgainst: {against}.\n")
    print("| what | ours | against | ratio | rounds | goal |\n|---|--:|--:|--:|--:|--:|")
    for row in rows:
        ours, theirs = median(row.ours), median(row.theirs)
        figures = f"{ours:,.4g} | {theirs:,.4g}" if ours < 100 else f"{ours:,.0f} | {theirs:,.0f}"
        print(f"| {row.what} ({row.unit}) | {figures} | **{row.ratio:.2f}** | {row.spread} | {row.goal} |", flush=True)
