"""A project's money of a year: the initial budget."""

from django.db import transaction
from django.utils import timezone

from xieshou.business.funds import gates
from xieshou.business.funds.amounts import yuan
from xieshou.business.funds.balances import in_approval, standing_of
from xieshou.business.funds.models import BudgetRow, FundSource, ProjectBudget
from xieshou.business.funds.services.checks import above_zero, not_below_zero
from xieshou.business.funds.services.sources import FIRST_YEAR, LAST_YEAR
from xieshou.business.projects import api as projects
from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit


def may_budget(actor: User | None, budget: ProjectBudget) -> bool:
    """Whoever keeps the money of the project's owner, or the source, may put it into the project's budget."""
    if actor is None or actor.may(Permission.FUND_EDIT, budget):
        return True
    return budget.source is not None and actor.may(Permission.FUND_EDIT, budget.source)


@transaction.atomic
def budget_set(
    *,
    actor: User | None,
    project: projects.Project,
    year: int,
    initial_fen: int,
    source: FundSource | None = None,
    row: str = BudgetRow.APPROPRIATION,
    is_demo: bool = False,
) -> ProjectBudget:
    """The initial budget of a project's year from a source. Later changes go through approval."""
    if source is not None:
        source = FundSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    budget = ProjectBudget(
        project=project,
        year=year,
        source=source,
        row=row,
        initial_fen=initial_fen,
        owner=project.owner,
        place=project.place,
        owner_path=project.owner_path,
        place_path=project.place_path,
        is_demo=is_demo,
    )
    if not may_budget(actor, budget):
        raise Refused(f"您没有在此“{Permission.FUND_EDIT.label}”的权限")
    if found := _problems(budget):
        raise Invalid(*found)
    budget.save()
    change = audit.Change("年初预算数", None, yuan(initial_fen))
    audit.record(actor=actor, action="budget.set", target=budget, changes=[change])
    projects.warnings_refresh(project_ids=[project.pk], today=timezone.localdate())
    return budget


def _problems(budget: ProjectBudget) -> list[Problem]:
    found = not_below_zero(budget.initial_fen, "年初预算数")  # what comes in mid-year begins with nothing
    if not FIRST_YEAR <= budget.year <= LAST_YEAR:
        found.append(Problem("不是年度", "年度", f"{FIRST_YEAR}–{LAST_YEAR}"))
    if budget.row == BudgetRow.CARRYOVER and budget.initial_fen:
        remedy = "请在上年预算办“结转下年”，批准后自动生成；上年不在本系统的，年初数填 0，再办追加"
        found.append(Problem("结转资金不能直接登记", "资金性质", remedy=remedy))
    if budget.project.stage not in projects.PLANNED_ON:
        told = f"项目现在是“{budget.project.get_stage_display()}”，还不能安排预算"
        found.append(Problem(told, "项目", remedy="先列入年度计划"))
    found += ended_problems(budget)
    same = ProjectBudget.objects.filter(
        project=budget.project, year=budget.year, source=budget.source, row=budget.row
    ).exclude(pk=budget.pk)
    if same.exists():
        found.append(Problem("这个项目本年度这笔资金已有预算", "资金来源", remedy="增减请办预算调整"))
    if budget.source is not None:
        found += source_problems(budget.source, budget, budget.initial_fen)
    return found + gates.problems(budget.project, budget.year)


def ended_problems(budget: ProjectBudget) -> list[Problem]:
    """A project that was ended gets no more money; what past years lacked may still be registered."""
    if budget.project.stage != projects.Stage.TERMINATED or budget.year < timezone.localdate().year:
        return []
    return [Problem("项目已终止，不能再增加预算", "项目", remedy="未支出的办收回；确需继续的另行申报项目")]


def source_problems(source: FundSource, budget: ProjectBudget, wanted: int) -> list[Problem]:
    """Whether a source has so much left for a budget, and may pay for its kind of project."""
    found = []
    standing = standing_of(source)
    room = standing.room_for(budget.owner_path)
    if not any(budget.owner_path.startswith(one.share.recipient.path) for one in standing.shares):
        room -= in_approval(source)
    if wanted > room:
        told = f"资金“{source.name}”只剩 {yuan(room)}（金额 − 已分配 − 已列预算），不够 {yuan(wanted)}"
        found.append(Problem(told, "资金来源", f"不超过 {yuan(room)}"))
    if budget.year < source.year:
        told = f"资金“{source.name}”是 {source.year} 年度的，不能列入 {budget.year} 年预算"
        found.append(Problem(told, "年度", f"{source.year} 年或以后"))
    if source.place_path and not paths.is_within(budget.place_path, source.place_path):
        told = f"资金“{source.name}”限用于{source.place}，项目不在那里"
        found.append(Problem(told, "资金来源", "不限地区的，或限用于项目所在地区的资金"))
    if source.categories and budget.project.category not in source.categories:
        names = dict(projects.Category.choices)
        allowed = "、".join(str(names.get(code, code)) for code in source.categories)
        told = f"资金“{source.name}”不能用于“{names.get(budget.project.category)}”"
        found.append(Problem(told, "资金来源", allowed))
    return found


@transaction.atomic
def budget_correct(
    *, actor: User | None, budget: ProjectBudget, opened_version: int, initial_fen: int, reason: str
) -> ProjectBudget:
    """Corrects a slip of the pen while nothing was changed or paid from the budget."""
    if not may_budget(actor, budget):
        raise Refused(f"您没有在此“{Permission.FUND_EDIT.label}”的权限")
    if budget.source is not None:  # held first, as everywhere: two corrections at once never take more than is left
        budget.source = FundSource.objects.select_for_update(of=("self",)).get(pk=budget.source.pk)
    bump(budget, opened_version)
    found = above_zero(initial_fen, "年初预算数")
    if budget.changes.exists() or budget.payments.exists() or budget.carried_from_id is not None:
        found.append(Problem("已有调整、拨付，或由结转生成", "年初预算数", remedy="请办预算调整"))
    if not reason.strip():
        found.append(Problem("不能为空", "修改理由"))
    if budget.source is not None and initial_fen > budget.initial_fen:
        found += source_problems(budget.source, budget, initial_fen - budget.initial_fen)
    if found:
        raise Invalid(*found)
    change = audit.Change("年初预算数", yuan(budget.initial_fen), yuan(initial_fen))
    budget.initial_fen = initial_fen
    budget.save()
    audit.record(actor=actor, action="budget.correct", target=budget, changes=[change], reason=reason)
    projects.warnings_refresh(project_ids=[budget.project_id], today=timezone.localdate())
    return budget
