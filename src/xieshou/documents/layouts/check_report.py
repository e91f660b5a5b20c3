"""核对报告: the findings on published files as a document an official can attach to a letter."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from xieshou.documents.document import Block, Document, Heading, Layout, Note, Paragraph, Section, Title
from xieshou.documents.grid import Grid
from xieshou.documents.layouts.check_report_words import (
    BETWEEN,
    TITLE,
    UNREAD,
    VERDICT_WORDS,
    WRONG,
    advice,
    consequences,
    explained,
    place_and_quote,
    table_of,
    title_of,
    unread_line,
    verdict_of,
    where,
)
from xieshou.documents.table import Align, Table
from xieshou.kernel.reading import Finding, FindingVerdict, ReadFile, UnreadPart
from xieshou.kernel.wording import CHINESE, Say, Words

__all__ = [
    "VERDICTS",
    "FileCheck",
    "advice",
    "by_table",
    "check_report",
    "consequences",
    "contents",
    "file_check",
    "place_and_quote",
    "summary",
    "where",
    "worst_first",
]
VERDICTS = {verdict: words.zh for verdict, words in VERDICT_WORDS.items()}
_HEADERS = Words(
    "序号|结论|位置与原文|公布|复算|说明与建议", "No.|verdict|place and quote|published|recomputed|why, what to do"
)
_WIDTHS = (3, 7, 18, 11, 11, 44)
_ROUNDED_HEADERS = Words("序号|位置|公布|复算|算式", "No.|place|published|recomputed|arithmetic")
_ROUNDED_WIDTHS = (3, 16, 12, 12, 50)
_LEGEND = Words(
    "“不符”指按公布的数字重新计算得不到公布的结果；“存疑”须由人判断；“尾差”可由四舍五入解释，不必处理。",
    "A mismatch: the published figures do not give the published result. A question: a person must judge. "
    "Rounding: explained by rounding, nothing to do. Names, quotes and figures are as published.",
)


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


def summary(check: FileCheck, say: Say = CHINESE) -> str:
    """`不符 3 处，存疑 2 处，尾差 1 处；另有 40 项核对相符`."""
    shown = [verdict for verdict in FindingVerdict if verdict is not FindingVerdict.OK]
    counts = [(say.words(VERDICT_WORDS[verdict]), check.count(verdict)) for verdict in shown]
    wrong = say("，", ", ").join(say(f"{name} {count} 处", f"{name} {count}") for name, count in counts)
    return wrong + say(f"；另有 {check.held} 项核对相符", f"; {check.held} relations hold")


def contents(check: FileCheck, say: Say = CHINESE) -> str:
    """How much was read."""
    return say(
        f"表格 {check.tables} 张，正文 {check.paragraphs} 段",
        f"{check.tables} tables, {check.paragraphs} paragraphs",
    )


def check_report(checks: Sequence[FileCheck], between: Sequence[Finding] = (), say: Say = CHINESE) -> Document:
    """The report: per file what was read, the findings by table, the rounding, what could not be read; then what the
    files say of each other."""
    title = say.words(TITLE)
    blocks: list[Block] = [Title(title)]
    for number, check in enumerate(checks, 1):
        blocks += _file(check, number, say, is_only=len(checks) == 1)
    wrong = [finding for finding in between if finding.verdict in WRONG]
    if wrong:
        name = say.words(BETWEEN)
        blocks += [Heading(1, f"{len(checks) + 1}. {name}"), _table(name, wrong, say)]
    blocks.append(Note(say.words(_LEGEND)))
    return Document(title, (Section(tuple(blocks), Layout.FORM, landscape=True),))


def _file(check: FileCheck, number: int, say: Say, *, is_only: bool) -> Iterator[Block]:
    if is_only:
        yield Paragraph(say(f"核对材料：{check.name}", f"Checked: {check.name}"), indent=False)
    else:
        yield Heading(1, f"{number}. {check.name}")
    read = say(f"读到表格 {check.tables} 张、正文 {check.paragraphs} 段。", f"Read: {contents(check, say)}. ")
    yield Paragraph(f"{read}{summary(check, say)}{say('。', '.')}", indent=False)
    wrong = [finding for finding in check.findings if finding.verdict in WRONG]
    prefix, level = ("", 1) if is_only else (f"{number}.", 2)
    groups = by_table(wrong)
    for place, (table, entries) in enumerate(groups.items(), 1):
        yield Heading(level, f"{prefix}{place}. {table_of(table, say)}")
        yield _table(f"{say('核对', 'check ')}{prefix}{place}", entries, say)
    rounded = [finding for finding in check.findings if finding.verdict is FindingVerdict.ROUNDING]
    if rounded:
        yield Heading(level, f"{prefix}{len(groups) + 1}. {say('可由四舍五入解释的尾差', 'Explained by rounding')}")
        yield _rounding(f"{say('尾差', 'rounding ')}{prefix.rstrip('.')}", rounded, say)
    if check.unread:
        yield Heading(level, say.words(UNREAD))
        yield from (Paragraph(unread_line(part, say), indent=False) for part in check.unread)


def _table(name: str, findings: Sequence[Finding], say: Say) -> Table:
    headers = say.words(_HEADERS).split("|")
    grid = Grid(len(headers))
    grid.headers(headers)
    grid.next_row()
    for number, one in enumerate(findings, 1):
        verdict = f"{verdict_of(one, say)}\n{title_of(one, say)}"
        place, told = place_and_quote(one, say), advice(one, say)
        _put(grid, (str(number), verdict, place, one.published, one.recomputed, told), centred=2)
    return Table(name=name, widths=_WIDTHS, cells=grid.cells(), header_rows=1)


def _rounding(name: str, findings: Sequence[Finding], say: Say) -> Table:
    headers = say.words(_ROUNDED_HEADERS).split("|")
    grid = Grid(len(headers))
    grid.headers(headers)
    grid.next_row()
    for number, one in enumerate(findings, 1):
        place = f"{table_of(one.table, say)}\n{where(one.spot, say)}"
        _put(grid, (str(number), place, one.published, one.recomputed, explained(one, say)), centred=1)
    return Table(name=name, widths=_ROUNDED_WIDTHS, cells=grid.cells(), header_rows=1)


def _put(grid: Grid, texts: Sequence[str], centred: int) -> None:
    for col, text in enumerate(texts):
        grid.put(col, text, align=Align.CENTER if col < centred else Align.LEFT)
    grid.next_row()
