"""The kernel sees of a stored form what was published: the seed's eight projects give their published totals."""

import pytest

from tests.factories.evaluation import make_goals
from tests.factories.world import World
from xieshou.business.evaluation.entries import Row
from xieshou.business.evaluation.kernel_bridge import Reached, evaluation_of, fund_row, with_unit, yuan
from xieshou.business.evaluation.services.checking import check_stored
from xieshou.datasets import load_dataset
from xieshou.kernel.evaluation import Evaluation, EvaluationKind, FundRow
from xieshou.kernel.exact import Exact
from xieshou.kernel.score import score
from xieshou.schemes import load_scheme

SCHEME = "shenzhen-2020-project-self"
PUBLISHED = [one for one in load_dataset("shenzhen-2020").evaluations if one.kind is EvaluationKind.PROJECT_SELF]


def rows_published(evaluation: Evaluation) -> tuple[Row, ...]:
    """The published indicators as somebody would have typed them before the year."""
    return tuple(
        Row(one.code, one.level1, one.level2, one.name, one.target or "", "", one.points or "")
        for one in evaluation.indicators
    )


def stored_funds(row: FundRow) -> dict[str, object]:
    """A published fund row as the forms keep it."""
    money = {"initial_fen": row.initial, "budget_fen": row.budget, "executed_fen": row.executed}
    texts = {"row": row.row.value, "points": row.points, "rate": row.rate, "score": row.score}
    return {**texts, **{name: None if text is None else Exact.read(text).scaled(2) for name, text in money.items()}}


@pytest.mark.function("JX02")
@pytest.mark.parametrize("published", PUBLISHED, ids=lambda one: one.id)
def test_a_seeds_table_entered_as_goals_scores_as_published(world: World, published: Evaluation) -> None:
    goals = make_goals(world, year=2020, scheme=SCHEME, rows=rows_published(published))
    found = evaluation_of(
        goals,
        funds=[stored_funds(row) for row in published.funds],
        values={one.code: Reached(one.actual, one.score, one.note) for one in published.indicators},
        scores={one.item: one.score for one in published.scores},
        adjustments=published.adjustments,
        total=published.published.score,
    )
    card = score(load_scheme(SCHEME), found)
    assert card.agrees
    assert card.computed == score(load_scheme(SCHEME), published).computed


@pytest.mark.function("JX04")
def test_the_seeds_own_faults_are_found_when_their_tables_are_entered(world: World) -> None:
    equipment = next(one for one in PUBLISHED if one.id == "equipment")
    goals = make_goals(world, year=2020, scheme=SCHEME, rows=rows_published(equipment))
    found = {(one.code, one.indicator) for one in check_stored(goals, world.clerk_a).findings}
    assert ("G-COST-NO-CAP", "4") in found  # 年度设备采购节约额: 年度预算有结余
    assert {"G-NO-SURVEY", "G-NO-OWNER"} <= {code for code, _indicator in found}


@pytest.mark.function("JX02")
def test_a_bare_figure_takes_the_unit_of_its_column_and_nothing_else_does() -> None:
    assert with_unit("≥100", "人次") == "≥100人次"
    assert [with_unit(text, "人次") for text in ("≥90%", "9月前", "无", "", "≥50 次")] == [
        "≥90%",
        "9月前",
        "无",
        "",
        "≥50 次",
    ]


@pytest.mark.function("JX02")
def test_missing_money_stays_missing() -> None:
    assert yuan(None) is None
    assert yuan(124_972_775) == "1249727.75"
    assert fund_row({"row": "total", "initial_fen": 0, "budget_fen": None}).initial == "0.00"
    assert fund_row({"row": "total", "initial_fen": 0, "budget_fen": None}).budget is None
