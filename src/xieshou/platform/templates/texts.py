"""Replacing placeholders in a text that an office program has cut into runs; the first run's look is kept."""

import copy
from collections.abc import Callable, Sequence

from lxml import etree

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.templates.placeholders import found_in

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Answer = Callable[[str], str]


def joined(parts: Sequence[etree._Element]) -> str:
    """The text of the runs together."""
    return "".join(part.text or "" for part in parts)


def replace_in(parts: Sequence[etree._Element], answer: Answer) -> None:
    """Replaces every placeholder by its answer, wherever its characters lie."""
    starts, at = [], 0
    for part in parts:
        starts.append(at)
        at += len(part.text or "")
    for one in reversed(found_in(joined(parts))):
        text = answer(one.name)
        for part, start in zip(parts, starts, strict=True):
            own = part.text or ""
            first, last = max(one.start - start, 0), min(one.end - start, len(own))
            if first < last:
                _set(part, own[:first] + text + own[last:])
                text = ""  # the first run that has a piece of the placeholder gets the whole answer


def _set(part: etree._Element, text: str) -> None:
    try:
        part.text = text
    except ValueError as error:
        raise Invalid(Problem(f"“{text[:20]}”里有不能打印的控制字符", remedy="请在来源记录中删去")) from error
    part.set(SPACE, "preserve")


def break_lines(part: etree._Element, line_break: str) -> None:
    """Line breaks of a text become elements, where the format has them."""
    lines = (part.text or "").split("\n")
    if len(lines) == 1:
        return
    part.text = lines[0]
    after = part
    for line in lines[1:]:
        pause, rest = etree.Element(line_break), copy.copy(part)
        rest.text = line
        after.addnext(pause)
        pause.addnext(rest)
        after = rest
