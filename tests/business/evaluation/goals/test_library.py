"""Indicators are chosen from the dictionary; own ones say what they mean; the share is shown."""

from dataclasses import replace

import pytest

from tests.factories.evaluation import OWN, ROWS, make_goals
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.entries import Row, rows_of
from xieshou.business.evaluation.services.checking import check_stored
from xieshou.business.evaluation.services.indicators import offers, share_of
from xieshou.business.evaluation.services.reviewing import submit_problems
from xieshou.kernel.goals import Severity
from xieshou.platform.dictionary.api import Indicator, indicator_create

pytestmark = pytest.mark.function("JX03")


def make_indicator(
    world: World, code: str = "train.teachers", name: str = "培训受援地教师人次", **rest: object
) -> Indicator:
    """An indicator of the dictionary that county A answers for."""
    facts = {"definition": "全年参训教师人次", "unit": "人次", "direction": "higher", "owner": world.county_a, **rest}
    return indicator_create(actor=None, code=code, name=name, category="培训", is_demo=True, **facts)


def test_choosing_fills_name_definition_unit_direction_and_owner(world: World) -> None:
    make_indicator(world)
    goals = make_goals(world, rows=())
    address = f"{goals.get_absolute_url()}library/"
    signed_in(world.clerk_a).post(address, {"code": "train.teachers", "opened_version": goals.version})
    (row,) = rows_of(goals)
    assert row == Row(
        code="1", name="培训受援地教师人次", target="≥", unit="人次", definition="全年参训教师人次",
        data_owner=str(world.county_a), library="train.teachers",
    )  # fmt: skip


def test_indicators_are_found_by_words_and_category(world: World) -> None:
    make_indicator(world)
    make_indicator(world, "jobs.stable", "稳定就业人数")
    assert [one.indicator.code for one in offers(2021, "稳定就业")] == ["jobs.stable"]
    assert len(offers(2021, category="培训")) == 2
    assert offers(2021, category="没有这类") == []


def test_a_definition_that_ended_is_not_offered(world: World) -> None:
    indicator = make_indicator(world)
    indicator.versions.update(valid_to="2020-06-30")
    assert offers(2021) == []


def test_the_share_is_shown_and_warned_of_below_ninety_per_cent(world: World) -> None:
    make_indicator(world)
    goals = make_goals(world, rows=(replace(ROWS[0], library="train.teachers"), *ROWS[1:]))
    checked = check_stored(goals, world.clerk_a)
    assert (checked.share.percent, checked.share.is_low) == (20, True)
    assert "1/5 = 20%" in signed_in(world.clerk_a).get(goals.get_absolute_url()).content.decode()
    assert "L-SHARE" in {one.code for one in checked.findings}


def test_nine_of_ten_are_enough_and_rows_that_say_none_do_not_count() -> None:
    rows = [Row(name=f"指标{n}", library="x" if n else "") for n in range(10)]
    assert not share_of(rows, 90).is_low
    assert share_of([*rows, Row(name="无", target="无", points="0")], 90).every == 10
    assert share_of([], 90).percent is None


def test_an_indicator_of_ones_own_must_say_what_it_means_and_who_holds_the_data(world: World) -> None:
    rows = (replace(ROWS[0], definition="", data_owner=""), *ROWS[1:])
    goals = make_goals(world, rows=rows)
    blocks = {one.code for one in check_stored(goals, world.clerk_a).findings if one.severity is Severity.BLOCK}
    assert {"G-NO-DEFINITION", "G-NO-OWNER"} <= blocks
    assert {"第 1 行“指标解释（口径）”", "第 1 行“数据责任单位”"} <= {
        one.where for one in submit_problems(goals, world.clerk_a)
    }


def test_a_unit_that_does_not_convert_to_the_dictionarys_is_blocked(world: World) -> None:
    make_indicator(world)
    goals = make_goals(world, rows=(replace(ROWS[0], unit="万元", library="train.teachers"), *ROWS[1:]))
    assert "G-UNIT-LIBRARY" in {one.code for one in check_stored(goals, world.clerk_a).findings}


def test_a_chosen_indicator_keeps_the_definition_it_was_chosen_with(world: World) -> None:
    make_indicator(world)
    goals = make_goals(world, rows=(replace(ROWS[0], library="train.teachers", **OWN), *ROWS[1:]))
    chosen = goals.indicators.get(code="1").indicator
    assert chosen is not None
    assert chosen.number == 1


def test_nothing_chosen_is_told(world: World) -> None:
    goals = make_goals(world, rows=())
    answer = signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}library/", {"opened_version": goals.version})
    assert answer.status_code == 422
