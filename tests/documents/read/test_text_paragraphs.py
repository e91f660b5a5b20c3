"""Paragraphs: lines joined, headings kept apart, offsets that lead back to lines."""

from xieshou.documents.read.text_file import read_text
from xieshou.kernel.reading import Paragraph

WRAPPED = """（一）收入决算情况

    2021 年度收入合计 1,234.50 万元，其中：财政拨款收入

1,200.00 万元，占 97.2%；其他收入 34.50 万元，占 2.8%，

主要是代管资金。

    与上年相比增加 56.10 万元，主要原因是当年新增帮扶项目

的资金。

（二）支出决算情况

    支出合计 1,210.00 万元。
"""


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    return read_text(text, "t.txt").paragraphs


def test_it_joins_wrapped_lines() -> None:
    assert paragraphs(WRAPPED)[1].text == (
        "2021 年度收入合计 1,234.50 万元，其中：财政拨款收入1,200.00 万元，占 97.2%；"
        "其他收入 34.50 万元，占 2.8%，主要是代管资金。"
    )


def test_it_starts_a_paragraph_after_a_short_line() -> None:
    assert paragraphs(WRAPPED)[2].text.startswith("与上年相比")


def test_it_keeps_headings_apart() -> None:
    assert [p.text for p in paragraphs(WRAPPED) if p.text.startswith("（")] == [
        "（一）收入决算情况",
        "（二）支出决算情况",
    ]


def test_it_remembers_the_heading() -> None:
    assert paragraphs(WRAPPED)[-1].heading == "（二）支出决算情况"


def test_it_leads_an_offset_back_to_its_line() -> None:
    paragraph = paragraphs(WRAPPED)[1]
    assert paragraph.line_at(paragraph.text.index("97.2%")) == 5


def test_it_joins_a_sentence_over_a_page_break() -> None:
    text = "本单位严格执行财务管理制度，资金支付、调整、调剂有完整的\n- 3 -\n审批程序和手续，符合规定。\n"
    assert [p.text for p in paragraphs(text)] == [
        "本单位严格执行财务管理制度，资金支付、调整、调剂有完整的审批程序和手续，符合规定。"
    ]


def test_it_keeps_long_lines_as_paragraphs_of_their_own() -> None:
    first, second = "甲" * 150 + "。", "乙" * 180 + "。"
    assert [p.text for p in paragraphs(f"{first}\n\n{second}\n" * 8)[:2]] == [first, second]


def test_it_separates_items() -> None:
    text = "主要职责如下：\n1.拟订计划。\n2.统筹协调有关工作。\n"
    assert [p.text for p in paragraphs(text)] == ["主要职责如下：", "1.拟订计划。", "2.统筹协调有关工作。"]
