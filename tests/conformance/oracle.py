"""The rules once more, by hand and by other means: `Fraction`, straight from the published table and the notice's wording.

Nothing here comes from the kernel's rules, expressions or lowering. A value of None is missing. Scores are hundredths.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import floor

Value = Fraction | None
Facts = Mapping[str, Value]
Scored = tuple[int, str]  # hundredths, outcome

POINT = 100


def half_up(number: Fraction, places: int = 0) -> Fraction:
    """四舍五入: half away from zero."""
    size = Fraction(floor(abs(number) * 10**places + Fraction(1, 2)), 10**places)
    return -size if number < 0 else size


def hundredths(points: Fraction | int) -> int:
    """Points to two decimals."""
    return int(half_up(Fraction(points) * POINT))


# --- an own indicator against its target (财预〔2020〕10 号, art. 16) ---


def target_score(
    direction: str,
    points: Fraction,
    target: Fraction,
    high: Fraction,
    actual: Value,
    *,
    in_proportion: bool = True,
    over: Sequence[tuple[Fraction, Fraction]] = (),
) -> Scored:
    """Full when met, else actual ÷ target or target ÷ actual; `over` reduces what lies far above the target."""
    if actual is None:
        return 0, "missing"
    if direction in {"at-least", "more-than"} and target > 0:
        for above, off in sorted(over, reverse=True):
            if actual / target > above:
                return hundredths(points * (1 - off)), "over-achieved"
    if is_met(direction, target, high, actual):
        return hundredths(points), "full"
    if not in_proportion:
        return 0, "nothing"
    share = missed_share(direction, target, high, actual)
    return (0, "zero-base") if share is None else (hundredths(points * share), "proportional")


def is_met(direction: str, target: Fraction, high: Fraction, actual: Fraction) -> bool:
    """Whether the target is reached."""
    return {
        "at-least": actual >= target,
        "more-than": actual > target,
        "at-most": actual <= target,
        "less-than": actual < target,
        "equal": actual == target,
        "range": target <= actual <= high,
    }[direction]


def missed_share(direction: str, target: Fraction, high: Fraction, actual: Fraction) -> Fraction | None:
    """The share of the points for a missed target; None when the base of the ratio is zero."""
    if direction in {"at-most", "less-than"}:
        return target / actual if actual else None
    if direction == "range" and actual > high:
        return high / actual
    if not target:
        return None
    return min(actual / target, target / actual) if actual else Fraction(0)


# --- ratios and when they are rounded ---

STAGES: Mapping[str, Callable[[Fraction], Fraction]] = {
    "exact": lambda rate: rate,
    "ratio, 2 decimals": lambda rate: half_up(rate, 2),
    "percent, 2 decimals": lambda rate: half_up(rate * 100, 2) / 100,
    "percent, 1 decimal": lambda rate: half_up(rate * 100, 1) / 100,
    "percent, whole": lambda rate: half_up(rate * 100) / 100,
}


def rate_score(points: int, part: Value, base: Value, stage: str) -> Scored:
    """Points × part ÷ base, at most full, the rate rounded at its stage."""
    if part is None or base is None:
        return 0, "missing"
    if base == 0:
        return 0, "zero-base"
    rate = STAGES[stage](part / base)
    if rate > 1:
        return points * POINT, "capped"
    return (hundredths(points * rate), "proportional") if rate > 0 else (0, "nothing")


# --- the table of a department's overall expenditure, Shenzhen 2020: 21 items ---


def department(facts: Facts) -> dict[str, Scored]:
    """The scores of all 21 items."""
    return {code: rule(facts) for code, rule in DEPARTMENT.items()}


def checked(points: Fraction, facts: Facts, worth: Mapping[str, Fraction | int], off: str = "") -> Scored:
    got = sum((weight * (facts[name] or 0) for name, weight in worth.items()), Fraction(0))
    got -= (facts[off] or 0) if off else 0
    return (hundredths(points), "full") if got >= points else (hundredths(max(got, Fraction(0))), "deducted")


def checks(points: int, names: Iterable[str]) -> Callable[[Facts], Scored]:
    return lambda facts: checked(Fraction(points), facts, dict.fromkeys(names, 1))


def less_each(points: int, each: int, name: str) -> Callable[[Facts], Scored]:
    def rule(facts: Facts) -> Scored:
        count = facts[name]
        if count is None:
            return 0, "missing"
        left = points - each * count
        return (hundredths(left), "deducted" if count else "full") if left > 0 else (0, "nothing")

    return rule


def banded(value: Value, bands: Sequence[tuple[Callable[[Fraction], bool], str]], otherwise: str = "0") -> Scored:
    if value is None:
        return 0, "missing"
    points = Fraction(next((points for holds, points in bands if holds(value)), otherwise))
    return hundredths(points), "band" if points else "nothing"


def ratio(part: Value, base: Value) -> Value:
    """A ratio, missing when one of its numbers is missing or the base is zero."""
    return None if part is None or base is None or base == 0 else part / base


def procurement(facts: Facts) -> Scored:
    rate = ratio(facts["procurement_actual"], facts["procurement_plan"]) or Fraction(0)
    executed = rate if rate <= 1 else Fraction(0)
    return hundredths(executed + (facts["procurement_policy"] or 0)), "sum"


def compliance(facts: Facts) -> Scored:
    veto = facts["compliance_veto"]
    if veto is None or veto > 0:
        return 0, "missing" if veto is None else "veto"
    rate = ratio(facts["adjustment_amount"], facts["budget_initial"])
    points_over = floor((rate - Fraction(10, 100)) * 100) if rate is not None and rate > Fraction(10, 100) else 0
    adjusted = max(1 - points_over * Fraction(1, 10), Fraction(0)) if rate is not None else Fraction(0)
    rest = (facts["compliance_spending"] or 0) + (facts["compliance_accounting"] or 0)
    return hundredths(rest + adjusted), "sum"


def disclosure(facts: Facts) -> Scored:
    worth = {1: Fraction(3, 2), 2: Fraction(1), 3: Fraction(0), None: Fraction(0)}
    return hundredths(worth[facts["disclosure_budget"]] + worth[facts["disclosure_accounts"]]), "sum"  # type: ignore[index]


def staff(facts: Facts) -> Scored:
    actual, quota = facts["staff_actual"], facts["staff_quota"]
    if actual is None or quota is None:
        return 0, "missing"
    if quota == 0:
        return 0, "zero-base"
    return (POINT, "full") if actual <= quota else (0, "nothing")


def outside_staff(facts: Facts) -> Scored:
    actual, dispatched = facts["staff_actual"], facts["dispatched"]
    if actual is None or dispatched is None:
        return 0, "missing"
    if actual + dispatched == 0:
        return 0, "zero-base"
    share = dispatched / (actual + dispatched)
    return banded(share, [(lambda r: r < Fraction(5, 100), "1"), (lambda r: r <= Fraction(10, 100), "0.5")])


def office_spending(facts: Facts) -> Scored:
    bands = [(lambda r: r < Fraction(9, 10), "3"), (lambda r: r <= 1, "2")]
    pairs = [("three_public_actual", "three_public_budget"), ("daily_public_actual", "daily_public_budget")]
    return sum(banded(ratio(facts[part], facts[base]), bands)[0] for part, base in pairs), "sum"


def execution(facts: Facts) -> Scored:
    """Each quarter's cumulative rate as a whole per cent, at most 100; twice the average on top."""
    budget = facts["budget_adjusted"]
    rates = []
    for name, share in zip(("q1", "q2", "q3", "q4"), ("1/4", "1/2", "3/4", "1"), strict=True):
        rate = ratio(facts[f"{name}_cumulative"], budget)
        rates.append(None if rate is None else min(Fraction(1), half_up(rate / Fraction(share) * 100) / 100))
    known = [rate for rate in rates if rate is not None]
    average = sum(known, Fraction(0)) / 4 if len(known) == 4 else Fraction(0)
    return hundredths(sum(known, Fraction(0)) + 2 * average), "sum"


