"""My reports, one submission, filling it in, approving, returning."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, load, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.reporting import selectors
from xieshou.platform.reporting.models import DONE, OPEN_TO_UNIT, State, Submission, UnlockState, entry_of
from xieshou.platform.reporting.permissions import is_above
from xieshou.platform.reporting.services import submissions as services


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """What waits for the person: to fill in, to review, to unlock."""
    user = user_of(request)
    context = {
        "filling": [(row, row.is_overdue()) for row in selectors.to_report(user)],
        "reviewing": selectors.to_review(user),
        "unlocking": selectors.to_unlock(user),
    }
    return render(request, "reporting/work.html", context)


def table_of(submission: Submission, typed: dict[str, tuple[str, str]] | None = None) -> dict[str, Any]:
    """The rows of the table with what stands beside them; `typed`: shown instead of what is stored."""
    before, last_year = selectors.beside(submission)
    rows = []
    for figure in submission.form.figures.all():
        entry = entry_of(submission, figure.code)
        value, reason = (typed or {}).get(figure.code, (entry["value"] or "", entry["reason"]))
        rows.append(
            {
                "figure": figure,
                "value": value,
                "reason": reason,
                "comment": submission.comments.get(figure.code, ""),
                "before": (before.figures.get(figure.code) or {}).get("value") if before else None,
                "last_year": (last_year.figures.get(figure.code) or {}).get("value") if last_year else None,
            }
        )
    return {"rows": rows, "before": before, "last_year": last_year}


def submission_context(user: User, submission: Submission) -> dict[str, Any]:
    """What the page of a submission shows, and what the person may do on it."""
    unlocks = list(submission.unlocks.select_related("asked_by", "decided_by"))
    has_open = any(one.state in (UnlockState.ASKED, UnlockState.GRANTED) for one in unlocks)
    may_submit = user.may(Permission.SUBMISSION_SUBMIT, submission)
    is_submitted = submission.state == State.SUBMITTED
    return {
        "submission": submission,
        "is_overdue": submission.is_overdue(),
        "missing_below": selectors.missing_below(submission),
        "may_fill": may_submit and submission.state in OPEN_TO_UNIT,
        "may_review": is_submitted and is_above(user, Permission.SUBMISSION_APPROVE, submission),
        "may_ask_unlock": may_submit and submission.state in DONE and not has_open,
        "unlocks": unlocks,
        "entries": audit.history_of(submission)[:50],
        **table_of(submission),
    }


def loaded(request: HttpRequest, pk: int) -> Submission:
    """One submission through the permission check, with what its pages need."""
    submission = load(Submission, user_of(request), pk=pk)
    full: Submission = Submission.objects.select_related("owner", "form", "period__form", "opened_by").get(
        pk=submission.pk
    )
    return full


@require_GET
def submission_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit's report of one period."""
    submission = loaded(request, pk)
    return render(request, "reporting/submission.html", submission_context(user_of(request), submission))


def shown_with(request: HttpRequest, submission: Submission, problems: tuple[Problem, ...]) -> HttpResponse:
    """The submission's page again, with all that is wrong and what was typed."""
    context = {**submission_context(user_of(request), submission), "problems": problems, "typed": request.POST}
    return render(request, "reporting/submission.html", context, status=422)


@require_http_methods(["GET", "POST"])
def submission_fill(request: HttpRequest, pk: int) -> HttpResponse:
    """The table. Saved as a draft or handed in by plain buttons; what is wrong comes back all at once."""
    user = user_of(request)
    load(Submission, user, Permission.SUBMISSION_SUBMIT, pk=pk)
    submission = loaded(request, pk)
    if submission.state not in OPEN_TO_UNIT:
        messages.info(request, _("现在是“%(state)s”，不能修改") % {"state": submission.get_state_display()})
        return redirect(submission)
    if request.method == "POST":
        return _filled(request, submission)
    other = services.submission_opened(actor=user, submission=submission)
    return render(request, "reporting/fill.html", {**_fill_context(submission), "other": other})


def _fill_context(submission: Submission, typed: dict[str, tuple[str, str]] | None = None) -> dict[str, Any]:
    request = submission.unlocks.filter(state=UnlockState.GRANTED).first()
    return {
        "submission": submission,
        "unlock": request,
        "open_codes": request.figures if request else None,
        "is_overdue": submission.is_overdue(),
        "opened_version": submission.version,
        **table_of(submission, typed),
    }


def _filled(request: HttpRequest, submission: Submission) -> HttpResponse:
    post = request.POST
    codes = submission.form.figures.values_list("code", flat=True)
    typed = {code: (post.get(f"value-{code}", ""), post.get(f"reason-{code}", "")) for code in codes}
    opened = opened_version(request)
    is_final = post.get("action") == "submit"
    try:
        services.submission_save(
            actor=user_of(request), submission=submission, opened_version=opened, typed=typed, is_final=is_final
        )
    except Invalid as error:
        fresh = loaded(request, submission.pk)
        context = {**_fill_context(fresh, typed), "problems": error.problems, "opened_version": opened}
        return render(request, "reporting/fill.html", context, status=422)
    messages.success(request, _("已报送，等待审核") if submission.state == State.SUBMITTED else _("已保存"))
    return redirect(submission) if is_final else redirect("reporting:fill", pk=submission.pk)


@require_POST
def submission_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approves and locks."""
    submission = loaded(request, pk)
    try:
        services.submission_approve(
            actor=user_of(request), submission=submission, opened_version=opened_version(request)
        )
    except Invalid as error:
        return shown_with(request, loaded(request, pk), error.problems)
    messages.success(request, _("已审核并锁定"))
    return redirect(submission)


@require_POST
def submission_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns it with the reason, and words to single figures."""
    submission = loaded(request, pk)
    comments = {
        name.removeprefix("comment-"): str(text) for name, text in request.POST.items() if name.startswith("comment-")
    }
    try:
        services.submission_return(
            actor=user_of(request),
            submission=submission,
            opened_version=opened_version(request),
            reason=request.POST.get("reason", ""),
            comments=comments,
        )
    except Invalid as error:
        return shown_with(request, loaded(request, pk), error.problems)
    messages.success(request, _("已退回"))
    return redirect(submission)
