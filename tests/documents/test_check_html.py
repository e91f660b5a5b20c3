"""The findings beside the text: self-contained, safe, and every link has its place."""

import re

from tests.documents.test_check_report import ROUNDED, finding
from xieshou.documents.check_html import anchor, check_html, published
from xieshou.documents.layouts.check_report import FileCheck
from xieshou.kernel.reading import Finding, Paragraph, ReadFile, ReadTable, Seen, Spot, TableKind

LINES = ["项目支出绩效自评表", "", "总分 <60>", "第四行"]


def page(*findings: Finding, lines: list[str] | None = None) -> str:
    read = ReadFile("甲.txt", paragraphs=(Paragraph("总分", Spot(line=3)),))
    return check_html(
        [FileCheck("甲.txt", 1, 1, findings)], [published(read, findings, LINES if lines is None else lines)]
    )


def test_it_fetches_and_runs_nothing() -> None:
    html = page(finding())
    assert "default-src 'none'" in html
    assert not re.search("<script|<link|<img|src=|url\\(|@import|https?:", html)


def test_it_shows_the_text_with_its_line_numbers() -> None:
    assert '<li id="f0L3" class="hit"><b>3</b><span>总分 &lt;60&gt;</span></li>' in page(finding())


def test_it_escapes_what_findings_quote() -> None:
    html = page(finding(explanation="<b>粗</b>"))
    assert "&lt;b&gt;粗&lt;/b&gt;" in html
    assert "<b>粗</b>" not in html


def test_it_gives_every_link_its_place() -> None:
    html = page(finding(others=(Spot(line=4),)), ROUNDED)
    assert {f'id="{name}"' in html for name in re.findall('href="#([^"]+)"', html)} == {True}


def test_it_names_a_place_that_is_not_shown_without_a_link() -> None:
    html = page(finding(line=99))
    assert "第 99 行" in html
    assert "<a " not in html


def test_it_gives_an_anchor_once() -> None:
    ids = re.findall(' id="([^"]+)"', page(finding(), finding(), lines=[]))
    assert len(ids) == len(set(ids))


def test_it_folds_rounding_away() -> None:
    html = page(ROUNDED)
    assert "<details><summary>可由四舍五入解释的尾差 1 处</summary>" in html
    assert "没有发现不符" in html


def test_it_shows_the_tables_of_a_file_without_lines() -> None:
    cell = Spot(page=1, cell="表 1 R2C3")
    table = ReadTable(
        TableKind.PROJECT_SELF, "自评表", Spot(page=1, cell="表 1 R1C1"), total=Seen("97", cell), indicators=()
    )
    html = published(ReadFile("a.pdf", (table,)), [], [])
    assert "<h2" in html
    assert "自评表" in html


def test_it_keeps_the_places_of_several_files_apart() -> None:
    assert anchor(Spot(line=3), 0) != anchor(Spot(line=3), 1)


def test_it_has_no_anchor_for_an_unknown_place() -> None:
    assert anchor(Spot()) == ""
