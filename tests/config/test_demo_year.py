"""The real year as proof: what `init --demo` loads is what was published, and every figure leads to its records."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from tests.factories.world import signed_in
from xieshou.business.assets import api as assets
from xieshou.business.evaluation.api import Appraisal, GoalSet, PublicMaterial, SelfEvaluation, lines_of, standing_of
from xieshou.business.evaluation.services import consistency, materials, report_money, signing
from xieshou.business.funds import api as funds
from xieshou.business.metrics.api import Metric, Scope, figure_of
from xieshou.business.projects.api import Project, Stage
from xieshou.business.rectification.api import findings_of
from xieshou.config.demo_year.entering import project_of
from xieshou.config.demo_year.judging import OF_PROJECT
from xieshou.config.demo_year.performing import goals_of
from xieshou.config.demo_year.published import DEPARTMENT, fen, rows, the_year
from xieshou.config.setup import set_up
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence import storage

YEAR = the_year()
SELF = [*(one.key for one in YEAR.own), DEPARTMENT]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """The demonstration as `init --demo` makes it, once for all tests here; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield list(set_up(demo=True))
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def user(name: str) -> User:
    return User.objects.get(username=name)


def reader(name: str = "finance-reader") -> Client:
    return signed_in(user(name))


def project(key: str) -> Project:
    found = project_of(YEAR, next(one for one in YEAR.subjects if one.key == key))
    assert found is not None
    return found


def form(key: str) -> SelfEvaluation:
    if key == DEPARTMENT:
        return SelfEvaluation.objects.get(project=None, year=2020)
    return SelfEvaluation.objects.get(project=project(key), year=2020)


def appraisal(key: str) -> Appraisal:
    return Appraisal.objects.get(project=project(OF_PROJECT[key]), year=2020)


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return re.sub(r"\s+", " ", response.content.decode())


# --- totals ---


@pytest.mark.function("JX10")
@pytest.mark.parametrize("key", SELF)
def test_every_published_self_evaluation_comes_out_and_stands_on_its_page(key: str) -> None:
    published = YEAR.evaluation(key).published
    found = form(key)
    assert (found.state, found.total) == ("approved", published.score)
    assert published.score in text(reader(), found.get_absolute_url())
    if published.grade:
        assert found.grade == published.grade


@pytest.mark.function("JX11")
@pytest.mark.parametrize("key", OF_PROJECT)
def test_every_published_evaluation_comes_out_and_stands_on_its_page(key: str) -> None:
    published = YEAR.evaluation(key).published
    found = appraisal(key)
    assert (found.total, found.grade) == (published.score, published.grade)
    assert published.score in text(reader(), found.get_absolute_url())


@pytest.mark.function("JX12")
def test_the_two_scores_of_a_project_stand_beside_each_other_with_their_reasons() -> None:
    page = text(reader("funds-head"), f"{appraisal('exchange-evaluation').get_absolute_url()}reconcile/")
    assert "94.37" in page
    assert "97.2" in page
    assert "两表的指标和分值不同" in page


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
@pytest.mark.parametrize("key", ["exchange", DEPARTMENT])
def test_a_self_evaluation_is_printed_in_every_kind(key: str, kind: str) -> None:
    assert _printed(f"{form(key).get_absolute_url()}table.{kind}") > 1000


@pytest.mark.parametrize("name", ["report.docx", "report.pdf", "scores.xlsx", "reconcile.xlsx"])
def test_an_evaluation_is_printed(name: str) -> None:
    assert _printed(f"{appraisal('fund-evaluation').get_absolute_url()}{name}") > 1000


def _printed(url: str) -> int:
    response = reader().get(url)
    assert response.status_code == 200, url
    return len(b"".join(response))


# --- money ---


@pytest.mark.function("XM09")
@pytest.mark.parametrize("key", [one.key for one in YEAR.own])
def test_a_projects_money_is_the_published_to_the_fen(key: str) -> None:
    published = rows(next(one for one in YEAR.own if one.key == key))
    for row in funds.fund_block(project(key), 2020, YEAR.quarters[-1].ends_on.replace(month=12, day=31)):
        told = published[row.kind.value]
        if row.budget is not None:
            assert (row.initial, row.budget, row.executed) == (fen(told.initial), fen(told.budget), fen(told.executed))


@pytest.mark.function("XM09")
def test_the_departments_quarters_are_the_published_and_its_year_is_the_sum_of_its_tasks() -> None:
    facts = funds.facts_of(funds.Scope(year=2020, owner_path=form(DEPARTMENT).owner_path))
    for quarter in YEAR.quarters:
        paid = facts.figures(quarter.ends_on).paid
        assert paid is not None
        assert abs(paid - quarter.cumulative_fen) <= 5_000  # printed in 万元 with two decimals: half of 100 元
    assert facts.figures(YEAR.quarters[-1].ends_on).paid == fen("3640624019.25")


