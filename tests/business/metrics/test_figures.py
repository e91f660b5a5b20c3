"""A metric's figure."""

from datetime import date
from fractions import Fraction

import pytest

from tests.business.metrics.builders import YEAR, declared, in_year, metric, training
from tests.factories.world import World
from xieshou.business.metrics.api import Measure, Scope, figure_of, metric_create, metric_revise, source_named
from xieshou.business.metrics.filtering import in_words
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.ledger.api import ledger_named, record_create, record_delete, record_restore, record_update

pytestmark = [pytest.mark.django_db, pytest.mark.function("JC13")]


def test_it_adds_what_was_recorded(world: World) -> None:
    people = metric(world)
    training(world, persons=103)
    training(world, title="校长培训", persons=451)
    assert figure_of(people, YEAR).text == "554"


def test_it_has_no_value_when_nothing_was_recorded(world: World) -> None:
    found = figure_of(metric(world), YEAR)
    assert (found.value, found.arithmetic) == (None, "没有记录")


def test_it_counts_none_as_zero_records(world: World) -> None:
    assert figure_of(metric(world, measure=Measure.COUNT), YEAR).text == "0"


def test_it_leaves_out_what_does_not_count(world: World) -> None:
    people = metric(world)
    training(world, persons=50)
    training(world, title="其中：第一期", persons=20, is_counted="否")
    assert figure_of(people, YEAR).text == "50"


def test_it_tells_how_it_was_computed(world: World) -> None:
    people = metric(world)
    training(world, persons=103)
    training(world, title="校长培训", persons=451)
    assert figure_of(people, YEAR).arithmetic == "2 条之和 554 = 554 人次"


def test_it_keeps_to_the_conditions(world: World) -> None:
    cadres = metric(world, filters=[{"field": "kind", "op": "eq", "value": "cadre"}])
    training(world, kind="党政干部", persons=7)
    training(world, title="教师", kind="专业技术人才", persons=9)
    assert figure_of(cadres, YEAR).text == "7"


def test_it_says_its_conditions_in_words() -> None:
    words = in_words(source_named("training"), [{"field": "kind", "op": "in", "value": ["cadre", "leader"]}])
    assert words == ["培训对象是其中之一“党政干部、致富带头人”"]


def test_it_counts_each_only_once(world: World) -> None:
    titles = metric(world, measure=Measure.DISTINCT, field="title", unit="个")
    for month in (3, 4, 5):
        training(world, title="教师培训", occurred_on=f"2020-{month:02}-01")
    training(world, title="医生培训")
    assert figure_of(titles, YEAR).text == "2"


def test_it_divides_two_metrics(world: World) -> None:
    cadres = metric(world, "cadres", filters=[{"field": "kind", "op": "eq", "value": "cadre"}])
    people = metric(world)
    share = metric(world, "share", measure=Measure.RATIO, numerator=cadres, denominator=people, factor="100", unit="%")
    training(world, kind="党政干部", persons=1)
    training(world, title="教师", persons=2)
    found = figure_of(share, YEAR)
    assert found.value is not None
    assert Fraction(found.value.num, found.value.den) == Fraction(100, 3)
    assert found.text == "≈33.3333"


def test_it_has_no_ratio_over_nothing(world: World) -> None:
    people = metric(world)
    share = metric(world, "share", measure=Measure.RATIO, numerator=people, denominator=people, unit="倍")
    assert figure_of(share, YEAR).value is None


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        (date(2020, 3, 10), date(2020, 3, 10), "10"),
        (date(2020, 3, 11), date(2020, 4, 30), "200"),
        (date(2020, 3, 10), date(2020, 5, 1), "1210"),
        (date(2020, 5, 2), date(2020, 12, 31), "—"),
        (date(2020, 2, 15), date(2020, 5, 15), "1210"),
    ],
)
def test_it_keeps_to_the_days(world: World, starts_on: date, ends_on: date, expected: str) -> None:
    people = metric(world)
    for day, persons in (("2020-03-10", 10), ("2020-04-30", 200), ("2020-05-01", 1000)):
        training(world, title=day, occurred_on=day, persons=persons)
    assert figure_of(people, Scope(starts_on, ends_on)).text == expected


