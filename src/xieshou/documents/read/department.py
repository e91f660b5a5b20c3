"""Reads the form of a whole department: like a project's form, with the main tasks and their money instead of a fund block."""

import re
from collections.abc import Sequence
from dataclasses import replace

from xieshou.documents.read.forms import plain
from xieshou.documents.read.lines import Line
from xieshou.documents.read.recognise import Region
from xieshou.documents.read.self_evaluation import read_form
from xieshou.documents.read.text_atoms import without_vertical_labels
from xieshou.kernel.reading import AccountLine, ReadTable, Seen, UnreadPart

_TASK_HEADER = re.compile("任务名称")
_TASK_END = re.compile("金额合计|合计")
_TASK_STOP = re.compile("预期目标|年度总体目标|一级指标")
_AMOUNT = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]*)?")
_WITH_DECIMALS = re.compile(r"-?[0-9][0-9,]*\.[0-9]{2}")
_WORDS_AND_AMOUNTS = re.compile(rf"(.*?[^0-9,.\s-])\s*((?:{_WITH_DECIMALS.pattern}\s*){{2,}})")
TASK_COLUMNS = ("预算数全额", "预算数其中：财政拨款", "执行数全额", "执行数其中：财政拨款")


def read_department(lines: Sequence[Line], region: Region, document: str) -> tuple[ReadTable, list[UnreadPart]]:
    """The form of a department."""
    table, unread = read_form(lines, region, document)
    rows = tasks_of(lines[region.start : region.body])
    return replace(table, rows=rows, columns=TASK_COLUMNS if rows else ()), unread


def tasks_of(lines: Sequence[Line]) -> tuple[AccountLine, ...]:
    """The main tasks with budget and spending; a task's name and its report of what was done stand in `name`.

    Amounts broken over two lines are put together again: every amount of the block has two decimals.
    """
    body = [part for line in _block(without_vertical_labels(lines)) for part in _apart(line)]
    rows: list[AccountLine] = []
    label: list[Line] = []
    values: list[tuple[str, Line]] = []
    is_cut = False  # a page break cut the row: what follows its figures still belongs to it
    for line in body:
        found = _amounts(line.text)
        if found:
            values += [(text, line) for text in found]
        elif values and not _ends(label) and (line.top or is_cut) and not _share_line(label, values):
            label.append(line)
            is_cut = True
        elif len(_whole(values)) == len(TASK_COLUMNS):
            rows += _task(label, values)
            label, values, is_cut = [line], [], False
        else:
            label.append(line)
    return tuple(rows + _task(label, values))


def _block(lines: Sequence[Line]) -> list[Line]:
    start = next((at for at, line in enumerate(lines) if _TASK_HEADER.search(plain(line.text))), None)
    if start is None:
        return []
    end = next((at for at in range(start, len(lines)) if _TASK_STOP.search(plain(lines[at].text))), len(lines))
    return [line for line in lines[start + 1 : end] if not _is_header(plain(line.text))]


def _apart(line: Line) -> tuple[Line, ...]:
    """A line that holds the end of a task's words and its amounts as two: the words, then the amounts."""
    found = _WORDS_AND_AMOUNTS.fullmatch(line.text)
    if found is None:
        return (line,)
    amounts = replace(line, text=" ".join(_WITH_DECIMALS.findall(found[2])), top=False)
    return replace(line, text=found[1].rstrip()), amounts


def _is_header(text: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:全额|其中:?财政拨?款?)+|款|拨款|其中:?|财政|完成情况|(?:完成情况)?(?:预算数\(.{1,2}\))?(?:执行数\(.{1,2}\))?|任务名称.*",
            text,
        )
    )


def _amounts(text: str) -> list[str]:
    words = text.split()
    return words if words and all(_AMOUNT.fullmatch(word) for word in words) else []


def _share_line(label: Sequence[Line], values: Sequence[tuple[str, Line]]) -> bool:
    """Whether the amounts stand behind the last words on their line: then the row ends there."""
    return bool(label) and label[-1].no == values[-1][1].no


def _ends(label: Sequence[Line]) -> bool:
    return bool(label) and label[-1].text.endswith("。")


def _whole(values: Sequence[tuple[str, Line]]) -> list[tuple[str, Line]]:
    """The amounts, those put together that were broken within their decimals."""
    result: list[tuple[str, Line]] = []
    for text, line in values:
        if result and re.fullmatch("[0-9]{1,2}", text) and re.search(r"(?:\.[0-9]?|\.)$", result[-1][0]):
            result[-1] = (result[-1][0] + text, result[-1][1])
        else:
            result.append((text, line))
    return result


def _task(label: Sequence[Line], values: Sequence[tuple[str, Line]]) -> list[AccountLine]:
    whole = _whole(values)
    if not label or len(whole) != len(TASK_COLUMNS):
        return []
    name = "".join(line.text for line in label)
    seen_values = tuple(Seen(text, line.spot()) for text, line in whole)
    return [AccountLine(name, label[0].spot(), values=seen_values)]
