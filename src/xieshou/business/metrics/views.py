"""The pages of metrics: the list, a figure with all it was made of, a frozen figure, declaring."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.metrics import selectors, services
from xieshou.business.metrics.figures import figure, version_on
from xieshou.business.metrics.filtering import in_words
from xieshou.business.metrics.forms import FreezeForm, NewMetricForm, ReviseMetricForm, ScopeForm
from xieshou.business.metrics.freezing import Drift, drift, figure_freeze, scope_of
from xieshou.business.metrics.models import Measure, Metric, MetricVersion, Snapshot
from xieshou.business.metrics.scope import Scope
from xieshou.business.metrics.sight import check_may_see, default_scope, may_see
from xieshou.business.metrics.sources import source_named, sources
from xieshou.lib import paths
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.exchange.api import cells
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change, to

SHOWN_SNAPSHOTS = 20
SHOWN_DRIFT = 50
LONGEST_PATH = 63


@require_GET
def metric_list(request: HttpRequest) -> HttpResponse:
    """Every metric with how it is taken."""
    words = cells.plain(request.GET.get("q", ""))
    shown = paging.page(request, selectors.metrics_matching(words), "code")
    rows = [(metric, list(metric.versions.all())[-1]) for metric in shown.rows]
    labels = {slug: source.label for slug, source in sources().items()}
    context = {
        "rows": [(metric, version, labels.get(version.source, "")) for metric, version in rows],
        "page": shown,
        "words": words,
        "may_edit": user_of(request).may(Permission.METRIC_EDIT),
    }
    return render(request, "metrics/list.html", context)


@require_GET
def metric_page(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: value, arithmetic, declaration, months, the records behind it with their evidence, what uses it."""
    metric, user = get_object_or_404(Metric, code=code), user_of(request)
    form = ScopeForm(request.GET or None)
    version, scope = _asked(request, form, user, metric)
    found = figure(version, scope)
    context = {
        "metric": metric,
        "form": form,
        "figure": found,
        "scope": scope,
        "scope_words": selectors.scope_words(scope),
        "version": version,
        "versions": metric.versions.order_by("-number"),
        "parts": [(part, selectors.link(part)) for part in found.parts],
        "uses": selectors.uses_of(user, metric),
        "snapshots": _snapshots(user, metric),
        "entries": audit.history_of(metric)[:20],
        "may_edit": user.may(Permission.METRIC_EDIT),
        "may_freeze": user.may(Permission.METRIC_FREEZE),
        "query": request.GET.urlencode(),
        **(_records(request, user, version, scope) if version.measure != Measure.RATIO else {}),
    }
    return render(request, "metrics/metric.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, form: ScopeForm, user: User, metric: Metric) -> tuple[MetricVersion, Scope]:
    """What the address asks for; the last whole year and the person's own area where it says nothing."""
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    year = timezone.localdate().year - 1
    starts_on, ends_on = asked.get("since") or date(year, 1, 1), asked.get("until") or date(year, 12, 31)
    if ends_on < starts_on:
        form.add_error("until", _("早于开始日期，请改"))
        ends_on = starts_on
    version = version_on(metric, ends_on)
    owner, place = asked.get("owner"), asked.get("place")
    scope = Scope(
        starts_on,
        ends_on,
        owner.path if owner is not None else _path(request, "owner_path"),
        place.path if place is not None else _path(request, "place_path"),
        _project(request),
    )
    if not (scope.owner_path or scope.place_path or may_see(user, version, scope)):
        scope = _own(user, version, scope)
    check_may_see(user, version, scope)
    return version, scope


def _own(user: User, version: MetricVersion, scope: Scope) -> Scope:
    mine = default_scope(user, version, scope.starts_on, scope.ends_on)
    if mine is None:
        raise Refused(_("您还没有可查看的范围"))
    return replace(mine, project=scope.project)


def _path(request: HttpRequest, name: str) -> str:
    """A path out of an address; what is none is no address of ours, and never means a wider scope."""
    text = request.GET.get(name, "")
    if text and not (paths.is_path(text) and len(text) <= LONGEST_PATH):
        raise Http404
    return text


def _project(request: HttpRequest) -> int | None:
    text = request.GET.get("project", "")
    key = key_of(text)
    if text and key is None:
        raise Http404
    return key


def _records(request: HttpRequest, user: User, version: MetricVersion, scope: Scope) -> dict[str, Any]:
    source, rows = source_named(version.source), selectors.rows_visible(user, version, scope)
    links = [name for name in ("owner", "place") if _has(rows.model, name)]
    shown = paging.page(request, rows.select_related(*links), f"-{source.day}")
    field = source.field(version.field)
    return {
        "rows": selectors.shown_rows(version, shown.rows),
        "page": shown,
        "months": selectors.months(version, scope),
        "conditions": in_words(source, version.filters),
        "source": source,
        "field_label": field.label if field is not None else version.field,
    }


def _has(model: Any, name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


def _snapshots(user: User, metric: Metric) -> list[Snapshot]:
    rows = Snapshot.objects.filter(metric_version__metric=metric).visible_to(user)
    return list(rows.select_related("metric_version__metric", "owner", "frozen_by").order_by("-pk")[:SHOWN_SNAPSHOTS])


@require_http_methods(["GET", "POST"])
def snapshot_new(request: HttpRequest, code: str) -> HttpResponse:
    """Freezes the figure of the address."""
    metric, user = get_object_or_404(Metric, code=code), user_of(request)
    if not user.may(Permission.METRIC_FREEZE):
        raise Refused(_("需要“%(right)s”的权限") % {"right": Permission.METRIC_FREEZE.label})
    version, scope = _asked(request, ScopeForm(request.GET or None), user, metric)
    form = FreezeForm(request.POST or None)

    def save() -> Snapshot:
        return figure_freeze(actor=user, version=version, scope=scope, frozen_for=form.cleaned_data["frozen_for"])

    note = _("冻结后这个数不再变；以后的更正显示为差异，不会悄悄改掉。")
    return change(request, form, save, title=_("冻结这个数"), trail=[to(metric)], note=note)


@require_GET
def snapshot_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A frozen figure; and what has changed since, for who may see the figure of today."""
    user = user_of(request)
    snapshot = load(Snapshot, user, pk=pk)
    scope = scope_of(snapshot)
    context = {
        "snapshot": snapshot,
        "scope_words": selectors.scope_words(scope),
        "counted": _counted(user, snapshot),
    }
    if may_see(user, snapshot.metric_version, scope):
        moved = drift(snapshot)
        context |= {"drift": moved, "now_url": selectors.link(moved.now), "groups": _groups(user, snapshot, moved)}
    return render(request, "metrics/snapshot.html", context)


def _counted(user: User, snapshot: Snapshot) -> dict[str, Any] | None:
    """The first records the figure was made of, with their evidence; None: they were too many to keep one by one."""
    if not snapshot.rows:
        return None
    named = _named(user, snapshot, tuple(pk for pk, _version in snapshot.rows))
    return {"rows": selectors.shown_rows(snapshot.metric_version, named["records"]), "more": named["more"]}


def _groups(user: User, snapshot: Snapshot, moved: Drift) -> list[tuple[str, dict[str, Any]]]:
    changed = {_("之后新增"): moved.added, _("之后不再计入"): moved.removed, _("之后改过"): moved.edited}
    return [(label, _named(user, snapshot, pks)) for label, pks in changed.items() if pks]


def _named(user: User, snapshot: Snapshot, pks: tuple[int, ...]) -> dict[str, Any]:
    """The records among the keys that the person may read, and how many more there are."""
    model: Any = source_named(snapshot.metric_version.source).model
    rows = model._base_manager.filter(pk__in=pks[:SHOWN_DRIFT]).select_related("owner")
    seen = list(user.access.filter(model.read_permission, rows))
    return {"records": seen, "more": len(pks) - len(seen)}


@require_http_methods(["GET", "POST"])
def metric_new(request: HttpRequest) -> HttpResponse:
    """Declares a metric."""
    user = _declarer(request)
    form = NewMetricForm(request.POST or None)

    def save() -> Metric:
        data = form.cleaned_data
        return services.metric_create(
            actor=user,
            code=data["code"],
            name=data["name"],
            indicator=data["indicator"],
            declaration=form.declaration(),
        )

    return change(request, form, save, title=_("新取数指标"), trail=[(_("取数指标"), reverse("metrics:list"))])


@require_http_methods(["GET", "POST"])
def metric_revise(request: HttpRequest, code: str) -> HttpResponse:
    """A new version of a declaration."""
    user, metric = _declarer(request), get_object_or_404(Metric, code=code)
    newest = metric.versions.order_by("-number")[0]
    form = ReviseMetricForm.opened(newest, request.POST or None)

    def save() -> Metric:
        data = form.cleaned_data
        asked = form.declaration(valid_from=data["valid_from"], reason=data["reason"])
        services.metric_revise(actor=user, metric=metric, declaration=asked, opened_number=data["opened_number"])
        return metric

    note = _("已冻结的数和起用日期以前的数不受影响。")
    return change(request, form, save, title=_("登记新版本"), trail=[to(metric)], note=note)


def _declarer(request: HttpRequest) -> User:
    user = user_of(request)
    if not user.may(Permission.METRIC_EDIT):
        raise Refused(_("需要“%(right)s”的权限") % {"right": Permission.METRIC_EDIT.label})
    return user


@require_GET
def record_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """From one record to every figure it feeds."""
    user = user_of(request)
    if slug not in sources():
        raise Http404
    source = source_named(slug)
    record: Any = load(source.model, user, pk=pk)  # type: ignore[type-var]
    context = {"record": record, "source": source, "versions": selectors.metrics_of(record, slug)}
    return render(request, "metrics/record.html", context)
