"""The pages of the chain: search, from a payment, of a project, from an indicator, from a record, the broken links."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xieshou.business.assets.api import ASSETS, BENEFITS, HOUSEHOLDS, Asset, Household
from xieshou.business.evaluation.api import GoalIndicator
from xieshou.business.funds.api import FundSource, Payment, ProjectBudget
from xieshou.business.projects.api import Project
from xieshou.insight.chain import homeward, listing, search, walk
from xieshou.insight.chain.breaks import BY_CODE
from xieshou.insight.chain.money import PAYMENT_LINKS
from xieshou.insight.chain.results import ledgers_bound
from xieshou.lib.keys import key_of, year_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.exchange import api as exchange
from xieshou.platform.ledger.api import LedgerRecord, ledger_named, ledgers
from xieshou.platform.shell import paging

LONGEST_WORDS = 100
NARROWED = ("kind", "year", "owner", "place")


def _reader(request: HttpRequest) -> User:
    """The person, who may read projects or money somewhere."""
    user = user_of(request)
    if not (user.may(Permission.PROJECT_READ) or user.may(Permission.FUND_READ)):
        raise Refused(_("全链追溯要有查看项目或资金的权限"))
    return user


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The search; `source` lists what one source pays for."""
    user = _reader(request)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS]
    within = request.GET.get("in", "")
    source = None
    groups = search.found(user, words, within) if words else []
    if not words and (key := key_of(request.GET.get("source", ""))) is not None:
        source = load(FundSource, user, pk=key)
        groups = [search.budgets_from(user, source.pk)]
    context = {
        "words": words,
        "within": within,
        "groups": groups,
        "source": source,
        "places": [(one.code, one.label) for one in search.PLACES],
        "ledgers": [(one.slug, one.label) for one in ledgers()],
    }
    return render(request, "chain/index.html", context)


@require_GET
def payment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """From one payment to its source and to its results."""
    user = user_of(request)
    load(Payment, user, pk=pk)
    payment = Payment.objects.select_related(*PAYMENT_LINKS, "project__owner", "project__place").get(pk=pk)
    return _page(
        request,
        title=_("支付 %(voucher)s 的全链") % {"voucher": payment.voucher or payment.pk},
        subject=payment,
        steps=walk.from_payment(user, payment),
        broken=listing.of_project(user, payment.project),
        direction=_("从钱到结果"),
    )


@require_GET
def project_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of a project's year; the last year with a budget where none is asked for."""
    user = user_of(request)
    load(Project, user, pk=pk)
    project = Project.objects.select_related("owner", "place").get(pk=pk)
    years = _years(project)
    year = year_of(request.GET.get("year", "")) or (years[0] if years else timezone.localdate().year)
    return _page(
        request,
        title=_("%(project)s：%(year)s 年全链") % {"project": project, "year": year},
        subject=project,
        steps=walk.of_project(user, project, year),
        broken=listing.of_project(user, project),
        direction=_("从钱到结果"),
        years=years,
        year=year,
    )


def _years(project: Project) -> list[int]:
    rows = ProjectBudget.objects.filter(project=project).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


@require_GET
def indicator_page(request: HttpRequest, pk: int) -> HttpResponse:
    """From one indicator back to the payments."""
    user = user_of(request)
    load(GoalIndicator, user, pk=pk)
    links = ("goals__project__owner", "goals__project__place", "goals__owner", "goals__place", "metric")
    indicator = GoalIndicator.objects.select_related(*links).get(pk=pk)
    project = indicator.goals.project
    sees_project = project is not None and user.may(project.read_permission, project)
    return _page(
        request,
        title=_("指标“%(name)s”反查到钱") % {"name": indicator.name},
        subject=indicator,
        steps=walk.from_indicator(user, indicator),
        broken=listing.of_project(user, project) if project is not None and sees_project else [],
        direction=_("从结果到钱"),
    )


