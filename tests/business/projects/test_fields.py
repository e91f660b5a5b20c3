"""What people type into boxes for money and counts."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from xieshou.business.projects.counts import CountField
from xieshou.business.projects.money import MoneyField

pytestmark = pytest.mark.function("XM01")


class _Form(forms.Form):
    amount = MoneyField(label="金额")
    count = CountField(label="人数", min_value=0)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("6.32 亿元", 63_200_000_000),
        ("1,234.5 万元", 1_234_500_000),
        ("１，２３４．５", 1_234_500_000),
        ("300万", 300_000_000),
        ("0", 0),
        ("0.000001", 1),
    ],
)
def test_it_reads_an_amount_to_the_fen(text: str, fen: int) -> None:
    assert MoneyField().clean(text) == fen


@pytest.mark.parametrize("text", ["-5", "99999999999 亿元"])
def test_it_tells_an_amount_out_of_bounds_as_it_was_typed(text: str) -> None:
    with pytest.raises(ValidationError, match=f"“{text}”超出范围。允许：0.00 元到"):
        MoneyField().clean(text)


@pytest.mark.parametrize("text", ["1e9999", "1e999999999", "-1e-9999", "abc", "一百"])
def test_it_refuses_what_is_no_amount_without_a_fault(text: str) -> None:
    with pytest.raises(ValidationError, match="不是数"):
        MoneyField().clean(text)


@pytest.mark.parametrize("text", ["1200", "1,200", "１２００", "１，２００ "])
def test_it_reads_a_count_as_people_write_it(text: str) -> None:
    assert CountField().clean(text) == 1200


def test_it_keeps_what_was_typed() -> None:
    page = _Form({"amount": "三百万", "count": "很多"}).as_p()
    assert 'value="三百万"' in page
    assert 'value="很多"' in page
    assert 'type="number"' not in page
