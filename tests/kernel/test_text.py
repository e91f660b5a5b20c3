"""The normal form of a cell's text."""

import pytest

from xieshou.kernel.text import fold_numerals, has_digits, normalise, read_number


@pytest.mark.parametrize("text", ["＞＝５０　％", "≧50%", ">=50%", "≥ 50 ﹪", "⩾50％", "≥\n50%"])
def test_it_writes_every_form_of_a_sign_alike(text: str) -> None:
    assert normalise(text) == "≥50%"


@pytest.mark.parametrize("text", ["=1", "﹦1", "═1", "＝１"])
def test_it_reads_lookalikes_of_the_equal_sign(text: str) -> None:
    assert normalise(text) == "=1"


@pytest.mark.parametrize("text", ["—", "–", "－", "−", "─"])
def test_it_writes_every_dash_alike(text: str) -> None:
    assert normalise(text) == "-"


def test_it_drops_the_spaces_of_text_extraction() -> None:
    assert normalise("2020 年9 月招\n生开学") == "2020年9月招生开学"


def test_it_keeps_a_space_between_two_numbers() -> None:
    assert normalise("1  200 人") == "1 200人"


def test_it_keeps_a_space_between_latin_words() -> None:
    assert normalise("bug  fix 次") == "bug fix次"


def test_it_replaces_radicals_that_stand_for_characters() -> None:
    assert normalise("9⽉⽇") == "9月日"


def test_it_drops_invisible_characters() -> None:
    assert normalise("\ufeff50\u200b次") == "50次"


def test_it_keeps_square_metres() -> None:
    assert normalise("200 ㎡") == "200㎡"


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234,567.00", (123456700, 2)), ("-0.5", (-5, 1)), ("0", (0, 0)), ("+3", (3, 0)), ("007", (7, 0))],
)
def test_it_reads_a_number(text: str, number: tuple[int, int]) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["1,23", "12,34,567", "1.", ".5", "1e3", "", "1 200", "٣", "9" * 60])
def test_it_refuses_what_is_no_plain_number(text: str) -> None:
    assert read_number(text) is None


def test_it_sees_only_arabic_digits() -> None:
    assert (has_digits("第3批"), has_digits("第三批")) == (True, False)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("一个半月内", "1.5个月内"),
        ("1个半月", "1.5个月"),
        ("一年半", "1.5年"),
        ("半年", "0.5年"),
        ("每半个月", "每0.5个月"),
        ("十五个工作日", "15个工作日"),
        ("一百二十天", "120天"),
        ("一年两次", "1年2次"),
        ("百分之九十五", "95%"),
        ("百分之百", "100%"),
        ("十二月前", "12月前"),
        ("二〇二〇年", "2020年"),
    ],
)
def test_it_folds_a_numeral_before_its_unit(text: str, folded: str) -> None:
    assert fold_numerals(text) == folded


@pytest.mark.parametrize(
    "text", ["一次性完成", "第一次", "三五天", "统一个", "两不愁三保障", "十四五", "上半年", "一家人", "千百年"]
)
def test_it_leaves_a_numeral_that_may_be_a_word(text: str) -> None:
    assert fold_numerals(text) == text
