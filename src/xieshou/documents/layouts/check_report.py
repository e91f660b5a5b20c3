"""核对报告: the findings on published files as a document an official can attach to a letter."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from xieshou.documents.document import Block, Document, Heading, Layout, Note, Paragraph, Section, Title
from xieshou.documents.grid import Grid
from xieshou.documents.table import Align, Table
from xieshou.kernel.checks.catalogue import CHECKS
from xieshou.kernel.reading import Finding, FindingVerdict, ReadFile, Spot, UnreadPart

VERDICTS = {
    FindingVerdict.MISMATCH: "不符",
    FindingVerdict.QUESTION: "存疑",
    FindingVerdict.ROUNDING: "尾差",
    FindingVerdict.OK: "相符",
}
WRONG = (FindingVerdict.MISMATCH, FindingVerdict.QUESTION)
TITLE = "公开材料核对报告"
_HEADERS = ("序号", "结论", "位置与原文", "公布", "复算", "说明与建议")
_WIDTHS = (3, 7, 18, 11, 11, 44)
_ROUNDED_HEADERS = ("序号", "位置", "公布", "复算", "算式")
_ROUNDED_WIDTHS = (3, 16, 12, 12, 50)
_LEGEND = "“不符”指按公布的数字重新计算得不到公布的结果；“存疑”须由人判断；“尾差”可由四舍五入解释，不必处理。"
_ADDRESS, _ROW_COLUMN = re.compile("[A-Z]{1,3}[0-9]+"), re.compile("R([0-9]+)C([0-9]+)")
_SAME = str.maketrans("", "", " \n；。，")


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One checked file, as much of it as a report needs. `findings` may leave out what holds; `held` counts it."""

    file: str
    tables: int
    paragraphs: int
    findings: tuple[Finding, ...]
    held: int = 0
    unread: tuple[UnreadPart, ...] = ()
    pages: int = 1  # one where the format has no pages

    @property
    def name(self) -> str:
        """The file's name without its folders: folders of the reviewer's machine do not belong into a report."""
        return PurePath(self.file).name

    @property
    def is_read(self) -> bool:
        """Whether anything could be read."""
        return bool(self.tables or self.paragraphs)

    @property
    def is_wrong(self) -> bool:
        """Whether anything does not add up, or must be looked at."""
        return any(finding.verdict in WRONG for finding in self.findings)

    def count(self, verdict: FindingVerdict) -> int:
        """How many findings of a verdict."""
        if verdict is FindingVerdict.OK:
            return self.held
        return sum(finding.verdict is verdict for finding in self.findings)


def file_check(read: ReadFile, findings: Sequence[Finding], *, keep_all: bool = False) -> FileCheck:
    """What a report needs of a file; relations that hold are only counted unless all are kept."""
    held = sum(finding.verdict is FindingVerdict.OK for finding in findings)
    kept = tuple(finding for finding in findings if keep_all or finding.verdict is not FindingVerdict.OK)
    return FileCheck(read.file, len(read.tables), len(read.paragraphs), kept, held, read.unread, read.pages or 1)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """By verdict, then by place."""
    order = list(FindingVerdict)
    return sorted(
        findings, key=lambda finding: (order.index(finding.verdict), finding.spot.page or 0, finding.spot.line or 0)
    )


