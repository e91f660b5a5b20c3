"""An account made from the server itself: the first administrators, or a way back in when all are locked out."""

import secrets

from django.db import transaction

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import Role, User, post_appoint
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation, OrganisationKind, organisation_create


@transaction.atomic
def account_add(*, username: str, name: str, role: str, organisation: str) -> str:
    """A new account in a role; gives its first password, to be changed at the first sign-in.

    The organisation is found by its full name; where none exists at all yet, it becomes the first.
    """
    chosen = Role.objects.filter(code=role).first()
    holder = Organisation.objects.current().filter(name=organisation).first()
    problems = []
    if chosen is None:
        problems.append(Problem(f"没有角色 {role}", "--role", "、".join(Role.objects.values_list("code", flat=True))))
    if User.objects.filter(username=username).exists():
        problems.append(Problem(f"账号 {username} 已存在", "账号", remedy="换一个账号名"))
    if holder is None and Organisation.objects.exists():
        problems.append(Problem(f"没有名为“{organisation}”的单位", "--organisation", "机构库中的全称"))
    if problems or chosen is None:
        raise Invalid(*problems)
    if holder is None:
        holder = organisation_create(actor=None, name=organisation, kind=OrganisationKind.OFFICE)
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(username, name=name, password=password, must_change_password=True)
    audit.record(actor=None, action="user.add", target=user, reason="由服务器命令行建立")
    post_appoint(actor=None, user=user, role=chosen, organisation=holder, title=chosen.name)
    return password
