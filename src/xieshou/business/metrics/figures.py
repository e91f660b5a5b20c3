"""A figure: the exact value of a metric over a scope, with everything it was made of."""

from dataclasses import dataclass
from datetime import date

from xieshou.business.metrics.counting import Tally
from xieshou.business.metrics.models import Measure, Metric, MetricVersion
from xieshou.business.metrics.scope import Scope
from xieshou.business.metrics.upkeep import answer
from xieshou.kernel.exact import Exact
from xieshou.lib.problems import Invalid, Problem

MISSING = "—"
_PLACES = 4
_DEEPEST = 5


@dataclass(frozen=True)
class Figure:
    """`value` in the version's unit; None: nothing to count from, which is not zero. A ratio has its two parts."""

    version: MetricVersion
    scope: Scope
    value: Exact | None
    tally: Tally
    parts: tuple["Figure", ...] = ()

    @property
    def text(self) -> str:
        """In full; an endless one half-up to four decimals, marked ≈."""
        if self.value is None:
            return MISSING
        return self.value.text() if self.value.places() is not None else f"≈{self.value.text(_PLACES)}"

    @property
    def arithmetic(self) -> str:
        """How the value follows from what was counted."""
        if self.version.measure == Measure.RATIO:
            over, under = (part.text for part in self.parts)
            times = "" if self.version.factor == "1" else f" × {self.version.factor}"
            return f"{over} ÷ {under}{times} = {self.text} {self.version.unit}"
        if self.version.measure == Measure.SUM and not self.tally.valued:
            return f"{self.tally.records:,} 条记录，都没有填这个数" if self.tally.records else "没有记录"
        if self.version.measure == Measure.SUM:
            divided = f" ÷ {self.version.per:,}" if self.version.per != 1 else ""
            left = self.tally.records - self.tally.valued
            unfilled = f"；另有 {left:,} 条没有填这个数，不计" if left else ""
            return f"{self.tally.valued:,} 条之和 {self.tally.amount:,}{divided} = {self.text} {self.version.unit}{unfilled}"
        what = "去重后" if self.version.measure == Measure.DISTINCT else ""
        return f"{self.tally.records:,} 条记录，{what}{self.text} {self.version.unit}"


def version_on(metric: Metric, day: date) -> MetricVersion:
    """The declaration in force on a day; none is told."""
    held = [
        one
        for one in metric.versions.order_by("-number")
        if (one.valid_from is None or one.valid_from <= day) and (one.valid_to is None or day < one.valid_to)
    ]
    if not held:
        raise Invalid(Problem(f"“{metric}”在 {day} 没有生效的取数规则", remedy="请指标管理员登记该时期的版本"))
    return held[0]


def figure_of(metric: Metric, scope: Scope) -> Figure:
    """The figure by the declaration in force at the end of the span."""
    return figure(version_on(metric, scope.ends_on), scope)


def figure(version: MetricVersion, scope: Scope, depth: int = 0) -> Figure:
    """The figure by one declaration."""
    if version.measure == Measure.RATIO:
        return _ratio(version, scope, depth)
    found = answer(version, scope)
    return Figure(version, scope, _value(version, found), found)


def parts_on(version: MetricVersion, day: date, depth: int = 0) -> tuple[MetricVersion, ...]:
    """The declarations of a ratio's numerator and denominator in force on a day; none for any other measure."""
    if version.measure != Measure.RATIO:
        return ()
    if depth >= _DEEPEST:
        raise Invalid(Problem(f"“{version.metric}”的比率套得太深", remedy="请检查分子分母是否互相引用"))
    if version.numerator is None or version.denominator is None:
        raise Invalid(Problem(f"“{version.metric}”没有分子或分母"))
    return version_on(version.numerator, day), version_on(version.denominator, day)


def _value(version: MetricVersion, found: Tally) -> Exact | None:
    if version.measure == Measure.COUNT:
        return Exact(found.records)
    if version.measure == Measure.DISTINCT:
        return Exact(found.amount)
    return Exact(found.amount, version.per) if found.valued else None


def _ratio(version: MetricVersion, scope: Scope, depth: int) -> Figure:
    over, under = (figure(part, scope, depth + 1) for part in parts_on(version, scope.ends_on, depth))
    value = None
    if over.value is not None and under.value:
        value = over.value / under.value * Exact.read(version.factor)
    return Figure(version, scope, value, over.tally, (over, under))
