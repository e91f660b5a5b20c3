"""Sheets of paper entered by hand, ten at a time."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xieshou.business.surveys.answering import (
    PaperSheet,
    allowed,
    paper_enter,
    paper_last,
    paper_left,
    paper_withdraw,
    read_values,
)
from xieshou.business.surveys.models import LEVELS, MOST_POINTS, Question, QuestionKind, Survey
from xieshou.business.surveys.views import edited
from xieshou.lib.keys import key_of
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.evidence import api as evidence
from xieshou.platform.exchange.api import cells

ROWS = 10


@require_http_methods(["GET", "POST"])
def paper_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A table to type sheets into; empty rows are passed over."""
    user, survey = edited(request, pk)
    questions = list(survey.questions.all())
    seen = evidence.evidence_seen_by(user)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            sheets = _sheets(request.POST, questions)
            chosen = seen.filter(pk=key_of(request.POST.get("evidence", "")) or 0).first()
            category = cells.as_written(request.POST.get("category", ""))
            batch = paper_enter(
                actor=user,
                survey=survey,
                category=category,
                sheets=sheets,
                evidence=chosen,
                after=key_of(request.POST.get("after", "")),
            )
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, _("已录入 %(n)d 份纸质问卷") % {"n": batch.sheet_count})
            return redirect("surveys:paper", pk=pk)
    context = {
        "survey": survey,
        "questions": [(one, allowed(one)) for one in questions],
        "rows": [_row(request.POST, number, questions) for number in range(1, ROWS + 1)],
        "categories": _categories(survey),
        "after": paper_last(survey, user),
        "problems": problems,
        "asked": request.POST,
    }
    return render(request, "surveys/paper.html", context, status=422 if problems else 200)


@require_POST
def paper_back(request: HttpRequest, pk: int, batch: int) -> HttpResponse:
    """One go of typing taken back."""
    user, survey = edited(request, pk)
    found = get_object_or_404(survey.paper_batches.select_related("survey"), pk=batch)
    paper_withdraw(actor=user, batch=found, reason=cells.as_written(request.POST.get("reason", "")))
    messages.success(request, _("已撤回这一批纸质问卷"))
    return redirect(survey)


def _categories(survey: Survey) -> list[tuple[str, int]]:
    names = survey.invitations.filter(is_paper=True).order_by("category").values_list("category", flat=True).distinct()
    return [(name, paper_left(survey, name)) for name in names]


def _sheets(written: QueryDict, questions: list[Question]) -> list[PaperSheet]:
    """What was typed. Raises Invalid with every wrong cell."""
    sheets = []
    told: list[Problem] = []
    for number in range(1, ROWS + 1):
        prefix = f"r{number}q"
        values, problems = read_values(questions, written.dict(), is_complete=False, prefix=prefix)  # type: ignore[arg-type]
        told += [Problem(one.what, f"第 {number} 份 {one.where}", one.allowed, one.remedy) for one in problems]
        is_spoilt = written.get(f"r{number}spoilt") == "1"
        if values or is_spoilt:
            sheets.append(PaperSheet(values, is_spoilt))
    if told:
        raise Invalid(*told)
    return sheets


def _row(written: QueryDict, number: int, questions: list[Question]) -> dict[str, Any]:
    return {
        "number": number,
        "spoilt": written.get(f"r{number}spoilt") == "1",
        "cells": [_cell(written, f"r{number}q{one.pk}", one) for one in questions],
    }


def _cell(written: QueryDict, name: str, question: Question) -> dict[str, Any]:
    choices: list[str] = []
    if question.kind == QuestionKind.LEVEL:
        choices = [f"{number} {level}" for number, level in enumerate(LEVELS, 1)]
    elif question.kind == QuestionKind.NUMBER:
        choices = [str(number) for number in range(MOST_POINTS + 1)]
    options = [(text.split(" ")[0], text) for text in choices]
    return {"name": name, "options": options, "given": written.get(name, ""), "question": question}
