"""The lines of a text that was taken out of a PDF: trimmed, with their numbers, without page numbers and running heads."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from xieshou.documents.read.running_lines import MARKED, running_lines
from xieshou.kernel.reading import Seen, Spot
from xieshou.kernel.text import normalise

_PAGE_NUMBER = re.compile(
    r"(?:[-—–－·•]\s*)?(?:第\s*)?[0-9０-９]{1,4}(?:\s*页)?(?:\s*[,，/／]?\s*共?\s*[0-9]{1,4}\s*页?)?(?:\s*[-—–－·•])?"
)
_BREAK = re.compile("\r\n|\n|\r|\u2028|\u2029|\x85")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufeff\u200b]")
_BLANKS = {ord("\t"): " ", 0xA0: " "}  # between cells, as some extractions write them
_LABELLED = re.compile(".{0,6}(?:分|合计|总计|分值|权重|得分)[:：]?")
_LINES_OF_A_NUMBER = 15  # lone numbers that are rarer are hardly cells of a table
_MOST_SKIPPED = 2  # pages in a row without a number
_TEXT_WIDTH = 40  # of a line of running text
_MOST_PAGES = 12  # the same, where the lines between say that so many pages lie there
_MOST_CHAINS = 16  # of one number that are followed up
_FEWEST_PAGES = 2  # that prove a count
_LONG_HEAD = 8  # characters
_SHORTEST_PAGE = 20  # lines, empty ones too
MAX_LINE = 20_000  # characters; what is longer is cut, no published line is


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number in the file (from 1); `top` is whether it is the first of a page."""

    no: int
    text: str
    top: bool = False
    gap: int = 0  # empty lines before it

    def spot(self) -> Spot:
        """The place of the line, quoted."""
        return Spot(line=self.no, quote=self.text[:60])


def seen(text: str, line: Line) -> Seen:
    """A text seen on a line."""
    return Seen(text, line.spot())


def width(text: str) -> int:
    """Half-width columns a text takes; a space between digits and characters takes none, it is typographic."""
    return sum(2 if ord(char) > 0x2E7F or char in "“”‘’—…×÷≥≤①②③④⑤⑥⑦⑧⑨⑩" else 1 for char in text if char != " ")


def split_lines(text: str) -> tuple[Line, ...]:
    """The lines that carry content. Page numbers and running heads are dropped, the first line of a page is marked."""
    raw = _raw_lines(text)
    indented = _indent_marks_pages(raw)
    running = running_lines(raw)
    numbers = _page_numbers(raw, running)
    if not numbers <= running.keys():
        running = running_lines(raw, numbers)
    heads = _running_heads(raw, numbers)
    left = {**dict.fromkeys(numbers, ""), **running}
    result: list[Line] = []
    gap, top = 0, False
    for at, line in enumerate(raw):
        top = top or "\f" in line
        content = line.replace("\f", " ").strip().strip("\u3000").strip()
        kept = left.get(at, content)
        if not content:
            gap += 1
        elif not kept or (content in heads and (top or _after_number(raw, at))):
            top = True
        else:
            is_top = top or (indented and line[:1] == " ")
            result.append(Line(at + 1, kept, is_top, gap))
            gap, top = 0, False
    return tuple(result)


def _raw_lines(text: str) -> list[str]:
    return [_CONTROL.sub("", line).translate(_BLANKS)[:MAX_LINE] for line in _BREAK.split(text)]


def _indent_marks_pages(raw: list[str]) -> bool:
    """Whether a leading blank is rare enough to be what the extraction puts at the top of a page."""
    filled = [line for line in raw if line.strip()]
    indented = sum(1 for line in filled if re.match(r" [^ \u3000]", line))
    return 0 < indented * 8 < len(filled)


