"""An indicator row as its parts mean: target, actual, how they compare, points and score."""

import re
from dataclasses import dataclass
from functools import lru_cache

from xieshou.kernel.actual import Actual, read_actual
from xieshou.kernel.checks.figures import Figure, figure
from xieshou.kernel.comparison import Comparison, Reason, Verdict, compare
from xieshou.kernel.exact import HUNDRED, ONE, ZERO, Exact
from xieshou.kernel.reading import IndicatorLine, ReadTable, Seen
from xieshou.kernel.target import LOWER, UPPER, Target, TargetKind, read_target
from xieshou.kernel.text import normalise, read_number

_SIGNED = re.compile("[≥≤<>=]|不|至少|以上|以下|以内|超过")
_BARE = re.compile(r"[≥≤<>=]?[+-]?[0-9][0-9,.]*")
_RATE = re.compile("(?:率|度|比例|比重|占比)(?:[(（][^)）]*[)）])?$")
_LESS_IS_BETTER = re.compile(
    "投诉|差错|事故|故障|缺陷|[Bb][Uu][Gg]|风险|延误|逾期|违规|违纪|死亡|伤亡|失误|漏|返贫|发生率|退回|能耗|"
    "误差|偏差|辍|错|缺|欠|废|坏|污染|浪费|违|不合格|不良|不达标|返工|重复|响应时间|周期|时长|时限|人均|成本|费用|单价|上访|信访|舆情|空置|闲置|流失|脱落|用时|耗时|超支|超标|损失"
)


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator row, read."""

    table: ReadTable
    line: IndicatorLine
    target: Target
    actual: Actual
    comparison: Comparison
    points: Figure | None
    score: Figure | None

    @property
    def name(self) -> str:
        """The indicator's name as printed."""
        return self.line.name.text

    @property
    def note(self) -> str:
        """Its remark, in normal form."""
        return normalise(self.line.note.text) if self.line.note else ""

    @property
    def less_is_better(self) -> bool:
        """Whether a smaller figure is the better one, by the name or the level."""
        return bool(_LESS_IS_BETTER.search(self.name)) or "成本" in self.line.level2

    @property
    def is_met(self) -> bool:
        """Whether the target is reached; a bare figure counts as a bound in the better direction."""
        verdict, reason = self.comparison.verdict, self.comparison.reason
        if verdict is Verdict.MISSED and reason is Reason.UNEQUAL_SIGN_MISSING and self.comparison.scaled:
            reached, asked = self.comparison.scaled
            return (reached < asked) is self.less_is_better
        return verdict is Verdict.MET

    @property
    def is_missed(self) -> bool:
        """Whether it certainly is not."""
        return self.comparison.verdict is Verdict.MISSED and not self.is_met

    @property
    def share(self) -> Exact | None:
        """How much of the target was reached, at most 1; None where it cannot be said in proportion."""
        if self.comparison.scaled is None:
            return None
        reached, asked = (Exact(number) for number in self.comparison.scaled)
        is_reverse = self.target.kind in UPPER or (self.target.kind is TargetKind.EQUAL and reached > asked)
        top, bottom = (asked, reached) if is_reverse else (reached, asked)
        if not bottom or top < ZERO:
            return None
        return top / bottom if top < bottom else ONE

    @property
    def times(self) -> Exact | None:
        """Reached ÷ target for a target to be reached or passed; None for a limit."""
        is_limit = self.target.kind not in LOWER and not (self.target.sign_missing and not self.less_is_better)
        if self.comparison.scaled is None or is_limit:
            return None
        reached, asked = self.comparison.scaled
        return Exact(reached, asked) if asked > 0 else None


def rows(table: ReadTable) -> tuple[Row, ...]:
    """The rows that were read with certainty. Kept for a while: every check of a table asks for them."""
    kept = _KEPT.get(id(table))
    if kept is not None and kept[0] is table:
        return kept[1]
    made = tuple(row(table, line) for line in table.indicators if not line.uncertain)
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.clear()
    _KEPT[id(table)] = (table, made)
    return made


_MOST_KEPT = 64
_KEPT: dict[int, tuple[ReadTable, tuple[Row, ...]]] = {}  # by identity: a table's own hash reads all of it


def row(table: ReadTable, line: IndicatorLine) -> Row:
    """One row, read."""
    points = figure(line.points)
    asked, reached = _both_rates(line, _target_text(line), _with_unit(line.actual, line.unit))
    target = _target(asked, points.value if points else None)
    actual = _actual(reached)
    comparison = compare(target, actual, year=table.year)
    return Row(table, line, target, actual, comparison, points, figure(line.score))


def _target(text: str, points: Exact | None) -> Target:
    is_short = len(text) <= _SHORT
    return _target_kept(text, points) if is_short else read_target(text, points=points)


def _actual(text: str) -> Actual:
    return _actual_kept(text) if len(text) <= _SHORT else read_actual(text)


# `100%`, `≥95%`, `1 次` stand in every form; longer texts are not worth their memory.
_SHORT, _READ = 64, 4_096


@lru_cache(maxsize=_READ)
def _target_kept(text: str, points: Exact | None) -> Target:
    return read_target(text, points=points)


_actual_kept = lru_cache(maxsize=_READ)(read_actual)


def _target_text(line: IndicatorLine) -> str:
    text = _with_unit(line.target, line.unit)
    sign = normalise(line.nature.text) if line.nature else ""
    has_sign = _SIGNED.search(normalise(text))
    return sign + text if sign in ("≥", "≤", ">", "<", "=") and not has_sign and text.strip() else text


def _both_rates(line: IndicatorLine, target: str, actual: str) -> tuple[str, str]:
    """`≥95%` beside a bare `96` or `0.96`: of a rate, the figure without its sign means per cent or a ratio."""
    if not _RATE.search(normalise(line.name.text)):
        return target, actual
    one, other = normalise(target), normalise(actual)
    if one.endswith("%") and _BARE.fullmatch(other):
        return target, _in_percent(other) or actual
    if other.endswith("%") and _BARE.fullmatch(one):
        return _in_percent(one) or target, actual
    return target, actual


def _in_percent(bare: str) -> str:
    """`96` → `96%`, `0.96` → `96%`; empty for `1`, which may be either."""
    sign = bare[0] if bare[0] in "≥≤<>=" else ""
    number = read_number(bare.removeprefix(sign))
    if number is None or number[0] <= 0 or number[0] == 10 ** number[1]:
        return ""
    value = Exact(number[0], 10 ** number[1])
    return f"{sign}{(value * HUNDRED if value < ONE else value).text()}%"


def _with_unit(seen: Seen | None, unit: Seen | None) -> str:
    text = seen.text if seen else ""
    is_bare = _BARE.fullmatch(normalise(text))
    return text + unit.text.strip() if unit and unit.text.strip() not in ("", "无", "/") and is_bare else text


def spot_quote(seen: Seen | None) -> str:
    """A cell's text for a message."""
    return seen.text if seen and seen.text.strip() else "（空）"
