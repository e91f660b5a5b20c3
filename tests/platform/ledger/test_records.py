"""Records: entered, changed, deleted, restored; known values; conflicts; locked periods."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.factories.world import World
from tests.platform.ledger.rows import cells, entered
from xieshou.business.talent.api import LEDGER, TrainingSession
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit.api import history_of
from xieshou.platform.ledger import api
from xieshou.platform.ledger.api import locks


def test_it_reads_what_people_write(world: World) -> None:
    record = entered(world, occurred_on="２０２０年９月５日", persons="１，０３０人次", sessions="2")
    assert (record.occurred_on, record.persons, record.sessions) == (date(2020, 9, 5), 1030, 2)


def test_it_tells_every_mistake_at_once(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        entered(world, title="", occurred_on="2020-02-30", persons="很多", host="没有的学校")
    assert [problem.where for problem in caught.value.problems] == ["日期", "培训人次", "承办机构", "名称"]


def test_it_keeps_missing_apart_from_zero(world: World) -> None:
    assert entered(world, sessions="").sessions is None
    assert entered(world, sessions="0").sessions == 0


def test_it_takes_a_period_when_the_day_is_not_known(world: World) -> None:
    record = entered(world, occurred_on="", period="2020年第3季度")
    assert (record.period, record.listed_on) == ("2020Q3", date(2020, 9, 30))


def test_it_refuses_a_unit_the_person_does_not_enter_for(world: World) -> None:
    with pytest.raises(Refused):
        entered(world, owner="疏附县受援办")


@pytest.mark.function("JC12")
def test_it_fills_in_what_a_register_knows(world: World) -> None:
    record = entered(world, host="塔什库尔干塔吉克自治县深塔中学")
    assert record.place == world.county_a_region
    assert record.host_name == "塔什库尔干塔吉克自治县深塔中学"


@pytest.mark.function("JC12")
def test_it_refuses_something_else_beside_what_a_register_knows(world: World) -> None:
    with pytest.raises(Invalid, match="与机构登记册"):
        entered(world, place="653121")


@pytest.mark.function("JC12")
def test_it_follows_the_register_when_the_unit_changes(world: World) -> None:
    record = entered(world)
    moved = api.record_update(
        actor=world.hq_approver, record=record, opened_version=1, values={"owner": world.county_b.pk}
    )
    assert moved.place == world.county_b_region


def test_it_keeps_the_history_of_every_field(world: World) -> None:
    record = entered(world)
    api.record_update(
        actor=world.clerk_a, record=record, opened_version=1, values={"persons": "104"}, reason="签到表补一人"
    )
    entry = history_of(record)[0]
    assert (entry.changes, entry.reason) == ([["培训人次", "103", "104"]], "签到表补一人")


def test_it_writes_nothing_when_nothing_changed(world: World) -> None:
    record = entered(world)
    api.record_update(actor=world.clerk_a, record=record, opened_version=1, values=cells())
    assert history_of(record).count() == 1


def test_it_tells_the_second_of_two_and_shows_both(world: World) -> None:
    record = entered(world)
    api.record_update(actor=world.approver_a, record=record, opened_version=1, values={"persons": "104"})
    with pytest.raises(Stale) as caught:
        api.record_update(actor=world.clerk_a, record=record, opened_version=1, values={"persons": "110"})
    assert caught.value.by == "塔县审核"
    assert [(one.stored, one.entered) for one in caught.value.differences] == [("104", "110")]


def test_it_refuses_an_external_key_twice_in_one_unit(world: World) -> None:
    entered(world, external_key="2020-001")
    with pytest.raises(Invalid, match="已经用过"):
        entered(world, external_key="2020-001")


def test_it_deletes_with_a_reason_and_restores(world: World) -> None:
    record = entered(world)
    with pytest.raises(Invalid, match="理由"):
        api.record_delete(actor=world.clerk_a, record=record, reason=" ")
    api.record_delete(actor=world.clerk_a, record=record, reason="重复登记")
    assert not TrainingSession.objects.exists()
    api.record_restore(actor=world.clerk_a, record=record)
    assert TrainingSession.objects.count() == 1


def test_it_lets_only_who_may_edit_change(world: World) -> None:
    record = entered(world)
    with pytest.raises(Refused):
        api.record_update(actor=world.leader, record=record, opened_version=1, values={"persons": "1"})


def test_it_changes_many_and_lists_those_it_may_not(world: World) -> None:
    mine, other = entered(world), entered(world, world.clerk_b, owner="疏附县受援办")
    outcome = api.records_bulk_update(
        actor=world.clerk_a, ledger=LEDGER, pks=[mine.pk, other.pk], values={"kind": "干部"}, reason="归类"
    )
    assert outcome.changed == 0
    outcome = api.records_bulk_update(
        actor=world.clerk_a, ledger=LEDGER, pks=[mine.pk, other.pk], values={"kind": "党政干部"}, reason="归类"
    )
    assert outcome.changed == 1
    assert [where for where, _ in outcome.failures] == [f"编号 {other.pk}"]


@pytest.fixture
def closed_2020() -> Iterator[None]:
    def checker(*, owner: object, day: date, form: str) -> bool:
        return form == "training" and day.year == 2020

    locks.add(checker)
    yield
    locks.remove(checker)


@pytest.mark.usefixtures("closed_2020")
def test_it_refuses_a_change_in_a_closed_period(world: World) -> None:
    with pytest.raises(Invalid, match="已经锁定"):
        entered(world)
    record = entered(world, occurred_on="2021-03-01")
    with pytest.raises(Invalid, match="已经锁定"):
        api.record_update(actor=world.clerk_a, record=record, opened_version=1, values={"occurred_on": "2020-03-01"})


def test_it_sums_what_counts_and_only_what_one_may_see(world: World) -> None:
    entered(world)
    entered(world, persons="7", is_counted="否")
    entered(world, world.clerk_b, owner="疏附县受援办", persons="50")
    assert api.metric(LEDGER, world.clerk_a, "persons") == 103
    assert api.metric(LEDGER, world.hq_approver, "persons", since="2020-01-01") == 153
    assert api.metric(LEDGER, world.clerk_a, "sessions") is None
    by_place = api.sums_by_place(LEDGER, world.hq_approver, "persons", 3)
    assert by_place == {world.county_a_region.pk: 103, world.county_b_region.pk: 50}