def _page_numbers(raw: list[str], running: Collection[int]) -> frozenset[int]:
    """The lines that hold a page number: dashed ones, and lone ones set apart that grow from page to page."""
    lone = [at for at, line in enumerate(raw) if line.strip() and _PAGE_NUMBER.fullmatch(line.strip())]
    dashed = {at for at in lone if at in running or MARKED.fullmatch(raw[at].strip())}
    near = {at + step for at in dashed for step in range(-_SHORTEST_PAGE, _SHORTEST_PAGE)}  # a page has one number
    pages = _pages(raw, running)
    rest = [at for at in lone if at not in near and not any(first < at < last for first, last in pages)]
    gaps = {at: (_empty_before(raw, at), _empty_after(raw, at)) for at in rest}
    above = [at for at in rest if gaps[at][0] >= 2 and gaps[at][1] >= 1]
    below = [at for at in rest if gaps[at][1] >= 2 and gaps[at][0] >= 1]
    is_close = _is_close(raw)
    filled = sum(1 for line in raw if line.strip())
    is_rare = len(lone) * _LINES_OF_A_NUMBER <= filled
    between = [at for at in rest if min(gaps[at]) >= 1 and not _is_labelled(raw, at)] if is_close or is_rare else []
    near_feed = [at for at in rest if "\f" in raw[at] or (at + 1 < len(raw) and "\f" in raw[at + 1])]
    apart = max((_growing(raw, places) for places in (between if is_close else [], above, below, near_feed)), key=len)
    at_end = [at for at in rest[-1:] if gaps[at][0] >= 1 and not any(line.strip() for line in raw[at + 1 :])]
    counted = _counting(raw, sorted({*dashed, *above, *below, *between, *at_end}))
    if len(counted) >= max(_FEWEST_PAGES, len(apart)):
        apart = counted + _skipped(raw, lone, counted)
    if len(between) == 1 and not apart and not dashed:
        apart = between
    return frozenset(dashed) | frozenset(apart)


