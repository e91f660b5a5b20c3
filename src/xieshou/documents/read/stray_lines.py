"""Lines within a table that may be the head of a page, where too few pages prove it: no row beside them is certain.

Where points and scores add up without such a line, it was a head; where they do not, the rows around it are marked.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from xieshou.documents.read.lines import Line
from xieshou.kernel.reading import IndicatorLine, ScoreLine

_Row = TypeVar("_Row", IndicatorLine, ScoreLine)
_OFFICE = "[局办室会心府院厅处省市州区县门]"
_TITLE = re.compile(
    rf"(?:20[0-9]{{2}} ?年度?)[\u4e00-\u9fff“”（） ]*(?:决算|预算|报告|材料|公开)|[\u4e00-\u9fff“”（）]*{_OFFICE}[\u4e00-\u9fff“”（） ]*(?:部门决算|部门预算|报告|材料)"
)
_NUMBER = r"[-—–－·•|]?\s*[0-9]{1,3}\s*[-—–－·•|]?"
_NUMBERED = re.compile(rf"{_NUMBER}\s+(\S.*)|(.*?\S)\s+{_NUMBER}")
_UNIT = re.compile("(?:金额)?单位[:：]\\s*(?:万|千|亿)?元")
_LONE = re.compile("[0-9]{1,3}")
_SHORTEST, _LONGEST = 8, 60  # characters


def strays_of(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines that may be the head or the foot of a page, and of the lone numbers beside them."""
    heads = {line.no for line in lines if _may_be_head(line.text)}
    beside = {
        one.no
        for pair in pairwise(lines)
        for one, other in (pair, pair[::-1])
        if other.no in heads and _LONE.fullmatch(one.text)
    }
    return frozenset(heads | beside)


def _may_be_head(text: str) -> bool:
    if _UNIT.fullmatch(text):
        return True
    found = _NUMBERED.fullmatch(text)
    title = (found[1] or found[2]) if found else text
    return len(title) >= _SHORTEST and len(text) <= _LONGEST and bool(_TITLE.fullmatch(title))


def doubted(rows: Sequence[_Row], strays: frozenset[int]) -> tuple[_Row, ...]:
    """The rows, those around a stray line marked as uncertain."""
    starts = [row.name.spot.line or 0 for row in rows]
    marked: set[int] = set()
    for stray in strays:
        at = sum(start <= stray for start in starts) - 1
        marked |= {at, at + 1}
    return tuple(replace(row, uncertain=row.uncertain or at in marked) for at, row in enumerate(rows))
