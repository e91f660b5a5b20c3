"""The grid of units and periods, its reminder and its export."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xieshou.lib import paths
from xieshou.lib.keys import year_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, user_of
from xieshou.platform.reporting.grid import LOOKS, Wanted, grid_of, grid_xlsx, years_of
from xieshou.platform.reporting.models import Form, Period
from xieshou.platform.reporting.selectors import forms_seen
from xieshou.platform.reporting.services import reminding

MOST_EXPORTED = 5_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _reader(request: HttpRequest) -> User:
    user = user_of(request)
    if not user.may(Permission.SUBMISSION_READ):
        raise Refused(f"您没有“{Permission.SUBMISSION_READ.label}”的权限")
    return user


def _wanted(asked: QueryDict, form: Form, periods: list[Period]) -> Wanted:
    return Wanted(
        form=form,
        year=year_of(asked.get("year", "")) or years_of(periods)[0],
        words=" ".join(asked.get("q", "").split())[:60],
        look=asked.get("look", "") if asked.get("look", "") in {*LOOKS, "missing"} else "",
        after=after if paths.is_path(after := asked.get("after", "")) else "",
    )


def _form(asked: QueryDict, forms: list[Form]) -> Form:
    code = asked.get("form", "")
    found = next((form for form in forms if form.code == code), None if code else forms[0])
    if found is None:
        raise Http404
    return found


@require_GET
def grid(request: HttpRequest) -> HttpResponse:
    """Who reported, who is late; the filters are the address."""
    user, forms = _reader(request), list(forms_seen())
    if not forms:
        return render(request, "reporting/grid.html", {"forms": []})
    form = _form(request.GET, forms)
    periods = list(form.periods.all())
    wanted, years = _wanted(request.GET, form, periods), years_of(periods)
    found = grid_of(user, wanted, periods)
    context: dict[str, Any] = {
        "forms": forms,
        "years": sorted({*years, wanted.year}, reverse=True),
        "grid": found,
        "wanted": wanted,
        "looks": [("missing", _("所有没报的")), *((look.code, look.words) for look in LOOKS.values())],
        "may_remind": user.may(Permission.SUBMISSION_APPROVE) and found.missing,
        "next_url": f"?{found.next_query}" if found.next_query else None,
        "here": wanted.query(after=wanted.after),
    }
    return render(request, "reporting/grid.html", context)


@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """Reminds everyone missing on the grid as it was filtered, or in one of its periods; tells how many."""
    user, forms = _reader(request), list(forms_seen())
    asked = QueryDict(request.POST.get("here", ""))
    if not forms:
        raise Http404
    if not user.may(Permission.SUBMISSION_APPROVE):
        raise Refused(f"您没有“{Permission.SUBMISSION_APPROVE.label}”的权限，不能催报")
    form = _form(asked, forms)
    periods = list(form.periods.all())
    wanted = _wanted(asked, form, periods)
    found = reminding.remind_ask(actor=user, form=form, ids=grid_of(user, wanted, periods).missing)
    if isinstance(found, reminding.Reminded):
        messages.success(request, str(found))
        return redirect(f"{reverse('reporting:grid')}?{wanted.query()}")
    return redirect("jobs:page", pk=found.pk)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The grid as it is filtered, as a workbook."""
    user, forms = _reader(request), list(forms_seen())
    if not forms:
        raise Http404
    form = _form(request.GET, forms)
    periods = list(form.periods.all())
    wanted = _wanted(request.GET, form, periods)
    content = grid_xlsx(grid_of(user, wanted, periods, most=MOST_EXPORTED))
    name = quote(f"报送情况-{wanted.form.code}-{wanted.year}.xlsx")
    disposition = f"attachment; filename*=UTF-8''{name}"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
