"""What is left of personal data when it is masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshou.lib.masking import masked, masked_bank_card, masked_id_number, masked_name, masked_phone


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("11010519491231002X", "110***********002X"),
        ("110105491231002", "110********1002"),
        ("G1234567", "********"),
        ("", ""),
    ],
)
def test_it_hides_the_birth_date_of_an_identity_number(number: str, shown: str) -> None:
    assert masked_id_number(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800005678", "138****5678"),
        ("0755-88880021", "0755-******21"),
        ("075588880021", "0755-******21"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_it_shows_enough_of_a_telephone_to_recognise_it(number: str, shown: str) -> None:
    assert masked_phone(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [("6222000000000000018", "***************0018"), ("1234567", "*******"), ("", "")]
)
def test_it_shows_the_end_of_a_card_only(number: str, shown: str) -> None:
    assert masked_bank_card(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("李小四", "李**"),
        ("欧阳某某", "欧阳**"),
        ("欧阳", "欧*"),
        ("阿某某·买某某", "阿**·***"),
        ("某", "*"),
        ("", ""),
    ],
)
def test_it_shows_the_surname_only(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@given(st.text(max_size=30))
def test_it_hides_all_of_anything_else(text: str) -> None:
    assert masked(text) == "*" * len(text)


@given(st.text("0123456789X", max_size=30))
def test_it_keeps_the_length(number: str) -> None:
    assert len(masked_id_number(number)) == len(masked_bank_card(number)) == len(number)
