"""The official forms of goals and of the ex-ante assessment as files: Word, Excel, PDF."""

from django.utils import timezone
from django.utils.translation import override

from xieshou.business.evaluation.entries import Row, row_of, stored
from xieshou.business.evaluation.kernel_bridge import with_unit, yuan
from xieshou.business.evaluation.models import ExAnte, ExAnteConclusion, FormState, GoalSet
from xieshou.business.evaluation.services import forms_sources
from xieshou.business.evaluation.services.ex_ante import rules_for
from xieshou.business.evaluation.telling import PRINTED, Telling, told
from xieshou.business.funds.api import BudgetRow, ProjectBudget
from xieshou.business.projects.api import Project
from xieshou.documents.api import render_bytes
from xieshou.documents.document import Document
from xieshou.documents.layouts.ex_ante import Assessment, AssessmentRow, Conclusion, Criterion, ex_ante
from xieshou.documents.layouts.project_goals import (
    DepartmentGoalForm,
    FundSource,
    GoalRow,
    ProjectGoals,
    department_goal_form,
    project_goals,
)

DEMO_NOTE = "演示数据。"
_CONCLUSIONS = {
    ExAnteConclusion.SUPPORT.value: Conclusion.SUPPORT,
    ExAnteConclusion.AMEND.value: Conclusion.AFTER_CHANGE,
    ExAnteConclusion.REFUSE.value: Conclusion.REFUSE,
}
_CRITERIA = {
    "need": Criterion.NECESSITY,
    "economy": Criterion.ECONOMY,
    "goals": Criterion.GOALS,
    "feasibility": Criterion.FEASIBILITY,
    "funding": Criterion.FUNDING,
}


def goals_file(goals: GoalSet, kind: str, telling: Telling | None = None) -> bytes:
    """绩效目标申报表 of this version; `kind`: docx, xlsx, pdf."""
    with override(PRINTED):
        document = told(goals_document(goals), telling, lambda user: forms_sources.goals_origins(goals, user))
    return render_bytes(document, kind)


def goals_document(goals: GoalSet) -> Document:
    """The official form of a project's or a department's goals."""
    rows = tuple(_goal_row(row_of(one)) for one in stored(goals))
    if goals.project is None:
        return department_goal_form(
            DepartmentGoalForm(str(goals.owner), goals.year, rows, annual=goals.expected, notes=_notes(goals))
        )
    return project_goals(_of_project(goals, goals.project, rows))


def _of_project(goals: GoalSet, project: Project, rows: tuple[GoalRow, ...]) -> ProjectGoals:
    spans = [day.isoformat() for day in (project.starts_on, project.ends_on) if day is not None]
    return ProjectGoals(
        name=project.name,
        year=goals.year,
        department=str(project.department or ""),
        implementer=str(project.implementer or goals.owner),
        indicators=rows,
        funds=_funds(project, goals.year),
        contact=project.in_charge,
        phone=project.telephone,
        category=str(project.get_category_display()),
        period=" 至 ".join(spans),
        approval=project.basis[:100],
        overview=project.content,
        long_term=project.goal,
        annual=goals.expected,
        notes=_notes(goals),
    )


def _goal_row(row: Row) -> GoalRow:
    target = with_unit(row.target, row.unit)
    return GoalRow(row.level1, row.level2, row.name, target, row.points, row.definition, row.code)


def _funds(project: Project, year: int) -> tuple[FundSource, ...]:
    """The year's initial budget by its rows; nothing where none is registered, which is not zero."""
    budgets = list(ProjectBudget.objects.filter(project=project, year=year).values_list("row", "initial_fen"))
    if not budgets:
        return ()
    found = [FundSource("年度资金总额", yuan(sum(amount for _row, amount in budgets)) or "", "funds.total.initial")]
    for code, label in BudgetRow.choices:
        amounts = [amount for row, amount in budgets if row == code]
        if amounts:
            found.append(FundSource(f"其中：{label}", yuan(sum(amounts)) or "", f"funds.{code}.initial"))
    return tuple(found)


def _notes(goals: GoalSet) -> tuple[str, ...]:
    """Which version this is, and whether it is in force."""
    said = [f"第 {goals.number} 版，{FormState(goals.state).label}。"]
    if goals.approved_at is not None:
        said.append(f"{timezone.localdate(goals.approved_at):%Y-%m-%d} 批准。")
    if goals.adjusts is not None:
        said.append(f"调整理由：{goals.change_reason}；依据：{goals.change_basis}。")
    if goals.is_demo:
        said.append(DEMO_NOTE)
    return ("".join(said),)


def ex_ante_file(form: ExAnte, kind: str, telling: Telling | None = None) -> bytes:
    """事前绩效评估表; `kind`: docx, xlsx, pdf."""
    with override(PRINTED):
        document = told(ex_ante_document(form), telling, lambda _user: forms_sources.ex_ante_origins(form))
    return render_bytes(document, kind)


def ex_ante_document(form: ExAnte) -> Document:
    """The official form of one assessment."""
    project = form.project
    by_code = {one["code"]: one for one in form.criteria}
    rows = tuple(
        AssessmentRow(
            _CRITERIA[one.code],
            "；".join(one.questions),
            one.points.text(),
            by_code.get(one.code, {}).get("score", ""),
            by_code.get(one.code, {}).get("words", ""),
        )
        for one in rules_for(form).criteria
    )
    notes = [f"{FormState(form.state).label}。分值：{rules_for(form).source}"] + ([DEMO_NOTE] if form.is_demo else [])
    return ex_ante(
        Assessment(
            name=form.subject_name,
            year=form.year,
            department=str(project.department or "") if project is not None else str(form.owner),
            implementer=str(project.implementer or form.owner) if project is not None else str(form.owner),
            rows=rows,
            amount=(yuan(project.estimate_fen) or "") if project is not None else "",
            assessed_on=form.assessed_on.isoformat() if form.assessed_on is not None else "",
            conclusion=_CONCLUSIONS.get(form.conclusion),
            opinion=form.words,
            notes=tuple(notes),
        )
    )
