"""A file cut into tables with what stands above them: titles, captions (`单位：万元`, `公开 01 表`) and the text between.

A sheet or a Word table may hold several forms one under another; a title row inside it begins the next one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xieshou.documents.read.forms import ACCOUNT_NUMBER, ACCOUNT_TITLES, amount_unit, plain, title_kind
from xieshou.documents.read.grid_model import Content, Grid, GridCell, Text, one_line, quoted
from xieshou.kernel.reading import Seen

LEAD = 6  # short paragraphs above a table that may be its title and captions
LABEL = 32  # characters of a paragraph that announces a table
SHORT = 60  # characters of a title or caption

_YEAR = re.compile(r"((?:19|20)[0-9]{2})年")
_CAPTION = re.compile(
    r"^(?:(?:编制|填报)?(?:单位|部门)(?:名称)?|金额单位|填报日期|附(?:件|表)|[((]?(?:19|20)[0-9]{2}年度?)"
)
_ACCOUNTS = tuple(plain(title) for titles in ACCOUNT_TITLES.values() for title in titles)


@dataclass(frozen=True, slots=True)
class Part:
    """A table with the short texts above it, nearest last."""

    grid: Grid
    lead: tuple[Seen, ...] = ()
    before: str = ""  # the short paragraph before those, which may announce the table

    @property
    def words(self) -> tuple[str, ...]:
        """The texts above, in plain form."""
        return tuple(plain(seen.text) for seen in self.lead)


def parts_of(content: Content) -> Iterator[Part | Text]:
    """Tables and paragraphs in order. What was found to be a title or a caption belongs to its table only."""
    waiting: list[Text] = []
    for block in content.blocks:
        if isinstance(block, Text):
            waiting.append(block)
            continue
        if block.rows == block.columns == 1:
            waiting += [Text(cell.text, cell.spot) for cell in block.cells if cell.text]
            continue
        captions = _captions(waiting)
        running = waiting[: len(waiting) - len(captions)]
        yield from running
        before = running[-1].text if running and _may_announce(running[-1].text) else ""
        yield from _cut(block, [Seen(text.text, text.spot) for text in captions], before or _sheet_name(block))
        waiting = []
    yield from waiting


def _sheet_name(grid: Grid) -> str:
    """The name of a sheet that somebody gave it."""
    name = grid.spot.sheet or ""
    return "" if re.fullmatch(r"(?:Sheet|sheet|工作表|表)?\s*[0-9]*", name) else name


def _may_announce(text: str) -> bool:
    """Whether a paragraph may name the table below: short, and no sentence."""
    return len(text) <= LABEL and not text.endswith(("。", "；", "，"))


def _captions(texts: Sequence[Text]) -> Sequence[Text]:
    """The texts at the end of a run that are titles and captions, from the first title or caption on."""
    last = list(texts[-LEAD:])
    short = next((at for at in range(len(last) - 1, -1, -1) if len(last[at].text) > SHORT), -1)
    last = last[short + 1 :]
    first = next((at for at, text in enumerate(last) if is_caption(text.text)), len(last))
    return last[first:]


def is_caption(text: str) -> bool:
    """Whether a text is a title of a table or a line between title and table."""
    word = plain(text)
    return (
        _looks_like_title(word)
        or ACCOUNT_NUMBER.match(word) is not None
        or (len(word) <= SHORT and (_CAPTION.match(word) is not None or "单位:" in word))
    )


def _looks_like_title(word: str) -> bool:
    word = re.sub(r"[(][^()]*[)]$", "", word)
    return word.endswith("表") and len(word) <= SHORT and not set(word) & set("。，,见；;")


def is_title(text: str) -> bool:
    """Whether a text is the title of a table: it ends with 表, with no more than a bracket behind."""
    word = re.sub(r"[(][^()]*[)]$", "", plain(text))
    return _looks_like_title(word) and (any(title in word for title in _ACCOUNTS) or title_kind(word) is not None)


# --- inside a grid ---


def _cut(grid: Grid, lead: list[Seen], before: str) -> Iterator[Part | Text]:
    """The tables of a grid; rows above the first that hold one text are captions, others are paragraphs."""
    start = 0
    body = False  # whether rows of a table have been met since the last cut
    for row in range(grid.rows):
        filled = grid.filled(row)
        if body and len(filled) == 1 and _begins(grid, row):
            yield Part(grid.part(start, row), tuple(lead), before)
            lead, before, body = [], "", False
        if not filled:
            continue
        if body or _is_table_row(grid, filled):
            start, body = (start if body else row), True
            continue
        if len(filled) == 1 and not is_caption(filled[0].text):
            yield from _passed(lead)
            lead, before = [], filled[0].text if _may_announce(filled[0].text) else ""
            yield Text(filled[0].text, filled[0].spot)
        else:
            lead += [_seen(cell) for cell in filled]
    if body:
        yield Part(grid.part(start, grid.rows), tuple(lead), before)
    else:
        yield from _passed(lead)


def _passed(lead: Sequence[Seen]) -> Iterator[Text]:
    """Captions without a table."""
    return (Text(seen.text, seen.spot) for seen in lead)


def _seen(cell: GridCell) -> Seen:
    text = one_line(cell.text)
    return Seen(text, quoted(cell.spot, text))


def _is_table_row(grid: Grid, filled: Sequence[GridCell]) -> bool:
    if len(filled) == 1:
        only = filled[0]
        return only.rowspan > 1 and only.colspan < grid.columns
    return not all(is_caption(cell.text) or amount_unit(cell.text) for cell in filled)


def _begins(grid: Grid, row: int) -> bool:
    """Whether a row with one text is the title of another table: words of a title, and no cell reaches over it."""
    cell = grid.filled(row)[0]
    crossed = any(above.row < row for above in grid.covering(row))
    if crossed or len(plain(cell.text)) > SHORT:
        return False
    return is_title(cell.text) or ACCOUNT_NUMBER.match(plain(cell.text)) is not None


def title_of(part: Part) -> str:
    """The title above a table: the last text that is one, else the last that ends with 表, else nothing."""
    for test in (is_title, lambda text: plain(text).endswith("表")):
        found = [seen.text for seen in part.lead if test(seen.text) and not ACCOUNT_NUMBER.match(plain(seen.text))]
        if found:
            return one_line(found[-1])
    return ""


def year_of(texts: Sequence[str]) -> int | None:
    """The year that titles or captions name; a date of filling in is no year of the table."""
    for text in texts:
        word = plain(text)
        found = _YEAR.search(word)
        if found and not re.match(r"(?:填报|填表|编制)(?:日期|时间)", word):
            return int(found[1])
    return None


def unit_of(part: Part) -> str | None:
    """元 or 万元, as a caption says."""
    units = (amount_unit(seen.text) for seen in reversed(part.lead))
    return next((unit for unit in units if unit), None)
