"""Word templates: placeholders are found however Word cut them, and filled without losing the look."""

from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.platform.templates.kind_for_tests import KIND, ROWS, VALUES, saved, word_form
from xieshou.lib.problems import Invalid
from xieshou.platform.templates.api import Content
from xieshou.platform.templates.checked_file import check, filled

pytestmark = pytest.mark.function("ZC13")


def printed(made: Document, content: Content | None = None) -> Document:
    data = saved(made)
    check(data, KIND, "表.docx")
    return docx.Document(BytesIO(filled(data, KIND, content or KIND.example())))


def problems(made: Document) -> list[str]:
    with pytest.raises(Invalid) as refused:
        check(saved(made), KIND, "表.docx")
    return [str(one) for one in refused.value.problems]


def test_it_fills_text_and_repeats_the_row_of_the_table() -> None:
    made = printed(word_form())
    assert made.paragraphs[2].text == "预算数 1,060.00 万元，执行率 46.69%。"
    rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert rows[1:4] == [[row[name] or "" for name in ("名称", "目标", "分值", "得分")] for row in ROWS]
    assert rows[4][0] == "填报日期："


def test_it_prints_nothing_for_what_is_missing() -> None:
    made = printed(word_form(), Content({}, {}))
    assert made.paragraphs[1].text == "项目名称：　　填报单位："
    assert [cell.text for cell in made.tables[0].rows[1].cells] == [""] * 4
    assert len(made.tables[0].rows) == 3


def test_it_recognises_a_placeholder_that_word_cut_into_runs_and_keeps_the_look_of_the_first() -> None:
    form = docx.Document()
    line = form.add_paragraph("项目：")
    for text, is_bold in (("{项", True), ("目", False), ("名称}完", False)):
        line.add_run(text).bold = is_bold
    found = printed(form).paragraphs[0]
    assert found.text == "项目：演示数据 平台建设项目完"
    assert [(run.text, run.bold) for run in found.runs if run.text][1] == ("演示数据 平台建设项目", True)


@pytest.mark.parametrize("written", ["｛项目名称｝", "{ 项目名称 }", "{项目 名称}"])
def test_it_takes_full_width_braces_and_blanks_as_meant(written: str) -> None:
    form = docx.Document()
    form.add_paragraph(written)
    assert printed(form).paragraphs[0].text == VALUES["项目名称"]


def test_it_lists_every_unknown_placeholder_with_its_place_and_the_closest_name() -> None:
    form = word_form()
    form.add_paragraph("{项目名}和{天气}")
    form.tables[0].rows[1].cells[3].text = "{指标。得份}"
    form.sections[0].header.paragraphs[0].text = "{填报单未}"
    assert problems(form) == [
        "第 1 个表格第 2 行第 4 格：没有占位符“{指标.得份}”。最接近的是 {指标.得分}",
        "第 4 段：没有占位符“{项目名}”。最接近的是 {项目名称}",
        "第 4 段：没有占位符“{天气}”。可用的占位符见“绩效自评表”页的列表",
        "页眉第 1 段：没有占位符“{填报单未}”。最接近的是 {填报单位}",
    ]


def test_it_refuses_a_repeated_field_outside_a_table_a_lone_brace_and_a_file_without_any() -> None:
    form = docx.Document()
    form.add_paragraph("{指标.名称}")
    form.add_paragraph("{项目名称")
    first, second = problems(form)
    assert first.startswith("第 1 段：“{指标.名称}”要逐行重复")
    assert second.startswith("第 2 段：花括号没有成对")
    assert problems(docx.Document())[0].startswith("文件里没有任何占位符")


def test_it_fills_headers_and_text_boxes() -> None:
    form = docx.Document()
    form.sections[0].header.paragraphs[0].text = "{填报单位}"
    form.add_paragraph("外")._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>{{项目名称}}</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r>"
        )
    )
    made = printed(form, Content({"填报单位": "协作办", "项目名称": "平台"}, {}))
    assert made.sections[0].header.paragraphs[0].text == "协作办"
    assert '<w:t xml:space="preserve">平台</w:t>' in made.element.xml


def test_it_prints_a_value_with_braces_and_lines_as_it_is() -> None:
    form = docx.Document()
    form.add_paragraph("{项目名称}")
    form.add_table(rows=1, cols=1).rows[0].cells[0].text = "{指标.名称}"
    made = printed(form, Content({"项目名称": "{天气}\n第二行"}, {"指标": [{"名称": "{x}"}]}))
    assert made.paragraphs[0].text == "{天气}\n第二行"
    assert made.tables[0].rows[0].cells[0].text == "{x}"


def test_it_goes_on_with_a_merged_label_beside_repeated_rows() -> None:
    form = docx.Document()
    table = form.add_table(rows=2, cols=2)
    table.rows[0].cells[0].merge(table.rows[1].cells[0]).text = "产出"
    table.rows[0].cells[1].text = "{指标.名称}"
    made = printed(form).tables[0]
    assert [row.cells[0].text for row in made.rows] == ["产出"] * 4
    assert [row.cells[1].text for row in made.rows][:3] == [row["名称"] for row in ROWS]


def test_it_refuses_control_characters_and_fields_the_kind_does_not_have() -> None:
    data = saved(word_form())
    with pytest.raises(Invalid, match="控制字符"):
        filled(data, KIND, Content({"项目名称": "a\x00b"}, {}))
    with pytest.raises(ValueError, match="天气"):
        filled(data, KIND, Content({"天气": "晴"}, {}))


LEVELS = Content(
    {},
    {
        "指标": [
            {"名称": a, "目标": b}
            for a, b in (("产出", "数量"), ("产出", "数量"), ("效益", "数量"), ("", ""), ("", ""))
        ]
    },
)


def test_it_merges_equal_cells_below_one_another_where_asked() -> None:
    form = docx.Document()
    table = form.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ("{指标.名称：合并}", "{指标.目标:合并}", "{指标.得分}"), strict=True):
        cell.text = text
    rows = printed(form, LEVELS).tables[0].rows
    assert [row.cells[0].text for row in rows] == ["产出", "产出", "效益", "", ""]
    first, second = ([row.cells[column]._tc for row in rows] for column in (0, 1))
    assert first[0] is first[1]
    assert second[0] is second[1]
    assert (
        len({id(cell) for cell in second[1:]}) == 4
    )  # not across the end of the merged cell to its left, no empty ones


def test_it_refuses_merging_what_does_not_stand_alone_in_a_repeated_cell() -> None:
    form = docx.Document()
    form.add_paragraph("{项目名称:合并}")
    form.add_table(rows=1, cols=1).rows[0].cells[0].text = "第{指标.名称:合并}项"
    assert [one.split("”")[0] for one in problems(form)] == [
        "第 1 段：“{项目名称:合并}",
        "第 1 个表格第 1 行第 1 格：“{指标.名称:合并}",
    ]
