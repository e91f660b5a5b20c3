"""What a new installation gets: registers and roles from the package, and on request the demo data. Safe to repeat."""

import secrets
from collections.abc import Iterator
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from xieshou.business.donations.api import load_facts as donations_load
from xieshou.business.meetings.api import load_facts as visits_load
from xieshou.business.talent.api import load_facts as training_load
from xieshou.config.demo_year import load_year
from xieshou.lib.yaml_text import read_yaml
from xieshou.platform.accounts.api import Post, Role, User, load_builtin_roles, post_appoint
from xieshou.platform.dictionary.api import dictionary_load
from xieshou.platform.registry.api import Organisation, Region, demo_organisations_load, regions_load
from xieshou.platform.reporting.api import load_demo_forms, periods_open
from xieshou.platform.workflow.api import load_builtin_flows

DEMO_PASSWORD_FILE = "demo-password.txt"
# the duties of registry/data/demo_roles.yaml, as roles
ROLE_OF_DUTY = {
    "handle": "clerk",
    "review": "approver",
    "lead": "leader",
    "liaise": "clerk",
    "read": "outside_reader",
    "respond": "clerk",
    "evaluate": "expert",
    "system": "system_admin",
    "security": "security_admin",
    "audit": "audit_admin",
}
# the reports whose office is among the demo organisations
OFFICE_OF_DOCUMENT = {"shenzhen-2020": "sz-office", "hechi-2018": "hq-hechi"}
MANAGER = "funds-head"  # of the demo posts, the one that runs the calendar, the flows and the registers


def set_up(*, demo: bool) -> Iterator[str]:
    """Loads what is missing; yields one line per step for the person who watches."""
    yield f"行政区划 {regions_load()} 条"
    indicators, code_sets = dictionary_load()
    yield f"指标 {indicators} 个，代码集 {code_sets} 个"
    roles = load_builtin_roles()
    yield f"角色 {len(roles)} 个"
    yield f"审批流程 {len(load_builtin_flows())} 个"
    if demo:
        organisations = demo_organisations_load()
        yield f"演示单位 {len(organisations)} 个（名称取自公开报告，演示数据）"
        yield _demo_people(organisations, roles)
        yield _published_records(organisations)
        if load_demo_forms() is not None:
            periods_open(timezone.now())
            yield "演示报表：东西部协作月报"
        yield from load_year(organisations, roles)


def _published_records(organisations: dict[str, Organisation]) -> str:
    """The training, visits and donations that the published reports state, under the office of each report."""
    owners = {document: organisations[key] for document, key in OFFICE_OF_DOCUMENT.items()}
    loaded = 0
    with as_file(files("xieshou.platform.registry").joinpath("data/facts_ledgers.yaml")) as path:
        for load_facts in (training_load, visits_load, donations_load):
            result = load_facts(path, owners=owners)
            loaded += result.created + result.known
    return f"台账记录 {loaded} 条（取自公开报告，逐条注明行号）"


def _demo_people(organisations: dict[str, Organisation], roles: dict[str, Role]) -> str:
    posts = read_yaml(files("xieshou.platform.registry").joinpath("data/demo_roles.yaml").read_text("utf-8"))["posts"]
    path = Path(settings.HOME) / DEMO_PASSWORD_FILE
    if not path.exists():
        path.write_text(secrets.token_urlsafe(12) + "\n", encoding="utf-8")
        path.chmod(0o600)
    encoded = make_password(path.read_text("utf-8").strip())  # one for all who share it: each takes a third of a second
    for post in posts:
        _demo_person(post, organisations, roles, encoded)
    return f"演示账号 {len(posts)} 个，账号名见登录页，密码在 {path}"


@transaction.atomic
def _demo_person(
    post: dict[str, str | None], organisations: dict[str, Organisation], roles: dict[str, Role], encoded: str
) -> None:
    key, title = str(post["key"]), str(post["title"])
    user = User.objects.filter(username=key).first()
    if user is None:
        user = User.objects.create(username=key, name=title, password=encoded, is_demo=True)
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
