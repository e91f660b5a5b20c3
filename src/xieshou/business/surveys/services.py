"""Making, changing, opening and closing surveys."""

import random
from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Model
from django.urls import reverse
from django.utils import timezone

from xieshou.business.surveys.figures import SMALLEST_GROUP
from xieshou.business.surveys.models import Answer, Question, QuestionKind, Rule, State, Survey
from xieshou.business.surveys.people import WRITTEN_AT_ONCE, held_draft
from xieshou.kernel.exact import NotExactError
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.jobs import api as jobs

LABELS = {
    "title": "名称",
    "method": "调查方法",
    "rule": "满意率算法",
    "weights": "各档权重",
    "least_answers": "最少有效问卷",
    "opens_on": "开始日期",
    "closes_on": "截止日期",
}
MOST_QUESTIONS = 30
MIXED_AT_ONCE = 2000


@transaction.atomic
def survey_create(*, actor: User, owner: Any, place: Any = None, about: Model | None = None, **values: Any) -> Survey:
    """A new survey, in preparation."""
    if not actor.may(Permission.SURVEY_EDIT, owner):
        raise Refused(f"您没有为“{owner}”“{Permission.SURVEY_EDIT.label}”的权限")
    survey = Survey(owner=owner, place=place if place is not None else owner.region, created_by=actor, **values)
    if about is not None:
        survey.about = about
    _refuse_wrong(survey)
    survey.save()
    audit.record(actor=actor, action="survey.create", target=survey)
    return survey


def _refuse_wrong(survey: Survey) -> None:
    told = []
    if not survey.title.strip():
        told.append(Problem("不能为空", "名称"))
    if survey.closes_on < survey.opens_on:
        told.append(Problem(f"截止日期 {survey.closes_on} 早于开始日期 {survey.opens_on}", "截止日期"))
    if survey.rule not in Rule.values:
        told.append(Problem("没有这种算法", "满意率算法", "、".join(map(str, Rule.labels))))
    try:
        survey.weights = " ".join(map(str, survey.level_weights))
    except NotExactError:
        told.append(
            Problem(
                f"“{survey.weights}”不行",
                "各档权重",
                "五个 0 到 100 的数，用空格分开，从大到小，第一个是 100",
                "例如 100 80 60 30 0",
            )
        )
    if told:
        raise Invalid(*told)


@transaction.atomic
def survey_update(*, actor: User, survey: Survey, opened_version: int, **values: Any) -> Survey:
    """Changes a survey that is not open yet."""
    held = held_draft(actor, survey)
    before = _told(held)
    bump(held, opened_version)
    for name in LABELS:
        if name in values:
            setattr(held, name, values[name])
    _refuse_wrong(held)
    held.save()
    audit.record(
        actor=actor,
        action="survey.update",
        target=held,
        changes=audit.changed_fields(before, _told(held), LABELS),
    )
    return held


def _told(survey: Survey) -> dict[str, Any]:
    return {**{name: getattr(survey, name) for name in LABELS}, "rule": str(Rule(survey.rule).label)}


@transaction.atomic
def question_add(
    *, actor: User, survey: Survey, kind: str, text: str, is_required: bool = True, is_counted: bool = True
) -> Question:
    """One more question, at the end."""
    held = held_draft(actor, survey)
    there = list(held.questions.values_list("number", flat=True))
    told = []
    if kind not in QuestionKind.values:
        told.append(Problem("没有这种题型", "题型", "、".join(map(str, QuestionKind.labels))))
    if not text.strip():
        told.append(Problem("不能为空", "题目", remedy="例如：您对本项目总体是否满意？"))
    if len(there) >= MOST_QUESTIONS:
        told.append(Problem(f"已有 {len(there)} 题", "题目", f"不超过 {MOST_QUESTIONS} 题", "题目越少，回收率越高"))
    if told:
        raise Invalid(*told)
    question = Question.objects.create(
        survey=held,
        number=max(there, default=0) + 1,
        kind=kind,
        text=text.strip()[:300],
        is_required=is_required and kind != QuestionKind.TEXT,
        is_counted=is_counted and kind == QuestionKind.LEVEL,
    )
    change = audit.Change(f"第 {question.number} 题", None, question.text)
    audit.record(actor=actor, action="survey.question", target=held, changes=[change])
    return question


@transaction.atomic
def question_remove(*, actor: User, question: Question) -> None:
    """Takes a question out; those after it move up."""
    held = held_draft(actor, question.survey)
    change = audit.Change(f"第 {question.number} 题", question.text, None)
    question.delete()
    for number, one in enumerate(held.questions.all(), 1):
        Question.objects.filter(pk=one.pk).update(number=number)
    audit.record(actor=actor, action="survey.question", target=held, changes=[change])


