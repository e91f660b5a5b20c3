"""补录: goals that were approved before the system kept them. They stand as they were approved, wrong or not.

The indicator check does not stop them: what it finds is told on the form's page and kept in the log with the reason. A
department's goals may have a scheme over facts, under which no new goals are set.
"""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from xieshou.business.evaluation import selectors
from xieshou.business.evaluation.entries import Row, stored
from xieshou.business.evaluation.models import FormState, GoalSet
from xieshou.business.evaluation.services import checking
from xieshou.business.evaluation.services.goals import goals_save
from xieshou.business.projects.api import Project
from xieshou.kernel.evaluation import EvaluationKind
from xieshou.kernel.scheme import Scheme
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.registry.api import Organisation
from xieshou.schemes import load_scheme, scheme_ids

MARK = "补录："
MOST_REASON = 500 - len(MARK)


@transaction.atomic
def goals_register_past(
    *,
    actor: User,
    year: int,
    scheme: str,
    expected: str,
    rows: Sequence[Row],
    reason: str,
    basis: str,
    project: Project | None = None,
    owner: Organisation | None = None,
    is_demo: bool = False,
    source: str = "",
) -> GoalSet:
    """Goals in force for a year that is over, with why they are entered now (`reason`) and where they stand (`basis`).

    Whoever does it fills in and reviews in one, so both rights are needed. Raises `Invalid` with everything wrong.
    """
    goals = past_begun(year, scheme, project, owner)
    goals.is_demo, goals.source = is_demo, source
    goals.change_reason, goals.change_basis = f"{MARK}{reason.strip()}", basis.strip()
    _refuse_without(actor, goals)
    if problems := _problems(goals, reason, basis):
        raise Invalid(*problems)
    try:
        with transaction.atomic():
            goals.save()
    except IntegrityError as error:
        raise Invalid(_exists(goals)) from error
    goals_save(actor=actor, goals=goals, opened_version=goals.version, expected=expected, rows=rows, reason=reason)
    return _in_force(actor, goals)


def past_schemes() -> list[Scheme]:
    """The schemes that goals of the past may have had."""
    wanted = {EvaluationKind.PROJECT_SELF, EvaluationKind.DEPARTMENT}
    return [one for one in map(load_scheme, scheme_ids()) if one.kind in wanted]


def past_begun(year: int, scheme: str, project: Project | None, owner: Organisation | None) -> GoalSet:
    """The goals to be registered, saved nowhere yet: an uploaded table is read for them. Raises `Invalid`."""
    answerable = project.owner if project is not None else owner
    if answerable is None:
        raise Invalid(Problem("没有选择", "项目或部门", remedy="选一个项目；部门整体目标选单位"))
    place = project.place if project is not None else answerable.region
    goals = GoalSet(project=project, owner=answerable, place=place, year=year, scheme=scheme)
    goals.owner_path, goals.place_path = answerable.path, place.path if place is not None else ""
    return goals


def _exists(goals: GoalSet) -> Problem:
    return Problem(f"{goals}已经建立", "年度", remedy="打开已有的目标；要改的走“年中调整”")


def _refuse_without(actor: User, goals: GoalSet) -> None:
    for permission in (Permission.GOAL_EDIT, Permission.GOAL_REVIEW):
        if not actor.may(permission, goals):
            raise Refused(f"补录要有“{permission.label}”的权限，您没有为“{goals.owner}”这样做的权限")


def _problems(goals: GoalSet, reason: str, basis: str) -> list[Problem]:
    found = []
    if goals.year >= timezone.localdate().year:
        told = f"{goals.year} 年还没有过去"
        found.append(Problem(told, "年度", f"{timezone.localdate().year} 年以前", "当年的目标按程序填报、审核"))
    wanted = EvaluationKind.DEPARTMENT if goals.project_id is None else EvaluationKind.PROJECT_SELF
    known = [one for one in past_schemes() if one.kind is wanted and one.valid_in(goals.year)]
    if goals.scheme not in {one.id for one in known}:
        names = "、".join(one.words.zh for one in known)
        found.append(Problem(f"“{goals.scheme}”不能用于 {goals.year} 年", "评价方案", names, "另选一个方案或年度"))
    if selectors.versions_of(goals).exists():
        found.append(_exists(goals))
    for text, where, most in ((reason, "补录理由", MOST_REASON), (basis, "补录依据", 200)):
        if not text.strip() or len(text.strip()) > most:
            found.append(Problem("没有写，或太长", where, f"1–{most} 字", "写明谁批准的、文号或出处"))
    return found


def _in_force(actor: User, goals: GoalSet) -> GoalSet:
    """As if approved, without a matter: nobody decides anything now."""
    checked = checking.check_stored(goals, actor)
    findings, goals.rule = checked.findings, checked.rule.version
    goals.state, goals.approved_by, goals.approved_at = FormState.APPROVED, actor, timezone.now()
    goals.scheme_digest = load_scheme(goals.scheme).digest
    goals.version += 1
    goals.save()
    changes = [audit.Change(f"指标检查 · {one.where}", None, f"{one.title}。{one.what}"[:500]) for one in findings]
    told = f"{goals.change_reason}（{goals.change_basis}）"
    audit.record(actor=actor, action="goals.register_past", target=goals, changes=changes, reason=told)
    return goals


# --- taking a registration back ---


def is_registered(goals: GoalSet) -> bool:
    """Whether they were registered later, and nothing stands on them yet, so that they may be taken back."""
    is_past = goals.state == FormState.APPROVED and goals.number == 1 and goals.change_reason.startswith(MARK)
    if not is_past:
        return False
    return not (goals.monitorings.exists() or goals.self_evaluations.exists() or goals.adjusted_by.exists())


def may_withdraw_past(actor: User, goals: GoalSet) -> bool:
    """Whether the person may take this registration back now."""
    rights = (Permission.GOAL_EDIT, Permission.GOAL_REVIEW)
    return all(actor.may(one, goals) for one in rights) and is_registered(goals)


@transaction.atomic
def past_withdraw(*, actor: User, goals: GoalSet, opened_version: int, reason: str) -> None:
    """Deletes goals registered by mistake (wrong file, project or year); what they were stays in the log."""
    _refuse_without(actor, goals)
    if not is_registered(goals):
        told = "不是补录的目标，或已有监控、自评、调整依据它"
        raise Invalid(Problem(told, str(goals), remedy="内容有误的办“年中调整”"))
    if not reason.strip():
        raise Invalid(Problem("没有写", "撤销理由", "500 字以内", "例如：传错了文件"))
    bump(goals, opened_version)
    rows = [
        audit.Change(f"指标“{one.name}”", f"{one.target} {one.unit}（{one.points} 分）", None) for one in stored(goals)
    ]
    audit.record(
        actor=actor, action="goals.withdraw_past", target=goals, label=str(goals), changes=rows, reason=reason.strip()
    )
    for one in evidence.citations_of(goals):
        evidence.uncite(actor=actor, citation=one, reason=reason)
    goals.delete()
