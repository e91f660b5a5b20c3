"""The pages of metrics, as people with limited areas see them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.business.metrics.builders import YEAR, in_year, metric, only_version, training
from tests.factories.world import World
from xieshou.business.metrics.api import (
    Measure,
    Metric,
    MetricVersion,
    Snapshot,
    arithmetic_of,
    figure_freeze,
    may_see,
    snapshot_take,
)
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, post_appoint, role_define
from xieshou.platform.accounts.models import RoleGrant
from xieshou.platform.ledger.api import record_update

pytestmark = [pytest.mark.django_db, pytest.mark.function("JC13")]
SignIn = Callable[[User], Client]
IN_2020 = "?since=2020-01-01&until=2020-12-31"


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_it_leads_from_the_figure_to_the_records(world: World, sign_in: SignIn) -> None:
    metric(world)
    record = training(world, persons=554)
    page = text(sign_in(world.clerk_a), f"/metrics/persons/{IN_2020}")
    assert "1 条之和 554 = 554 人次" in page
    assert record.get_absolute_url() in page
    assert "没有证据" in page


def test_it_names_the_field_as_people_call_it(world: World, sign_in: SignIn) -> None:
    metric(world)
    metric(world, "sessions", measure=Measure.COUNT, field="title", unit="期")
    assert "求和：培训人次" in text(sign_in(world.clerk_a), f"/metrics/persons/{IN_2020}")
    assert "条数：" not in text(sign_in(world.clerk_a), f"/metrics/sessions/{IN_2020}")


def test_it_shows_a_clerk_the_clerks_own_area(world: World, sign_in: SignIn) -> None:
    metric(world)
    training(world, persons=5)
    training(world, title="疏附培训", owner=world.county_b.pk, persons=8)
    page = text(sign_in(world.clerk_a), f"/metrics/persons/{IN_2020}")
    assert "1 条之和 5 = 5 人次" in page
    assert "疏附培训" not in page


def test_it_refuses_a_scope_wider_than_the_records_one_may_read(world: World, sign_in: SignIn) -> None:
    metric(world)
    answer = sign_in(world.clerk_a).get(f"/metrics/persons/{IN_2020}&place={world.county_b_region.code}")
    assert answer.status_code == 403


def test_it_asks_few_questions_of_the_database(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    metric(world)
    for number in range(30):
        training(world, title=f"第 {number} 期", persons=number)
    client = sign_in(world.clerk_a)
    with django_assert_max_num_queries(28):
        text(client, f"/metrics/persons/{IN_2020}")


def test_it_tells_a_date_it_cannot_read(world: World, sign_in: SignIn) -> None:
    metric(world)
    assert "since" in text(sign_in(world.clerk_a), "/metrics/persons/?since=明天", 422)


def test_it_freezes_and_tells_a_later_correction(world: World, sign_in: SignIn) -> None:
    version = only_version(metric(world))
    record = training(world, persons=554)
    snapshot = snapshot_take(
        actor=world.division_manager, version=version, scope=YEAR, owner=world.office, frozen_for="2020 年度自评"
    )
    record_update(actor=world.clerk_a, record=record, opened_version=1, values={"persons": 540}, reason="重复")
    page = text(sign_in(world.division_manager), snapshot.get_absolute_url())
    assert "554" in page
    assert "现在是 540" in page
    assert "之后改过" in page


def test_it_keeps_the_figure_of_today_from_who_may_not_see_all_of_it(world: World, sign_in: SignIn) -> None:
    record = training(world, persons=554)
    snapshot = snapshot_take(actor=None, version=only_version(metric(world)), scope=YEAR, owner=world.office)
    record_update(actor=world.clerk_a, record=record, opened_version=1, values={"persons": 540}, reason="重复")
    page = text(sign_in(world.leader), snapshot.get_absolute_url())
    assert "554" in page
    assert "540" not in page
    assert "since=2020-01-01" not in page


def test_it_says_that_nothing_has_changed(world: World, sign_in: SignIn) -> None:
    version = only_version(metric(world))
    training(world, persons=554)
    snapshot = snapshot_take(actor=None, version=version, scope=YEAR, owner=world.office)
    assert "与现在的记录一致" in text(sign_in(world.division_manager), snapshot.get_absolute_url())


def test_a_frozen_figure_leads_to_the_records_it_was_made_of(world: World, sign_in: SignIn) -> None:
    record = training(world, persons=554)
    version = only_version(metric(world))
    snapshot = snapshot_take(actor=None, version=version, scope=YEAR, owner=world.office, place=world.kashgar)
    page = text(sign_in(world.auditor_outside), snapshot.get_absolute_url())
    assert record.get_absolute_url() in page
    assert "没有证据" in page


def test_a_frozen_rate_keeps_the_numbers_it_was_worked_out_from(world: World, sign_in: SignIn) -> None:
    training(world, persons=12)
    parts = {"numerator": metric(world, "part"), "denominator": metric(world, "whole")}
    version = only_version(
        metric(world, "share", measure=Measure.RATIO.value, source="", field="", factor="100", unit="%", **parts)
    )
    snapshot = snapshot_take(actor=None, version=version, scope=YEAR, owner=world.office)
    training(world, persons=3)
    assert arithmetic_of(snapshot) == "12 ÷ 12 × 100 = 100 %"
    assert "12 ÷ 12 × 100 = 100 %" in text(sign_in(world.division_manager), snapshot.get_absolute_url())


def test_it_hides_a_frozen_figure_from_strangers(world: World, sign_in: SignIn) -> None:
    snapshot = snapshot_take(actor=None, version=only_version(metric(world)), scope=YEAR, owner=world.office)
    text(sign_in(world.clerk_b), snapshot.get_absolute_url(), 404)


def test_it_freezes_from_the_page(world: World, sign_in: SignIn) -> None:
    metric(world)
    training(world, persons=554)
    sign_in(world.division_manager).post(f"/metrics/persons/freeze/{IN_2020}", {"frozen_for": "2020 年度自评"})
    assert Snapshot.objects.get().value == "554"


def test_it_freezes_for_the_unit_that_the_figure_is_of(world: World, sign_in: SignIn) -> None:
    metric(world)
    address = f"/metrics/persons/freeze/{IN_2020}&owner_path={world.county_a.path}"
    sign_in(world.division_manager).post(address, {"frozen_for": "2020 年度自评"})
    assert Snapshot.objects.get().owner == world.county_a


def test_it_freezes_for_who_may_freeze_only(world: World, sign_in: SignIn) -> None:
    metric(world)
    answer = sign_in(world.clerk_a).post(f"/metrics/persons/freeze/{IN_2020}", {"frozen_for": "自评"})
    assert answer.status_code == 403
    with pytest.raises(Refused):
        figure_freeze(actor=world.clerk_a, version=MetricVersion.objects.get(), scope=YEAR, frozen_for="自评")
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("query", ["owner_path=%s", "place_path=%s", "owner_path=%s&place_path="])
def test_it_refuses_the_paths_of_others(world: World, sign_in: SignIn, query: str) -> None:
    metric(world)
    path = world.county_b_region.path if query.startswith("place") else world.hq.path
    client = sign_in(world.clerk_a)
    assert client.get(f"/metrics/persons/{IN_2020}&{query % path}").status_code == 403
    assert client.get(f"/metrics/persons/{IN_2020}&project=1").status_code == 200


@pytest.mark.parametrize("query", ["owner_path=x", "place_path=1", "owner_path=٣٣٣٣٣٣٣", "project=x", "place_path=0"])
def test_it_takes_no_address_that_is_none_for_a_wider_one(world: World, sign_in: SignIn, query: str) -> None:
    metric(world)
    assert sign_in(world.division_manager).get(f"/metrics/persons/{IN_2020}&{query}").status_code == 404


def test_it_never_counts_the_units_below_for_who_may_read_their_own_only(world: World, sign_in: SignIn) -> None:
    version = only_version(metric(world))
    role = role_define(code="own", name="仅本单位", power="business", grants={"ledger:record:read": "own"})
    reader = User.objects.create_user("own_reader", name="仅本单位", password="Bridge-2020-together")
    post_appoint(actor=None, user=reader, role=role, organisation=world.hq, title="查阅")
    scope = in_year(owner_path=world.hq.path)
    assert not may_see(reader, version, scope)
    assert may_see(world.hq_approver, version, scope)


def test_it_asks_for_the_right_to_read_what_it_counts(world: World, sign_in: SignIn) -> None:
    paid = metric(world, "paid", source="payments", field="amount_fen", unit="万元")
    rate = metric(world, "rate", measure=Measure.RATIO, numerator=paid, denominator=metric(world), unit="倍")
    RoleGrant.objects.filter(role=world.roles["clerk"], permission="funds:fund:read").delete()
    client = sign_in(world.clerk_a)
    assert client.get(f"/metrics/paid/{IN_2020}").status_code == 403
    assert client.get(f"/metrics/{rate.code}/{IN_2020}").status_code == 403
    assert client.get(f"/metrics/persons/{IN_2020}").status_code == 200


def test_it_refuses_words_that_no_database_holds(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.clerk_a).get("/metrics/?q=%00人").status_code == 400


def test_it_tells_what_a_record_feeds(world: World, sign_in: SignIn) -> None:
    metric(world)
    metric(world, "cadres", filters=[{"field": "kind", "op": "eq", "value": "cadre"}])
    record = training(world, kind="专业技术人才")
    page = text(sign_in(world.clerk_a), f"/metrics/of/training/{record.pk}/")
    assert "指标 persons" in page
    assert "指标 cadres" not in page
    text(sign_in(world.clerk_b), f"/metrics/of/training/{record.pk}/", 404)


def declaration(**changes: str) -> dict[str, str]:
    asked = {
        "code": "cadres",
        "name": "党政干部培训人次",
        "definition": "当年举办",
        "measure": "sum",
        "unit": "人次",
        "field": "training.persons",
        "on_1": "training.kind",
        "op_1": "in",
        "value_1": "党政干部、致富带头人",
        "factor": "1",
    }
    return {**asked, **changes}


def test_it_is_declared_on_a_form(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.division_manager).post("/metrics/new/", declaration())
    assert answer.status_code == 302
    assert only_version(Metric.objects.get()).filters == [{"field": "kind", "op": "in", "value": ["cadre", "leader"]}]


def test_it_tells_all_that_is_wrong_with_a_form(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.division_manager).post("/metrics/new/", declaration(field="training.title", value_1="校长"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有选要求和的数字字段" in page
    assert "没有“校长”" in page


def test_it_is_declared_by_managers_only(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.clerk_a).get("/metrics/new/").status_code == 403
    assert sign_in(world.clerk_a).post("/metrics/new/", declaration()).status_code == 403


def test_it_opens_a_revision_filled_in(world: World, sign_in: SignIn) -> None:
    metric(world, filters=[{"field": "kind", "op": "eq", "value": "cadre"}])
    assert "党政干部" in text(sign_in(world.division_manager), "/metrics/persons/revise/")


def test_it_tells_a_revision_that_came_between_and_keeps_what_was_typed(world: World, sign_in: SignIn) -> None:
    metric(world)
    browser = sign_in(world.division_manager)
    typed = {name: text for name, text in declaration().items() if name not in {"code", "name"}}
    typed |= {"opened_number": "1", "reason": "改口径", "on_1": "", "op_1": "", "value_1": ""}
    assert browser.post("/metrics/persons/revise/", {**typed, "valid_from": "2022-01-01"}).status_code == 302
    later = browser.post("/metrics/persons/revise/", {**typed, "valid_from": "2023-01-01", "reason": "我也改"})
    page = later.content.decode()
    assert later.status_code == 422
    assert "登记了第 2 版" in page
    assert "我也改" in page
    assert 'data-guard="dirty"' in page


def test_it_lists_metrics_to_all_who_sign_in(world: World, sign_in: SignIn) -> None:
    metric(world)
    metric(world, "share", measure=Measure.RATIO, numerator=Metric.objects.get(), denominator=Metric.objects.get())
    assert "指标 share" in text(sign_in(world.clerk_a), "/metrics/?q=share")


@pytest.mark.parametrize("address", ["/metrics/", "/metrics/persons/", "/metrics/new/", "/metrics/frozen/1/"])
def test_it_asks_to_sign_in(world: World, client: Client, address: str) -> None:
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("address", ["/metrics/", "/metrics/persons/"])
def test_it_only_answers_reading(world: World, sign_in: SignIn, address: str) -> None:
    assert sign_in(world.clerk_a).post(address).status_code == 405
