"""Finds the tables in the lines of a text: what each is, where it begins and ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.documents.read.forms import ACCOUNT_NUMBER, TOTAL_WORDS, Column, level_word, plain, title_kind
from xieshou.documents.read.forms import is_level1 as _is_level1
from xieshou.documents.read.lines import Line
from xieshou.documents.read.text_header import FUND_COLUMNS, Header, header_at
from xieshou.kernel.reading import TableKind

HEADING = re.compile(
    r"(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十—]{1,3}[）)])"
)
_ATTACHMENT = re.compile(r"(?:附件|附表|附录)[0-9一二三四五六七八九十]*[:：]?$|(?:附件|附表)[0-9]+[:：.]")
_ATTACHED = re.compile(r"^附[件表][0-9一二三四五六七八九十]*[:：.、]?\s*")
_UNDER_TITLE = re.compile(r"^[(（]?20[0-9]{2}年度?[)）]?(?:单位.*)?$|单位(?:名称)?[:：]|^填[报表]|日期[:：]|^编制")
_SENTENCE = re.compile("[，。；：？]")
_TOTAL = re.compile(
    "(?:"
    + "|".join(sorted(map(re.escape, TOTAL_WORDS), key=len, reverse=True))
    + r")(?:[(（]分?[)）])?[:：]?[0-9.分—–/-]*(?:(?:评[价分])?等级为?[:：]?\S{1,3})?"
)
_AFTER_TOTAL = re.compile(
    r"[0-9.]+分?|[—–/-]+|(?:综合|自评|评价|评分|绩效)?(?:评分)?等[级次]为?[:：]?\S{0,3}|优秀?|良好?|中等?|较?差|合格|不合格|(?:综合评分|最终得分|总得分)[:：]?[0-9.]+分?|[0-9]+\(含\)-.*为[优差].*"
)
_LOOK_BACK = 240
_TITLE_LINES = 4  # between the number of a final-accounts table and its title
_ACCOUNTS_COLUMN = re.compile("^(?:科目|功能分类|支出功能|经济分类|收入|支出|行次|栏次|决算数)|决算(?:总|明细)?表")
_FUND_CORNERS = ("项目", "内容", "资金来源")
_FUND_TABLE = re.compile(
    r"(?:项目|内容|资金来源)(?:行次)?(?:合计|总计)|项目支出内容|资金(?:来源|项目)(?:预算|到位|金额)"
)


class Scan:
    """The lines of a text; what header begins on a line is found out once."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._headers: dict[int, Header | None] = {}

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, at: int) -> Line:
        return self.lines[at]

    def header(self, at: int) -> Header | None:
        """The header that begins on a line."""
        if at not in self._headers:
            self._headers[at] = header_at(self.lines, at)
        return self._headers[at]


@dataclass(frozen=True, slots=True)
class Region:
    """A table on the lines from `start` up to `end`; its header stands from `head` up to `body`."""

    kind: TableKind
    start: int
    head: int
    body: int
    end: int
    title: str = ""
    columns: tuple[Column, ...] = ()


def regions_of(lines: Sequence[Line]) -> tuple[Region, ...]:
    """The tables, in the order of the text; they never overlap."""
    result: list[Region] = []
    scan = Scan(lines)
    at = free = 0
    while at < len(lines):
        region = _region_at(scan, at, free)
        if region is None:
            at += 1
            continue
        result.append(region)
        at = free = max(region.end, at + 1)
    return tuple(result)


def _region_at(lines: Scan, at: int, free: int) -> Region | None:
    if _account_number(lines[at]) and _is_accounts(lines, at):
        return _accounts(lines, at, free)
    if _opens_fund_table(lines, at):
        return _fund_table(lines, at, free)
    header = lines.header(at)
    if header is None:
        return None
    if is_fund_header(header):
        return _form_without_indicators(lines, header, free)
    return _table(lines, header, free)


def is_fund_header(header: Header) -> bool:
    """Whether a header names the columns of a fund block."""
    return sum(column in FUND_COLUMNS[:3] for column in header.columns) >= 2 and Column.NAME not in header.columns


# --- tables with indicators ---


def _table(lines: Scan, header: Header, free: int) -> Region:
    start, title, has_head = _beginning(lines, header.start, free)
    kind = _kind(header, title, has_head)
    if kind in (TableKind.EVALUATION_INDICATORS, TableKind.EVALUATION_SCORE, TableKind.DEPARTMENT_SCORE):
        start, title = _title_before(lines, header.start, free)
    return Region(kind, start, header.start, header.end, table_end(lines, header), title, header.columns)


