"""What is maintained equals what is counted."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.business.metrics.builders import YEAR, metric, only_version, training
from tests.factories.world import World
from xieshou.business.metrics import distinct
from xieshou.business.metrics.api import Measure, MetricVersion, Scope, figure_of, rebuild, refresh_all
from xieshou.business.metrics.counting import Tally, counted, keys, tally
from xieshou.business.metrics.models import Cell, DistinctKey, DistinctTotal, Metric, Touched
from xieshou.business.metrics.upkeep import answer
from xieshou.business.talent.api import TrainingSession
from xieshou.platform.registry.api import Organisation, organisation_move

pytestmark = [pytest.mark.django_db, pytest.mark.function("JC13")]


def recount(version: MetricVersion, scope: Scope) -> Tally:
    """What everyone must arrive at: the records themselves."""
    rows = counted(version, scope)
    found = tally(version, rows)
    if version.measure != Measure.DISTINCT:
        return found
    return Tally(found.records, found.records, len(keys(version, rows)))


def test_it_answers_from_cells_alone_once_they_are_up_to_date(world: World, django_assert_num_queries: Any) -> None:
    people = metric(world)
    training(world, persons=50)
    refresh_all()
    assert not Touched.objects.exists()
    version = only_version(people)
    with django_assert_num_queries(2):
        assert answer(version, YEAR).amount == 50


def test_it_notices_a_change_made_behind_its_back(world: World) -> None:
    people = metric(world)
    training(world, persons=50)
    refresh_all()
    TrainingSession.objects.update(persons=70)
    assert figure_of(people, YEAR).text == "70"


def test_it_notices_rows_written_in_bulk_and_removed(world: World) -> None:
    people = metric(world)
    record: Any = training(world, persons=50)
    copies = [TrainingSession.objects.get(pk=record.pk) for _ in range(3)]
    for copy in copies:
        copy.pk = None
        copy.title = "成批"
    TrainingSession.every.bulk_create(copies)
    refresh_all()
    assert figure_of(people, YEAR).text == "200"
    TrainingSession.every.filter(title="成批").delete()
    assert figure_of(people, YEAR).text == "50"


def test_it_follows_a_unit_that_moves_in_the_tree(world: World) -> None:
    people = metric(world)
    training(world, persons=50)
    refresh_all()
    county: Organisation = world.county_a
    organisation_move(
        actor=world.division_manager,
        organisation=county,
        parent=world.division,
        opened_version=county.version,
        reason="机构改革",
    )
    county.refresh_from_db()
    moved = Scope(date(2020, 1, 1), date(2020, 12, 31), owner_path=world.division.path)
    left = Scope(date(2020, 1, 1), date(2020, 12, 31), owner_path=world.hq.path)
    assert figure_of(people, moved).text == "50"
    assert figure_of(people, left).value is None


def test_it_keeps_no_name_among_the_keys(world: World) -> None:
    metric(world, measure=Measure.DISTINCT, field="title", unit="个")
    training(world, title="察隅县教师培训")
    refresh_all()
    assert len(DistinctKey.objects.get().key) == 32


def test_it_rebuilds_to_the_same(world: World) -> None:
    people = metric(world)
    training(world, persons=50)
    training(world, title="第二期", persons=3, occurred_on="2020-11-30")
    refresh_all()
    before = list(Cell.objects.order_by("month").values_list("month", "records", "valued", "amount"))
    rebuild(only_version(people))
    assert list(Cell.objects.order_by("month").values_list("month", "records", "valued", "amount")) == before


@pytest.fixture
def every_total_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Totals of different keys are kept however small the scope."""
    monkeypatch.setattr(distinct, "KEPT_FROM", 0)


@pytest.fixture
def titles(world: World, every_total_kept: None) -> Metric:
    """Different titles of training."""
    return metric(world, measure=Measure.DISTINCT, field="title", unit="个")


def test_it_counts_the_keys_of_a_large_scope_once(
    world: World, titles: Metric, monkeypatch: pytest.MonkeyPatch
) -> None:
    training(world)
    refresh_all()
    assert figure_of(titles, YEAR).text == "1"
    monkeypatch.setattr(distinct, "_number", lambda rows: pytest.fail("counted again"))
    assert figure_of(titles, YEAR).text == "1"


def test_it_moves_a_total_along_with_a_key_that_comes_or_goes(world: World, titles: Metric) -> None:
    training(world)
    refresh_all()
    assert figure_of(titles, YEAR).text == "1"
    training(world, title="医生培训", occurred_on="2020-08-01")
    training(world, title="教师培训", occurred_on="2020-08-02")
    refresh_all()
    assert DistinctTotal.objects.get().number == 2
    TrainingSession.every.filter(listed_on__month=8).delete()
    refresh_all()
    assert DistinctTotal.objects.get().number == 1


