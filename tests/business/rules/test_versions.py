"""Versions: which holds for whom and when, what is refused, what stays."""

from datetime import date
from typing import Any

import pytest

from tests.business.rules.conftest import day, issued
from tests.factories.world import World
from xieshou.business.rules import kinds, shape
from xieshou.business.rules.api import book, in_force, rule_issue
from xieshou.business.rules.models import RuleVersion
from xieshou.business.rules.services import rule_follow, rule_withdraw
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit.api import history_of

pytestmark = [pytest.mark.django_db, pytest.mark.function("JX08")]
CODE = "monitoring"


def gap(path: str, on: date | None = None) -> int:
    return int(in_force(CODE, path, today=on).values["gap"])


@pytest.mark.parametrize("code", ["acceptance-lists", "ex-ante", "funds", "goal-check", "monitoring", "negative-list", "review",
                                  "schedules", "twins", "warnings"])  # fmt: skip
def test_it_comes_with_values_that_pass_their_own_checks_and_survive_the_form(code: str) -> None:
    kind = kinds.kind_of(code)
    assert kind is not None
    values, problems = shape.read(kind.shape(), shape.typed_of(kind.shape(), kind.built_in()))
    assert problems == []
    assert list(kind.check(values)) == []
    assert values == kind.built_in()


def test_it_follows_the_nearest_unit_above_and_else_what_is_built_in(world: World) -> None:
    assert (gap(world.county_a.path), in_force(CODE, world.county_a.path).label) == (20, "内置版")
    issued(CODE, world.office, gap=15)
    issued(CODE, world.county_b, gap=10)
    assert (gap(world.county_a.path), gap(world.county_b.path)) == (15, 10)


def test_it_begins_on_its_day_and_the_old_one_stays(world: World) -> None:
    first = issued(CODE, world.office, gap=15)
    later = issued(CODE, world.office, day(10), gap=12)
    assert (gap(world.office.path), gap(world.office.path, day(10))) == (15, 12)
    first.refresh_from_db()
    assert (first.values["gap"], later.number) == (15, 2)
    assert ["支出进度与目标进度相差超过", "15", "12"] in [list(one) for one in history_of(later)[0].changes]


def test_it_refuses_the_past_and_a_version_without_a_reason_all_at_once(world: World) -> None:
    kind = in_force(CODE, world.office.path).kind
    with pytest.raises(Invalid) as refused:
        rule_issue(
            actor=None,
            owner=world.office,
            kind=kind,
            values=kind.built_in(),
            valid_from=day(-1),
            reason=" ",
            opened_number=0,
        )
    assert [one.where for one in refused.value.problems] == ["起用日期", "制定理由"]


def test_it_refuses_a_version_that_changes_nothing(world: World) -> None:
    issued(CODE, world.office, gap=15)
    with pytest.raises(Invalid, match="完全相同"):
        issued(CODE, world.office)


def test_it_tells_who_was_first_and_what_differs(world: World) -> None:
    issued(CODE, world.office, gap=15)
    kind = in_force(CODE, world.office.path).kind
    with pytest.raises(Stale) as stale:
        rule_issue(
            actor=world.leader,
            owner=world.office,
            kind=kind,
            values={**kind.built_in(), "gap": 9},
            valid_from=day(),
            reason="改",
            opened_number=0,
        )
    assert [(one.stored, one.entered) for one in stale.value.differences] == [("15", "9")]
    assert RuleVersion.objects.count() == 1


def test_it_gives_its_own_rule_up_and_follows_the_unit_above_again(world: World) -> None:
    issued(CODE, world.office, gap=15)
    issued(CODE, world.hq, gap=10)
    kind = in_force(CODE, world.hq.path).kind
    asked: dict[str, Any] = {
        "actor": world.leader,
        "owner": world.hq,
        "kind": kind,
        "valid_from": day(),
        "reason": "统一",
    }
    rule_follow(**asked, opened_number=1)
    assert gap(world.hq.path) == 15
    with pytest.raises(Invalid, match="没有自己的规则"):
        rule_follow(**asked, opened_number=2)


def test_it_takes_back_only_what_is_not_yet_in_force(world: World) -> None:
    now, later = issued(CODE, world.office, gap=15), issued(CODE, world.office, day(10), gap=12)
    rule_withdraw(actor=world.leader, version=later, reason="数值有误", opened_version=1)
    assert gap(world.office.path, day(20)) == 15
    for version in (now, later):
        with pytest.raises(Invalid, match="制定新版本"):
            rule_withdraw(actor=world.leader, version=version, reason="再撤", opened_version=version.version)


def test_it_is_laid_down_only_with_its_own_right_and_within_its_reach(world: World) -> None:
    kind = in_force(CODE, world.office.path).kind
    for actor in (world.clerk_a, world.approver_a, world.hq_approver, world.system_admin):
        with pytest.raises(Refused):
            rule_issue(
                actor=actor,
                owner=world.county_a,
                kind=kind,
                values={**kind.built_in(), "gap": 9},
                valid_from=day(),
                reason="改",
                opened_number=0,
            )
    assert not RuleVersion.objects.exists()


def test_it_reads_every_version_of_a_kind_in_one_query(
    world: World, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    issued(CODE, world.office, gap=15)
    issued(CODE, world.county_a, gap=10)
    with django_assert_num_queries(1):  # type: ignore[operator]
        versions = book(CODE)
        assert [versions.of(one.path).values["gap"] for one in (world.office, world.county_a, world.county_b)] == [
            15,
            10,
            15,
        ]


def test_it_cuts_nothing_off_a_reason_for_taking_back(world: World) -> None:
    later = issued(CODE, world.office, day(10), gap=12)
    with pytest.raises(Invalid, match="有 501 字"):
        rule_withdraw(actor=world.leader, version=later, reason="误" * 501, opened_version=later.version)
    assert (
        rule_withdraw(actor=world.leader, version=later, reason="误" * 500, opened_version=1).withdrawn_because
        == "误" * 500
    )
