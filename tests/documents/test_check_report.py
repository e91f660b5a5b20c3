"""The report on checked files: what it says, in which order, and what it does not repeat."""

import pytest

from xieshou.documents.document import Document, Heading, Paragraph
from xieshou.documents.layouts.check_report import (
    FileCheck,
    advice,
    by_table,
    check_report,
    consequences,
    file_check,
    place_and_quote,
    summary,
    where,
)
from xieshou.kernel.reading import Finding, FindingVerdict, ReadFile, Spot, UnreadPart


def finding(
    verdict: FindingVerdict = FindingVerdict.MISMATCH,
    table: str = "甲表",
    line: int = 3,
    explanation: str = "9+50=59，公布 60",
    related: tuple[Finding, ...] = (),
    others: tuple[Spot, ...] = (),
) -> Finding:
    spot = Spot(line=line, quote="总分 60")
    return Finding("SE-TOTAL", verdict, spot, table, "60", "59", explanation, "没有依据。", "改正。", related, others)


def texts(document: Document) -> list[str]:
    return [text for _, text in document.texts()]


ROUNDED, HELD = finding(FindingVerdict.ROUNDING), finding(FindingVerdict.OK)


def test_it_puts_the_table_with_the_worst_finding_first() -> None:
    groups = by_table([finding(FindingVerdict.QUESTION, "甲表", 1), finding(FindingVerdict.MISMATCH, "乙表", 9)])
    assert list(groups) == ["乙表", "甲表"]


def test_it_counts_what_holds_without_keeping_it() -> None:
    check = file_check(ReadFile("a.txt"), [finding(), ROUNDED, HELD, HELD])
    assert (len(check.findings), check.held) == (2, 2)
    assert summary(check) == "不符 1 处，存疑 0 处，尾差 1 处；另有 2 项核对相符"


def test_it_names_the_file_without_its_folders() -> None:
    assert "核对材料：a.txt" in texts(check_report([FileCheck("/home/somebody/a.txt", 1, 0, ())]))


def test_it_says_place_figures_arithmetic_reason_and_advice() -> None:
    said = texts(check_report([FileCheck("a.txt", 1, 0, (finding(),))]))
    assert "不符\n自评总分" in said
    assert "第 3 行：“总分 60”" in said
    assert {"60", "59", "9+50=59，公布 60\n影响：没有依据。\n建议：改正。"} <= set(said)


def test_it_keeps_rounding_apart_from_what_is_wrong() -> None:
    document = check_report([FileCheck("a.txt", 1, 0, (finding(), ROUNDED))])
    headings = [block.text for block in document.sections[0].blocks if isinstance(block, Heading)]
    assert headings == ["1. 甲表", "2. 可由四舍五入解释的尾差"]


def test_it_gives_several_files_a_heading_each() -> None:
    document = check_report([FileCheck("a.txt", 1, 0, (finding(),)), FileCheck("b.txt", 1, 0, ())])
    headings = [block.text for block in document.sections[0].blocks if isinstance(block, Heading)]
    assert headings == ["1. a.txt", "1.1. 甲表", "2. b.txt"]


def test_it_names_what_could_not_be_read() -> None:
    part = UnreadPart(Spot(page=3), "没有文字层")
    document = check_report([FileCheck("a.pdf", 0, 0, (), unread=(part,))])
    assert Paragraph("第 3 页：没有文字层", indent=False) in document.sections[0].blocks


def test_it_does_not_repeat_the_parents_words() -> None:
    below = (finding(explanation="甲 1 条"), finding(explanation="乙 2 条", line=8))
    assert consequences(finding(explanation="不同：甲 1 条。", related=below)) == ["第 8 行 乙 2 条"]


def test_it_puts_consequences_under_the_arithmetic() -> None:
    assert advice(finding(related=(finding(explanation="乙", line=8),))).splitlines()[1] == "· 第 8 行 乙"


def test_it_names_the_other_places_once() -> None:
    others = (Spot(line=3), Spot(line=7), Spot(line=7, quote="x"))
    assert place_and_quote(finding(others=others)).endswith("；另见 第 7 行")


@pytest.mark.parametrize(
    ("spot", "said"),
    [
        (Spot(page=2, cell="表 1 R9C6"), "第 2 页 表 1 第 9 行第 6 列"),
        (Spot(sheet="自评表", cell="H12"), "工作表“自评表” 单元格 H12"),
        (Spot(cell="表 2 之后第 4 段"), "表 2 之后第 4 段"),
        (Spot(line=5), "第 5 行"),
        (Spot(), "位置不详"),
    ],
)
def test_it_says_a_place_in_words(spot: Spot, said: str) -> None:
    assert where(spot) == said