@pytest.mark.function("XM09")
def test_the_printed_fourth_quarter_is_told_to_fall_below_the_third() -> None:
    printed = next(one for one in YEAR.evaluation(DEPARTMENT).printed if one.name == "第四季度预算支出")
    fourth = fen(printed.value.removesuffix(" 万元"), "万元")
    periods = [funds.StatedPeriod(str(one.ends_on), one.cumulative_fen) for one in YEAR.quarters]
    stated = funds.Statement((*periods, funds.StatedPeriod("2020-12-31", fourth)))
    assert any("累计数小于上期" in found.what for found in funds.statement_check(stated))


@pytest.mark.function("XM10")
def test_what_was_carried_over_is_a_row_of_its_own() -> None:
    block = {one.kind.value: one for one in funds.fund_block(project("fund"), 2020, YEAR.quarters[-1].ends_on)}
    assert (block["carryover"].budget, block["carryover"].executed) == (fen("17900000"), fen("10430784.56"))


# --- figures and their records ---


@pytest.mark.function("JC13")
@pytest.mark.parametrize("code", [one["code"] for one in YEAR.metrics])
def test_a_metric_counts_the_published_figure_from_its_records(code: str) -> None:
    declared = next(one for one in YEAR.metrics if one["code"] == code)
    found = figure_of(Metric.objects.get(code=code), Scope.of_year(2020, owner_path=form(DEPARTMENT).owner_path))
    assert found.text == declared["value"]


@pytest.mark.function("JC13")
@pytest.mark.parametrize("name", ["finance-reader", "leader", "funds-handler"])
def test_554_opens_to_its_records_and_their_evidence_in_two_clicks(name: str) -> None:
    client = reader(name)
    line = next(one for one in lines_of(form("fund")) if one.code == "16")
    assert (line.actual, line.is_measured) == ("554人次", True)
    page = text(client, form("fund").get_absolute_url())
    assert f'href="{line.figure_url}"' in page
    frozen = text(client, line.figure_url)
    assert "554" in frozen
    records = re.search(r'href="(/metrics/sz2020-tibet-training/\?[^"]*)"', frozen)
    assert records is not None
    listed = text(client, records[1].replace("&amp;", "&"))
    assert "教职人员培训" in listed
    assert "1 份" in listed  # the evidence of each record
    record = re.search(r'href="(/ledger/training/\d+/)"', listed)
    assert record is not None
    assert "公开文本摘录" in text(client, record[1])


@pytest.mark.function("JX09")
def test_evidence_is_missing_where_the_report_says_so_with_its_words() -> None:
    by_code = {one.code: one for one in lines_of(form("platform"))}
    assert (by_code["5"].proofs, by_code["1"].proofs) == (0, 1)
    assert "研发阶段" in by_code["5"].value.no_evidence_because
    measured = next(one for one in lines_of(form("fund")) if one.code == "16")
    assert "材料不够充分" in measured.value.awarded_because


# --- what is wrong with it ---


@pytest.mark.function("JX04")
def test_the_goals_are_in_force_as_published_and_the_check_says_what_is_wrong() -> None:
    goals = goals_of(YEAR, _cast_of_office(), "fund")
    assert goals is not None
    page = text(reader(), goals.get_absolute_url())
    assert "补录：" in page
    assert "云南昭通卡户生如期入学" in page
    assert "拦截" in page


def _cast_of_office() -> Any:
    class Cast:
        office = form(DEPARTMENT).owner

    return Cast


@pytest.mark.function("JX13")
def test_the_check_finds_the_contradictions_of_the_published_material() -> None:
    told = {
        (one.data["code"], one.data["published"]) for key in OF_PROJECT for one in consistency.shown(appraisal(key))
    }
    assert ("SE-GOALS", "14 个；22 次；210 人次") in told
    assert ("EV-COST", "129.47 万元") in told
    assert ("EV-COUNT", "4 条完成 3 条，得 7.56 分") in told
    assert ("SE-FULL", "7.14") in told
    assert ("SE-YEAR", "2019/10/1") in told
    assert any(code == "SE-NO-ACTUAL" for code, _published in told)


@pytest.mark.function("JX13")
def test_what_the_office_published_is_marked_as_public_and_says_where_it_is_from() -> None:
    names = {one.evidence.name: one for one in PublicMaterial.objects.select_related("evidence__file")}
    assert {name.rpartition(".")[2] for name in names} == {"xlsx", "docx", "pdf"}
    assert len(names) == 4
    for one in names.values():
        content = storage.path_of(one.evidence.file.sha256).read_bytes()
        read = materials.read_bytes(one.evidence.name, content)
        said = "".join(paragraph.text for paragraph in read.paragraphs) + "".join(map(str, read.tables))
        assert "第" in said
        assert "演示数据" in said or one.evidence.name.endswith("xlsx")


