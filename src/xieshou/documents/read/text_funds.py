"""Reads the fund block of a form: rows of amounts under a printed label, the figures placed in their columns."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from xieshou.documents.read.forms import FUND_WORDS, Column, fund_kind
from xieshou.documents.read.lines import Line, seen
from xieshou.documents.read.text_header import FUND_COLUMNS
from xieshou.kernel.exact import Exact, NotExactError
from xieshou.kernel.reading import FundLine, Seen, Spot

_VALUE = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?(?:%|分|万元|元)?|[—–－/-]+|无")
_RUN_ON = re.compile(r"[0-9][0-9,]*\.[0-9]{2}%?|[—–]|[0-9.,%-]+")  # amounts with two decimals each, dashes
_GLUED = re.compile(r"(10|20)((?:[0-9]|[1-9][0-9]|1[0-9][0-9])(?:\.[0-9]+)?%|[12]?[0-9]\.[0-9]+)")
_BARE = re.compile("[0-9]{1,4}")
_LABEL = re.compile(
    "|".join(sorted((re.escape(w) for words in FUND_WORDS.values() for w in words), key=len, reverse=True))
)
_LEAD = re.compile("其中[:：]?$|[-—]$|[（(]?[0-9一二三四][)）.、]$")
_LABEL_UNIT = re.compile(r"(?:[（(](?:万|亿)?元[）)])?[:：]?$")
_BLOCK_LABEL = re.compile("项目资金|资金情况|执行情况|[)）]$")
MAX_ROWS = 20

Words = list[tuple[str, Line]]


def funds_of(lines: Sequence[Line], columns: Sequence[Column]) -> tuple[FundLine, ...]:
    """The rows of a fund block below a header with these columns; a row has a label and at least one figure."""
    order = [column for column in columns if column in FUND_COLUMNS]
    rows: list[FundLine] = []
    label: Words = []
    values: Words = []
    for word, line in (*_words(lines), ("", None)):
        if line is not None and _VALUE.fullmatch(word):
            values.append((word, line))
        elif values:
            rows += _row(label, values, order)
            label, values = ([(word, line)], []) if line is not None else ([], [])
        elif line is not None:
            label.append((word, line))
    return tuple(rows[:MAX_ROWS])


def paired(rows: Sequence[FundLine]) -> tuple[FundLine, ...]:
    """Fund rows without a header: budget and execution under the same label, or under 预算数 and 执行数, are one row."""
    result: list[FundLine] = []
    for row in rows:
        last = result[-1] if result else None
        if last is not None and last.executed is None and _are_pair(last.row, row.row):
            result[-1] = replace(last, executed=row.budget)
        elif fund_kind(row.row) is not None or _is_budget(row.row):
            result.append(row)
    return tuple(result)


def _are_pair(one: str, other: str) -> bool:
    return one == other or (_is_budget(one) and bool(re.match("(?:全年)?执行数", other)))


def _is_budget(label: str) -> bool:
    return bool(re.fullmatch("(?:全年)?预算数[:：]?", label))


def _words(lines: Sequence[Line]) -> list[tuple[str, Line | None]]:
    return [(part, line) for line in lines for word in line.text.split() for part in _parts(word)]


def _parts(word: str) -> list[str]:
    """A word, divided where a label and its amounts are printed without a blank."""
    found = re.fullmatch(r"([^0-9]*?[\u4e00-\u9fff)）：:])(-?[0-9][0-9.,—–%-]*)", word)
    if found:
        return [found[1], *_parts(found[2])]
    if word.count(".") >= 2 and re.fullmatch(r"[0-9.,—–%-]+", word):
        return _RUN_ON.findall(word)
    return [word]


def _row(label: Words, values: Words, order: Sequence[Column]) -> list[FundLine]:
    name = _label_text(label)
    if not name or not label:
        return []
    values = _without_stray(_unglued(values, order), order)
    places = place_values([text for text, _ in values], order)
    cells = {column: seen(*values[at]) for at, column in enumerate(places) if column is not None}
    first = values[0][1]
    quote = " ".join([name, *(text for text, _ in values)])[:80]
    return [_fund_line(name, Spot(line=first.no, quote=quote), cells)]


def _unglued(values: Words, order: Sequence[Column]) -> Words:
    """Points that run into the rate or the score behind them (`1095.39%`, `109.54`) are told apart.

    Only in the place of the points, when that gives each column its figure: a rate of over 1000 % is none.
    """
    if len(values) != len(order) - 1 or Column.POINTS not in order[:-1]:
        return values
    at = order.index(Column.POINTS)
    text, line = values[at]
    found = _GLUED.fullmatch(text)
    is_rate = order[at + 1] is Column.RATE
    if found is None or (not is_rate and (found[2].endswith("%") or _is_more(found[2], found[1]))):
        return values
    return [*values[:at], (found[1], line), (found[2], line), *values[at + 1 :]]


def _without_stray(values: Words, order: Sequence[Column]) -> Words:
    """The figures of a row without a page number that stands among them, where the rate fits without it and not with it."""
    if len(values) != len(order) + 1 or _proves_rate(values, order):
        return values
    ways = ([*values[:at], *values[at + 1 :]] for at, (text, _) in enumerate(values) if _BARE.fullmatch(text))
    return next((way for way in ways if _proves_rate(way, order)), values)


def _proves_rate(values: Words, order: Sequence[Column]) -> bool:
    return _is_rate(dict(zip(order, (text for text, _ in values), strict=False)))


def _is_more(one: str, other: str) -> bool:
    first, second = _exact(one), _exact(other)
    return first is not None and second is not None and second < first


def _fund_line(name: str, spot: Spot, cells: dict[Column, Seen]) -> FundLine:
    def cell(column: Column) -> Seen | None:
        found = cells.get(column)
        return None if found is None else Seen(found.text, spot)

    return FundLine(
        name,
        spot,
        initial=cell(Column.INITIAL),
        budget=cell(Column.BUDGET),
        executed=cell(Column.EXECUTED),
        points=cell(Column.POINTS),
        rate=cell(Column.RATE),
        score=cell(Column.SCORE),
    )


def _label_text(label: Words) -> str:
    """The label of a row: what is printed before its figures, from a known fund word on (`项目资金 年度资金总额`)."""
    text = _LABEL_UNIT.sub("", "".join(word for word, _ in label))
    if fund_kind(text) is not None:
        return text
    budget = re.search("(?:全年)?(?:预算|执行)数$", text)
    if budget:
        return budget[0]
    ending = next((match for match in _LABEL.finditer(text) if match.end() == len(text)), None)
    if ending is None:
        return text if len(text) <= 30 else ""
    before = text[: ending.start()]
    lead = _LEAD.search(before)
    if lead is None and len(text) <= 14 and not _BLOCK_LABEL.search(before):
        return text
    return text[lead.start() if lead else ending.start() :]


def place_values(values: Sequence[str], order: Sequence[Column]) -> list[Column | None]:
    """The column of each figure: in order; when some are not printed, where the execution rate proves it."""
    if len(values) == len(order):
        return list(order)
    if len(values) > len(order):
        return [*order, *[None] * (len(values) - len(order))]
    best = max(combinations(order, len(values)), key=lambda columns: _fit(values, columns))
    return list(best)


def _fit(values: Sequence[str], columns: Sequence[Column]) -> float:
    cells = dict(zip(columns, values, strict=True))
    fit = sum(_fits(column, value) for column, value in cells.items())
    fit -= 0.1 * sum(FUND_COLUMNS.index(column) for column in columns)
    return fit + (3.0 if _is_rate(cells) else 0.0)


def _fits(column: Column, value: str) -> float:
    number = _exact(value)
    if number is None:  # a dash: the row is not scored
        return 0.6 if column in (Column.POINTS, Column.SCORE) else (0.2 if column is Column.RATE else 0.0)
    is_small = not Exact(100) < number
    if column is Column.RATE:
        return 1.0 if value.endswith("%") else (0.5 if is_small else -3.0)
    if column in (Column.POINTS, Column.SCORE):
        return 0.3 if is_small and not value.endswith("%") else -3.0
    return -3.0 if value.endswith("%") else 0.5


def _is_rate(cells: dict[Column, str]) -> bool:
    budget, executed, rate = (_exact(cells.get(column, "")) for column in (Column.BUDGET, Column.EXECUTED, Column.RATE))
    if budget is None or executed is None or rate is None or not budget:
        return False
    exact = executed / budget
    return any(abs_difference(rate, exact * Exact(scale)) < Exact(6, 10) / Exact(scale) for scale in (1, 100))


def abs_difference(one: Exact, other: Exact) -> Exact:
    """How far two numbers are apart."""
    return other - one if one < other else one - other


def _exact(text: str) -> Exact | None:
    try:
        return Exact.read(text.rstrip("%分万元"))
    except NotExactError:
        return None
