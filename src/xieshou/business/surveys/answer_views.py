"""The form for those who are asked: no account, no script, one code, one answer."""

import hashlib
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.surveys.answering import CodeState, answer_take, code_brought
from xieshou.business.surveys.models import LEVELS, MOST_POINTS, Invitation, QuestionKind
from xieshou.lib.problems import Invalid, Problem

MOST_WRONG = 60  # unknown codes from one address in ten minutes; a school behind one address makes fewer slips
WINDOW_SECONDS = 600
_STATUS = {CodeState.UNKNOWN: 404, CodeState.EARLY: 403}


def _key(request: HttpRequest) -> str:
    address = request.META.get("REMOTE_ADDR", "")
    return f"surveys.wrong:{hashlib.sha256(address.encode()).hexdigest()}"


def _note_wrong(request: HttpRequest) -> None:
    key = _key(request)
    if not cache.add(key, 1, WINDOW_SECONDS):
        cache.incr(key)


def _too_many(request: HttpRequest) -> bool:
    return int(cache.get(_key(request), 0)) >= MOST_WRONG


@login_not_required
@never_cache
@require_GET
def answer_start(request: HttpRequest) -> HttpResponse:
    """Where a code is typed."""
    code = "".join(char for char in request.GET.get("code", "") if char.isalnum())[:20]
    return redirect("surveys:answer", code=code) if code else render(request, "surveys/answer_start.html")


@login_not_required
@never_cache
@require_GET
def answer_thanks(request: HttpRequest) -> HttpResponse:
    """The same page for everyone, with nothing of what was answered."""
    return render(request, "surveys/answer_thanks.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The questions, and taking the answers."""
    if _too_many(request):
        page = render(request, "surveys/answer_closed.html", {"state": "too_many"}, status=429)
        page["Retry-After"] = str(WINDOW_SECONDS)
        return page
    brought = code_brought(code)
    if brought.invitation is None or brought.state is not CodeState.GOOD:
        return _closed(request, brought.state)
    return _taken(request, brought.invitation) if request.method == "POST" else _form(request, brought.invitation)


def _closed(request: HttpRequest, state: CodeState) -> HttpResponse:
    if state is CodeState.UNKNOWN:
        _note_wrong(request)
    return render(request, "surveys/answer_closed.html", {"state": state.value}, status=_STATUS.get(state, 410))


def _taken(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        state = answer_take(invitation=invitation, written=request.POST.dict())
    except Invalid as error:
        return _form(request, invitation, error.problems)
    return redirect("surveys:answer_thanks") if state is CodeState.GOOD else _closed(request, state)


def _form(request: HttpRequest, invitation: Invitation, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    survey = invitation.survey
    context = {
        "survey": survey,
        "problems": problems,
        "questions": [_question(request, one) for one in survey.questions.all()],
    }
    return render(request, "surveys/answer.html", context, status=422 if problems else 200)


def _question(request: HttpRequest, question: Any) -> dict[str, Any]:
    name = f"q{question.pk}"
    choices: list[tuple[str, Any]] = []
    if question.kind == QuestionKind.LEVEL:
        choices = [(str(number), level) for number, level in enumerate(LEVELS, 1)]
    elif question.kind == QuestionKind.NUMBER:
        choices = [(str(number), number) for number in range(MOST_POINTS + 1)]
    return {"question": question, "name": name, "choices": choices, "given": request.POST.get(name, "")}
