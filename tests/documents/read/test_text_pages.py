"""Page numbers within tables: left out, and nothing else."""

import pytest

from xieshou.documents.read.lines import split_lines


def texts(*lines: str) -> list[str]:
    return [line.text for line in split_lines("\n".join(lines))]


def page(letter: str, count: int = 24) -> list[str]:
    return [f"{letter}{at}行的文字" for at in range(count)]


def spaced(lines: list[str]) -> list[str]:
    return [text for line in lines for text in (line, "")]


def test_it_leaves_out_a_number_between_close_lines() -> None:
    assert "17" not in texts(*page("甲"), "", "17", "", *page("乙"))


def test_it_leaves_out_numbers_that_count_up_on_either_side_of_a_blank() -> None:
    found = texts(
        *spaced(page("甲")), "", "7", "", *page("乙"), "", "8", "", "", *spaced(page("丙")), "", "- 9 -", "", "丁"
    )
    assert not {"7", "8", "- 9 -"} & set(found)


def test_it_keeps_the_cells_beside_a_page_number() -> None:
    cells = [*page("甲"), "10"]
    found = texts(*spaced(cells), "- 10 -", "", "≥26万元", "", *spaced(page("乙")), "", "- 11 -", "", "终")
    assert found.count("10") == 1
    assert "≥26万元" in found


@pytest.mark.parametrize("label", ["得分", "总分", "分值："])
def test_it_keeps_a_number_that_its_label_explains(label: str) -> None:
    assert "95" in texts(*page("甲"), label, "", "95", "", *page("乙"))


def test_it_keeps_the_cells_of_a_table_taken_out_cell_by_cell() -> None:
    cells = ["培训人数", "≥20人", "22人", "10", "10", "协议份数", "≥5份", "6份", "11", "11"]
    assert texts(*spaced(cells)) == cells


def test_it_leaves_out_numbers_of_pages_that_are_alike_where_many_in_between_show_none() -> None:
    numbered = [line for at in range(1, 5) for line in (*spaced(page("甲")), f"- {at} -", "")]
    bare = [line for _ in range(5, 9) for line in (*spaced(page("乙")), "")]
    rest = [line for at in range(9, 12) for line in ("", *spaced(page("丙")), str(at), "", "")]
    assert not {"9", "10", "11"} & set(texts(*numbered, *bare, *rest, *page("丁")))


def test_it_leaves_out_a_head_below_two_page_numbers() -> None:
    head = "青禾市协作交流办公室2021年度部门决算"
    found = texts(
        *spaced(page("甲")), "", "7", "", head, *spaced(page("乙")), "", "- 8 -", "", head, *spaced(page("丙"))
    )
    assert head not in found
