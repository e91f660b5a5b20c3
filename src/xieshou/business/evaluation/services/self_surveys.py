"""A satisfaction indicator's actual value from a survey: the rate, where it is from, and the results as evidence."""

from dataclasses import fields

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from xieshou.business.evaluation.models import ActualValue, SelfEvaluation
from xieshou.business.evaluation.services.self_evaluation import self_evaluation_save, value_cite
from xieshou.business.evaluation.services.self_typed import Typed, ValueEntry
from xieshou.business.surveys.api import Satisfaction, State, Survey, results_file, satisfaction_of, surveys_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence import api as evidence

ABOUT = "满意"
MOST_OFFERED = 10


def is_of_satisfaction(value: ActualValue) -> bool:
    """Whether the indicator asks how satisfied people are."""
    row = value.indicator
    return any(ABOUT in text for text in (row.level1, row.level2, row.name))


def offered(user: User, form: SelfEvaluation) -> list[Satisfaction]:
    """The closed surveys whose rate may be taken, newest first: about the project; of a department, its own of the year."""
    if form.project is not None:
        rows = surveys_of(form.project)
    else:
        rows = Survey.objects.filter(owner=form.owner, content_type=None).select_related("owner").order_by("-pk")
    closed = rows.filter(state=State.CLOSED, opens_on__year__lte=form.year, closes_on__year__gte=form.year)
    return [satisfaction_of(one) for one in closed[:MOST_OFFERED] if user.may(Permission.SURVEY_READ, one)]


@transaction.atomic
def value_take_survey(*, actor: User, value: ActualValue, survey: int, opened_version: int) -> SelfEvaluation:
    """The rate of a survey becomes the actual value, with its source; the results are kept and cited as evidence."""
    form = value.evaluation
    found = next((one for one in offered(actor, form) if one.survey.pk == survey), None)
    if found is None:
        raise Refused("这个调查不能用：不是本项目本年度已结束的调查，或您看不到")
    if found.rate is None:
        raise Invalid(Problem(found.why, str(found.survey), remedy="另选一个调查，或照实填写"))
    entry = _entry(value, found)
    typed = Typed(values={value.indicator.code: entry})
    saved = self_evaluation_save(
        actor=actor, evaluation=form, opened_version=opened_version, typed=typed, reason=f"取自{found.survey}"
    )
    value.refresh_from_db()
    value.evaluation = saved
    _prove(actor, value, found)
    return saved


def _entry(value: ActualValue, found: Satisfaction) -> ValueEntry:
    """What is typed already stays, but for the value and where it is from."""
    kept = {one.name: getattr(value, one.name) for one in fields(ValueEntry)}
    return ValueEntry(**kept | {"actual": found.rate_text, "source": source_words(found)[:300]})


def source_words(found: Satisfaction) -> str:
    """Where the rate is from, as the official table prints it."""
    survey = found.survey
    ended = (
        survey.closes_on if survey.closed_at is None else min(survey.closes_on, timezone.localdate(survey.closed_at))
    )
    enough = "" if found.is_enough else f"，不到规定的 {survey.least_answers} 份"
    counts = f"抽样 {found.sampled} 人，有效问卷 {found.answered} 份{enough}"
    return f"满意度调查“{survey.title}”（{survey.opens_on} 至 {ended}），{counts}"


def _prove(actor: User, value: ActualValue, found: Satisfaction) -> None:
    proves = f"满意率 {found.rate_text}：{found.survey}"[:200]
    if evidence.citations_of(value).filter(proves=proves).exists():
        return
    name = f"{found.survey.title}-结果.xlsx"
    file = SimpleUploadedFile(name, results_file(found.survey))
    kept, _new = evidence.evidence_add(
        actor=actor, owner=value.evaluation.owner, upload=file, name=name, title=f"{found.survey.title} 结果"[:200]
    )
    value_cite(actor=actor, value=value, evidence_file=kept, proves=proves)
