"""The check while typing, autosaving, waivers, choosing indicators, the workbook, the official form."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.evaluation import sheet_goals
from xieshou.business.evaluation.entries import Row, rows_of
from xieshou.business.evaluation.forms_goals import (
    SheetForm,
    WaiverForm,
    form_rows,
    numbered_rows,
    posted_numbers,
    rows_typed,
)
from xieshou.business.evaluation.models import GoalSet
from xieshou.business.evaluation.official_goals import read_file_sent
from xieshou.business.evaluation.printing import goals_file
from xieshou.business.evaluation.rule_kinds import rule_of_goals
from xieshou.business.evaluation.services import approval, checking, goals, indicators
from xieshou.business.evaluation.telling import FORMS, remembering, telling_of
from xieshou.business.evaluation.templatetags.evaluation import TOLD_FIELDS
from xieshou.business.evaluation.views_autosave import why_not
from xieshou.business.evaluation.views_goals import check_typed, edit_page, goals_for, trail
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, opened_version
from xieshou.platform.shell import change as shell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    "xlsx": XLSX,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@require_POST
def goals_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What the check says of the rows as typed: pieces for the page, or the whole form without JavaScript. Saves nothing."""
    found, user = goals_for(request, pk, Permission.GOAL_EDIT)
    rows, expected = rows_typed(request.POST), request.POST.get("expected", "")
    if request.headers.get("HX-Request"):
        return _pieces(request, found, rows, user)
    return edit_page(request, found, user, rows, expected, is_unsaved=True)


def _pieces(request: HttpRequest, found: GoalSet, rows: list[Row], user: User, **more: Any) -> HttpResponse:
    """The findings of each field by its place in the page; `n` are the form's own numbers, not the order."""
    checked = check_typed(found, rows, user)
    numbers = [n for n, _row in numbered_rows(request.POST)]
    shown = [(n, one) for n, one in zip(numbers, form_rows(rows, checked, spare=0), strict=False)]
    blank = [n for n in posted_numbers(request.POST) if n not in numbers]
    context = {"goals": found, "checked": checked, "rows": shown, "blank": blank, "blank_fields": TOLD_FIELDS, **more}
    return render(request, "evaluation/goals/_pieces.html", context)


@require_POST
def goals_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps a draft while one types. What cannot be kept stays in the page and is told there."""
    found, user = goals_for(request, pk, Permission.GOAL_EDIT)
    rows, expected = rows_typed(request.POST), request.POST.get("expected", "").replace("\r\n", "\n").strip()

    def save() -> None:
        goals.goals_save(actor=user, goals=found, opened_version=opened_version(request), expected=expected, rows=rows)

    told = why_not(save)
    numbers = [n for n, _row in numbered_rows(request.POST)]
    codes = [] if told else list(zip(numbers, (row.code for row in rows_of(found)), strict=False))
    return _pieces(request, found, rows, user, told=told, codes=codes, is_saved=not told)


@require_http_methods(["GET", "POST"])
def goals_waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a warning may stand."""
    found, user = goals_for(request, pk, Permission.GOAL_EDIT)
    code, indicator = request.GET.get("finding", ""), request.GET.get("indicator", "")
    here = [
        one for one in checking.check_stored(found, user).findings if (one.code, one.indicator) == (code, indicator)
    ]
    form = WaiverForm(
        request.POST or None, initial={"reason": here[0].waiver.reason if here and here[0].waiver else ""}
    )

    def save() -> str:
        checking.waiver_set(
            actor=user, goals=found, finding=code, indicator_code=indicator, reason=form.cleaned_data["reason"]
        )
        return found.get_absolute_url()

    note = f"{here[0].where}：{here[0].title}。{here[0].what}" if here else _("这一条已经不在检查结果里。")
    return shell.change(request, form, save, title=_("说明理由"), trail=trail(found), note=note)


@require_http_methods(["GET", "POST"])
def goals_library(request: HttpRequest, pk: int) -> HttpResponse:
    """Indicators of the dictionary to take into the form, by words and category."""
    found, user = goals_for(request, pk, Permission.GOAL_EDIT)
    approval.check_editable(user, found)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            return _take(request, found, user)
        except Invalid as error:
            problems = error.problems
    words, category = request.GET.get("q", "").strip(), request.GET.get("category", "")
    rows = rows_of(found)
    offers = indicators.offers(found.year, words, category, indicators.MOST_OFFERS + 1)
    context = {
        "goals": found,
        "offers": offers[: indicators.MOST_OFFERS],
        "has_more": len(offers) > indicators.MOST_OFFERS,
        "words": words,
        "category": category,
        "categories": indicators.categories(),
        "taken": {row.library for row in rows if row.library},
        "share": indicators.share_of(rows, rule_of_goals(found).values["lowest_share"]),
        "problems": problems,
    }
    return render(request, "evaluation/goals/library.html", context, status=422 if problems else 200)


def _take(request: HttpRequest, found: GoalSet, user: User) -> HttpResponse:
    codes = request.POST.getlist("code")
    new = [one.row for one in indicators.offers_of(found.year, codes)]
    if gone := sorted(set(codes) - {row.library for row in new}):
        told = _("%(year)d 年没有可用的“%(codes)s”") % {"year": found.year, "codes": "、".join(gone)[:200]}
        raise Invalid(Problem(told, _("指标"), remedy=_("刷新页面再选")))
    if not new:
        raise Invalid(Problem(_("没有选择指标"), _("指标"), remedy=_("勾选一个或几个再点“选用”")))
    rows = [*rows_of(found), *new]
    goals.goals_save(
        actor=user, goals=found, opened_version=opened_version(request), expected=found.expected, rows=rows
    )
    messages.success(request, _("已选用 %(count)d 个指标，请填一级、二级指标、指标值和分值") % {"count": len(new)})
    return redirect("evaluation:goals_edit", found.pk)


# --- files ---


def attachment(data: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    answer = HttpResponse(data, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


@require_GET
def goals_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows as a workbook to fill in and upload again."""
    found, _user = goals_for(request, pk)
    return attachment(sheet_goals.workbook_of(found), "xlsx", f"goals-{found.pk}-v{found.number}")


@require_GET
def goals_document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The official 绩效目标申报表 of this version."""
    found, _user = goals_for(request, pk)
    if kind not in TYPES:
        raise Http404
    data = goals_file(found, kind, telling_of(request, FORMS))
    return remembering(request, attachment(data, kind, f"goal-form-{found.pk}-v{found.number}"), FORMS)


@require_http_methods(["GET", "POST"])
def goals_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a filled-in workbook: every wrong cell is told at once, and nothing is kept until all are right."""
    found, user = goals_for(request, pk, Permission.GOAL_EDIT)
    approval.check_editable(user, found)
    form = SheetForm(request.POST or None, request.FILES or None, initial={"opened_version": found.version})

    def save() -> str:
        file = form.cleaned_data["file"]
        expected, rows = read_file_sent(found, file)
        goals.goals_save(
            actor=user,
            goals=found,
            opened_version=form.cleaned_data["opened_version"],
            expected=expected,
            rows=rows,
            reason=f"导入 {file.name}"[:200],
        )
        return reverse("evaluation:goals_edit", args=[found.pk])

    note = _("文件中的行会替换表中现有的行：模板按代码、申报表按指标名称对应，文件里没有的删除。有一处不对就都不导入。")
    return shell.change(request, form, save, title=_("导入文件"), trail=trail(found), button=_("导入"), note=note)
