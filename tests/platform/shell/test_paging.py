"""Pages of lists: every row once, forwards and back, whatever the order; filters kept, nonsense survived."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory

from tests.factories.world import World
from xieshou.platform.inbox.models import Item
from xieshou.platform.shell import paging

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 3, 1, 1, tzinfo=UTC)
ORDERS = ["pk", "-pk", "title", "-title", "due_at", "-due_at", "object_id", "-object_id"]


def asked(address: str = "") -> HttpRequest:
    return RequestFactory().get(f"/list/{address}")


@pytest.fixture
def items(world: World) -> QuerySet[Item]:
    """Seven rows: equal titles, equal days, two without a day."""
    days = [2, 1, None, 2, 3, None, 1]
    Item.objects.all().delete()
    for number, day in enumerate(days):
        due = None if day is None else MORNING + timedelta(days=day)
        known = {
            "title": "甲~乙"[: number % 3],
            "due_at": due,
            "object_id": day,
            "last_at": MORNING,
            "source": f"{number}",
        }
        Item.objects.create(user=world.clerk_a, kind="todo", category="task", **known)
    return Item.objects.all()


def walked(rows: QuerySet[Item], order: str, start: str, way: str) -> list[list[int]]:
    pages, at = [], start
    while True:
        page = paging.page(asked(at), rows, order, size=2)
        pages.append([row.pk for row in page.rows])
        following = getattr(page, way)
        if following is None:
            return pages
        at = following


def last_page(rows: QuerySet[Item], order: str) -> str:
    at = ""
    while following := paging.page(asked(at), rows, order, size=2).next_url:
        at = following
    return at


@pytest.mark.parametrize("order", ORDERS)
def test_it_shows_every_row_once(items: QuerySet[Item], order: str) -> None:
    keys = [key for page in walked(items, order, "", "next_url") for key in page]
    assert sorted(keys) == sorted(items.values_list("pk", flat=True))


@pytest.mark.parametrize("order", ORDERS)
def test_it_goes_back_through_the_same_rows(items: QuerySet[Item], order: str) -> None:
    forwards = [key for page in walked(items, order, "", "next_url") for key in page]
    back = walked(items, order, last_page(items, order), "previous_url")
    assert [key for page in reversed(back) for key in page] == forwards


def test_it_orders_by_the_field_and_puts_rows_without_a_value_last(items: QuerySet[Item]) -> None:
    for order, days in (("due_at", [1, 1, 2, 2, 3]), ("-due_at", [3, 2, 2, 1, 1])):
        shown = paging.page(asked(), items, order).rows
        assert [row.due_at and (row.due_at - MORNING).days for row in shown] == [*days, None, None]


def test_it_keeps_the_filters_of_the_address(items: QuerySet[Item]) -> None:
    following = paging.page(asked("?q=%E8%8C%B6&state=open&before=x"), items, "-pk", size=2).next_url
    query = QueryDict((following or "").removeprefix("?"))
    assert (query["q"], query["state"], "before" in query) == ("茶", "open", False)


@pytest.mark.parametrize("order", ["-pk", "title", "due_at"])
@pytest.mark.parametrize(
    "edge", ["x", "~", "9" * 30, "2020-13-45~1", "2020-01-01~1", "0001-01-01T00:00:00+14:00~1", "x~²"]
)
def test_it_begins_anew_at_an_edge_that_cannot_be_read(items: QuerySet[Item], order: str, edge: str) -> None:
    page = paging.page(asked(f"?after={edge}"), items, order, size=2)
    assert len(page.rows) == 2


def test_it_takes_a_text_with_a_nul_for_no_edge(items: QuerySet[Item]) -> None:
    assert len(paging.page(asked("?after=%00~1"), items, "title", size=2).rows) == 2


def test_it_leads_back_to_the_beginning_when_the_rows_are_gone(items: QuerySet[Item]) -> None:
    page = paging.page(asked("?after=0&q=1"), items, "-pk")
    assert (page.rows, page.next_url, page.previous_url) == ([], None, "?q=1")


def test_it_asks_once_for_a_page(items: QuerySet[Item], django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        paging.page(asked(), items, "due_at", size=2)
