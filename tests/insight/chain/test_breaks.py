"""The list of broken links: each rule, its filters, its pages and its sheet."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.business.evaluation.self import builders as evaluation
from tests.factories.evaluation import make_goals, make_project
from tests.factories.funds import make_contract, make_paid, make_source
from tests.factories.world import World
from tests.insight.chain.builders import make_budget, make_whole
from xieshou.business.evaluation.api import FormState
from xieshou.business.funds.api import Payment, PaymentState
from xieshou.business.projects.api import (
    ChangeState,
    Milestone,
    Project,
    ProjectChange,
    ProjectChangeKind,
    Settlement,
    Stage,
)
from xieshou.insight.chain.breaks import BY_CODE, KINDS, SMALL_PURCHASE_FEN
from xieshou.insight.chain.listing import COUNTED_TO, BreakSource
from xieshou.insight.chain.results import unbound
from xieshou.platform.accounts.api import User
from xieshou.platform.jobs import api as jobs

pytestmark = [pytest.mark.django_db, pytest.mark.function("XM20")]
SignIn = Callable[[User], Client]
TODAY = date(2026, 6, 1)
PAID = date(2025, 11, 30)


def broken(code: str) -> set[Any]:
    """What a rule finds, whoever may see it."""
    return set(BY_CODE[code].broken(TODAY))


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


# --- the rules ---


def test_a_whole_chain_breaks_no_rule(world: World) -> None:
    make_whole(world)
    assert {kind.code for kind in KINDS if kind.broken(TODAY).exists()} == set()


def test_a_payment_without_contract_is_broken_when_there_is_one_or_it_is_large(world: World) -> None:
    budget = make_budget(world, 1000 * 1_000_000)
    small = make_paid(budget, SMALL_PURCHASE_FEN - 1, PAID)
    large = make_paid(budget, SMALL_PURCHASE_FEN, PAID)
    assert broken("payment-contract") == {large}
    contract = make_contract(budget.project, 100)
    assert broken("payment-contract") == {small, large}
    Payment.objects.update(contract=contract)
    assert broken("payment-contract") == set()


def test_a_payment_on_its_way_is_no_break_yet(world: World) -> None:
    budget = make_budget(world, 1000 * 1_000_000)
    make_paid(budget, SMALL_PURCHASE_FEN, PAID, state=PaymentState.APPROVED)
    make_paid(budget, SMALL_PURCHASE_FEN, PAID, state=PaymentState.REVERSED, reversed_on=PAID)
    assert {kind.code for kind in KINDS if kind.model is Payment and kind.broken(TODAY).exists()} == set()


def test_a_payment_without_node_is_broken_where_there_are_nodes(world: World) -> None:
    payment = make_paid(make_budget(world), 100, PAID)
    assert broken("payment-milestone") == set()
    Milestone.objects.create(project=payment.project, order=1, name="完工", weight=100, ends_on=PAID)
    assert broken("payment-milestone") == {payment}


def test_a_payment_without_file_is_broken(world: World) -> None:
    payment = make_paid(make_budget(world), 100, PAID)
    assert broken("payment-file") == {payment}


def test_a_payment_after_the_projects_end_is_broken(world: World) -> None:
    budget = make_budget(world)
    before, after = make_paid(budget, 100, date(2025, 5, 9)), make_paid(budget, 100, date(2025, 5, 11))
    assert broken("payment-ended") == set()
    project = budget.project
    ProjectChange(
        project=project, owner=project.owner, place=project.place, kind=ProjectChangeKind.TERMINATE,
        state=ChangeState.APPROVED, asked_by=world.clerk_a, decided_at=datetime(2025, 5, 10, 4, tzinfo=UTC),
    ).save()  # fmt: skip
    Project.objects.filter(pk=project.pk).update(stage=Stage.SETTLED)
    assert broken("payment-ended") == {after}
    assert before not in broken("payment-ended")


def test_paying_without_goals_in_force_is_one_break_a_project_and_year(world: World) -> None:
    project = make_project(world)
    first, second = (make_budget(world, project=project, year=2025) for _ in range(2))
    make_paid(first, 100, PAID)
    make_paid(second, 100, PAID)
    make_budget(world, project=project, source=make_source(world, year=2024), year=2024)
    assert broken("budget-goals") == {first}
    make_goals(world, project=project, year=2025, state=FormState.APPROVED)
    assert broken("budget-goals") == set()


def test_a_budget_without_source_is_broken(world: World) -> None:
    budget = make_budget(world)
    assert broken("budget-source") == set()
    budget.source = None
    budget.save()
    assert broken("budget-source") == {budget}


def test_a_contract_unpaid_for_long_is_broken(world: World) -> None:
    budget = make_budget(world)
    old = make_contract(budget.project, 100, signed_on=TODAY - timedelta(days=180))
    make_contract(budget.project, 100, number="HT-2", signed_on=TODAY - timedelta(days=179))
    make_contract(budget.project, 100, number="HT-3", signed_on=date(2020, 1, 1), state="terminated")
    assert broken("contract-payment") == {old}
    make_paid(budget, 10, PAID, contract=old)
    assert broken("contract-payment") == set()


def test_an_accepted_project_is_broken_until_its_settlement_is_closed(world: World) -> None:
    project = make_project(world, stage=Stage.ACCEPTED)
    settlement = Settlement(project=project, owner=project.owner, place=project.place, submitted_fen=1)
    settlement.save()
    assert broken("project-settlement") == {project}
    Settlement.objects.update(closed_on=TODAY)
    assert broken("project-settlement") == set()


def test_goals_of_a_past_year_without_self_evaluation_are_broken(world: World) -> None:
    goals = make_goals(world, year=2025, state=FormState.APPROVED)
    make_goals(world, year=2026, state=FormState.APPROVED)
    assert broken("goals-result") == {goals}


def test_a_presented_value_without_evidence_is_broken(world: World) -> None:
    form = evaluation.filled(world, proved=4)
    assert broken("indicator-proof") == set(), "not before it is presented"
    form.state = FormState.SUBMITTED
    form.save()
    assert broken("indicator-proof") == {evaluation.values_of(form)[4]}


def test_a_record_that_feeds_no_indicator_is_broken(world: World) -> None:
    whole = make_whole(world)
    assert set(unbound("training")) == set()
    whole.form.goals.indicators.update(metric=None)
    assert set(unbound("training")) == {whole.record}


# --- the list ---


def some(world: World, count: int = 3, owner: Any = None, place: Any = None) -> list[Payment]:
    """Payments without a file."""
    project = make_project(world, owner=owner or world.county_a, place=place or world.county_a_region)
    budget = make_budget(world, project=project, source=make_source(world))
    return [make_paid(budget, 100 + one, PAID, f"记-{project.pk}-{one}") for one in range(count)]


def test_it_lists_rule_remedy_keeper_and_where(world: World, sign_in: SignIn) -> None:
    (payment,) = some(world, 1)
    page = text(sign_in(world.clerk_a), "/chain/breaks/?kind=payment-file")
    kind = BY_CODE["payment-file"]
    for words in (kind.rule, kind.remedy, kind.keeper, payment.voucher, "1.00"):
        assert str(words) in page
    assert payment.get_absolute_url() in page
    assert f"/chain/payment/{payment.pk}/" in page


@pytest.mark.parametrize("kind", [*BY_CODE, "result-indicator", "result-indicator&ledger=training", "没有"])
def test_every_kind_has_its_page(world: World, sign_in: SignIn, kind: str) -> None:
    make_whole(world)
    Payment.objects.update(contract=None, milestone=None)
    assert "断链清单" in text(sign_in(world.clerk_a), f"/chain/breaks/?kind={kind}")


def test_others_breaks_are_neither_listed_nor_counted(world: World, sign_in: SignIn) -> None:
    some(world, 2)
    page = text(sign_in(world.clerk_b), "/chain/breaks/?kind=payment-file&counted=1")
    assert "这一类没有断链" in page
    assert '支付没有凭证文件</span><span class="xs-number">0</span>' in page


def test_it_is_narrowed_by_year_unit_and_place(world: World, sign_in: SignIn) -> None:
    mine, theirs = some(world, 1), some(world, 1, world.county_b, world.county_b_region)
    client = sign_in(world.division_manager)
    base = "/chain/breaks/?kind=payment-file"
    for narrowing in (f"&owner=编号 {world.county_a.pk}", f"&place={world.county_a_region.code}"):
        page = text(client, base + narrowing)
        assert mine[0].voucher in page
        assert theirs[0].voucher not in page
    assert mine[0].voucher in text(client, f"{base}&year=2025")
    assert mine[0].voucher not in text(client, f"{base}&year=2024")


def test_what_cannot_be_read_does_not_narrow_and_is_told(world: World, sign_in: SignIn) -> None:
    some(world, 1)
    page = text(sign_in(world.clerk_a), "/chain/breaks/?kind=payment-file&year=甲&owner=没有此单位&place=999999")
    for words in ("年度“甲”", "单位“没有此单位”", "地区“999999”", "没有用作条件"):
        assert words in page


def test_the_export_takes_the_filters_along_whatever_else_is_asked(world: World, sign_in: SignIn) -> None:
    page = text(sign_in(world.division_manager), "/chain/breaks/?kind=payment-file&year=2025&items=x")
    assert '<input type="hidden" name="year" value="2025">' in page


def test_it_is_paged_by_key(world: World, sign_in: SignIn) -> None:
    payments = some(world, 60)
    client = sign_in(world.clerk_a)
    first = client.get("/chain/breaks/?kind=payment-file").context["page"]
    assert [one.pk for one in first.rows] == sorted((one.pk for one in payments), reverse=True)[:50]
    second = client.get(f"/chain/breaks/{first.next_url}").context["page"]
    assert len(second.rows) == 10


def test_counting_stops_where_it_would_walk_a_table(world: World, sign_in: SignIn) -> None:
    some(world, COUNTED_TO + 5)
    page = "/chain/breaks/?kind=payment-file"
    assert f"{COUNTED_TO}+" in text(sign_in(world.clerk_a), f"{page}&counted=1")


def test_the_list_does_not_wait_for_the_counts(world: World, sign_in: SignIn) -> None:
    page = text(sign_in(world.clerk_a), "/chain/breaks/?kind=payment-file&year=2025")
    assert 'hx-get="?kind=payment-file&amp;year=2025&amp;counted=1"' in page


def test_it_asks_as_few_questions_for_many_rows_as_for_few(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    some(world, 60)
    client = sign_in(world.clerk_a)
    text(client, "/chain/breaks/")
    for kind in (*BY_CODE, "result-indicator"):
        with django_assert_max_num_queries(17):
            text(client, f"/chain/breaks/?kind={kind}")
    with django_assert_max_num_queries(28):
        text(client, "/chain/breaks/?counted=1")


def test_a_projects_name_is_not_told_to_who_may_only_read_money(world: World, sign_in: SignIn) -> None:
    (payment,) = some(world, 1)
    role = world.roles["clerk"]
    role.grants.filter(permission="projects:project:read").delete()
    page = text(sign_in(world.clerk_a), "/chain/breaks/?kind=payment-file")
    assert payment.voucher in page
    assert payment.project.name not in page
    assert "不在您的可见范围内" in page


def test_the_sheet_holds_every_break_of_all_kinds(world: World, sign_in: SignIn) -> None:
    some(world, 2)
    client = sign_in(world.approver_a)
    answer = client.post("/chain/breaks/export/", {"kind": "payment-file", "all": "1"})
    assert answer.status_code == 302
    jobs.work_until_idle()
    rows = list(BreakSource().rows(world.approver_a, {"all": "1"}, is_full=False))
    labels = {row[0] for row in rows}
    assert labels == {"支付没有凭证文件", "有支付而没有生效的绩效目标"}
    assert BreakSource().total(world.approver_a, {"all": "1"}) == len(rows) == 3


def test_the_sheet_is_for_those_who_may_export_and_only_posted(world: World, sign_in: SignIn) -> None:
    reader = sign_in(world.auditor_outside)
    assert reader.post("/chain/breaks/export/", {"kind": "payment-file"}).status_code == 403
    assert reader.get("/chain/breaks/export/").status_code == 405


def test_the_list_needs_signing_in(client: Client, db: None) -> None:
    assert client.get("/chain/breaks/").status_code == 302


def test_goals_of_this_year_are_no_break_today(world: World) -> None:
    make_goals(world, year=timezone.localdate().year, state=FormState.APPROVED)
    assert not BY_CODE["goals-result"].broken(timezone.localdate()).exists()
