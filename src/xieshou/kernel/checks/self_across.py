"""One indicator in several tables, and indicators that repeat what the fund block or the goals say."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from xieshou.kernel.actual import ActualKind
from xieshou.kernel.checks.figures import figure, judge_rate, percent
from xieshou.kernel.checks.indicator import Row, rows, spot_quote
from xieshou.kernel.checks.mentions import Mention, mentions
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, ROUNDING, finding, gathered, joined, table_name
from xieshou.kernel.checks.self_funds import total_row
from xieshou.kernel.comparison import Verdict
from xieshou.kernel.exact import ONE, Exact
from xieshou.kernel.quantity import Quantity
from xieshou.kernel.reading import Finding, FindingVerdict, Paragraph, ReadTable, Seen, TableKind
from xieshou.kernel.target import LOWER
from xieshou.kernel.text import normalise
from xieshou.kernel.units import converts
from xieshou.kernel.wording import Words

_GENERIC = re.compile("满意|及时|完成率|合格率|执行率|达标率|投诉|时效|使用率|完成时间|成本|覆盖率|^.{0,5}$")
_SYMBOLS = re.compile("[“”\"'‘’、，,。（）()《》·. ]")
_WHOLE = (TableKind.DEPARTMENT_SELF, TableKind.GOALS)
_RATE_NAME = re.compile("(?:预算|项目|资金|经费|准备金|支出)(?:经费|资金)?(?:执行率|使用率|支出率|支付率)$")
_SPENT_NAME = re.compile("(?:资金|经费|预算|项目)?(?:执行数|执行金额|实际支出|支出金额|支出额)$")
_COUNTING = re.compile("(?:的)?(?:数量|次数|人数|个数|数|总数|总人次)$|^(?:公务|实际|累计|全年)")
_PEOPLE = ({"人", "人次", "名", "位"},)


def check_across(tables: Sequence[ReadTable]) -> Iterator[Finding]:
    """SE-ACROSS: one indicator with different targets or actual values in two tables of one office and year."""
    read = [(table, rows(table)) for table in tables if table.indicators]
    for (one, first), (other, second) in combinations(read, 2):
        if _same_year(one, other):
            by_name = {_key(row.name): row for row in second}
            pairs = [(row, by_name[_key(row.name)]) for row in first if _key(row.name) in by_name]
            for left, right in pairs:
                if _is_one_indicator(left, right):
                    yield from _pair(left, right)


def _same_year(one: ReadTable, other: ReadTable) -> bool:
    return one.year == other.year or one.year is None or other.year is None


def _key(name: str) -> str:
    return _SYMBOLS.sub("", normalise(name))


def _is_one_indicator(left: Row, right: Row) -> bool:
    """Same project, or the department's table against a project's with a name that says what is counted."""
    if left.line.target is None or right.line.target is None:
        return False
    kinds = {left.table.kind, right.table.kind}
    is_same_project = _project(left.table) == _project(right.table) != ""
    if TableKind.EVALUATION_INDICATORS in kinds:
        return is_same_project or len(_key(left.name)) >= 10
    if _GENERIC.search(_key(left.name)) or not _same_unit(left, right):
        return False
    is_whole = any(kind in _WHOLE for kind in kinds)
    return is_whole or is_same_project or _same_actual(left, right)


def _project(table: ReadTable) -> str:
    return _key(table.name.text) if table.name else ""


def _same_unit(left: Row, right: Row) -> bool:
    one, other = left.target.amount, right.target.amount
    if one is None or other is None:
        return one is other
    return converts(one.unit, other.unit) or any({one.unit, other.unit} <= people for people in _PEOPLE)


def _pair(left: Row, right: Row) -> Iterator[Finding]:
    target = left.target.means_same(right.target) or _same_amount(left.target.amount, right.target.amount)
    actual = _same_actual(left, right) or not (_prints_actuals(left.table) and _prints_actuals(right.table))
    verdict = OK if target and actual else _verdict(left, right, actual=actual)
    published, other = (f"{_text(row.line.target)}；{_text(row.line.actual)}" for row in (left, right))
    text = (
        _agreement(left, is_same=verdict is OK, is_target=actual) + _told_in(left) + Words("；", "; ") + _told_in(right)
    )
    spots = [right.line.name.spot]
    yield finding(
        "SE-ACROSS", verdict, left.line.name.spot, table_name(left.table), published, other, text, others=spots
    )


def _prints_actuals(table: ReadTable) -> bool:
    """A form of goals has no actual values, and so contradicts none."""
    return any(line.actual is not None and line.actual.text.strip() for line in table.indicators)


def _agreement(row: Row, *, is_same: bool, is_target: bool) -> Words:
    if is_same:
        return Words(f"“{row.name}”一致。", f"“{row.name}” agrees. ")
    if is_target:
        return Words(f"“{row.name}”目标不同。", f"“{row.name}” has two targets. ")
    return Words(f"“{row.name}”完成值不同。", f"“{row.name}” has two actual values. ")


def _told_in(row: Row) -> Words:
    name, target, actual = table_name(row.table), _text(row.line.target), _text(row.line.actual)
    return Words(f"{name}：目标“{target}”、完成“{actual}”", f"{name}: target “{target}”, actual “{actual}”")


def _verdict(left: Row, right: Row, *, actual: bool) -> FindingVerdict:
    is_project = all(row.table.kind is TableKind.PROJECT_SELF for row in (left, right))
    return QUESTION if is_project and actual else MISMATCH


def _text(seen: Seen | None) -> str:
    return spot_quote(seen)


def _same_actual(left: Row, right: Row) -> bool:
    one, other = left.actual, right.actual
    if normalise(one.text) == normalise(other.text):
        return True
    if one.kind is other.kind is ActualKind.NOT_PROVIDED:
        return True
    return _same_amount(one.quantity, other.quantity) or _same_words(one.text, other.text)


def _same_words(one: str, other: str) -> bool:
    return bool(one.strip()) and _key(one) == _key(other)


def _same_amount(one: Quantity | None, other: Quantity | None) -> bool:
    if one is None or other is None:
        return False
    if converts(one.unit, other.unit):
        return one.is_same_amount(other)
    if {one.unit + "元", other.unit} == {other.unit} or {other.unit + "元", one.unit} == {one.unit}:
        return one.rational() == other.rational()
    is_loose = not one.unit or not other.unit or any({one.unit, other.unit} <= people for people in _PEOPLE)
    return is_loose and one.rational() == other.rational()


def check_fund_indicators(table: ReadTable) -> Iterator[Finding]:
    """SE-RATE-INDICATOR and SE-EXECUTED: indicators that repeat the fund block."""
    for row in rows(table):
        if _RATE_NAME.search(normalise(row.name)):
            yield from _rate(table, row)
        elif _SPENT_NAME.search(normalise(row.name)):
            yield from _spent(table, row)


def _rate(table: ReadTable, row: Row) -> Iterator[Finding]:
    whole = total_row(table)
    budget, executed = (figure(whole.budget), figure(whole.executed)) if whole else (None, None)
    printed = figure(row.line.actual)
    if table.kind is TableKind.DEPARTMENT_SELF and budget and executed and executed.value > budget.value:
        return  # its budget column is the initial budget
    rate = percent(executed.value, budget.value) if executed and budget else None
    is_percent = printed is not None and (printed.unit == "%" or (not printed.unit and printed.value > ONE))
    if printed is None or rate is None or not is_percent:
        return
    verdict = judge_rate(printed, rate)
    text = Words(
        f"“{row.name}”完成值 {printed}，资金表 {executed}÷{budget}={rate.text()}%",
        f"“{row.name}”: actual value {printed}, fund table {executed}÷{budget}={rate.text()}%",
    )
    target = row.target.amount
    if verdict is not MISMATCH and target and row.target.kind in LOWER and row.is_met and rate < _exact(target):
        asked = spot_quote(row.line.target)
        text += Words(f"，四舍五入后才达到目标 {asked}", f", which reaches the target {asked} only when rounded")
        verdict = QUESTION
    shown = rate.text(max(printed.places, 2)) + "%"
    yield finding("SE-RATE-INDICATOR", verdict, printed.spot, table_name(table), str(printed), shown, text)


def _exact(quantity: Quantity) -> Exact:
    return Exact(*quantity.rational())


def _spent(table: ReadTable, row: Row) -> Iterator[Finding]:
    reached, unit = row.actual.quantity, table.amount_unit
    if reached is None or not unit or not converts(reached.unit, unit) or row.line.actual is None:
        return
    places = reached.places
    for fund in table.funds:
        executed = figure(fund.executed)
        if executed and executed.value:
            amount = Quantity.parse(executed.value.text() + unit).in_unit(reached.unit)
            if _exact(amount).rounded(places) == _exact(reached):
                verdict = OK if fund is total_row(table) else ROUNDING
                text = Words(
                    f"“{row.name}”{reached} 等于“{fund.row}”执行数 {executed.text}{unit}，口径是这一行",
                    f"“{row.name}” {reached} is what “{fund.row}” spent, {executed.text}{unit}: this row is meant",
                )
                yield finding(
                    "SE-EXECUTED", verdict, row.line.actual.spot, table_name(table), str(reached), str(amount), text
                )
                return
    text = Words(
        f"“{row.name}”{reached} 与资金表各行执行数都不同",
        f"“{row.name}” {reached} is what no row of the fund table spent",
    )
    yield finding("SE-EXECUTED", QUESTION, row.line.actual.spot, table_name(table), str(reached), "", text)


def check_goals(table: ReadTable) -> Iterator[Finding]:
    """SE-GOALS: counts told in the goals' achievement against the indicators' actual values."""
    if len(table.goals) < 2:
        return
    told = mentions(Paragraph(table.goals[-1].text, table.goals[-1].spot))
    found = [one for mention in told for row in rows(table) for one in _told(table, mention, row)]
    unlike = [one for one in found if one.verdict is not OK]
    wrong = gathered(unlike, joined(unlike))
    yield from (one for one in found if one.verdict is OK)
    yield from (one for one in (wrong,) if one)


def _told(table: ReadTable, mention: Mention, row: Row) -> Iterator[Finding]:
    reached = row.actual.quantity
    if reached is None or row.line.actual is None or mention.is_approximate or not _speaks_of(mention, row, reached):
        return
    same = _exact(reached) == mention.value
    text = Words(
        f"叙述“{mention.subject} {mention.text}”，指标“{row.name}”完成值 {reached}",
        f"told “{mention.subject} {mention.text}”, indicator “{row.name}” has the actual value {reached}",
    )
    verdict = OK if same else MISMATCH
    spots = [row.line.actual.spot]
    yield finding("SE-GOALS", verdict, mention.spot, table_name(table), mention.text, str(reached), text, others=spots)


def _speaks_of(mention: Mention, row: Row, reached: Quantity) -> bool:
    name, subject = (_COUNTING.sub("", _COUNTING.sub("", _key(text))) for text in (row.name, mention.subject))
    if row.comparison.verdict is Verdict.NOT_APPLICABLE or len(name) < 4 or len(subject) < 4:
        return False
    is_unit = converts(mention.unit, reached.unit) or {mention.unit, reached.unit} <= {"人", "人次"}
    return is_unit and (name == subject or name.endswith(subject) or subject.endswith(name))
