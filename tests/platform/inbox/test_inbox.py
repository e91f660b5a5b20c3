"""To-dos once and all of them, lamps by deadline, notices merged or silenced, reminders once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories.world import World
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import User
from xieshou.platform.inbox import api as inbox
from xieshou.platform.inbox.models import Item, Kind
from xieshou.platform.inbox.services import QUIET, mutes_set, notices_read

pytestmark = pytest.mark.function("ZC11")
SignIn = Callable[[User], Client]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def todo(user: User, source: str = "t:1", **rest: object) -> Item:
    values: dict[str, object] = {"category": "workflow.task", "title": "审核：购置教学设备", "url": "/inbox/", **rest}
    return inbox.todo_open(user=user, source=source, **values)  # type: ignore[arg-type]


def notice(*users: User, source: str = "n:1", title: str = "催办") -> None:
    inbox.notice_send(users=users, source=source, category="workflow.remind", title=title)


def in_days(days: int) -> datetime:
    """Noon, so many days from today."""
    return timezone.localtime().replace(hour=12, minute=0) + timedelta(days=days)


def test_it_opens_a_to_do_once(world: World) -> None:
    todo(world.clerk_a)
    todo(world.clerk_a, title="审核：改了标题")
    assert [item.title for item in inbox.todos(world.clerk_a)] == ["审核：改了标题"]


def test_it_opens_the_same_source_again_after_it_was_done(world: World) -> None:
    todo(world.clerk_a)
    inbox.todo_close(source="t:1")
    todo(world.clerk_a)
    assert inbox.todos(world.clerk_a).count() == 1
    assert Item.objects.count() == 2


def test_it_closes_for_one_person_only(world: World) -> None:
    todo(world.clerk_a)
    todo(world.clerk_b)
    inbox.todo_close(source="t:1", user=world.clerk_a)
    assert [inbox.todos(user).count() for user in (world.clerk_a, world.clerk_b)] == [0, 1]


@pytest.mark.parametrize(("days", "lamp"), [(-1, "red"), (0, "red"), (1, "yellow"), (3, "yellow"), (4, "")])
def test_it_is_yellow_three_days_before_and_red_when_due(days: int, lamp: str) -> None:
    assert inbox.urgency_of(in_days(days)) == lamp


def test_it_has_no_lamp_without_a_deadline() -> None:
    assert inbox.urgency_of(None) == ""
    noon = datetime(2026, 9, 25, 12, tzinfo=SHANGHAI)
    assert inbox.urgency_of(noon, today=date(2026, 9, 22)) == "yellow"


def test_it_puts_the_nearest_deadline_first_and_none_last(world: World) -> None:
    for source, due in (("none", None), ("late", in_days(5)), ("soon", in_days(1))):
        todo(world.clerk_a, source, due_at=due)
    assert [item.source for item in inbox.todos(world.clerk_a)] == ["soon", "late", "none"]


def test_it_lists_what_is_late_and_what_came_back_with_why(world: World) -> None:
    todo(world.clerk_a, "late", due_at=in_days(-2))
    todo(world.clerk_a, "back", because="缺发票")
    assert [item.source for item in inbox.late(world.clerk_a)] == ["late"]
    assert [item.because for item in inbox.returned(world.clerk_a)] == ["缺发票"]


def test_it_merges_notices_that_follow_closely(world: World) -> None:
    for number in range(3):
        notice(world.clerk_a, title=f"催办 {number}")
    item = inbox.notices(world.clerk_a).get()
    assert (item.merged_count, item.title) == (3, "催办 2")


def test_it_begins_a_new_notice_after_the_quiet_window(world: World) -> None:
    notice(world.clerk_a)
    Item.objects.update(last_at=timezone.now() - QUIET - timedelta(seconds=1))
    notice(world.clerk_a)
    assert inbox.notices(world.clerk_a).count() == 2


def test_it_begins_a_new_notice_once_the_last_was_read(world: World) -> None:
    notice(world.clerk_a)
    notices_read(actor=world.clerk_a)
    notice(world.clerk_a)
    assert [item.merged_count for item in inbox.notices(world.clerk_a)] == [1, 1]


def test_it_keeps_silenced_notices_quiet_and_merged(world: World) -> None:
    mutes_set(actor=world.clerk_a, codes=["workflow.remind"])
    notice(world.clerk_a, world.clerk_b)
    notice(world.clerk_a, world.clerk_b)
    assert [inbox.unread_count(user) for user in (world.clerk_a, world.clerk_b)] == [0, 1]
    assert inbox.notices(world.clerk_a).get().merged_count == 2


def test_it_never_silences_to_dos(world: World) -> None:
    with pytest.raises(Invalid, match="不能静音"):
        mutes_set(actor=world.clerk_a, codes=["workflow.task"])


def test_it_reminds_once_before_and_once_on_the_day(world: World) -> None:
    todo(world.clerk_a, due_at=in_days(2))
    for _ in range(3):
        inbox.reminders_send(timezone.now())
    assert [item.title for item in inbox.notices(world.clerk_a)] == ["还剩 2 天：审核：购置教学设备"]
    for _ in range(2):
        inbox.reminders_send(in_days(2))
    assert inbox.notices(world.clerk_a).get().merged_count == 2
    assert inbox.notices(world.clerk_a).get().title == "今天到期：审核：购置教学设备"


def test_it_reminds_as_early_as_the_step_says(world: World) -> None:
    todo(world.clerk_a, due_at=in_days(5), remind_days=5)
    todo(world.clerk_a, "t:2", due_at=in_days(3), remind_days=1)
    inbox.reminders_send(timezone.now())
    assert [item.source for item in inbox.notices(world.clerk_a)] == [f"due:{inbox.todos(world.clerk_a).last().pk}"]  # type: ignore[union-attr]


def test_it_does_not_remind_of_what_is_done(world: World) -> None:
    todo(world.clerk_a, due_at=in_days(0))
    inbox.todo_close(source="t:1")
    inbox.reminders_send(timezone.now())
    assert not inbox.notices(world.clerk_a).exists()


def test_it_refuses_a_category_nobody_declared(world: World) -> None:
    with pytest.raises(KeyError, match="not declared"):
        todo(world.clerk_a, category="made.up")


def test_it_counts_what_waits(world: World) -> None:
    todo(world.clerk_a)
    notice(world.clerk_a)
    assert inbox.unread_count(world.clerk_a) == 2


@pytest.mark.parametrize("tab", ["todo", "late", "returned", "notice"])
def test_it_shows_each_tab_within_the_budget(
    world: World, sign_in: SignIn, tab: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(60):
        todo(world.clerk_a, f"t:{number}", due_at=in_days(number - 30), because="缺发票")
        notice(world.clerk_a, source=f"n:{number}")
    browser = sign_in(world.clerk_a)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        page = browser.get(reverse("inbox:list"), {"tab": tab})
    assert page.status_code == 200
    assert len(page.context["page"].rows) in {30, 31, 50}


def test_it_turns_pages_through_equal_and_missing_deadlines(world: World, sign_in: SignIn) -> None:
    due = in_days(1)
    for number in range(120):
        todo(world.clerk_a, f"t:{number}", due_at=due if number < 70 else None)
    browser, address, seen = sign_in(world.clerk_a), reverse("inbox:list"), []
    while address:
        page = browser.get(address).context["page"]
        seen += [item.pk for item in page.rows]
        address = reverse("inbox:list") + page.next_url if page.next_url else ""
    assert len(seen) == len(set(seen)) == 120


def test_it_costs_a_page_one_small_query_for_the_bell(world: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        inbox.unread_count(world.clerk_a)
    assert len(queries) == 1


def test_it_opens_only_ones_own(world: World, sign_in: SignIn) -> None:
    item = todo(world.clerk_a)
    address = reverse("inbox:open", args=[item.pk])
    assert sign_in(world.clerk_b).post(address).status_code == 404
    assert sign_in(world.clerk_a).get(address).status_code == 405
    assert sign_in(world.clerk_a).post(address).url == "/inbox/"  # type: ignore[attr-defined]
    item.refresh_from_db()
    assert item.read_at is not None


def test_it_never_leads_to_another_host(world: World, sign_in: SignIn) -> None:
    item = todo(world.clerk_a, url="//evil.example/")
    assert sign_in(world.clerk_a).post(reverse("inbox:open", args=[item.pk])).url == "/inbox/"  # type: ignore[attr-defined]


def test_it_asks_strangers_to_sign_in(db: None) -> None:
    assert Client().get(reverse("inbox:list")).status_code == 302


def test_it_saves_what_to_be_quiet_about(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    browser.post(reverse("inbox:settings"), {"mute": ["workflow.remind"]})
    assert browser.get(reverse("inbox:settings")).context["muted"] == {"workflow.remind"}


def test_it_marks_all_notices_read(world: World, sign_in: SignIn) -> None:
    notice(world.clerk_a)
    sign_in(world.clerk_a).post(reverse("inbox:all_read"))
    assert not Item.objects.filter(kind=Kind.NOTICE, read_at=None).exists()
