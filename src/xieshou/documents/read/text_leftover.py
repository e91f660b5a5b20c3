"""Finds lines that look like rows of an indicator table although no table took them: none may be lost without a word."""

import re
from collections.abc import Iterable, Iterator

from xieshou.documents.read.forms import LEVEL1_WORDS, LEVEL2_WORDS, TOTAL_WORDS
from xieshou.documents.read.lines import Line
from xieshou.documents.read.text_atoms import SIGNS
from xieshou.kernel.reading import UnreadPart

_SENTENCE = re.compile("[，。；：！？,;!?]|[:：]$")
_SIGNED = re.compile(rf"[\u4e00-\u9fff）)0-9]\s*[{SIGNS}]\s*[0-9][0-9.,]*[^0-9.,]+[0-9]")
_CELL = re.compile(rf"[{SIGNS}]\s*[0-9][0-9.,]*\s*[%‰\u4e00-\u9fff/]{{0,8}}")  # a target alone on its line
_SIGN = re.compile(f"[{SIGNS}]")  # a sign in a column of its own, alone on its line
_LEVEL = "|".join(
    sorted((word for word in {*LEVEL1_WORDS, *LEVEL2_WORDS} if word.endswith("指标")), key=len, reverse=True)
)
_LED = re.compile(rf"(?:{_LEVEL})\s*[\u4e00-\u9fff].*[0-9](?:分|%)?\s+[0-9.]+分?$")
_TOTAL = re.compile("(?:" + "|".join(TOTAL_WORDS) + ")")
_LONGEST = 120  # characters of a row that stands on one line


def looks_like_row(text: str) -> bool:
    """Whether a line outside every table has what only rows have: a target with its sign and another figure, or a level and two figures."""
    short = text.strip()
    if len(short) > _LONGEST or _SENTENCE.search(short) or _TOTAL.match(short):
        return False
    return bool(_SIGNED.search(short) or _LED.match(short) or _CELL.fullmatch(short) or _SIGN.fullmatch(short))


def rows_left(lines: Iterable[Line]) -> Iterator[UnreadPart]:
    """An entry for each of the lines, which no table took, that looks like a row."""
    for line in lines:
        if looks_like_row(line.text):
            yield UnreadPart(line.spot(), "这一行像是指标，但不在读出的任何一张表里，没有读入")
