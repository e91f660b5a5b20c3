"""Asking to unlock, deciding, and what was changed meanwhile."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import user_of
from xieshou.platform.reporting import selectors
from xieshou.platform.reporting.forms import GrantForm
from xieshou.platform.reporting.models import UnlockRequest, UnlockState
from xieshou.platform.reporting.permissions import is_above
from xieshou.platform.reporting.services import unlocks as services
from xieshou.platform.reporting.views_work import loaded, shown_with


def _loaded(request: HttpRequest, pk: int) -> UnlockRequest:
    """A request through the check on its submission."""
    found = get_object_or_404(UnlockRequest.objects.select_related("asked_by", "decided_by"), pk=pk)
    found.submission = loaded(request, found.submission_id)
    return found


@require_POST
def unlock_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks to change an approved submission."""
    submission = loaded(request, pk)
    try:
        asked = services.unlock_ask(
            actor=user_of(request),
            submission=submission,
            reason=request.POST.get("reason", ""),
            figures=request.POST.getlist("figures"),
        )
    except Invalid as error:
        return shown_with(request, loaded(request, pk), error.problems)
    messages.success(request, _("已申请，等待批复"))
    return redirect(asked)


@require_GET
def unlock_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, and exactly what was changed while it was unlocked."""
    return render(request, "reporting/unlock.html", _context(request, _loaded(request, pk)))


def _context(request: HttpRequest, asked: UnlockRequest, form: GrantForm | None = None) -> dict[str, Any]:
    user, submission = user_of(request), asked.submission
    labels = dict(submission.form.figures.values_list("code", "label"))
    end = datetime.combine(timezone.localdate() + timedelta(days=3), time(17, 30))
    return {
        "asked": asked,
        "submission": submission,
        "figures": [labels.get(code, code) for code in asked.figures],
        "changed": selectors.changed_while_unlocked(asked),
        "may_decide": asked.state == UnlockState.ASKED and is_above(user, Permission.SUBMISSION_UNLOCK, submission),
        "may_finish": asked.state == UnlockState.GRANTED and user.may(Permission.SUBMISSION_SUBMIT, submission),
        "form": form or GrantForm(initial={"until": f"{end:%Y-%m-%d %H:%M}"}),
    }


@require_POST
def unlock_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Unlocks until a time."""
    asked = _loaded(request, pk)
    form = GrantForm(request.POST)
    if not form.is_valid():
        return render(request, "reporting/unlock.html", _context(request, asked, form), status=422)
    return _done(
        request,
        asked,
        lambda: services.unlock_grant(actor=user_of(request), request=asked, **form.cleaned_data),
        _("已解锁"),
    )


@require_POST
def unlock_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Declines with a reason."""
    asked = _loaded(request, pk)
    answer = request.POST.get("answer", "")
    return _done(
        request,
        asked,
        lambda: services.unlock_refuse(actor=user_of(request), request=asked, answer=answer),
        _("没有批准"),
    )


@require_POST
def unlock_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Locked again before the limit."""
    asked = _loaded(request, pk)
    return _done(request, asked, lambda: services.unlock_finish(actor=user_of(request), request=asked), _("已重新锁定"))


def _done(request: HttpRequest, asked: UnlockRequest, act: Callable[[], None], words: str) -> HttpResponse:
    try:
        act()
    except Invalid as error:
        typed = GrantForm(request.POST) if "until" in request.POST else None
        context = {**_context(request, _loaded(request, asked.pk), typed), "problems": error.problems}
        return render(request, "reporting/unlock.html", context, status=422)
    messages.success(request, words)
    return redirect(asked)
