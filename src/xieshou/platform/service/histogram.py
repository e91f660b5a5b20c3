"""Milliseconds counted in fixed steps, and quantiles with their error stated. Pure."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

# the last milliseconds of each step; the step after them is open
BOUNDS = (10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000)


def step_of(milliseconds: int) -> int:
    """The step that a time falls in."""
    return bisect_left(BOUNDS, milliseconds)


@dataclass(frozen=True)
class Quantile:
    """A quantile lies above `low` and at most at `high` milliseconds; `high` None: above every step."""

    low: int
    high: int | None

    @property
    def text(self) -> str:
        """The upper end, which is never better than the truth."""
        return f"≤ {self.high:,}" if self.high is not None else f"> {self.low:,}"

    @property
    def error(self) -> str:
        """How far off it may be."""
        if self.high is None:
            return f"在 {self.low:,} 毫秒以上，没有上限"
        return f"在 {self.low:,}–{self.high:,} 毫秒之间，误差不超过 {self.high - self.low:,} 毫秒"


def quantile(counts: Mapping[int, int], percent: int) -> Quantile | None:
    """The step that holds the quantile by nearest rank; None without requests."""
    total = sum(counts.values())
    if not total:
        return None
    rank, seen = -(-total * percent // 100), 0
    for step in sorted(counts):
        seen += counts[step]
        if seen >= rank:
            break
    return Quantile(BOUNDS[step - 1] if step else 0, BOUNDS[step] if step < len(BOUNDS) else None)
