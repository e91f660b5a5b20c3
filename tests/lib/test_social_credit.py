"""Unified social credit codes as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshou.lib.social_credit import (
    ALPHABET,
    credit_check_digit,
    is_organisation_code,
    organisation_check_digit,
    read_credit_code,
)

VALID = "91350100M000100Y43"


def test_it_accepts_the_example_of_the_standard() -> None:
    read = read_credit_code(VALID)
    assert read.is_valid
    assert read.organisation_code == "M000100Y4"


@pytest.mark.parametrize(
    "typed",
    [
        "９１３５０１００Ｍ０００１００Ｙ４３",
        "91350100m000100y43",
        " 9135 0100 M000 100Y 43\t",
        "'91350100M000100Y43",
        "\ufeff91350100M000100Y43",
    ],
)
def test_it_puts_slips_of_typing_right(typed: str) -> None:
    assert read_credit_code(typed).code == VALID
    assert read_credit_code(typed).is_valid


def test_it_says_what_the_check_digit_should_be() -> None:
    read = read_credit_code("91350100M000100Y44")
    assert read.check_digit == "3"
    assert "第 18 位应为“3”" in str(read.problems[0])


def test_it_names_every_wrong_character_and_what_it_may_stand_for() -> None:
    read = read_credit_code("9135O100M00010OY43")
    assert [problem.what for problem in read.problems] == ["第 5 位“O”不是代码字符", "第 15 位“O”不是代码字符"]
    assert "“0”" in read.problems[0].remedy
    assert read.check_digit is None


def test_it_wants_digits_in_the_region() -> None:
    assert "第 3–8 位为数字" in str(read_credit_code("91A50100M000100Y43").problems[0])


@pytest.mark.parametrize(("typed", "said"), [("", "没有填写"), ("91350100M000100Y4", "有 17 位")])
def test_it_says_how_long_the_text_is(typed: str, said: str) -> None:
    assert read_credit_code(typed).problems[0].what == said


def test_it_refuses_scientific_notation_with_a_remedy() -> None:
    problem = read_credit_code("9.13501E+17").problems[0]
    assert "科学计数法" in problem.what
    assert "文本" in problem.remedy


@given(place=st.integers(0, 17), char=st.sampled_from(ALPHABET))
def test_it_finds_every_single_wrong_character(place: int, char: str) -> None:
    typed = VALID[:place] + char + VALID[place + 1 :]
    assert read_credit_code(typed).is_valid == (typed == VALID)


@given(st.text(ALPHABET, min_size=17, max_size=17).filter(lambda text: text[2:8].isdigit()))
def test_it_accepts_whatever_carries_its_own_check_digit(first: str) -> None:
    assert read_credit_code(first + credit_check_digit(first)).is_valid


@given(st.text())
def test_it_never_raises(text: str) -> None:
    read_credit_code(text)


@pytest.mark.parametrize("code", ["M000100Y4", "m000100y-4", "D2143569-X"])
def test_it_knows_organisation_codes(code: str) -> None:
    assert is_organisation_code(code)


@pytest.mark.parametrize("code", ["M000100Y5", "M000100Y", "M000100?4", ""])
def test_it_refuses_what_is_no_organisation_code(code: str) -> None:
    assert not is_organisation_code(code)


def test_it_computes_the_check_digit_of_an_organisation_code() -> None:
    assert organisation_check_digit("M000100Y") == "4"
