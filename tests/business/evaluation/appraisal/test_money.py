"""The money in an evaluation report: uses and sources as registered, what is missing said so."""

from datetime import date
from typing import Any

import pytest

from tests.business.evaluation.appraisal.factory import make_appraisal, make_scored
from tests.factories.evaluation import make_project
from tests.factories.funds import make_paid, make_source
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import Appraisal
from xieshou.business.evaluation.services.appraising import appraisal_facts_save
from xieshou.business.evaluation.services.consistency import appraisal_check, shown
from xieshou.business.evaluation.services.report_document import report_document
from xieshou.business.evaluation.services.report_money import NO_SOURCES, NO_USES, fund_rows, source_blocks, use_rows
from xieshou.business.funds import api as funds
from xieshou.business.projects.api import Project
from xieshou.documents.document import Document, Paragraph
from xieshou.documents.table import Table

pytestmark = pytest.mark.function("JX11")
YEAR, WAN = 2020, 1_000_000
AT = date(YEAR, 11, 30)


def budgeted(world: World, project: Project, wan: int, row: str, name: str) -> funds.ProjectBudget:
    source = make_source(world, year=YEAR, name=name, document_number=f"演示〔{YEAR}〕{name}")
    return funds.budget_set(
        actor=None, project=project, year=YEAR, initial_fen=wan * WAN, source=source, row=row, is_demo=True
    )


def appraised(world: World, project: Project) -> Appraisal:
    return make_appraisal(world, project=project, has_self=False)


def paid(budget: funds.ProjectBudget, fen: int, purpose: str, day: date = AT, **changed: Any) -> None:
    made = make_paid(budget, fen, day, **changed)
    made.purpose = purpose
    made.save()


def table(appraisal: Appraisal) -> list[list[str]]:
    """The table of sources as rows of texts."""
    found = next(one for one in source_blocks(appraisal) if isinstance(one, Table))
    rows: dict[int, list[str]] = {}
    for cell in found.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return list(rows.values())


def rows_of(document: Document) -> set[tuple[str, ...]]:
    """The first three cells of every row of every table."""
    rows: dict[tuple[int, int], list[str]] = {}
    for number, block in enumerate(document.sections[0].blocks):
        for cell in block.cells if isinstance(block, Table) else ():
            rows.setdefault((number, cell.row), []).append(cell.text)
    return {tuple(texts[:3]) for texts in rows.values()}


def told(appraisal: Appraisal) -> str:
    return "\n".join(one.text for one in source_blocks(appraisal) if isinstance(one, Paragraph))


def test_money_is_told_source_by_source_and_what_never_arrived_is_no_zero(world: World) -> None:
    project = make_project(world)
    first = budgeted(world, project, 100, "appropriation", "专项资金")
    budgeted(world, project, 50, "other", "社会资金")
    assert first.source is not None
    funds.receipt_add(actor=None, source=first.source, received_on=AT, amount_fen=80 * WAN, budget=first)
    make_paid(first, 60 * WAN, AT)
    rows = table(appraised(world, project))
    assert rows[1][2:] == ["100.00", "80.00", "60.00", "60.00"]
    assert rows[2][2:] == ["50.00", "未登记", "0.00", "0.00"]
    assert rows[3][2:] == ["150.00", "80.00", "60.00", "40.00"]


def test_uses_are_what_was_paid_by_purpose_without_what_came_back(world: World) -> None:
    project = make_project(world)
    budget = budgeted(world, project, 100, "appropriation", "专项资金")
    other = budgeted(world, project, 20, "other", "社会资金")
    paid(budget, 30 * WAN, "调研")
    paid(budget, 5 * WAN, "调研")
    paid(other, 7 * WAN, "展会")
    paid(budget, 9 * WAN, "退回的款", reversed_on=date(YEAR, 12, 20))
    paid(budget, 4 * WAN, "下年的款", date(YEAR + 1, 1, 5))
    rows = use_rows(appraised(world, project))
    assert [(one.content, one.total, one.fiscal, one.other) for one in rows] == [
        ("调研", "35.00", "35.00", ""),
        ("展会", "7.00", "", "7.00"),
    ]


def test_a_project_without_registered_money_says_so_in_its_report(world: World) -> None:
    appraisal = appraised(world, make_project(world))
    assert use_rows(appraisal) == ()
    assert (NO_USES in told(appraisal), NO_SOURCES in told(appraisal)) == (True, True)


