"""The security administrator's pages of roles."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.lib.permission import Permission, Power, Reach, power_of
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts import role_services
from xieshou.platform.accounts.forms import RoleChangeForm, RoleForm, tell
from xieshou.platform.accounts.models import Post, Role
from xieshou.platform.accounts.scoped import user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.shell.change import change

SUBJECTS = {
    "registry": gettext_lazy("名录与字典"),
    "ledger": gettext_lazy("业务台账"),
    "privacy": gettext_lazy("个人信息"),
    "reporting": gettext_lazy("报送"),
    "workflow": gettext_lazy("办件"),
    "evidence": gettext_lazy("证据"),
    "projects": gettext_lazy("项目"),
    "funds": gettext_lazy("资金"),
    "assets": gettext_lazy("资产"),
    "metrics": gettext_lazy("统计指标"),
    "evaluation": gettext_lazy("绩效"),
    "surveys": gettext_lazy("满意度调查"),
    "rectification": gettext_lazy("问题整改"),
    "rules": gettext_lazy("业务规则"),
    "templates": gettext_lazy("模板"),
    "service": gettext_lazy("运行服务"),
    "system": gettext_lazy("系统管理"),
    "security": gettext_lazy("安全管理"),
    "audit": gettext_lazy("审计"),
}


@dataclass(frozen=True)
class Line:
    """One right in the grid, and the reach it has in the role (empty: not held)."""

    value: str
    label: str
    reach: str


@dataclass(frozen=True)
class Block:
    """The rights of one subject."""

    label: str
    lines: list[Line]


def _checked(request: HttpRequest) -> None:
    if not user_of(request).may(Permission.ROLE_MANAGE):
        raise Refused(_("只有安全管理员可以维护角色"))


@require_GET
def role_list(request: HttpRequest) -> HttpResponse:
    """Every role, its power, how many hold it today."""
    _checked(request)
    today = timezone.localdate()
    in_force = Q(posts__valid_from__lte=today) & (Q(posts__valid_to=None) | Q(posts__valid_to__gt=today))
    roles = Role.objects.annotate(
        held=Count("posts", filter=in_force, distinct=True), rights=Count("grants", distinct=True)
    )
    return render(request, "accounts/roles.html", {"roles": roles})


@require_http_methods(["GET", "POST"])
def role_new(request: HttpRequest) -> HttpResponse:
    """A role without rights; its grid comes next."""
    _checked(request)
    form = RoleForm(request.POST or None)
    return change(
        request,
        form,
        lambda: reverse(
            "accounts:role", args=[role_services.role_create(actor=user_of(request), **form.cleaned_data).pk]
        ),
        title=_("新建角色"),
        button=_("新建，再选权限"),
        trail=[(_("角色与权限"), reverse("accounts:roles"))],
    )


@require_http_methods(["GET", "POST"])
def role_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid of rights and reaches, who holds the role, its history."""
    _checked(request)
    role = get_object_or_404(Role, pk=pk)
    grants = {grant.permission: grant.reach for grant in role.grants.all()}
    initial = {"name": role.name, "name_en": role.name_en, "description": role.description}
    form = RoleChangeForm(request.POST or None, initial={**initial, "opened_version": role.version})
    if request.method == "POST":
        grants = _grants_in(request)
        if form.is_valid():
            try:
                role_services.role_change(actor=user_of(request), role=role, grants=grants, **form.cleaned_data)
            except Invalid as error:
                tell(form, error)
            else:
                messages.success(request, _("已保存；任此角色的人从下一次操作起按新权限"))
                return redirect("accounts:role", pk=pk)
    holders = Post.objects.held_on(timezone.localdate()).filter(role=role).select_related("user", "organisation")
    context = {
        "role": role,
        "form": form,
        "blocks": _grid(Power(role.power), grants),
        "reaches": Reach.choices,
        "holders": holders.prefetch_related("areas")[:200],
        "entries": audit.history_of(role)[:50],
    }
    return render(request, "accounts/role.html", context, status=422 if form.errors else 200)


def _grants_in(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix("reach-"): str(reach)
        for name, reach in request.POST.items()
        if name.startswith("reach-") and reach
    }


def _grid(power: Power, grants: dict[str, str]) -> list[Block]:
    """The rights of this power only: others cannot be put into the role."""
    mine = [right for right in Permission if power_of(right) is power]
    mine.sort(key=lambda right: list(SUBJECTS).index(_subject(right)))
    return [
        Block(
            str(SUBJECTS[subject]),
            [Line(right.value, str(right.label), grants.get(right.value, "")) for right in rights],
        )
        for subject, rights in groupby(mine, key=_subject)
    ]


def _subject(right: Permission) -> str:
    return str(right.value.split(":")[0])
