"""Application of results (JX14): the grade suggests what next year's budget must answer; findings go to the rectification ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from xieshou.business.evaluation.kernel_bridge import yuan
from xieshou.business.evaluation.models import (
    Application,
    Appraisal,
    AppraisalState,
    FormState,
    OfYear,
    SelfEvaluation,
)
from xieshou.business.evaluation.services.appraising import CATEGORY, check_manages, check_stage
from xieshou.business.evaluation.services.fill_in import take_version
from xieshou.business.funds import api as funds
from xieshou.business.projects.api import Project
from xieshou.business.rectification import api as rectification
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import DEFAULT_TABLE, UnknownGradeError, UseTable, application
from xieshou.kernel.goals import Application as Suggestion
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox

LONGEST_ANSWER = 4000
UNANSWERED = (FormState.DRAFT, FormState.RETURNED)


# --- the suggestion ---


@transaction.atomic
def application_make(
    *,
    actor: User,
    appraisal: Appraisal | None = None,
    self_evaluation: SelfEvaluation | None = None,
    table: UseTable = DEFAULT_TABLE,
) -> Application:
    """What a signed evaluation, or an approved self-evaluation, suggests for the next budget; made again it is renewed.

    The budget proposal must answer; while it was not answered a later change of the open findings changes the suggestion.
    """
    result: OfYear | None = appraisal if appraisal is not None else self_evaluation
    if result is None or result.state != FormState.APPROVED:
        raise Invalid(Problem("评价结果还没有生效", "评价", "已签发的评价、已批准的自评"))
    if not actor.may(Permission.APPRAISAL_MANAGE, result):
        raise Refused(f"您没有在此“{Permission.APPRAISAL_MANAGE.label}”的权限")
    held = Application.objects.filter(appraisal=appraisal, self_evaluation=self_evaluation).first()
    made = held or _begun(result, appraisal, self_evaluation)
    if made.state not in UNANSWERED:
        return made
    suggestion = _suggestion(result, appraisal, self_evaluation, table)
    made.suggestion_code = suggestion.action.name if suggestion.action is not None else "NONE"
    made.suggestion = told(suggestion)
    made.previous_fen = _budget(result)
    made.save()
    audit.record(actor=actor, action="application.make", target=made, reason=suggestion.words.zh)
    for user in evaluated_people_of(made):
        _ask(user, made)
    return made


def _begun(result: OfYear, appraisal: Appraisal | None, self_evaluation: SelfEvaluation | None) -> Application:
    made = Application(
        project=result.project,
        owner=result.owner,
        place=result.place,
        year=result.year + 1,
        appraisal=appraisal,
        self_evaluation=self_evaluation,
        is_demo=result.is_demo,
    )
    made.source = str(result)[:200]
    return made


def _suggestion(
    result: OfYear, appraisal: Appraisal | None, self_evaluation: SelfEvaluation | None, table: UseTable
) -> Suggestion:
    scored = appraisal or self_evaluation
    assert scored is not None
    budget = _budget(result)
    try:
        return application(
            scored.grade or None,
            Exact.read(scored.total) if scored.total else None,
            _execution(result),
            sum(rectification.open_count_of(one) for one in _concerned(result)),
            budget=Exact.read(yuan(budget) or "0") if budget is not None else None,
            table=table,
        )
    except UnknownGradeError as error:
        raise Invalid(Problem(str(error), "等级")) from error


def _concerned(result: OfYear) -> list[OfYear | Project]:
    """What findings may be about: the evaluation and its project."""
    return [result] if result.project is None else [result, result.project]


def _at_end(result: OfYear) -> date:
    return date(result.year, 12, 31)


def _figures(result: OfYear) -> funds.Figures:
    if result.project is not None:
        scope = funds.Scope(year=result.year, project=result.project.pk)
    else:
        scope = funds.Scope(year=result.year, owner_path=result.owner_path)
    return funds.four_figures(scope, _at_end(result))


def _budget(result: OfYear) -> int | None:
    return _figures(result).planned


def _execution(result: OfYear) -> Exact | None:
    rate = _figures(result).rate
    return Exact(rate.numerator, rate.denominator) if rate is not None else None


def told(suggestion: Suggestion) -> str:
    """The suggestion with the reason of every rule that held, and how far the table is official."""
    lines = [f"建议：{suggestion.words.zh}"]
    lines += [f"· {reason.zh}" for reason in suggestion.reasons]
    if suggestion.amount is not None:
        lines.append(f"建议额：{suggestion.amount.text(2)} 元")
    if suggestion.must_explain:
        lines.append("须单独说明原因。")
    return "\n".join([*lines, suggestion.note.zh])


def evaluated_people_of(made: Application) -> list[User]:
    """Those who may answer."""
    people = rectification.people_at([made.owner])
    return [one for one in people if one.may(Permission.GOAL_EDIT, made)]


def todo_of(made: Application) -> str:
    """The name of the to-do of answering."""
    return f"application:{made.pk}"


def _ask(user: User, made: Application) -> None:
    inbox.todo_open(
        user=user,
        source=todo_of(made),
        category=CATEGORY,
        title=f"编报预算前回应评价结果：{made}",
        url=made.get_absolute_url(),
        target=made,
    )


# --- the answer ---


@transaction.atomic
def application_answer(
    *, actor: User, application: Application, answer: str, asked_fen: int | None, opened_version: int
) -> Application:
    """What the budget proposal makes of the result, and how much it asks for; whoever organises evaluations confirms it."""
    if not actor.may(Permission.GOAL_EDIT, application):
        raise Refused(f"您可以查看，但没有为“{application.owner}”编报的权限")
    if application.state not in UNANSWERED:
        raise Invalid(Problem(f"现在是“{application.get_state_display()}”，不能再改", "状态", "未回应、已退回时可以"))
    problems = []
    if not answer.strip() or len(answer) > LONGEST_ANSWER:
        problems.append(Problem("没有写，或太长", "预算编制的回应", f"1–{LONGEST_ANSWER} 字", "逐条写明如何落实建议"))
    if asked_fen is None or asked_fen < 0:
        problems.append(Problem("没有填写", "申请预算", "0 或正数", "不再申请的填 0"))
    if problems:
        raise Invalid(*problems)
    changes = [
        audit.Change("预算编制的回应", application.answer or None, answer.strip()),
        audit.Change("申请预算（元）", yuan(application.asked_fen), yuan(asked_fen)),
    ]
    take_version(application, opened_version, changes)
    application.answer, application.asked_fen = answer.strip(), asked_fen
    application.answered_by = application.submitted_by = actor
    application.answered_at = application.submitted_at = timezone.now()
    application.state = FormState.SUBMITTED
    application.save()
    audit.record(actor=actor, action="application.answer", target=application, changes=changes)
    inbox.todo_close(source=todo_of(application))
    return application


@transaction.atomic
def application_confirm(*, actor: User, application: Application, opened_version: int) -> Application:
    """The answer is accepted."""
    _check_decides(actor, application)
    bump(application, opened_version)
    application.state, application.approved_by, application.approved_at = FormState.APPROVED, actor, timezone.now()
    application.save()
    audit.record(actor=actor, action="application.confirm", target=application)
    return application


@transaction.atomic
def application_return(*, actor: User, application: Application, reason: str, opened_version: int) -> Application:
    """The answer does not do: it must be given again."""
    _check_decides(actor, application)
    if not reason.strip() or len(reason.strip()) > 500:
        raise Invalid(Problem("没有写，或太长", "退回理由", "1–500 字"))
    take_version(
        application, opened_version, [audit.Change("退回理由", application.return_reason or None, reason.strip())]
    )
    application.state, application.returned_by, application.return_reason = FormState.RETURNED, actor, reason.strip()
    application.save()
    audit.record(actor=actor, action="application.return", target=application, reason=reason.strip())
    for user in evaluated_people_of(application):
        _ask(user, application)
    return application


def _check_decides(actor: User, application: Application) -> None:
    if not actor.may(Permission.APPRAISAL_MANAGE, application):
        raise Refused(f"您可以查看，但没有在此“{Permission.APPRAISAL_MANAGE.label}”的权限")
    if application.state != FormState.SUBMITTED:
        raise Invalid(Problem(f"现在是“{application.get_state_display()}”", "状态", "回应提交以后"))


def unanswered(*, project: Project, year: int) -> list[Problem]:
    """Results of the year before that the budget of `year` has not answered: its goals cannot be submitted before."""
    rows = Application.objects.filter(project=project, year=year, state__in=UNANSWERED).order_by("pk")
    return [
        Problem(
            f"{one.source or one}的结果还没有回应" if one.state == FormState.DRAFT else f"{one}的回应被退回",
            "结果应用",
            remedy=f"打开“{one}”，写明如何落实并填申请预算",
        )
        for one in rows
    ]


# --- findings ---


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """A problem that the evaluation found: what, what is demanded, who answers for it, until when. Money in 分."""

    title: str
    responsible: User
    due_on: date
    description: str = ""
    demanded: str = ""
    amount_fen: int | None = None


@transaction.atomic
def appraisal_findings(
    *, actor: User, appraisal: Appraisal, findings: Sequence[FoundProblem]
) -> list[rectification.Finding]:
    """Puts problems of an evaluation on the rectification ledger of the evaluated unit, each with its owner and deadline."""
    check_manages(actor, appraisal)
    check_stage(appraisal, AppraisalState.DRAFTING, AppraisalState.EXCHANGED, AppraisalState.SIGNED)
    new = [
        rectification.NewFinding(
            title=one.title,
            owner=appraisal.owner,
            source=rectification.Source.EVALUATION.value,
            found_on=timezone.localdate(),
            due_on=one.due_on,
            responsible=one.responsible,
            description=one.description,
            demanded=one.demanded,
            source_document=str(appraisal)[:200],
            place=appraisal.place,
            about=appraisal,
            amount_fen=one.amount_fen,
            is_demo=appraisal.is_demo,
        )
        for one in findings
    ]
    made = rectification.findings_create(actor=actor, findings=new)
    audit.record(actor=actor, action="appraisal.findings", target=appraisal, reason="；".join(map(str, made)))
    return made


__all__ = [
    "FoundProblem",
    "application_answer",
    "application_confirm",
    "application_make",
    "application_return",
    "appraisal_findings",
    "evaluated_people_of",
    "unanswered",
]
