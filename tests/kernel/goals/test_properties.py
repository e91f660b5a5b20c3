"""What holds for any goals: clean ones give nothing, order plays no part, no text breaks a check."""

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernel.goals.build import CLEAN, indicator, sheet, spoiled
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import (
    GoalIndicator,
    MonitoredFunds,
    MonitoredIndicator,
    PastValue,
    PeerValue,
    completion,
    lint,
    monitoring,
    plausibility,
)

COUNT = st.integers(1, 10**9)
CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "无",
            "0",
            "≥5%",
            "≥120 人次",
            "约50次",
            "一定幅度增长",
            "2019/10/1",
            "9月前",
            "≤3 万元",
            "100%",
            "≥1 次/月",
            "健全",
            "＞三成",
        ]
    ),
    st.text(max_size=12),
)
INDICATORS = st.builds(
    GoalIndicator,
    code=st.text("0123456789P.", min_size=1, max_size=4),
    level1=st.sampled_from(["产出指标", "效益指标", "满意度指标", "成本指标", "其他"]),
    level2=st.sampled_from(["数量指标", "质量指标", "成本指标", "社会效益指标", ""]),
    name=CELLS,
    target=CELLS,
    unit=CELLS,
    sign=st.sampled_from(["", "≥", "≤", "=", "定性"]),
    points=CELLS,
    definition=CELLS,
    data_owner=CELLS,
    library_unit=CELLS,
    year=st.sampled_from([None, 2020, 2021]),
)


@given(count=COUNT, rate=st.integers(1, 99), cost=COUNT, first=st.integers(1, 39))
def test_it_finds_nothing_in_any_clean_sheet(count: int, rate: int, cost: int, first: int) -> None:
    changes: tuple[dict[str, Any], ...] = (
        {"target": f"≥{count} 人次", "points": str(first)},
        {"target": f"≥{rate}%", "points": str(40 - first)},
        {"target": f"2021年{rate % 12 + 1}月前"},
        {"target": f"≤{cost} 元/人"},
        {"target": f"不少于 {count} 个", "points": "30"},
        {"target": f"≥{rate}%"},
    )
    rows = [replace(one, **change) for one, change in zip(CLEAN, changes, strict=True)]
    assert lint(sheet(*rows)) == ()


@given(st.lists(INDICATORS, min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_it_finds_the_same_in_any_order(rows: list[GoalIndicator], random: Random) -> None:
    numbered = [replace(one, code=str(at)) for at, one in enumerate(rows, start=1)]
    shuffled = list(numbered)
    random.shuffle(shuffled)
    one = sheet(*numbered, last_year=sheet(*numbered, year=2020))
    other = sheet(*shuffled, last_year=sheet(*shuffled, year=2020))
    assert lint(one) == lint(other)


@given(INDICATORS, st.lists(CELLS, max_size=4), CELLS, st.integers(1, 12))
@settings(max_examples=300)
def test_it_never_breaks_on_a_text(one: GoalIndicator, past: list[str], value: str, month: int) -> None:
    lint(sheet(one))
    history = [PastValue(2017 + at, text) for at, text in enumerate(past)]
    plausibility(one, history, [PeerValue("甲市", text) for text in past], year=2021)
    completion(one, value, year=2021)
    row = MonitoredIndicator(one, value, value)
    monitoring(MonitoredFunds(Exact(5), Exact(1)), [row], year=2021, month=month)


@given(st.lists(st.sampled_from([None, "", "无", "未提供", "—"]), max_size=5), COUNT)
def test_it_judges_nothing_by_what_is_missing(missing: list[str | None], count: int) -> None:
    history = [PastValue(2016 + at, text) for at, text in enumerate(missing)]
    peers = [PeerValue("甲市", text) for text in missing]
    assert plausibility(indicator(target=f"≥{count} 个"), history, peers, year=2021) == ()
    assert all(completion(indicator(target=f"≥{count} 个"), text, year=2021) == () for text in missing)


@given(st.integers(0, 5), st.sampled_from(["≥5", "", "≥0%", "逐步提高"]))
def test_it_never_leaves_a_spoiled_target_unseen(at: int, target: str) -> None:
    found = lint(spoiled(at, target=target))
    assert any(one.indicator == CLEAN[at].code for one in found) or target == "≥0%"
