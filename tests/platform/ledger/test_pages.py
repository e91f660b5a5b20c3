"""Pages of a ledger as an ordinary person with a limited area sees them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories.world import World
from tests.platform.ledger.rows import cells, entered
from xieshou.business.talent.api import TrainingSession
from xieshou.platform.accounts.api import User
from xieshou.platform.jobs.api import work_until_idle
from xieshou.platform.ledger.paging import PAGE

SignIn = Callable[[User], Client]
LIST = "/ledger/training/"


def test_it_asks_strangers_to_sign_in(client: Client, world: World) -> None:
    assert client.get(LIST).status_code == 302


def test_it_refuses_who_has_no_post(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.nobody).get(LIST).status_code == 403


def test_it_does_not_know_an_unknown_ledger(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.clerk_a).get("/ledger/nothing/").status_code == 404


def test_it_lists_only_what_one_may_see(world: World, sign_in: SignIn) -> None:
    entered(world, title="本县培训")
    entered(world, world.clerk_b, owner="疏附县受援办", title="邻县培训")
    page = sign_in(world.clerk_a).get(LIST).content.decode()
    assert "本县培训" in page
    assert "邻县培训" not in page


def test_it_asks_the_database_a_fixed_number_of_times(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        entered(world, title=f"培训 {number}", host="塔什库尔干塔吉克自治县深塔中学")
    browser = sign_in(world.clerk_a)
    with django_assert_max_num_queries(16):
        browser.get(LIST)


def _titles(browser: Client, url: str) -> tuple[list[str], Any]:
    answer = browser.get(url)
    return [row.title for row, _cells in answer.context["rows"]], answer.context


def test_it_pages_forwards_and_backwards_without_losing_a_row(world: World, sign_in: SignIn) -> None:
    for number in range(PAGE * 2 + 5):
        entered(world, title=f"第 {number:03d} 班", occurred_on=f"2020-0{1 + number % 3}-01")
    browser = sign_in(world.clerk_a)
    first, context = _titles(browser, LIST)
    second, context2 = _titles(browser, LIST + context["next_url"])
    third, context3 = _titles(browser, LIST + context2["next_url"])
    assert len({*first, *second, *third}) == PAGE * 2 + 5
    assert context3["next_url"] is None
    assert _titles(browser, LIST + context3["previous_url"])[0] == second
    assert _titles(browser, LIST + context2["previous_url"])[0] == first


def test_it_filters_by_address_and_says_what_it_could_not_read(world: World, sign_in: SignIn) -> None:
    entered(world, title="春季班", occurred_on="2020-03-01", kind="党政干部")
    entered(world, title="秋季班", occurred_on="2020-09-01")
    browser = sign_in(world.clerk_a)
    assert _titles(browser, LIST + "?since=2020年5月1日")[0] == ["秋季班"]
    assert _titles(browser, LIST + "?kind=cadre&region=653131")[0] == ["春季班"]
    assert _titles(browser, LIST + "?q=秋季")[0] == ["秋季班"]
    assert "这个条件没有使用" in browser.get(LIST + "?until=明天").content.decode()


def test_it_sorts_by_a_figure_and_shows_chosen_columns(world: World, sign_in: SignIn) -> None:
    entered(world, title="小班", persons="8")
    entered(world, title="大班", persons="800")
    browser = sign_in(world.clerk_a)
    titles, context = _titles(browser, LIST + "?sort=persons&cols=title&cols=days")
    assert titles == ["小班", "大班"]
    assert [column.name for column in context["columns"]] == ["title", "days"]


def test_it_totals_what_the_filters_keep(world: World, sign_in: SignIn) -> None:
    entered(world, persons="8")
    entered(world, persons="20", occurred_on="2021-01-01")
    page = sign_in(world.clerk_a).get(LIST + "totals/?until=2020-12-31").content.decode()
    assert '培训人次 <strong class="xs-number">8</strong>' in page


@pytest.mark.function("JC12")
def test_it_greys_what_is_known_and_links_to_its_register(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.clerk_a).get(LIST + "new/")
    fields = page.context["form"].fields
    assert (fields["owner"].disabled, fields["place"].disabled, fields["title"].disabled) == (True, True, False)
    assert world.county_a.get_absolute_url() in page.content.decode()


def test_it_enters_a_record_without_asking_for_what_is_known(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    answer = browser.post(LIST + "new/", {"title": "村医培训", "period": "2020", "persons": "90", "is_counted": "是"})
    assert answer.status_code == 302
    record = TrainingSession.objects.get()
    assert (record.owner, record.place, record.persons) == (world.county_a, world.county_a_region, 90)


def test_it_shows_every_mistake_at_its_field(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.clerk_a).post(LIST + "new/", {"title": "", "period": "不知道", "persons": "九十"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"title", "period", "persons"}


def test_it_saves_an_edit_from_what_the_form_showed(world: World, sign_in: SignIn) -> None:
    record = entered(world, host="塔什库尔干塔吉克自治县深塔中学", kind="党政干部")
    browser = sign_in(world.clerk_a)
    form = browser.get(f"{LIST}{record.pk}/edit/").context["form"]
    shown = {name: form[name].value() or "" for name, field in form.fields.items() if not field.disabled}
    answer = browser.post(f"{LIST}{record.pk}/edit/", {**shown, "persons": "104"})
    assert answer.status_code == 302
    saved = TrainingSession.objects.get()
    assert (saved.persons, saved.kind, saved.host, saved.version) == (104, "cadre", world.school_a, 2)


def test_it_tells_the_second_editor_and_lets_them_decide(world: World, sign_in: SignIn) -> None:
    record = entered(world)
    sent = {**cells(), "owner": "塔什库尔干塔吉克自治县受援办", "opened_version": "1"}
    sign_in(world.approver_a).post(f"{LIST}{record.pk}/edit/", {**sent, "persons": "104"})
    browser = sign_in(world.clerk_a)
    answer = browser.post(f"{LIST}{record.pk}/edit/", {**sent, "persons": "110"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "塔县审核" in page
    assert "104" in page
    assert "110" in page
    again = {**sent, "persons": "110", "opened_version": str(answer.context["record"].version)}
    assert browser.post(f"{LIST}{record.pk}/edit/", again).status_code == 302
    assert TrainingSession.objects.get().persons == 110


@pytest.mark.parametrize("action", ["edit/", "delete/"])
def test_it_shows_readers_but_lets_them_change_nothing(world: World, sign_in: SignIn, action: str) -> None:
    record = entered(world)
    reader, stranger = sign_in(world.leader), sign_in(world.clerk_b)
    assert reader.get(f"{LIST}{record.pk}/").status_code == 200
    assert reader.post(f"{LIST}{record.pk}/{action}", {"reason": "x"}).status_code == 403
    assert stranger.get(f"{LIST}{record.pk}/").status_code == 404
    assert stranger.post(f"{LIST}{record.pk}/{action}", {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("path", ["restore/", "cite/"])
def test_it_rejects_get_where_something_changes(world: World, sign_in: SignIn, path: str) -> None:
    record = entered(world)
    assert sign_in(world.clerk_a).get(f"{LIST}{record.pk}/{path}").status_code == 405


def test_it_deletes_and_restores_on_the_record_s_page(world: World, sign_in: SignIn) -> None:
    record = entered(world)
    browser = sign_in(world.clerk_a)
    assert browser.post(f"{LIST}{record.pk}/delete/", {"reason": ""}).status_code == 422
    page = browser.post(f"{LIST}{record.pk}/delete/", {"reason": "重复"}, follow=True).content.decode()
    assert "已删除" in page
    assert _titles(browser, LIST + "?trash=1")[0] == [record.title]
    browser.post(f"{LIST}{record.pk}/restore/")
    assert _titles(browser, LIST)[0] == [record.title]


def test_it_shows_text_as_text(world: World, sign_in: SignIn) -> None:
    record = entered(world, title="<script>alert(1)</script>", note="<b>粗</b>")
    browser = sign_in(world.clerk_a)
    for url in (LIST, f"{LIST}{record.pk}/", f"{LIST}{record.pk}/edit/"):
        assert "<script>alert" not in browser.get(url).content.decode()


def test_it_changes_the_ticked_records_after_asking_how(world: World, sign_in: SignIn) -> None:
    records = [entered(world, title=f"班 {number}") for number in range(3)]
    browser = sign_in(world.clerk_a)
    ticked = [str(record.pk) for record in records[:2]]
    assert "批量处理 2 条" in browser.post(LIST + "bulk/", {"rows": ticked}).content.decode()
    told = {"rows": ticked, "action": "set", "column": "sessions", "value": "3", "reason": "补录", "query": "q=班"}
    answer = browser.post(LIST + "bulk/", told)
    assert TrainingSession.objects.filter(sessions=3).count() == 2
    assert _titles(browser, answer["Location"])[1]["filters"].words == "班"


def test_it_changes_everything_the_filters_keep_as_a_job(world: World, sign_in: SignIn) -> None:

    for number in range(3):
        entered(world, title=f"班 {number}", persons=str(number))
    sent = {"everything": "1", "query": "q=班", "action": "delete", "reason": "整理", "column": "", "value": ""}
    sign_in(world.clerk_a).post(LIST + "bulk/", sent)
    work_until_idle()
    assert TrainingSession.objects.count() == 0
