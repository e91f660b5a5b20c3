"""Pages of assets and households beyond their ledgers: title and benefits of an asset, a household, what is not paid."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.assets import paying
from xieshou.business.assets.forms import ConfirmForm, DecisionForm, HeadForm, HeadsForm
from xieshou.business.assets.ledgers import ASSETS, HOUSEHOLDS
from xieshou.business.assets.models import Asset, Household, TitleState
from xieshou.business.assets.money import worth_of
from xieshou.business.assets.services import heads, heads_table, titles
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.exchange.api import small_table
from xieshou.platform.ledger.api import shown_values
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change

SHOWN_BENEFITS = 50
SHOWN_ENTRIES = 30


# --- an asset ---


def _asset(user: User, pk: int, right: Permission | None = None) -> Asset:
    load(Asset, user, right, pk=pk)
    found: Asset = Asset.objects.select_related("owner", "place", "holder", "project", "decided_by").get(pk=pk)
    return found


@require_GET
def asset_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What an asset is, what its title still lacks, and who benefits from it."""
    user = user_of(request)
    return render(request, "assets/asset.html", _shown(user, _asset(user, pk)))


def _shown(user: User, asset: Asset) -> dict[str, Any]:
    today = timezone.localdate()
    benefits = paying.benefits_of_asset(user, asset.code)
    project = asset.project
    sees_project = project is not None and user.may(project.read_permission, project)
    may_edit = user.may(Permission.RECORD_EDIT, asset)
    is_pending = asset.title_state == TitleState.PENDING
    return {
        "asset": asset,
        "lines": _lines(ASSETS, asset),
        "project": project if sees_project else None,
        "worth": worth_of(project) if project is not None and sees_project else None,
        "lacking": titles.missing_for_title(asset) if is_pending else [],
        "changed": titles.changed_since(asset),
        "totals": paying.sum_of(benefits, today),
        "benefits": benefits.order_by("-due_on", "-pk")[:SHOWN_BENEFITS],
        "today": today,
        "may_edit": may_edit,
        "may_decide": user.may(Permission.ASSET_CONFIRM, asset),
        "citations": evidence.citations_of(asset),
        "cite_url": reverse("assets:cite", args=[asset.pk]) if may_edit else "",
        "entries": audit.history_of(asset)[:SHOWN_ENTRIES],
    }


def _lines(ledger: Any, record: Any) -> list[tuple[str, str]]:
    """The entered columns that have something, by label with the unit."""
    shown = shown_values(ledger, record)
    return [(column.header, shown[column.name]) for column in ledger.entered if shown[column.name]]


@require_POST
def asset_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that the asset rests on a piece of evidence, or takes that back."""
    user = user_of(request)
    asset = _asset(user, pk, Permission.RECORD_EDIT)
    if not evidence.uncite_asked(request, asset):
        found = evidence.chosen_file(request)
        evidence.cite(actor=user, evidence=found, record=asset, proves=request.POST.get("proves", ""))
    return redirect(f"{reverse('assets:asset', args=[pk])}#evidence")


@require_POST
def title_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts it forward for approval, or shows everything that stands against it."""
    user = user_of(request)
    asset = _asset(user, pk, Permission.RECORD_EDIT)
    opened = key_of(request.POST.get("opened_version", "")) or 0
    try:
        titles.title_submit(actor=user, asset=asset, opened_version=opened)
    except Invalid as error:
        context = {**_shown(user, _asset(user, pk)), "problems": error.problems}
        return render(request, "assets/asset.html", context, status=422)
    return redirect("assets:asset", pk=pk)


Service = Callable[..., Asset]
# the decision in the address: its form, its service, its name on the page
DECISIONS: dict[str, tuple[type[forms.Form], Service, Any]] = {
    "confirm": (ConfirmForm, titles.title_confirm, gettext_lazy("直接确权")),
    "none": (DecisionForm, titles.title_none, gettext_lazy("核定未形成资产")),
    "reopen": (DecisionForm, titles.title_reopen, gettext_lazy("撤销确权")),
}


