"""Pages of goals: begin, read, fill in, choose from the dictionary, workbook in and out, official form."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.evaluation import selectors
from xieshou.business.evaluation.entries import LABELS, Row, rows_of, stored, with_codes
from xieshou.business.evaluation.forms_goals import (
    LEVEL2,
    FormRow,
    NewGoalsForm,
    VersionForm,
    form_rows,
    rows_typed,
)
from xieshou.business.evaluation.models import FormState, GoalSet
from xieshou.business.evaluation.services import approval, checking, goals, reviewing
from xieshou.business.evaluation.services.behind import changes_behind
from xieshou.business.evaluation.services.checking import Checked
from xieshou.business.evaluation.services.past import may_withdraw_past
from xieshou.business.metrics.api import Metric
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Stale
from xieshou.platform.accounts.api import User, load, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.shell import change as shell
from xieshou.schemes import load_scheme

HISTORY_SHOWN = 30


def goals_for(request: HttpRequest, pk: int, permission: Permission | None = None) -> tuple[GoalSet, User]:
    """Goals through the permission check, their state as their approval stands."""
    user = user_of(request)
    found = load(GoalSet, user, permission, pk=pk)
    approval.follow(found)
    return found, user


def trail(found: GoalSet | None = None) -> list[tuple[Any, str]]:
    """The pages above."""
    above: list[tuple[Any, str]] = [(_("绩效管理"), reverse("evaluation:list"))]
    return [*above, shell.to(found)] if found is not None else above


@require_http_methods(["GET", "POST"])
def goals_new(request: HttpRequest) -> HttpResponse:
    """Begins the goals of a project or a department."""
    user = user_of(request)
    initial = {name: request.GET[name] for name in ("project", "year") if name in request.GET}
    form = NewGoalsForm(request.POST or None, user=user, initial=initial)

    def save() -> str:
        asked = form.cleaned_data
        project, year = asked["project"], asked["year"]
        owner = asked["owner"] if project is None else None
        copied = _copied(user, project, owner, year) if asked["copy"] else None
        made = goals.goals_create(
            actor=user, project=project, owner=owner, year=year, scheme=asked["scheme"], copied=copied
        )
        return reverse("evaluation:goals_edit", args=[made.pk])

    note = _("一个项目（或部门）一年一份目标；批准后的修改走“年中调整”。")
    return shell.change(request, form, save, title=_("新建绩效目标"), trail=trail(), button=_("建立并填写"), note=note)


def _copied(user: User, project: Any, owner: Any, year: int) -> GoalSet:
    """Last year's goals, which were asked for. `Invalid` at the box where there are none."""
    has_subject = project is not None or owner is not None
    last = selectors.goals_in_force(project=project, owner=owner, year=year - 1) if has_subject else None
    if last is None:
        raise Invalid(
            Problem(_("没有 %(year)d 年已批准的目标可以复制") % {"year": year - 1}, "copy", remedy=_("不勾选再建立"))
        )
    return load(GoalSet, user, pk=last.pk)


@require_GET
def goals_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Goals as they stand: the form, the check, opinions, versions, history."""
    found, user = goals_for(request, pk)
    return page_of(request, found, user)


def page_of(
    request: HttpRequest, found: GoalSet, user: User, problems: tuple[Any, ...] = (), status: int = 200, **more: Any
) -> HttpResponse:
    """The page, also after something was refused; `kept` is then the opinion that was typed."""
    rows = stored(found)
    checked = checking.check_stored(found, user)
    opinions = list(found.opinions.select_related("reviewer", "indicator").order_by("pk"))
    context = {
        "goals": found,
        "scheme": load_scheme(found.scheme),
        "rows": [(one, [said for said in opinions if said.indicator_id == one.pk]) for one in rows],
        "general_opinions": [said for said in opinions if said.indicator_id is None],
        "checked": checked,
        "versions": list(selectors.versions_of(found)),
        "matter": approval.matter_of(found),
        "may": _rights(found, user),
        "behind": changes_behind(found),
        "originals": evidence.citations_of(found),
        "asked_reviewers": reviewing.asked_reviewers(found),
        "entries": audit.history_of(found)[:HISTORY_SHOWN],
        "problems": problems,
        **more,
    }
    return render(request, "evaluation/goals/page.html", context, status=status)


def _rights(found: GoalSet, user: User) -> dict[str, bool]:
    may_edit = user.may(Permission.GOAL_EDIT, found)
    in_force = found.state == FormState.APPROVED
    is_latest = not selectors.versions_of(found).filter(number__gt=found.number).exists()
    is_submitted = found.state == FormState.SUBMITTED
    return {
        "edit": may_edit and found.is_editable,
        "adjust": may_edit and in_force and is_latest,
        "go_on": may_edit and in_force,
        "withdraw_past": may_withdraw_past(user, found),
        "delete": may_edit and found.state == FormState.DRAFT and found.submitted_at is None,
        "decide": approval.reviews(found, user),
        "opine": is_submitted and reviewing.may_review(user, found),
        "ask": is_submitted and user.may(Permission.GOAL_REVIEW, found),
    }


# --- filling in ---


@require_http_methods(["GET", "POST"])
def goals_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form. A wrong cell or somebody else's change loses nothing: what was typed stays in the form."""
    found, user = goals_for(request, pk, Permission.GOAL_EDIT)
    approval.check_editable(user, found)
    if request.method == "GET":
        return edit_page(request, found, user, rows_of(found), found.expected)
    rows, expected = rows_typed(request.POST), request.POST.get("expected", "").replace("\r\n", "\n").strip()
    try:
        goals.goals_save(actor=user, goals=found, opened_version=opened_version(request), expected=expected, rows=rows)
    except Invalid as error:
        return edit_page(request, found, user, rows, expected, problems=error.problems, status=422)
    except Stale as error:
        fresh, user = goals_for(request, pk)
        return edit_page(request, fresh, user, rows, expected, conflict=error, status=409)
    messages.success(request, _("已保存"))
    return redirect(_next(request, found))


