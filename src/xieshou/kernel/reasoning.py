"""The arithmetic of one score in lines a person can check by hand, and what would explain another published score."""

from collections.abc import Iterator
from dataclasses import replace

from xieshou.kernel.evaluate import Facts, Known, chosen, condition_text, percent_text, printed, steps, value_of
from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import Branch, Cases, Const, Expr, Fact, Outcome, Round, facts_of
from xieshou.kernel.rules.all_or_nothing import AllOrNothing
from xieshou.kernel.rules.bands import Bands
from xieshou.kernel.rules.base import Rule
from xieshou.kernel.rules.checkpoints import CheckPoints
from xieshou.kernel.rules.over_threshold import OverThreshold
from xieshou.kernel.rules.parts import Parts
from xieshou.kernel.rules.ratio import Ratio
from xieshou.kernel.rules.violations import Violations
from xieshou.kernel.scheme import Item, Scheme
from xieshou.kernel.wording import NO_WORDS, Names, Words

_OUTCOMES = {
    Outcome.FULL: Words("得满分", "full points"),
    Outcome.PROPORTIONAL: Words("按比例计分", "in proportion"),
    Outcome.CAPPED: Words("超过上限，按满分计", "above the cap, full points"),
    Outcome.BAND: Words("按档计分", "by band"),
    Outcome.DEDUCTED: Words("扣减后得分", "less deductions"),
    Outcome.NOTHING: Words("不得分", "no points"),
    Outcome.MISSING: Words("没有数值或佐证，不得分", "no value or no evidence, no points"),
    Outcome.NOT_APPLICABLE: Words("不适用，不考核", "not applicable, not assessed"),
    Outcome.OVER: Words("超过上限，不得分", "above the limit, no points"),
    Outcome.VETO: Words("出现否决情形，本项不得分", "a veto applies, no points"),
    Outcome.JUDGED: Words("由评价人员评定", "by judgement"),
    Outcome.ZERO_BASE: Words("分母为零，不得分", "the base is zero, no points"),
    Outcome.OVER_ACHIEVED: Words("超额完成幅度过大，按规定扣减", "far above the target, reduced"),
    Outcome.OUTSIDE: Words("评定值超出允许范围", "the judgement is outside what is allowed"),
    Outcome.SUM: Words("各部分相加", "the sum of the parts"),
}


def outcome_words(outcome: Outcome) -> Words:
    """An outcome in words."""
    return _OUTCOMES[outcome]


def item_arithmetic(item: Item, decision: Cases, facts: Facts, by_rule: Exact, scheme: Scheme) -> tuple[Words, ...]:
    """The lines for one item: its parts or check-points when it has them, then the sum."""
    assert item.rule is not None
    branch = chosen(decision, facts)
    names = scheme.names()
    if isinstance(item.rule, Parts) and branch.outcome is Outcome.SUM:
        return (*_parts_lines(item.rule, facts, names), _total_line(branch, facts, by_rule))
    if branch.outcome in {Outcome.MISSING, Outcome.NOT_APPLICABLE}:  # its facts need not be there
        return (_result(branch, facts, by_rule, names),)
    return (*_rule_lines(item.rule, branch, facts, names), _result(branch, facts, by_rule, names))


def branch_arithmetic(branch: Branch, facts: Facts, by_rule: Exact) -> tuple[Words, ...]:
    """The condition that held, the roundings, the last line with the score."""
    return (*_branch_lines(branch, facts, {}), _result(branch, facts, by_rule, {}))


def _rule_lines(rule: Rule, branch: Branch, facts: Facts, names: Names) -> Iterator[Words]:
    match rule:
        case CheckPoints():
            yield from _check_point_lines(rule, facts)
        case Violations(count, each):
            yield _violation_line(names[count], each, value_of(Fact(count), facts))
        case Ratio(rate) | Bands(rate) | AllOrNothing(rate) | OverThreshold(rate):
            as_ratio = isinstance(rate, Round) and not rate.percent  # 0.64 is rounded as 0.64, not as 64%
            as_percent = not as_ratio and (not isinstance(rule, Bands | AllOrNothing) or rule.percent)
            lines, known = _rate_lines(rate, branch, facts, as_percent)
            yield from lines
            yield from _branch_lines(branch, facts, known)
        case _:
            yield from _branch_lines(branch, facts, {})


def _rate_lines(rate: Expr, branch: Branch, facts: Facts, as_percent: bool) -> tuple[list[Words], Known]:
    """The rate worked out once; from then on it is printed as its value. A base of zero is not divided by."""
    if _is_plain(rate) or branch.outcome is Outcome.ZERO_BASE:
        return [], {}
    value = value_of(rate, facts)
    text = percent_text(value) if as_percent else value.text()
    if isinstance(rate, Round):
        lines = [step.line() for step in steps(rate, facts)]
    else:
        inner = [step.line() for step in steps(rate, facts)[:-1]]
        lines = [*inner, f"{printed(rate, facts)} = {text}"]
    return [Words(line, line) for line in lines], {rate: text}