@transaction.atomic
def survey_open(*, actor: User, survey: Survey, opened_version: int) -> Survey:
    """Takes answers from now on; nothing about it changes any more."""
    held = held_draft(actor, survey)
    told = []
    if not held.questions.filter(is_counted=True).exists():
        told.append(Problem("没有计入满意率的题目", "题目", "至少一道满意程度题", "在“问卷”中加题"))
    if held.sample_size is None:
        told.append(Problem("还没有抽样", "抽样", "先录入名单，再抽样"))
    if held.closes_on < timezone.localdate():
        told.append(Problem(f"截止日期 {held.closes_on} 已过", "截止日期", "今天或以后", "先修改截止日期"))
    if told:
        raise Invalid(*told)
    bump(held, opened_version)
    held.state = State.OPEN
    held.save()
    changes = [
        audit.Change("满意率算法", None, f"{held.get_rule_display()} {held.weights}"),
        audit.Change("抽样人数", None, str(held.sample_size)),
    ]
    audit.record(actor=actor, action="survey.open", target=held, changes=changes)
    return held


def survey_close_ask(*, actor: User, survey: Survey, reason: str = "") -> jobs.Job | None:
    """Ends it: at once (None), or with many answers by a job, whose mixing takes longer than a person waits."""
    _refuse_closing(actor, survey, reason)
    if survey.answers.count() <= MIXED_AT_ONCE:
        survey_close(actor=actor, survey=survey, reason=reason)
        return None
    return jobs.job_ask(
        actor=actor,
        kind="surveys.close",
        title=f"结束调查 {survey}",
        arguments={"survey": survey.pk, "reason": reason},
        joint_key=f"surveys.close:{survey.pk}",
    )


@jobs.handler("surveys.close")
def close_work(progress: jobs.Progress) -> dict[str, Any]:
    """Closes in one transaction; begun again after a kill, it finds it open or closed."""
    asked = progress.job.arguments
    survey = Survey.objects.get(pk=asked["survey"])
    progress.tell(0, None, "打乱答卷")
    if survey.state == State.OPEN:
        survey_close(actor=progress.job.asked_by, survey=survey, reason=asked["reason"])
    return {"next_url": reverse("surveys:results", args=[survey.pk]), "next_label": "看结果"}


@transaction.atomic
def survey_close(*, actor: User | None, survey: Survey, reason: str = "") -> Survey:
    """Ends it for good and mixes the answers. `actor` None: its last day has passed."""
    held: Survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    _refuse_closing(actor, held, reason)
    count = _mix(held)
    bump(held, held.version)
    held.state, held.closed_at = State.CLOSED, timezone.now()
    held.save()
    change = audit.Change("收回问卷", None, f"{count} 份")
    audit.record(actor=actor, action="survey.close", target=held, changes=[change], reason=reason)
    return held


def _refuse_closing(actor: User | None, survey: Survey, reason: str) -> None:
    if actor is not None and not actor.may(Permission.SURVEY_EDIT, survey):
        raise Refused(f"您没有在此“{Permission.SURVEY_EDIT.label}”的权限")
    if survey.state != State.OPEN:
        raise Invalid(Problem(f"调查现在是“{survey.get_state_display()}”", allowed="调查中才能结束"))
    if actor is not None and timezone.localdate() <= survey.closes_on and not reason.strip():
        raise Invalid(Problem("不能为空", "提前结束的理由", remedy="结束后不能再打开"))


def _mix(survey: Survey) -> int:
    """Writes every answer anew, in an order made by chance and under a new key, and every invitation in the same moment.

    What a database keeps of order and moment of writing then tells nothing of who gave which answer.
    """
    answers = list(survey.answers.all())
    days = Counter((one.category, one.answered_on) for one in answers)
    random.SystemRandom().shuffle(answers)
    survey.answers.all().delete()
    new = [
        Answer(
            survey=survey,
            category=one.category,
            answered_on=one.answered_on if days[one.category, one.answered_on] >= SMALLEST_GROUP else None,
            batch_id=one.batch_id,
            is_valid=one.is_valid,
            values=one.values,
        )
        for one in answers
    ]
    Answer.objects.bulk_create(new, batch_size=WRITTEN_AT_ONCE)
    survey.invitations.update(is_used=F("is_used"))
    return len(new)


def expired_close(now: datetime) -> None:
    """The worker's duty: closes what is past its last day. Safe to repeat."""
    today = timezone.localtime(now).date()
    for survey in Survey.objects.filter(state=State.OPEN, closes_on__lt=today).order_by("pk")[:50]:
        try:
            survey_close(actor=None, survey=survey, reason="已过截止日期")
        except Invalid:  # someone closed it at the same moment
            continue