def _next(request: HttpRequest, found: GoalSet) -> str:
    names = {"library": "evaluation:goals_library", "page": "evaluation:goals"}
    return reverse(names.get(request.POST.get("next", ""), "evaluation:goals_edit"), args=[found.pk])


def edit_page(
    request: HttpRequest,
    found: GoalSet,
    user: User,
    rows: Any,
    expected: str,
    *,
    problems: tuple[Any, ...] = (),
    conflict: Stale | None = None,
    is_unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The form with these rows, checked as they are. `is_unsaved`: they stand in the page alone."""
    checked = check_typed(found, rows, user)
    context = {
        **row_context(found),
        "goals": found,
        "expected": expected,
        "rows": form_rows(rows, checked),
        "blank": FormRow(0, Row(), {name: [] for name in LABELS}),
        "checked": checked,
        "problems": problems,
        "conflict": conflict,
        "is_unsaved": is_unsaved,
        "has_last_year": not rows and _last_year(found) is not None,
        "opinions": [one for one in found.opinions.select_related("reviewer", "indicator") if one.must_change],
    }
    return render(request, "evaluation/goals/edit.html", context, status=status)


def row_context(found: GoalSet) -> dict[str, Any]:
    """What the rows of the form choose from."""
    scheme = load_scheme(found.scheme)
    level1 = [name for item in scheme.groups() if item.indicators is not None for name in item.indicators.level1]
    return {
        "scheme": scheme,
        "level1": level1,
        "level2": [(name, LEVEL2.get(name, ())) for name in level1],
        "metrics": list(Metric.objects.values_list("code", "name")[:200]),
    }


def check_typed(found: GoalSet, rows: Any, user: User) -> Checked:
    """The check over rows that may be new."""
    return checking.check(found, with_codes(rows, ()), user)


def _last_year(found: GoalSet) -> GoalSet | None:
    return selectors.goals_in_force(project=found.project, owner=found.owner, year=found.year - 1)


@require_POST
def goals_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes last year's goals into an empty form."""
    found, user = goals_for(request, pk, Permission.GOAL_EDIT)
    last = _last_year(found)
    if last is None:
        raise Invalid(_("没有上年已批准的目标可以复制"))
    source = load(GoalSet, user, pk=last.pk)
    goals.goals_copy(actor=user, goals=found, source=source, opened_version=opened_version(request))
    messages.success(request, _("已复制 %(year)d 年的目标，请按今年任务重新测算") % {"year": source.year})
    return redirect("evaluation:goals_edit", found.pk)


@require_http_methods(["GET", "POST"])
def goals_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throws a draft away."""
    found, user = goals_for(request, pk, Permission.GOAL_EDIT)
    if found.state != FormState.DRAFT:
        raise Http404

    def save() -> str:
        goals.goals_delete(actor=user, goals=found, opened_version=form.cleaned_data["opened_version"])
        return reverse("evaluation:list")

    form = VersionForm(request.POST or None, initial={"opened_version": found.version})
    note = _("删除后不能恢复；改动记录仍保留。")
    return shell.change(
        request, form, save, title=_("删除草稿"), trail=trail(found), button=_("删除"), note=note, is_grave=True
    )
