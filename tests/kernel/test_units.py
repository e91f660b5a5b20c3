"""Which units convert, and by what ratio."""

import pytest

from xieshou.kernel.units import UnitsDoNotConvertError, converts, find_unit, is_counted, is_time, ratio, unit_written


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("亿元", "万元", (10_000, 1)),
        ("百万元", "元", (1_000_000, 1)),
        ("亩", "平方米", (2000, 3)),
        ("公顷", "亩", (30_000, 2000)),
        ("平方公里", "㎡", (1_000_000, 1)),
        ("斤", "公斤", (500, 1000)),
        ("吨", "斤", (1_000_000, 500)),
        ("年", "月", (12, 1)),
        ("季度", "个月", (3, 1)),
        ("周", "天", (604_800, 86_400)),
        ("万人", "人", (10_000, 1)),
        ("名", "人", (1, 1)),
        ("批次", "批", (1, 1)),
        ("", "", (1, 1)),
    ],
)
def test_it_converts_by_an_exact_ratio(source: str, target: str, expected: tuple[int, int]) -> None:
    num, den = ratio(source, target)
    assert num * expected[1] == den * expected[0]


@pytest.mark.parametrize(
    ("source", "target"),
    [("人", "人次"), ("次", "个"), ("%", "百分点"), ("月", "天"), ("工作日", "日"), ("个", ""), ("挂", "个")],
)
def test_it_refuses_units_of_different_things(source: str, target: str) -> None:
    assert not converts(source, target)
    with pytest.raises(UnitsDoNotConvertError, match="does not convert"):
        ratio(source, target)


def test_it_converts_an_unknown_unit_to_itself_only() -> None:
    assert ratio("挂", "挂") == (1, 1)


def test_it_reads_a_frequency_as_a_unit() -> None:
    num, den = ratio("次/月", "次/年")
    assert num * 1 == den * 12


def test_it_knows_shorthand_as_plain_numbers() -> None:
    assert ratio("亿", "万") == (10**8, 10**4)


@pytest.mark.parametrize("name", ["年指标", "个/个/个", "万%", "挂/次", "/月", "次/", "/"])
def test_it_does_not_know(name: str) -> None:
    assert find_unit(name) is None


@pytest.mark.parametrize("text", ["挂", "个贫困村", "栋", "元/人", "台(套)", "%", "", "GB"])
def test_it_keeps_a_unit_as_written(text: str) -> None:
    assert unit_written(text) == text


def test_it_writes_per_cent_as_a_sign() -> None:
    assert unit_written("百分比") == "%"


@pytest.mark.parametrize(
    "text", ["年指标", "次左右", "人以上", "人次培训", "余人", "万余人", "个月内", "％", "家、", "次 ", "/月", "5次"]
)
def test_it_refuses_more_than_a_unit(text: str) -> None:
    assert unit_written(text) is None


def test_it_tells_what_is_counted_one_by_one() -> None:
    assert [name for name in ("人", "万人", "元", "%", "次/月", "") if is_counted(name)] == ["人"]


def test_it_tells_units_of_time() -> None:
    assert [name for name in ("个工作日", "月", "小时", "次", "次/月") if is_time(name)] == ["个工作日", "月", "小时"]
