"""Reads the fund tables of evaluation reports: money by source (项目资金投入) and by use (资金使用情况)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from xieshou.documents.read.forms import amount_unit, plain
from xieshou.documents.read.lines import Line
from xieshou.documents.read.recognise import Region
from xieshou.documents.read.text_codes import CodedRow
from xieshou.documents.read.text_place import exact_of, placements, same
from xieshou.documents.read.text_words import Word, words_of
from xieshou.kernel.exact import Exact
from xieshou.kernel.reading import AccountLine, ReadTable, TableKind, UnreadPart

_SOURCES = ("合计", "小计", "中央级", "中央", "省级", "市级", "区县转移", "区县", "县级", "其他资金")
_USES = ("合计", "财政资金支出数", "其他资金支出数", "财政资金专款专用数")
_HEADER_END = re.compile("年初预算|全年预算|合计|[（(]1[)）]")
_ROW_NUMBER = re.compile(r"[（(][0-9]{1,2}[)）](?:=.*)?")
_WITH_DECIMALS = re.compile(r"[0-9][0-9,]*\.[0-9]{2}")
_ALL_DECIMALS = re.compile(rf"(?:{_WITH_DECIMALS.pattern})+")
_GLUED_ROW = re.compile(
    r"(?P<label>.+?)(?P<no>[（(][0-9]{1,2}[)）](?:=[()（）0-9/+-]+[)）])?)(?P<figures>[0-9][0-9.,]*)"
)
_LEVELS = (("省", "省级"), ("市", "市级"), ("县", "区县转移"), ("区", "区县转移"))


def read_fund_table(lines: Sequence[Line], region: Region, document: str) -> tuple[ReadTable, list[UnreadPart]]:
    """A fund table; figures whose column no sum proves are marked uncertain."""
    body = lines[region.body : region.end]
    text = plain("".join(line.text for line in body))
    is_use = "支出内容" in text
    body = body if is_use else _apart(body)
    columns = _USES if is_use else _source_columns(text)
    rows = _use_rows(body) if is_use else _source_rows(body)
    placed = _placed_uses(rows) if is_use else [_placed_source(row, columns, document) for row in rows]
    table = ReadTable(
        TableKind.EVALUATION_FUNDS,
        region.title or "项目资金表",
        lines[region.start].spot(),
        amount_unit=next((u for line in lines[region.start : region.end] if (u := amount_unit(line.text))), None),
        columns=columns,
        rows=tuple(placed),
    )
    return table, [] if placed else [UnreadPart(table.spot, "资金表没有可读的行")]


def _apart(body: Sequence[Line]) -> list[Line]:
    """Rows without blanks (`年初预算金额(1)265.65265.65`) with them; whole figures are told apart as many as the others are."""
    found = [_GLUED_ROW.fullmatch(line.text.replace(" ", "")) for line in body]
    counts = {
        len(_WITH_DECIMALS.findall(row["figures"])) for row in found if row and _ALL_DECIMALS.fullmatch(row["figures"])
    }
    if len(counts) != 1 or counts == {1}:
        return list(body)
    count = counts.pop()
    return [
        replace(line, text=f"{row['label']} {row['no']} {_figures_of(row['figures'], count)}") if row else line
        for line, row in zip(body, found, strict=True)
    ]


def _figures_of(text: str, count: int) -> str:
    """The figures of a row without blanks: divided behind two decimals, or into equal ones."""
    if _ALL_DECIMALS.fullmatch(text):
        return " ".join(_WITH_DECIMALS.findall(text))
    part = text[: len(text) // count]
    return " ".join([part] * count) if part * count == text else text


def _source_columns(text: str) -> tuple[str, ...]:
    """The columns in the order of the header, each once (`中央` is `中央级` cut short)."""
    header = text.split("年初预算", maxsplit=1)[0]
    found = [name for name in _SOURCES if name in header]
    found = [name for name in found if not any(other != name and other.startswith(name) for other in found)]
    return tuple(sorted(found, key=header.index))


# --- money by source ---


def _source_rows(body: Sequence[Line]) -> list[CodedRow]:
    rows: list[CodedRow] = []
    label: list[Word] = []
    for word in words_of(body):
        if _ROW_NUMBER.fullmatch(word.text) and label:
            rows.append(CodedRow(word.text, word, _own_label(label)))
            label = []
        elif word.is_figure and rows and not label:
            rows[-1].values.append(word)
        else:
            label.append(word)
    return rows


def _own_label(label: Sequence[Word]) -> list[Word]:
    """The words of a row's label, without those of the header above the first row."""
    text = ""
    for at in range(len(label) - 1, -1, -1):
        text = label[at].text + text
        if re.match("年初|全年|资金到位|实际|预算执行率|资金实际", text):
            return list(label[at:])
    return list(label)


