"""Whether a target is plausible (JX05): against past years and similar places, and the result against the target.

Everything is compared on one exact scale, whatever units were written. A missing value is left out, never taken as 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xieshou.kernel.checks.indicator import Row
from xieshou.kernel.comparison import Verdict
from xieshou.kernel.exact import HUNDRED, ONE, ZERO, Exact
from xieshou.kernel.goals.finding import GoalFinding, Place, found, in_order
from xieshou.kernel.goals.limits import Margins
from xieshou.kernel.goals.reading import amount_text, read_row
from xieshou.kernel.goals.severity import Severity
from xieshou.kernel.goals.sheet import GoalIndicator
from xieshou.kernel.target import LOWER, UPPER, TargetKind
from xieshou.kernel.wording import NO_WORDS, Words

_DEFAULT = Margins()


@dataclass(frozen=True, slots=True)
class PastValue:
    """What was reached in an earlier year, as written; empty or None is missing."""

    year: int
    actual: str | None


@dataclass(frozen=True, slots=True)
class PeerValue:
    """What a similar place reached or asks for, as written; empty or None is missing."""

    place: str
    value: str | None


@dataclass(frozen=True, slots=True)
class _Compared:
    """A value as a multiple of the target on one scale: `reached` and `asked` are exact and of the same unit."""

    label: Words
    text: str
    reached: Exact
    asked: Exact

    @property
    def told(self) -> Words:
        """`2019 年 53 次`."""
        return self.label + Words(f" {self.text}", f" {self.text}")


def plausibility(
    indicator: GoalIndicator,
    history: Sequence[PastValue],
    peers: Sequence[PeerValue] = (),
    *,
    year: int,
    margins: Margins = _DEFAULT,
) -> tuple[GoalFinding, ...]:
    """Findings on a target against earlier years and similar places, with the arithmetic; empty when it is plausible.

    Targets without a direction (dates, words, exact values, ranges) are not judged. Never raises.
    """
    more = _more_is_better(read_row(indicator, year))
    if more is None:
        return ()
    past = sorted((one for one in history if one.year < year), key=lambda one: one.year)
    years, unread = _compared([(Words(f"{one.year} 年", str(one.year)), one.actual) for one in past], indicator, year)
    places, strange = _compared([(Words(one.place, one.place), one.value) for one in peers], indicator, year)
    checks = (
        *_against_years(indicator, years, margins, more=more),
        *_growth(indicator, years, margins, more=more),
        *_against_peers(indicator, places, margins, more=more),
        *_left_out(indicator, (*unread, *strange)),
    )
    return in_order(checks)


def _more_is_better(row: Row) -> bool | None:
    """The direction of the target; a bare figure takes that of its name, anything else has none."""
    if row.target.kind in LOWER:
        return True
    if row.target.kind in UPPER:
        return False
    is_bare = row.target.kind is TargetKind.EQUAL and row.target.sign_missing
    return not row.less_is_better if is_bare else None


def _compared(
    values: Sequence[tuple[Words, str | None]], indicator: GoalIndicator, year: int
) -> tuple[list[_Compared], list[Words]]:
    """The values that compare, and the labels of those that are there but do not."""
    known, unread = [], []
    for label, text in values:
        comparison = read_row(indicator, year, text or "").comparison
        if comparison.scaled is not None and text:
            reached, asked = comparison.scaled
            known.append(_Compared(label, text.strip(), Exact(reached), Exact(asked)))
        elif comparison.verdict is not Verdict.MISSING:
            unread.append(label + Words(f"“{text}”", f" “{text}”"))
    return known, unread


# --- earlier years ---


def _against_years(
    indicator: GoalIndicator, years: Sequence[_Compared], margins: Margins, *, more: bool
) -> Iterator[GoalFinding]:
    """P-BELOW-HISTORY, P-BELOW-LAST or P-SAME-AS-LAST: one of them at most."""
    if not years:
        return
    last, recent = years[-1], years[-margins.years :]
    target = indicator.target
    if len(recent) == margins.years and all(_is_better(one, more=more) for one in recent):
        told = _listed(recent)
        what = Words(
            f"目标“{target}”，前 {len(recent)} 年实际都更好：", f"target “{target}”, every past year did better: "
        )
        yield _one("P-BELOW-HISTORY", indicator, what + told)
    elif _is_better(last, more=more):
        yield _one("P-BELOW-LAST", indicator, Words(f"目标“{target}”，", f"target “{target}”, ") + last.told)
    elif last.reached == last.asked and not _is_end(last, more=more):
        yield _one("P-SAME-AS-LAST", indicator, Words(f"目标“{target}”，", f"target “{target}”, ") + last.told)


def _is_better(one: _Compared, *, more: bool) -> bool:
    return one.reached > one.asked if more else one.reached < one.asked


def _is_end(one: _Compared, *, more: bool) -> bool:
    """Whether nothing better can be asked for: all of it, or none at all."""
    return one.text.endswith(("100%", "100％")) if more else one.asked == ZERO


def _growth(
    indicator: GoalIndicator, years: Sequence[_Compared], margins: Margins, *, more: bool
) -> Iterator[GoalFinding]:
    """P-GROWTH: so many times better than last year; of nothing there is no multiple."""
    if not years:
        return
    last = years[-1]
    top, bottom = (last.asked, last.reached) if more else (last.reached, last.asked)
    if bottom > ZERO and top / bottom > margins.growth:
        times = top / bottom
        asked = indicator.target
        what = last.told + Words(
            f"，目标“{asked}”，相差 {_times(times)} 倍，超过 {margins.growth} 倍",
            f", target “{asked}”: {_times(times)} times, more than {margins.growth}",
        )
        yield _one("P-GROWTH", indicator, what)


# --- similar places ---


def _against_peers(
    indicator: GoalIndicator, places: Sequence[_Compared], margins: Margins, *, more: bool
) -> Iterator[GoalFinding]:
    """P-BELOW-PEERS and P-ABOVE-PEERS, by the median of target ÷ value where it has one."""
    if len(places) < margins.fewest_peers:
        return
    if any(one.asked <= ZERO for one in places):
        return  # of a target of nothing there is no share
    middle, asked = median([one.reached / one.asked for one in places]), ONE
    edge = middle * (ONE - margins.below_peers if more else ONE + margins.below_peers)
    is_low = asked < edge if more else asked > edge
    top, bottom = (asked, middle) if more else (middle, asked)
    if is_low:
        yield _one("P-BELOW-PEERS", indicator, _peers(indicator, places, middle, margins))
    elif bottom > ZERO and top / bottom > margins.above_peers:
        yield _one("P-ABOVE-PEERS", indicator, _peers(indicator, places, middle, margins))


def median(values: Sequence[Exact]) -> Exact:
    """The middle of the values, or half the sum of the two in the middle; there must be at least one."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / Exact(2)


