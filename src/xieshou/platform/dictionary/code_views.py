"""The code sets' pages."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.dictionary import codes, services
from xieshou.platform.dictionary.forms import CodeSetForm, NewCodeForm, RenameCodeForm, RetireCodeForm
from xieshou.platform.dictionary.models import CodeSet
from xieshou.platform.registry.api import read_day
from xieshou.platform.shell import change as shell


@require_GET
def code_sets(request: HttpRequest) -> HttpResponse:
    """Every set."""
    context = {"rows": CodeSet.objects.all(), "may_edit": user_of(request).may(Permission.DICTIONARY_EDIT)}
    return render(request, "dictionary/code_sets.html", context)


@require_GET
def code_set_page(request: HttpRequest, code: str) -> HttpResponse:
    """One set on a day: every code with its label then, and its whole history."""
    found = get_object_or_404(CodeSet, code=code)
    on, problems = _day(request.GET.get("on", "").strip())
    entries = list(found.entries.order_by("order", "code", "valid_from"))
    rows = [{"entry": entry, "is_valid": entry.is_valid_on(on)} for entry in entries]
    context = {
        "codes": found,
        "rows": rows,
        "on": on,
        "asked_on": request.GET.get("on", ""),
        "problems": problems,
        "entries": audit.history_of(found)[:30],
        "may_edit": user_of(request).may(Permission.DICTIONARY_EDIT),
    }
    return render(request, "dictionary/code_set.html", context, status=422 if problems else 200)


def _day(text: str) -> tuple[date, tuple[Problem, ...]]:
    today = timezone.localdate()
    try:
        return (read_day(text) if text else today), ()
    except Invalid as error:
        return today, error.problems


def _trail(*pages: shell.Crumb) -> list[shell.Crumb]:
    return [(_("代码集"), reverse("dictionary:code_sets")), *pages]


@require_http_methods(["GET", "POST"])
def code_set_new(request: HttpRequest) -> HttpResponse:
    """A new set."""
    user = user_of(request)
    services.checked(user)
    form = CodeSetForm(request.POST or None)
    return shell.change(
        request,
        form,
        lambda: codes.code_set_create(actor=user, **form.cleaned_data),
        title=_("登记新代码集"),
        trail=_trail(),
    )


def _change(request: HttpRequest, code: str, make: Any, act: Any, title: str, note: str = "") -> HttpResponse:
    user, found = user_of(request), get_object_or_404(CodeSet, code=code)
    services.checked(user)
    form = make(found, request.POST or None)

    def save() -> CodeSet:
        act(actor=user, codes=found, **form.cleaned_data)
        return found

    return shell.change(request, form, save, title=title, trail=_trail(shell.to(found)), note=note)


@require_http_methods(["GET", "POST"])
def code_new(request: HttpRequest, code: str) -> HttpResponse:
    """A new code."""
    return _change(request, code, lambda found, data: NewCodeForm(data), codes.code_add, _("新增代码"))


@require_http_methods(["GET", "POST"])
def code_rename(request: HttpRequest, code: str) -> HttpResponse:
    """Another label."""
    note = _("代码不变，已存的记录不受影响；起用日以前仍显示旧名称。")
    return _change(
        request, code, lambda found, data: RenameCodeForm(data, codes=found), codes.code_rename, _("更名"), note
    )


@require_http_methods(["GET", "POST"])
def code_retire(request: HttpRequest, code: str) -> HttpResponse:
    """Not to be chosen any more."""
    note = _("停用后不能再选；已存的记录照旧显示它的名称。")
    return _change(
        request, code, lambda found, data: RetireCodeForm(data, codes=found), codes.code_retire, _("停用代码"), note
    )
