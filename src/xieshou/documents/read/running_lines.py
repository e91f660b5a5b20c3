"""Running heads and feet of a text's pages: the same words on page after page, alone or with a number that counts up."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from xieshou.documents.read.forms import ACCOUNT_NUMBER, plain, title_kind
from xieshou.kernel.reading import TableKind

_NUMBER = re.compile("[0-9０-９]{1,9}")
_LONE = re.compile("[0-9０-９]{1,4}")
# A number with marks of its own that no cell bears.
MARKED = re.compile(
    r"[-—–－·•]\s*[0-9０-９]{1,4}\s*[-—–－·•]|第\s*[0-9]{1,4}\s*页.*|[0-9]{1,4}\s*/\s*[0-9]{1,4}|共\s*[0-9]{1,4}\s*页.*"
)
_MARKS_ONLY = re.compile(r"(?:第|共|[Pp]age|[Pp]\.?|of|[/／,，~～|｜·•—–－-]|页|#|\s)+")
_APART_BEFORE = re.compile(r"(?:[\s第/／—–－·•|｜-]|[Pp]age|[Pp]\.?)$")  # what stands between a head and its number
_APART_AFTER = re.compile(r"[\s页/／—–－·•|｜-]")
_COUNTED_AFTER = re.compile("[年月日个人万亿元%％.、季条项,，)）]")  # a number before these counts something
_WORDS = re.compile("[\u3400-\u9fffA-Za-z]")
# What the head of a document that is published says; remarks and names of indicators are repeated too.
_TITLE = re.compile(
    "年度|决算|预算|报告|自评|评价|绩效|公开|附[件表]|办公室|委员会|单位[:：]|中心|局|厅|部门|资料|材料"
)
_ROW = re.compile("#.*[㐀-鿿].*#(?!.*页)|#[.,]#")  # a number at either end: a row of accounts with its line numbers
_YEAR = re.compile("20[0-9]{2} ?年度")
_PAGE_OF = re.compile(r"(?:^|\s)第\s*[0-9]{1,4}\s*页(?:\s*[/，,]?\s*共\s*[0-9]{1,4}\s*页)?$")
_TABLE_NUMBER = re.compile(r"公开\s*[0-9]{1,2}\s*表(?:\s*[0-9]{1,4})?")
_UNIT = re.compile(r"(?:金额)?单位[:：]\s*(?:万|千|亿)?元")
_NUMBERED_TABLE = re.compile(r"(.*?表)\s*[—–－-]?\s*[0-9]*\s*[—–－-]?")
_ACCOUNTS = re.compile("科目|功能分类|支出功能|经济分类|收入|支出|行次|栏次|决算")
_SENTENCE = re.compile("[，。；？！《》]|：.*：")
_COLUMN = re.compile("指标|分值|得分|科目|完成值|预算数|执行数|资金总额|项目名称|主管部门|实施单位")
_LONGEST = 60  # characters of a running line
_SHORTEST_HEAD = 3
_LONG_HEAD = 6
_SHORTEST_PAGE = 12  # lines, empty ones too
_LONGEST_PAGE = 160
_FEWEST_PAGES = 3  # that prove a head
_TURNS = 2  # that prove the head of a document's title
_MOST_STEP = 3  # pages from one number to the next: some show none
_SOME, _MOST = 0.3, 0.6  # of the pages
_EVEN = 1.25  # the longest page ÷ the shortest where nothing but their length tells pages
_ALIKE, _LIKE = 10, 4  # pages differ by a part of so many: the first, and those that follow
_MOST_ALIKE = 40  # places of one number that are looked at
_FARTHEST = 20  # heads that may stand together
_NEAR = 5  # lines from a number to the head beside it


@dataclass(frozen=True, slots=True)
class _Filled:
    """The lines that hold something: their places in the file and their texts."""

    at: tuple[int, ...]
    texts: tuple[str, ...]
    tops: frozenset[int]  # below a form feed

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class _Turns:
    """Where pages turn: all running lines, and the first of each page."""

    places: set[int]
    starts: list[int]


def running_lines(raw: Sequence[str], numbers: Collection[int] = ()) -> dict[int, str]:
    """The lines that pages repeat, by their place (from 0), with what is to be read instead: mostly nothing.

    `numbers`: lines that are known to be numbers of pages. The number of a final-accounts table (`公开 08 表 29`) is
    kept where it stands at the table's title, without the page.
    """
    filled = _filled(raw)
    known = {place for place, at in enumerate(filled.at) if at in numbers}
    found = known | _counted(filled)
    found = found or _lone_even(filled)
    for _ in range(2):  # heads lead to the numbers beside them, numbers to heads
        found |= _repeated(filled, found)
        found |= _lone_beside(filled, found)
    found |= _single(filled, found)
    alike = Counter(_NUMBER.sub("#", filled.texts[place]) for place in found)
    often = {shape for shape, count in alike.items() if count >= _TURNS}
    return {
        filled.at[place]: _left(filled, place, is_repeated=_NUMBER.sub("#", filled.texts[place]) in often)
        for place in sorted(found)
    }


def _filled(raw: Sequence[str]) -> _Filled:
    at: list[int] = []
    texts: list[str] = []
    tops: set[int] = set()
    is_top = False
    for place, line in enumerate(raw):
        is_top = is_top or "\f" in line
        if text := " ".join(line.split()):
            if is_top:
                tops.add(len(at))
            at.append(place)
            texts.append(text)
            is_top = False
    return _Filled(tuple(at), tuple(texts), frozenset(tops))


# --- heads with a number that counts up ---


def _counted(filled: _Filled) -> set[int]:
    shapes: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(filled.texts):
        if len(text) <= _LONGEST and any(char.isdigit() for char in text):
            shapes[_NUMBER.sub("#", text)].append(place)
    often = {shape: places for shape, places in shapes.items() if len(places) >= _TURNS and shape != "#"}
    runs = [
        (shape, run)
        for shape, places in often.items()
        for which in _page_places(shape)
        for run in _runs(filled, places, which)
    ]
    skipped = {place for _, run in runs for place in run.all}
    return {place for shape, run in runs if _is_head(filled, shape, run.pages, skipped) for place in run.all}


def _page_places(shape: str) -> Iterator[int]:
    """Which of a line's numbers may be that of its page: at an end of the line and set apart from the words."""
    holes = [found.start() for found in re.finditer("#", shape)]
    words = len(_WORDS.findall(shape))
    if _MARKS_ONLY.fullmatch(shape):
        yield from range(len(holes))
    elif words >= _SHORTEST_HEAD:
        is_long = words >= _LONG_HEAD
        yield from (which for which, hole in enumerate(holes) if _is_apart(shape[:hole], shape[hole + 1 :], is_long))


