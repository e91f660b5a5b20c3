"""Scores an office's own indicator: its target and actual as read, the rule of its direction, what was awarded."""

from collections.abc import Mapping

from xieshou.kernel.actual import Actual, read_actual
from xieshou.kernel.comparison import Comparison, Reason, Verdict, compare
from xieshou.kernel.evaluate import Facts, Value, chosen
from xieshou.kernel.evaluation import Indicator
from xieshou.kernel.exact import ZERO, Exact
from xieshou.kernel.expr import OUTCOMES, Outcome
from xieshou.kernel.program import INDICATOR_POINTS_PLACES, indicator_function
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
}
_PERSON = Words("规则无法判断，须由评价人员评定", "the rule cannot say, a person must judge")


def score_indicator(scheme: Scheme, group: Item, indicator: Indicator) -> ScoredItem:
    """The indicator's scores. Its points have been checked to be a number."""
    points = Exact.read(indicator.points or "0")
    target = read_target(indicator.target, points=points)
    actual = read_actual(indicator.actual)
    comparison = compare(target, actual, year=None)
    by_rule, outcome, arithmetic, words = _by_rule(scheme, group, points, target, actual, comparison)
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
        path=(indicator.level1, indicator.level2),
        leaf=group.code,
    )


Ruled = tuple[Exact | None, Outcome, tuple[Words, ...], Words]


def _by_rule(
    scheme: Scheme, group: Item, points: Exact, target: Target, actual: Actual, comparison: Comparison
) -> Ruled:
    assert group.indicators is not None
    direction = _direction(target, comparison)
    if direction is not None and comparison.scaled is not None:
        rule = TargetRule(direction, group.indicators.in_proportion, group.indicators.excess)
        return _computed(scheme, rule, points, target, actual, comparison.scaled)
    words = Words("按目标与实际的表述判断", "by the words of target and actual")
    text = _REASONS.get(
        comparison.reason,
        Words(f"{_PERSON.zh}（{comparison.reason.value}）", f"{_PERSON.en} ({comparison.reason.value})"),
    )
    if comparison.verdict is Verdict.NOT_APPLICABLE:
        return ZERO, Outcome.NOT_APPLICABLE, (text,), words
    if comparison.verdict is Verdict.MET:
        return points.rounded(scheme.places), Outcome.FULL, (text,), words
    if comparison.verdict is Verdict.MISSED:
        return ZERO, Outcome.NOTHING, (text,), words
    if comparison.verdict is Verdict.MISSING or comparison.reason in _NO_VALUE:
        return ZERO, Outcome.MISSING, (text,), words
    return None, Outcome.JUDGED, (text,), words


def _direction(target: Target, comparison: Comparison) -> Direction | None:
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
        "target": Value(Exact(asked), str(target.amount)),
        "actual": Value(Exact(reached), str(actual.quantity)),
    }
    by_rule = Exact(got, 10**scheme.places)
    branch = chosen(decision, facts)
    return by_rule, OUTCOMES[outcome], branch_arithmetic(branch, facts, by_rule), rule.words(points, {})
