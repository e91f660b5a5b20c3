"""Joins the lines of running text into paragraphs, each with the lines it stands on and the heading above it."""

import re
from collections.abc import Sequence

from xieshou.documents.read.lines import Line, width
from xieshou.documents.read.recognise import HEADING
from xieshou.documents.read.stray_lines import strays_of
from xieshou.kernel.reading import Paragraph, Spot

_ITEM = re.compile(r"(?:[0-9]{1,2}[.、．)）](?![0-9])|[（(][0-9]{1,2}[)）]|[①-⑩]|[⑴-⑽]|附件|附表|注[:：])")
_LABEL = re.compile("(?:项目名称|主管部门|实施单位|单位名称|评价机构|委托单位)[:：]")
_SENTENCE_END = re.compile(r"[。！？；：:;!?”）)》]$")
_HEADING_END = re.compile(
    "(?:说明|情况|概况|分析|目标|建议|做法|职责|设置|任务|过程|结论|范围|标准|措施|解释|问题|结果|方面|分）)$"
)
_INSIDE = 20  # characters of a line that a sentence runs over
_ROOM = 3  # half-width columns that may stay free at the end of a full line
_INDENT = 4  # that the first line of a paragraph is set in
_NEAR = 6
_QUOTE = 60
MAX_LINES = 400  # of one paragraph


def paragraphs_of(blocks: Sequence[Sequence[Line]]) -> tuple[Paragraph, ...]:
    """The paragraphs of blocks of lines that no table interrupts."""
    result: list[Paragraph] = []
    heading = ""
    is_wrapped = _is_wrapped([line for block in blocks for line in block])
    for block in map(_without_heads, blocks):
        for group in _groups(block, is_wrapped):
            paragraph = _paragraph(group, heading)
            result.append(paragraph)
            heading = paragraph.text if _is_heading(paragraph.text) else heading
    return tuple(result)


def _without_heads(block: Sequence[Line]) -> list[Line]:
    """The lines without the titles that stand in the middle of a sentence: heads of pages."""
    strays = strays_of(block)
    result: list[Line] = []
    for line in block:
        before = result[-1].text if result else "。"
        is_inside = len(before) >= _INSIDE and not _SENTENCE_END.search(before) and not _is_heading(before)
        if line.no not in strays or not is_inside:
            result.append(line)
    return result


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether lines end where the page ends, and not where a paragraph does."""
    sizes = sorted(width(line.text) for line in lines)
    if len(sizes) < 12:
        return len(sizes) > 0 and sizes[-1] <= 100
    usual = sizes[len(sizes) * 9 // 10]
    return usual <= 130 and sum(1 for size in sizes if abs(size - usual) <= 16) * 4 >= len(sizes)


def _groups(block: Sequence[Line], is_wrapped: bool) -> list[list[Line]]:
    groups: list[list[Line]] = []
    sizes = [width(line.text) for line in block]
    for at, line in enumerate(block):
        goes_on = bool(groups) and len(groups[-1]) < MAX_LINES and _goes_on(block, sizes, at, is_wrapped)
        if goes_on:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(block: Sequence[Line], sizes: Sequence[int], at: int, is_wrapped: bool) -> bool:
    """Whether a line continues the paragraph of the line before."""
    before, line = block[at - 1], block[at]
    if not is_wrapped:
        return _breaks_off(before.text) and not _opens(line.text)
    limit, size = _usual_width(sizes, at), sizes[at - 1]
    indent = 0 if at > 1 and not _starts(block, at - 1) else _INDENT
    is_full = limit - size - _first_word(line.text) < _ROOM + indent
    if HEADING.match(line.text) or _LABEL.match(line.text):
        return False
    if _opens(line.text) and (_SENTENCE_END.search(before.text) or not is_full):
        return False
    if _is_heading(before.text):
        return is_full and not _HEADING_END.search(before.text) and len(before.text) >= 12
    if _SENTENCE_END.search(before.text):
        return is_full
    return size * 10 >= limit * 7 and not (_opens(before.text) and _HEADING_END.search(before.text))


def _usual_width(sizes: Sequence[int], at: int) -> int:
    """The width of full lines around here: the second largest, as one line may be set closer than the others."""
    near = sorted(sizes[max(0, at - _NEAR) : at + _NEAR])
    return near[-2] if len(near) > 3 else near[-1]


def _starts(block: Sequence[Line], at: int) -> bool:
    """Whether a paragraph seems to start on a line, so that its first words may be set in."""
    return at == 0 or bool(_SENTENCE_END.search(block[at - 1].text)) or _is_heading(block[at - 1].text)


def _first_word(text: str) -> int:
    found = re.match("[0-9A-Za-z.,%]+", text)
    return len(found[0]) if found else 2


def _breaks_off(text: str) -> bool:
    return len(text) >= 40 and not _SENTENCE_END.search(text)


def _opens(text: str) -> bool:
    return bool(HEADING.match(text) or _ITEM.match(text))


def _is_heading(text: str) -> bool:
    return bool(HEADING.match(text)) and len(text) <= 45 and not re.search("[。；，]|：.{8,}", text)


def _paragraph(group: Sequence[Line], heading: str) -> Paragraph:
    text, breaks = "", []
    for line in group:
        glue = " " if re.search("[A-Za-z]$", text) and re.match("[A-Za-z]", line.text) else ""
        text += glue
        breaks.append((len(text), line.no))
        text += line.text
    return Paragraph(text, Spot(line=group[0].no, quote=text[:_QUOTE]), tuple(breaks), heading)
