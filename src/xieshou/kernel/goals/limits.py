"""What the checks of goals allow: every number is a parameter. None of the defaults is an official figure."""

from dataclasses import dataclass

from xieshou.kernel.exact import HUNDRED, Exact

_FIFTH = Exact(20, 100)
_THREE = Exact(3)
_HALF_MORE = Exact(150, 100)


@dataclass(frozen=True, slots=True)
class LintLimits:
    """Limits of the indicator check.

    `full_points`: what all points sum to where no scheme is given. `fewest`: how many indicators there must be at least
    whose first or second level has the word. `copied_from`: as many targets equal to last year's are asked about.
    """

    full_points: Exact = HUNDRED
    fewest: tuple[tuple[str, int], ...] = (("产出", 3), ("效益", 1), ("满意", 1))
    copied_from: int = 3


@dataclass(frozen=True, slots=True)
class Margins:
    """Margins of plausibility, shares of one (0.2 is 20 %) or times.

    `years`: how many past actuals must all be better than the target. `below_peers`: how far below the median of
    similar places, of at least `fewest_peers`. `growth`, `above_peers`: times. `over`, `over_strong`: completion.
    """

    years: int = 3
    below_peers: Exact = _FIFTH
    fewest_peers: int = 3
    growth: Exact = _THREE
    above_peers: Exact = _THREE
    over: Exact = _HALF_MORE
    over_strong: Exact = _THREE


@dataclass(frozen=True, slots=True)
class MonitoringLimits:
    """Margins of monitoring, shares of one: how far spending and targets may be apart from time, and from each other."""

    spending: Exact = _FIFTH
    target: Exact = _FIFTH
    gap: Exact = _FIFTH
