"""The first page: what is mine, by deadline, once each; the figures; the administrators' own; the search."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from tests.factories.world import World
from tests.platform.ledger.rows import entered
from xieshou.config import doctor
from xieshou.platform.accounts.api import User, post_end
from xieshou.platform.audit import api as audit
from xieshou.platform.audit import triggers
from xieshou.platform.inbox import api as inbox
from xieshou.platform.reporting.api import load_demo_forms, periods_open

SignIn = Callable[[User], Client]
inbox.category_add(inbox.Category("test.workbench", "测试"))


def opened(user: User, title: str, days: int | None, because: str = "") -> None:
    """A to-do due in so many days."""
    due = timezone.now() + timedelta(days=days) if days is not None else None
    inbox.todo_open(
        user=user, source=title, category="test.workbench", title=title, url="/inbox/", due_at=due, because=because
    )


def page(browser: Client, path: str = "/") -> str:
    return browser.get(path).content.decode()


def test_it_asks_a_stranger_to_sign_in(db: None) -> None:
    assert Client().get("/").status_code == 302


def test_it_is_read_only(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.clerk_a).post("/").status_code == 405


@pytest.mark.function("ZC11")
def test_it_orders_by_deadline_and_paints_what_is_near(world: World, sign_in: SignIn) -> None:
    for title, days in (("无期限", None), ("下月", 30), ("后天", 2)):
        opened(world.clerk_a, title, days)
    text = page(sign_in(world.clerk_a))
    assert text.index("后天") < text.index("下月") < text.index("无期限")
    assert text.count("xs-status-yellow") == 1


@pytest.mark.function("ZC11")
def test_it_shows_each_thing_once_late_before_returned_before_the_rest(world: World, sign_in: SignIn) -> None:
    opened(world.clerk_a, "平常件", 9)
    opened(world.clerk_a, "退回件", 5, because="数字不符")
    opened(world.clerk_a, "超期件", -2)
    text = page(sign_in(world.clerk_a))
    assert text.index("超期件") < text.index("退回件") < text.index("平常件")
    assert text.count("超期件") == 1
    assert "退回理由：数字不符" in text


def test_it_shows_nobody_elses_things(world: World, sign_in: SignIn) -> None:
    opened(world.clerk_b, "疏附的事", 1)
    assert "疏附的事" not in page(sign_in(world.clerk_a))


def test_it_names_only_posts_in_force(world: World, sign_in: SignIn) -> None:
    post = world.clerk_a.posts.get()
    post_end(actor=None, post=post, on=date(2021, 1, 1), reason="离任")
    text = page(sign_in(world.clerk_a))
    assert "您还没有任职" in text
    assert post.title + "（" not in text


def test_it_marks_a_message_as_read_when_it_is_opened(world: World, sign_in: SignIn) -> None:
    inbox.notice_send(users=[world.clerk_a], source="a", category="test.workbench", title="系统升级通知", url="/inbox/")
    browser = sign_in(world.clerk_a)
    assert "<strong>系统升级通知</strong>" in page(browser)
    item = inbox.notices(world.clerk_a).get()
    browser.post(f"/inbox/{item.pk}/open/")
    assert "<strong>系统升级通知</strong>" not in page(browser)


def test_it_leads_each_to_what_the_role_does(world: World, sign_in: SignIn) -> None:
    assert "登记或导入台账" in page(sign_in(world.clerk_a))
    assert "登记或导入台账" not in page(sign_in(world.auditor_outside))
    assert "开设账号" in page(sign_in(world.system_admin))


def test_it_shows_each_administrator_only_their_own(world: World, sign_in: SignIn) -> None:
    system, security, log = (
        page(sign_in(user)) for user in (world.system_admin, world.security_admin, world.audit_admin)
    )
    assert "有账号没有任职" in system
    assert "未任职人员" in system
    assert "登录失败与锁定" in security
    assert "有账号没有任职" not in security
    assert "首尾相接" in log
    assert "登录失败与锁定" not in log
    assert "有账号没有任职" not in page(sign_in(world.clerk_a))


def test_it_tells_security_of_failed_sign_ins(world: World, sign_in: SignIn) -> None:
    stranger = Client()
    for _ in range(5):
        stranger.post("/accounts/login/", {"login": "clerk_a", "password": "wrong"})
    text = page(sign_in(world.security_admin))
    assert "锁定到" in text
    assert "错 5 次" in text


def test_it_tells_audit_when_the_newest_entries_do_not_hold(world: World, sign_in: SignIn) -> None:
    audit.record(actor=world.clerk_a, action="试", target=world.county_a)
    newest = audit.latest(1)[0]
    newest.reason = "改过"
    triggers.remove(connection)
    newest.save()
    assert "内容与校验值不符" in page(sign_in(world.audit_admin))


def test_it_examines_the_installation_for_the_system_administrator_only(
    world: World, sign_in: SignIn, settings: Settings
) -> None:
    settings.INSTALLATION_CHECK = f"{doctor.__name__}.examine"
    assert "数据库结构" in page(sign_in(world.system_admin), "/installation/")
    assert sign_in(world.clerk_a).get("/installation/").status_code == 403


def test_it_costs_few_queries_however_much_there_is(
    world: World, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        opened(world.hq_approver, f"第 {number} 件", number - 5)
    browser = sign_in(world.hq_approver)
    page(browser)
    with django_assert_max_num_queries(32):
        page(browser)


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "audit_admin"])
def test_it_costs_administrators_few_queries(
    world: World, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries, who: str
) -> None:
    browser = sign_in(getattr(world, who))
    page(browser)
    with django_assert_max_num_queries(22):
        page(browser)


def test_it_finds_reports_within_reach(world: World, sign_in: SignIn) -> None:
    assert load_demo_forms() is not None
    periods_open(timezone.now())
    assert "塔什库尔干塔吉克自治县受援办　" in page(sign_in(world.clerk_a), "/search/?q=月报")
    assert "塔什库尔干塔吉克自治县受援办　" not in page(sign_in(world.clerk_b), "/search/?q=月报")


def test_it_finds_places_and_units(world: World, sign_in: SignIn) -> None:
    text = page(sign_in(world.clerk_a), "/search/?q=疏附")
    assert "疏附县受援办" in text
    assert "行政区划" in text


def test_it_says_when_nothing_is_found(world: World, sign_in: SignIn) -> None:
    assert "没有找到" in page(sign_in(world.clerk_a), "/search/?q=不存在的词")
    assert "输入要找的内容" in page(sign_in(world.clerk_a), "/search/?q=")


@pytest.mark.function("ZC11")
def test_it_adds_up_each_ledger_of_what_the_person_may_see(world: World, sign_in: SignIn) -> None:
    entered(world, persons="1200")
    entered(world, persons="34", occurred_on="2020-09-16")
    text = page(sign_in(world.clerk_a), "/figures/")
    assert "1,234" in text
    assert "1,234" not in page(sign_in(world.clerk_b), "/figures/")
