"""项目支出部门评价报告: the evaluation report of a project, six chapters and the scoring table, laid out as a 公文 (GB/T 9704).

The outline is that of 财预〔2020〕10号. Sentences come from the published chapters; the arithmetic is written from the figures.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from xieshou.documents.document import Block, Document, Heading, Layout, Mention, PageBreak, Paragraph, Section, Title
from xieshou.documents.errors import MissingChaptersError
from xieshou.documents.layouts.numerals import chinese_number
from xieshou.documents.layouts.report_arithmetic import calculation, fund_sentences
from xieshou.documents.layouts.report_tables import (
    chapter_scores,
    fund_table,
    indicator_table,
    scoring_table,
    use_table,
)
from xieshou.documents.layouts.score_lines import ScoreLine, grade_text, score_lines
from xieshou.documents.provenance import Provenance
from xieshou.documents.table import Align, Table
from xieshou.kernel.evaluation import Chapters, Evaluation, FundTableRow, UseRow
from xieshou.kernel.exact import total
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.scorecard import Scorecard

TITLE = "项目支出部门评价报告"
OVERVIEW = (
    ("background", "项目背景"),
    ("content", "项目内容"),
    ("scope", "项目范围"),
    ("organisation", "项目组织架构及职责分工"),
    ("funding_note", "项目资金投入与使用情况"),
)
PROCESS = (("principles", "绩效评价原则和指标体系"), ("methods", "绩效评价方法"), ("standards", "绩效评价标准"))
ANALYSIS = {
    "决策": "项目决策情况分析",
    "过程": "项目管理过程情况分析",
    "产出": "项目产出情况分析",
    "效益": "项目效益情况分析",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What the chapters are written from."""

    evaluation: Evaluation
    chapters: Chapters
    scheme: Scheme
    card: Scorecard
    lines: tuple[ScoreLine, ...]
    provenance: Provenance


def project_report(evaluation: Evaluation, scheme: Scheme, card: Scorecard, provenance: Provenance) -> Document:
    """The report with its annex. Raises `MissingChaptersError` when the evaluation has no chapters."""
    if evaluation.chapters is None:
        raise MissingChaptersError(evaluation.id)
    report = Report(evaluation, evaluation.chapters, scheme, card, score_lines(scheme, card), provenance)
    body = Section(tuple(_body(report)), Layout.OFFICIAL)
    annex = Section((_annex(evaluation, scheme, card, provenance),), landscape=True)
    return Document(f"{evaluation.name}{TITLE}", (body, annex))


def project_scores(evaluation: Evaluation, scheme: Scheme, card: Scorecard, provenance: Provenance) -> Document:
    """The scoring table alone, for an evaluation whose report was not published."""
    table = _annex(evaluation, scheme, card, provenance)
    return Document(f"{evaluation.name}项目支出绩效评分表", (Section((table,), landscape=True),))


def _annex(evaluation: Evaluation, scheme: Scheme, card: Scorecard, provenance: Provenance) -> Table:
    notes = provenance.notes((evaluation.published.line, *(score.line for score in evaluation.scores)))
    return scoring_table(scheme, card, score_lines(scheme, card), notes)


def _body(report: Report) -> Iterator[Block]:
    evaluation = report.evaluation
    yield Title(f"{evaluation.name}\n{TITLE}")
    yield Paragraph(f"项目名称：{evaluation.name}", Align.CENTER, indent=False)
    yield Paragraph(f"主管部门：{evaluation.department}", Align.CENTER, indent=False)
    yield PageBreak()
    yield from _chapter_basics(report)
    yield from _chapter_process(report)
    yield from _chapter_conclusion(report)
    yield from _chapter_analysis(report)
    yield from _chapter_experience(report.chapters)
    yield Heading(1, "六、有关建议")
    yield from _numbered(report.chapters.suggestions)


def _chapter_basics(report: Report) -> Iterator[Block]:
    chapters = report.chapters
    yield Heading(1, "一、基本情况")
    yield Heading(2, "（一）项目概况")
    yield from _labelled(OVERVIEW, chapters.overview)
    yield from _funds(report)
    yield Heading(2, "（二）项目绩效目标")
    for key, label in (("overall", "项目总体目标"), ("stage", "阶段性目标")):
        if chapters.goals.get(key):
            yield Paragraph(f"{label}：{chapters.goals[key]}")
    indicators = report.evaluation.indicators
    if indicators:
        yield Paragraph("具体绩效目标及完成情况详见下表：")
        yield indicator_table(indicators, report.provenance.source_notes(row.line for row in indicators))


