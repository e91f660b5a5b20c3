"""An evaluation scored: by rule, as awarded, as published; its sums, total and grade; what does not fit is said."""

from dataclasses import replace
from typing import Any

import pytest

from tests.kernel.evaluations import evaluation, indicator, own, published, said, sample
from xieshou.kernel.evaluation import (
    Adjustment,
    Evaluation,
    EvaluationKind,
    FundRow,
    FundRowKind,
    ItemScore,
    PublishedTotal,
)
from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import Outcome
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.score import score
from xieshou.kernel.scorecard import Scorecard, ScoredItem
from xieshou.kernel.strict import LoadError
from xieshou.schemes import load_scheme

FACTS = {"done": "2", "planned": "3"}


def card(**changes: Any) -> Scorecard:
    return score(sample(), evaluation(sample(), **{"facts": FACTS, **changes}))


def first(**changes: Any) -> ScoredItem:
    return card(**changes).items[0]


def own_card(*indicators: Any, **facts: str) -> Scorecard:
    return score(own(), evaluation(own(), indicators=indicators, facts={"executed": "1", "budget": "2"} | facts))


def problems(scheme: Scheme, given: Evaluation) -> list[str]:
    with pytest.raises(LoadError) as caught:
        score(scheme, given, "one.yaml")
    return said(caught.value.problems)


def test_it_scores_by_rule_when_nothing_was_published() -> None:
    item = first()
    assert (item.by_rule, item.awarded, item.published) == (Exact(667, 100), Exact(667, 100), None)
    assert item.outcome is Outcome.PROPORTIONAL


def test_it_awards_what_was_published_and_keeps_the_rule_beside_it() -> None:
    item = first(scores=(ItemScore("A", "7.00", 40, "酌情"),))
    assert (item.by_rule, item.awarded, item.published) == (Exact(667, 100), Exact(7), Exact(7))
    assert (item.adjustment, item.differs, item.reason, item.line) == (Exact(33, 100), True, "酌情", 40)


def test_it_awards_a_stated_adjustment_with_its_reason() -> None:
    item = first(adjustments=(Adjustment("A", "10", "疫情", 41),))
    assert (item.awarded, item.published, item.reason) == (Exact(10), None, "疫情")


def test_it_prefers_the_stated_reason_to_the_remark() -> None:
    item = first(scores=(ItemScore("A", "10", 40, "注"),), adjustments=(Adjustment("A", "9", "疫情", 41),))
    assert (item.awarded, item.reason) == (Exact(10), "疫情")


def test_it_says_which_rounding_would_explain_another_score() -> None:
    item = first(scores=(ItemScore("A", "6.70", 40),))
    assert item.hint is not None
    assert item.hint.zh == "比率先保留两位小数即得 6.7：2 ÷ 3 = 0.666666… ≈ 0.67；10 × 0.67 = 6.7"


def test_it_has_no_hint_when_no_rounding_explains_the_score() -> None:
    assert first(scores=(ItemScore("A", "5", 40),)).hint is None


def test_it_takes_the_execution_score_from_the_fund_block() -> None:
    row = FundRow(FundRowKind.TOTAL, 5, budget="2", executed="1", score="4.9")
    given = evaluation(own(), funds=(row,), amount_unit="万元", indicators=(indicator("≥1 次", "1 次"),))
    item = score(own(), given).items[0]
    assert (item.by_rule, item.published, item.line) == (Exact(5), Exact(49, 10), 5)


def test_it_totals_what_was_awarded_and_what_the_rule_gives() -> None:
    result = card(scores=(ItemScore("A", "9", 40),))
    assert (result.computed, result.by_rule) == (Exact(9), Exact(667, 100))
    assert result.grade is not None
    assert result.by_rule_grade is not None
    assert (result.grade.zh, result.by_rule_grade.zh) == ("优", "差")


def test_it_says_whether_the_published_total_comes_out() -> None:
    assert not card().agrees
    assert card(published=PublishedTotal("6.67", 1)).agrees


def test_it_lists_the_items_that_differ() -> None:
    assert [item.code for item in card(scores=(ItemScore("A", "9", 40),)).differences] == ["A"]
    assert card().differences == ()


def test_it_names_the_facts_an_item_used_with_their_lines() -> None:
    assert [(use.name, use.words.zh, use.text, use.line) for use in first().facts] == [
        ("planned", "计划数", "3", 8),
        ("done", "完成数", "2", 7),
    ]


def test_it_sums_the_branches_of_a_scheme() -> None:
    result = score(load_scheme("shenzhen-2020-department"), published("department"))
    sums = {level.code: (level.by_rule, level.depth) for level in result.levels}
    parts = [item.by_rule for item in result.items if item.code.startswith("A") and item.by_rule is not None]
    assert sums["A"] == (parts[0] + parts[1] + parts[2] + parts[3], 0)
    assert sums["A-1"] == (parts[0] + parts[1], 1)


def test_it_rescales_to_the_points_that_apply() -> None:
    result = own_card(indicator("≥4 次", "3 次"), na_E="1")
    assert result.computed == Exact(75)  # 15 of 20
    assert own_card(indicator("≥4 次", "3 次")).computed == Exact(6667, 100)  # 5 + 15 of 30


