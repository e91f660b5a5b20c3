"""Scores an office's own indicator: its target and actual as read, the rule of its direction, what was awarded."""

from collections.abc import Mapping

from xieshou.kernel.actual import Actual, read_actual
from xieshou.kernel.aggregate import Aggregated, aggregate
from xieshou.kernel.comparison import Comparison, Reason, Verdict, compare
from xieshou.kernel.evaluate import Facts, Value, chosen, value_of
from xieshou.kernel.evaluation import Indicator
from xieshou.kernel.exact import ZERO, Exact
from xieshou.kernel.expr import OUTCOMES, Fact, Outcome
from xieshou.kernel.program import INDICATOR_POINTS_PLACES, indicator_function
from xieshou.kernel.quantity import Quantity
from xieshou.kernel.reasoning import branch_arithmetic
from xieshou.kernel.rules.target import Direction, TargetRule
from xieshou.kernel.scheme import Item, Scheme
from xieshou.kernel.scorecard import ScoredItem
from xieshou.kernel.target import Target, TargetKind, read_target
from xieshou.kernel.wording import Words

_DIRECTIONS: Mapping[TargetKind, Direction] = {
    TargetKind.AT_LEAST: Direction.AT_LEAST,
    TargetKind.MORE_THAN: Direction.MORE_THAN,
    TargetKind.AT_MOST: Direction.AT_MOST,
    TargetKind.LESS_THAN: Direction.LESS_THAN,
    TargetKind.DURATION_LIMIT: Direction.AT_MOST,
    TargetKind.EQUAL: Direction.EQUAL,
}
# A value of the kind the target asks for is not there: nothing by rule. Any other text that does not compare is for a person.
_NO_VALUE = frozenset({Reason.KINDS_DIFFER, Reason.STATED_NOT_MEASURED})

_REASONS: Mapping[Reason, Words] = {
    Reason.SAME_TEXT: Words("实际值与目标值表述相同，得满分", "the actual repeats the target's words: full points"),
    Reason.STATED: Words(
        "实际值为“完成”类表述，未给出数值，按达到计", "stated as achieved without a figure: counted as met"
    ),
    Reason.IN_TIME: Words("按时完成，得满分", "in time: full points"),
    Reason.LATE: Words("晚于目标时间，0 分", "later than asked: 0"),
    Reason.STATED_MISSED: Words("表述为未达到，0 分", "stated as not met: 0"),
    Reason.NOT_PROVIDED: Words("未提供实际值或佐证，按规则 0 分", "no value or no evidence: 0 by rule"),
    Reason.NONE_WRITTEN: Words("实际值为“无”，按规则 0 分", "the actual says none: 0 by rule"),
    Reason.CANCELLED: Words("已取消，没有实际值，按规则 0 分", "cancelled, no value: 0 by rule"),
    Reason.IN_PROGRESS: Words("尚在进行，没有实际值，按规则 0 分", "still in progress, no value: 0 by rule"),
    Reason.NO_TARGET: Words("不适用，不设分值", "not applicable, carries no points"),
    Reason.KINDS_DIFFER: Words(
        "目标与实际不是同一类值（如日期对数量），没有可比的实际值，按规则 0 分",
        "target and actual are of different kinds, no comparable value: 0 by rule",
    ),
    Reason.STATED_NOT_MEASURED: Words(
        "目标要求数值，实际只有文字表述，按规则 0 分", "a figure is asked for, only words are given: 0 by rule"
    ),
    Reason.UNEQUAL_SIGN_MISSING: Words(
        "目标值未写 ≥ 或 ≤，方向不明", "the target has no sign, its direction is not known"
    ),
    Reason.UNITS_DIFFER: Words("目标与实际的单位不可换算", "the units of target and actual do not convert"),
    Reason.UNIT_MISSING: Words("缺少决定数量级的单位", "a unit is missing that decides the size"),
    Reason.PERIODS_DIFFER: Words("目标与实际的频次周期不可换算", "the periods do not convert"),
    Reason.SUBJECTS_DIFFER: Words("目标与实际所指对象不同", "target and actual speak of different things"),
    Reason.COPIED_SIGN: Words("实际值照抄比较符号，不能确定是否达到", "the actual repeats a sign and does not decide"),
    Reason.DATE_UNCERTAIN: Words("日期不够具体，不能确定是否按时", "the dates are not exact enough"),
    Reason.TEXT_DIFFERS: Words("实际表述与目标表述不同", "other words than the target's"),
    Reason.TARGET_UNREADABLE: Words("目标值无法读取", "the target cannot be read"),
    Reason.ACTUAL_UNREADABLE: Words("实际值无法读取", "the actual cannot be read"),
}
_PERSON = Words("规则无法判断，须由评价人员评定", "the rule cannot say, a person must judge")
_BY_WORDS = Words("按目标与实际的表述判断", "by the words of target and actual")