def _placed_source(row: CodedRow, columns: Sequence[str], document: str) -> AccountLine:
    """Total and subtotal stand first; one further figure, when equal to them, is the office's own level: not proven."""
    count = len(row.values)
    places: list[int | None] = list(range(min(count, len(columns))))
    is_proven = count in (0, len(columns))
    own = _own_level(columns, document)
    if count == 3 and own is not None and len({word.text for word in row.values}) == 1:
        places = [0, 1, own]
    line = CodedRow("", row.at, row.name, row.values).line(places, len(columns), uncertain=not is_proven)
    return AccountLine(line.name, line.spot, no=row.code, values=line.values, uncertain=line.uncertain)


def _own_level(columns: Sequence[str], document: str) -> int | None:
    """The column of the level that the office belongs to, by its name."""
    found = re.search("(?:主管部门|部门):([^:]{2,24}?(?:省|市|县|区))", document)
    if found is None:
        return None
    name = next((name for sign, name in _LEVELS if found[1].endswith(sign)), "")
    return columns.index(name) if name in columns else None


# --- money by use ---


def _use_rows(body: Sequence[Line]) -> list[CodedRow]:
    rows: list[CodedRow] = []
    label: list[Word] = []
    words = words_of(body)
    starts = [
        at for at, word in enumerate(words) if word.text == "合计" and at + 1 < len(words) and words[at + 1].is_figure
    ]
    for word in words[starts[0] :] if starts else []:
        if word.is_figure and label:
            rows.append(CodedRow("", label[0], label, [word]))
            label = []
        elif word.is_figure and rows:
            rows[-1].values.append(word)
        else:
            label.append(word)
    return rows


def _placed_uses(rows: Sequence[CodedRow]) -> list[AccountLine]:
    columns = len(_USES)
    if not rows:
        return []
    whole = [row for row in rows[1:] if len(row.values) == columns]
    rest = [_remaining(rows[0], whole, column) for column in range(columns)] if len(rows[0].values) == columns else []
    open_rows = [row for row in rows[1:] if len(row.values) != columns]
    return [_placed_use(row, rest if len(open_rows) == 1 else []) for row in rows]


def _remaining(total: CodedRow, rows: Sequence[CodedRow], column: int) -> Exact:
    rest = exact_of(total.values[column].text)
    for row in rows:
        rest = rest - exact_of(row.values[column].text)
    return rest


def _placed_use(row: CodedRow, rest: Sequence[Exact]) -> AccountLine:
    columns = len(_USES)
    count = len(row.values)
    if count == columns:
        return row.line(range(columns), columns)
    ways: list[tuple[int, ...]] = []
    if rest and count < columns:
        values = [exact_of(word.text) for word in row.values]
        ways = placements(values, columns, lambda cells: all(same(a, b) for a, b in zip(cells, rest, strict=True)))
    places = ways[0] if ways else tuple(range(min(count, columns)))
    return row.line(places, columns, uncertain=len(ways) != 1)
