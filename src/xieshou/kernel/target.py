"""What an indicator asks for, as written in its target cell, read wholly or not at all.

以上, 以下, 以内 include the number itself, 超过, 不满 do not (《民法典》 art. 1259).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from xieshou.kernel.dates import YEAR, DateError, PartialDate, read_date
from xieshou.kernel.exact import Exact
from xieshou.kernel.quantity import Quantity, Unread, UnreadReason, read_quantity
from xieshou.kernel.text import MAX_NUMBER, NUMBER, fold_numerals, has_digits, normalise
from xieshou.kernel.units import converts, find_unit, is_counted, is_time


class TargetKind(StrEnum):
    """What sort of target it is."""

    AT_LEAST = "at-least"
    MORE_THAN = "more-than"
    AT_MOST = "at-most"
    LESS_THAN = "less-than"
    EQUAL = "equal"
    RANGE = "range"
    DATE = "date"
    DURATION_LIMIT = "duration-limit"
    QUALITATIVE = "qualitative"
    NOT_APPLICABLE = "not-applicable"
    UNREADABLE = "unreadable"


LOWER = (TargetKind.AT_LEAST, TargetKind.MORE_THAN)
UPPER = (TargetKind.AT_MOST, TargetKind.LESS_THAN, TargetKind.DURATION_LIMIT)
NONE_WRITTEN = frozenset({"", "无", "-", "--", "/", "//", "不适用"})  # dashes are one character after normalising

_SYMBOLS = {
    "≥": TargetKind.AT_LEAST,
    ">": TargetKind.MORE_THAN,
    "≤": TargetKind.AT_MOST,
    "<": TargetKind.LESS_THAN,
    "=": TargetKind.EQUAL,
}
_SYMBOL_OF = {kind: symbol for symbol, kind in _SYMBOLS.items()}


@dataclass(frozen=True, slots=True)
class Target:
    """A target as read, its text verbatim beside it.

    `low` and `high` are its bounds (both, and the same, when equal); `per` the period of a frequency (6 个月);
    `subject` what is written before the sign (`返校人数/招生人数`); `event` what a date or a time limit belongs to;
    `sign_missing` if no sign was written and the kind is what the bare figure says. Missing: NOT_APPLICABLE.
    What could not be read wholly is UNREADABLE with its reason, never a guess.
    """

    kind: TargetKind
    text: str
    low: Quantity | None = None
    high: Quantity | None = None
    date: PartialDate | None = None
    subject: str = ""
    per: Quantity | None = None
    event: str = ""
    sign_missing: bool = False
    reason: UnreadReason | None = None

    @property
    def amount(self) -> Quantity | None:
        """The bound that a figure is measured against, the lower one of a range; None where there is none."""
        return self.low if self.low is not None else self.high

    def means_same(self, other: "Target") -> bool:
        """Whether both ask for the same, however each was written."""
        return _meaning(self) == _meaning(other)

    def __str__(self) -> str:
        per = "" if self.per is None else "/" + str(self.per).removeprefix("1 ")
        if self.kind is TargetKind.RANGE:
            return f"{self.subject}{self.low}~{self.high}{per}"
        if self.kind is TargetKind.DATE:
            return f"{self.date}{self.event}"
        if self.kind is TargetKind.DURATION_LIMIT:
            return f"{self.event}{self.high}内"
        if self.kind in _SYMBOL_OF:
            return f"{self.subject}{_SYMBOL_OF[self.kind]}{self.amount}{per}"
        return self.text or "无"


def _meaning(target: Target) -> Target:
    is_text = target.kind in (TargetKind.QUALITATIVE, TargetKind.UNREADABLE)
    return replace(
        target,
        text=normalise(target.text) if is_text else "",
        subject=fold_numerals(target.subject),
        event=fold_numerals(target.event),
        sign_missing=False,
        reason=None,
    )


def read_target(text: str | None, *, points: int | Exact | Quantity | None = None) -> Target:
    """Read a target cell.

    Units: as written. A bare figure (`1`, `100%`, `5万`) is EQUAL with `sign_missing`. A bare frequency
    (`每月更新1次`, `1次/月`) is AT_LEAST with `sign_missing`: to do it more often is not to fail it.
    Missing: empty, `无`, `不适用`, dashes and `/` are NOT_APPLICABLE; `0` is zero, and not applicable only when
    the indicator's `points` are zero. Never raises.
    """
    text = text or ""
    plain = _plain(text)
    if plain in NONE_WRITTEN or (plain == "0" and _is_zero(points)):
        return Target(TargetKind.NOT_APPLICABLE, text)
    read = _read(fold_numerals(plain))
    if isinstance(read, Target):
        if _is_confirmed(read):
            return replace(read, text=text)
        read = UnreadReason.UNIT_UNCLEAR
    if has_digits(plain) or any(symbol in plain for symbol in _SYMBOLS):
        return Target(TargetKind.UNREADABLE, text, reason=read)
    return Target(TargetKind.QUALITATIVE, text)


def _plain(text: str) -> str:
    return normalise(text).rstrip("。.;；,，、")


def _is_confirmed(read: Target) -> bool:
    """Whether the reading, printed, reads as itself; if not, it was not understood wholly."""
    again = _read(fold_numerals(_plain(str(read))))
    return isinstance(again, Target) and again.means_same(read)


def _is_zero(points: int | Exact | Quantity | None) -> bool:
    if isinstance(points, Quantity):
        return points.digits == 0
    return points is not None and not points


@lru_cache(maxsize=4096)
def _read(text: str) -> Target | UnreadReason:
    if len(text) > 5 * MAX_NUMBER:
        return UnreadReason.TOO_LONG
    try:
        date = read_date(text)
    except DateError:
        return UnreadReason.NOT_A_DATE
    if date:
        return Target(TargetKind.DATE, text, date=date[0], event=date[1])
    return _read_limit(text) or _read_frequency(text) or _read_amount(text)


_LIMIT_UNIT = "(?:个?工作|日历)?[日天]|个?小时|分钟|个月|周|个?星期|个?季度|年"
_LIMIT = re.compile(f"([^0-9]*)({NUMBER})({_LIMIT_UNIT})(?:以|之)?内([^0-9]*)")
_MONTHS_LIMIT = re.compile("([^0-9]*)([0-9]+[.][0-9]+)(月)(?:以|之)?内([^0-9]*)")


def _read_limit(text: str) -> Target | None:
    """`验收后1.5个月内`: at most so long after an event."""
    found = _LIMIT.fullmatch(text) or _MONTHS_LIMIT.fullmatch(text)
    if not found:
        return None
    kind, event = _trailing_word(found[1])
    high = read_quantity(found[2] + found[3])
    event += found[4]
    if kind not in (None, TargetKind.AT_MOST) or isinstance(high, Unread) or _is_bound_to_number(event):
        return None
    return Target(TargetKind.DURATION_LIMIT, text, high=high, event=event)


_ABOUT = ("约", "近", "逾", "大概")
_INEXACT_BEFORE = (*_ABOUT, "第", "每", "前", "隔", "将")


def _is_bound_to_number(words: str) -> bool:
    """Whether the last of the words changes what the number after it says: `约50次`, `第3批`, `不到3天`."""
    return words.endswith(_INEXACT_BEFORE) or _trailing_word(words)[0] is not None


def _why_bound(words: str) -> UnreadReason:
    return UnreadReason.APPROXIMATE if words.endswith(_ABOUT) else UnreadReason.UNIT_UNCLEAR


_STRICT_WORDS = {
    TargetKind.AT_LEAST: "不低于 不小于 大于等于 大于或等于 达到 达",
    TargetKind.MORE_THAN: "超过 高于 大于 多于 超出 超",
    TargetKind.AT_MOST: "不高于 不大于 不多于 小于等于 小于或等于 控制在",
    TargetKind.LESS_THAN: "低于 小于 少于 不足 不满 不到",
    TargetKind.EQUAL: "等于",
}
_LOOSE_WORDS = {TargetKind.AT_LEAST: "不少于 至少 最少", TargetKind.AT_MOST: "不超过 不超出 至多 最多"}


def _words() -> Iterator[tuple[str, TargetKind]]:
    for kind, words in (*_STRICT_WORDS.items(), *_LOOSE_WORDS.items()):
        for word in words.split():
            yield word, kind
            if word.startswith("不") and word not in ("不足", "不满", "不到"):
                yield word.replace("不", "不得", 1), kind


_WORDS = dict(_words())
_LOOSE = tuple(word for word in _WORDS if word.replace("得", "") in " ".join(_LOOSE_WORDS.values()).split())
_BY_LENGTH = sorted(_WORDS, key=len, reverse=True)
# A word counts as a sign right before a number; only the loose ones also before what is counted (`至少培训50人次`).
_LOOSE_BY_LENGTH = sorted(_LOOSE, key=len, reverse=True)
_WORD = re.compile(f"(?:{'|'.join(_BY_LENGTH)})(?=[0-9+-])|(?:{'|'.join(_LOOSE_BY_LENGTH)})")
_SYMBOL = re.compile("[≥>≤<=]")
_SUFFIX = re.compile(r"(?:\(含\))?(?:及?(以上|以下)|((?:以|之)内))(?:\(含[^0-9()]*\))?$")


@dataclass(frozen=True, slots=True)
class _Parts:
    kind: TargetKind | None
    subject: str
    low: Quantity
    high: Quantity
    per: Quantity | None


def _read_amount(text: str) -> Target | UnreadReason:
    parts = _parts(text)
    if isinstance(parts, UnreadReason):
        return parts
    is_frequency = parts.per is not None and is_counted(parts.low.unit)
    return _target(parts, TargetKind.AT_LEAST if is_frequency else TargetKind.EQUAL)


def _target(parts: _Parts, if_bare: TargetKind) -> Target:
    kind = parts.kind or if_bare
    return Target(
        kind,
        "",
        low=None if kind in UPPER else parts.low,
        high=None if kind in LOWER else parts.high,
        subject=parts.subject,
        per=parts.per,
        sign_missing=parts.kind is None,
    )


def _parts(text: str) -> _Parts | UnreadReason:
    """The sign, what stands before it, and the amount of a text such as `返校人数/招生人数≥90%`."""
    split = _split_sign(text)
    if isinstance(split, UnreadReason):
        return split
    subject, kind, right = split
    if subject.endswith(_INEXACT_BEFORE):
        return _why_bound(subject)
    right, suffix = _strip_suffix(right)
    if kind and suffix and kind is not suffix:
        return UnreadReason.SIGNS_DISAGREE
    kind = kind or suffix
    if not right:
        return UnreadReason.SIGN_WITHOUT_NUMBER
    if not kind and (read := _read_range(right)):
        return read
    return _with_amount(subject, kind, right)


def _with_amount(subject: str, kind: TargetKind | None, text: str) -> _Parts | UnreadReason:
    amount = _read_rate(text)
    if isinstance(amount, UnreadReason):
        counted, number = _leading_words(text)
        rate = _read_rate(number) if counted and number else None
        if rate is None or isinstance(rate, UnreadReason) or has_digits(subject):
            return amount
        if _trailing_word(counted)[0]:
            return UnreadReason.SEVERAL_SIGNS
        if counted.endswith(_INEXACT_BEFORE):
            return _why_bound(counted)
        subject, amount = subject + counted, rate
    return _Parts(kind, subject, amount[0], amount[0], amount[1])


def _leading_words(text: str) -> tuple[str, str]:
    """Split `报到人数1164人` before its number; a Latin letter or a sign right before it binds it to the words."""
    found = re.fullmatch(r"([^0-9+~-]*[^0-9+~A-Za-z“(《·.,\s-])([0-9].*)", text)
    return (found[1].rstrip(":"), found[2]) if found else ("", "")


def _split_sign(text: str) -> tuple[str, TargetKind | None, str] | UnreadReason:
    symbols = list(_SYMBOL.finditer(text))
    if len(symbols) > 1:
        return UnreadReason.SEVERAL_SIGNS
    if symbols:
        at = symbols[0]
        word, subject = _trailing_word(text[: at.start()])
        kind = _SYMBOLS[at[0]]
        return (subject, kind, text[at.end() :]) if word in (None, kind) else UnreadReason.SIGNS_DISAGREE
    words = list(_WORD.finditer(text))
    if len(words) > 1:
        return UnreadReason.SEVERAL_SIGNS
    if words:
        return text[: words[0].start()], _WORDS[words[0][0]], text[words[0].end() :]
    return "", None, text


def _trailing_word(text: str) -> tuple[TargetKind | None, str]:
    """The sign word that ends a text, and the text without it."""
    text = text.rstrip(":")
    for word in _BY_LENGTH:
        if text.endswith(word):
            return _WORDS[word], text[: -len(word)]
    return None, text


def _strip_suffix(text: str) -> tuple[str, TargetKind | None]:
    found = _SUFFIX.search(text)
    if not found:
        return text, None
    return text[: found.start()], TargetKind.AT_LEAST if found[1] == "以上" else TargetKind.AT_MOST


_RANGE = re.compile(f"([^0-9]*?)({NUMBER}[^0-9~至到-]*)(?:[~-]|至|到)({NUMBER}.*)")


def _read_range(text: str) -> _Parts | UnreadReason | None:
    """`90%-95%`, `10至15个`; the first unit may be left out."""
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    high = _read_rate(found[3])
    if isinstance(high, UnreadReason):
        return high
    low = read_quantity(found[2])
    if isinstance(low, Quantity) and not low.unit:
        low = replace(low, unit=high[0].unit)
    if isinstance(low, Unread) or not _is_range(low, high[0]) or found[1].endswith(_INEXACT_BEFORE):
        return UnreadReason.RANGE_UNCLEAR
    return _Parts(TargetKind.RANGE, found[1].rstrip(":"), low, high[0], high[1])


def _is_range(low: Quantity, high: Quantity) -> bool:
    if high.unit in ("月", "年", "日") or (not high.unit and re.fullmatch(YEAR, str(low))):
        return False  # `1-12月`, `2020-2021`: from when to when
    return converts(low.unit, high.unit) and low < high


_PERIOD_UNIT = "个?月|个?星期|周|个?季度|季|年|天|日|个?工作日|个?小时|分钟"
_RATE = re.compile(f"(.+)/({NUMBER})?({_PERIOD_UNIT})")
_FREQUENCY = re.compile(f"(每)?({NUMBER})?({_PERIOD_UNIT})(.+)")


def _read_rate(text: str) -> tuple[Quantity, Quantity | None] | UnreadReason:
    """An amount, and its period when it has one: `1次/月`, `1次/6个月`."""
    found = _RATE.fullmatch(text)
    amount = read_quantity(found[1] if found else text)
    per = read_quantity((found[2] or "1") + found[3]) if found else None
    if isinstance(amount, Unread):
        return amount.reason
    if isinstance(per, Unread) or (per is not None and per.digits == 0):
        return UnreadReason.UNIT_UNCLEAR
    return amount, per


def _read_frequency(text: str) -> Target | None:
    """`至少6个月更新1次`, `每季度不少于2次`, `每月更新1次`: so many per period."""
    lead = next((word for word in (*_LOOSE, *_SYMBOLS) if text.startswith(word)), "")
    found = _FREQUENCY.fullmatch(text.removeprefix(lead))
    period = _period(found) if found else None
    if not found or period is None:
        return None
    parts = _parts(found[4])
    if isinstance(parts, UnreadReason) or parts.per or parts.kind is TargetKind.RANGE:
        return None
    if is_time(parts.low.unit):
        return None
    signs = {kind for kind in (_WORDS.get(lead) or _SYMBOLS.get(lead), parts.kind) if kind}
    if len(signs) > 1:
        return None
    return _target(replace(parts, kind=signs.pop() if signs else None, per=period), TargetKind.AT_LEAST)


def _period(found: re.Match[str]) -> Quantity | None:
    """The period of a frequency; `9月` and `2020年` without 每 are dates, a unit without a number needs 每."""
    every, number, unit = found[1], found[2], found[3]
    if not every and (not number or unit in ("月", "日", "季") or (unit == "年" and len(number) >= 4)):
        return None
    period = read_quantity((number or "1") + unit)
    known = isinstance(period, Quantity) and period.digits > 0 and find_unit(period.unit)
    return period if known and isinstance(period, Quantity) else None
