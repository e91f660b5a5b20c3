"""Whether a target was met: exact, units converted, undecided where the two texts do not decide."""

from dataclasses import dataclass, replace
from enum import StrEnum

from xieshou.kernel.actual import Actual, ActualKind
from xieshou.kernel.dates import DateEdge, PartialDate
from xieshou.kernel.quantity import Quantity
from xieshou.kernel.target import LOWER, UPPER, Target, TargetKind
from xieshou.kernel.text import normalise
from xieshou.kernel.units import MONEY, NUMBER, find_unit, is_counted


class Verdict(StrEnum):
    """What can be said."""

    MET = "met"
    MISSED = "missed"
    NOT_COMPARABLE = "not-comparable"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"


class Reason(StrEnum):
    """Why the verdict is what it is."""

    REACHED = "reached"
    EXCEEDED = "exceeded"  # better than asked
    SHORT = "short"  # below the target
    OVER = "over"  # above the limit
    UNEQUAL = "unequal"  # not the value asked for
    UNEQUAL_SIGN_MISSING = (
        "unequal-sign-missing"  # not the value written; the target has no sign, so the direction is not known
    )
    SAME_TEXT = "same-text"  # the same words as the target
    STATED = "stated"  # stated as met, not measured
    IN_TIME = "in-time"  # in time
    LATE = "late"  # later than asked
    UNITS_DIFFER = "units-differ"  # units that do not convert
    UNIT_MISSING = "unit-missing"  # a unit is missing that decides the size
    PERIODS_DIFFER = "periods-differ"  # periods that do not convert, or only one of the two has a period
    SUBJECTS_DIFFER = "subjects-differ"  # the two speak of different things
    COPIED_SIGN = "copied-sign"  # the actual repeats a sign and gives a bound that does not decide
    DATE_UNCERTAIN = "date-uncertain"  # the dates are not exact enough to decide
    KINDS_DIFFER = "kinds-differ"  # a count, a date and words do not compare
    TEXT_DIFFERS = "text-differs"  # other words than the target; a person must judge
    STATED_NOT_MEASURED = "stated-not-measured"  # stated where a figure or a date is asked for
    STATED_MISSED = "stated-missed"  # stated as not met
    TARGET_UNREADABLE = "target-unreadable"  # the target could not be read
    ACTUAL_UNREADABLE = "actual-unreadable"  # the actual value could not be read
    NOT_PROVIDED = "not-provided"  # nothing was provided
    NONE_WRITTEN = "none-written"  # the actual says 无 or —
    CANCELLED = "cancelled"  # cancelled or not begun
    IN_PROGRESS = "in-progress"  # still in progress
    NO_TARGET = "no-target"  # the indicator has no target


@dataclass(frozen=True, slots=True)
class Comparison:
    """A verdict with its reason.

    `scaled` is (actual, target) as integers of one scale in one unit, for scoring in proportion; None when the
    two are not numbers of one dimension or nothing is decided. A range gives the bound that was missed, else its
    lower one. `unit_assumed`: one side had no unit and was taken in the other's. `copied_sign`: the actual repeats
    a sign, so what was compared is a bound and not a measurement.
    """

    verdict: Verdict
    reason: Reason
    scaled: tuple[int, int] | None = None
    unit_assumed: bool = False
    copied_sign: bool = False


_MISSING = {
    ActualKind.NOT_PROVIDED: Reason.NOT_PROVIDED,
    ActualKind.NOT_APPLICABLE: Reason.NONE_WRITTEN,
    ActualKind.CANCELLED: Reason.CANCELLED,
    ActualKind.IN_PROGRESS: Reason.IN_PROGRESS,
}


def compare(target: Target, actual: Actual, *, year: int | None = None) -> Comparison:
    """Compare an actual value with its target.

    `year` is the evaluated year, for dates written without one. Missing values give MISSING, never MISSED: what
    that costs is the scheme's rule. Never raises.
    """
    settled = _settled(target, actual)
    if settled:
        return settled
    if target.kind is TargetKind.QUALITATIVE:
        return _compare_words(target, actual)
    if target.kind is TargetKind.DATE:
        return _compare_with_date(target, actual, year)
    return _compare_with_amount(target, actual)


