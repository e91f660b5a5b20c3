"""Properties of the readers: what is printed is read again, width does not matter, nothing raises, no float."""

from dataclasses import fields

from hypothesis import given, settings
from hypothesis import strategies as st

from xieshou.kernel.actual import read_actual
from xieshou.kernel.comparison import Verdict, compare
from xieshou.kernel.dates import DateEdge, PartialDate, read_date
from xieshou.kernel.quantity import Quantity, Unread, read_quantity
from xieshou.kernel.target import Target, TargetKind, read_target
from xieshou.kernel.text import fold_numerals, normalise
from xieshou.kernel.units import find_unit

UNHURRIED = settings(deadline=None)  # a loaded machine is not a slow reader
UNITS = [
    "",
    "%",
    "次",
    "人",
    "人次",
    "万元",
    "亿元",
    "个版面",
    "㎡",
    "平方公里",
    "亩",
    "m2",
    "元/人",
    "挂",
    "个贫困村",
    "万",
    "亿",
]
SUBJECTS = ["", "返校人数/招生人数", "更新", "增长"]
NUMERIC = [TargetKind.AT_LEAST, TargetKind.MORE_THAN, TargetKind.AT_MOST, TargetKind.LESS_THAN, TargetKind.EQUAL]
SCRAPS = st.sampled_from(
    [*"0123456789.,%≥≤<>=～—-/ 　年月日前后内个半次人万亿元第约", "不少于", "以上", "2020", "每", "截止", "一个"]
)
CELLS = st.one_of(st.text(max_size=30), st.lists(SCRAPS, max_size=10).map("".join))

quantities = st.builds(Quantity, st.integers(-(10**15), 10**15), st.integers(0, 6), st.sampled_from(UNITS))
amounts = st.builds(Quantity, st.integers(0, 10**9), st.integers(0, 3), st.sampled_from(UNITS))
counts = st.builds(Quantity, st.integers(0, 999), st.just(0), st.sampled_from(["次", "篇", "人次"]))
periods = st.builds(Quantity, st.integers(1, 99), st.just(0), st.sampled_from(["个月", "周", "年", "季度", "天"]))


@st.composite
def bounds(draw: st.DrawFn) -> Target:
    kind, per = draw(st.sampled_from(NUMERIC)), draw(st.none() | periods)
    amount = draw(amounts if per is None else counts)
    low = None if kind in (TargetKind.AT_MOST, TargetKind.LESS_THAN) else amount
    high = None if kind in (TargetKind.AT_LEAST, TargetKind.MORE_THAN) else amount
    return Target(kind, "", low=low, high=high, subject=draw(st.sampled_from(SUBJECTS)), per=per)


@st.composite
def ranges(draw: st.DrawFn) -> Target:
    low, step = draw(st.integers(0, 10**6)), draw(st.integers(1, 10**6))
    places, unit = draw(st.integers(0, 3)), draw(st.sampled_from(["%", "次", "万元"]))  # two bare years are no range
    ends = Quantity(low, places, unit), Quantity(low + step, places, unit)
    return Target(TargetKind.RANGE, "", low=ends[0], high=ends[1], subject=draw(st.sampled_from(["", "满意度"])))


@st.composite
def dates(draw: st.DrawFn) -> PartialDate:
    year = draw(st.none() | st.integers(1949, 2049))
    month = draw(st.integers(1, 12) if year is None else st.none() | st.integers(1, 12))
    day = draw(st.none() | st.integers(1, 28)) if month else None
    return PartialDate(year, month, day, draw(st.sampled_from(DateEdge)))


dated = st.builds(
    lambda date, event: Target(TargetKind.DATE, "", date=date, event=event),
    dates(),
    st.sampled_from(["", "招生开学", "完成"]),
)
limits = st.builds(
    lambda high, event: Target(TargetKind.DURATION_LIMIT, "", high=high, event=event),
    st.builds(
        Quantity, st.integers(0, 999), st.integers(0, 1), st.sampled_from(["个月", "天", "日", "个工作日", "小时"])
    ),
    st.sampled_from(["", "验收后", "项目验收完成"]),
)


@UNHURRIED
@given(quantities)
def test_it_reads_a_printed_quantity_back(quantity: Quantity) -> None:
    assert read_quantity(str(quantity)) == quantity


@UNHURRIED
@given(st.one_of(bounds(), ranges(), dated, limits))
def test_it_reads_a_printed_target_back(target: Target) -> None:
    assert read_target(str(target)).means_same(target)


@UNHURRIED
@given(dates())
def test_it_reads_a_printed_date_back(date: PartialDate) -> None:
    assert read_date(str(date)) == (date, "")


@UNHURRIED
@given(CELLS)
def test_it_prints_every_reading_so_that_it_reads_again(text: str) -> None:
    target = read_target(text)
    assert read_target(str(target)).means_same(target)


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@UNHURRIED
@given(CELLS)
def test_it_reads_full_width_and_half_width_alike(text: str) -> None:
    assert normalise(full_width(text)) == normalise(text)
    assert read_target(full_width(text)).means_same(read_target(text))


@UNHURRIED
@given(st.text(max_size=60) | CELLS)
def test_it_normalises_once_and_for_all(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@UNHURRIED
@given(CELLS)
def test_it_folds_numerals_once_and_for_all(text: str) -> None:
    assert fold_numerals(fold_numerals(text)) == fold_numerals(text)


@UNHURRIED
@given(CELLS, CELLS)
def test_it_never_raises(target: str, actual: str) -> None:
    result = compare(read_target(target), read_actual(actual), year=2020)
    assert result.reason
    find_unit(target)
    read_quantity(actual)


@UNHURRIED
@given(CELLS)
def test_it_keeps_what_it_could_not_read_verbatim(text: str) -> None:
    read = read_quantity(text)
    assert not isinstance(read, Unread) or read.text == text
    assert read_target(text).text == text
    assert read_actual(text).text == text


@UNHURRIED
@given(CELLS)
def test_it_holds_no_float(text: str) -> None:
    for read in (read_quantity(text), read_target(text), read_actual(text)):
        for field in fields(read):
            assert not isinstance(getattr(read, field.name), float)


@UNHURRIED
@given(quantities, quantities)
def test_it_orders_like_exact_fractions(one: Quantity, other: Quantity) -> None:
    if one.unit == other.unit:
        (num, den), (other_num, other_den) = one.rational(), other.rational()
        assert (one < other) == (num * other_den < other_num * den)


@UNHURRIED
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_it_decides_alike_in_another_unit(asked: int, reached: int) -> None:
    target, actual = Quantity(asked, 2, "亿元"), Quantity(reached, 2, "亿元")
    verdict = compare(read_target(f"≥{target.in_unit('万元')}"), read_actual(str(actual))).verdict
    assert (verdict is Verdict.MET) == (reached >= asked)
