"""Lists of matters, bulk actions, statistics by post, standing in."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.lib.keys import keys_of, year_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.inbox import api as inbox
from xieshou.platform.shell import paging
from xieshou.platform.workflow import selectors
from xieshou.platform.workflow.forms import DelegationForm
from xieshou.platform.workflow.models import Delegation, Matter, MatterState, Task
from xieshou.platform.workflow.services import bulk, delegating

TABS = (
    ("todo", gettext_lazy("待我办")),
    ("done", gettext_lazy("我办过的")),
    ("started", gettext_lazy("我发起的")),
    ("all", gettext_lazy("全部")),
)


def actor_of(request: HttpRequest) -> User:
    """The person signed in; every view here requires one."""
    assert isinstance(request.user, User)
    return request.user


def _titled(rows: QuerySet[Any], text: str, field: str) -> QuerySet[Any]:
    return rows.filter(**{f"{field}__contains": text}) if text else rows


def _list(request: HttpRequest, tab: str, shown: Any, **context: Any) -> HttpResponse:
    access = actor_of(request)
    tabs = [
        {"url": f"workflow:{code}", "label": label, "is_active": code == tab}
        for code, label in TABS
        if code != "all" or access.may(Permission.MATTER_READ)
    ]
    values = {"page": shown, "tab": tab, "tabs": tabs, "q": request.GET.get("q", ""), "most": bulk.MOST, **context}
    return render(request, "workflow/list.html", values)


@require_GET
def todo(request: HttpRequest) -> HttpResponse:
    """What I have in hand, the nearest deadline first."""
    rows = _titled(selectors.todo(actor_of(request)), request.GET.get("q", "").strip(), "matter__title")
    shown = paging.page(request, rows, "due_at")
    for task in shown.rows:
        task.urgency = inbox.urgency_of(task.due_at)
    actions = [("approve", _("同意")), ("return", _("退回发起人")), ("return_previous", _("退回上一步"))]
    return _list(request, "todo", shown, bulk_actions=actions)


@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """What I have decided, newest first."""
    rows = _titled(selectors.done(actor_of(request)), request.GET.get("q", "").strip(), "matter__title")
    return _list(request, "done", paging.page(request, rows, "-done_at"))


@require_GET
def started(request: HttpRequest) -> HttpResponse:
    """What I have sent on its way."""
    rows = _filtered(request, selectors.started(actor_of(request)))
    return _matters(request, "started", paging.page(request, rows, "-pk"))


@require_GET
def all_matters(request: HttpRequest) -> HttpResponse:
    """Everything within my reach; as fast for a county as for those who see all."""
    rows = _filtered(request, selectors.with_holders(Matter.objects.all()))
    return _matters(request, "all", paging.newest_page(request, actor_of(request), rows))


def _filtered(request: HttpRequest, rows: Any) -> Any:
    state = request.GET.get("state", "")
    rows = _titled(rows, request.GET.get("q", "").strip(), "title")
    if state == "stuck":
        return rows.exclude(stuck_because="")
    return rows.filter(state=state) if state in MatterState.values else rows


def _matters(request: HttpRequest, tab: str, shown: paging.Page[Matter]) -> HttpResponse:
    states = [*MatterState.choices, ("stuck", _("卡住"))]
    can_remind = tab == "started" or actor_of(request).may(Permission.MATTER_MANAGE)
    actions = [("remind", _("催办"))] if can_remind else []
    return _list(
        request, tab, shown, states=states, state=request.GET.get("state", ""), bulk_actions=actions, is_matters=True
    )


@require_POST
def bulk_start(request: HttpRequest) -> HttpResponse:
    """Queues what was chosen: the ticked rows, or everything the list shows, up to a thousand."""
    actor = actor_of(request)
    ids = _chosen(request, actor)
    job = bulk.bulk_ask(
        actor=actor,
        action=request.POST.get("action", ""),
        matter_ids=ids,
        comment=request.POST.get("comment", ""),
    )
    return redirect("jobs:page", pk=job.pk)


def _chosen(request: HttpRequest, actor: User) -> list[int]:
    if request.POST.get("whole") != "1":
        return keys_of(request.POST.getlist("matter"))
    text = request.POST.get("q", "").strip()
    if request.POST.get("tab") == "todo":
        rows = _titled(selectors.todo(actor), text, "matter__title").values_list("matter_id", flat=True)
    else:
        base = Matter.objects.filter(started_by=actor) if request.POST.get("tab") == "started" else None
        reach = base if base is not None else Matter.objects.within_reach(actor)
        rows = _titled(reach.filter(state=MatterState.OPEN), text, "title").values_list("pk", flat=True)
    return list(dict.fromkeys(rows[: bulk.MOST]))


@require_GET
def errors(request: HttpRequest) -> HttpResponse:
    """How often what a post passed on came back to it."""
    actor = actor_of(request)
    if not actor.may(Permission.MATTER_MANAGE):
        raise Refused(f"需要“{Permission.MATTER_MANAGE.label}”的权限")
    this_year = timezone.localdate().year
    year = year_of(request.GET.get("year", str(this_year)))
    years = list(range(this_year, this_year - 6, -1))
    context = {"rows": selectors.errors_by_post(actor, year), "year": year, "years": years}
    return render(request, "workflow/errors.html", context)


@require_http_methods(["GET", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """My delegations, and a new one."""
    actor = actor_of(request)
    form = DelegationForm(request.POST if request.method == "POST" else None)
    problems: Any = ()
    if request.method == "POST" and form.is_valid():
        try:
            delegating.delegation_create(actor=actor, **form.cleaned_data)
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, _("已委托。委托期间新旧待办都转给代办人，并标“代”。"))
            return redirect("workflow:delegations")
    mine = Delegation.objects.filter(principal=actor).select_related("delegate")[:50]
    for_me = Delegation.objects.filter(delegate=actor).active_on(timezone.localdate()).select_related("principal")
    context = {"form": form, "problems": problems, "mine": mine, "for_me": for_me, "today": timezone.localdate()}
    status = 422 if problems or form.errors else 200
    return render(request, "workflow/delegations.html", context, status=status)


@require_POST
def delegation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a delegation now."""
    delegation = get_object_or_404(Delegation, pk=pk, principal_id=request.user.pk)
    delegating.delegation_revoke(actor=actor_of(request), delegation=delegation)
    messages.success(request, _("已收回，没办的待办回到您手上。"))
    return redirect("workflow:delegations")


def open_task_of(matter: Matter, user: User) -> Task | None:
    """The task a person has in hand in a matter; of several the first."""
    return (
        Task.objects.filter(matter=matter, user=user, state__in=["open", "held"])
        .select_related("step", "principal", "asked_by__user")
        .order_by("-state", "id")
        .first()
    )
