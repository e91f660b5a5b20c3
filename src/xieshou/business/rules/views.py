"""Pages of the rules to read: all kinds for a unit, one kind with its versions, one version, its tables as workbooks."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xieshou.business.rules import choosing, kinds, selectors, sheet
from xieshou.business.rules.choosing import Book, InForce
from xieshou.business.rules.kinds import RuleKind
from xieshou.business.rules.models import RuleVersion
from xieshou.business.rules.shape import Shape, changes, typed_of
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.exchange.api import small_table
from xieshou.platform.registry.api import Organisation

MOST_UNITS = 300


def reader(request: HttpRequest) -> User:
    """The person who asks; refused who may read no rule."""
    user = user_of(request)
    if not user.may(Permission.RULE_READ):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.RULE_READ.label})
    return user


def found_kind(code: str) -> RuleKind:
    """The kind of an address."""
    kind = kinds.kind_of(code)
    if kind is None:
        raise Http404
    return kind


def found_version(user: User, kind: str, pk: int) -> RuleVersion:
    """A version the person may read: of their units or of one above them."""
    rows = RuleVersion.objects.select_related("owner", "issued_by")
    found: RuleVersion | None = rows.filter(kind=kind, pk=pk).first()
    if found is None or not selectors.may_read(user, found):
        raise Http404
    return found


def may_issue(user: User, unit: Organisation) -> bool:
    """Whether the person may lay down rules for the unit."""
    return user.may(Permission.RULE_EDIT, RuleVersion(owner=unit, owner_path=unit.path))


def _unit(request: HttpRequest, user: User) -> Organisation:
    """The unit the page is for: the one asked for, else the highest of one's own."""
    units = selectors.units(user)
    asked = request.GET.get("unit", "")
    unit = units.filter(pk=key_of(asked) or 0).first() if asked else units.first()
    if unit is None:
        raise Http404
    return unit


@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    """Every kind of rule with the version that holds for a unit."""
    user = reader(request)
    unit, today = _unit(request, user), timezone.localdate()
    every = kinds.every()
    books = choosing.books(today, every)
    groups: dict[str, list[dict[str, Any]]] = {}
    for kind in every:
        groups.setdefault(str(kind.group), []).append({"kind": kind, "rule": books[kind.code].of(unit.path)})
    context = {
        "unit": unit,
        "units": selectors.units(user)[:MOST_UNITS],
        "groups": groups,
        "may": may_issue(user, unit),
    }
    return render(request, "rules/list.html", context)


@require_GET
def kind_page(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind: what holds for a unit, and every version of the unit and of those above it."""
    user = reader(request)
    found, unit, today = found_kind(kind), _unit(request, user), timezone.localdate()
    versions = list(selectors.versions_of(kind, unit))
    book = Book(found, versions, today)
    rule = book.of(unit.path)
    context = {
        "kind": found,
        "unit": unit,
        "units": selectors.units(user)[:MOST_UNITS],
        "rule": rule,
        "shown": shown(found.shape(), rule),
        "versions": [{"one": one, **_state(one, book, rule, today)} for one in versions],
        "below": selectors.below(user, kind, unit, today)[:50],
        "may_issue": may_issue(user, unit),
        "has_own": book.own(unit.path) is not None,
        "today": today,
    }
    return render(request, "rules/kind.html", context)


def _state(one: RuleVersion, book: Book, rule: InForce, today: date) -> dict[str, str]:
    if one.withdrawn_at is not None:
        return {"tone": "grey", "state": _("已撤回")}
    if one.valid_from > today:
        return {"tone": "blue", "state": _("将起用")}
    if rule.version is not None and one.pk == rule.version.pk:
        return {"tone": "green", "state": _("现行")}
    is_last = book.last(one.owner_path) == one
    return (
        {"tone": "yellow", "state": _("下级另有规定")}
        if is_last and not one.is_following
        else {
            "tone": "grey",
            "state": _("改按上级") if is_last else _("已被替代"),
        }
    )


def shown(shape: Shape, rule: InForce) -> dict[str, Any]:
    """A rule's values in the order of the page, as text."""
    typed = typed_of(shape, rule.values)
    return {
        "entries": [(one, typed.entries[one.name]) for one in shape.entries],
        "tables": [
            {
                "table": table,
                "rows": [[(one, row[one.name]) for one in table.entries] for row in typed.tables[table.name]],
            }
            for table in shape.tables
        ],
    }


@require_GET
def built_in_page(request: HttpRequest, kind: str) -> HttpResponse:
    """The values that come with the program."""
    reader(request)
    found = found_kind(kind)
    rule = InForce(found, None)
    return render(request, "rules/version.html", {"kind": found, "rule": rule, "shown": shown(found.shape(), rule)})


@require_GET
def version_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One version: what it says, why, from when, and what it changed."""
    user = reader(request)
    found, version = found_kind(kind), found_version(user, kind, pk)
    rule = InForce(found, version)
    before = _before(found, version)
    context = {
        "kind": found,
        "rule": rule,
        "version": version,
        "shown": None if version.is_following else shown(found.shape(), rule),
        "before": before,
        "changes": [] if version.is_following else changes(found.shape(), before.values, version.values),
        "may_issue": may_issue(user, version.owner),
        "may_withdraw": version.is_future(timezone.localdate()) and may_issue(user, version.owner),
        "entries": audit.history_of(version)[:10],
    }
    return render(request, "rules/version.html", context)


def _before(kind: RuleKind, version: RuleVersion) -> InForce:
    """The unit's version before, if it had values of its own; else the built-in ones."""
    rows = RuleVersion.objects.filter(kind=kind.code, owner=version.owner, number__lt=version.number, withdrawn_at=None)
    return InForce(kind, rows.filter(is_following=False).order_by("-number").first())


@require_GET
def version_sheet(request: HttpRequest, kind: str, pk: int, table: str) -> HttpResponse:
    """A table of a version as a workbook."""
    user = reader(request)
    return _sheet(InForce(found_kind(kind), found_version(user, kind, pk)), table)


@require_GET
def built_in_sheet(request: HttpRequest, kind: str, table: str) -> HttpResponse:
    """A table of the built-in values as a workbook."""
    reader(request)
    return _sheet(InForce(found_kind(kind), None), table)


def _sheet(rule: InForce, name: str) -> HttpResponse:
    table = rule.kind.shape().table(name)
    if table is None:
        raise Http404
    data = sheet.workbook(table.label, table, list(rule.values.get(name, [])), rule.named)
    return small_table.download(data, f"{rule.kind.title}-{table.label}-{rule.label}.xlsx".replace(" ", ""))
