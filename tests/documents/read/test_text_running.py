"""Running heads and feet with figures (invented): left out where pages prove them, and nothing else."""

import pytest

from xieshou.documents.read.lines import split_lines
from xieshou.documents.read.stray_lines import strays_of
from xieshou.documents.read.text_file import read_text
from xieshou.kernel.checks import check

TITLE = "青禾市协作交流办公室绩效自评材料"


def texts(*lines: str) -> list[str]:
    return [line.text for line in split_lines("\n".join(lines))]


def page(letter: str, count: int = 16) -> list[str]:
    return [text for at in range(count) for text in (f"{letter}{at}行的文字", "")]


def paged(form: str, count: int = 3) -> list[str]:
    return [line for at in range(count) for line in (*page("甲乙丙丁"[at]), form.format(29 + at), "")] + page("末")


@pytest.mark.parametrize(
    "form",
    [f"2021年度{TITLE} – {{}} –", f"{TITLE} {{}}", f"{{}} {TITLE}", f"{TITLE} 第 {{}} 页 共 83 页", "公开 08 表 {}", "{} / 83"],
)  # fmt: skip
def test_it_leaves_out_a_head_whose_number_counts_up(form: str) -> None:
    assert all("行的文字" in text for text in texts(*paged(form)))


def test_it_leaves_out_a_head_and_the_unit_below_it() -> None:
    lines = [line.replace("–", f"公开 08 表\n\n单位：元\n\n– {at} –") for at, line in enumerate(paged("–"))]
    assert not {"公开 08 表", "单位：元"} & set(texts(*lines))


def test_it_leaves_out_a_number_above_a_head() -> None:
    assert not {"29", "30", "31", TITLE} & set(texts(*paged(f"{{}}\n\n{TITLE}")))


def test_it_leaves_out_lone_numbers_that_count_through_pages_of_one_length() -> None:
    assert all("行的文字" in text for text in texts(*paged("{}")))


def test_it_keeps_a_score_below_a_head_of_pages() -> None:
    lines = [line for at in range(4) for line in (*page("甲乙丙丁"[at]), TITLE, "", "", str(7 - at), "")]
    assert [text for text in texts(*lines) if text.isdigit()] == ["7", "6", "5", "4"]


def test_it_keeps_what_a_form_repeats_in_its_place() -> None:
    form = ["主管部门", "", TITLE, "", "实施单位", "", *page("甲")]
    assert texts(*form, *form, *form).count(TITLE) == 3


def test_it_keeps_titles_of_tables_that_are_numbered() -> None:
    tables = [line for at in range(4) for line in (f"项目支出绩效自评表{at + 1}", "项目名称", *page("甲乙丙丁"[at]))]
    assert sum(text.startswith("项目支出绩效自评表") for text in texts(*tables)) == 4


def test_it_keeps_the_number_of_a_table_beside_its_title() -> None:
    lines = [line for at in range(3) for line in ("收入决算表", "", f"公开 02 表 {at + 7}", "", *page("甲乙丙"[at]))]
    assert "公开 02 表" in texts(*lines)


@pytest.mark.parametrize("text", [f"{TITLE} 39", "2021年度青禾市部门决算 – 7 –", "单位：万元"])
def test_it_suspects_a_single_head(text: str) -> None:
    assert strays_of(split_lines(text))


@pytest.mark.parametrize("text", ["编制部门决算公开 2", "形成绩效评价报告", "三、绩效评价指标分析", "≥95%"])
def test_it_suspects_no_row(text: str) -> None:
    assert not strays_of(split_lines(text))


FORM = """项目自评表
项目名称 演示项目
一级指标 二级指标 三级指标 年初目标值 实际完成值 得分
产出指标 数量指标 签订结对帮扶协议 ≥13 份 15 份 40
走访慰问农户户次 ≥20 户次 30 户次 4
{}
质量指标 补贴发放准确率 ≥95% 100% 50
总分 94
"""


@pytest.mark.parametrize("head", [f"9 {TITLE}", f"2021年度{TITLE}\n9", "公开 08 表 29", f"{TITLE} 第 9 页 共 10 页"])
def test_it_finds_nothing_wrong_where_one_head_stands_between_rows(head: str) -> None:
    assert [one.code for one in check([read_text(FORM.format(head), "f.txt")]) if one.verdict.value != "ok"] == []


def test_it_marks_a_score_put_together_from_two_lines() -> None:
    table = read_text(
        "部门整体支出绩效评分表\n一级指标 二级指标 三级指标 分值 指标说明 评分标准 得分\n"
        "部门决策 预算编制 预算编制合理性 5 编制是否合理。 1.编制合理的，得 5 分。\n5\n"
        "过程管理 资金管理 财务合规性 3 使用是否合规。 1.使用合规的，得 3 分。\n2\n72\n综合评分 7\n",
        "f.txt",
    ).tables[0]
    assert not any(item.score and item.score.text == "272" and not item.uncertain for item in table.items)


def test_it_reads_tabs_as_blanks() -> None:
    assert texts("301\t工资福利支出\u00a01.00") == ["301 工资福利支出 1.00"]


def test_it_keeps_scores_on_pages_that_say_of_how_many_they_are() -> None:
    score = ["", "", "7", ""]
    lines = [
        line
        for at in range(4)
        for line in (*page("甲乙丙丁"[at], 12), *(score if at == 2 else ()), f"第 {at + 5} 页，共 83 页", "", TITLE, "")
    ]
    assert "7" in texts(*lines, *page("末"))
