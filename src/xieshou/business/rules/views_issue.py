"""Pages that change rules: a new version, following the unit above again, taking back what is not yet in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from xieshou.business.rules import choosing, entering, selectors, services, sheet
from xieshou.business.rules.choosing import InForce
from xieshou.business.rules.kinds import RuleKind
from xieshou.business.rules.models import RuleVersion
from xieshou.business.rules.shape import Table, Typed, read, typed_of
from xieshou.business.rules.views import found_kind, found_version, reader
from xieshou.lib.keys import key_of
from xieshou.lib.problems import Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.registry.api import Organisation
from xieshou.platform.shell.change import change, to

ABOUT = ("valid_from", "reason", "basis", "is_text_at_hand")


def _issuing(request: HttpRequest, kind: str, unit: int) -> tuple[User, RuleKind, Organisation]:
    user, found = reader(request), found_kind(kind)
    owner = selectors.units(user).filter(pk=unit).first()
    if owner is None:
        raise Refused(_("您没有为这个单位制定规则的权限"))
    services.allow(user, owner)
    return user, found, owner


@dataclass
class _Page:
    """The form as it is to be shown."""

    kind: RuleKind
    owner: Organisation
    typed: Typed
    about: dict[str, str]
    opened_number: int
    begun_from: InForce
    problems: Sequence[Problem] = ()
    more: Table | None = None
    conflict: Stale | None = None
    note: str = ""

    def answer(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        shape = self.kind.shape()
        context = {
            "kind": self.kind,
            "unit": self.owner,
            "cells": entering.cells_of(shape, self.typed, self.problems),
            "lines": entering.lines_of(shape, self.typed, self.problems, self.more),
            "about": self.about,
            "wrong": {one.where for one in self.problems},
            "opened_number": self.opened_number,
            "begun_from": self.begun_from,
            "problems": self.problems,
            "conflict": self.conflict,
            "note": self.note,
            "today": timezone.localdate(),
        }
        return render(request, "rules/new.html", context, status=status)


@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest, kind: str, unit: int) -> HttpResponse:
    """The next version of a unit's rule; what was typed stays until it can be kept."""
    user, found, owner = _issuing(request, kind, unit)
    begun_from = _begun_from(request, user, found, owner)
    if request.method == "GET":
        about = {"valid_from": timezone.localdate().isoformat(), "reason": "", "basis": "", "is_text_at_hand": ""}
        number = selectors.newest_number(kind, owner)
        return _Page(found, owner, typed_of(found.shape(), begun_from.values), about, number, begun_from).answer(
            request
        )
    typed = entering.typed_in(found.shape(), request.POST)
    about = {name: request.POST.get(name, "") for name in ABOUT}
    page = _Page(found, owner, typed, about, key_of(request.POST.get("opened_number", "")) or 0, begun_from)
    if (table := entering.pressed(found.shape(), request.POST, "more")) is not None:
        page.more = table
        return page.answer(request)
    if (table := entering.pressed(found.shape(), request.POST, "take")) is not None:
        return _take(request, page, table)
    return _issue(request, user, page)


def _begun_from(request: HttpRequest, user: User, kind: RuleKind, owner: Organisation) -> InForce:
    """The version the form begins with: the one asked for, else the unit's newest, else what holds for it."""
    asked = request.GET.get("from", "")
    if asked == "built-in":
        return InForce(kind, None)
    if asked:
        return InForce(kind, found_version(user, kind.code, key_of(asked) or 0))
    rows = RuleVersion.objects.filter(kind=kind.code, owner=owner, withdrawn_at=None).select_related("owner")
    newest = rows.order_by("-number").first()
    if newest is None or newest.is_following:
        return choosing.in_force(kind.code, owner.path)
    return InForce(kind, newest)