def test_it_drops_a_total_that_too_many_keys_change(
    world: World, titles: Metric, monkeypatch: pytest.MonkeyPatch
) -> None:
    training(world)
    assert figure_of(titles, YEAR).text == "1"
    monkeypatch.setattr(distinct, "MOST_MOVED", 0)
    training(world, title="医生培训")
    refresh_all()
    assert not DistinctTotal.objects.exists()
    assert figure_of(titles, YEAR).text == "2"


def test_it_keeps_no_total_counted_while_keys_were_written(world: World, titles: Metric) -> None:
    training(world)
    refresh_all()
    count = distinct._number

    def disturbed(rows: Any) -> int:
        number = count(rows)
        distinct.forget(only_version(titles))
        return number

    with patch.object(distinct, "_number", disturbed):
        assert figure_of(titles, YEAR).text == "1"
    assert not DistinctTotal.objects.exists()


def test_it_keeps_the_newest_totals_only(world: World, titles: Metric, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct, "MOST_KEPT", 2)
    training(world)
    for year in (2018, 2019, 2020):
        figure_of(titles, Scope.of_year(year))
    assert {one.first_month.year for one in DistinctTotal.objects.all()} == {2019, 2020}


TITLES = ("教师", "医生", "干部")
DAYS = st.integers(0, 500).map(lambda after: date(2020, 1, 1) + timedelta(days=after))
STEP = st.tuples(
    st.sampled_from(["add", "add", "edit", "move", "delete", "uncount", "restate", "refresh", "bulk", "rebuild"]),
    st.integers(0, 5),
    st.integers(0, 1000),
    st.sampled_from(TITLES),
    DAYS,
    st.booleans(),
)


def _do(world: World, rows: list[Any], step: tuple[Any, ...]) -> None:
    what, which, persons, title, day, other = step
    owner = world.county_b if other else world.county_a
    if what == "add":
        rows.append(
            TrainingSession.every.create(
                title=title,
                owner=owner,
                place=owner.region,
                occurred_on=day,
                listed_on=day,
                persons=persons,
                sessions=None,
            )
        )
    elif what == "refresh":
        refresh_all()
    elif what == "rebuild":
        rebuild(MetricVersion.objects.get(measure=Measure.DISTINCT))
    elif what == "bulk":
        TrainingSession.every.filter(title=title).update(sessions=persons % 7)
    elif rows:
        _change(rows[which % len(rows)], what, persons, title, day, owner)


def _change(row: Any, what: str, persons: int, title: str, day: date, owner: Organisation) -> None:
    if what == "edit":
        row.persons, row.title = persons, title
    elif what == "move":
        row.owner, row.place, row.listed_on = owner, owner.region if persons % 2 else None, day
    elif what == "delete":
        row.state = "deleted"
    elif what == "restate":
        row.state = "live"
    elif what == "uncount":
        row.is_counted = not row.is_counted
    row.save()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=25), starts_on=DAYS, length=st.integers(0, 400))
def test_it_equals_a_full_recount_after_any_sequence_of_changes(
    world: World, every_total_kept: None, steps: list[tuple[Any, ...]], starts_on: date, length: int
) -> None:
    TrainingSession.every.all().delete()
    MetricVersion.objects.all().delete()
    versions = _versions(world)
    scopes = [
        Scope(span.starts_on, span.ends_on, owner_path, place_path)
        for span in (YEAR, Scope(starts_on, starts_on + timedelta(days=length)))
        for owner_path, place_path in (("", ""), (world.county_b.path, ""), ("", world.kashgar.path))
    ]
    rows: list[Any] = []
    for number, step in enumerate(steps):
        _do(world, rows, step)
        if number % 4 == 0:  # totals that are kept must move along with what follows
            _check(versions[-1:], scopes)
    _check(versions, scopes)


def _check(versions: list[MetricVersion], scopes: list[Scope]) -> None:
    for version in versions:
        for scope in scopes:
            assert answer(version, scope) == recount(version, scope)


def _versions(world: World) -> list[MetricVersion]:
    Metric.objects.all().delete()
    asked: list[tuple[str, dict[str, Any]]] = [
        ("sum", {}),
        ("sessions", {"field": "sessions", "unit": "期"}),
        ("count", {"measure": Measure.COUNT, "filters": [{"field": "title", "op": "eq", "value": "教师"}]}),
        ("titles", {"measure": Measure.DISTINCT, "field": "title", "unit": "个"}),
    ]
    return [only_version(metric(world, code, **rest)) for code, rest in asked]