def _is_apart(before: str, after: str, is_long: bool) -> bool:
    if before and not _WORDS.search(re.sub("[页共]", "", after)):
        return is_long or bool(_APART_BEFORE.search(before))
    is_first = not _WORDS.search(before.replace("第", "")) and not _COUNTED_AFTER.match(after.strip())
    return is_first and (is_long or bool(_APART_AFTER.match(after)))


@dataclass(frozen=True, slots=True)
class _Run:
    """A line whose number counts up: one place a page, and all places, of head and foot."""

    pages: list[int]
    all: list[int]


def _runs(filled: _Filled, places: Sequence[int], which: int) -> Iterator[_Run]:
    """The runs of a line in which one number counts up from page to page and the others stay."""
    alike: dict[tuple[int, ...], list[tuple[int, int]]] = defaultdict(list)
    for place in places:
        numbers = [int(text) for text in _NUMBER.findall(filled.texts[place])]
        alike[(*numbers[:which], *numbers[which + 1 :])].append((place, numbers[which]))
    for members in alike.values():
        chain = _chain(filled, members)
        if len(chain) >= _TURNS:
            pages = set(chain)
            values = {value for place, value in members if place in pages}
            yield _Run(chain, [place for place, value in members if min(values) - 1 <= value <= max(values) + 1])


def _chain(filled: _Filled, members: Sequence[tuple[int, int]]) -> list[int]:
    """The longest run of places whose numbers count up, a page or more apart."""
    best: dict[int, list[int]] = {}  # by the number a run ends with
    for place, value in members:
        runs = [
            run
            for step in range(1, _MOST_STEP + 1)
            if (run := best.get(value - step)) and filled.at[place] - filled.at[run[-1]] >= _SHORTEST_PAGE * step
        ]
        chain = [*max(runs, key=len, default=[]), place]
        if len(chain) > len(best.get(value, ())):
            best[value] = chain
    return max(best.values(), key=len, default=[])