def _take(request: HttpRequest, page: _Page, table: Table) -> HttpResponse:
    """The rows of a workbook put into the form; nothing is kept yet."""
    file = request.FILES.get(f"file-{table.name}")
    try:
        if file is None:
            raise Invalid(Problem("没有选择文件", table.label, ".xlsx", "先选文件，再按“读入”"))
        rows = sheet.taken(table, file)
    except Invalid as error:
        page.problems = error.problems
        return page.answer(request, 422)
    page.typed.tables[table.name] = rows
    page.note = _("从文件读入了 %(n)d 行，还没有保存；请核对后保存。") % {"n": len(rows)}
    return page.answer(request)


def _issue(request: HttpRequest, user: User, page: _Page) -> HttpResponse:
    values, problems = read(page.kind.shape(), page.typed)
    starts = entering.start_of(page.about["valid_from"], problems)
    if not problems:
        problems += page.kind.check(values)
    if not page.about["reason"].strip():
        problems.append(Problem("没有填", "制定理由", remedy="写明为什么改、谁议定的"))
    try:
        if problems or starts is None:
            raise Invalid(*problems)
        made = services.rule_issue(
            actor=user,
            owner=page.owner,
            kind=page.kind,
            values=values,
            valid_from=starts,
            reason=page.about["reason"],
            basis=page.about["basis"],
            is_text_at_hand=bool(page.about["is_text_at_hand"]),
            opened_number=page.opened_number,
        )
    except Invalid as error:
        page.problems = error.problems
        return page.answer(request, 422)
    except Stale as error:  # what was typed stays in the form; saving once more is then deliberate
        page.conflict, page.opened_number = error, selectors.newest_number(page.kind.code, page.owner)
        return page.answer(request, 409)
    messages.success(request, _("已制定第 %(n)d 版，%(day)s 起用") % {"n": made.number, "day": made.valid_from})
    return redirect(made)


class FollowForm(forms.Form):
    """From when a unit follows the one above it, and why."""

    valid_from = forms.CharField(label=gettext_lazy("起用日期"), max_length=40)
    reason = forms.CharField(
        label=gettext_lazy("制定理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    opened_number = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why a version is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("撤回理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


def _trail(kind: RuleKind, unit: Organisation) -> list[tuple[Any, str]]:
    here = reverse("rules:kind", args=[kind.code]) + f"?unit={unit.pk}"
    return [(_("业务规则"), reverse("rules:list")), (kind.title, here)]


@require_http_methods(["GET", "POST"])
def rule_follow(request: HttpRequest, kind: str, unit: int) -> HttpResponse:
    """Gives a unit's own rule up."""
    user, found, owner = _issuing(request, kind, unit)
    initial = {"valid_from": timezone.localdate().isoformat(), "opened_number": selectors.newest_number(kind, owner)}
    form = FollowForm(request.POST or None, initial=initial)

    def save() -> RuleVersion:
        problems: list[Problem] = []
        starts = entering.start_of(form.cleaned_data["valid_from"], problems)
        if starts is None:
            raise Invalid(*problems)
        given = {name: form.cleaned_data[name] for name in ("reason", "opened_number")}
        return services.rule_follow(actor=user, owner=owner, kind=found, valid_from=starts, **given)

    note = _("从起用日期起，%(unit)s按最近的上级的规则；上级也没有的按内置版。本单位的旧版保留可查。") % {"unit": owner}
    return change(request, form, save, title=_("改按上级规则"), trail=_trail(found, owner), note=note)


@require_http_methods(["GET", "POST"])
def rule_withdraw(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Takes back a version that is not yet in force."""
    user, found = reader(request), found_kind(kind)
    version = found_version(user, kind, pk)
    services.allow(user, version.owner)
    form = WithdrawForm(request.POST or None, initial={"opened_version": version.version})

    def save() -> RuleVersion:
        return services.rule_withdraw(actor=user, version=version, **form.cleaned_data)

    trail = [*_trail(found, version.owner), to(version)]
    return change(request, form, save, title=_("撤回未起用的版本"), trail=trail, button=_("撤回"))
