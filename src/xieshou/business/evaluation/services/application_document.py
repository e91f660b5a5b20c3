"""结果应用 as a document: the suggestion, the answer, the amounts."""

from django.utils import timezone

from xieshou.business.evaluation.kernel_bridge import yuan
from xieshou.business.evaluation.models import Application
from xieshou.documents.document import Block, Document, Heading, Layout, Note, Paragraph, Section, Title


def application_document(one: Application) -> Document:
    """What the result suggests for the budget, and what the budget proposal answers."""
    name = f"{one.subject_name}{one.year}年预算评价结果应用"
    blocks: list[Block] = [
        Title(f"{one.subject_name}\n{one.year} 年预算评价结果应用"),
        Paragraph(f"依据：{one.appraisal or one.self_evaluation}；状态：{one.get_state_display()}。"),
        Heading(1, "一、评价结果的建议"),
        *(Paragraph(line) for line in one.suggestion.splitlines()),
        Heading(1, "二、预算编制的回应"),
        *(Paragraph(line) for line in one.answer.splitlines() or ["尚未回应。"]),
        Paragraph(f"上年预算：{_money(one.previous_fen)}；申请预算：{_money(one.asked_fen)}。"),
    ]
    if one.answered_at is not None:
        blocks.append(Paragraph(f"回应：{one.answered_by}，{timezone.localtime(one.answered_at):%Y-%m-%d}。"))
    if one.is_demo:
        blocks.append(Note("演示数据。"))
    return Document(name, (Section(tuple(blocks), Layout.OFFICIAL),))


def _money(fen: int | None) -> str:
    return f"{yuan(fen)} 元" if fen is not None else "未登记"
