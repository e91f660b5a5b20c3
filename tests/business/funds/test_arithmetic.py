"""因素法: exact shares, the same however they are asked for."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshou.business.funds.arithmetic import Factor, Recipient, divide
from xieshou.lib.problems import Invalid

pytestmark = pytest.mark.function("XM06")

POOR = Factor("poor", "人口", "人", Fraction(60))
AREA = Factor("area", "面积", "", Fraction(40))

values = st.integers(0, 10**6)
rows = st.lists(st.tuples(values, values), min_size=1, max_size=8).filter(
    lambda found: sum(a for a, _ in found) > 0 and sum(b for _, b in found) > 0
)
totals = st.integers(1, 10**12)
steps = st.sampled_from([1, 100, 1_000_000])


def recipients(found: list[tuple[int, int]]) -> list[Recipient]:
    return [
        Recipient((number,), f"单位{number}", {"poor": Fraction(a), "area": Fraction(b)})
        for number, (a, b) in enumerate(found)
    ]


def test_it_divides_by_weight_and_value_and_gives_the_rest_to_the_largest_remainder() -> None:
    shares = divide(10_000, 100, [POOR, AREA], recipients([(1, 1), (2, 1)]))
    # 60 % × 1/3 + 40 % × 1/2 = 40 %; 60 %
    assert [share.portion for share in shares] == [Fraction(2, 5), Fraction(3, 5)]
    assert [share.amount for share in shares] == [4000, 6000]
    thirds = divide(10_000, 100, [AREA], recipients([(1, 1), (1, 1), (1, 1)]))
    assert [share.amount for share in thirds] == [3400, 3300, 3300]


def test_it_gives_what_is_less_than_a_step_to_the_next() -> None:
    shares = divide(10_050, 100, [AREA], recipients([(1, 1), (1, 1), (1, 1)]))
    assert [share.amount for share in shares] == [3400, 3350, 3300]


@given(rows, totals, steps)
def test_it_always_sums_to_the_total(found: list[tuple[int, int]], total: int, step: int) -> None:
    shares = divide(total, step, [POOR, AREA], recipients(found))
    assert sum(share.amount for share in shares) == total
    assert all(share.amount >= 0 for share in shares)


@given(rows, totals, steps, st.randoms(use_true_random=False))
def test_it_does_not_depend_on_the_order(found: list[tuple[int, int]], total: int, step: int, chance: object) -> None:
    named = recipients(found)
    shuffled = list(named)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one = divide(total, step, [POOR, AREA], named)
    other = divide(total, step, [AREA, POOR], shuffled)
    assert [(share.recipient.key, share.amount) for share in one] == [(s.recipient.key, s.amount) for s in other]


@given(rows, totals, steps)
def test_it_never_gives_less_to_who_has_more(found: list[tuple[int, int]], total: int, step: int) -> None:
    shares = divide(total, step, [POOR, AREA], recipients(found))
    for one in shares:
        for other in shares:
            if one.portion > other.portion:
                assert one.amount >= other.amount


@given(rows, totals, steps, st.integers(1, 10**6))
def test_it_never_takes_from_whose_value_grows(found: list[tuple[int, int]], total: int, step: int, more: int) -> None:
    before = divide(total, step, [POOR, AREA], recipients(found))
    grown = [(found[0][0] + more, found[0][1]), *found[1:]]
    after = divide(total, step, [POOR, AREA], recipients(grown))
    assert after[0].amount >= before[0].amount


def test_it_names_every_missing_value_and_takes_none_for_zero() -> None:
    found = [
        Recipient((1,), "塔县", {"poor": Fraction(0), "area": Fraction(3)}),
        Recipient((2,), "疏附", {"poor": Fraction(5)}),
    ]
    with pytest.raises(Invalid) as told:
        divide(100, 1, [POOR, AREA], found)
    assert [problem.where for problem in told.value.problems] == ["疏附—面积"]


def test_it_refuses_a_factor_that_adds_up_to_nothing_and_negative_values() -> None:
    with pytest.raises(Invalid, match="合计为 0"):
        divide(100, 1, [AREA], recipients([(1, 0), (2, 0)]))
    with pytest.raises(Invalid, match="负数"):
        divide(100, 1, [AREA], [Recipient((1,), "塔县", {"area": Fraction(-1)})])
