"""The organisations' pages: list, tree, one organisation, and one page per change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.audit import api as audit
from xieshou.platform.registry import organisation_merge, panels, selectors, services
from xieshou.platform.registry.actors import actor_of, checked
from xieshou.platform.registry.forms import (
    CloseForm,
    EditOrganisationForm,
    MergeForm,
    MoveForm,
    NewOrganisationForm,
    ReasonForm,
    RenameForm,
    ReopenForm,
)
from xieshou.platform.registry.models import Organisation, OrganisationKind, OrganisationMerge, Region, Side
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change

OFFICES = {"office", "division", "forward_hq", "district_office", "recipient_office", "finance"}
STATES = (
    ("current", gettext_lazy("在用")),
    ("closed", pgettext_lazy("机构", "停用")),
    ("merged", gettext_lazy("已并入")),
    ("all", gettext_lazy("全部")),
)


@require_GET
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The register; filters stay in the address, `after` pages."""
    wanted = _filter(request)
    context = {
        "page": paging.page(request, selectors.organisations_listed(wanted), "pk"),
        "wanted": wanted,
        "kinds": OrganisationKind.choices,
        "sides": Side.choices,
        "states": STATES,
        "may_add": actor_of(request).may(Permission.ORGANISATION_EDIT),
    }
    return render(request, "registry/organisations.html", context)


def _filter(request: HttpRequest) -> selectors.OrganisationFilter:
    asked = request.GET
    return selectors.OrganisationFilter(
        words=asked.get("q", "").strip(),
        kind=asked.get("kind", ""),
        side=asked.get("side", ""),
        region=Region.objects.filter(pk=key_of(asked.get("region", "")) or 0).first(),
        state=asked.get("state", "current"),
    )


@require_GET
def organisation_tree(request: HttpRequest) -> HttpResponse:
    """Both sides in one tree; a branch that is not shown opens by its link."""
    asked = request.GET.get("root", "")
    root = get_object_or_404(Organisation, pk=key_of(asked)) if asked else None
    tops = selectors.organisation_tree(root)
    sides = []
    for side in Side:
        mine = [node for node in tops if node.organisation.side == side]
        offices = [node for node in mine if node.children or node.has_more or node.organisation.kind in OFFICES]
        if mine:
            sides.append({"side": side, "offices": offices, "others": [node for node in mine if node not in offices]})
    context = {
        "sides": sides,
        "root": root,
        "above": selectors.organisations_above(root) if root is not None else [],
        "is_cut": len(tops) >= selectors.MOST_IN_TREE,
    }
    return render(request, "registry/tree.html", context)


@require_GET
def organisation_options(request: HttpRequest) -> HttpResponse:
    """Suggestions for a text box."""
    words = selectors.asked_words(request.GET)
    found = Organisation.objects.current().filter(selectors.named(words))[:12] if words else []
    rows = ((f"编号 {one.pk} {one.name}",) for one in found)
    return HttpResponse(format_html_join("", '<option value="{}"></option>', rows))


@require_GET
def organisation_permanent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The permanent address; for a merged organisation it leads to the one it lives on in."""
    organisation = get_object_or_404(Organisation, public_id=public_id)
    return redirect(organisation.survivor)


@require_GET
def organisation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation. A merged one leads on; `?merged` shows what is left of it, with its merge and the undoing."""
    rows = Organisation.objects.select_related("region", "parent", "merged_into")
    organisation = get_object_or_404(rows, pk=pk)
    if organisation.merged_into is not None and "merged" not in request.GET:
        into = organisation.survivor
        messages.info(request, _("“%(old)s”已并入“%(new)s”") % {"old": organisation.name, "new": into.name})
        return redirect(into)
    actor = actor_of(request)
    may_merge = actor.may(Permission.ORGANISATION_MERGE, organisation)
    context = {
        "organisation": organisation,
        "above": selectors.organisations_above(organisation),
        "names": organisation.other_names.order_by("-until", "-pk"),
        "children": organisation.children.filter(merged_into=None).select_related("region")[:100],
        "absorbed": organisation.absorbed.filter(undone_at=None).select_related("merged"),
        "merges": _merges(organisation),
        "panels": panels.of_organisation(request, organisation),
        "entries": audit.history_of(organisation)[:50],
        "may_edit": organisation.merged_into_id is None and actor.may(Permission.ORGANISATION_EDIT, organisation),
        "may_merge": may_merge,
        "permanent_url": selectors.organisation_url(organisation),
    }
    return render(request, "registry/organisation.html", context)


def _merges(organisation: Organisation) -> list[dict[str, Any]]:
    rows = organisation.merges.select_related("into")[:10]
    return [{"merge": merge, "kinds": organisation_merge.kinds_of(merge.moved)} for merge in rows]


