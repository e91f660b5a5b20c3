"""Reads a 绩效目标申报表: like a self-evaluation before the year, with targets and without results."""

from collections.abc import Sequence

from xieshou.documents.read.lines import Line
from xieshou.documents.read.recognise import Region
from xieshou.documents.read.self_evaluation import read_form
from xieshou.kernel.reading import ReadTable, UnreadPart


def read_goal_form(lines: Sequence[Line], region: Region, document: str) -> tuple[ReadTable, list[UnreadPart]]:
    """A form with targets."""
    return read_form(lines, region, document)
