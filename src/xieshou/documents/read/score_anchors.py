"""Reads score tables by their figures: an item is a name with its points, and the score that stands before the next one.

Criteria hold figures and formulas of their own, so a division by the width of cells goes astray in them. Here the blanks
and line ends are taken away; every place where `score name points` meet is one where an item ends and the next begins.
Such a reading is only taken where the points or the scores add up to what the table prints.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xieshou.documents.read.forms import FRAMEWORK_NAMES, Column
from xieshou.documents.read.lines import Line
from xieshou.documents.read.text_place import exact_of
from xieshou.kernel.exact import HUNDRED, ZERO, Exact, total
from xieshou.kernel.reading import ScoreLine, Seen, Spot
from xieshou.kernel.text import normalise

_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,4})?"
_WORDS = "[\u4e00-\u9fff“”、]"
_IN_BRACKETS = re.compile(rf"[(（]({_NUMBER})分?[)）]$")
_NO_COUNT = "(?![分个条次]|项(?!目))"  # a number before it is a count, not a score
_GROUPS = rf"(?P<groups>(?:{_WORDS}{{2,20}}?\({_NUMBER}分?\))*)"
# the name runs up to its points: bare ones where they have a column, in brackets elsewhere
_BARE = rf"{_GROUPS}(?P<name>{_NO_COUNT}{_WORDS}{{3,40}}?)(?P<points>{_NUMBER})(?=[\u4e00-\u9fff“(])"
_BRACKETED = rf"{_GROUPS}(?P<name>{_NO_COUNT}{_WORDS}{{2,20}}?)\((?P<points>{_NUMBER})分?\)"
_SCORE = rf"(?<![0-9.])(?P<score>{_NUMBER})"
_GROUP = re.compile(rf"({_WORDS}{{2,20}}?\({_NUMBER}分?\))")
_AFTER = "。;；)）:：."  # what criteria end with, where nothing else sets the score apart
_CRITERIA = re.compile(r"评[价分](?:要点|标准)|(?<=。)(?:[①1](?:[.、．]|(?=[^0-9.%]))|\([1一]\)|[^，。；,;]{2,14}=)")
_QUOTE = 80
_LONG_NAME = 4  # characters: a shorter name may end another one


@dataclass(frozen=True, slots=True)
class _Stream:
    """The text of the lines without blanks; where each line begins in it, and where a blank or a line end was."""

    text: str
    printed: str  # the same, as printed: full width, of the same length
    starts: tuple[int, ...]
    lines: tuple[Line, ...]
    gaps: frozenset[int]

    def line(self, at: int) -> Line:
        """The line of a place."""
        return self.lines[bisect_right(self.starts, at) - 1]


@dataclass(frozen=True, slots=True)
class _Item:
    """The places of an item in the stream: head, end of its points, score."""

    head: re.Match[str]
    score: tuple[int, int]


def anchored_items(
    lines: Sequence[Line], columns: Sequence[Column], total_points: Seen | None, whole: Seen | None
) -> tuple[ScoreLine, ...]:
    """The items of a score table; none where neither the points nor the scores add up."""
    if Column.SCORE not in columns or not lines:
        return ()
    stream = _stream(lines)
    found = list(_items(stream, re.compile(_BARE if Column.POINTS in columns else _BRACKETED)))
    items = _with_levels_carried([_line_of(stream, one) for one in found])
    return items if _adds_up(items, total_points, whole) else ()


def adds_up(items: Sequence[ScoreLine], total_points: Seen | None, whole: Seen | None) -> bool:
    """Whether the points and the scores of certain items are what the table prints."""
    is_certain = not any(item.uncertain or item.score is None or item.points is None for item in items)
    return bool(items) and is_certain and all(_sums(items, total_points, whole))


def _adds_up(items: Sequence[ScoreLine], total_points: Seen | None, whole: Seen | None) -> bool:
    return bool(items) and any(_sums(items, total_points, whole))


def _sums(items: Sequence[ScoreLine], total_points: Seen | None, whole: Seen | None) -> tuple[bool, bool]:
    points = total([exact_of(item.points.text) for item in items if item.points])
    scores = total([exact_of(item.score.text) for item in items if item.score])
    full = exact_of(total_points.text) if total_points else _full(items)
    return points == full, whole is not None and scores == exact_of(whole.text)


def _full(items: Sequence[ScoreLine]) -> Exact:
    """What the points must add up to: what the first levels say, else a hundred."""
    levels = dict.fromkeys(item.levels[0] for item in items if item.levels)
    found = [_points_of(level) for level in levels]
    known = [points for points in found if points is not None]
    return total(known) if known and len(known) == len(levels) else HUNDRED


# --- the stream ---


def _stream(lines: Sequence[Line]) -> _Stream:
    parts: list[tuple[str, str]] = []
    starts: list[int] = []
    gaps: set[int] = set()
    size = 0
    for line in lines:
        starts.append(size)
        for original in line.text.split():
            word = "".join(normalise(original).split())
            gaps.add(size)
            parts.append((word, original if len(original) == len(word) else word))
            size += len(word)
    text, printed = ("".join(part[side] for part in parts) for side in (0, 1))
    return _Stream(text, printed, tuple(starts), tuple(lines), frozenset((*gaps, size)))


def _items(stream: _Stream, head: re.Pattern[str]) -> Iterator[_Item]:
    """The items from the first name on: each ends at the score that another head follows, the last at the end."""
    first = head.match(stream.text)
    boundary = re.compile(f"{_SCORE}(?={head.pattern})")
    while first is not None:
        score, after = _next(stream, boundary, head, first.end("points"))
        if score is None:
            return
        yield _Item(first, score)
        first = after


def _next(
    stream: _Stream, boundary: re.Pattern[str], head: re.Pattern[str], at: int
) -> tuple[tuple[int, int] | None, re.Match[str] | None]:
    for found in boundary.finditer(stream.text, at):
        start, end = found.span("score")
        after = head.match(stream.text, end)
        if _is_apart(stream, start, end) and after is not None:
            return (start, end), after
    last = re.compile(rf"{_SCORE}$").search(stream.text, at)
    return (last.span("score") if last else None), None


def _is_apart(stream: _Stream, start: int, end: int) -> bool:
    """Whether a number is a cell: between gaps, or behind the end of a sentence."""
    return (start in stream.gaps and end in stream.gaps) or stream.text[start - 1] in _AFTER


# --- items ---


def _line_of(stream: _Stream, one: _Item) -> ScoreLine:
    head, (start, end) = one.head, one.score
    levels = [level for level in _GROUP.split(head["groups"]) if level]
    name = head["name"]
    level, name = _level_and_name(stream, head.start("name"), name)
    at = head.end("name") - len(name)
    quote = f"{name} {head['points']} {stream.text[start:end]}"[:_QUOTE]
    closed = head.end() if head.end() > head.end("points") else head.end("points")
    explanation, criteria = _texts(stream, closed, start)
    return ScoreLine(
        (*(_printed(each) for each in levels), *((level,) if level else ())),
        _seen(stream, name, at, quote),
        points=_seen(stream, head["points"], head.start("points"), quote),
        criteria=criteria,
        score=_seen(stream, stream.text[start:end], start, quote),
        explanation=explanation,
    )


def _seen(stream: _Stream, text: str, at: int, quote: str) -> Seen:
    return Seen(text, Spot(line=stream.line(at).no, quote=quote))


def _printed(level: str) -> str:
    return level.replace("(", "（").replace(")", "）")


def _level_and_name(stream: _Stream, at: int, text: str) -> tuple[str, str]:
    """A second level in front of the name: set apart by a blank or line end, or by a name that every form has.

    A name is broken over lines too; of several pieces the level is the first, when it reads like one.
    """
    gap = next((size for size in range(3, len(text) - 2) if at + size in stream.gaps), None)
    if gap is not None and _LEVEL.fullmatch(text[:gap]):
        return text[:gap], text[gap:]
    found = _LEVEL.match(text)
    if found and len(text) - found.end() >= 3:
        return found[0], text[found.end() :]
    ends = (name for name in FRAMEWORK_NAMES if len(name) > _LONG_NAME and text[3:].endswith(name))
    known = next(ends, text)
    return text[: -len(known)], known


_LEVEL = re.compile(
    "预算编制(?!合理|规范|科学|完整)|目标设置|(?:资金|项目|资产|人员|制度|采购|财务|绩效)管理(?!制度|办法|机制|安全)|经济性|效率性|效果性|公平性|可持续性"
    "|项目立项|资金投入|组织实施|产出(?:数量|质量|时效|成本)|(?:经济|社会|生态)效益|履职效[果益]|社会评价|职责履行"
)


def _texts(stream: _Stream, start: int, end: int) -> tuple[str, str]:
    """Explanation and criteria: the criteria begin at their first mark behind a sentence."""
    found = _CRITERIA.search(stream.text, start, end)
    at = found.start() if found else end
    return stream.printed[start:at], stream.printed[at:end]


def _with_levels_carried(items: Sequence[ScoreLine]) -> tuple[ScoreLine, ...]:
    """Merged level cells are printed once: an item without levels has those of the item before it."""
    result: list[ScoreLine] = []
    first, second, left = "", "", ZERO
    for item in items:
        for level in item.levels:
            points = _points_of(level)
            if not first or (points is not None and left < points):
                first, second, left = level, "", points or ZERO
            else:
                second = level
        left = left - (exact_of(item.points.text) if item.points else ZERO)
        result.append(replace(item, levels=tuple(level for level in (first, second) if level)))
    return tuple(result)


def _points_of(level: str) -> Exact | None:
    """The points that a level has in brackets."""
    found = _IN_BRACKETS.search(level)
    return exact_of(found[1]) if found else None
