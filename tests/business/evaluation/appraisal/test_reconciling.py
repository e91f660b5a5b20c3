"""Score reconciliation: 94.37 of the self-evaluation against 97.2 of the department (seed 003, lines 1014 and 5739)."""

import pytest

from tests.business.evaluation.appraisal.factory import (
    award_as_published,
    make_appraisal,
    make_exchanged,
    make_scored,
    make_signed,
)
from tests.factories.world import World
from xieshou.business.evaluation.models import AppraisalKind
from xieshou.business.evaluation.services.appraising import appraisal_award
from xieshou.business.evaluation.services.expert_scoring import drafting_begin
from xieshou.business.evaluation.services.reconciling import (
    Row,
    check_explained,
    differences_explain,
    earlier_reason,
    reconciliation,
    reconciliation_document,
)
from xieshou.business.evaluation.services.signing import appraisal_sign
from xieshou.documents.api import render_bytes
from xieshou.lib.problems import Invalid

pytestmark = pytest.mark.function("JX11")


def row_of(rows: tuple[Row, ...], words: str) -> Row:
    return next(row for row in rows if row.words == words)


def test_the_published_totals_stand_side_by_side(world: World) -> None:
    table = reconciliation(award_as_published(world, make_scored(world)))
    assert [column.label for column in table.columns] == ["单位自评", "部门评价"]
    total = row_of(table.rows, "总分")
    assert (total.cells, total.spread) == (["94.37/100", "97.2/100"], "2.83 分")


def test_what_corresponds_by_name_is_compared_by_its_share_of_the_points(world: World) -> None:
    rows = reconciliation(award_as_published(world, make_scored(world))).rows
    rate = row_of(rows, "预算执行率")
    assert (rate.kind, rate.cells, rate.spread) == ("item", ["6.4/10", "3.2/5"], "")
    outputs = row_of(rows, "产出")
    assert outputs.kind == "level"
    assert outputs.is_by_share


def test_items_that_do_not_correspond_are_not_set_side_by_side(world: World) -> None:
    rows = reconciliation(make_scored(world)).rows
    assert "立项依据充分性" not in {row.words for row in rows}


def test_two_evaluations_under_one_scheme_are_compared_item_by_item(world: World) -> None:
    first = make_signed(world)
    second = make_appraisal(world, project=first.project, kind=AppraisalKind.THIRD_PARTY, evaluator="某评估机构")
    drafting_begin(actor=world.division_manager, appraisal=second, opened_version=second.version)
    table = reconciliation(second)
    assert [column.label for column in table.columns] == ["单位自评", "部门评价", "第三方评价"]
    assert row_of(table.rows, "立项依据充分性").cells == ["", "5/5", "0/5"]


def test_a_difference_without_a_reason_stops_signing(world: World) -> None:
    appraisal = make_exchanged(world)
    with pytest.raises(Invalid, match="评分差异"):
        appraisal_sign(actor=world.leader, appraisal=appraisal, opened_version=appraisal.version)


def test_a_reason_is_asked_again_when_a_score_changes(world: World) -> None:
    appraisal = award_as_published(world, make_scored(world))
    manager = world.division_manager
    reasons = {row.key: "企业参展受疫情影响" for row in reconciliation(appraisal).missing}
    differences_explain(actor=manager, appraisal=appraisal, opened_version=appraisal.version, reasons=reasons)
    assert check_explained(appraisal) == []
    appraisal_award(
        actor=manager, appraisal=appraisal, item="A4", awarded="3", reason="改", opened_version=appraisal.version
    )
    total = row_of(reconciliation(appraisal).rows, "总分")
    assert total.needs_reason
    assert earlier_reason(appraisal, total) == "企业参展受疫情影响"


def test_a_reason_for_a_place_that_is_not_there_is_refused(world: World) -> None:
    appraisal = make_scored(world)
    with pytest.raises(Invalid, match="没有这一行"):
        differences_explain(
            actor=world.division_manager, appraisal=appraisal, opened_version=appraisal.version, reasons={"x": "y"}
        )


def test_an_evaluation_alone_has_nothing_to_compare(world: World) -> None:
    assert reconciliation(make_scored(world, has_self=False)).rows == ()


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_the_table_is_printed(world: World, kind: str) -> None:
    document = reconciliation_document(make_scored(world))
    assert len(render_bytes(document, kind)) > 1000
    assert "94.37/100" in {text for _place, text in document.texts()}
