"""How well a text fits a column: low is good. Used to divide lines into cells where nothing marks the cells."""

import re
from functools import lru_cache

from xieshou.documents.read.forms import FRAMEWORK_NAMES, LEVEL1_WORDS, LEVEL2_WORDS, Column, level_word, plain
from xieshou.kernel.actual import Actual, ActualKind, read_actual
from xieshou.kernel.target import NONE_WRITTEN, Target, TargetKind, read_target
from xieshou.kernel.units import converts, find_unit

NEVER = 99.0
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?分?")
_DASH = re.compile(r"[-/]+")
_SIGNED = re.compile(r"[≥≤<>]=?[0-9]")
_DIGITS = re.compile(r"[0-9.]+")
_RATE = re.compile(r"[0-9.]+%?|[-/]+")
_ROW_NUMBER = re.compile(r"[0-9]{1,3}")
_SENTENCE = re.compile("[，。；]")
_NO_LEVEL = re.compile(r"[0-9,，.。;；:：、=×/≥≤①-⑩]")
_NO_UNIT = re.compile(r"[0-9≥≤。，]")
_BAD_START = re.compile(r"[,，.。、;；:：)）%％”》]")
_BAD_NAME = re.compile(r"[（(]|指标|标$")
_NO_NAME = re.compile(r"[①-⑩]|是否|评价要点|[:：]|[(（][0-9.]+分[)）].|^[(（][^)）]*[)）]$")
_DATE_INSIDE = re.compile(r".(?:19|20)[0-9]{2}(?:年|/[0-9])")
_AMOUNT_LAST = re.compile(
    "[\u4e00-\u9fff][0-9.,]+(?:%|[\u4e00-\u9fff]{0,3}/[\u4e00-\u9fff]?|元|万元)$|[0-9].*[，,].*[0-9]"
)
_LEVEL_FIRST = re.compile("(?:数量|质量|时效|成本|效益|产出|满意度|影响)指标.")
_MARKER = re.compile(r"评价要点|评分要点|[①1一](?:[.、．]|(?=[^0-9]))|\([1一]\)|[^,。;]{2,14}=")
_POINT = re.compile(r"[①②③]|评价要点|[0-9]分[)）]|扣[0-9]")
_BAD_END = re.compile(r"[,，、(（“《]$")
NOTE_WORDS = re.compile("酌情|扣分|扣[0-9.]+分|材料不|由于|因疫情|受疫情|原因|影响|导致|此项|得[0-9.]+分")
# how a reason ends that is no sentence: `部分村施工条件不具备`
_REASON_END = re.compile(
    "(?:减少|较少|偏少|较多|推迟|延迟|延后|延期|滞后|偏慢|较慢|不足|不够|不具备|不到位|未到位|有限|困难|变动|变更|未开工)$"
)
_NAME_POINTS = re.compile(r"[(（][0-9.]+分[)）]$")
_NAME_END = re.compile(
    "(?:数量|人数|次数|率|额|度|性|数|量|时间|面积|情况|成本|周期|比例|程度|水平|个数|效益|效果|作用)$"
)
_NUMERIC = (TargetKind.UNREADABLE, TargetKind.QUALITATIVE, TargetKind.NOT_APPLICABLE)
_STATED = (
    ActualKind.STATED_MET,
    ActualKind.STATED_MISSED,
    ActualKind.CANCELLED,
    ActualKind.NOT_PROVIDED,
    ActualKind.IN_PROGRESS,
)
NATURES = frozenset(
    [
        "≥",
        "≤",
        "=",
        ">",
        "<",
        "定性",
        "正向",
        "反向",
        "正向指标",
        "反向指标",
        "约束性",
        "预期性",
        "定量",
        "定量指标",
        "定性指标",
        "≥(大于等于)",
        "≤(小于等于)",
        "大于等于",
        "小于等于",
        "等于",
        "无",
        "/",
    ]
)
_HOLDS_FIGURE = re.compile("[0-9一二三四五六七八九十百千半年月底末≥≤<>=]")
_LONGEST_READ = 40  # characters; a longer text is no measure
_PARTIAL_LEVELS = frozenset(
    word[:-cut] for word in (*LEVEL1_WORDS, *LEVEL2_WORDS) for cut in (1, 2) if len(word) - cut >= 3
)
LEVEL_TAILS = frozenset(
    word[-cut:] for word in (*LEVEL1_WORDS, *LEVEL2_WORDS) for cut in (1, 2, 3, 4) if len(word) > cut
)
# the same words, to look them up
_FIRST_LEVELS, _SECOND_LEVELS, _FRAMEWORK = map(frozenset, (LEVEL1_WORDS, LEVEL2_WORDS, FRAMEWORK_NAMES))
_MAIN_LEVELS = frozenset(LEVEL1_WORDS[:6])


