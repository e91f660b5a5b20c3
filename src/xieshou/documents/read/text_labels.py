"""Reads the head of a form: labels and what stands behind each."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.documents.read.forms import GRADES, LABEL_WORDS, Label, plain
from xieshou.documents.read.lines import Line, seen
from xieshou.kernel.reading import Seen

_SHORT = ("部门", "年度", "电话", "等级", "负责人", "总体目标", "绩效目标", "年度目标", "部门(单位)", "资金投入")
_EXTRA = (
    "项目属性",
    "项目类型",
    "项目类别",
    "实施期限",
    "项目期",
    "项目周期",
    "起止时间",
    "预算年度",
    "评价年度",
    "填报日期",
    "填报单位(盖章)",
    "单位负责人",
    "主要任务完成情况",
    "年度主要任务",
)
_WORDS = {
    word: label
    for label, words in LABEL_WORDS.items()
    for word in words
    if word not in _SHORT and label is not Label.TOTAL
}


def _loose(word: str) -> str:
    """A label however it is spaced and whichever brackets it has."""
    return r"\s*".join({"(": "[(（]", ")": "[)）]"}.get(char, re.escape(char)) for char in word)


_PATTERN = re.compile(
    "(" + "|".join(_loose(word) for word in sorted((*_WORDS, *_EXTRA), key=len, reverse=True)) + ")"
    r"(?:[(（](?:公章|盖章|签章|万元|元|亿元)[)）])?[:：]?"
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a form names."""

    name: Seen | None = None
    office: Seen | None = None
    amount: Seen | None = None
    grade: Seen | None = None


def head_of(lines: Sequence[Line]) -> Head:
    """The name, the office and the amount in the head of a form."""
    found = _labelled(lines)
    return Head(
        found.get(Label.PROJECT) or found.get(Label.DEPARTMENT),
        found.get(Label.OFFICE) or found.get(Label.AUTHORITY),
        found.get(Label.AMOUNT),
        _grade(found.get(Label.GRADE)),
    )


def _grade(found: Seen | None) -> Seen | None:
    return found if found is not None and found.text in GRADES else None


def _labelled(lines: Sequence[Line]) -> dict[Label, Seen]:
    text, starts = _run_together(lines)
    result: dict[Label, Seen] = {}
    found = [match for match in _PATTERN.finditer(text) if not _is_inside(match, text)]
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        label = _WORDS.get(plain(match[1]))
        value = text[match.end() : end].strip()
        if label is None or label in result or not value:
            continue
        offset = match.end() + (len(text[match.end() : end]) - len(text[match.end() : end].lstrip()))
        line = lines[bisect_right(starts, offset) - 1]
        result[label] = seen(_value(label, value), line)
    return result


def _run_together(lines: Sequence[Line]) -> tuple[str, list[int]]:
    """The lines after each other, and where each begins."""
    text, starts = "", []
    for line in lines:
        starts.append(len(text))
        part = " ".join(line.text.split())
        text += part if not text or _PATTERN.match(part) is None else " " + part
    return text, starts


def _is_inside(match: re.Match[str], text: str) -> bool:
    """Whether a label word is part of a longer word: nothing but a blank, a label's end or a value stands before it."""
    before = text[: match.start()][-1:]
    return bool(before) and before in "(《“、"


def _value(label: Label, value: str) -> str:
    if label is Label.AMOUNT:
        return re.sub(r"\s+", "", value)
    if label is Label.PROJECT:
        return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", value)
    return value.split(maxsplit=1)[0] if value.split() else value