def _labelled(labels: Sequence[tuple[str, str]], texts: Mapping[str, str]) -> Iterator[Paragraph]:
    """`1、项目背景：…`; a text that is empty takes no number."""
    said = [(label, texts[key]) for key, label in labels if texts.get(key)]
    for number, (label, text) in enumerate(said, start=1):
        yield Paragraph(f"{number}、{label}：{text}")


def _funds(report: Report) -> Iterator[Block]:
    chapters = report.chapters
    if chapters.fund_table:
        yield Paragraph("（1）项目资金投入：")
        yield fund_table(chapters.fund_table, _lines_of(report, chapters.fund_table))
        for sentence in fund_sentences(chapters.fund_table, chapters.fund_rates):
            yield Paragraph(sentence)
    if chapters.use_table:
        yield Paragraph(f"（{2 if chapters.fund_table else 1}）资金使用情况：")
        yield use_table(chapters.use_table, _lines_of(report, chapters.use_table))


def _lines_of(report: Report, rows: Sequence[FundTableRow | UseRow]) -> tuple[str, ...]:
    return report.provenance.source_notes(row.line for row in rows)


def _chapter_process(report: Report) -> Iterator[Block]:
    process, numbers = report.chapters.process, count(1)
    yield Heading(1, "二、绩效评价工作开展情况")
    if process.get("purpose"):
        yield Heading(2, f"（{chinese_number(next(numbers))}）绩效评价目的、对象和范围")
        yield Paragraph(process["purpose"])
    yield Heading(2, f"（{chinese_number(next(numbers))}）绩效评价原则、评价指标体系、评价方法、评价标准")
    yield from _labelled(PROCESS, process)
    yield Paragraph("具体指标体系及评分标准见附表 1。")
    if process.get("steps"):
        yield Heading(2, f"（{chinese_number(next(numbers))}）绩效评价工作过程")
        yield Paragraph(process["steps"])


def _chapter_conclusion(report: Report) -> Iterator[Block]:
    yield Heading(1, "三、综合评价情况及评价结论")
    yield Paragraph(report.chapters.conclusion)
    sums = " + ".join(level.awarded.text() for level in report.card.levels if level.depth == 0)
    names = " + ".join(level.words.zh for level in report.card.levels if level.depth == 0)
    grade = grade_text(report.card)
    ending = f"，绩效评价等级为“{grade}”" if grade else ""
    score = f"{report.card.computed.text()} 分"
    text = f"综合得分 = {names} = {sums} = {score}{ending}。具体评分情况见附表 1。"
    yield Paragraph(text, mentions=(Mention(score, "total"),))


def _chapter_analysis(report: Report) -> Iterator[Block]:
    yield Heading(1, "四、绩效评价指标分析")
    tops = list(dict.fromkeys(line.top.code for line in report.lines))
    for number, code in enumerate(tops, start=1):
        lines = [line for line in report.lines if line.top.code == code]
        name = lines[0].top.words.zh
        yield Heading(2, f"（{chinese_number(number)}）{ANALYSIS.get(name, f'{name}情况分析')}")
        yield chapter_scores(lines)
        yield from _groups(report, lines)


def _groups(report: Report, lines: Sequence[ScoreLine]) -> Iterator[Block]:
    """A paragraph for each second-level item: score, reasons as published, the arithmetic."""
    said = {part.item: part.text for part in report.chapters.analysis}
    for number, code in enumerate(dict.fromkeys(line.group_code for line in lines), start=1):
        group = [line for line in lines if line.group_code == code]
        head = group[0].group or group[0].item
        score = total([line.scored.awarded for line in group])
        yield Heading(3, f"{number}、{head.words.zh}得分：{score.text()} 分（满分 {head.points.text()} 分）")
        for key in (code, *(line.item.code for line in group if line.item.code != code)):
            if key in said:
                yield Paragraph(said[key])
        for line in group:
            sentence = calculation(line.scored)
            if sentence:
                yield Paragraph(sentence)


def _chapter_experience(chapters: Chapters) -> Iterator[Block]:
    yield Heading(1, "五、主要经验及做法、存在的问题及原因分析")
    yield Heading(2, "（一）主要经验及做法")
    yield from _numbered(chapters.experience)
    yield Heading(2, "（二）存在的问题及原因分析")
    yield from _numbered(chapters.problems)


def _numbered(sentences: Sequence[str]) -> Iterator[Block]:
    """`一是…`, `二是…`; a single sentence goes without a number."""
    for number, sentence in enumerate(sentences, start=1):
        yield Paragraph(f"{chinese_number(number)}是{sentence}" if len(sentences) > 1 else sentence)