@lru_cache(maxsize=20_000)
def target_of(text: str) -> Target:
    """The target, read once."""
    return read_target(text)


@lru_cache(maxsize=20_000)
def actual_of(text: str) -> Actual:
    """The actual value, read once."""
    return read_actual(text)


def cell_cost(column: Column, text: str, before: str) -> float:
    """What a text costs in a column; `before` is the text of the column it is paired with (target, points)."""
    if column is Column.ACTUAL:
        return actual_cost(text, before)
    if column is Column.SCORE:
        return score_cost(text, before)
    return _single_cost(column, text)


@lru_cache(maxsize=60_000)
def _single_cost(column: Column, text: str) -> float:
    if column is Column.NAME:
        return _name_cost(plain(text))
    if column is Column.TARGET:
        return _target_cost(text)
    if column is Column.NOTE:
        return _note_cost(plain(text))
    if column in (Column.CRITERIA, Column.EXPLANATION):
        return _criteria_cost(plain(text)) if column is Column.CRITERIA else _explanation_cost(plain(text))
    if column in (Column.LEVEL1, Column.LEVEL2):
        return _level_cost(column, plain(text))
    if column is Column.POINTS:
        return _points_cost(plain(text))
    return _small_cost(column, plain(text))


def _small_cost(column: Column, text: str) -> float:
    if column is Column.UNIT:
        return _unit_cost(text)
    if column is Column.NATURE:
        return 0.0 if text in NATURES else (1.5 if not text else NEVER)
    if column is Column.RATE:
        return 0.0 if _RATE.fullmatch(text) else (1.5 if not text else NEVER)
    if column is Column.NUMBER:
        return 0.0 if _ROW_NUMBER.fullmatch(text) else (1.0 if not text else NEVER)
    return 0.0 if not text else NEVER


def _name_cost(text: str) -> float:
    if not text:
        return 6.0
    cost = 0.1 * max(0, len(text) - 45)
    if text in NONE_WRITTEN or _DIGITS.fullmatch(text):
        return 0.8 if text == "无" else 1.5
    cost += 4.0 if _SIGNED.search(text) else 0.0
    cost += 3.0 if _BAD_START.match(text) else 0.0
    cost += 2.0 if _BAD_END.search(text) else 0.0
    cost += 2.5 if "。" in text or "；" in text else 0.0
    cost += 1.5 if NOTE_WORDS.search(text) else 0.0
    is_level = level_word(text) in _MAIN_LEVELS or text in _SECOND_LEVELS
    cost += 3.0 if is_level and text not in _FRAMEWORK else 0.0
    cost += 1.5 if len(text) == 1 else (2.0 if _BAD_NAME.match(text) else 0.0)
    cost += 4.0 if _NO_NAME.search(text) else 0.0
    cost += 1.5 if _DATE_INSIDE.search(text) else 0.0
    cost += 2.0 if _AMOUNT_LAST.search(text) else 0.0
    cost += 3.0 if _LEVEL_FIRST.search(text) else 0.0
    cost -= 1.0 if text in _FRAMEWORK else 0.0
    return cost - (0.4 if _NAME_END.search(text) else 0.0) - (0.6 if _NAME_POINTS.search(text) else 0.0)


def _target_cost(text: str) -> float:
    short = plain(text)
    if not short:
        return 2.5
    if not _HOLDS_FIGURE.search(short) and short not in NONE_WRITTEN:
        return _words_as_target(short)  # words alone: nothing to read
    if len(short) > _LONGEST_READ:
        return 2.0 + 0.03 * len(short)
    read = target_of(text)
    extra = (2.0 if "。" in short else 0.0) + (2.0 if _BAD_START.match(short) else 0.0)
    extra += 0.8 + 0.1 * len(read.subject) if read.subject else 0.0
    if read.kind not in _NUMERIC:
        return extra + (0.0 if read.sign_missing else -0.5)
    if read.kind is TargetKind.NOT_APPLICABLE:
        return 0.0
    if read.kind is TargetKind.QUALITATIVE:
        return _words_as_target(short)
    extra += 1.5 if NOTE_WORDS.search(short) else 0.0
    return extra + 2.0 + 0.03 * len(short)


def _words_as_target(short: str) -> float:
    cost = (2.0 if "。" in short else 0.0) + (2.0 if _BAD_START.match(short) else 0.0)
    return cost + (1.5 if NOTE_WORDS.search(short) else 0.0) + 0.6 + 0.05 * len(short)