def _kind(header: Header, title: str, has_head: bool) -> TableKind:
    is_whole = "整体" in title
    if header.has(Column.TARGET) and not header.has(Column.ACTUAL):
        return TableKind.GOALS
    if header.has(Column.ACTUAL) or header.has(Column.TARGET):
        if is_whole:
            return TableKind.DEPARTMENT_SELF
        has_points = Column.POINTS in header.columns or Column.SCORE in header.columns
        return TableKind.PROJECT_SELF if has_points or has_head else TableKind.EVALUATION_INDICATORS
    return TableKind.DEPARTMENT_SCORE if is_whole else TableKind.EVALUATION_SCORE


_BROKEN_LABEL = 10  # characters of the first of two lines
_HEAD = re.compile(r"(?:项目|专项|部门|单位)(?:[(（](?:单位|政策)[)）])?名称")


def _beginning(lines: Scan, header: int, free: int) -> tuple[int, str, bool]:
    """Where the form of a header begins, its title, and whether it has a head with the name of the project or department."""
    lowest = max(free, header - _LOOK_BACK)
    for at in range(header - 1, lowest - 1, -1):
        if _opens_form(lines, at):
            start, title = _title_before(lines, at, free)
            return start, title, True
    start, title = _title_before(lines, header, free)
    return start, title, False


def _opens_form(lines: Scan, at: int) -> bool:
    """Whether a line begins with the label of the form's name (`项目名称`), which a narrow cell breaks over two lines."""
    text = lines[at].text
    if _SENTENCE.search(text.replace("：", "")):
        return False
    if _HEAD.match(plain(text)):
        return True
    if len(text) > _BROKEN_LABEL or at + 1 == len(lines):
        return False
    found = _HEAD.match(plain(text + lines[at + 1].text))
    return found is not None and found.end() > len(plain(text))


def _title_before(lines: Scan, at: int, free: int) -> tuple[int, str]:
    """The title above a line: the nearest of the four lines before it that names a table, joined when broken over two."""
    for first in range(at - 1, max(free, at - 7) - 1, -1):
        text = _ATTACHED.sub("", lines[first].text)
        if _UNDER_TITLE.search(plain(text)):
            continue
        if len(text) > 60 or _SENTENCE.search(text):
            break
        if title_kind(text) is not None:
            return first, text
        if first + 1 < at and title_kind(text + lines[first + 1].text) is not None and len(lines[first + 1].text) < 20:
            return first, plain(text + lines[first + 1].text)
    return at, ""


def table_end(lines: Scan, header: Header) -> int:
    """The line after the last of a table: after its total, or before what is no table any more."""
    at, columns = header.end, set(header.columns)
    while at < len(lines):
        again = lines.header(at)
        if again is not None and set(again.columns) == columns:
            at = again.end
            continue
        if again is not None:
            return max(header.end, _title_before(lines, at, header.end)[0])
        if is_total(lines[at].text):
            return _after_total(lines, at)
        if _ends_table(lines, at) or _ends_with(lines[at].text, columns):
            return at
        at += 1
    return at


def is_total(text: str) -> bool:
    """Whether a line is the total of a table, with or without its figures."""
    return bool(_TOTAL.fullmatch(plain(text)))


def _after_total(lines: Scan, at: int) -> int:
    end = at + 1
    while end < len(lines) and end < at + 6 and _AFTER_TOTAL.fullmatch(plain(lines[end].text)):
        end += 1
    return end


def _ends_table(lines: Scan, at: int) -> bool:
    text = plain(lines[at].text)
    if _ATTACHMENT.match(text) or _account_number(lines[at]) or _opens_fund_table(lines, at):
        return True
    if HEADING.match(text):
        return not _is_level1(HEADING.sub("", level_word(text)))
    if len(text) <= 40 and not _SENTENCE.search(text) and title_kind(text) is not None:
        return True
    return bool(re.match(r"填[表报]人[:：]|其他需要说明|(?:数据|资料)来源[:：]", text))


def _ends_with(text: str, columns: set[Column]) -> bool:
    """Whether a line ends a table of these columns: a note, which criteria may hold; an item, where no figures stand."""
    if Column.CRITERIA not in columns:
        return bool(re.match(r"(?:备注|注|说明)[:：]", text))
    return columns.isdisjoint((Column.POINTS, Column.SCORE)) and bool(re.match("[0-9]+、", text))


