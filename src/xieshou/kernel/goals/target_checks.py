"""Checks of the target as written: is there one, has it a number and a direction, can it be read, has it levels."""

import re
from collections.abc import Iterator, Mapping

from xieshou.kernel.goals.finding import GoalFinding, Place
from xieshou.kernel.goals.reading import Declared, is_all
from xieshou.kernel.goals.severity import Severity
from xieshou.kernel.quantity import UnreadReason
from xieshou.kernel.target import Target, TargetKind, read_target
from xieshou.kernel.text import has_digits, normalise
from xieshou.kernel.wording import Words

_CHANGE = "增长|增加|增强|提高|提升|上升|改善|改进|好转|优化|扩大|加强|下降|降低|减少|压减|缩小"
_NO_AMOUNT = re.compile(
    "一定(?:的)?(?:幅度|程度|比例|数量|规模|水平)|若干|"
    f"(?:比|较|同比)(?:上一?年|去年|往年|同期|以往)?.{{0,8}}(?:{_CHANGE})$"
)
_VAGUE = re.compile(
    f"(?:一定|较大|较快|适当|明显|显著|大幅|小幅|稳步|逐步|逐年|不断|持续|进一步|有所|有效|切实|稳定)度?地?(?:{_CHANGE})|"
    f"^(?:{_CHANGE})$"
)
_LEVELS = re.compile(
    "优.{0,12}良|达成.{0,40}未达成|达到.{0,40}未达到|较好.{0,20}(?:一般|较差)|[一二三123]级|[分等]档|分级|[0-9]分|等次|等级"
)
_SIGNS: Mapping[str, TargetKind] = {
    "≥": TargetKind.AT_LEAST,
    ">": TargetKind.MORE_THAN,
    "≤": TargetKind.AT_MOST,
    "<": TargetKind.LESS_THAN,
    "=": TargetKind.EQUAL,
}
_WORDLESS = (TargetKind.QUALITATIVE, TargetKind.UNREADABLE)
_MISTAKES = frozenset(
    {
        UnreadReason.APPROXIMATE,
        UnreadReason.SEVERAL_SIGNS,
        UnreadReason.SIGNS_DISAGREE,
        UnreadReason.SIGN_WITHOUT_NUMBER,
        UnreadReason.NOT_A_DATE,
    }
)
_REASONS: Mapping[UnreadReason, Words] = {
    UnreadReason.APPROXIMATE: Words("“约、近、左右”不是一个数", "“about” is not a number"),
    UnreadReason.UNIT_UNCLEAR: Words("除一个数和一个单位外还有别的内容", "there is more than one number and one unit"),
    UnreadReason.SEVERAL_SIGNS: Words("有好几个比较符号", "there are several signs"),
    UnreadReason.SIGNS_DISAGREE: Words("比较符号互相矛盾", "the signs contradict each other"),
    UnreadReason.SIGN_WITHOUT_NUMBER: Words("有比较符号而没有数", "there is a sign without a number"),
    UnreadReason.NOT_A_DATE: Words("日期不存在或不具体", "the date does not exist or is not exact"),
    UnreadReason.RANGE_UNCLEAR: Words("区间两端不配", "the ends of the range do not go together"),
    UnreadReason.TOO_LONG: Words("太长或位数太多", "it is too long"),
}
_ELSE = Words("不是一个数和一个单位", "it is not one number and one unit")


def check_target(one: Declared) -> Iterator[GoalFinding]:
    """G-NO-TARGET, G-NO-NUMBER, G-UNREADABLE or G-QUALITATIVE: at most one of them."""
    target = one.row.target
    if target.kind is TargetKind.NOT_APPLICABLE:
        yield one.found("G-NO-TARGET", Place.TARGET, _no_target(one))
    elif target.kind in _WORDLESS and (vague := _vague(one)):
        yield one.found("G-NO-NUMBER", Place.TARGET, vague)
    elif target.kind is TargetKind.UNREADABLE:
        severity = Severity.BLOCK if target.reason in _MISTAKES else None
        yield one.found("G-UNREADABLE", Place.TARGET, _unread(target), severity)
    elif target.kind is TargetKind.QUALITATIVE and not one.is_cost:
        yield from _without_levels(one)


def _no_target(one: Declared) -> Words:
    points = one.indicator.points.strip() or "0"
    return Words(f"没有指标值，分值 {points}", f"no target, points {points}")


def _vague(one: Declared) -> Words | None:
    """The words that stand for a number, in the target or, where the goal is told there, in the name."""
    target, name = normalise(one.indicator.target), normalise(one.indicator.name)
    found = _NO_AMOUNT.search(target) or _NO_AMOUNT.search(name)
    if not found and not _has_levels(one):  # graded words can be told apart without a number
        found = _VAGUE.search(target) or _VAGUE.search(name)
    if found:
        return Words(f"“{found[0]}”没有数值", f"“{found[0]}” gives no number")
    if "数量" in one.levels and not has_digits(target):
        return Words(f"数量指标的指标值“{target}”没有数", f"an indicator of quantity has the target “{target}”")
    return None


def _unread(target: Target) -> Words:
    reason = _REASONS.get(target.reason, _ELSE) if target.reason else _ELSE
    head = Words(f"指标值“{target.text}”读不懂，", f"the target “{target.text}” cannot be read: ")
    return head + reason


def _without_levels(one: Declared) -> Iterator[GoalFinding]:
    if not _has_levels(one):
        target = one.indicator.target
        what = Words(f"定性目标“{target}”没有分级标准", f"the qualitative target “{target}” has no levels")
        yield one.found("G-QUALITATIVE", Place.DEFINITION, what)


def _has_levels(one: Declared) -> bool:
    return bool(_LEVELS.search(normalise(one.indicator.target + " " + one.indicator.definition)))


def check_sign(one: Declared) -> Iterator[GoalFinding]:
    """G-NO-SIGN and G-SIGN-CONFLICT."""
    target = one.row.target
    if target.kind is TargetKind.EQUAL and target.sign_missing and not is_all(target.amount):
        what = Words(f"“{target.text}”没有写“≥”“≤”或“＝”", f"“{target.text}” has no ≥, ≤ or =")
        yield one.found("G-NO-SIGN", Place.TARGET, what)
    asked, written = _SIGNS.get(normalise(one.indicator.sign)), read_target(one.indicator.target)
    if asked is None or written.sign_missing or written.kind not in _SIGNS.values() or written.kind is asked:
        return
    sign, text = one.indicator.sign, one.indicator.target
    what = Words(f"指标性质“{sign}”，指标值“{text}”", f"the column says “{sign}”, the target “{text}”")
    yield one.found("G-SIGN-CONFLICT", Place.SIGN, what)