@lru_cache(maxsize=60_000)
def actual_cost(text: str, target: str) -> float:
    """What an actual value costs beside its target."""
    short = plain(text)
    if not short:
        return 2.5
    if level_word(short) in _SECOND_LEVELS:
        return 5.0
    if short == plain(target):
        return -0.5
    if len(short) > _LONGEST_READ:
        return 1.6 + 0.04 * len(short)
    read = actual_of(text)
    extra = 2.0 if _BAD_START.match(short) else 0.0
    if read.kind is ActualKind.MEASURED:
        return extra + _unit_fit(read, target)
    if read.kind is ActualKind.DATED:
        return extra
    if read.kind in _STATED:
        return extra + 0.1 + 0.02 * max(0, len(short) - 8)
    if read.kind is ActualKind.NOT_APPLICABLE:
        return 0.2
    return extra + (0.7 + 0.05 * len(short) if read.kind is ActualKind.QUALITATIVE else 1.6 + 0.04 * len(short))


def _unit_fit(read: Actual, target: str) -> float:
    wanted = target_of(target).amount if target else None
    cost = 0.3 if read.copied_sign else 0.0
    if wanted is None or read.quantity is None:
        return cost
    if wanted.unit == read.quantity.unit:
        return cost - 0.3
    return cost + (0.0 if converts(wanted.unit, read.quantity.unit) else 0.4)


@lru_cache(maxsize=10_000)
def score_cost(text: str, points: str) -> float:
    """What a score costs beside its points: more than the points is hardly ever one."""
    short = plain(text).removesuffix("分")
    if not short:
        return 3.0
    if _DASH.fullmatch(short):
        return 0.5
    if not _NUMBER.fullmatch(short):
        return NEVER
    full = plain(points).removesuffix("分")
    if not _NUMBER.fullmatch(full):
        return 0.0 if float(short) <= 100 else 3.0
    if float(short) > float(full):
        return 1.8
    return -0.2 if short == full else 0.0


@lru_cache(maxsize=10_000)
def loses_points(score: str, points: str) -> bool:
    """Whether a score is less than its points."""
    one, full = plain(score).removesuffix("分"), plain(points).removesuffix("分")
    return bool(_NUMBER.fullmatch(one) and _NUMBER.fullmatch(full)) and float(one) < float(full)


def _points_cost(text: str) -> float:
    if not text:
        return 3.0
    if _DASH.fullmatch(text):
        return 0.5
    return 0.0 if _NUMBER.fullmatch(text) and float(text.removesuffix("分")) <= 100 else NEVER


def _note_cost(text: str) -> float:
    if not text:
        return 0.0
    if level_word(text) in _FIRST_LEVELS or text in _SECOND_LEVELS or text in _PARTIAL_LEVELS or text == "标":
        return 5.0
    cost = 0.3 + (3.0 if _SIGNED.search(text) and not NOTE_WORDS.search(text) else 0.0)
    cost += 1.5 if _BAD_START.match(text) else 0.0
    is_reason = bool(_SENTENCE.search(text) or NOTE_WORDS.search(text) or _REASON_END.search(text))
    cost += 0.0 if is_reason else 0.6
    cost += 1.0 if _NAME_END.search(text) and len(text) <= 30 and not NOTE_WORDS.search(text) else 0.0
    return cost


def _criteria_cost(text: str) -> float:
    if not text:
        return 1.0
    cost = 4.0 if level_word(text) in _FIRST_LEVELS or text in _SECOND_LEVELS else 0.0
    return cost + (-0.5 if _MARKER.match(text) else 0.3)


def _explanation_cost(text: str) -> float:
    if not text:
        return 1.0
    cost = 2.0 if _MARKER.match(text) else 0.0
    cost += 2.0 if _POINT.search(text) else 0.0
    return cost + (-0.5 if text.endswith("。") else 0.5)


def free_level_cost(text: str) -> float:
    """What a level word that is in no list costs, where a form may have its own."""
    word = level_word(text)
    if not 2 <= len(word) <= 10 or _NO_LEVEL.search(word):
        return NEVER
    return 1.2


def _level_cost(column: Column, text: str) -> float:
    if not text:
        return 0.0
    word = level_word(text)
    mine, other = (_FIRST_LEVELS, _SECOND_LEVELS) if column is Column.LEVEL1 else (_SECOND_LEVELS, _FIRST_LEVELS)
    if word in mine:
        return -0.2
    if word in other:
        return NEVER
    if len(word) >= 3 and word in _PARTIAL_LEVELS:
        return 1.0
    return NEVER


def _unit_cost(text: str) -> float:
    if not text:
        return 1.5
    if text in ("%", "‰", "无", "-", "/") or find_unit(text):
        return 0.0
    return 1.2 if len(text) <= 5 and not _NO_UNIT.search(text) else NEVER