@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """A new organisation; a likely doublet is asked about first."""
    actor = actor_of(request)
    checked(actor, Permission.ORGANISATION_EDIT, None)
    parent = Organisation.objects.filter(pk=key_of(request.GET.get("parent", "")) or 0).first()
    initial = {"parent": parent, "side": parent.side, "region": parent.region} if parent is not None else {}
    form = NewOrganisationForm(request.POST or None, initial=initial)

    def create() -> Organisation:
        return services.organisation_create(actor=actor, **form.cleaned_data)

    return _change(request, None, form, create, _("登记新单位"), _("登记"))


@require_http_methods(["GET", "POST"])
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts."""
    organisation = _mine(request, pk)
    initial = {field: getattr(organisation, field) for field in services.EDITED}
    form = EditOrganisationForm(request.POST or None, initial={**initial, "opened_version": organisation.version})

    def save() -> Organisation:
        return services.organisation_edit(actor=actor_of(request), organisation=organisation, **form.cleaned_data)

    return _change(request, organisation, form, save, _("修改资料"))


@require_http_methods(["GET", "POST"])
def organisation_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name."""
    organisation = _mine(request, pk)
    initial = {"opened_version": organisation.version, "short_name": organisation.short_name}
    form = RenameForm(request.POST or None, initial=initial)

    def save() -> Organisation:
        return services.organisation_rename(actor=actor_of(request), organisation=organisation, **form.cleaned_data)

    note = _("旧名称会保留，以后仍可按旧名称查到。")
    return _change(request, organisation, form, save, _("更名"), note=note)


@require_http_methods(["GET", "POST"])
def organisation_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another place in the tree."""
    organisation = _mine(request, pk)
    initial = {"opened_version": organisation.version, "parent": organisation.parent}
    form = MoveForm(request.POST or None, initial=initial)

    def save() -> Organisation:
        return services.organisation_move(actor=actor_of(request), organisation=organisation, **form.cleaned_data)

    note = _("下级单位和已有记录随它一起移动；上级留空表示没有上级。")
    return _change(request, organisation, form, save, _("调整上级"), note=note)


@require_http_methods(["GET", "POST"])
def organisation_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of use, or in use again."""
    organisation = _mine(request, pk)
    initial = {"opened_version": organisation.version}
    if organisation.closed_on is not None:
        form: forms.Form = ReopenForm(request.POST or None, initial=initial)
        act: Callable[..., Organisation] = services.organisation_reopen
        title, note = _("恢复使用"), ""
    else:
        form, act = CloseForm(request.POST or None, initial=initial), services.organisation_close
        title, note = _("停用"), _("停用后不能再为它新增记录，已有记录不变，随时可以恢复。")

    def save() -> Organisation:
        return act(actor=actor_of(request), organisation=organisation, **form.cleaned_data)

    return _change(request, organisation, form, save, title, note=note)


def _mine(request: HttpRequest, pk: int) -> Organisation:
    organisation = get_object_or_404(Organisation.objects.select_related("region", "parent"), pk=pk)
    checked(actor_of(request), Permission.ORGANISATION_EDIT, organisation)
    return organisation


def _change(
    request: HttpRequest,
    organisation: Organisation | None,
    form: forms.Form,
    act: Callable[[], Organisation],
    title: str,
    button: str = "",
    *,
    note: str = "",
) -> HttpResponse:
    """One change of an organisation; its page is asked for as it is, merged or not."""
    trail = [(_("机构库"), reverse("registry:organisations"))]
    if organisation is not None:
        trail.append((organisation.name, f"{organisation.get_absolute_url()}?merged"))
    return change(request, form, act, title=title, button=button or title, note=note, trail=trail)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Merging in two steps: what would move, then the merge."""
    actor = actor_of(request)
    organisation = get_object_or_404(Organisation, pk=pk)
    checked(actor, Permission.ORGANISATION_MERGE, organisation)
    form = MergeForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    context: dict[str, Any] = {"form": form, "organisation": organisation}
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            if request.POST.get("confirmed"):
                organisation_merge.organisation_merge(
                    actor=actor, merged=organisation, into=into, reason=form.cleaned_data["reason"]
                )
                messages.success(request, _("已合并；以后发现不是同一个机构，可在原机构页撤销"))
                return redirect(into)
            moved = organisation_merge.merge_preview(actor=actor, merged=organisation, into=into)
            context |= {"moved": moved, "into": into}
        except Invalid as error:
            problems = error.problems
    context["problems"] = problems
    return render(request, "registry/merge.html", context, status=422 if form.errors or problems else 200)


@require_http_methods(["GET", "POST"])
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """A merge taken back."""
    found = get_object_or_404(OrganisationMerge.objects.select_related("merged", "into"), pk=pk)
    checked(actor_of(request), Permission.ORGANISATION_MERGE, found.merged, found.into)
    form = ReasonForm(request.POST or None)

    def undo() -> Organisation:
        return organisation_merge.organisation_unmerge(
            actor=actor_of(request), merge=found, reason=form.cleaned_data["reason"]
        )

    note = _("合并时移走的记录、岗位和下级单位都会回到原机构；合并以后新增的留在原处。")
    return _change(request, found.merged, form, undo, _("撤销合并"), note=note)
