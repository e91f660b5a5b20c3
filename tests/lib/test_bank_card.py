"""Bank card numbers; all are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshou.lib.bank_card import luhn_digit, read_bank_card

VALID = "4111111111111111"


@pytest.mark.parametrize(
    "typed", [VALID, "4111 1111 1111 1111", "4111-1111-1111-1111", "４１１１１１１１１１１１１１１１"]
)
def test_it_accepts_a_card_however_it_is_grouped(typed: str) -> None:
    assert read_bank_card(typed).number == VALID
    assert read_bank_card(typed).is_valid


def test_it_says_what_the_last_digit_should_be() -> None:
    read = read_bank_card("4111111111111112")
    assert read.check_digit == "1"
    assert "末位应为“1”" in str(read.problems[0])


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "没有填写"), ("4111", "有 4 位"), ("4111a11111111111", "数字以外"), ("4.11111E+15", "科学")],
)
def test_it_says_what_is_wrong(typed: str, said: str) -> None:
    assert said in read_bank_card(typed).problems[0].what


@given(st.text("0123456789", min_size=11, max_size=18), st.data())
def test_it_finds_every_single_wrong_digit(first: str, data: st.DataObject) -> None:
    whole = first + luhn_digit(first)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != whole[place]]))
    assert read_bank_card(whole).is_valid
    assert not read_bank_card(whole[:place] + other + whole[place + 1 :]).is_valid


@given(st.text())
def test_it_never_raises(text: str) -> None:
    read_bank_card(text)