def _pages(raw: list[str], running: Collection[int]) -> list[tuple[int, int]]:
    """From one running head to the next, where no page lies between that shows a number in another way."""
    turns = [at for before, at in pairwise((-_SHORTEST_PAGE, *sorted(running))) if at - before >= _SHORTEST_PAGE]
    gaps = [after - before for before, after in pairwise(turns)]
    if len(turns) <= _FEWEST_PAGES:
        return []
    usual = sorted(gaps)[len(gaps) // 2]
    within = [pair for pair in pairwise(turns) if pair[1] - pair[0] <= 2 * usual and not _skips(raw, *pair)]
    if all(_PAGE_NUMBER.fullmatch(raw[at].strip()) for at in running):
        return within
    return [(turns[0] - usual, turns[0]), *within, (turns[-1], turns[-1] + usual)]


def _skips(raw: list[str], one: int, other: int) -> bool:
    """Whether two numbers of pages, alone on their lines, are not those of pages that follow each other."""
    is_alone = all(_PAGE_NUMBER.fullmatch(raw[at].strip()) for at in (one, other))
    first, second = ({int(text) for text in re.findall("[0-9]{1,9}", normalise(raw[at]))} for at in (one, other))
    return is_alone and not any(number + 1 in second for number in first)


def _is_labelled(raw: list[str], at: int) -> bool:
    """Whether the line before, over empty ones, says what the number is."""
    before = next((line.strip() for line in raw[at - 1 :: -1] if line.strip()), "") if at else ""
    return bool(_LABELLED.fullmatch(before))


def _is_close(raw: list[str]) -> bool:
    """Whether empty lines are so few that they can only stand around page numbers and blocks."""
    empty = sum(1 for line in raw if not line.strip())
    return empty * 6 < len(raw)


def _counting(raw: list[str], places: list[int]) -> list[int]:
    """The longest run of places whose numbers count up, page by page; a few pages may show none, more where pages are alike."""
    chains: dict[int, list[list[int]]] = {}
    for place in places:
        value = _value(raw[place])
        before = [
            chain
            for step in range(1, _MOST_PAGES + 1)
            for chain in chains.get(value - step, [])
            if _may_follow(raw, chain, place, step)
        ]
        ends = chains.setdefault(value, [])
        ends.append([*max(before, key=len, default=[]), place])
        if len(ends) > _MOST_CHAINS:
            ends.remove(min(ends, key=len))
    return max((chain for ends in chains.values() for chain in ends), key=len, default=[])


def _may_follow(raw: list[str], chain: list[int], place: int, step: int) -> bool:
    """Whether a number so many pages on may belong to a count: not too near, and where many are missing, as far as they take."""
    lines = place - chain[-1]
    if lines < _SHORTEST_PAGE * step:
        return False
    pages = _value(raw[chain[-1]]) - _value(raw[chain[0]])
    if step <= _MOST_SKIPPED + 1 or pages < _FEWEST_PAGES:
        return step <= _MOST_SKIPPED + 1
    return _is_about(lines * pages, (chain[-1] - chain[0]) * step)


def _is_about(one: int, other: int) -> bool:
    return 4 * abs(one - other) <= other


def _skipped(raw: list[str], lone: list[int], counted: list[int]) -> list[int]:
    """The numbers that a count skips, where one stands alone between the two pages around it: beside running text, or
    as many lines from them as its pages take."""
    result: list[int] = []
    for before, after in pairwise(counted):
        missing = range(_value(raw[before]) + 1, _value(raw[after]))
        between = [at for at in lone if before < at < after and _value(raw[at]) in missing]
        found = [at for at in between if _is_beside_text(raw, at)]
        if len(found) != len(missing):
            found = [at for at in between if _is_in_step(raw, before, at, after)]
            found = [at for at in found if sum(_value(raw[at]) == _value(raw[other]) for other in found) == 1]
        result += found
    return result


def _is_in_step(raw: list[str], before: int, at: int, after: int) -> bool:
    """Whether a number stands where its page ends when the pages between two others are alike."""
    pages, own = _value(raw[after]) - _value(raw[before]), _value(raw[at]) - _value(raw[before])
    return 8 * abs((at - before) * pages - (after - before) * own) <= after - before


def _is_beside_text(raw: list[str], at: int) -> bool:
    near = (line for line in (*raw[max(0, at - 3) : at], *raw[at + 1 : at + 4]) if line.strip())
    return any(width(line) >= _TEXT_WIDTH for line in near)


def _value(text: str) -> int:
    return int("".join(re.findall("[0-9]", normalise(text)))[:9] or "0")


def _growing(raw: list[str], places: list[int]) -> list[int]:
    """The longest run of places whose numbers grow."""
    tails: list[int] = []
    values: list[int] = []
    back: dict[int, int | None] = {}
    for place in places:
        value = _value(raw[place])
        at = bisect_left(values, value)
        back[place] = tails[at - 1] if at else None
        values[at : at + 1] = [value]
        tails[at : at + 1] = [place]
    result: list[int] = []
    last = tails[-1] if tails else None
    while last is not None:
        result.append(last)
        last = back[last]
    return result


def _empty_before(raw: list[str], at: int) -> int:
    count = 0
    while count < 3 and at - count - 1 >= 0 and not raw[at - count - 1].strip():
        count += 1
    return 1 if at - count - 1 < 0 else count


def _empty_after(raw: list[str], at: int) -> int:
    count = 0
    while count < 3 and at + count + 1 < len(raw) and not raw[at + count + 1].strip():
        count += 1
    return 1 if at + count + 1 >= len(raw) else count


def _after_number(raw: list[str], at: int) -> bool:
    """Whether the line before, over empty ones, is a page number."""
    steps = at - 1
    while steps >= 0 and at - steps <= 4 and not raw[steps].strip():
        steps -= 1
    return steps >= 0 and bool(MARKED.fullmatch(raw[steps].strip()))


def _running_heads(raw: list[str], numbers: frozenset[int]) -> frozenset[str]:
    """Lines that stand at the top of at least three pages in the same words, long ones of two where there are no more."""
    tops: Counter[str] = Counter()
    fresh = False
    for at, line in enumerate(raw):
        content = line.replace("\f", " ").strip()
        fresh = fresh or "\f" in line
        if not content:
            continue
        if at in numbers:
            fresh = True
        elif fresh:
            tops[content] += 1
            fresh = False
    often = {head for head, count in tops.items() if count >= 3 and len(head) >= 4}
    few = (
        {head for head, count in tops.items() if count >= 2 and len(head) >= _LONG_HEAD} if len(numbers) <= 3 else set()
    )
    return frozenset(head for head in often | few if not _is_header(head))


def _is_header(text: str) -> bool:
    """Whether a repeated line belongs to a table that goes on over pages."""
    return "指标" in text or len(normalise(text).split()) > 3
