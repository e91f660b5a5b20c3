"""The official tables of monitoring and self-evaluation, and the self-evaluation report, as files: Word, Excel, PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import override

from xieshou.business.evaluation.kernel_bridge import Reached, evaluation_of, with_unit, yuan
from xieshou.business.evaluation.models import FormState, Monitoring, OfYear, SelfEvaluation
from xieshou.business.evaluation.services import forms_funds, forms_sources, monitoring_lines, scoring
from xieshou.business.evaluation.services.card_data import card_json
from xieshou.business.evaluation.telling import PRINTED, Telling, told
from xieshou.documents.api import render_bytes
from xieshou.documents.document import Block, Document, Heading, Layout, Mention, Note, Paragraph, Section, Title
from xieshou.documents.layouts.department_goals import department_goals
from xieshou.documents.layouts.department_scores import department_scores
from xieshou.documents.layouts.project_monitoring import (
    MonitoredFundRow,
    MonitoringForm,
    MonitoringRow,
    project_monitoring,
)
from xieshou.documents.layouts.self_evaluation import self_evaluation
from xieshou.documents.provenance import Provenance
from xieshou.documents.sources import Origins
from xieshou.kernel.evaluation import Evaluation
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import Cause, Possibility
from xieshou.kernel.scorecard import Scorecard
from xieshou.kernel.wording import Words
from xieshou.platform.accounts.api import User
from xieshou.schemes import load_scheme

DEMO_NOTE = "演示数据。"
Scored = tuple[list[scoring.Line], Scorecard]


# --- self-evaluation ---


def self_file(form: SelfEvaluation, kind: str, telling: Telling | None = None) -> bytes:
    """The official self-evaluation table; `kind`: docx, xlsx, pdf."""
    with override(PRINTED):
        scored = _scored(form)
        table = self_document(form, scored)
        document = told(table, telling, lambda user: self_sources(form, user, scored))
    return render_bytes(document, kind)


def report_file(form: SelfEvaluation, kind: str, telling: Telling | None = None) -> bytes:
    """The self-evaluation report with the table as its annex."""
    with override(PRINTED):
        scored = _scored(form)
        report = report_document(form, scored)
        document = told(report, telling, lambda user: self_sources(form, user, scored))
    return render_bytes(document, kind)


def self_sources(form: SelfEvaluation, user: User | None = None, scored: Scored | None = None) -> Origins:
    """Where its figures come from; of an approved form as they were worked out then. `scored`: worked out already."""
    lines, card = scored or _scored(form)
    kept = form.card if form.state == FormState.APPROVED else None
    return forms_sources.self_origins(form, lines, kept or card_json(card, lines), user)


def self_document(form: SelfEvaluation, scored: Scored | None = None) -> Document:
    """项目支出绩效自评表; of a department the scoring table with the table of goals. An approved form prints its kept card."""
    lines, card = scored or _scored(form)
    printed = _printed(form, lines, card)
    provenance = Provenance(scheme=card.scheme_words.zh, scheme_note=_scheme_note(form, card))
    if form.project_id is not None:
        return self_evaluation(printed, provenance)
    scheme = load_scheme(form.scheme_used)
    scores = department_scores(printed, scheme, card, provenance)
    goals = department_goals(printed, Provenance())
    return Document(scores.name, scores.sections + goals.sections)


def printed_evaluation(form: SelfEvaluation) -> Evaluation:
    """The form as its table prints it: values as entered, scores as awarded, the money with its rates. For own templates."""
    lines, card = _scored(form)
    return _printed(form, lines, card)


def _scored(form: SelfEvaluation) -> Scored:
    """The card that is printed: what was awarded when the form was approved stays, whatever the rules say today."""
    lines = scoring.lines_of(form)
    card = scoring.card_of(form, lines)
    kept = form.card if form.state == FormState.APPROVED else None
    if kept is not None:
        awarded = {item["code"]: Exact.read(item["awarded"]) for item in kept["items"]}
        items = tuple(replace(item, awarded=awarded.get(item.code, item.awarded)) for item in card.items)
        grade = Words(kept["grade"], kept["grade"]) if kept["grade"] else None
        total = Exact.read(kept["total"])
        card = replace(card, items=items, computed=total, grade=grade)
    return lines, replace(card, published=card.computed)


def _printed(form: SelfEvaluation, lines: Sequence[scoring.Line], card: Scorecard) -> Evaluation:
    """The form as it is printed: the values as entered, each with its score and remark."""
    items = {item.code: item for item in card.items}
    values = {
        one.code: Reached(
            one.actual or None,
            items[one.code].awarded.text() if one.code in items else None,
            "；".join(part for part in (one.value.deviation, one.value.over_reason) if part) or None,
        )
        for one in lines
    }
    money = items.get("E")
    funds = forms_funds.printed_rows(
        scoring.funds_now(form),
        money.points.text() if money is not None else "",
        money.awarded.text() if money is not None else "",
    )
    return evaluation_of(
        form.goals,
        funds=funds,
        values=values,
        achieved=form.achieved,
        total=card.computed.text(),
        grade=card.grade.zh if card.grade is not None else None,
        indicators=[one.indicator for one in lines],
        scheme=form.scheme_used,
    )


def _scheme_note(form: OfYear, card: Scorecard) -> str:
    state = f"{FormState(form.state).label}。"
    demo = DEMO_NOTE if form.is_demo else ""
    return f"方案内容校验码 {card.digest[:16]}。{state}{demo}"


def report_document(form: SelfEvaluation, scored: Scored | None = None) -> Document:
    """绩效自评报告: what was done, with the figures of the table, and the table as its annex."""
    standing = scoring.standing_of(form)
    lines, card = scored or _scored(form)
    body = Section(tuple(_report(form, standing, lines, card)), Layout.OFFICIAL)
    return Document(f"{form}报告", (body, *self_document(form, (lines, card)).sections))


def _report(
    form: SelfEvaluation, standing: scoring.Standing, lines: Sequence[scoring.Line], card: Scorecard
) -> Iterator[Block]:
    grade = f"，等级为{card.grade.zh}" if card.grade is not None else ""
    yield Title(f"{form.subject_name}\n{form.year} 年度绩效自评报告")
    yield Heading(1, "一、基本情况")
    score = f"{card.computed} 分"
    text = f"本表由{form.owner}按《{card.scheme_words.zh}》自评，得 {score}{grade}。"
    yield Paragraph(text, mentions=(Mention(score, "total"),))
    yield Paragraph(f"年度总体目标：{form.goals.expected or '未填写'}")
    yield Paragraph(f"完成情况：{form.achieved or '未填写'}")
    yield Heading(1, "二、预算执行情况")
    yield from _money(form)
    yield Heading(1, "三、绩效指标完成情况")
    items = {item.code: item for item in card.items}
    for one in lines:
        item = items.get(one.code)
        if item is not None:
            yield _sentence(one, item.awarded, item.points)
    yield Heading(1, "四、佐证情况")
    yield Paragraph(_evidence(standing))
    yield Heading(1, "五、存在的问题")
    yield Paragraph(form.problems or "未填写")
    yield Heading(1, "六、改进措施")
    yield Paragraph(form.measures or "未填写")
    yield Note(_scheme_note(form, card))


def _money(form: SelfEvaluation) -> Iterator[Block]:
    row = forms_funds.total_row(scoring.funds_now(form))
    budget, spent = yuan(row.get("budget_fen")), yuan(row.get("executed_fen"))
    if budget is None or spent is None:
        yield Paragraph("系统中没有登记年度预算，不能计算预算执行率。")
    else:
        rate = forms_funds.rate_text(row)
        names = {"budget": f"全年预算 {budget} 元", "executed": f"全年执行 {spent} 元", "rate": f"= {rate}"}
        text = f"{names['budget']}，{names['executed']}，预算执行率 {spent} ÷ {budget} {names['rate']}。"
        yield Paragraph(text, mentions=tuple(Mention(said, f"funds.total.{name}") for name, said in names.items()))
    if form.funds_note:
        yield Paragraph(form.funds_note)


def _sentence(line: scoring.Line, awarded: Exact, points: Exact) -> Paragraph:
    one = line.indicator
    target = with_unit(one.target, one.unit) or "—"
    actual = with_unit(line.actual, one.unit) or "未提供"
    reached, score = f"实际完成 {actual}", f"得 {awarded} 分"
    said = f"{one.name}：指标值 {target}，{reached}，{points} 分{score}。"
    mentions = Mention(reached, f"actual.{one.code}"), Mention(score, f"score.{one.code}")
    return Paragraph(said + (f"{line.value.deviation}" if line.value.deviation else ""), mentions=mentions)


def _evidence(standing: scoring.Standing) -> str:
    done, of = standing.complete
    lacking = [one.indicator.name for one in standing.lines if one.lacks_evidence]
    said = f"{of} 项指标中 {done} 项的完成值有取数来源或佐证。"
    return said + (f"缺佐证的指标：{'、'.join(lacking)}，按规则不得分。" if lacking else "")


# --- monitoring ---


def monitoring_file(form: Monitoring, kind: str, telling: Telling | None = None) -> bytes:
    """项目支出绩效目标执行监控表; `kind`: docx, xlsx, pdf."""
    with override(PRINTED):
        table = monitoring_document(form)
        document = told(table, telling, lambda user: forms_sources.monitoring_origins(form, user))
    return render_bytes(document, kind)


def monitoring_document(form: Monitoring) -> Document:
    """The official monitoring form as it stands."""
    project = form.project
    notes = [f"{FormState(form.state).label}。{DEMO_NOTE if form.is_demo else ''}"]
    notes += [text for text in (form.words, form.measures) if text]
    return project_monitoring(
        MonitoringForm(
            name=form.subject_name,
            year=form.year,
            month=form.month,
            department=str((project.department if project is not None else None) or form.owner),
            implementer=str((project.implementer if project is not None else None) or form.owner),
            indicators=tuple(_monitoring_row(one) for one in monitoring_lines.lines_of(form)),
            funds=tuple(_fund(row) for row in forms_funds.shown_rows(monitoring_lines.funds_now(form))),
            annual=form.goals.expected,
            notes=tuple(notes),
        )
    )


def _monitoring_row(line: monitoring_lines.Line) -> MonitoringRow:
    one, row = line.indicator, line.row
    return MonitoringRow(
        level1=one.level1,
        level2=one.level2,
        name=one.name,
        target=with_unit(one.target, one.unit),
        so_far=with_unit(line.actual, one.unit),
        expected=with_unit(row.forecast, one.unit),
        causes=frozenset(Cause(cause) for cause in row.causes),
        explanation=row.reason,
        possibility=Possibility(row.possibility) if row.possibility else None,
        remark=row.note,
        code=one.code,
    )


def _fund(row: dict[str, Any]) -> MonitoredFundRow:
    """The form has one budget column, headed 年初预算数; the rate is its spending over it, as the form asks."""
    initial, spent, expected = (yuan(row.get(name)) or "" for name in ("initial_fen", "executed_fen", "forecast_fen"))
    return MonitoredFundRow(str(row["label"]), initial, spent, expected, str(row["row"]))