def _is_head(filled: _Filled, shape: str, chain: Sequence[int], skipped: set[int]) -> bool:
    is_proven = len(chain) >= _FEWEST_PAGES
    if _MARKS_ONLY.fullmatch(shape):
        return is_proven
    sides = [_varies(filled, chain, side, skipped) for side in (-1, 1)]
    if is_proven and title_kind(shape.replace("#", "")) is None:
        return any(sides)
    return all(sides) and (is_proven or (bool(_TITLE.search(shape)) and _ROW.search(shape) is None))


def _varies(filled: _Filled, places: Sequence[int], side: int, skipped: set[int]) -> bool:
    """Whether other words stand beside a line each time: a page may end anywhere, a form's own lines have their places."""
    beside = [_beside(filled, place, side, skipped) for place in places]
    return 2 * len(set(beside)) > len(beside)


def _beside(filled: _Filled, place: int, side: int, skipped: set[int]) -> str:
    places = range(place + side, place + side * _FARTHEST, side)
    found = next((at for at in places if at not in skipped), -1)
    return filled.texts[found] if 0 <= found < len(filled) else ""


# --- heads that stay the same ---


def _repeated(filled: _Filled, found: set[int]) -> set[int]:
    """Lines of the same words beside numbers of pages, or on pages of one length."""
    alike: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(filled.texts):
        if _SHORTEST_HEAD < len(text) <= _LONGEST and place not in found and _may_repeat(text):
            alike[text].append(place)
    groups = {text: places for text, places in alike.items() if len(places) >= _TURNS}
    heads = found | {place for place, text in enumerate(filled.texts) if MARKED.fullmatch(text)}
    chosen: list[list[int]] = []
    for _ in range(2):  # beside a number, and beside what stands there
        heads = heads.union(*chosen)
        turns = _turns(filled, heads)
        chosen += [run for text, places in groups.items() if (run := _near(filled, text, places, turns))]
    chosen += [places for text, places in groups.items() if _is_even(filled, text, places)]
    skipped = heads.union(*chosen)
    return {place for places in chosen if _moves(filled, places, skipped) for place in places}


def _may_repeat(text: str) -> bool:
    is_words = bool(_WORDS.search(text)) and not _COLUMN.search(text) and not _SENTENCE.search(text)
    return is_words and len(text.split()) <= 4


def _near(filled: _Filled, text: str, places: list[int], turns: _Turns) -> list[int]:
    """The places of a text at which it stands beside the number or another head of a page; none where they are too few."""
    near = [place for place in places if place in filled.tops or _is_beside(filled, place, turns.places)]
    if len(near) < _TURNS:
        return []
    pages = bisect_right(turns.starts, near[-1] + 2) - bisect_left(turns.starts, near[0] - 2)
    if _TITLE.search(text):
        return near if len(near) >= max(_TURNS, pages * _SOME) else []
    return near if len(near) >= max(_FEWEST_PAGES, pages * _MOST) else []


def _moves(filled: _Filled, places: Sequence[int], skipped: set[int]) -> bool:
    return all(_varies(filled, places, side, skipped) for side in (-1, 1))


def _is_even(filled: _Filled, text: str, places: Sequence[int]) -> bool:
    """Whether the words of a title stand on pages of one length; where there are but two, they name their year."""
    if not _TITLE.search(text) or (len(places) == _TURNS and (not _YEAR.search(text) or title_kind(text) is not None)):
        return False
    gaps = [filled.at[other] - filled.at[place] for place, other in pairwise(places)]
    return min(gaps) >= _SHORTEST_PAGE and max(gaps) <= _EVEN * min(gaps)


def _is_beside(filled: _Filled, place: int, found: set[int]) -> bool:
    return any(other in found and abs(filled.at[other] - filled.at[place]) <= _NEAR for other in (place - 1, place + 1))


# --- numbers beside heads ---


def _lone_beside(filled: _Filled, found: set[int]) -> set[int]:
    """Lone numbers that stand beside heads and count up with them, on most pages."""
    turns = _turns(filled, found)
    counts: dict[int, list[int]] = defaultdict(list)
    for place, text in enumerate(filled.texts):
        if place not in found and _LONE.fullmatch(text) and _is_beside(filled, place, found):
            counts[int(text) - bisect_right(turns.starts, place + 1)].append(place)
    most = max(counts.values(), key=len, default=[])
    return set(most) if len(most) >= max(_TURNS, len(turns.starts) * _MOST) else set()