@require_http_methods(["GET", "POST"])
def title_decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """A decision of an authorised role."""
    if decision not in DECISIONS:
        raise Http404
    form_class, service, title = DECISIONS[decision]
    user = user_of(request)
    asset = _asset(user, pk, Permission.ASSET_CONFIRM)
    form = form_class(request.POST or None, initial={"opened_version": asset.version})

    def act() -> str:
        service(actor=user, asset=asset, **form.cleaned_data)
        return reverse("assets:asset", args=[pk])

    trail = [(str(asset), reverse("assets:asset", args=[pk]))]
    return change(request, form, act, title=title, trail=trail, button=title)


# --- a household ---


def _household(user: User, pk: int, right: Permission | None = None) -> Household:
    load(Household, user, right, pk=pk)
    found: Household = Household.objects.select_related("owner", "place").get(pk=pk)
    return found


@require_GET
def household_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A household: where it is, its head masked, what it received."""
    user = user_of(request)
    household = _household(user, pk)
    benefits = paying.benefits_of_household(user, household.code)
    today = timezone.localdate()
    context = {
        "household": household,
        "lines": _lines(HOUSEHOLDS, household),
        "totals": paying.sum_of(benefits, today),
        "benefits": benefits.order_by("-due_on", "-pk")[:SHOWN_BENEFITS],
        "today": today,
        "may_edit": user.may(Permission.RECORD_EDIT, household),
        "entries": audit.history_of(household)[:SHOWN_ENTRIES],
    }
    return render(request, "assets/household.html", context)


@require_http_methods(["GET", "POST"])
def household_head(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of the head."""
    user = user_of(request)
    household = _household(user, pk, Permission.RECORD_EDIT)
    form = HeadForm(request.POST or None, initial={"opened_version": household.version})
    here = reverse("assets:household", args=[pk])

    def act() -> str:
        heads.head_set(actor=user, household=household, **form.cleaned_data)
        return here

    note = _("姓名和身份证号加密保存，页面和导出只显示打码后的。留空的不改。")
    return change(
        request, form, act, title=_("登记户主"), trail=[(str(household), here)], note=note, template="assets/head.html"
    )


@require_GET
def heads_template(request: HttpRequest) -> HttpResponse:
    """The table to fill in: the households that have no head yet."""
    user = user_of(request)
    _may_enter(user)
    data = small_table.workbook("登记户主", heads_table.COLUMNS, heads_table.template_rows(user))
    return small_table.download(data, "登记户主.xlsx")


def _may_enter(user: User) -> None:
    if not user.may(Permission.RECORD_EDIT):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.RECORD_EDIT.label})


@require_http_methods(["GET", "POST"])
def heads_import(request: HttpRequest) -> HttpResponse:
    """The heads of many households from a table."""
    user = user_of(request)
    _may_enter(user)
    form = HeadsForm(request.POST or None, request.FILES or None)
    back = reverse("ledger:list", args=[HOUSEHOLDS.slug])

    def act() -> str:
        given = form.cleaned_data
        heads_table.heads_import(actor=user, file=given["file"], reason=given["reason"])
        return back

    return change(
        request,
        form,
        act,
        title=_("批量登记户主"),
        trail=[(HOUSEHOLDS.label, back)],
        button=_("登记"),
        note=_("姓名和身份证号读出后直接加密保存，上传的文件不保留。每次不超过 300 户。"),
        template="assets/heads.html",
    )


# --- what was not paid as planned ---


@require_GET
def lapse_list(request: HttpRequest) -> HttpResponse:
    """Benefits not paid, paid late or paid short, one kind a page, with the rule."""
    user = user_of(request)
    if not user.may(Permission.RECORD_READ):
        raise Refused(_("您没有查看台账的权限"))
    code = request.GET.get("kind", "")
    lapse = paying.LAPSE_BY_CODE.get(code, paying.LAPSES[0])
    today = timezone.localdate()
    page = paging.newest_page(request, user, lapse.rows(today).select_related("owner", "place"))
    unread = [Problem(_("没有类别“%(code)s”") % {"code": code})] if code and code != lapse.code else []
    context = {"lapses": paying.LAPSES, "lapse": lapse, "page": page, "today": today, "problems": unread}
    return render(request, "assets/lapses.html", context)
