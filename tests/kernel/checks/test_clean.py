"""Clean tables in many forms give no finding; one planted error gives it back."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernel.checks.build import bad, check_tables, fund, indicator, self_table
from xieshou.kernel.exact import Exact
from xieshou.kernel.reading import FundLine, ReadTable

_UNITS = ("场", "家", "人次", "份", "个")
_NAMES = ("培训基层干部", "发放宣传手册", "走访脱贫农户", "检查帮扶项目", "引进协作企业")


@st.composite
def clean_tables(draw: st.DrawFn) -> ReadTable:
    """A table whose rate, scores and total follow from budget, targets and actual values."""
    budget = draw(st.integers(100_000, 90_000_000))
    executed = draw(st.integers(budget // 3, budget))
    split = draw(st.integers(0, budget))
    rate = Exact(executed, budget)
    rate_score = (rate * Exact(10)).rounded(2)
    lines, total = [], rate_score
    for number, (points, name, unit) in enumerate(zip((20, 30, 10, 20, 10), _NAMES, _UNITS, strict=True)):
        asked = draw(st.integers(1, 500))
        done = draw(st.integers(asked // 2, asked * 2))
        score = (Exact(points) * (Exact(done, asked) if done < asked else Exact(1))).rounded(2)
        note = "未达到目标，按完成比例计分" if done < asked else None
        lines.append(
            indicator(
                f"{name}数量", f"≥{asked} {unit}", f"{done} {unit}", str(points), score.text(2), note, line=20 + number
            )
        )
        total = total + score
    text = (f"{budget}.00", f"{executed}.00", (rate * Exact(100)).text(2) + "%", rate_score.text(2))
    parts = _parts(budget, executed, split)
    rows = [fund("年度资金总额", text[0], text[0], text[1], "10", text[2], text[3]), *parts]
    return self_table(*lines, funds=rows, total=total.text(2))


def _parts(budget: int, executed: int, split: int) -> list[FundLine]:
    first = min(split, executed)
    own = (("其中：当年财政拨款", split, first), ("上年结转资金", budget - split, executed - first))
    return [
        fund(name, f"{amount}.00", f"{amount}.00", f"{spent}.00", "—", None, "—", line=6 + number)
        for number, (name, amount, spent) in enumerate(own)
    ]


@settings(max_examples=60, deadline=None)
@given(clean_tables())
def test_it_is_silent_on_clean_tables(table: ReadTable) -> None:
    assert bad(check_tables(table)) == []


@settings(max_examples=40, deadline=None)
@given(clean_tables(), st.integers(1, 30))
def test_it_finds_a_planted_total(table: ReadTable, by: int) -> None:
    printed = table.total
    assert printed is not None
    wrong = replace(printed, text=(Exact.read(printed.text) + Exact(by, 10)).text(2))
    assert ("SE-TOTAL", "mismatch") in bad(check_tables(replace(table, total=wrong)))


@pytest.mark.parametrize("times", [1, 40])
def test_it_does_not_depend_on_the_order_of_tables(times: int) -> None:
    tables = [self_table(name=f"项目{number}", start=number * 100) for number in range(times)]
    assert bad(check_tables(*tables)) == bad(check_tables(*reversed(tables)))