@require_GET
def record_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """From one result record back to the payments."""
    user, ledger = user_of(request), ledger_named(slug)
    record: LedgerRecord = load(ledger.model, user, pk=pk)
    if slug in {ASSETS.slug, BENEFITS.slug, HOUSEHOLDS.slug}:
        return redirect(_own_chain(user, record))
    steps, branches, more = walk.from_record(user, record, slug)
    return _page(
        request,
        title=_("结果记录“%(title)s”反查到钱") % {"title": record.title},
        subject=record,
        steps=steps,
        broken=[],
        direction=_("从结果到钱"),
        branches=branches,
        more=more,
    )


def _own_chain(user: User, record: LedgerRecord) -> str:
    """A household has a chain of its own; a benefit stands in its household's, an asset in its project's."""
    if isinstance(record, Asset):
        project = record.project
        is_seen = project is not None and user.may(project.read_permission, project)
        return listing.chain_address(record) if is_seen else reverse("assets:asset", args=[record.pk])
    return listing.chain_address(record) or record.get_absolute_url()


@require_GET
def household_page(request: HttpRequest, pk: int) -> HttpResponse:
    """From a household back to the payments and the sources of its money."""
    user = user_of(request)
    load(Household, user, pk=pk)
    household = Household.objects.select_related("owner", "place").get(pk=pk)
    steps, branches, more = homeward.from_household(user, household)
    return _page(
        request,
        title=_("户 %(code)s 反查到钱") % {"code": household.code},
        subject=household,
        steps=steps,
        broken=[],
        direction=_("从户到钱"),
        branches=branches,
        more=more,
        more_words=_("另有 %(n)s 个来源，请从资产页查看。") % {"n": more},
    )


@require_GET
def household_coded(request: HttpRequest, code: str) -> HttpResponse:
    """The same by the household's code, which is what a benefit names it by."""
    return redirect("chain:household", pk=load(Household, user_of(request), code=code).pk)


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    return render(request, "chain/chain.html", context)


@require_GET
def break_list(request: HttpRequest) -> HttpResponse:
    """The broken links of one kind; `counted`: also how many of each kind there are, which the page asks for by itself."""
    user, asked, today = _reader(request), listing.read(request.GET), timezone.localdate()
    context = {
        "asked": asked,
        "kinds": listing.counts(user, asked, today) if "counted" in request.GET else listing.uncounted(),
        "is_counted": "counted" in request.GET,
        "kept": _kept(request, "kind", "ledger", "counted"),
        "query": _kept(request, "counted"),
        "years": range(today.year, 2015, -1),
        "narrowed": [(name, request.GET.get(name, "")) for name in NARROWED],
        "may_export": user.may(Permission.RECORD_EXPORT),
        "result_code": listing.RESULT,
        **(_results(request, user, asked) if asked.kind == listing.RESULT else _listed(request, user, asked, today)),
    }
    return render(request, "chain/breaks.html", context)


def _listed(request: HttpRequest, user: User, asked: listing.Asked, today: date) -> dict[str, Any]:
    kind = BY_CODE[asked.kind]
    page = paging.newest_page(request, user, listing.rows_of(kind, asked, today).select_related(*kind.links))
    return {"kind": kind, "page": page, "rows": listing.shown(user, kind, page.rows)}


def _results(request: HttpRequest, user: User, asked: listing.Asked) -> dict[str, Any]:
    """Records that feed no indicator: the ledgers first, then the records of one."""
    if not asked.ledger:
        return {"ledgers": ledgers_bound()}
    ledger = ledger_named(asked.ledger)
    page = paging.newest_page(request, user, listing.unbound_rows(asked).select_related("owner", "place"))
    return {"ledger": ledger, "page": page, "rows": page.rows}


def _kept(request: HttpRequest, *without: str) -> str:
    kept = request.GET.copy()
    for name in ("after", "before", *without):
        kept.pop(name, None)
    return kept.urlencode()


@require_POST
def break_export(request: HttpRequest) -> HttpResponse:
    """The list, all pages, as a sheet: of the kind shown, or of all kinds; the writing is a job."""
    user = _reader(request)
    arguments = {name: request.POST.get(name, "") for name in (*NARROWED, "all")}
    source, title = listing.BreakSource(), _("断链清单")
    return redirect(exchange.export_ask(actor=user, source=source, title=title, arguments=arguments))
