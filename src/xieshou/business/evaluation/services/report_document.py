"""The evaluation report and its tables as documents: Word, Excel, PDF. What is printed is what was checked and signed."""

import hashlib
import re
from dataclasses import replace
from itertools import count

from xieshou.business.evaluation.models import Appraisal, AppraisalKind, Subject
from xieshou.business.evaluation.services import appraisal_card
from xieshou.business.evaluation.services.report_department import in_a_departments_words
from xieshou.business.evaluation.services.report_money import source_blocks
from xieshou.business.evaluation.services.report_text import report_chapters
from xieshou.documents.document import Block, Document, Heading, Note, Paragraph, Section, Title
from xieshou.documents.layouts.department_scores import department_scores
from xieshou.documents.layouts.project_report import TITLE, project_report, project_scores
from xieshou.documents.provenance import Provenance
from xieshou.documents.table import Align
from xieshou.kernel.evaluation import Evaluation
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.scorecard import Scorecard
from xieshou.schemes import load_scheme

DEMO_NOTE = "演示数据。"
_PART = re.compile(r"（\d）(?=项目资金投入|资金使用情况|各项资金)")
_AFTER_MONEY = Heading(2, "（二）项目绩效目标")
_TITLES = {
    (Subject.PROJECT, AppraisalKind.DEPARTMENT): "项目支出部门评价报告",
    (Subject.PROJECT, AppraisalKind.FINANCE): "项目支出财政评价报告",
    (Subject.PROJECT, AppraisalKind.THIRD_PARTY): "项目支出绩效评价报告",
    (Subject.DEPARTMENT, AppraisalKind.DEPARTMENT): "部门整体支出绩效评价报告",
    (Subject.DEPARTMENT, AppraisalKind.FINANCE): "部门整体支出财政评价报告",
    (Subject.DEPARTMENT, AppraisalKind.THIRD_PARTY): "部门整体支出绩效评价报告",
}


def title_of(appraisal: Appraisal) -> str:
    """What the report is called."""
    return _TITLES[Subject(appraisal.subject), AppraisalKind(appraisal.kind)]


def _scored(appraisal: Appraisal) -> tuple[Evaluation, Scheme, Scorecard, Provenance]:
    scheme = load_scheme(appraisal.scheme)
    asked = appraisal_card.kernel_evaluation(appraisal)
    card = appraisal_card.scored(appraisal, asked)
    published = replace(asked.published, score=card.computed.text(), grade=card.grade.zh if card.grade else None)
    words = f"{scheme.words.zh}（{scheme.digest[:12]}）"
    return replace(asked, published=published), scheme, card, Provenance(None, words, scheme.official_note.zh)


def report_document(appraisal: Appraisal) -> Document:
    """The report with its scoring table; `Invalid` while the evaluation cannot be scored."""
    evaluation, scheme, card, provenance = _scored(appraisal)
    made = project_report(replace(evaluation, chapters=report_chapters(appraisal)), scheme, card, provenance)
    title = title_of(appraisal)
    blocks = [
        replace(block, text=block.text.replace(TITLE, title)) if isinstance(block, Title) else block
        for block in made.sections[0].blocks
    ]
    place = next((at for at, block in enumerate(blocks) if block == _AFTER_MONEY), len(blocks))
    blocks[place:place] = source_blocks(appraisal)
    blocks = _numbered(blocks)
    if appraisal.evaluator:
        blocks.insert(1, Paragraph(f"评价机构：{appraisal.evaluator}", Align.CENTER, indent=False))
    annex = made.sections[1:]
    if appraisal.subject == Subject.DEPARTMENT:
        blocks, annex = in_a_departments_words(blocks), department_scores(evaluation, scheme, card, provenance).sections
    body = replace(made.sections[0], blocks=tuple(blocks) + _demo(appraisal))
    return Document(f"{evaluation.name}{title}", (body, *annex))


def _numbered(blocks: list[Block]) -> list[Block]:
    """The parts of the money numbered as they are there: without a fund table the use of the money is （1）."""
    numbers = count(1)
    return [
        replace(block, text=_PART.sub(f"（{next(numbers)}）", block.text))
        if isinstance(block, Paragraph) and _PART.match(block.text)
        else block
        for block in blocks
    ]


def _demo(appraisal: Appraisal) -> tuple[Note, ...]:
    return (Note(DEMO_NOTE),) if appraisal.is_demo else ()


def scores_document(appraisal: Appraisal) -> Document:
    """The scoring table alone."""
    evaluation, scheme, card, provenance = _scored(appraisal)
    if appraisal.subject == Subject.DEPARTMENT:
        made = department_scores(evaluation, scheme, card, provenance)
    else:
        made = project_scores(evaluation, scheme, card, provenance)
    notes = _demo(appraisal)
    return replace(made, sections=(*made.sections, Section(notes))) if notes else made


def content_digest(document: Document) -> str:
    """SHA-256 over every printed text: tells whether what was checked is what is signed, whatever the file's date."""
    told = "\x00".join(f"{place}\x01{text}" for place, text in document.texts())
    return hashlib.sha256(told.encode()).hexdigest()