@pytest.mark.function("JX13")
@pytest.mark.parametrize(
    ("code", "published"),
    [
        ("SE-GOALS", "14 个；22 次；210 人次"),  # received in words, 11, 14 and 144 in the table
        ("TX-SAME", "22批次；150人"),  # the notes against the same table
        ("TX-GROWTH", "39.8%"),
        ("TX-UNIT", "3.5元"),
        ("TX-PARTS", "364,072.22 万元"),
        ("DP-FORMULA", "100%"),
        ("TX-QUARTERS", ""),
    ],
)
def test_the_published_years_contradictions_are_listed_apart_and_stop_nothing(code: str, published: str) -> None:
    held = consistency.summary(appraisal("exchange-evaluation"), user("finance-reader"))
    assert held is not None
    told = [one.data["published"] for one in held.elsewhere if one.data["code"] == code]
    assert any(published in one for one in told), told
    assert not any(one.stops for one in held.elsewhere)


@pytest.mark.function("JX13")
def test_the_evaluations_page_shows_its_contradiction_before_signing() -> None:
    page = text(reader("funds-head"), appraisal("exchange-evaluation").get_absolute_url())
    assert "129.47 万元" in page
    assert "124.97" in page
    assert "没有改正也没有说明：不能签发" in page
    assert "14 个；22 次；210 人次" in text(
        reader("funds-head"), f"{appraisal('exchange-evaluation').get_absolute_url()}check/"
    )


@pytest.mark.function("JX11")
def test_the_reports_table_of_uses_is_the_published_one() -> None:
    rows = [(one.content, one.total) for one in report_money.use_rows(appraisal("exchange-evaluation"))]
    published = YEAR.evaluation("exchange-evaluation").chapters
    assert published is not None
    assert set(rows) == {(one.content, one.total) for one in published.use_table}


@pytest.mark.function("JX09")
def test_the_departments_concluded_facts_lack_evidence_and_say_what_they_cost() -> None:
    standing = standing_of(form(DEPARTMENT))
    lacking = {one.name for one in standing.facts if one.lacks_evidence}
    concluded = {name for name, one in YEAR.evaluation(DEPARTMENT).facts.items() if one.is_inferred}
    assert lacking
    assert lacking <= concluded
    page = text(reader(), form(DEPARTMENT).get_absolute_url())
    assert "缺佐证" in page
    assert "关系到“预算编制合理性”5 分" in page


@pytest.mark.function("JX13")
@pytest.mark.parametrize("key", OF_PROJECT)
def test_a_report_with_unexplained_contradictions_cannot_be_signed(key: str) -> None:
    found = appraisal(key)
    assert consistency.unexplained(found)
    with pytest.raises(Invalid, match="没有改正也没有说明"):
        signing.appraisal_sign(actor=user("leader"), appraisal=found, opened_version=found.version)


@pytest.mark.function("JX14")
def test_problems_and_results_go_on_into_the_next_year() -> None:
    assert findings_of(appraisal("fund-evaluation")).count() == 3
    assert [one.year for one in form("platform").applications.all()] == [2021]


# --- the whole ---


def test_every_stage_has_a_project_of_this_year_that_says_it_is_invented() -> None:
    found = Project.objects.filter(name__contains="演示数据")
    assert {one.stage for one in found} == set(Stage.values)


@pytest.mark.function("XM20")
def test_a_yuan_of_this_year_reaches_households_that_nobody_names() -> None:
    asset = assets.Asset.objects.get(is_demo=True)
    assert (asset.title_state, asset.amount_fen) == ("confirmed", assets.worth_of(asset.project).paid)
    homes = assets.Household.objects.filter(is_demo=True)
    assert all(one.code.startswith("演示户") and not one.head_name for one in homes)
    payment = funds.Payment.objects.get(project=asset.project)
    page = signed_in(user("chayu-handler")).get(f"/chain/payment/{payment.pk}/").content.decode()
    assert [one.code for one in homes if one.code not in page] == []


def test_it_says_how_long_it_took(loaded: list[str]) -> None:
    assert re.search(r"用时 \d+\.\d 秒", loaded[-1])


def test_loading_again_changes_nothing() -> None:
    def counts() -> dict[str, int]:
        return {model._meta.label: model._base_manager.count() for model in apps.get_models()}

    before = counts()
    versions = list(GoalSet.objects.order_by("pk").values_list("version", flat=True))
    for _line in set_up(demo=True):
        pass
    assert counts() == before
    assert list(GoalSet.objects.order_by("pk").values_list("version", flat=True)) == versions