def test_it_keeps_to_the_unit_and_the_place(world: World) -> None:
    people = metric(world)
    training(world, persons=5)
    training(world, title="疏附培训", owner=world.county_b.pk, persons=8)
    assert figure_of(people, in_year(owner_path=world.county_b.path)).text == "8"
    assert figure_of(people, in_year(place_path=world.county_a_region.path)).text == "5"
    assert figure_of(people, in_year(place_path=world.kashgar.path)).text == "13"


def test_it_follows_every_change(world: World) -> None:
    people = metric(world)
    record = training(world, persons=50)
    record_update(actor=world.clerk_a, record=record, opened_version=1, values={"persons": 60})
    assert figure_of(people, YEAR).text == "60"
    record_delete(actor=world.clerk_a, record=record, reason="登记错了")
    assert figure_of(people, YEAR).value is None
    record_restore(actor=world.clerk_a, record=record)
    assert figure_of(people, YEAR).text == "60"


def test_it_uses_the_declaration_of_its_time(world: World) -> None:
    people = metric(world)
    training(world, persons=50)
    training(world, title="干部", kind="党政干部", occurred_on="2021-05-01", persons=7)
    training(world, title="教师", occurred_on="2021-06-01", persons=9)
    only_cadres = declared(
        filters=[{"field": "kind", "op": "eq", "value": "cadre"}], valid_from=date(2021, 1, 1), reason="新考核口径"
    )
    metric_revise(actor=world.division_manager, metric=people, declaration=only_cadres)
    assert figure_of(people, YEAR).text == "50"
    assert figure_of(people, Scope.of_year(2021)).text == "7"


def test_it_tells_everything_wrong_with_a_declaration(world: World) -> None:
    asked = declared(
        definition="",
        field="title",
        filters=[{"field": "kind", "op": "eq", "value": "nobody"}, {"field": "moon", "op": "eq", "value": 1}],
    )
    with pytest.raises(Invalid) as refused:
        metric_create(actor=world.division_manager, code="x", name="", declaration=asked)
    wheres = [problem.where for problem in refused.value.problems]
    assert wheres == ["名称", "口径", "字段", "条件 1", "条件 2"]


def test_it_refuses_a_ratio_of_itself(world: World) -> None:
    people = metric(world)
    share = metric(world, "share", measure=Measure.RATIO, numerator=people, denominator=people, unit="倍")
    circle = declared(
        measure=Measure.RATIO, numerator=share, denominator=people, valid_from=date(2021, 1, 1), reason="试"
    )
    with pytest.raises(Invalid, match="又用到了"):
        metric_revise(actor=world.division_manager, metric=people, declaration=circle)


def test_it_is_declared_by_those_who_may(world: World) -> None:
    with pytest.raises(Refused):
        metric_create(actor=world.clerk_a, code="x", name="x", declaration=declared())


def test_it_tells_money_in_the_unit_it_is_declared_in(world: World) -> None:
    given = metric(world, "given", source="donations", field="amount_fen", unit="亿元")
    values = {"title": "捐款", "owner": world.county_a.pk, "period": "2020", "kind": "资金", "amount_fen": "63200万元"}
    record_create(actor=world.clerk_a, ledger=ledger_named("donations"), values={**values, "is_counted": "是"})
    assert figure_of(given, YEAR).text == "6.32"


def test_it_refuses_money_in_another_unit(world: World) -> None:
    with pytest.raises(Invalid, match="金额不能以“人”计"):
        metric(world, "given", source="donations", field="amount_fen", unit="人")


def test_a_place_in_a_condition_is_told_by_its_name(world: World) -> None:
    filters = [{"field": "place_id", "op": "eq", "value": world.county_a_region.pk}]
    assert in_words(source_named("training"), filters) == [f"地区等于“{world.county_a_region}”"]
    gone = [{"field": "place_id", "op": "eq", "value": 10**9}]
    assert in_words(source_named("training"), gone) == ["地区等于“1000000000”"]
