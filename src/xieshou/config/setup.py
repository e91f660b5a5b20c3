"""What a new installation gets: registers and roles from the package, and on request the demo data. Safe to repeat."""

import secrets
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction

from xieshou.platform.accounts.api import Post, Role, User, load_builtin_roles, post_appoint
from xieshou.platform.registry import api as registry
from xieshou.platform.registry.api import Organisation, Region

DEMO_PASSWORD_FILE = "demo-password.txt"
# the duties of registry/data/demo_roles.yaml, as roles
ROLE_OF_DUTY = {
    "handle": "clerk",
    "review": "approver",
    "lead": "leader",
    "liaise": "clerk",
    "read": "outside_reader",
    "respond": "clerk",
    "evaluate": "outside_reader",
    "system": "system_admin",
    "security": "security_admin",
    "audit": "audit_admin",
}
MANAGER = "funds-head"  # of the demo posts, the one that runs the calendar, the flows and the registers


def set_up(*, demo: bool) -> Iterator[str]:
    """Loads what is missing; yields one line per step for the person who watches."""
    if hasattr(registry, "regions_load"):
        yield f"行政区划 {registry.regions_load()} 条"
    roles = load_builtin_roles()
    yield f"角色 {len(roles)} 个"
    if demo and hasattr(registry, "demo_organisations_load"):
        organisations = registry.demo_organisations_load()
        yield f"演示单位 {len(organisations)} 个（名称取自公开报告，演示数据）"
        yield _demo_people(organisations, roles)


def _demo_people(organisations: dict[str, Organisation], roles: dict[str, Role]) -> str:
    posts = yaml.safe_load(files("xieshou.platform.registry").joinpath("data/demo_roles.yaml").read_text("utf-8"))[
        "posts"
    ]
    path = Path(settings.HOME) / DEMO_PASSWORD_FILE
    if not path.exists():
        path.write_text(secrets.token_urlsafe(12) + "\n", encoding="utf-8")
        path.chmod(0o600)
    password = path.read_text("utf-8").strip()
    for post in posts:
        _demo_person(post, organisations, roles, password)
    return f"演示账号 {len(posts)} 个，账号名见登录页，密码在 {path}"


@transaction.atomic
def _demo_person(
    post: dict[str, str | None], organisations: dict[str, Organisation], roles: dict[str, Role], password: str
) -> None:
    key, title = str(post["key"]), str(post["title"])
    user = User.objects.filter(username=key).first()
    if user is None:
        user = User.objects.create_user(key, name=title, password=password, is_demo=True)
    if Post.objects.filter(user=user).exists():
        return
    role = "manager" if key == MANAGER else ROLE_OF_DUTY[str(post["duty"])]
    region = Region.objects.filter(code=post["region"], valid_to=None).first() if post["region"] else None
    if post["duty"] in {"read", "evaluate"}:  # those outside look at everything, wherever their own desk is
        region = Region.objects.get(level="country")
    areas = [region] if region is not None else []
    post_appoint(
        actor=None,
        user=user,
        role=roles[role],
        organisation=organisations[str(post["organisation"])],
        title=title,
        areas=areas,
        valid_from=date(2020, 1, 1),
    )