def _peers(indicator: GoalIndicator, places: Sequence[_Compared], middle: Exact, margins: Margins) -> Words:
    share, margin = _percent(middle), _percent(margins.below_peers)
    return _listed(places) + Words(
        f"；中位数是目标“{indicator.target}”的 {share}，允许相差 {margin}",
        f"; their median is {share} of the target “{indicator.target}”, {margin} is allowed",
    )


def _left_out(indicator: GoalIndicator, unread: Sequence[Words]) -> Iterator[GoalFinding]:
    """P-NOT-COMPARABLE: values that are there and cannot be compared."""
    if unread:
        names = NO_WORDS
        for number, one in enumerate(sorted(unread, key=lambda words: words.zh)):
            names += Words("、" if number else "", ", " if number else "") + one
        what = names + Words("与目标不能比较，没有使用", " do not compare with the target and were left out")
        yield _one("P-NOT-COMPARABLE", indicator, what)


# --- when the result is there ---


def completion(
    indicator: GoalIndicator, actual: str | None, *, year: int, reason: str = "", margins: Margins = _DEFAULT
) -> tuple[GoalFinding, ...]:
    """P-OVER and P-OVER-STRONG: a completion so high that its reason is asked for, with the arithmetic.

    For a limit (≤) the completion is limit ÷ actual; an actual of zero has none. A reason given answers P-OVER and
    leaves P-OVER-STRONG as a hint for the reviewer.
    """
    share = completion_share(indicator, actual, year=year)
    if share is None or share <= margins.over or (reason.strip() and share <= margins.over_strong):
        return ()
    is_strong = share > margins.over_strong
    limit = margins.over_strong if is_strong else margins.over
    arithmetic = f"{_division(read_row(indicator, year, actual))} = {_percent(share)}"
    what = Words(f"{arithmetic}，超过 {_percent(limit)}", f"{arithmetic}, above {_percent(limit)}")
    one = _one("P-OVER-STRONG" if is_strong else "P-OVER", indicator, what, Place.ACTUAL)
    return (replace(one, severity=Severity.HINT) if reason.strip() else one,)


def completion_share(indicator: GoalIndicator, actual: str | None, *, year: int) -> Exact | None:
    """Actual ÷ target, or target ÷ actual of a limit; None where there is no such share."""
    row = read_row(indicator, year, actual)
    more, scaled = _more_is_better(row), row.comparison.scaled
    if more is None or scaled is None:
        return None
    reached, asked = Exact(scaled[0]), Exact(scaled[1])
    top, bottom = (reached, asked) if more else (asked, reached)
    return top / bottom if bottom > ZERO else None


# --- words ---


def _division(row: Row) -> str:
    """`841 对 ÷ 300 对`, the better one above."""
    reached = amount_text(row.actual.quantity, row.actual.per)
    asked = amount_text(row.target.amount, row.target.per)
    return f"{reached} ÷ {asked}" if _more_is_better(row) else f"{asked} ÷ {reached}"


def _one(code: str, indicator: GoalIndicator, what: Words, place: Place = Place.TARGET) -> GoalFinding:
    name = Words(f"“{indicator.name}”：", f"“{indicator.name}”: ")
    return found(code, indicator.code, place, name + what)


def _listed(values: Sequence[_Compared]) -> Words:
    told = [one.told for one in values]
    return Words("、".join(one.zh for one in told), ", ".join(one.en for one in told))


def _percent(share: Exact) -> str:
    return (share * HUNDRED).rounded(2).text() + "%"


def _times(value: Exact) -> str:
    return value.rounded(2).text()