def by_table(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Grouped by table, the table with the worst finding first."""
    groups: dict[str, list[Finding]] = {}
    for finding in worst_first(findings):
        groups.setdefault(finding.table, []).append(finding)
    return groups


def summary(check: FileCheck) -> str:
    """`不符 3 处，存疑 2 处，尾差 1 处；另有 40 项核对相符`."""
    shown = [verdict for verdict in FindingVerdict if verdict is not FindingVerdict.OK]
    wrong = "，".join(f"{VERDICTS[verdict]} {check.count(verdict)} 处" for verdict in shown)
    return f"{wrong}；另有 {check.held} 项核对相符"


def check_report(checks: Sequence[FileCheck]) -> Document:
    """The report: per file what was read, the findings by table, the rounding, what could not be read."""
    blocks: list[Block] = [Title(TITLE)]
    for number, check in enumerate(checks, 1):
        blocks += _file(check, number, is_only=len(checks) == 1)
    blocks.append(Note(_LEGEND))
    return Document(TITLE, (Section(tuple(blocks), Layout.FORM, landscape=True),))


def _file(check: FileCheck, number: int, *, is_only: bool) -> Iterator[Block]:
    if is_only:
        yield Paragraph(f"核对材料：{check.name}", indent=False)
    else:
        yield Heading(1, f"{number}. {check.name}")
    yield Paragraph(f"读到表格 {check.tables} 张、正文 {check.paragraphs} 段。{summary(check)}。", indent=False)
    wrong = [finding for finding in check.findings if finding.verdict in WRONG]
    prefix = "" if is_only else f"{number}."
    groups = by_table(wrong)
    for place, (table, entries) in enumerate(groups.items(), 1):
        yield Heading(1 if is_only else 2, f"{prefix}{place}. {table}")
        yield _table(f"核对{prefix}{place}", entries)
    rounded = [finding for finding in check.findings if finding.verdict is FindingVerdict.ROUNDING]
    if rounded:
        yield Heading(1 if is_only else 2, f"{prefix}{len(groups) + 1}. 可由四舍五入解释的尾差")
        yield _rounding(f"尾差{prefix.rstrip('.')}", rounded)
    if check.unread:
        yield Heading(1 if is_only else 2, "未能读取的部分")
        yield from (Paragraph(unread_line(part), indent=False) for part in check.unread)


def unread_line(part: UnreadPart) -> str:
    """`第 3 页：扫描件，没有文字层`."""
    return part.reason if part.spot == Spot(quote=part.spot.quote) else f"{where(part.spot)}：{part.reason}"


def _table(name: str, findings: Sequence[Finding]) -> Table:
    grid = Grid(len(_HEADERS))
    grid.headers(_HEADERS)
    grid.next_row()
    for number, finding in enumerate(findings, 1):
        verdict = f"{VERDICTS[finding.verdict]}\n{title_of(finding)}"
        texts = (str(number), verdict, place_and_quote(finding), finding.published, finding.recomputed, advice(finding))
        _put(grid, texts, centred=2)
    return Table(name=name, widths=_WIDTHS, cells=grid.cells(), header_rows=1)


def _rounding(name: str, findings: Sequence[Finding]) -> Table:
    grid = Grid(len(_ROUNDED_HEADERS))
    grid.headers(_ROUNDED_HEADERS)
    grid.next_row()
    for number, finding in enumerate(findings, 1):
        place = f"{finding.table}\n{where(finding.spot)}"
        _put(grid, (str(number), place, finding.published, finding.recomputed, finding.explanation), centred=1)
    return Table(name=name, widths=_ROUNDED_WIDTHS, cells=grid.cells(), header_rows=1)


def _put(grid: Grid, texts: Sequence[str], centred: int) -> None:
    for col, text in enumerate(texts):
        grid.put(col, text, align=Align.CENTER if col < centred else Align.LEFT)
    grid.next_row()


def where(spot: Spot) -> str:
    """`第 3 页 表 1 第 2 行第 4 列`; a cell of a workbook by its address, one described in words as it is."""
    parts = [
        f"第 {spot.page} 页" if spot.page else "",
        f"工作表“{spot.sheet}”" if spot.sheet else "",
        _cell(spot.cell or ""),
        f"第 {spot.line} 行" if spot.line else "",
    ]
    return " ".join(part for part in parts if part) or "位置不详"


def _cell(cell: str) -> str:
    return f"单元格 {cell}" if _ADDRESS.fullmatch(cell) else _ROW_COLUMN.sub(r"第 \1 行第 \2 列", cell)


def place_and_quote(finding: Finding) -> str:
    """`第 945 行：“下降了39.8%”；另见 第 933 行`."""
    words = quote(finding)
    return f"{where(finding.spot)}{f'：“{words}”' if words else ''}{also(finding)}"


def quote(finding: Finding) -> str:
    """The published words around the figure; empty when they are no more than the figure."""
    words = finding.spot.quote.strip()
    return "" if words == finding.published.strip() else words


def also(finding: Finding, limit: int = 6) -> str:
    """The other places the relation rests on, the first few named."""
    own = where(finding.spot)
    places = [place for place in dict.fromkeys(map(where, finding.others)) if place != own]
    rest = f"等 {len(places)} 处" if len(places) > limit else ""
    return "；另见 " + "、".join(places[:limit]) + rest if places else ""


def title_of(finding: Finding) -> str:
    """What the check is called."""
    return CHECKS[finding.code].title if finding.code in CHECKS else finding.code


def advice(finding: Finding) -> str:
    """The arithmetic, what follows from it, why it matters, what to do."""
    lines = [finding.explanation, *(f"· {line}" for line in consequences(finding))]
    lines += [f"影响：{finding.why}" if finding.why else "", f"建议：{finding.remedy}" if finding.remedy else ""]
    return "\n".join(line for line in lines if line)


def consequences(finding: Finding) -> list[str]:
    """What hangs under a finding, without what its own words say already."""
    said, lines = finding.explanation.translate(_SAME), []
    for related in finding.related:
        text = related.explanation.translate(_SAME)
        if text not in said:
            said += text
            place = "" if related.spot == finding.spot else f"{where(related.spot)} "
            lines.append(f"{place}{related.explanation}")
    return lines
