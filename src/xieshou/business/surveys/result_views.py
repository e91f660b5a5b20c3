"""What came out: figures with their counts, on a page and as a workbook."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xieshou.business.surveys import selectors
from xieshou.business.surveys.models import Survey
from xieshou.business.surveys.sheet import workbook_of
from xieshou.business.surveys.trend import LARGE_DRIFT, periods_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import load, user_of
from xieshou.platform.exchange.api import small_table


@require_GET
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures; each leads down to the counts it is made of."""
    user = user_of(request)
    survey = load(Survey, user, pk=pk)
    found = selectors.results_of(survey)
    items = [(one, [(group, counts, selectors.mean_of(counts)) for group, counts in one.rows]) for one in found.items]
    context = {
        "survey": survey,
        "results": found,
        "items": items,
        "rule": selectors.rule_words(survey),
        "periods": periods_of(user, survey),
        "large_drift": LARGE_DRIFT,
        "may_export": user.may(Permission.RECORD_EXPORT, survey),
    }
    return render(request, "surveys/results.html", context)


@require_GET
def results_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook."""
    user = user_of(request)
    survey = load(Survey, user, pk=pk)
    if not user.may(Permission.RECORD_EXPORT, survey):
        raise Refused(f"您没有“{Permission.RECORD_EXPORT.label}”的权限")
    found = selectors.results_of(survey)
    if found.why:
        raise Invalid(found.why)
    return small_table.download(workbook_of(survey, found), f"{survey}-结果.xlsx")