def score_indicator(scheme: Scheme, group: Item, indicator: Indicator) -> ScoredItem:
    """The indicator's scores. Its points have been checked to be a number."""
    points = Exact.read(indicator.points or "0")
    by_rule, outcome, arithmetic, words = _scored(scheme, group, points, indicator)
    published = Exact.read(indicator.score) if indicator.score is not None else None
    awarded = published if published is not None else by_rule if by_rule is not None else ZERO
    return ScoredItem(
        code=indicator.code,
        words=Words(indicator.name, indicator.name),
        points=points,
        by_rule=by_rule,
        awarded=awarded,
        published=published,
        outcome=outcome,
        rule=words,
        arithmetic=arithmetic,
        reason=indicator.note,
        target=indicator.target,
        actual=indicator.actual,
        line=indicator.line,
        path=(Words(indicator.level1, indicator.level1), Words(indicator.level2, indicator.level2)),
        leaf=group.code,
    )


def _scored(scheme: Scheme, group: Item, points: Exact, indicator: Indicator) -> "Ruled":
    if indicator.units:
        return _together(scheme, group, points, aggregate(indicator.units))
    target = read_target(indicator.target, points=points)
    actual = read_actual(indicator.actual)
    return _by_rule(scheme, group, points, target, actual, compare(target, actual))


def _together(scheme: Scheme, group: Item, points: Exact, values: Aggregated) -> "Ruled":
    """Several units' values put together, then scored once, on exact numbers."""
    assert group.indicators is not None
    direction = _DIRECTIONS[values.target_read.kind]
    rule = TargetRule(direction, group.indicators.in_proportion, group.indicators.excess)
    decision = rule.decision(Fact("points"))
    facts: Facts = {
        "points": Value(points, points.text()),
        "target": Value(values.target, f"{values.target} {values.unit}".rstrip()),
        "actual": Value(values.actual, f"{values.actual} {values.unit}".rstrip()),
    }
    by_rule = value_of(decision, facts).rounded(scheme.places)
    branch = chosen(decision, facts)
    lines = tuple(Words(line, line) for line in values.lines)
    return by_rule, branch.outcome, (*lines, *branch_arithmetic(branch, facts, by_rule)), rule.words(points, {})


Ruled = tuple[Exact | None, Outcome, tuple[Words, ...], Words]


def _by_rule(
    scheme: Scheme, group: Item, points: Exact, target: Target, actual: Actual, comparison: Comparison
) -> Ruled:
    assert group.indicators is not None
    direction = direction_of(target, comparison)
    if direction is not None and comparison.scaled is not None:
        excess = () if target.kind is TargetKind.RANGE else group.indicators.excess
        rule = TargetRule(direction, group.indicators.in_proportion, excess)
        return _computed(scheme, rule, points, target, actual, comparison.scaled)
    text = _REASONS.get(comparison.reason, Words("", ""))
    if comparison.verdict is Verdict.NOT_APPLICABLE:
        return ZERO, Outcome.NOT_APPLICABLE, (text,), _BY_WORDS
    if comparison.verdict is Verdict.MET:
        return points.rounded(scheme.places), Outcome.FULL, (text,), _BY_WORDS
    if comparison.verdict is Verdict.MISSED and comparison.reason is not Reason.UNEQUAL_SIGN_MISSING:
        return ZERO, Outcome.NOTHING, (text,), _BY_WORDS
    if comparison.verdict is Verdict.MISSING or comparison.reason in _NO_VALUE:
        return ZERO, Outcome.MISSING, (text,), _BY_WORDS
    judged = Words(f"{text.zh}；{_PERSON.zh}", f"{text.en}; {_PERSON.en}")
    return None, Outcome.JUDGED, (judged,), _BY_WORDS


def direction_of(target: Target, comparison: Comparison) -> Direction | None:
    """The rule that a target and its actual value are scored by; None: nothing is computed, see the comparison's reason.

    A range that was missed is scored by the end that was missed.
    """
    if comparison.verdict not in {Verdict.MET, Verdict.MISSED}:
        return None
    if comparison.reason is Reason.UNEQUAL_SIGN_MISSING:
        return None
    if target.kind is TargetKind.RANGE:
        return Direction.AT_MOST if comparison.reason is Reason.OVER else Direction.AT_LEAST
    return _DIRECTIONS.get(target.kind)


def _computed(
    scheme: Scheme, rule: TargetRule, points: Exact, target: Target, actual: Actual, scaled: tuple[int, int]
) -> Ruled:
    run, decision, names = indicator_function(rule, scheme.places)
    reached, asked = scaled
    numbers = {"points": points.scaled(INDICATOR_POINTS_PLACES), "target": asked, "actual": reached}
    (got,), (outcome,) = run([numbers[name] for name in names])
    facts: Facts = {
        "points": Value(points, points.text()),
        "target": Value(Exact(asked), _amount_text(_bound(target, rule.direction), target.per)),
        "actual": Value(Exact(reached), _amount_text(actual.quantity, actual.per)),
    }
    by_rule = Exact(got, 10**scheme.places)
    branch = chosen(decision, facts)
    return by_rule, OUTCOMES[outcome], branch_arithmetic(branch, facts, by_rule), rule.words(points, {})


def _bound(target: Target, direction: Direction) -> Quantity | None:
    """The end of a range that was missed; else the only bound."""
    return target.high if target.kind is TargetKind.RANGE and direction is Direction.AT_MOST else target.amount


def _amount_text(amount: Quantity | None, per: Quantity | None) -> str:
    if per is None:
        return str(amount)
    return f"{amount}/{per.unit if per.is_same_amount(Quantity(1, 0, per.unit)) else per}"