def test_it_rescales_for_an_own_indicator_that_does_not_apply() -> None:
    result = own_card(indicator("≥4 次", "3 次", "12"), indicator("无", "无", "8", code="2"))
    assert result.computed == Exact(6364, 100)  # 5 + 9 of 22


def test_it_gives_nothing_when_nothing_applies() -> None:
    assert own_card(indicator("无", "无"), na_E="1").computed == Exact(0)


def test_it_counts_as_awarded_what_the_rule_cannot_say_and_notes_it() -> None:
    result = own_card(indicator("服务质量提升", "良好", score="18"))
    assert (result.items[1].by_rule, result.items[1].awarded) == (None, Exact(18))
    assert result.by_rule == Exact(7667, 100)
    assert "1" in result.notes[0].zh


def test_it_refuses_an_evaluation_of_another_kind() -> None:
    given = evaluation(sample(), facts=FACTS, kind=EvaluationKind.PROJECT_SELF)
    assert problems(sample(), given) == [
        "1 kind: the scheme 'sample' scores department, this is project-self. Choose another --scheme"
    ]


def test_it_refuses_a_year_the_scheme_is_not_valid_in() -> None:
    assert problems(sample(), evaluation(sample(), facts=FACTS, year=2022)) == [
        "1 year: the scheme 'sample' is valid from 2020 to 2021, not in 2022. Choose another --scheme"
    ]


def test_it_refuses_points_that_do_not_sum() -> None:
    given = evaluation(own(), facts={"executed": "1", "budget": "2"}, indicators=(indicator("≥1 次", "1 次", "19"),))
    assert problems(own(), given) == [
        "12 indicators: the indicators of 产出 give 19 points, the scheme has 20. Make them sum to it"
    ]


@pytest.mark.parametrize(
    ("points", "what"),
    [
        ("五", "'五' is not a number of points"),
        (None, "'' is not a number of points"),
        ("20.005", "20.005 points have more than 2 decimals"),
    ],
)
def test_it_refuses_points_that_are_no_number_of_points(points: str | None, what: str) -> None:
    given = evaluation(own(), facts={"executed": "1", "budget": "2"}, indicators=(indicator("≥1 次", "1 次", points),))
    (problem,) = problems(own(), given)
    assert problem.startswith(f"12 indicators[1].points: {what}. ")


def test_it_refuses_an_indicator_of_a_group_the_scheme_does_not_have() -> None:
    other = indicator("≥1 次", "1 次", "5", code="2", level1="其他指标")
    given = evaluation(own(), facts={"executed": "1", "budget": "2"}, indicators=(indicator("≥1 次", "1 次"), other))
    assert problems(own(), given) == [
        "12 indicators[2].level1: '其他指标' is no group of the scheme. Allowed: 产出指标"
    ]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"published": PublishedTotal("—", 3)}, "3 published.score"),
        ({"scores": (ItemScore("A", "—", 4),)}, "4 scores[A].score"),
        ({"adjustments": (Adjustment("A", "十", "疫情", 5),)}, "5 adjustments[A].awarded"),
        ({"indicators": (indicator("≥1 次", "1 次", score="满分"),)}, "12 indicators[1].score"),
        ({"funds": (FundRow(FundRowKind.TOTAL, 6, score="x"),)}, "6 funds.total.score"),
    ],
)
def test_it_refuses_a_printed_score_that_is_no_number(changes: dict[str, Any], path: str) -> None:
    (problem,) = problems(sample(), evaluation(sample(), **{"facts": FACTS, **changes}))
    assert problem.startswith(f"{path}: '")
    assert problem.endswith("is not a number. Write the number of points, or leave it out")


def test_it_refuses_a_score_of_an_item_the_scheme_does_not_have() -> None:
    given = evaluation(
        sample(), facts=FACTS, scores=(ItemScore("B", "1", 4),), adjustments=(Adjustment("C", "1", "", 5),)
    )
    assert problems(sample(), given) == [
        "4 scores[B]: the scheme 'sample' has no item 'B'. Allowed: A",
        "5 adjustments[C]: the scheme 'sample' has no item 'C'. Allowed: A",
    ]


def test_it_refuses_two_scores_of_one_item() -> None:
    given = evaluation(sample(), facts=FACTS, scores=(ItemScore("A", "1", 4), ItemScore("A", "2", 5)))
    assert problems(sample(), given) == ["5 scores[A]: the item 'A' is given twice. Keep one of them"]


def test_it_lets_scores_of_another_scheme_be() -> None:
    given = replace(evaluation(sample(), facts=FACTS, scores=(ItemScore("Z", "1", 4),)), scheme="another")
    assert score(sample(), given).computed == Exact(667, 100)


def test_it_reports_everything_that_does_not_fit_at_once() -> None:
    given = evaluation(sample(), facts={"done": "5 次"}, year=2019, published=PublishedTotal("?", 2))
    assert [problem.split(":")[0] for problem in problems(sample(), given)] == [
        "1 facts.planned",
        "1 year",
        "2 published.score",
        "7 facts.done",
    ]