def _settled(target: Target, actual: Actual) -> Comparison | None:
    if target.kind is TargetKind.NOT_APPLICABLE:
        return Comparison(Verdict.NOT_APPLICABLE, Reason.NO_TARGET)
    if actual.kind in _MISSING:
        return Comparison(Verdict.MISSING, _MISSING[actual.kind])
    if target.kind is TargetKind.UNREADABLE:
        return _undecided(Reason.TARGET_UNREADABLE)
    if actual.kind is ActualKind.UNREADABLE:
        return _undecided(Reason.ACTUAL_UNREADABLE)
    if actual.kind is ActualKind.STATED_MISSED and not _is_same_text(target, actual):
        return Comparison(Verdict.MISSED, Reason.STATED_MISSED)
    return None


def _undecided(reason: Reason) -> Comparison:
    return Comparison(Verdict.NOT_COMPARABLE, reason)


def _is_same_text(target: Target, actual: Actual) -> bool:
    return normalise(target.text) == normalise(actual.text)


def _compare_words(target: Target, actual: Actual) -> Comparison:
    if _is_same_text(target, actual):
        return Comparison(Verdict.MET, Reason.SAME_TEXT)
    if actual.kind is ActualKind.STATED_MET:
        return Comparison(Verdict.MET, Reason.STATED)
    return _undecided(Reason.TEXT_DIFFERS if actual.kind is ActualKind.QUALITATIVE else Reason.KINDS_DIFFER)


# --- dates ---


def _compare_with_date(target: Target, actual: Actual, year: int | None) -> Comparison:
    if _is_same_text(target, actual):
        return Comparison(Verdict.MET, Reason.SAME_TEXT)
    if actual.kind is ActualKind.STATED_MET:
        return _stated(actual)
    if target.date is None or actual.date is None:
        return _undecided(Reason.KINDS_DIFFER)
    if target.event and actual.event and target.event != actual.event:
        return _undecided(Reason.SUBJECTS_DIFFER)
    return _compare_dates(_in_year(target.date, year), _in_year(actual.date, year))


def _stated(actual: Actual) -> Comparison:
    """`及时` answers a limit in time; `完成` does not say when."""
    if actual.is_in_time:
        return Comparison(Verdict.MET, Reason.STATED)
    return _undecided(Reason.STATED_NOT_MEASURED)


def _in_year(date: PartialDate, year: int | None) -> PartialDate:
    fits = year is not None and date.year is None and (date.month, date.day) != (2, 29)
    return replace(date, year=year) if fits else date


def _compare_dates(limit: PartialDate, reached: PartialDate) -> Comparison:
    if (limit.year is None) is not (reached.year is None):
        return _undecided(Reason.DATE_UNCERTAIN)
    asked_parts = (limit.year or 0, limit.month, limit.day)
    for asked, came in zip(asked_parts, (reached.year or 0, reached.month, reached.day), strict=True):
        if asked is None or came is None:
            break
        if came < asked:
            return Comparison(Verdict.MET, Reason.IN_TIME)
        if came > asked:
            is_exact = reached.edge is DateEdge.WITHIN  # `before` a later date may still have been in time
            return Comparison(Verdict.MISSED, Reason.LATE) if is_exact else _undecided(Reason.DATE_UNCERTAIN)
    return _compare_same_period(limit, reached)


def _compare_same_period(limit: PartialDate, reached: PartialDate) -> Comparison:
    """Equal as far as both are written: decided only when the limit covers the whole of what was reached."""
    asked, came = ((date.month is None, date.day is None) for date in (limit, reached))
    is_before = reached.edge is DateEdge.BEFORE
    is_inside = came <= asked and limit.edge is not DateEdge.BEFORE
    is_in_time = is_inside or (is_before and came >= asked)
    return Comparison(Verdict.MET, Reason.IN_TIME) if is_in_time else _undecided(Reason.DATE_UNCERTAIN)


# --- amounts ---

_DIRECTIONS = ("增长", "增加", "提高", "提升", "上升", "下降", "减少", "降低", "缩减", "压减", "节约", "超支")


def _compare_with_amount(target: Target, actual: Actual) -> Comparison:
    if actual.kind is ActualKind.STATED_MET:
        is_limit = target.kind is TargetKind.DURATION_LIMIT
        return _stated(actual) if is_limit else _undecided(Reason.STATED_NOT_MEASURED)
    if actual.quantity is None or target.amount is None:
        return _undecided(Reason.KINDS_DIFFER)
    if not _speak_of_one_thing(target.subject, actual.subject):
        return _undecided(Reason.SUBJECTS_DIFFER)
    if target.kind is TargetKind.RANGE and target.high is not None:
        return _compare_range(target, target.high, actual)
    return _compare_bound(target, target.amount, actual)