def _branch_lines(branch: Branch, facts: Facts, known: Known) -> Iterator[Words]:
    if branch.when is not None and branch.outcome is not Outcome.MISSING:
        text = condition_text(branch.when, facts, known)
        yield Words(text, text)
    if _is_plain(branch.value):
        return
    for step in steps(branch.value, facts, known):
        yield Words(step.line(), step.line())


def _violation_line(name: Words, each: Exact, count: Exact) -> Words:
    off = each * count
    return Words(
        f"{name.zh}：{count}，每项扣 {each} 分，共扣 {off} 分", f"{name.en}: {count}, {each} off each, {off} off in all"
    )


def _is_plain(value: Expr) -> bool:
    return isinstance(value, Const | Fact)


def _result(branch: Branch, facts: Facts, by_rule: Exact, names: Names) -> Words:
    words = _OUTCOMES[branch.outcome]
    absent = [name for name in _missing_names(branch) if facts.get(name) is None]
    zh = "、".join(names[name].zh if name in names else name for name in absent)
    en = ", ".join(names[name].en if name in names else name for name in absent)
    which = Words(f"：{zh}", f": {en}") if absent else NO_WORDS
    return Words(f"→ {by_rule} 分（{words.zh}{which.zh}）", f"→ {by_rule} ({words.en}{which.en})")


def _missing_names(branch: Branch) -> Iterator[str]:
    if branch.outcome is Outcome.MISSING and branch.when is not None:
        yield from dict.fromkeys(facts_of(branch.when))


def _parts_lines(rule: Parts, facts: Facts, names: Names) -> Iterator[Words]:
    for number, part in enumerate(rule.parts, 1):
        branch = chosen(part.rule.decision(Const(part.points)), facts)
        value = value_of(branch.value, facts).text()
        lines = [] if branch.outcome is Outcome.MISSING else list(_rule_lines(part.rule, branch, facts, names))
        zh = "；".join([line.zh for line in lines] + [f"{value} 分（{_OUTCOMES[branch.outcome].zh}）"])
        en = "; ".join([line.en for line in lines] + [f"{value} ({_OUTCOMES[branch.outcome].en})"])
        yield Words(f"（{number}）{part.words.zh}：{zh}", f"({number}) {part.words.en}: {en}")


def _total_line(branch: Branch, facts: Facts, by_rule: Exact) -> Words:
    exact = value_of(branch.value, facts)
    text = exact.text() if exact == by_rule else f"{exact.text()} ≈ {by_rule}"
    return Words(f"→ 合计 {text} 分", f"→ in all {text}")


def _check_point_lines(rule: CheckPoints, facts: Facts) -> Iterator[Words]:
    for number, point in enumerate(rule.points, 1):
        value = facts.get(point.fact)
        if value is None:
            yield Words(f"{number}. {point.words.zh}：无佐证，0 分", f"{number}. {point.words.en}: no evidence, 0")
            continue
        got = point.points * value.number
        yield Words(
            f"{number}. {point.words.zh}：{got} / {point.points} 分",
            f"{number}. {point.words.en}: {got} / {point.points}",
        )
    for deduction in rule.deductions:
        value = facts.get(deduction.fact)
        if value is not None and value.number:
            off = deduction.each * value.number
            yield Words(f"扣 {off} 分：{deduction.words.zh}", f"{off} off: {deduction.words.en}")


def rounding_hint(item: Item, facts: Facts, awarded: Exact, scheme: Scheme) -> Words | None:
    """When another rounding of the same rate gives the awarded score, which one; else None."""
    if not isinstance(item.rule, Ratio):
        return None
    rate = item.rule.rate
    inner = rate.inner if isinstance(rate, Round) else rate
    variants: tuple[tuple[Expr, Words], ...] = (
        (inner, Words("比率不先舍入", "the rate not rounded first")),
        (Round(inner, 2), Words("比率先保留两位小数", "the rate first rounded to two decimals")),
        (Round(inner, 4, percent=True), Words("百分率先保留两位小数", "the percentage first rounded to two decimals")),
        (Round(inner, 3, percent=True), Words("百分率先保留一位小数", "the percentage first rounded to one decimal")),
    )
    for variant, words in variants:
        decision = replace(item.rule, rate=variant).decision(Const(item.points))
        if value_of(decision, facts).rounded(scheme.places) == awarded:
            line = "；".join(step.line() for step in steps(chosen(decision, facts).value, facts))
            return Words(f"{words.zh}即得 {awarded}：{line}", f"{words.en} gives {awarded}: {line}")
    return None
