"""Looking at one personal value."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xieshou.lib.problems import Invalid
from xieshou.platform.accounts import personal_services
from xieshou.platform.accounts.forms import RevealForm, tell
from xieshou.platform.accounts.scoped import user_of


@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, kind: str, pk: int, field: str) -> HttpResponse:
    """Asks why; the answer shows the value once and is not kept by the browser."""
    actor = user_of(request)
    record, column = personal_services.personal_record(actor=actor, kind=kind, pk=pk, field=field)
    form = RevealForm(request.POST or None)
    context = {"form": form, "label": column.verbose_name, "record": record, "masked": str(getattr(record, field))}
    if request.method == "POST" and form.is_valid():
        try:
            context["value"] = personal_services.personal_reveal(
                actor=actor, record=record, field=field, reason=form.cleaned_data["reason"]
            )
        except Invalid as error:
            tell(form, error)
    return render(request, "accounts/reveal.html", context, status=422 if form.errors else 200)
