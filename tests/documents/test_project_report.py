"""项目支出部门评价报告."""

from dataclasses import replace

import pytest

from tests.documents.factories import PROVENANCE
from tests.documents.published import EVALUATIONS, card, documents
from xieshou.documents.document import Document, Heading, Layout, Paragraph
from xieshou.documents.errors import MissingChaptersError
from xieshou.documents.layouts.project_report import project_report
from xieshou.documents.layouts.report_arithmetic import fund_sentences
from xieshou.documents.layouts.report_tables import fund_table, rate
from xieshou.documents.table import Table
from xieshou.kernel.evaluation import FundRates, FundTableRow
from xieshou.kernel.exact import Exact
from xieshou.schemes import load_scheme

REPORT = documents()["exchange-evaluation-report"]


def _paragraphs(document: Document = REPORT) -> list[str]:
    return [block.text for block in document.sections[0].blocks if isinstance(block, Paragraph)]


def _table(name: str) -> Table:
    return next(table for table in REPORT.tables() if table.name == name)


def test_it_has_the_six_chapters_of_the_outline() -> None:
    headings = [block.text for block in REPORT.sections[0].blocks if isinstance(block, Heading) and block.level == 1]
    assert [text[0] for text in headings] == list("一二三四五六")
    assert (headings[0], headings[-1]) == ("一、基本情况", "六、有关建议")


def test_it_is_an_official_document_with_a_landscape_annex() -> None:
    body, annex = REPORT.sections
    assert (body.layout, body.landscape, annex.landscape) == (Layout.OFFICIAL, False, True)


def test_it_writes_the_arithmetic_of_the_funds_from_the_figures() -> None:
    assert "预算执行率 = 实际支出 ÷ 全年预算数 × 100% = 124.97 ÷ 193.99 × 100% = 64.42%。" in _paragraphs()


def test_it_computes_the_rates_of_the_fund_table() -> None:
    row = next(row for row in _table("项目资金投入").by_row() if row[0].text == "预算执行率（%）")
    assert [cell.text for cell in row] == ["预算执行率（%）", "(5)=(4)/(2)", "64.42", "64.42", "", "", "64.42", ""]
    assert row[2].is_computed


def test_it_adds_up_what_the_funds_were_used_for() -> None:
    first = _table("资金使用情况").by_row()[2]
    assert [cell.text for cell in first] == ["合计", "124.97", "124.97", "", ""]


def test_it_writes_the_total_from_the_levels() -> None:
    expected = "综合得分 = 决策 + 过程 + 产出 + 效益 = 19 + 18.2 + 30 + 30 = 97.2 分，绩效评价等级为“优”。"
    assert any(text.startswith(expected) for text in _paragraphs())


def test_it_heads_each_second_level_with_its_score() -> None:
    headings = [block.text for block in REPORT.sections[0].blocks if isinstance(block, Heading) and block.level == 3]
    assert "1、资金管理得分：8.2 分（满分 10 分）" in headings


def test_it_shows_how_a_score_was_worked_out_and_what_was_awarded_instead() -> None:
    text = next(text for text in _paragraphs() if text.startswith("预算执行率：124.97"))
    assert "≈ 64.42%" in text
    assert "按评分标准为 3.22 分，评定为 3.2 分，理由：" in text


def test_it_ends_the_annex_with_total_grade_and_bands() -> None:
    total, grade, bands = _table("评分表").by_row()[-3:]
    assert ([cell.text for cell in total], [cell.text for cell in grade]) == (["合计得分", "97.2"], ["等级", "优"])
    assert bands[0].text == "90（含）-100 分为优、80（含）-90 分为良、60（含）-80 分为中、60 分以下为差。"


def test_it_says_of_each_table_where_its_figures_come_from() -> None:
    named = ("项目资金投入", "资金使用情况", "绩效目标及完成情况", "评分表")
    assert all("数据来源" in _table(name).notes[0] for name in named)


def test_it_refuses_an_evaluation_without_chapters() -> None:
    bare = replace(EVALUATIONS["exchange-evaluation"], chapters=None)
    with pytest.raises(MissingChaptersError, match="has no chapters"):
        project_report(bare, load_scheme(bare.scheme or ""), card(bare.id), PROVENANCE)


def test_it_writes_a_report_from_chapters_that_say_little() -> None:
    whole = EVALUATIONS["exchange-evaluation"]
    assert whole.chapters is not None
    chapters = replace(whole.chapters, overview={}, goals={}, process={}, fund_table=(), use_table=(), fund_rates=None)
    bare = replace(whole, chapters=chapters, indicators=())
    document = project_report(bare, load_scheme(bare.scheme or ""), card(bare.id), PROVENANCE)
    assert "（1）项目资金投入：" not in _paragraphs(document)


def test_it_says_when_the_published_rate_is_another() -> None:
    rows = (FundTableRow("budget", 1, "193.99"), FundTableRow("executed", 1, "124.97"))
    (sentence,) = fund_sentences(rows, FundRates("64.4", "100", "64.42", 1))
    assert sentence.endswith("= 64.42%（公布为 64.4%）。")


@pytest.mark.parametrize(("above", "below"), [("", "2"), ("1", ""), ("1", "0")])
def test_it_gives_no_rate_where_there_is_none(above: str, below: str) -> None:
    assert rate(above, below) is None


def test_it_rounds_a_rate_half_up() -> None:
    assert rate("1", "3.2") == Exact.read("31.25")
    assert rate("0.12345", "100") == Exact.read("0.12")


def test_a_text_that_is_empty_takes_no_number() -> None:
    whole = EVALUATIONS["exchange-evaluation"]
    assert whole.chapters is not None
    overview = {"background": "背景", "content": "", "funding_note": "资金"}
    chapters = replace(whole.chapters, overview=overview, process={"methods": "比较法", "steps": "过程"}, fund_table=())
    bare = replace(whole, chapters=chapters)
    document = project_report(bare, load_scheme(bare.scheme or ""), card(bare.id), PROVENANCE)
    said = _paragraphs(document)
    assert {"1、项目背景：背景", "2、项目资金投入与使用情况：资金", "1、绩效评价方法：比较法"} <= set(said)
    assert "（1）资金使用情况：" in said
    headings = [block.text for block in document.sections[0].blocks if isinstance(block, Heading) and block.level == 2]
    assert "（一）绩效评价原则、评价指标体系、评价方法、评价标准" in headings
    assert "（二）绩效评价工作过程" in headings


def test_a_fund_table_that_divides_nothing_by_level_has_no_columns_for_it() -> None:
    rows = (FundTableRow("budget", 0, "193.99"), FundTableRow("executed", 0, "124.97"))
    table = fund_table(rows, ())
    assert [cell.text for cell in table.by_row()[0]] == ["项目", "行次", "合计"]
    assert [cell.text for cell in table.by_row()[-1]] == ["预算执行率（%）", "(3)=(2)/(1)", "64.42"]
