"""结果应用 as a document: the suggestion, the answer, the amounts."""

from dataclasses import replace
from datetime import date

from django.utils import timezone

from xieshou.business.evaluation.models import Application
from xieshou.business.evaluation.services.forms_money import grouped
from xieshou.business.evaluation.services.forms_sources import moment, standing
from xieshou.business.funds import api as funds
from xieshou.documents.document import Block, Document, Heading, Layout, Mention, Note, Paragraph, Section, Title
from xieshou.documents.sources import Origin, Told
from xieshou.platform.accounts.api import User


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
        _amounts(one),
    ]
    if one.answered_at is not None:
        blocks.append(Paragraph(f"回应：{one.answered_by}，{timezone.localtime(one.answered_at):%Y-%m-%d}。"))
    if one.is_demo:
        blocks.append(Note("演示数据。"))
    return Document(name, (Section(tuple(blocks), Layout.OFFICIAL),))


def _amounts(one: Application) -> Paragraph:
    before, asked = f"上年预算：{_money(one.previous_fen)}", f"申请预算：{_money(one.asked_fen)}"
    mentions = Mention(before, "previous"), Mention(asked, "asked")
    return Paragraph(f"{before}；{asked}。", mentions=mentions)


def application_origins(one: Application, _user: User | None = None) -> dict[str, Told]:
    """Last year's budget as registered, the amount that was asked for."""
    when = f"{moment(one.answered_at)} 回应" if one.answered_at is not None else standing(one)
    definition = "被评价年度的全年预算数（年初预算加减批准的调整）"
    budgets = money_of_year(one)
    previous = Origin("上年预算", budgets, definition, "取自登记的预算", "登记的预算", unproved="", as_of=when)
    asked = Origin("申请预算", one.get_absolute_url(), "编制预算时申请的金额", unproved="", as_of=when)
    answered = replace(asked, arithmetic=f"填报：{one.answered_by}") if one.answered_by is not None else asked
    return {"previous": Told(previous), "asked": Told(answered)}


def money_of_year(one: Application) -> str:
    """The rows behind the budget of the evaluated year."""
    year = one.year - 1
    narrowed = {"project": one.project_id} if one.project_id is not None else {"owner": one.owner_id}
    return funds.short_path("planned", date(year, 12, 31), {"year": year, **narrowed})


def _money(fen: int | None) -> str:
    return f"{grouped(fen)} 元" if fen is not None else "未登记"
