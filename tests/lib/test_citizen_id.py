"""Identity numbers as people type them. Every number is made up for the test or an example of the standard."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshou.lib.citizen_id import Sex, check_digit, read_citizen_id, to_18

VALID = "11010519491231002X"
TODAY = date(2026, 1, 1)


def test_it_reads_the_example_of_the_standard() -> None:
    read = read_citizen_id(VALID, TODAY)
    assert read.is_valid
    assert (read.region_code, read.birth_date, read.sex) == ("110105", date(1949, 12, 31), Sex.FEMALE)


@pytest.mark.parametrize(
    "typed",
    [
        "１１０１０５１９４９１２３１００２Ｘ",
        "11010519491231002x",
        "110105 19491231 002X",
        "11010519491231002×",
        "11010519491231002Х",
        "'11010519491231002X",
        "‘11010519491231002X",
        "\u200b11010519491231002X\u00a0",
    ],
    ids=["full width", "small x", "blanks", "multiplication sign", "Cyrillic", "apostrophe", "curly", "invisible"],
)
def test_it_puts_slips_of_typing_right(typed: str) -> None:
    assert read_citizen_id(typed, TODAY).number == VALID
    assert read_citizen_id(typed, TODAY).is_valid


@pytest.mark.parametrize("typed", ["1.10105E+17", "1.10105e+17", "１.１Ｅ+17"])
def test_it_refuses_scientific_notation_with_a_remedy(typed: str) -> None:
    problem = read_citizen_id(typed).problems[0]
    assert "科学计数法" in problem.what
    assert "文本" in problem.remedy


def test_it_recognises_digits_that_a_spreadsheet_has_rounded_away() -> None:
    assert "15 位有效数字" in read_citizen_id("110105194912310000").problems[0].remedy


def test_it_says_what_the_check_digit_should_be() -> None:
    assert "第 18 位应为“X”" in str(read_citizen_id("110105194912310021").problems[0])


def test_it_tells_all_problems_at_once() -> None:
    whats = [problem.what for problem in read_citizen_id("990105194902310021").problems]
    assert whats[0] == "前两位“99”不是省级行政区划代码"
    assert whats[1] == "出生日期“19490231”不存在"
    assert "校验位" in whats[2]


def test_it_names_the_place_of_a_wrong_character() -> None:
    assert read_citizen_id("1101051949I231002X").problems[0].what == "第 11 位“I”不是数字"


@pytest.mark.parametrize(("typed", "said"), [("", "没有填写"), ("1101051949123100", "有 16 位")])
def test_it_says_how_long_the_text_is(typed: str, said: str) -> None:
    assert read_citizen_id(typed).problems[0].what == said


def test_it_refuses_a_birth_in_the_future() -> None:
    first = "11010520300101002"
    assert "不可能" in read_citizen_id(first + check_digit(first), TODAY).problems[0].what


def test_it_converts_a_15_place_number() -> None:
    read = read_citizen_id("110105491231002", TODAY)
    assert (read.number, read.was_15, read.is_valid) == (VALID, True, True)


def test_it_puts_the_numbers_kept_for_centenarians_into_the_century_before() -> None:
    assert to_18("110105891231996")[6:10] == "1889"


def test_it_does_not_ask_that_the_first_division_still_exists() -> None:
    first = "45128119900101001"  # 宜州市, a district since 2016
    read = read_citizen_id(first + check_digit(first), TODAY)
    assert (read.region_code, read.sex) == ("451281", Sex.MALE)


@given(place=st.integers(0, 17), digit=st.sampled_from("0123456789"))
def test_it_finds_every_single_wrong_digit(place: int, digit: str) -> None:
    typed = VALID[:place] + digit + VALID[place + 1 :]
    assert read_citizen_id(typed, TODAY).is_valid == (typed == VALID)


@given(st.text())
def test_it_never_raises(text: str) -> None:
    read_citizen_id(text, TODAY)


def test_it_says_nothing_of_a_person_whose_number_is_wrong() -> None:
    read = read_citizen_id("110105194912310021")
    assert (read.region_code, read.birth_date, read.sex) == (None, None, None)