def _turns(filled: _Filled, found: set[int]) -> _Turns:
    """Where pages turn: the first running line of each."""
    starts: list[int] = []
    last = None
    for place in sorted(found):
        if last is None or filled.at[place] - filled.at[last] >= _SHORTEST_PAGE:
            starts.append(place)
        last = place
    return _Turns(found, starts)


def _lone_even(filled: _Filled) -> set[int]:
    """Lone numbers that count up through the whole text at the distance of its pages."""
    lone: dict[int, list[int]] = defaultdict(list)
    for place, text in enumerate(filled.texts):
        if _LONE.fullmatch(text):
            lone[int(text)].append(place)
    seen: set[tuple[int, int]] = set()
    best: list[int] = []
    for value, places in lone.items():
        for one, other in product(places[:_MOST_ALIKE], lone.get(value + 1, [])[:_MOST_ALIKE]):
            if _SHORTEST_PAGE <= filled.at[other] - filled.at[one] <= _LONGEST_PAGE and (one, other) not in seen:
                chain = _at_distance(filled, lone, one, other)
                seen.update(pairwise(chain))
                best = max(best, chain, key=len)
    return set(best) if len(best) >= _FEWEST_PAGES and _is_through(filled, best) else set()


def _at_distance(filled: _Filled, lone: dict[int, list[int]], one: int, other: int) -> list[int]:
    """The numbers that go on counting from two at about the same distance; a little more about it the longer they do."""
    chain, value = [one, other], int(filled.texts[other])
    while True:
        page = filled.at[chain[-1]] - filled.at[chain[-2]]
        room = page // (_ALIKE if len(chain) < _FEWEST_PAGES else _LIKE)
        value += 1
        off = {
            place: abs(filled.at[place] - filled.at[chain[-1]] - page) for place in lone.get(value, [])[:_MOST_ALIKE]
        }
        near = [place for place in off if off[place] <= room]
        if not near:
            return chain
        chain.append(min(near, key=lambda place: off[place]))


def _is_through(filled: _Filled, chain: Sequence[int]) -> bool:
    """Whether there is no room for a page before or behind that shows no number."""
    page = max(filled.at[other] - filled.at[one] for one, other in pairwise(chain))
    before, behind = filled.at[chain[0]] - filled.at[0], filled.at[-1] - filled.at[chain[-1]]
    return before <= page * _EVEN and behind <= page * _EVEN


# --- what one page proves ---


def _single(filled: _Filled, found: set[int]) -> set[int]:
    """Lines that say themselves that they belong to a page: the number of a table that is not there, `第 3 页`."""
    result = {place for place, text in enumerate(filled.texts) if _PAGE_OF.search(text) and len(text) <= _LONGEST}
    result |= {
        place
        for place, text in enumerate(filled.texts)
        if _TABLE_NUMBER.fullmatch(text) and not _left(filled, place, is_repeated=False)
    }
    heads = found | result
    units = {place for place, text in enumerate(filled.texts) if _UNIT.fullmatch(text)}
    result |= {place for place in units if place - 1 in result and filled.at[place] - filled.at[place - 1] <= _NEAR}
    return result | {place for place in range(len(filled)) if place not in heads and _follows(filled, place)}


def _follows(filled: _Filled, place: int) -> bool:
    """Whether a lone number is the next after a page's, above the words of a title, or that of the page before a head."""
    text = filled.texts[place]
    if not 0 < place < len(filled) - 1 or not _LONE.fullmatch(text):
        return False
    before, after = filled.texts[place - 1], filled.texts[place + 1]
    is_next = bool(MARKED.fullmatch(before)) and int(text) == _first(before) + 1 and bool(_TITLE.search(after))
    head = _PAGE_OF.search(after)
    return is_next or (head is not None and _WORDS.match(after) is not None and int(text) + 1 == _first(head[0]))


def _first(text: str) -> int:
    return int(_NUMBER.findall(text)[0])


def _left(filled: _Filled, place: int, *, is_repeated: bool) -> str:
    """What is to be read of a running line: the number of a table, at its title; a lone one also above its columns."""
    found = _NUMBERED_TABLE.fullmatch(filled.texts[place])
    number = found[1] if found else ""
    if not ACCOUNT_NUMBER.fullmatch(plain(number)):
        return ""
    near = [filled.texts[at] for at in range(max(0, place - 3), min(len(filled), place + 4)) if at != place]
    has_title = any(title_kind(text) is TableKind.ACCOUNTS for text in near)
    has_columns = not is_repeated and any(_ACCOUNTS.match(text) for text in near)
    return number if has_title or has_columns else ""
