"""Submitting goals, opinions on each indicator, answers, return, approval, and those asked from outside."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from xieshou.business.evaluation import selectors
from xieshou.business.evaluation.models import FormState, GoalSet, Opinion
from xieshou.business.evaluation.rule_kinds import rule_of_goals
from xieshou.business.evaluation.services import applying, approval, checking, ex_ante
from xieshou.business.evaluation.services.approval import FormKind, check_editable
from xieshou.kernel.goals import Severity
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import TaskGrant, User, bump, task_end, task_grant
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox
from xieshou.schemes import load_scheme

KIND = "evaluation.goals"
LONGEST = 500


def connect() -> None:
    """Goals follow their approval."""
    approval.register(FormKind(KIND, "goals", _approved))


# --- submitting ---


@transaction.atomic
def goals_submit(*, actor: User, goals: GoalSet, opened_version: int, comment: str = "") -> GoalSet:
    """Sends the goals to their reviewers when nothing stands against it; otherwise everything that does is told."""
    check_editable(actor, goals)
    if problems := submit_problems(goals, actor):
        raise Invalid(*problems)
    bump(goals, opened_version)
    goals.rule = rule_of_goals(goals).version
    approval.form_submit(actor=actor, form=goals, kind=KIND, comment=comment)
    return goals


def submit_problems(goals: GoalSet, user: User) -> list[Problem]:
    """All that stands against submitting: the form itself, the check, opinions without an answer, the ex-ante gate."""
    found = []
    if not goals.expected.strip():
        found.append(Problem("没有填写", "年度总体目标", "文字", "写明本年度要达到什么"))
    if not goals.indicators.exists():
        found.append(Problem("还没有绩效指标", "绩效指标", remedy="从指标库选用，或自建"))
    found += [_problem(one) for one in checking.check_stored(goals, user).stopping]
    found += [
        Problem(f"审核意见“{one.words}”还没有回应", _where(one), remedy="在审核意见处写明怎么改的，或为何不改")
        for one in unanswered(goals)
    ]
    return found + _gate(goals)


def _problem(finding: checking.Finding) -> Problem:
    if finding.severity is Severity.BLOCK:
        return Problem(f"{finding.title}。{finding.what}", finding.where, remedy=finding.remedy)
    remedy = f"{finding.remedy}或在指标检查中写明为何可以这样"
    return Problem(f"{finding.title}。{finding.what}", finding.where, remedy=remedy)


def _where(opinion: Opinion) -> str:
    return str(opinion.indicator) if opinion.indicator is not None else "整张表"


def _gate(goals: GoalSet) -> list[Problem]:
    """A new large project passed its ex-ante assessment; last year's results are answered."""
    if goals.project is None:
        return []
    waiting = applying.unanswered(project=goals.project, year=goals.year)
    return ex_ante.may_ask_budget(goals.project, goals.year) + waiting


# --- opinions ---


def unanswered(goals: GoalSet) -> Sequence[Opinion]:
    """Opinions that ask for a change and have no answer yet."""
    rows = goals.opinions.filter(must_change=True, answer="", resolved_at=None)
    return list(rows.select_related("indicator"))


def asked_reviewers(goals: GoalSet) -> list[User]:
    """Those asked for an opinion who hold no right of their own."""
    return [grant.user for grant in _grants(goals).select_related("user")]


def _key(goals: GoalSet) -> str:
    return f"goal-review:{goals.pk}"


def _grants(goals: GoalSet) -> QuerySet[TaskGrant]:
    kind = ContentType.objects.get_for_model(GoalSet)
    return TaskGrant.objects.filter(content_type=kind, object_id=goals.pk, key=_key(goals), ended_at=None)


def may_review(user: User, goals: GoalSet) -> bool:
    """Whether the person may write opinions: by right, or because they were asked."""
    return user.may(Permission.GOAL_REVIEW, goals) or _grants(goals).filter(user=user).exists()


def _check_reviewer(actor: User, goals: GoalSet) -> None:
    if not may_review(actor, goals):
        raise Refused(f"您可以查看，但没有在此“{Permission.GOAL_REVIEW.label}”的权限，也没有受邀审核")
    approval.follow(goals)
    if goals.state != FormState.SUBMITTED:
        raise Invalid(Problem(f"目标{FormState(goals.state).label}，现在不能写意见", remedy="等填报单位提交后再审"))


