"""Exact numbers, against fractions and decimals of the standard library."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshou.kernel.exact import Exact, NotExactError, total

numbers = st.builds(Exact, st.integers(-(10**15), 10**15), st.integers(1, 10**9))
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)
places = st.integers(0, 8)


def fraction(number: Exact) -> Fraction:
    return Fraction(number.num, number.den)


def half_away(number: Fraction, digits: int) -> Fraction:
    size = Fraction(floor(abs(number) * 10**digits + Fraction(1, 2)), 10**digits)
    return -size if number < 0 else size


@given(numbers, numbers)
def test_it_calculates_like_a_fraction(left: Exact, right: Exact) -> None:
    one, other = fraction(left), fraction(right)
    assert fraction(left + right) == one + other
    assert fraction(left - right) == one - other
    assert fraction(left * right) == one * other
    assert fraction(-left) == -one


@given(numbers, numbers.filter(bool))
def test_it_divides_like_a_fraction(left: Exact, right: Exact) -> None:
    assert fraction(left / right) == fraction(left) / fraction(right)


@given(numbers, numbers)
def test_it_compares_like_a_fraction(left: Exact, right: Exact) -> None:
    one, other = fraction(left), fraction(right)
    assert (left < right, left <= right, left > right, left >= right) == (
        one < other,
        one <= other,
        one > other,
        one >= other,
    )
    assert (left == right, bool(left)) == (one == other, one != 0)


@given(numbers, places)
def test_it_rounds_half_away_from_zero(number: Exact, digits: int) -> None:
    assert fraction(number.rounded(digits)) == half_away(fraction(number), digits)


@given(decimals, places)
def test_it_rounds_like_a_decimal_half_up(number: Decimal, digits: int) -> None:
    with localcontext() as context:
        context.prec = 60
        wanted = number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    assert Exact.read(f"{number:f}").rounded(digits) == Exact.read(f"{wanted:f}")


@given(numbers, places)
def test_it_scales_to_the_rounded_integer(number: Exact, digits: int) -> None:
    assert Exact(number.scaled(digits), 10**digits) == number.rounded(digits)


@given(decimals)
def test_it_prints_what_it_read(number: Decimal) -> None:
    read = Exact.read(f"{number:f}")
    assert Exact.read(read.text()) == read
    assert fraction(read) == Fraction(number)


@given(numbers, places)
def test_it_prints_the_rounded_number(number: Exact, digits: int) -> None:
    text = number.text(digits)
    assert Exact.read(text) == number.rounded(digits)
    assert len(text.partition(".")[2]) == digits


@given(st.lists(numbers, max_size=6).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_it_adds_up_the_same_in_any_order(lists: tuple[list[Exact], list[Exact]]) -> None:
    assert total(lists[0]) == total(lists[1])


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        ("2.665", 2, "2.67"),
        ("-2.665", 2, "-2.67"),
        ("2.6649", 2, "2.66"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-0.004", 2, "0.00"),
        ("0.05", 1, "0.1"),
        ("12", 2, "12.00"),
    ],
)
def test_it_rounds_as_taught_at_school(number: str, digits: int, text: str) -> None:
    assert Exact.read(number).text(digits) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", Exact(0)),
        ("12", Exact(12)),
        ("0.64", Exact(16, 25)),
        ("1,249,727.75", Exact(4998911, 4)),
        (" 7 ", Exact(7)),
        ("+3", Exact(3)),
        ("-3.50", Exact(-7, 2)),
        ("007", Exact(7)),
    ],
)
def test_it_reads_plain_decimals(text: str, number: Exact) -> None:
    assert Exact.read(text) == number


@pytest.mark.parametrize(
    "text", ["", " ", "1.", ".5", "1e5", "1_000", "0x1", "1,23", "12,34.5", "5%", "NaN", "inf", "1/2", "--1", "9" * 61]
)
def test_it_refuses_everything_else(text: str) -> None:
    with pytest.raises(NotExactError, match="not a plain decimal number"):
        Exact.read(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Exact(1, 3), "0.333333…"),
        (Exact(2, 3), "0.666666…"),
        (Exact(-2, 3), "-0.666666…"),
        (Exact(1, 8), "0.125"),
        (Exact(10, 5), "2"),
        (Exact(1, 10**12), "0.000000000001"),
    ],
)
def test_it_prints_in_full_or_says_that_it_goes_on(number: Exact, text: str) -> None:
    assert str(number) == text


def test_it_knows_how_many_decimals_it_needs() -> None:
    assert [Exact(1, den).places() for den in (1, 4, 5, 3)] == [0, 2, 1, None]


def test_it_has_one_form_for_one_number() -> None:
    assert Exact(2, -4) == Exact(-1, 2)
    assert hash(Exact(2, 4)) == hash(Exact(1, 2))


def test_it_has_no_zero_denominator() -> None:
    with pytest.raises(ZeroDivisionError):
        Exact(1, 0)
    with pytest.raises(ZeroDivisionError):
        Exact(1) / Exact(0)


def test_it_adds_nothing_up_to_zero() -> None:
    assert total([]) == Exact(0)
