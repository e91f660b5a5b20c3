"""Pages of reviewing: the round, its experts, scores, the meeting's verdict, publicity, taking in and refusing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.projects.forms_library import (
    AcceptForm,
    ExpertsForm,
    PublicityForm,
    ReasonForm,
    ScoreForm,
    VerdictForm,
    sent,
)
from xieshou.business.projects.models import Project, Review, Stage, Verdict
from xieshou.business.projects.rule_kinds import REVIEW
from xieshou.business.projects.services import people, reviewing, scoring
from xieshou.business.rules.api import in_force
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.shell.change import change, to


def _trail(project: Project, review: Review | None = None) -> list[tuple[Any, str]]:
    trail = [(_("项目"), reverse("projects:list")), to(project)]
    if review is not None:
        trail.append((_("第 %(n)s 轮评审") % {"n": review.round}, review.get_absolute_url()))
    return trail


def _round(user: User, pk: int, number: int, permission: Permission | None = None) -> tuple[Project, Review]:
    project = load(Project, user, permission, pk=pk)
    rows = Review.objects.select_related("project__owner", "opened_by", "rule").prefetch_related("experts__expert")
    return project, get_object_or_404(rows, project=project, round=number)


@require_GET
def review_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One round: who reviews, what they gave, what was decided. Scores are shown to whom the rule allows."""
    user = user_of(request)
    project, review = _round(user, pk, number)
    sees = reviewing.may_see_scores(user, review)
    mine = next((one for one in review.experts.all() if one.expert_id == user.pk), None)
    result = scoring.result_of(review.scores.select_related("expert"), scoring.rules_for(review)) if sees else None
    context = {
        "project": project,
        "review": review,
        "mine": mine,
        "result": result,
        "experts": _expert_rows(review, result),
        "advised": scoring.rules_for(review).advised_experts,
        "may_decide": user.may(Permission.PROJECT_DECIDE, project),
        "is_open": review.closed_at is None,
        "may_accept": review.closed_at is None and review.verdict == Verdict.AGREE,
        "publicity_ends": reviewing.publicity_ends(review),
        "today": timezone.localdate(),
    }
    return render(request, "projects/review.html", context)


def _expert_rows(review: Review, result: scoring.Result | None) -> list[dict[str, Any]]:
    """Each expert with their own scores in the order of the criteria; without the scores where they are not shown."""
    rows = []
    for one in review.experts.all():
        given = (
            [next((s for s in line.scores if s.expert_id == one.expert_id), None) for line in result.lines]
            if result
            else []
        )
        total = result.totals.get(one.expert_id) if result else None
        rows.append({"one": one, "given": given, "total": total.text() if total is not None else None})
    return rows


@require_http_methods(["GET", "POST"])
def review_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Chooses the experts and begins a round."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_DECIDE, pk=pk)
    rules = scoring.rules_of(in_force(REVIEW, project.owner_path))
    form = ExpertsForm(sent(request), posts=people.experts_for(project), advised=rules.advised_experts)

    def save() -> Review:
        experts = list(User.objects.filter(pk__in=form.cleaned_data["experts"]).order_by("pk"))
        return reviewing.review_open(actor=user, project=project, experts=experts)

    note = _("专家会收到待办，在评审期间可以查看本项目；打分提交前彼此看不到。")
    return change(
        request,
        form,
        save,
        title=_("开始评审"),
        trail=_trail(project),
        button=_("开始评审"),
        note=note,
        done=_("已开始评审"),
    )


@require_http_methods(["GET", "POST"])
def expert_add(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """More experts for an open round."""
    user = user_of(request)
    project, review = _round(user, pk, number, Permission.PROJECT_DECIDE)
    present = {one.expert_id for one in review.experts.all()}
    posts = [post for post in people.experts_for(project) if post.user_id not in present]
    form = ExpertsForm(sent(request), posts=posts, advised=scoring.rules_for(review).advised_experts)

    def save() -> Review:
        experts = User.objects.filter(pk__in=form.cleaned_data["experts"]).order_by("pk")
        reviewing.review_experts_add(actor=user, review=review, experts=list(experts))
        return review

    return change(request, form, save, title=_("增加专家"), trail=_trail(project, review), button=_("增加"))


@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One expert's scores."""
    user = user_of(request)
    project, review = _round(user, pk, number)
    if all(one.expert_id != user.pk for one in review.experts.all()):
        raise Refused(_("您不是本轮的评审专家"))
    form = ScoreForm(sent(request), rules=scoring.rules_for(review))

    def save() -> Review:
        reviewing.review_score(actor=user, review=review, given=form.given(), words=form.cleaned_data["words"])
        return review

    note = _("提交后不能再改；提交前看不到其他专家的评分。")
    return change(
        request,
        form,
        save,
        title=_("评审打分"),
        trail=_trail(project, review),
        button=_("提交评分"),
        note=note,
        done=_("评分已提交"),
    )


@require_http_methods(["GET", "POST"])
def verdict(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What the meeting decided."""
    user = user_of(request)
    project, review = _round(user, pk, number, Permission.PROJECT_DECIDE)
    form = VerdictForm(sent(request), initial={"held_on": timezone.localdate().isoformat()})

    def save() -> Review:
        return reviewing.review_close(actor=user, review=review, **form.cleaned_data)

    note = _("“修改后再审”退回申报单位，改好后直接回到原来的专家；“不予入库”的理由会告知申报人。")
    return change(request, form, save, title=_("会审结论"), trail=_trail(project, review), note=note)


@require_http_methods(["GET", "POST"])
def publicity(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """When the result was made public, and for how long."""
    user = user_of(request)
    project, review = _round(user, pk, number, Permission.PROJECT_DECIDE)
    initial = {"published_on": timezone.localdate().isoformat(), "days": scoring.rules_for(review).least_publicity_days}
    form = PublicityForm(sent(request), initial=initial)

    def save() -> Review:
        return reviewing.review_publish(actor=user, review=review, **form.cleaned_data)

    return change(request, form, save, title=_("登记公示"), trail=_trail(project, review))


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the project into the library."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_DECIDE, pk=pk)
    form = AcceptForm(sent(request))

    def save() -> Project:
        return reviewing.project_accept(actor=user, project=project, **form.cleaned_data)

    return change(request, form, save, title=_("入库"), trail=_trail(project), button=_("入库"), done=_("已入库"))


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Does not take the project in, or takes it out of the library."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_DECIDE, pk=pk)
    is_out = project.stage == Stage.IN_LIBRARY
    form = ReasonForm(sent(request))

    def save() -> Project:
        return reviewing.project_refuse(actor=user, project=project, **form.cleaned_data)

    title = _("调出项目库") if is_out else _("不予入库")
    note = _("理由会告知申报人，并记在项目的改动记录里。")
    return change(request, form, save, title=title, trail=_trail(project), button=title, note=note, is_grave=True)
