"""The evaluation of a department's whole expenditure: begun, scored, its report in a department's words."""

import pytest

from tests.business.evaluation.appraisal.factory import published
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import Appraisal, Subject
from xieshou.business.evaluation.services.appraisal_card import card_of
from xieshou.business.evaluation.services.appraising import appraisal_create, appraisal_facts_save
from xieshou.business.evaluation.services.expert_scoring import drafting_begin
from xieshou.business.evaluation.services.judged import judged_facts
from xieshou.business.evaluation.services.report_document import report_document
from xieshou.business.evaluation.services.report_text import chapters_save
from xieshou.documents.document import Heading, Paragraph
from xieshou.kernel.exact import ZERO, total
from xieshou.schemes import load_scheme

pytestmark = pytest.mark.function("JX11")
SCHEME = "shenzhen-2020-department"


@pytest.fixture
def appraisal(world: World) -> Appraisal:
    """County A's office, its facts as published for another office, drafted without experts."""
    made = appraisal_create(
        actor=world.division_manager, kind="department", scheme=SCHEME, year=2020, owner=world.county_a
    )
    hidden = judged_facts(load_scheme(SCHEME))
    told = {
        name: {"value": f"{one.value}{one.unit}", "note": f"第 {one.line} 行"}
        for name, one in published("department").facts.items()
        if name not in hidden
    }
    appraisal_facts_save(actor=world.division_manager, appraisal=made, opened_version=made.version, facts=told)
    return drafting_begin(actor=world.division_manager, appraisal=made, opened_version=made.version)


def test_its_total_is_the_sum_of_its_items(appraisal: Appraisal) -> None:
    card = card_of(appraisal)
    assert appraisal.subject == Subject.DEPARTMENT
    assert total([one.awarded for one in card.items]) == card.computed
    assert card.computed > ZERO


def test_its_report_speaks_of_a_department_and_leaves_what_was_written(world: World, appraisal: Appraisal) -> None:
    written = "项目名称：这一句是写进报告的正文。"
    chapters_save(
        actor=world.division_manager, appraisal=appraisal, opened_version=appraisal.version,
        chapters={"background": "内设五个处室。", "conclusion": f"结论。{written}"},
    )  # fmt: skip
    document = report_document(appraisal)
    texts = [one.text for one in document.sections[0].blocks if isinstance(one, Paragraph)]
    heads = [one.text for one in document.sections[0].blocks if isinstance(one, Heading)]
    assert f"单位名称：{world.county_a}" in texts
    assert "1、单位概况：内设五个处室。" in texts
    assert f"结论。{written}" in texts
    assert "（一）单位概况" in heads
    assert not any("项目概况" in one for one in heads)


@pytest.mark.parametrize("path", ["", "facts/", "chapters/", "check/", "report.docx", "report.pdf", "scores.xlsx"])
def test_its_pages_and_documents_open(world: World, appraisal: Appraisal, path: str) -> None:
    assert signed_in(world.division_manager).get(f"{appraisal.get_absolute_url()}{path}").status_code == 200


def test_the_form_names_its_chapters_for_a_department(world: World, appraisal: Appraisal) -> None:
    page = signed_in(world.division_manager).get(f"{appraisal.get_absolute_url()}chapters/").content.decode()
    assert "主要职责和年度重点工作" in page
    assert "项目背景" not in page
