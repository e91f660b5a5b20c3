"""Views of lists that people save for themselves, on every list that can be filtered."""

from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.world import World
from xieshou.platform.accounts.api import User
from xieshou.platform.shell import saved_views
from xieshou.platform.shell.models import SavedView

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PROJECTS = "/projects/"
LISTS = [
    ("/ledger/training/?kind=cadre&sort=-persons", "clerk_a"),
    ("/projects/?q=学校", "clerk_a"),
    ("/projects/library/?maturity=ready", "clerk_a"),
    ("/projects/contracts/?look=late", "clerk_a"),
    ("/projects/warnings/?status=all", "clerk_a"),
    ("/projects/acceptances/?view=all&state=passed", "clerk_a"),
    ("/projects/settlements/?open=1", "clerk_a"),
    ("/projects/plans/?year=2025", "clerk_a"),
    ("/funds/payments/?state=paid&q=学校", "clerk_a"),
    ("/funds/sources/?year=2025", "clerk_a"),
    ("/funds/allocations/?state=issued", "clerk_a"),
    ("/funds/changes/?year=2025", "clerk_a"),
    ("/funds/figures/?year=2025", "clerk_a"),
    ("/performance/?tab=self&year=2025", "clerk_a"),
    ("/performance/self/?year=2025", "clerk_a"),
    ("/performance/monitoring/?year=2025", "clerk_a"),
    ("/rectification/?overdue=1", "clerk_a"),
    ("/workflow/todo/?q=会签", "clerk_a"),
    ("/workflow/started/?state=open", "clerk_a"),
    ("/metrics/?q=培训", "clerk_a"),
    ("/surveys/?q=满意", "clerk_a"),
    ("/chain/breaks/?year=2025", "clerk_a"),
    ("/evidence/?q=批复", "clerk_a"),
    ("/registry/organisations/?q=学校", "clerk_a"),
    ("/people/users/?q=a", "system_admin"),
    ("/people/posts/?q=a", "system_admin"),
    ("/audit/?q=a", "audit_admin"),
]


def form_of(browser: Client, address: str) -> dict[str, str]:
    """What the list's own form would send, without the name."""
    page = unescape(browser.get(address).content.decode())
    part = page.split('action="/views/"')[1].split("</form>")[0]
    return {name: part.split(f'name="{name}" value="')[1].split('"')[0] for name in ("list", "query")}


def saved(browser: Client, address: str, name: str = "我的") -> Any:
    return browser.post("/views/", {**form_of(browser, address), "name": name})


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(("address", "who"), LISTS)
def test_it_is_on_every_list_and_leads_to_the_list_as_it_was_filtered(
    world: World, sign_in: SignIn, address: str, who: str
) -> None:
    browser = sign_in(getattr(world, who))
    asked, led = urlsplit(address), urlsplit(saved(browser, address)["Location"])
    assert (led.path, parse_qs(led.query)) == (asked.path, parse_qs(asked.query))
    assert f'href="?{led.query}">'.replace("&", "&amp;") in text(browser.get(asked.path))


def test_it_marks_the_view_that_is_shown(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    page = text(browser.get(saved(browser, "/projects/?q=学校")["Location"]))
    assert '<a class="btn btn-sm text-wrap mw-100 active" href="?q=' in page


def test_it_keeps_neither_the_place_of_the_page_nor_what_is_empty(world: World, sign_in: SignIn) -> None:
    saved(sign_in(world.clerk_a), "/projects/?q=a&place=&after=7&stage=running")
    assert SavedView.objects.get().query == "q=a&stage=running"


def test_it_tells_when_a_name_that_was_there_means_something_else_now(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    saved(browser, "/projects/?q=a")
    page = text(browser.get(saved(browser, "/projects/?q=b", " 我的 ")["Location"]))
    assert "原有的视图“我的”已换成现在的筛选" in page
    assert SavedView.objects.get().query == "q=b"


def test_it_offers_nothing_to_save_on_a_list_that_is_not_filtered(world: World, sign_in: SignIn) -> None:
    assert "保存当前筛选" not in text(sign_in(world.clerk_a).get(PROJECTS))


def test_it_belongs_to_one_person_and_one_list(world: World, sign_in: SignIn) -> None:
    saved(sign_in(world.clerk_a), "/projects/?q=a", "路")
    assert "路</a>" in text(sign_in(world.clerk_a).get(PROJECTS))
    assert "路</a>" not in text(sign_in(world.clerk_a).get("/projects/library/"))
    assert "路</a>" not in text(sign_in(world.approver_a).get(PROJECTS))


def test_it_is_deleted_by_its_owner_alone_and_the_filter_stays(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    saved(browser, "/projects/?q=a")
    url = f"/views/{SavedView.objects.get().pk}/delete/"
    assert sign_in(world.approver_a).post(url).status_code == 404
    answer = browser.post(url, {"query": "q=b&after=3"})
    assert (answer["Location"], SavedView.objects.exists()) == ("/projects/?q=b", False)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": " "}, "没有写视图名称"),
        ({"name": "长" * 41}, "1 到 40 个字"),
        ({"query": "q=" + "a" * 2000}, "2000 个字符"),
        ({"query": "after=3&q="}, "没有筛选条件"),
        ({"list": "https://example.com/"}, "没有说明是哪个列表"),
        ({"list": "//example.com/"}, "没有说明是哪个列表"),
        ({"list": Signer(salt="another").sign(PROJECTS)}, "没有说明是哪个列表"),
    ],
)
def test_it_refuses_what_is_no_view_of_a_list_of_ours(
    world: World, sign_in: SignIn, sent: dict[str, str], told: str
) -> None:
    browser = sign_in(world.clerk_a)
    answer = browser.post("/views/", {**form_of(browser, "/projects/?q=a"), "name": "我的", **sent})
    assert (answer.status_code, SavedView.objects.exists()) == (422, False)
    assert told in text(answer)


def test_it_tells_every_mistake_at_once(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    page = text(browser.post("/views/", {**form_of(browser, "/projects/?q=a"), "name": "", "query": ""}))
    assert "没有写视图名称" in page
    assert "没有筛选条件" in page


def test_it_takes_fifty_of_a_list_and_still_replaces_one_of_them(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    many = (SavedView(user=world.clerk_a, path=PROJECTS, name=f"{n}", query="q=a") for n in range(saved_views.MOST))
    SavedView.objects.bulk_create(many)
    assert "最多 50 个" in text(saved(browser, "/projects/?q=b", "又一个"))
    assert saved(browser, "/projects/?q=b", "7").status_code == 302


def test_it_shows_a_name_as_text(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    saved(browser, "/projects/?q=a", "<b>粗")
    assert "<b>粗" not in text(browser.get(PROJECTS))


def test_it_costs_a_list_one_question(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    for name in ("甲", "乙", "丙"):
        saved(browser, "/projects/?q=a", name)
    with CaptureQueriesContext(connection) as queries:
        browser.get(PROJECTS)
    assert sum(f'FROM "{SavedView._meta.db_table}"' in one["sql"] for one in queries.captured_queries) == 1
    assert len(queries) <= 15


def test_a_list_takes_no_nul_in_its_address(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.clerk_a).get("/projects/?q=%00").status_code == 400


@pytest.mark.parametrize("url", ["/views/", "/views/1/delete/"])
def test_it_asks_strangers_to_sign_in_and_rejects_get(world: World, client: Client, sign_in: SignIn, url: str) -> None:
    assert client.post(url).status_code == 302
    assert sign_in(world.clerk_a).get(url).status_code == 405
