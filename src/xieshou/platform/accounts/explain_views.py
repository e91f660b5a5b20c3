"""Who may see what, and why: one person on one record, and everyone on one record."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts import records, selectors
from xieshou.platform.accounts.models import User
from xieshou.platform.accounts.scoped import Scoped, user_of

MOST = 500  # people shown


def _checked(request: HttpRequest) -> None:
    if not user_of(request).may(Permission.ACCESS_EXPLAIN):
        raise Refused(_("只有安全管理员可以查看“谁为何能看”"))


def _record_asked(request: HttpRequest) -> tuple[Any, list[str]]:
    """The record meant by an address, or by kind and number; and what is wrong with what was entered."""
    address = request.GET.get("address", "").strip()
    number = request.GET.get("number", "").strip()
    if address:
        record = records.record_of(address)
        told = _("这个地址不是一条记录的页面；从记录页复制地址，或填类别和编号")
    else:
        key = key_of(number)
        record = None if key is None else records.record_at(request.GET.get("kind", ""), key)
        told = _("没有这条记录；核对类别和编号")
    return record, [] if record is not None else [told]


def _permission_asked(request: HttpRequest, record: Any) -> Permission:
    asked = request.GET.get("permission", "")
    if asked in Permission.values:
        return Permission(asked)
    return record.read_permission if isinstance(record, Scoped) else Permission.RECORD_READ


def _context(request: HttpRequest) -> dict[str, Any]:
    return {"asked": request.GET, "kinds": records.kinds(), "permissions": Permission.choices}


@require_GET
def explain(request: HttpRequest) -> HttpResponse:
    """`who` × record × `permission` → each post and task, whether it grants, and why."""
    _checked(request)
    context = _context(request)
    if "who" in request.GET:
        record, wrong = _record_asked(request)
        who = request.GET["who"].strip()
        person = User.objects.filter(username=who).first() or _only(who)
        if person is None:
            wrong = [_("没有这个账号，或同名的不止一人；请填账号"), *wrong]
        context["wrong"] = wrong
        if not wrong and person is not None:
            context.update(_explained(person, record, _permission_asked(request, record)))
    return render(request, "accounts/explain.html", context, status=422 if context.get("wrong") else 200)


def _only(name: str) -> User | None:
    found = list(User.objects.filter(name=name)[:2])
    return found[0] if len(found) == 1 else None


def _explained(person: User, record: Any, permission: Permission) -> dict[str, Any]:
    reasons = person.access.explain(permission, record)
    return {
        "person": person,
        "permission": permission,
        "record": records.whereabouts(record),
        "reasons": reasons,
        "is_granted": person.may(permission, record),
    }


@require_GET
def everyone(request: HttpRequest) -> HttpResponse:
    """Record × `permission` → everyone who holds the right on it, and why."""
    _checked(request)
    context = _context(request)
    record, wrong = _record_asked(request)
    context["wrong"] = wrong
    if not wrong:
        permission = _permission_asked(request, record)
        found = selectors.everyone_who_may(permission, record)
        context.update(
            {
                "permission": permission,
                "record": records.whereabouts(record),
                "people": found[:MOST],
                "count": len(found),
                "more": max(0, len(found) - MOST),
            }
        )
    return render(request, "accounts/everyone.html", context, status=422 if wrong else 200)
