"""Twins: the rule, its arithmetic, and what is told to whom."""

import pytest

from tests.factories.projects import WAN, facts, make_project
from tests.factories.world import World
from xieshou.business.projects.models import Project, SourceLevel, Stage
from xieshou.business.projects.services import proposing, similar
from xieshou.lib.problems import Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.function("XM01")]
NAME = "塔县第一小学教学楼"


def stored(world: World, **changed: object) -> Project:
    project = make_project(world, **changed)  # type: ignore[arg-type]
    project.similar_key = similar.core(project.name)
    project.save()
    return project


def asked(world: World, name: str = NAME, content: str = "", **changed: object) -> similar.Described:
    return similar.Described.typed(name, content, changed.get("place", world.county_a_region), None)  # type: ignore[arg-type]


class TestCore:
    @pytest.mark.parametrize(
        ("name", "core"),
        [
            ("2025年乡村道路（二期）项目", "乡村道路"),
            ("2019-2020年度乡村道路建设工程", "乡村道路"),
            ("乡村道路第三标段", "乡村道路"),
            ("乡村道路 A标段", "乡村道路"),
            ("第１批乡村道路", "乡村道路"),
            ("二〇二五年乡村道路", "乡村道路"),
            ("项目", "项目"),
        ],
    )
    def test_it_drops_what_varies(self, name: str, core: str) -> None:
        assert similar.core(name) == core

    def test_it_keeps_numbers_that_are_names(self) -> None:
        assert similar.core("第一小学教学楼") != similar.core("第二小学教学楼")


class TestLikeness:
    def test_it_is_pairs_in_common_through_pairs_in_either(self) -> None:
        likeness = similar.likeness(similar.pairs("甲乙丙丁"), similar.pairs("甲乙丙戊"))
        assert likeness.words == "2 ÷ 4 = 50.0%"
        assert not likeness.is_twin

    def test_three_fifths_is_alike(self) -> None:
        assert similar.Likeness(3, 5).is_twin
        assert not similar.Likeness(599, 1000).is_twin

    def test_nothing_is_not_like_nothing(self) -> None:
        assert not similar.likeness(frozenset(), frozenset()).is_twin


class TestTwins:
    def test_another_year_and_another_source_is_a_twin(self, world: World) -> None:
        old = stored(world, name="2019年塔县第一小学教学楼项目", stage=Stage.SETTLED, needs={SourceLevel.CENTRAL: WAN})
        found = similar.findings(world.clerk_a, asked(world, "塔县第一小学教学楼（二期）"))
        assert [one.project for one in found.shown] == [old]
        assert found.shown[0].sources == "中央"

    def test_the_same_name_elsewhere_is_none(self, world: World) -> None:
        stored(world, owner=world.county_b, place=world.county_b_region)
        assert similar.twins_of(asked(world)) == []

    @pytest.mark.parametrize("typed", ["kashgar", "county_a_region"])
    def test_a_place_within_the_other_counts_both_ways(self, world: World, typed: str) -> None:
        stored(world, place=world.county_a_region if typed == "kashgar" else world.kashgar)
        assert len(similar.twins_of(asked(world, place=getattr(world, typed)))) == 1

    def test_another_name_with_the_same_content_is_a_twin(self, world: World) -> None:
        stored(world)
        twin = similar.twins_of(asked(world, "校园改善", facts()["content"]))[0]
        assert twin.content is not None
        assert twin.content.is_twin
        assert not twin.name.is_twin

    def test_short_contents_are_not_compared(self, world: World) -> None:
        stored(world, content="修路")
        assert similar.twins_of(asked(world, "校园改善", "修路")) == []

    def test_a_refused_project_is_no_twin(self, world: World) -> None:
        stored(world, stage=Stage.REFUSED)
        assert similar.twins_of(asked(world)) == []

    def test_a_project_is_not_its_own_twin(self, world: World) -> None:
        assert similar.twins_of(similar.Described.of(stored(world))) == []

    def test_without_a_place_nothing_is_found(self, world: World) -> None:
        stored(world)
        assert similar.twins_of(similar.Described.typed(NAME, "", None, None)) == []


class TestWhoSeesWhat:
    def test_a_twin_one_may_not_see_is_only_counted_with_whom_to_ask(self, world: World) -> None:
        stored(world, owner=world.division, place=world.kashgar)
        found = similar.findings(world.clerk_a, asked(world), world.county_a)
        assert (found.shown, found.hidden, found.ask) == ((), 1, world.office.name)


class TestProposing:
    def test_a_twin_needs_a_reason_to_go_on(self, world: World) -> None:
        stored(world)
        project = stored(world, name="塔县第一小学教学楼二期")
        with pytest.raises(Invalid, match="与相近项目的区别"):
            proposing.project_propose(actor=world.clerk_a, project=project)
        proposing.project_update(actor=world.clerk_a, project=project, opened_version=1, twin_reason="另一栋楼")
        assert proposing.project_propose(actor=world.clerk_a, project=project).stage == Stage.PROPOSED
