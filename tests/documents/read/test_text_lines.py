"""Lines: page numbers, running heads, the tops of pages."""

from xieshou.documents.read.lines import split_lines


def texts(text: str) -> list[str]:
    return [line.text for line in split_lines(text)]


def test_it_numbers_lines_from_one() -> None:
    assert [line.no for line in split_lines("甲\n\n乙\n")] == [1, 3]


def test_it_drops_a_page_number_set_apart() -> None:
    assert texts("上文\n\n\n\n38\n\n下文") == ["上文", "下文"]


def test_it_drops_a_dashed_page_number() -> None:
    assert texts("上文\n- 12 -\n下文\n第 13 页 共 20 页\n末") == ["上文", "下文", "末"]


def test_it_keeps_a_lone_number_that_is_a_score() -> None:
    assert texts("评分标准\n\n5\n\n预算编制规范") == ["评分标准", "5", "预算编制规范"]


def test_it_keeps_a_score_above_a_page_number() -> None:
    text = "甲\n\n\n\n70\n\n乙\n\n\n\n71\n\n得分\n\n2\n\n\n\n72\n\n丙"
    assert texts(text) == ["甲", "乙", "得分", "2", "丙"]


def test_it_keeps_a_total_at_the_end_of_the_file() -> None:
    assert texts("总分\n\n100\n\n94\n") == ["总分", "100", "94"]


def test_it_marks_the_line_after_a_page_number_as_the_top_of_a_page() -> None:
    assert [line.top for line in split_lines("上文\n- 12 -\n下文\n再下")] == [False, True, False]


def test_it_marks_the_line_after_a_form_feed_as_the_top_of_a_page() -> None:
    assert [line.top for line in split_lines("上文\n\f下文\n再下")] == [False, True, False]


def test_it_takes_a_rare_leading_blank_for_the_top_of_a_page() -> None:
    text = "\n".join(["行"] * 9 + [" 新页"] + ["行"] * 9)
    assert [line.text for line in split_lines(text) if line.top] == ["新页"]


def test_it_drops_a_running_head() -> None:
    page = "某市协作办 2022 年度部门决算\n正文{}。\n\f"
    assert texts("".join(page.format(at) for at in "一二三四")) == [
        "某市协作办 2022 年度部门决算",
        "正文一。",
        "正文二。",
        "正文三。",
        "正文四。",
    ]


def test_it_keeps_a_table_header_that_every_page_repeats() -> None:
    page = "一级指标 二级指标 三级指标 得分\n内容{}\n\f"
    assert texts("".join(page.format(at) for at in range(4))).count("一级指标 二级指标 三级指标 得分") == 4


def test_it_cuts_an_endless_line() -> None:
    assert len(texts("长" * 50_000)[0]) == 20_000
