"""An assisting city and two assisted counties, with the people who work there.

国家
├ 广东 ─ 深圳                  office（深圳协作办）
└ 新疆 ─ 喀什地区 ─ 塔县、疏附    ├ division（专项资金处）
                              └ hq（喀什前方指挥部，驻喀什地区）
                                   ├ county_a（塔县受援办，在塔县） ─ school_a
                                   └ county_b（疏附受援办，在疏附县）
"""

from dataclasses import dataclass
from datetime import date

from django.test import Client

from xieshou.platform.accounts.api import Role, User, load_builtin_roles, post_appoint
from xieshou.platform.registry.api import Organisation, Region, organisation_create, region_create

PASSWORD = "Bridge-2020-together"


@dataclass(frozen=True)
class World:
    """Names as in the drawing above."""

    country: Region
    shenzhen: Region
    kashgar: Region
    county_a_region: Region
    county_b_region: Region
    office: Organisation
    division: Organisation
    hq: Organisation
    county_a: Organisation
    county_b: Organisation
    school_a: Organisation
    roles: dict[str, Role]
    clerk_a: User
    approver_a: User
    clerk_b: User
    hq_approver: User
    division_manager: User
    leader: User
    auditor_outside: User
    system_admin: User
    security_admin: User
    audit_admin: User
    nobody: User


def person(username: str, name: str, **rest: object) -> User:
    """An account with the tests' password."""
    return User.objects.create_user(username, name=name, password=PASSWORD, **rest)


def signed_in(user: User) -> Client:
    """A browser in which the person has signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def make_world() -> World:
    """Everything above, in the database of the test."""
    roles = load_builtin_roles()
    country = region_create(code="000000", name="全国", level="country", parent=None)
    guangdong = region_create(code="440000", name="广东省", level="province", parent=country)
    shenzhen = region_create(code="440300", name="深圳市", level="prefecture", parent=guangdong)
    xinjiang = region_create(code="650000", name="新疆维吾尔自治区", level="province", parent=country)
    kashgar = region_create(code="653100", name="喀什地区", level="prefecture", parent=xinjiang)
    tash = region_create(code="653131", name="塔什库尔干塔吉克自治县", level="county", parent=kashgar)
    shufu = region_create(code="653121", name="疏附县", level="county", parent=kashgar)

    def org(name: str, kind: str, parent: Organisation | None, region: Region, side: str) -> Organisation:
        return organisation_create(
            actor=None, name=name, kind=kind, parent=parent, region=region, side=side, is_demo=True
        )

    office = org("深圳市扶贫协作和合作交流办公室", "office", None, shenzhen, "assisting")
    division = org("专项资金处", "division", office, shenzhen, "assisting")
    hq = org("喀什前方指挥部", "forward_hq", office, kashgar, "assisting")
    county_a = org("塔什库尔干塔吉克自治县受援办", "recipient_office", hq, tash, "assisted")
    county_b = org("疏附县受援办", "recipient_office", hq, shufu, "assisted")
    school_a = org("塔什库尔干塔吉克自治县深塔中学", "school", county_a, tash, "assisted")

    def hold(username: str, name: str, role: str, organisation: Organisation, *areas: Region) -> User:
        user = person(username, name)
        since = date(2020, 1, 1)
        post_appoint(
            actor=None,
            user=user,
            role=roles[role],
            organisation=organisation,
            title=name,
            areas=areas,
            valid_from=since,
        )
        return user

    return World(
        country=country,
        shenzhen=shenzhen,
        kashgar=kashgar,
        county_a_region=tash,
        county_b_region=shufu,
        office=office,
        division=division,
        hq=hq,
        county_a=county_a,
        county_b=county_b,
        school_a=school_a,
        roles=roles,
        clerk_a=hold("clerk_a", "塔县经办", "clerk", county_a),
        approver_a=hold("approver_a", "塔县审核", "approver", county_a),
        clerk_b=hold("clerk_b", "疏附经办", "clerk", county_b),
        hq_approver=hold("hq_approver", "指挥部审核", "approver", hq),
        division_manager=hold("division_manager", "专项资金处业务管理", "manager", division),
        leader=hold("leader", "分管领导", "leader", office),
        auditor_outside=hold("auditor_outside", "财政局查阅", "outside_reader", division, kashgar),
        system_admin=hold("system_admin", "系统管理员", "system_admin", office),
        security_admin=hold("security_admin", "安全管理员", "security_admin", office),
        audit_admin=hold("audit_admin", "审计管理员", "audit_admin", office),
        nobody=person("nobody", "未任职人员"),
    )