def judged(facts: Facts) -> Scored:
    off = facts["effect_deducted"]
    if off is None:
        return 0, "missing"
    return (hundredths(25 - off), "judged" if off else "full") if off < 25 else (0, "nothing")


def at_least(*limits: tuple[int, str]) -> list[tuple[Callable[[Fraction], bool], str]]:
    return [(Fraction(limit).__le__, points) for limit, points in limits]


DEPARTMENT: Mapping[str, Callable[[Facts], Scored]] = {
    "A1": checks(5, [f"compile_{n}" for n in range(1, 6)]),
    "A2": less_each(5, 1, "compile_violations"),
    "A3": less_each(3, 1, "goal_violations"),
    "A4": lambda f: checked(
        Fraction(7), f, {f"clarity_{n}": w for n, w in enumerate((2, 2, 1, 1, 1), 1)}, "clarity_deducted"
    ),
    "B1": procurement,
    "B2": compliance,
    "B3": disclosure,
    "B4": checks(2, ["procedure_1", "procedure_2"]),
    "B5": checks(2, ["supervision_1", "supervision_2"]),
    "B6": checks(2, ["asset_safety_1", "asset_safety_2"]),
    "B7": lambda f: banded(f["assets_in_use_rate"], at_least((90, "1"), (75, "0.7"), (60, "0.4"))),
    "B8": staff,
    "B9": outside_staff,
    "B10": lambda f: checked(
        Fraction(3), f, {"system_1": Fraction(1, 2), "system_2": Fraction(3, 2), "system_3": Fraction(1)}
    ),
    "C1": office_spending,
    "C2": execution,
    "C3": less_each(8, 4, "key_work_unfinished"),
    "C4": lambda f: rate_score(6, f["projects_done"], f["projects_planned"], "exact"),
    "C5": judged,
    "C6": checks(3, ["petition_1", "petition_2", "petition_3"]),
    "C7": lambda f: banded(f["satisfaction"], at_least((95, "6"), (90, "4"), (80, "2")), otherwise="1"),
}

DEPARTMENT_SUMS: Mapping[str, Sequence[str]] = {
    "A": ["A1", "A2", "A3", "A4"],
    "A-1": ["A1", "A2"],
    "A-2": ["A3", "A4"],
    "B": [f"B{n}" for n in range(1, 11)],
    "B-1": ["B1", "B2", "B3"],
    "B-2": ["B4", "B5"],
    "B-3": ["B6", "B7"],
    "B-4": ["B8", "B9"],
    "B-5": ["B10"],
    "C": [f"C{n}" for n in range(1, 8)],
    "C-1": ["C1"],
    "C-2": ["C2", "C3", "C4"],
    "C-3": ["C5"],
    "C-4": ["C6", "C7"],
}


def grade(total: int) -> int:
    """优 90, 良 80, 中 60, 差, as positions from the best."""
    return next(position for position, limit in enumerate((90, 80, 60, 0)) if total >= limit * POINT)


def rescaled(scores: Iterable[int], full: Fraction, waived: Fraction) -> int:
    """Σ scores ÷ Σ points that apply × 100, in hundredths."""
    applies = full - waived
    return hundredths(Fraction(sum(scores), POINT) / applies * 100) if applies > 0 else 0