def _speak_of_one_thing(one: str, other: str) -> bool:
    if one and other:
        return one == other
    return not (one + other).endswith(_DIRECTIONS)


def _compare_range(target: Target, high: Quantity, actual: Actual) -> Comparison:
    lower = _compare_bound(replace(target, kind=TargetKind.AT_LEAST), target.low or high, actual)
    upper = _compare_bound(replace(target, kind=TargetKind.AT_MOST), high, actual)
    if lower.verdict is not Verdict.MET:
        return lower
    return replace(lower, reason=Reason.REACHED) if upper.verdict is Verdict.MET else upper


def _compare_bound(target: Target, bound: Quantity, actual: Actual) -> Comparison:
    if actual.quantity is None:
        return _undecided(Reason.KINDS_DIFFER)
    common = _common(actual.quantity, bound)
    if isinstance(common, Reason):
        return _undecided(common)
    scaled = _per_period(common[0], actual, target)
    if scaled is None:
        return _undecided(Reason.PERIODS_DIFFER)
    verdict, reason = _judge(target, *scaled)
    if not _is_decided(target.kind, verdict, actual.copied_sign):
        return replace(_undecided(Reason.COPIED_SIGN), copied_sign=True)
    is_bound = actual.copied_sign is not None
    return Comparison(verdict, reason, scaled, unit_assumed=common[1], copied_sign=is_bound)


def _common(actual: Quantity, bound: Quantity) -> tuple[tuple[int, int], bool] | Reason:
    """Both amounts on one scale, and whether a unit had to be assumed."""
    if actual.converts_to(bound):
        return actual.scaled_with(bound), False
    plain = [_is_plain(quantity.unit) for quantity in (actual, bound)]
    if not any(plain):
        return Reason.UNITS_DIFFER
    bare, other = (actual, bound) if plain[0] else (bound, actual)
    if bare.digits and not is_counted(other.unit) and not (bare.unit and _is_money(other.unit)):
        return Reason.UNIT_MISSING
    if bare.unit and _is_money(other.unit):  # `6.32亿` beside `5亿元`
        bare = replace(bare, unit=bare.unit + "元")
    elif bare.unit:
        bare = bare.in_unit("")
    bare = bare if bare.unit else replace(bare, unit=other.unit)
    return (bare.scaled_with(other) if plain[0] else other.scaled_with(bare)), True


def _is_plain(name: str) -> bool:
    unit = find_unit(name)
    return unit is not None and unit.dimension == NUMBER


def _is_money(name: str) -> bool:
    unit = find_unit(name)
    return unit is not None and unit.dimension == MONEY


def _per_period(scaled: tuple[int, int], actual: Actual, target: Target) -> tuple[int, int] | None:
    """Both as so many per one period; None when the periods do not convert. Zero is zero in any period."""
    reached, asked = scaled
    if (actual.per is None and target.per is None) or reached == 0:
        return scaled
    if actual.per is None or target.per is None or not actual.per.converts_to(target.per):
        return None
    period, asked_period = actual.per.scaled_with(target.per)
    return reached * asked_period, asked * period


def _judge(target: Target, reached: int, asked: int) -> tuple[Verdict, Reason]:
    if reached == asked:
        is_strict = target.kind in (TargetKind.MORE_THAN, TargetKind.LESS_THAN)
        if not is_strict:
            return Verdict.MET, Reason.REACHED
        return Verdict.MISSED, Reason.SHORT if target.kind is TargetKind.MORE_THAN else Reason.OVER
    if target.kind in LOWER:
        return (Verdict.MET, Reason.EXCEEDED) if reached > asked else (Verdict.MISSED, Reason.SHORT)
    if target.kind in UPPER:
        return (Verdict.MET, Reason.EXCEEDED) if reached < asked else (Verdict.MISSED, Reason.OVER)
    return Verdict.MISSED, Reason.UNEQUAL_SIGN_MISSING if target.sign_missing else Reason.UNEQUAL


def _is_decided(kind: TargetKind, verdict: Verdict, copied: TargetKind | None) -> bool:
    """A bound decides when it lies on the far side of the target: `≥16` meets `≥1`, `≤5` fails `≥6`."""
    if copied is None:
        return True
    if kind not in LOWER + UPPER:
        return False
    same, opposite = (LOWER, UPPER) if kind in LOWER else (UPPER, LOWER)
    return copied in (same if verdict is Verdict.MET else opposite)
