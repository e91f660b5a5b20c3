"""核对报告: the findings on one file as a document an official can attach to a letter."""

from collections.abc import Iterable, Sequence

from xieshou.documents.document import Block, Document, Heading, Layout, Note, Paragraph, Section, Title
from xieshou.documents.grid import Grid
from xieshou.documents.table import Align, Table
from xieshou.kernel.reading import Finding, FindingVerdict, ReadFile, UnreadPart

VERDICTS = {
    FindingVerdict.MISMATCH: "不符",
    FindingVerdict.QUESTION: "存疑",
    FindingVerdict.ROUNDING: "尾差",
    FindingVerdict.OK: "相符",
}
_WIDTHS = (4, 8, 26, 14, 14, 34)
_HEADERS = ("序号", "结论", "位置与原文", "公布", "复算", "说明与建议")


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


def summary(findings: Sequence[Finding]) -> str:
    """`不符 3 处，存疑 2 处，尾差 1 处；另有 40 项核对相符`."""
    counts = {verdict: sum(finding.verdict is verdict for finding in findings) for verdict in FindingVerdict}
    wrong = "，".join(
        f"{VERDICTS[verdict]} {counts[verdict]} 处" for verdict in FindingVerdict if verdict is not FindingVerdict.OK
    )
    return f"{wrong}；另有 {counts[FindingVerdict.OK]} 项核对相符"


def check_report(read: ReadFile, findings: Sequence[Finding]) -> Document:
    """The report: what was read, the findings by table, what could not be read."""
    shown = [finding for finding in findings if finding.verdict is not FindingVerdict.OK]
    blocks: list[Block] = [
        Title("公开材料核对报告"),
        Paragraph(f"核对材料：{read.file}", indent=False),
        Paragraph(
            f"读到表格 {len(read.tables)} 张、正文 {len(read.paragraphs)} 段。{summary(findings)}。", indent=False
        ),
    ]
    for number, (table, entries) in enumerate(by_table(shown).items(), 1):
        blocks.append(Heading(1, f"{number}. {table}"))
        blocks.append(_table(f"核对{number}", entries))
    if read.unread:
        blocks += [Heading(1, "未能读取的部分"), *(_unread(part) for part in read.unread)]
    blocks.append(Note("“不符”指按公布的数字重新计算得不到公布的结果；“存疑”须由人判断；“尾差”可由四舍五入解释。"))
    return Document("公开材料核对报告", (Section(tuple(blocks), Layout.FORM, landscape=True),))


def _unread(part: UnreadPart) -> Paragraph:
    return Paragraph(f"{part.spot}：{part.reason}", indent=False)


def _table(name: str, findings: Sequence[Finding]) -> Table:
    grid = Grid(len(_HEADERS))
    for col, text in enumerate(_HEADERS):
        grid.header(col, text)
    grid.next_row()
    for number, finding in enumerate(findings, 1):
        texts = (
            str(number),
            VERDICTS[finding.verdict],
            place_and_quote(finding),
            finding.published,
            finding.recomputed,
            advice(finding),
        )
        for col, text in enumerate(texts):
            grid.put(col, text, align=Align.CENTER if col < 2 else Align.LEFT)
        grid.next_row()
    return Table(name=name, widths=_WIDTHS, cells=grid.cells(), header_rows=1)


def place_and_quote(finding: Finding) -> str:
    """`第 945 行：“下降了39.8%”`."""
    quote = f"：“{finding.spot.quote}”" if finding.spot.quote else ""
    others = "；另见 " + "、".join(str(spot) for spot in finding.others) if finding.others else ""
    return f"{finding.spot}{quote}{others}"


def advice(finding: Finding) -> str:
    """The arithmetic, why it matters, what to do, what follows from it."""
    lines = [finding.explanation, finding.why, finding.remedy]
    lines += [f"由此还有：{related.spot} {related.explanation}" for related in finding.related]
    return "\n".join(line for line in lines if line)