@transaction.atomic
def opinion_add(*, actor: User, goals: GoalSet, indicator_code: str, words: str, must_change: bool = True) -> Opinion:
    """What a reviewer says of one indicator; an empty code: of the whole form."""
    _check_reviewer(actor, goals)
    indicator = goals.indicators.filter(code=indicator_code).first() if indicator_code else None
    problems = _words_problems(words, "意见")
    if indicator_code and indicator is None:
        problems.append(Problem(f"没有代码为 {indicator_code} 的指标", "指标", remedy="刷新页面再选"))
    if problems:
        raise Invalid(*problems)
    known = {"goals": goals, "indicator": indicator, "reviewer": actor, "words": words.strip()}
    said = Opinion.objects.filter(**known, must_change=must_change, resolved_at=None).first()
    if said is not None:  # the button was pressed twice
        return said
    opinion = Opinion.objects.create(**known, must_change=must_change)
    audit.record(actor=actor, action="goals.opinion", target=goals, reason=f"{_where(opinion)}：{words.strip()}")
    return opinion


def _words_problems(words: str, where: str) -> list[Problem]:
    if words.strip() and len(words.strip()) <= LONGEST:
        return []
    return [Problem("没有写，或太长", where, f"1–{LONGEST} 字")]


@transaction.atomic
def opinion_answer(*, actor: User, opinion: Opinion, answer: str) -> Opinion:
    """How the office took an opinion up, or why not."""
    goals = opinion.goals
    check_editable(actor, goals)
    if problems := _words_problems(answer, "回应"):
        raise Invalid(*problems)
    change = audit.Change("回应", opinion.answer or None, answer.strip())
    opinion.answer = answer.strip()
    opinion.save(update_fields=["answer"])
    audit.record(actor=actor, action="goals.answer", target=goals, changes=[change], reason=_where(opinion))
    return opinion


@transaction.atomic
def reviewer_ask(*, actor: User, goals: GoalSet, user: User, reason: str = "") -> None:
    """Lets somebody from outside read this form and say an opinion, until it is approved."""
    _check_reviewer(actor, goals)
    if not actor.may(Permission.GOAL_REVIEW, goals):
        raise Refused("受邀审核的人不能再邀请别人")
    if not user.is_active:
        raise Invalid(Problem(f"{user} 的账号已停用", "审核人", remedy="换一位"))
    task_grant(user=user, record=goals, key=_key(goals), reason=reason.strip()[:200] or f"审核{goals}")
    inbox.notice_send(
        users=[user],
        source=f"{_key(goals)}",
        category=KIND,
        title=f"请您审核：{goals}",
        url=goals.get_absolute_url(),
        target=goals,
        because=reason.strip(),
    )


# --- return and approval ---


@transaction.atomic
def goals_return(*, actor: User, goals: GoalSet, reason: str) -> GoalSet:
    """Sends the goals back, with why; submitted again they come straight back to this reviewer."""
    approval.form_return(actor=actor, form=goals, kind=KIND, reason=reason)
    return goals


@transaction.atomic
def goals_pass(*, actor: User, goals: GoalSet, comment: str = "", opened_version: int | None = None) -> GoalSet:
    """The reviewer agrees. An opinion that asks for a change and has no answer stands against it."""
    approval.follow(goals)
    if waiting := unanswered(goals):
        raise Invalid(
            *(
                Problem(f"意见“{one.words}”要求修改，还没有回应", _where(one), remedy="退回修改，或撤回意见")
                for one in waiting
            )
        )
    approval.form_pass(actor=actor, form=goals, comment=comment, opened_version=opened_version)
    return goals


@transaction.atomic
def opinion_withdraw(*, actor: User, opinion: Opinion) -> None:
    """The reviewer no longer asks for it; the words stay."""
    if opinion.reviewer_id != actor.pk:
        raise Refused("只有写意见的人能撤回")
    opinion.must_change, opinion.resolved_at = False, timezone.now()
    opinion.save(update_fields=["must_change", "resolved_at"])
    audit.record(actor=actor, action="goals.opinion_withdraw", target=opinion.goals, reason=opinion.words)


def _approved(goals: GoalSet, actor: User | None) -> None:
    """In the transaction of the last agreement: the gate, the version before, the scheme as it is today."""
    if problems := _gate(goals):
        raise Invalid(*problems)
    in_force = selectors.versions_of(goals).filter(state=FormState.APPROVED).exclude(pk=goals.pk)
    for old in in_force:
        old.state = FormState.SUPERSEDED
        old.version += 1
        old.save()
        audit.record(actor=actor, action="goals.supersede", target=old, reason=f"第 {goals.number} 版批准")
    goals.scheme_digest = load_scheme(goals.scheme).digest
    goals.opinions.filter(resolved_at=None).update(resolved_at=timezone.now())
    for user in asked_reviewers(goals):
        task_end(user=user, record=goals, key=_key(goals))
