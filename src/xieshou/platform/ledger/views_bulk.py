"""One change made to many records."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshou.lib.keys import keys_of
from xieshou.lib.permission import Permission
from xieshou.platform.ledger import bulk, services
from xieshou.platform.ledger.forms import BulkForm
from xieshou.platform.ledger.views import ledger_for
from xieshou.platform.shell import saved_views

AT_ONCE = 200


@require_POST
def bulk_change(request: HttpRequest, slug: str) -> HttpResponse:
    """First shows what will be changed and asks how; sent again with a reason, it is done.

    `rows` are the ticked records; `everything` with `query` means all that the filters keep, done as a job.
    """
    ledger, user = ledger_for(request, slug, Permission.RECORD_EDIT)
    pks = keys_of(request.POST.getlist("rows"))
    everything = request.POST.get("everything") == "1"
    action = request.POST.get("action", "")
    form = BulkForm(request.POST if action in {"set", "delete"} else None, ledger=ledger)
    if form.is_bound and form.is_valid():
        arguments = {"action": action, **form.cleaned_data}
        if everything or len(pks) > AT_ONCE:
            job = bulk.ask(actor=user, ledger=ledger, pks=pks, query=request.POST.get("query", ""), arguments=arguments)
            return redirect("jobs:page", pk=job.pk)
        return _done(request, slug, bulk.change(user, ledger, pks, arguments))
    context = {
        "ledger": ledger,
        "form": form,
        "pks": pks,
        "everything": everything,
        "query": request.POST.get("query", ""),
        "sample": ledger.model.objects.visible_to(user).filter(pk__in=pks[:PREVIEWED]),
    }
    return render(request, "ledger/bulk.html", context, status=422 if form.errors else 200)


PREVIEWED = 10


def _done(request: HttpRequest, slug: str, outcome: services.BulkOutcome) -> HttpResponse:
    messages.success(request, _("改了 %(n)d 条") % {"n": outcome.changed})
    for where, why in outcome.failures[:20]:
        messages.warning(request, f"{where}：{why}")
    query = saved_views.kept(request.POST.get("query", ""))
    return redirect(f"{reverse('ledger:list', args=[slug])}?{query}")
