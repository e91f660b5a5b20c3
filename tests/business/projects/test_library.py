"""The library: order, maturity, counts, pages, export."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.projects import WAN, make_project
from tests.factories.world import World
from xieshou.business.projects import selectors
from xieshou.business.projects.models import Category, Maturity, Project, Stage
from xieshou.business.projects.services import library
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit

pytestmark = [pytest.mark.django_db, pytest.mark.function("XM03")]
SignIn = Callable[[User], Client]


def waiting(world: World, *names: str, **changed: object) -> list[Project]:
    """Projects in the library, ranked in the order given."""
    made = [
        make_project(world, stage=Stage.IN_LIBRARY, name=name, rank=number, **changed)  # type: ignore[arg-type]
        for number, name in enumerate(names, 1)
    ]
    return made


def order() -> str:
    return "".join(sorted(Project.objects.values_list("name", flat=True), key=_rank))


def _rank(name: str) -> int:
    return Project.objects.get(name=name).rank or 0


class TestRank:
    @pytest.mark.parametrize(
        ("position", "expected"), [(1, "丙甲乙丁"), (2, "甲丙乙丁"), (4, "甲乙丁丙"), (3, "甲乙丙丁")]
    )
    def test_it_moves_to_the_place_asked_for(self, world: World, position: int, expected: str) -> None:
        third = waiting(world, *"甲乙丙丁")[2]
        library.rank_set(actor=world.hq_approver, project=third, position=position)
        assert order() == expected

    def test_it_goes_in_front_of_or_behind_another(self, world: World) -> None:
        first, _second, third, fourth = waiting(world, *"甲乙丙丁")
        library.rank_beside(actor=world.hq_approver, project=fourth, other=first)
        assert order() == "丁甲乙丙"
        library.rank_beside(actor=world.hq_approver, project=first, other=third, is_after=True)
        assert order() == "丁乙丙甲"

    def test_those_without_a_number_come_after_the_others(self, world: World) -> None:
        first = waiting(world, "甲")[0]
        late = make_project(world, stage=Stage.IN_LIBRARY, name="乙")
        library.rank_set(actor=world.hq_approver, project=late, position=1)
        first.refresh_from_db()
        late.refresh_from_db()
        assert (late.rank, first.rank) == (1, 2)

    def test_whoever_decides_for_one_county_leaves_the_others_numbers_alone(self, world: World) -> None:
        mine = waiting(world, "甲")[0]
        other = make_project(world, stage=Stage.IN_LIBRARY, name="外", rank=2, owner=world.county_b)
        last = make_project(world, stage=Stage.IN_LIBRARY, name="丙", rank=3)
        library.rank_set(actor=world.approver_a, project=last, position=1)
        ranks = dict(Project.objects.values_list("name", "rank"))
        assert ranks == {"丙": 1, "外": 2, "甲": 3}
        assert mine.pk != other.pk

    def test_it_is_in_the_history_with_before_and_after(self, world: World) -> None:
        third = waiting(world, *"甲乙丙")[2]
        library.rank_set(actor=world.hq_approver, project=third, position=1, reason="县里急需")
        entry = audit.history_of(third).first()
        assert entry is not None
        assert (entry.action, entry.changes, entry.reason) == ("project.rank", [["排序", "3", "1"]], "县里急需")

    def test_a_place_beyond_the_end_is_refused(self, world: World) -> None:
        with pytest.raises(Invalid, match="1 到 2"):
            library.rank_set(actor=world.hq_approver, project=waiting(world, *"甲乙")[0], position=3)

    def test_only_the_library_is_ranked(self, world: World) -> None:
        with pytest.raises(Invalid, match="已入库"):
            library.rank_set(actor=world.hq_approver, project=make_project(world), position=1)

    def test_it_is_refused_to_who_may_not_decide(self, world: World) -> None:
        with pytest.raises(Refused):
            library.rank_set(actor=world.clerk_a, project=waiting(world, "甲")[0], position=1)


class TestMaturity:
    def test_it_needs_its_basis(self, world: World) -> None:
        project = waiting(world, "甲")[0]
        with pytest.raises(Invalid, match="理由"):
            library.maturity_set(actor=world.clerk_a, project=project, maturity="ready", reason="")
        saved = library.maturity_set(actor=world.clerk_a, project=project, maturity="ready", reason="批复已到")
        assert saved.maturity == Maturity.READY


class TestCounts:
    def test_a_missing_estimate_is_counted_apart_not_as_zero(self, world: World) -> None:
        waiting(world, "甲")
        make_project(world, stage=Stage.IN_LIBRARY, name="乙", estimate_fen=None, needs={})
        rows = selectors.library(world.clerk_a, selectors.Filter())
        only = selectors.tallies(rows, "category", Category.choices)[0]
        assert (only.label, only.count, only.fen, only.unknown) == ("教育", 2, 600 * WAN, 1)


class TestPage:
    def test_it_shows_the_order_and_only_what_one_may_see(self, world: World, sign_in: SignIn) -> None:
        waiting(world, "甲项", "乙项")
        make_project(world, stage=Stage.IN_LIBRARY, name="外县", owner=world.county_b, place=world.county_b_region)
        page = sign_in(world.clerk_a).get(reverse("projects:library")).content.decode()
        assert page.index("甲项") < page.index("乙项")
        assert "外县" not in page
        assert "data-rank" not in page

    def test_filters_narrow_and_what_cannot_be_read_is_told(self, world: World, sign_in: SignIn) -> None:
        waiting(world, "甲项")
        make_project(world, stage=Stage.IN_LIBRARY, name="产业园", category=Category.INDUSTRY)
        client = sign_in(world.clerk_a)
        page = client.get(reverse("projects:library"), {"category": "industry", "place": "火星"}).content.decode()
        assert "产业园" in page
        assert "甲项" not in page
        assert "地区“火星”没有找到" in page

    def test_a_decider_ranks_on_the_page(self, world: World, sign_in: SignIn) -> None:
        projects = waiting(world, *"甲乙丙")
        client = sign_in(world.hq_approver)
        client.post(reverse("projects:rank", args=[projects[2].pk]), {"position": "1"})
        assert order() == "丙甲乙"
        client.post(reverse("projects:rank", args=[projects[2].pk]), {"after": projects[1].pk})
        assert order() == "甲乙丙"

    def test_a_place_that_is_no_number_is_refused(self, world: World, sign_in: SignIn) -> None:
        address = reverse("projects:rank", args=[waiting(world, "甲")[0].pk])
        assert sign_in(world.hq_approver).post(address, {"position": "第一"}).status_code == 422
        assert sign_in(world.clerk_a).post(address, {"position": "1"}).status_code == 403
        assert sign_in(world.clerk_b).post(address, {"position": "1"}).status_code == 404
        assert sign_in(world.hq_approver).get(address).status_code == 405

    def test_pages_go_on_after_the_last_row(self, world: World, sign_in: SignIn) -> None:
        waiting(world, *(f"第{n:03d}号" for n in range(1, 61)))
        client = sign_in(world.clerk_a)
        first = client.get(reverse("projects:library"))
        second = client.get(reverse("projects:library") + first.context["page"].next_url)
        assert [project.rank for project in second.context["page"].rows] == list(range(51, 61))

    @pytest.mark.parametrize("rows", [2, 40])
    def test_it_asks_the_database_no_more_for_more_rows(
        self, world: World, sign_in: SignIn, rows: int, django_assert_max_num_queries: Callable[[int], object]
    ) -> None:
        waiting(world, *(f"第{n}号" for n in range(rows)))
        client = sign_in(world.approver_a)
        client.get(reverse("projects:library"))
        with django_assert_max_num_queries(26):  # type: ignore[attr-defined]
            assert client.get(reverse("projects:library")).status_code == 200
