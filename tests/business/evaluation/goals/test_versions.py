"""Mid-year changes are new versions: reason, basis, approval, comparison; old ones stay printable."""

from dataclasses import replace

import pytest

from tests.factories.evaluation import make_goals, submit
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.entries import rows_of
from xieshou.business.evaluation.models import FormState, GoalSet
from xieshou.business.evaluation.selectors import goals_in_force
from xieshou.business.evaluation.services.goals import goals_save
from xieshou.business.evaluation.services.reviewing import goals_pass
from xieshou.business.evaluation.services.versions import change_list, goals_adjust
from xieshou.lib.problems import Invalid, Refused

pytestmark = pytest.mark.function("JX07")
WHY = {"reason": "预算调减，培训改为线上", "basis": "演示批复〔2021〕1 号"}


def adjusted(world: World, goals: GoalSet) -> GoalSet:
    """A second version whose first target is lower and whose last row is gone."""
    new = goals_adjust(actor=world.clerk_a, goals=goals, **WHY)
    rows = rows_of(new)
    changed = [replace(rows[0], target="≥80"), *rows[1:]]
    return goals_save(actor=world.clerk_a, goals=new, opened_version=new.version, expected=new.expected, rows=changed)


def test_the_old_version_is_in_force_until_the_new_one_is_approved(world: World) -> None:
    old = make_goals(world, state=FormState.APPROVED)
    new = submit(adjusted(world, old), world.clerk_a)
    assert goals_in_force(project=old.project, year=2021) == old
    goals_pass(actor=world.approver_a, goals=new)
    old.refresh_from_db()
    assert goals_in_force(project=old.project, year=2021) == new
    assert old.state == FormState.SUPERSEDED


def test_versions_are_compared_indicator_by_indicator(world: World) -> None:
    old = make_goals(world, state=FormState.APPROVED)
    new = adjusted(world, old)
    change = change_list(new)[0]
    (row,) = change.rows
    assert [(cell.name, cell.before, cell.after) for cell in row.cells] == [("target", "≥100", "≥80")]
    page = signed_in(world.clerk_a).get(f"{new.get_absolute_url()}changes/").content.decode()
    assert WHY["basis"] in page
    assert "<del>≥100</del>" in page


def test_codes_stay_through_the_versions(world: World) -> None:
    old = make_goals(world, state=FormState.APPROVED)
    assert [row.code for row in rows_of(adjusted(world, old))] == [row.code for row in rows_of(old)]


def test_a_change_needs_reason_and_basis(world: World) -> None:
    old = make_goals(world, state=FormState.APPROVED)
    with pytest.raises(Invalid) as error:
        goals_adjust(actor=world.clerk_a, goals=old, reason="", basis=" ")
    assert [one.where for one in error.value.problems] == ["调整理由", "调整依据"]


def test_one_change_is_under_way_at_a_time(world: World) -> None:
    old = make_goals(world, state=FormState.APPROVED)
    adjusted(world, old)
    with pytest.raises(Invalid, match="已有一个在调整"):
        goals_adjust(actor=world.clerk_a, goals=old, **WHY)


def test_goals_that_are_not_approved_are_changed_directly(world: World) -> None:
    with pytest.raises(Invalid, match="直接修改"):
        goals_adjust(actor=world.clerk_a, goals=make_goals(world), **WHY)


def test_another_office_cannot_change_them(world: World) -> None:
    old = make_goals(world, state=FormState.APPROVED)
    with pytest.raises(Refused):
        goals_adjust(actor=world.clerk_b, goals=old, **WHY)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_a_superseded_version_is_printed_in_the_official_form(world: World, kind: str) -> None:
    old = make_goals(world, state=FormState.APPROVED)
    goals_pass(actor=world.approver_a, goals=submit(adjusted(world, old), world.clerk_a))
    answer = signed_in(world.clerk_a).get(f"{old.get_absolute_url()}form.{kind}")
    assert answer.status_code == 200
    assert len(answer.content) > 2000


def test_reasons_given_for_warnings_go_along_into_the_new_version(world: World) -> None:
    old = make_goals(world, state=FormState.APPROVED)
    new = goals_adjust(actor=world.clerk_a, goals=old, **WHY)
    said = [(one.finding, one.reason) for one in old.waivers.order_by("finding")]
    assert said
    assert [(one.finding, one.reason) for one in new.waivers.order_by("finding")] == said
