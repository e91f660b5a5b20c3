"""Amounts as people write them."""

import pytest

from xieshou.kernel.quantity import (
    InexactConversionError,
    Quantity,
    QuantityError,
    Unread,
    UnreadReason,
    read_quantity,
)
from xieshou.kernel.units import UnitsDoNotConvertError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6.32 亿元", Quantity(632, 2, "亿元")),
        ("1.5796亿", Quantity(15796, 4, "亿")),
        ("13,500 平方米", Quantity(13500, 0, "平方米")),
        ("60%", Quantity(60, 0, "%")),
        ("１２．５％", Quantity(125, 1, "%")),
        ("100百分比", Quantity(100, 0, "%")),
        ("-5.2个百分点", Quantity(-52, 1, "个百分点")),
        ("0", Quantity(0)),
        ("0.00", Quantity(0, 2)),
        ("5万", Quantity(5, 0, "万")),
        ("16 次/月", Quantity(16, 0, "次/月")),
        ("一个半月", Quantity(15, 1, "个月")),
        ("33 挂", Quantity(33, 0, "挂")),
        ("50m2", Quantity(50, 0, "m2")),
        ("3 个工作日", Quantity(3, 0, "个工作日")),
    ],
)
def test_it_reads(text: str, expected: Quantity) -> None:
    assert read_quantity(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", UnreadReason.EMPTY),
        ("健全", UnreadReason.NO_NUMBER),
        ("约 50 次", UnreadReason.APPROXIMATE),
        ("340 余万人", UnreadReason.APPROXIMATE),
        ("50次左右", UnreadReason.APPROXIMATE),
        ("19 年指标，设置值有误", UnreadReason.UNIT_UNCLEAR),
        ("100人20家", UnreadReason.UNIT_UNCLEAR),
        ("1 200 人", UnreadReason.UNIT_UNCLEAR),
        ("1,23", UnreadReason.UNIT_UNCLEAR),
        ("9" * 40, UnreadReason.TOO_LONG),
    ],
)
def test_it_says_why_it_does_not_read(text: str, reason: UnreadReason) -> None:
    assert read_quantity(text) == Unread(text, reason)


@pytest.mark.parametrize("text", ["50 次", "0.00", "60%", "-0.50 万元", "1000000 元", "16 次/月"])
def test_it_prints_what_it_read(text: str) -> None:
    assert str(read_quantity(text)) == text


def test_it_parses_what_must_be_a_quantity() -> None:
    assert Quantity.parse("494.96 万元") == Quantity(49496, 2, "万元")
    with pytest.raises(QuantityError, match="'约5' is not a quantity"):
        Quantity.parse("约5")


@pytest.mark.parametrize("unit", ["年指标", "次左右", "5次", " 次", "％"])
def test_it_refuses_a_unit_it_could_not_read_again(unit: str) -> None:
    with pytest.raises(QuantityError, match="is not a unit"):
        Quantity(1, 0, unit)


@pytest.mark.parametrize(("digits", "places"), [(1, -1), (1, 40), (10**40, 0)])
def test_it_refuses_an_amount_out_of_bounds(digits: int, places: int) -> None:
    with pytest.raises(QuantityError, match="at most"):
        Quantity(digits, places)


def test_it_gives_its_rational_in_lowest_terms() -> None:
    assert Quantity(6442, 2, "%").rational() == (3221, 50)


@pytest.mark.parametrize(
    ("quantity", "unit", "expected"),
    [
        (Quantity(632, 2, "亿元"), "万元", Quantity(63200, 0, "万元")),
        (Quantity(1, 0, "元"), "亿元", Quantity(1, 8, "亿元")),
        (Quantity(15, 1, "年"), "个月", Quantity(18, 0, "个月")),
        (Quantity(3, 0, "亩"), "平方米", Quantity(2000, 0, "平方米")),
        (Quantity(50, 1, "次"), "次", Quantity(50, 1, "次")),
    ],
)
def test_it_converts_exactly(quantity: Quantity, unit: str, expected: Quantity) -> None:
    assert quantity.in_unit(unit) == expected


def test_it_refuses_a_conversion_without_an_end() -> None:
    with pytest.raises(InexactConversionError, match="no finite decimal"):
        Quantity(1, 0, "亩").in_unit("平方米")


def test_it_compares_what_it_cannot_convert_finitely() -> None:
    assert Quantity(1, 0, "亩") > Quantity(666, 0, "平方米")
    assert Quantity(1, 0, "亩") < Quantity(667, 0, "平方米")


def test_it_orders_across_units() -> None:
    assert Quantity(1, 0, "亿元") >= Quantity(10_000, 0, "万元")
    assert Quantity(10_000, 0, "万元") <= Quantity(1, 0, "亿元")


def test_it_knows_the_same_amount_in_another_unit() -> None:
    assert Quantity(10, 1, "亿元").is_same_amount(Quantity(10_000, 0, "万元"))


def test_it_refuses_to_compare_people_with_attendances() -> None:
    assert not Quantity(1, 0, "人").converts_to(Quantity(1, 0, "人次"))
    with pytest.raises(UnitsDoNotConvertError, match="'人' does not convert to '人次'"):
        assert Quantity(1, 0, "人") < Quantity(1, 0, "人次")


def test_it_scales_two_amounts_to_integers() -> None:
    assert Quantity(6442, 2, "%").scaled_with(Quantity(90, 0, "%")) == (6442, 9000)