def test_a_budget_nothing_was_paid_from_lists_its_plan_alone(world: World) -> None:
    project = make_project(world)
    budgeted(world, project, 100, "appropriation", "专项资金")
    appraisal = appraised(world, project)
    assert NO_USES in told(appraisal)
    assert table(appraisal)[1][2:] == ["100.00", "未登记", "0.00", "0.00"]


def test_many_small_uses_are_put_together_and_still_come_to_the_whole(world: World) -> None:
    project = make_project(world)
    budget = budgeted(world, project, 100, "appropriation", "专项资金")
    for number in range(45):
        paid(budget, (number + 1) * 10_000, f"用途 {number}")
    rows = use_rows(appraised(world, project))
    assert (len(rows), rows[-1].content, rows[-1].total) == (41, "其余 5 项用途", "0.15")


@pytest.mark.function("JX13")
def test_both_tables_stand_in_the_report_and_raise_no_false_alarm(world: World) -> None:
    project = make_project(world)
    budget = budgeted(world, project, 200, "appropriation", "专项资金")
    budgeted(world, project, 30, "other", "社会资金")
    paid(budget, 120 * WAN, "调研协调工作")
    paid(budget, 5 * WAN, "展会协作管理")
    appraisal = make_scored(world, project=project)
    document = report_document(appraisal)
    assert ("年初预算金额", "(1)", "230.00") in rows_of(document)
    names = [one.name for one in document.sections[0].blocks if isinstance(one, Table)]
    assert names.index("资金使用情况") < names.index("各项资金") < names.index("绩效目标及完成情况")
    appraisal_check(actor=world.division_manager, appraisal=appraisal)
    wrong = [one.data for one in shown(appraisal) if one.data["is_own"] and "各项资金" in one.data["table"]]
    assert wrong == []


def test_a_money_fact_entered_otherwise_shows_what_is_registered_with_its_address(world: World) -> None:
    project = make_project(world)
    budget = budgeted(world, project, 200, "appropriation", "专项资金")
    paid(budget, 125 * WAN, "调研")
    appraisal = appraised(world, project)
    facts = {"actual_cost": {"value": "129万元", "note": "报告"}, "budget": {"value": "200 万元", "note": "手工核对"}}
    appraisal_facts_save(
        actor=world.division_manager, appraisal=appraisal, opened_version=appraisal.version, facts=facts
    )
    page = " ".join(signed_in(world.division_manager).get(appraisal.get_absolute_url()).content.decode().split())
    assert f'href="/funds/projects/{project.pk}/">登记的资金为 125.00 万元' in page
    assert "与登记的资金一致" in page


def test_the_fund_table_says_whose_money_it_is_level_by_level(world: World) -> None:
    project = make_project(world)
    city = budgeted(world, project, 100, "appropriation", "专项资金")
    province = make_source(world, year=YEAR, name="省级补助", document_number="演示〔2020〕省", level="province")
    put: dict[str, Any] = {"project": project, "year": YEAR, "row": "appropriation", "source": province}
    funds.budget_set(actor=None, initial_fen=30 * WAN, is_demo=True, **put)
    budgeted(world, project, 20, "other", "社会资金")
    assert city.source is not None
    funds.receipt_add(actor=None, source=city.source, received_on=AT, amount_fen=80 * WAN, budget=city)
    make_paid(city, 60 * WAN, AT)
    said = {"budget": "150.00", "received": "80.00", "executed": "60.00"}
    rows = {one.row: one for one in fund_rows(appraised(world, project), said)}
    shown = {name: (one.total, one.fiscal, one.central, one.province, one.city) for name, one in rows.items()}
    assert shown["initial"] == shown["budget"] == ("150.00", "130.00", "", "30.00", "100.00")
    assert shown["received"] == ("80.00", "80.00", "", "", "80.00")
    assert shown["executed"] == ("60.00", "60.00", "", "0.00", "60.00")


def test_a_row_said_otherwise_than_registered_has_no_levels(world: World) -> None:
    project = make_project(world)
    budgeted(world, project, 100, "appropriation", "专项资金")
    (row, *_) = [one for one in fund_rows(appraised(world, project), {"budget": "99.00"}) if one.row == "budget"]
    assert (row.total, row.fiscal, row.city) == ("99.00", "", "")