def _form_without_indicators(lines: Scan, header: Header, free: int) -> Region | None:
    """A form whose indicator block has no readable header: from its head to its total; None when indicators follow."""
    for at in range(header.end, min(len(lines), header.end + _LOOK_BACK)):
        again = lines.header(at)
        if again is not None:
            return None
        if is_total(lines[at].text) or _ends_table(lines, at):
            break
    else:
        at = min(len(lines), header.end + _LOOK_BACK)
    start, title, has_head = _beginning(lines, header.start, free)
    end = min(len(lines), at + 1 if at < len(lines) and is_total(lines[at].text) else at)
    end = max(end, header.end)
    return Region(TableKind.PROJECT_SELF, start, end, end, end, title) if has_head else None


# --- final accounts ---


def _account_number(line: Line) -> bool:
    return bool(ACCOUNT_NUMBER.fullmatch(plain(line.text)))


def _is_accounts(lines: Scan, at: int) -> bool:
    """Whether a table's number stands at a table: below or above a title, or before its columns, and not alone in a head."""
    near = range(max(0, at - _TITLE_LINES), min(len(lines), at + 1 + _TITLE_LINES))
    texts = [plain(lines[place].text) for place in near if place != at]
    return any(title_kind(text) is TableKind.ACCOUNTS or _ACCOUNTS_COLUMN.search(text) for text in texts)


def _accounts(lines: Scan, at: int, free: int) -> Region:
    start = at
    while start - 1 >= free and at - start < 3 and _is_accounts_title(lines[start - 1].text):
        start -= 1
    title = HEADING.sub("", plain(lines[at - 1].text)) if start < at else ""
    return Region(TableKind.ACCOUNTS, start, at + 1, at + 1, _accounts_end(lines, at + 1), title)


def _is_accounts_title(text: str) -> bool:
    return title_kind(text) is TableKind.ACCOUNTS and not text.startswith("第")


def _accounts_end(lines: Scan, at: int) -> int:
    is_noted = False
    first = at
    while at < len(lines):
        text = plain(lines[at].text)
        if _account_number(lines[at]):
            return _before_titles(lines, at, first)
        if text.startswith("注:"):
            is_noted = True
        elif is_noted and (lines[at].top or HEADING.match(text)):
            return _before_titles(lines, at, first)
        elif not is_noted and at > first + 2 and _leaves_accounts(text):
            return at
        at += 1
    return at


def _before_titles(lines: Scan, at: int, first: int) -> int:
    while at - 1 > first and title_kind(lines[at - 1].text) is TableKind.ACCOUNTS:
        at -= 1
    return at


def _leaves_accounts(text: str) -> bool:
    if re.match(r"第[一二三四五六七八九十]+部分|[（(][一二三四五六七八九十]{1,3}[）)]", text):
        return True
    is_heading = bool(HEADING.match(text)) and bool(re.search("说明|概况|解释|情况$", text))
    return is_heading or text.count("，") + text.count("。") >= 3


# --- fund tables of evaluation reports ---


def _opens_fund_table(lines: Scan, at: int) -> bool:
    text = plain(lines[at].text)
    if text in _FUND_CORNERS:  # cell by cell
        text = plain("".join(lines[next_at].text for next_at in range(at, min(at + 3, len(lines)))))
    return len(text) <= 40 and bool(_FUND_TABLE.match(text)) and not _SENTENCE.search(text)


def _fund_table(lines: Scan, at: int, free: int) -> Region:
    start, title = at, ""
    for back in range(1, 4):
        if at - back < free:
            break
        text = plain(lines[at - back].text)
        if re.fullmatch(r"(?:金额)?单位:(?:万|亿|千)?元", text):
            start = at - back
        elif "资金" in text and len(text) <= 30 and not re.search("[，。；]", text):
            start, title = at - back, re.sub(r"^[0-9]+[)）.、]|[:：]$", "", text)
            break
    end = at
    while end < len(lines) and not _leaves_fund_table(lines, end, at):
        end += 1
    return Region(TableKind.EVALUATION_FUNDS, start, at, at, end, title)


def _leaves_fund_table(lines: Scan, end: int, at: int) -> bool:
    text = plain(lines[end].text)
    if end > at and (HEADING.match(text) or re.match(r"[0-9]+[)）]、?[^0-9()=]", text) or lines.header(end)):
        return True
    return end > at and (len(re.findall("[，。；]", text)) >= 2 or text.endswith("。") or _account_number(lines[end]))
